from odoo.tests import HttpCase, JsonRpcException, tagged

from .credit_common import CreditCommon
from .test_credit_paths import HOSTILE


@tagged("post_install", "-at_install")
class TestGateRpc(CreditCommon, HttpCase):
    """A salesperson with a browser console against an order over the limit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._quote(101)

    def _call(self, method, *args, model="sale.order", **kwargs):
        self.authenticate("jxc_salesperson", "jxc_salesperson")
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def _call_refused(self, *args, **kwargs):
        with self.assertRaises(JsonRpcException) as caught:
            self._call(*args, **kwargs)
        return caught.exception.args[0]

    def test_clients_read_codes_not_prose(self):
        self.authenticate("jxc_salesperson", "jxc_salesperson")
        response = self.url_open(
            "/web/dataset/call_kw/sale.order/action_confirm",
            json={
                "params": {
                    "model": "sale.order",
                    "method": "action_confirm",
                    "args": [[self.order.id]],
                    "kwargs": {"context": HOSTILE},
                }
            },
        )
        data = response.json()["error"]["data"]
        self.assertEqual(data["name"], "odoo.addons.jxc_core.exceptions.HoldError")
        (hold,) = data["context"]["jxc_holds"]
        self.assertEqual(
            {key: hold[key] for key in ("code", "model", "id", "facts", "can_release")},
            {
                "code": "credit.over_limit",
                "model": "sale.order",
                "id": self.order.id,
                "facts": {},
                "can_release": False,
            },
        )

    def test_writing_the_state_by_rpc_is_refused(self):
        self._call_refused("write", [self.order.id], {"state": "sale"}, context=HOSTILE)
        self._call_refused(
            "web_save", [self.order.id], {"state": "sale"}, specification={}
        )
        self.assertEqual(self.order.state, "draft")

    def test_gates_and_releases_cannot_be_called_from_outside(self):
        for model, method in (
            ("sale.order", "_jxc_pass_gate"),
            ("jxc.release", "_jxc_release_holds"),
            ("jxc.release", "create"),
            ("jxc.release.wizard", "create"),
            ("jxc.credit", "_jxc_get_exposures"),
        ):
            with self.subTest(method):
                self._call_refused(method, [{}], model=model)

    def test_the_dialog_is_refused_to_the_salesperson(self):
        self._call_refused("action_jxc_release", [self.order.id])
