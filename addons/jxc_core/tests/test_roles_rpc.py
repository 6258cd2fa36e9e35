import json

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import JxcCoreCommon


@tagged("post_install", "-at_install")
class TestRolesRpc(JxcCoreCommon, HttpCase):
    """The same refusals over a real connection, as a client's browser would ask."""

    def _post(self, role, model, method, *args, **kwargs):
        """Call over HTTP; return the result, or the name of the server's error."""
        user = self.users[role]
        self.authenticate(user.login, user.login)
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
        ).json()
        return answer.get("result", answer.get("error", {}).get("data", {}).get("name"))

    @mute_logger("odoo.http")
    def test_refusals_hold_over_http(self):
        order = self._new_order(3)
        order.action_confirm()
        picking, product = order.picking_ids, self.product
        hostile = {"context": {"skip_sanity_check": True, "skip_backorder": True}}
        refused = "odoo.exceptions.AccessError"
        for role, model, method, args in (
            ("salesperson", "stock.picking", "button_validate", [picking.ids]),
            (
                "salesperson",
                "stock.move.line",
                "write",
                [picking.move_line_ids.ids, {"quantity": 1}],
            ),
            ("buyer", "stock.picking", "button_validate", [picking.ids]),
            ("operator", "product.product", "read", [product.ids, ["standard_price"]]),
            ("operator", "product.product", "search", [[("list_price", ">", 1)]]),
            ("operator", "sale.order", "read", [order.ids, ["amount_total"]]),
            ("driver", "stock.picking", "read", [picking.ids, ["name"]]),
            ("finance", "sale.order", "write", [order.ids, {"note": "Mine"}]),
            ("finance", "stock.picking", "button_validate", [picking.ids]),
        ):
            with self.subTest(f"{role} {model}.{method}"):
                self.assertEqual(
                    self._post(role, model, method, *args, **hostile), refused
                )
        self.assertEqual(picking.state, "assigned")

    def test_the_job_is_done_over_http(self):
        order = self._new_order(3, user_id=self.users["salesperson"].id)
        self.assertIs(
            self._post("salesperson", "sale.order", "action_confirm", order.ids), True
        )
        picking = order.picking_ids
        self.assertIs(
            self._post("operator", "stock.picking", "button_validate", picking.ids),
            True,
        )
        self.assertEqual(picking.state, "done")
