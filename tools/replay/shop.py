"""Builds the wholesaler in Odoo: company, people, customers, products, first count.

Everything is found again by its own key (login, reference, internal reference), so
building twice makes nothing twice. Master data is an administrator's import; what
happens afterwards is done by the role whose job it is (`Shop.act`).
"""

from datetime import timedelta

from odoo import Command

from .countries import country_code
from .reader import opening_stock

COMPANY = "Online Retail (replay)"
CASH_CUSTOMER = "CASH"
VENDOR_COUNT = 5
PACK = 12
PEOPLE = {
    "salesperson": ["jxc_core.group_salesperson"],
    "keeper": ["jxc_core.group_warehouse_operator"],
    "supervisor": ["jxc_core.group_warehouse_supervisor"],
    "buyer": ["jxc_core.group_buyer"],
    # JXC's own finance role only reads: bookings are the host's accountant's job.
    "accountant": ["account.group_account_invoice", "base.group_partner_manager"],
}


class Shop:
    """The wholesaler's company and the people who act in it."""

    def __init__(self, env, company):
        """Keep the superuser's `env` for set-up and look the people up."""
        self.env = env(context={"allowed_company_ids": company.ids, "tz": "UTC"})
        self.company = company.with_env(self.env)
        self.users = {
            role: self.env["res.users"].search([("login", "=", f"replay.{role}")])
            for role in PEOPLE
        }
        self.warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        self.partners, self.products = {}, {}

    def act(self, role):
        """Return an environment in which the person of that role acts."""
        return self.env(user=self.users[role].id, su=False)

    def load(self):
        """Read the maps {customer number: id} and {product key: id}."""
        company = [("company_id", "=", self.company.id)]
        for partner in self.env["res.partner"].search_fetch(
            [*company, ("ref", "!=", False)], ["ref"]
        ):
            self.partners[partner.ref] = partner.id
        for product in self.env["product.product"].search_fetch(
            [*company, ("default_code", "!=", False)], ["default_code"]
        ):
            self.products[product.default_code] = product.id

    def partner_id(self, document):
        """Return the partner of a document; the cash customer when it has none."""
        return self.partners[document.customer or CASH_CUSTOMER]


def build_company(env, limit):
    """Return the `Shop`, its company in pounds with a chart, limit and people.

    :param limit: what each customer may owe, in GBP
    """
    company = env["res.company"].search([("name", "=", COMPANY)])
    if not company:
        gbp, uk = env.ref("base.GBP"), env.ref("base.uk")
        gbp.active = True
        # "install_mode" keeps the host from installing a country's own chart, which
        # would commit in the middle: the generic one is enough here.
        company = (
            env["res.company"]
            .with_context(install_mode=True)
            .create(
                {
                    "name": COMPANY,
                    "country_id": uk.id,
                    "currency_id": gbp.id,
                }
            )
        )
        company = company.with_env(env)
        env["account.chart.template"].try_loading("generic_coa", company)
        # The generic chart makes every company an American one.
        company.write({"currency_id": gbp.id, "account_fiscal_country_id": uk.id})
    company.account_use_credit_limit = True
    if not env["stock.warehouse"].search_count([("company_id", "=", company.id)]):
        env["stock.warehouse"].create(
            {"name": COMPANY, "code": "OR", "company_id": company.id}
        )
    _hire(env, company)
    # Some prices have three decimals; two would round them before they are sold.
    accuracy = env.ref("product.decimal_price")
    accuracy.digits = max(accuracy.digits, 3)
    return Shop(env, company)


def _hire(env, company):
    """Create one user per role, without password: nobody can log in as them."""
    logins = env["res.users"].search([("login", "=like", "replay.%")]).mapped("login")
    env["res.users"].with_context(no_reset_password=True).create(
        [
            {
                "name": f"Replay {role}",
                "login": f"replay.{role}",
                "email": f"{role}@replay.example.com",
                "tz": "UTC",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set([env.ref(name).id for name in groups])],
            }
            for role, groups in PEOPLE.items()
            if f"replay.{role}" not in logins
        ]
    )


def import_customers(shop, ledger, limit):
    """Create the customers that are missing; the accountant sets their limit.

    :return: countries that no country of the host matches, for the report
    """
    first_seen = {}
    for document in ledger.documents:
        if document.customer:
            first_seen.setdefault(document.customer, document.country)
    countries = {c.code: c.id for c in shop.env["res.country"].search([])}
    term = shop.env.ref("account.account_payment_term_30days")
    new = [number for number in first_seen if number not in shop.partners]
    partners = shop.env["res.partner"].create(
        [
            {
                "name": f"Customer {number}",
                "ref": number,
                "company_id": shop.company.id,
                "company_type": "company",
                "country_id": countries.get(country_code(first_seen[number])),
                "comment": first_seen[number],
                "property_payment_term_id": term.id,
            }
            for number in new
        ]
    )
    partners.with_env(shop.act("accountant")).write({"credit_limit": limit})
    if CASH_CUSTOMER not in shop.partners:
        _create_cash_customer(shop)
    shop.load()
    return sorted({c for c in first_seen.values() if not country_code(c)})


def _create_cash_customer(shop):
    """Create whom sales without a customer go to: paid at once, so no credit."""
    shop.env["res.partner"].create(
        {
            "name": "Cash sales",
            "ref": CASH_CUSTOMER,
            "company_id": shop.company.id,
            "company_type": "company",
        }
    ).with_env(shop.act("accountant")).write({"jxc_credit_exempt": True})


def import_products(shop, ledger):
    """Create one product per code, case ignored; money-only codes are services."""
    lines = {}
    for line in ledger.lines:
        if line.key not in lines or (line.price and not lines[line.key].price):
            lines[line.key] = line
    vendors = _vendors(shop)
    missing = [key for key in sorted(lines) if key not in shop.products]
    shop.env["product.product"].create(
        [
            _prepare_product_vals(shop, lines[key], ledger.descriptions[key], vendors)
            for key in missing
        ]
    )
    shop.load()


def _prepare_product_vals(shop, line, name, vendors):
    service = line.is_service
    vals = {
        "name": name,
        "default_code": line.key,
        "company_id": shop.company.id,
        "list_price": float(line.price),
        "type": "service" if service else "consu",
        "is_storable": not service,
        "invoice_policy": "order" if service else "delivery",
        "purchase_ok": not service,
        "taxes_id": [Command.clear()],
        "supplier_taxes_id": [Command.clear()],
    }
    if not service:
        vendor = vendors[line.row % len(vendors)]
        vals["seller_ids"] = [
            Command.create({"partner_id": vendor.id, "company_id": shop.company.id})
        ]
    return vals


def _vendors(shop):
    """Return the vendors; the file names none, so a few are made up."""
    refs = [f"VENDOR-{number}" for number in range(1, VENDOR_COUNT + 1)]
    shop.env["res.partner"].create(
        [
            {
                "name": f"Vendor {ref[-1]} (made up)",
                "ref": ref,
                "company_id": shop.company.id,
                "company_type": "company",
                "buyer_id": shop.users["buyer"].id,
            }
            for ref in refs
            if ref not in shop.partners
        ]
    )
    shop.load()
    return shop.env["res.partner"].browse(shop.partners[ref] for ref in refs)


def count_opening_stock(shop, ledger, clock):
    """Let the supervisor count what the shelves must hold before the first day."""
    clock(ledger.documents[0].stamp - timedelta(days=1))
    wanted = opening_stock(ledger.documents, PACK)
    quants = shop.act("supervisor")["stock.quant"].with_context(inventory_mode=True)
    quants.create(
        [
            {
                "product_id": shop.products[key],
                "location_id": shop.warehouse.lot_stock_id.id,
                "inventory_quantity": quantity,
            }
            for key, quantity in sorted(wanted.items())
            if quantity
        ]
    ).action_apply_inventory()
    _set_reorder_rules(shop, wanted)


def _set_reorder_rules(shop, wanted):
    """Reorder by hand below half a pack; the replay must not buy by itself."""
    shop.act("supervisor")["stock.warehouse.orderpoint"].create(
        [
            {
                "product_id": shop.products[key],
                "location_id": shop.warehouse.lot_stock_id.id,
                "trigger": "manual",
                "product_min_qty": PACK // 2,
                "product_max_qty": PACK * 2,
            }
            for key, quantity in sorted(wanted.items())
            if quantity
        ]
    )
