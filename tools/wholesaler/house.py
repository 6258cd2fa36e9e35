"""Sets the demo's house up: company, staff, units, products, partners, rules.

Every record has an external id `jxc_demo.<key>`, so a second run repairs what was
changed by accident and makes nothing twice.
"""

from odoo import Command

from .cast import (
    COMPANY,
    CUSTOMERS,
    DEPARTMENTS,
    PASSWORD,
    SHOPS,
    STAFF,
    VENDORS,
)
from .goods import CASES, CATEGORIES, HOST_UNITS, PRODUCTS, UNITS

MODULE = "jxc_demo"


class House:
    """Finds the demo's records by their keys and lets its people act."""

    def __init__(self, env):
        """Keep the superuser's `env`, in Chinese, for setting up."""
        company = env["res.company"].search([], limit=1, order="id")
        self.env = env(
            context={
                "lang": "zh_CN",
                "tz": "Asia/Shanghai",
                "allowed_company_ids": company.ids,
            }
        )
        self.company = company.with_env(self.env)
        self.warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )

    def ref(self, key):
        """Return the record `jxc_demo.<key>`, in the superuser's environment."""
        return self.env.ref(f"{MODULE}.{key}")

    def act(self, login):
        """Return an environment in which that person acts."""
        return self.env(user=self.ref(f"user_{login}").id, su=False)

    def keep(self, model, vals_by_key):
        """Create the records that are missing, by key; return them all in order."""
        records = self.env[model]
        missing = {}
        for key, vals in vals_by_key.items():
            found = self.env.ref(f"{MODULE}.{key}", raise_if_not_found=False)
            if not found:
                missing[key] = vals
        made = dict(
            zip(missing, self.env[model].create(list(missing.values())), strict=True)
        )
        self.env["ir.model.data"].create(
            [
                {
                    "module": MODULE,
                    "name": key,
                    "model": model,
                    "res_id": record.id,
                    "noupdate": True,
                }
                for key, record in made.items()
            ]
        )
        for key in vals_by_key:
            records += self.ref(key)
        return records


def open_house(house):
    """Name the company, switch credit limits on, hire everybody."""
    house.company.write(
        {
            **COMPANY,
            "account_use_credit_limit": True,
            "jxc_credit_grace_days": 7,
        }
    )
    house.company.partner_id.tz = "Asia/Shanghai"
    if "stock_text_confirmation" in house.company:
        # Nobody gets a text message from a demo.
        house.company.stock_text_confirmation = False
    house.warehouse.name = "成都总仓"
    users = house.env["res.users"].with_context(no_reset_password=True)
    House.keep(
        house,
        "res.users",
        {
            f"user_{login}": {
                "name": name,
                "login": login,
                "password": PASSWORD,
                "email": f"{login}@sihai.example.com",
                "lang": "zh_CN",
                "tz": "Asia/Shanghai",
                # Nobody gets mail from a demo.
                "notification_type": "inbox",
                "group_ids": [Command.set([users.env.ref(g).id for g in groups])],
            }
            for login, (name, _job, groups) in STAFF.items()
        },
    )


def set_up_departments(house):
    """Make everybody an employee, with a department whose head approves."""
    departments = house.keep(
        "hr.department",
        {
            f"department_{key}": {"name": name, "company_id": house.company.id}
            for key, (name, _head, _people) in DEPARTMENTS.items()
        },
    )
    boss = _employ(house, "boss")
    for department, (_name, head, people) in zip(
        departments, DEPARTMENTS.values(), strict=True
    ):
        department.manager_id = _employ(house, head, department, boss)
        for login in people:
            _employ(house, login, department, department.manager_id)


def _employ(house, login, department=None, manager=None):
    """Return the employee of one person."""
    name, job, _groups = STAFF[login]
    (employee,) = house.keep(
        "hr.employee",
        {
            f"employee_{login}": {
                "name": name,
                "user_id": house.ref(f"user_{login}").id,
                "job_title": job,
                "company_id": house.company.id,
                "department_id": department.id if department else False,
                "parent_id": manager.id if manager else False,
            }
        },
    )
    return employee


def stock_shelves(house):
    """Create units, categories, partners and products."""
    for name, chinese in HOST_UNITS.items():
        unit = house.env.ref(f"uom.{name}", raise_if_not_found=False)
        if unit:
            unit.with_context(lang="zh_CN").name = chinese
    for key, (name, base, factor) in UNITS.items():
        unit = {"name": name}
        if base:
            base_id = house.ref(f"uom_{base}").id
            unit.update(relative_uom_id=base_id, relative_factor=factor)
        house.keep("uom.uom", {f"uom_{key}": unit})
    house.keep(
        "product.category",
        {f"category_{key}": {"name": name} for key, name in CATEGORIES.items()},
    )
    _meet_vendors(house)
    _meet_customers(house)
    house.keep(
        "product.product",
        {
            f"product_{code}": _prepare_product_vals(house, code, *product)
            for code, product in PRODUCTS.items()
        },
    )


def _prepare_product_vals(house, code, name, category, unit, vendor, cost, price):
    case = CASES.get(unit)
    return {
        "name": name,
        "default_code": code,
        "type": "consu",
        "is_storable": True,
        "invoice_policy": "delivery",
        "categ_id": house.ref(f"category_{category}").id,
        "uom_id": house.ref(f"uom_{unit}").id,
        "uom_ids": [Command.set([house.ref(f"uom_{case}").id] if case else [])],
        "list_price": price,
        "standard_price": cost,
        "seller_ids": [
            Command.create(
                {
                    "partner_id": house.ref(f"vendor_{vendor}").id,
                    "price": cost,
                    "delay": VENDORS[vendor][3],
                    "min_qty": 0,
                }
            )
        ],
    }


def _meet_vendors(house):
    buyer = house.ref("user_buyer")
    house.keep(
        "res.partner",
        {
            f"vendor_{key}": {
                "name": name,
                "company_type": "company",
                "city": city,
                "country_id": house.env.ref("base.cn").id,
                "phone": phone,
                "buyer_id": buyer.id,
                "supplier_rank": 1,
                "lang": "zh_CN",
            }
            for key, (name, city, phone, _delay) in VENDORS.items()
        },
    )


def _meet_customers(house):
    cn, sales = house.env.ref("base.cn"), house.ref("user_sales")
    terms = _payment_terms(house)
    customers = house.keep(
        "res.partner",
        {
            f"customer_{key}": {
                "name": name,
                "company_type": "company",
                "city": city,
                "country_id": cn.id,
                "phone": phone,
                "user_id": sales.id,
                "customer_rank": 1,
                "lang": "zh_CN",
                "property_payment_term_id": terms.get(days),
            }
            for key, (name, city, phone, _limit, days, _share) in CUSTOMERS.items()
        },
    )
    for customer, row in zip(customers, CUSTOMERS.values(), strict=True):
        # The accountant keeps limits; the walk-in customer pays at once.
        customer.with_env(house.act("account")).write(
            {"credit_limit": row[3], "jxc_credit_exempt": not row[3]}
        )
    house.keep(
        "res.partner",
        {
            f"customer_{key}": {
                "name": name,
                "type": "delivery",
                "parent_id": house.ref("customer_maixiang").id,
                "street": street,
                "city": "成都市",
                "country_id": cn.id,
                "phone": phone,
                "user_id": sales.id,
            }
            for key, (name, street, phone) in SHOPS.items()
        },
    )


def _payment_terms(house):
    """Return {days: id} of the terms that the customers have."""
    terms = house.keep(
        "account.payment.term",
        {
            f"term_{days}": {
                "name": f"{days} 天账期",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": days}
                    )
                ],
            }
            for days in (15, 30, 45)
        },
    )
    return dict(zip((15, 30, 45), terms.ids, strict=True))


def count_shelves(house, quantities):
    """Let the supervisor count the opening stock and set the reordering rules.

    :param quantities: {product code: (on hand, minimum, maximum)} in the base unit
    """
    place = house.warehouse.lot_stock_id
    env = house.act("supervisor")
    env["stock.quant"].with_context(
        inventory_mode=True, inventory_name="期初盘点"
    ).create(
        [
            {
                "product_id": house.ref(f"product_{code}").id,
                "location_id": place.id,
                "inventory_quantity": on_hand,
            }
            for code, (on_hand, _low, _high) in quantities.items()
        ]
    ).action_apply_inventory()
    env["stock.warehouse.orderpoint"].create(
        [
            {
                "product_id": house.ref(f"product_{code}").id,
                "location_id": place.id,
                "trigger": "manual",
                "product_min_qty": low,
                "product_max_qty": high,
            }
            for code, (_on_hand, low, high) in quantities.items()
        ]
    )
