from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, new_test_user

# role -> XML id of the one group its test user has (besides base.group_user)
ROLES = {
    "salesperson": "jxc_core.group_salesperson",
    "sales_manager": "jxc_core.group_sales_manager",
    "buyer": "jxc_core.group_buyer",
    "purchase_manager": "jxc_core.group_purchase_manager",
    "operator": "jxc_core.group_warehouse_operator",
    "supervisor": "jxc_core.group_warehouse_supervisor",
    "finance": "jxc_core.group_finance",
    "driver": "jxc_core.group_driver",
    "general_manager": "jxc_core.group_general_manager",
    "admin": "jxc_core.group_jxc_admin",
}


class JxcCoreCommon(TransactionCase):
    """A trader with one person per role, a customer, a vendor and a stocked product.

    `cls.users[role]` has that role only (login `jxc_<role>`); `cls.env` is the
    superuser, for setting things up. The product costs 6, sells at 10, has
    100 pieces in the warehouse and is bought from `cls.vendor`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_approvals_off()
        cls.env = cls.env["base"].with_context(tracking_disable=True).env
        cls.company = cls.env.company
        cls.users = {role: cls._new_role_user(role) for role in ROLES}
        cls.customer = cls.env["res.partner"].create({"name": "Corner Shop"})
        cls.vendor = cls.env["res.partner"].create({"name": "Kettle Works"})
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.product = cls._new_product("Kettle")

    @classmethod
    def _switch_approvals_off(cls):
        """Rules of another add-on of the suite ask for more; here core is judged."""
        if "jxc.approval.rule" in cls.env:
            cls.env["jxc.approval.rule"].search([]).active = False

    @classmethod
    def _new_role_user(cls, *roles, login=None, **kw):
        """A user with the group(s) of `roles` and nothing else."""
        return new_test_user(
            cls.env,
            login=login or "jxc_" + "_".join(roles),
            groups=",".join(["base.group_user", *(ROLES[role] for role in roles)]),
            **kw,
        )

    @classmethod
    def _new_product(cls, name, qty=100, **kw):
        """A stored product bought from `cls.vendor`, `qty` of it on hand."""
        product = cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "list_price": 10,
                "standard_price": 6,
                "invoice_policy": "delivery",
                "taxes_id": [Command.clear()],
                "supplier_taxes_id": [Command.clear()],
                "seller_ids": [
                    Command.create({"partner_id": cls.vendor.id, "price": 6})
                ],
                **kw,
            }
        )
        if qty:
            cls.env["stock.quant"]._update_available_quantity(
                product, cls.warehouse.lot_stock_id, qty
            )
        return product

    @classmethod
    def _new_order(cls, qty=1, user=None, product=None, price=10, **kw):
        """A quotation of one line; made by `user` (their own) or by the superuser."""
        env = cls.env(user=user) if user else cls.env
        line = {
            "product_id": (product or cls.product).id,
            "product_uom_qty": qty,
            "price_unit": price,
        }
        vals = {"partner_id": cls.customer.id, "user_id": env.uid, **kw}
        return env["sale.order"].create({"order_line": [Command.create(line)], **vals})

    @classmethod
    def _new_purchase(cls, qty=1, user=None, product=None, price=6, **kw):
        """A request for quotation of one line; made by `user` or the superuser."""
        env = cls.env(user=user) if user else cls.env
        line = {
            "product_id": (product or cls.product).id,
            "product_qty": qty,
            "price_unit": price,
        }
        vals = {"partner_id": cls.vendor.id, "user_id": env.uid, **kw}
        return env["purchase.order"].create(
            {"order_line": [Command.create(line)], **vals}
        )

    @classmethod
    def _rpc(cls, user, model, method, *args, context=None, **kwargs):
        """Call `method` as a remote client would: public methods, plain values.

        :param user: role of `cls.users`, or a user
        """
        user = cls.users[user] if isinstance(user, str) else user
        cls.env.flush_all()
        cls.env.invalidate_all()
        # the client's language and companies, and whatever else it claims
        kwargs["context"] = {**(context or {}), "tracking_disable": True}
        return call_kw(cls.env(user=user)[model], method, list(args), kwargs)

    def _assert_refused(self, user, model, method, *args, **kwargs):
        """Assert that the server refuses this remote call and keeps nothing of it."""
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._rpc(user, model, method, *args, **kwargs)
            self.env.flush_all()

    def _assert_opens(self, role, model, records):
        """Fetch the views of `model` and read `records` as the client would."""
        kinds = ("form", "list", "kanban", "search")
        views = self._rpc(role, model, "get_views", [[False, kind] for kind in kinds])
        for kind, view in views["views"].items():
            spec = self._get_spec(
                views["models"], model, etree.fromstring(view["arch"])
            )
            if kind != "search":
                self._rpc(role, model, "web_read", records.ids, spec)

    def _get_spec(self, models, model, arch):
        """The fields a view asks for, with those of the lists inside it."""
        spec = {}
        for node in arch.xpath(".//field[not(ancestor::field)]"):
            field = models[model]["fields"][node.get("name")]
            spec[node.get("name")] = {}
            if field["type"] == "many2one":
                spec[node.get("name")] = {"fields": {"display_name": {}}}
            elif inner := node.xpath("./list|./form|./kanban"):
                spec[node.get("name")] = {
                    "fields": self._get_spec(models, field["relation"], inner[0])
                }
        return spec
