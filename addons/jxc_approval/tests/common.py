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

    @classmethod
    def _new_rule(cls, steps, **vals):
        """A rule about purchase orders that is on and comes before the ladder.

        :param steps: list of values of steps; who defaults to the purchase managers
        """
        role = cls.env.ref("jxc_core.group_purchase_manager").id
        lines = [
            Command.create(
                {"name": f"Step {n}", "sequence": n, "group_id": role, **values}
            )
            for n, values in enumerate(steps, start=1)
        ]
        return cls.rules.create(
            {
                "name": "Test rule",
                "kind": "purchase",
                "company_id": False,
                "sequence": 1,
                "active": True,
                "step_ids": lines,
                **vals,
            }
        )

    @classmethod
    def _people(cls, *roles, **vals):
        """Values of a step that asks these people, roles or users."""
        users = [cls.users[role] if isinstance(role, str) else role for role in roles]
        return {
            "who": "user",
            "user_ids": [Command.set([user.id for user in users])],
            "group_id": False,
            **vals,
        }

    @classmethod
    def _new_department(cls, name, head, *members):
        """A department with `head` and `members`, all of them roles."""
        employees = cls.env["hr.employee"]
        department = cls.env["hr.department"].create({"name": name})
        for role in (head, *members):
            employee = employees.create(
                {
                    "name": cls.users[role].name,
                    "user_id": cls.users[role].id,
                    "department_id": department.id,
                }
            )
            if role == head:
                department.manager_id = employee
        return department

    def _decide(self, role, order, verdict, reason="because", **kw):
        """Refuse, return, forward or add over RPC, by the dialog."""
        values = {
            "request_ids": self._pending(order).ids,
            "verdict": verdict,
            "reason": reason,
            **kw,
        }
        wizard = self._rpc(role, "jxc.approval.decide", "create", [values])
        return self._rpc(role, "jxc.approval.decide", "action_decide", wizard)

    def _write(self, order, values, user="buyer"):
        """Write the order over RPC."""
        return self._rpc(user, "purchase.order", "write", order.ids, values)

    def _write_line(self, order, values, user="buyer"):
        """Write the first line of the order over RPC."""
        line = order.order_line[:1]
        return self._rpc(user, "purchase.order.line", "write", line.ids, values)
