from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.jxc_core.exceptions import HoldError

from .other_common import OtherCommon


@tagged("post_install", "-at_install")
class TestRoundOther(OtherCommon):
    """A client's own kind of document is held on the ways round, too."""

    def setUp(self):
        super().setUp()
        self._new_other_rule()
        self.claim = self._claim()

    def test_whoever_changed_it_does_not_approve_it(self):
        values = {"x_amount": 900}
        self._rpc("purchase_manager", "x_claim", "write", self.claim.ids, values)
        self._ask(self.claim)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._decide("purchase_manager", self.claim, "approve")
        self.env.invalidate_all()
        self.assertTrue(self._pending(self.claim))

    def test_no_default_of_ones_own_takes_the_step(self):
        self._rpc("buyer", "ir.default", "set", "x_claim", "x_state", "agreed", True)
        with self.assertRaises(HoldError), self.env.cr.savepoint():
            self._rpc("buyer", "x_claim", "create", [{"x_name": "Sly"}])

    def test_the_client_does_not_save_it_as_taken(self):
        values = {"x_state": "agreed"}
        for args in (
            (self.claim.ids, values, {}),
            ([], {**values, "x_name": "Sly"}, {}),
        ):
            with self.assertRaises(HoldError), self.env.cr.savepoint():
                self._rpc("buyer", "x_claim", "web_save", *args)

    def test_a_line_put_on_it_by_a_default_breaks_the_seal(self):
        claim = self._approved_claim()
        self._agree(claim)
        context = {"default_x_claim_id": claim.id}
        line = {"x_name": "More", "x_qty": 9}
        with self.assertRaises(HoldError), self.env.cr.savepoint():
            self._rpc("buyer", "x_claim_line", "create", [line], context=context)

    def test_whoever_lost_the_role_does_not_decide(self):
        self._ask(self.claim)
        user = self.users["purchase_manager"]
        user.group_ids = self.env.ref("base.group_user")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._decide("purchase_manager", self.claim, "approve")
        self.env.invalidate_all()
        self.assertTrue(self._pending(self.claim))
