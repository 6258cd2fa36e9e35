from odoo import Command

from odoo.addons.jxc_core.tests.common import JxcCoreCommon


class ApprovalCommon(JxcCoreCommon):
    """The shipped ladder is on; buyer, purchase manager and boss are who they are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["jxc.approval.rule"].with_context(active_test=False)
        cls.ladder = cls.env.ref("jxc_approval.rule_purchase")
        cls.ladder.write({"active": True, "split_by": False})
        cls.requests = cls.env["jxc.approval.request"]
        cls.acts = cls.env["jxc.approval.act"]
        # Setting things up as the superuser asks nobody.
        cls.other_buyer = cls._new_role_user("buyer", login="jxc_other_buyer")

    def _buy(self, total, user="buyer", confirm=True, **kw):
        """An order over `total`, confirmed over RPC by its buyer."""
        order = self._new_purchase(1, self.users[user], price=total, **kw)
        if confirm:
            self._rpc(user, "purchase.order", "button_confirm", order.ids)
        return order.sudo()

    def _approve(self, order, *roles):
        """Approve over RPC, one role after the other."""
        for role in roles:
            self._rpc(role, "purchase.order", "button_approve", order.ids)

    def _pending(self, order):
        return self.requests._jxc_get_pending(order)

    def _kinds(self, order):
        acts = self.acts.search(
            [("res_model", "=", order._name), ("res_id", "=", order.id)], order="number"
        )
        return acts.mapped("kind")

    def _set_price(self, order, price, user="buyer"):
        line = order.order_line[:1]
        self._rpc(user, "purchase.order.line", "write", line.ids, {"price_unit": price})

    def _new_line(self, price, qty=1):
        return Command.create(
            {"product_id": self.product.id, "product_qty": qty, "price_unit": price}
        )
