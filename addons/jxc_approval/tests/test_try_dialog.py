from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .try_common import TryCommon

TRY = "jxc.approval.try"
LINE = "jxc.approval.try.line"


@tagged("post_install", "-at_install")
class TestTryDialog(TryCommon):
    """The dialog: who may try, on what, and what switching on does."""

    def _open(self, user="consultant", **kw):
        vals = {"rule_id": self.ladder.id, **kw}
        return self.env[TRY].browse(self._rpc(user, TRY, "create", [vals]))

    def _read(self, trial, *names, user="consultant"):
        (values,) = self._rpc(user, TRY, "read", trial.ids, [*names])
        return [values[name] for name in names]

    def test_the_rule_opens_it(self):
        action = self._rpc(
            "consultant", "jxc.approval.rule", "action_jxc_try", self.ladder.ids
        )
        self.assertEqual(action["res_model"], TRY)
        self.assertEqual(action["context"], {"default_rule_id": self.ladder.id})

    def test_it_shows_who_would_have_to_approve(self):
        order = self._buy(6000, confirm=False)
        (result,) = self._read(self._open(document_id=order.id), "result")
        self.assertIn("Department manager", result)
        self.assertIn(self.users["purchase_manager"].name, result)

    def test_names_of_documents_are_text(self):
        order = self._buy(6000, confirm=False)
        order.name = "<b onclick='x'>P1</b>"
        (result,) = self._read(self._open(document_id=order.id), "result")
        self.assertNotIn("<b onclick", result)

    def test_the_picker_offers_documents_of_the_company_alone(self):
        (domain,) = self._read(self._open(), "document_domain")
        sister = self.env["res.company"].create({"name": "Sister"})
        mine = self._buy(1, confirm=False)
        orders = self.env["purchase.order"]
        theirs = orders.create({"partner_id": self.vendor.id, "company_id": sister.id})
        self.assertEqual(orders.search(domain) & (mine | theirs), mine)

    def test_the_picker_is_told_its_domain(self):
        fields_ = self._rpc("consultant", TRY, "fields_get", ["document_id"])
        self.assertEqual(fields_["document_id"]["domain"], "document_domain")

    def test_a_rule_of_one_company_is_tried_there(self):
        sister = self.env["res.company"].create({"name": "Sister"})
        self.consultant.company_ids |= sister
        self.ladder.company_id = sister
        trial = self._rpc(
            "consultant",
            TRY,
            "create",
            [{"rule_id": self.ladder.id}],
            context={"allowed_company_ids": (self.company | sister).ids},
        )
        self.assertEqual(self.env[TRY].browse(trial).company_id, sister)

    def test_a_document_out_of_reach_is_not_shown(self):
        order = self._buy(6000, confirm=False)
        self.consultant.group_ids -= self.env.ref("jxc_core.group_buyer")
        result, may_read = self._read(
            self._open(document_id=order.id), "result", "may_read"
        )
        self.assertFalse(result)
        self.assertFalse(may_read)

    def test_a_document_of_another_company_is_not_shown(self):
        sister = self.env["res.company"].create({"name": "Sister"})
        order = self.env["purchase.order"].create(
            {"partner_id": self.vendor.id, "company_id": sister.id}
        )
        (result,) = self._read(self._open(document_id=order.id), "result")
        self.assertFalse(result)

    def test_switching_on_from_the_dialog(self):
        trial = self._open()
        self._rpc("consultant", TRY, "action_jxc_switch_on", trial.ids)
        self.assertTrue(self.ladder.active)

    def test_switching_on_twice_leaves_it_on(self):
        trial = self._open()
        for _each in range(2):
            self._rpc("consultant", TRY, "action_jxc_switch_on", trial.ids)
        self.assertTrue(self.ladder.active)

    def test_a_rule_without_steps_is_not_switched_on(self):
        self.ladder.step_ids.unlink()
        trial = self._open()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._rpc("consultant", TRY, "action_jxc_switch_on", trial.ids)

    def test_switching_on_asks_nobody_about_what_was_confirmed(self):
        order = self._buy(60000)
        self._rpc("consultant", TRY, "action_jxc_switch_on", self._open().ids)
        self.assertEqual(order.state, "purchase")
        self.assertFalse(self._pending(order))

    def test_a_buyer_may_not_open_it(self):
        self._assert_refused("buyer", TRY, "create", [{"rule_id": self.ladder.id}])

    def test_a_buyer_may_not_ask_for_it_without_saving(self):
        order = self._buy(6000, confirm=False)
        values = {"rule_id": self.ladder.id, "document_id": order.id}
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._rpc("buyer", TRY, "onchange", [], values, [], {"result": {}})

    def test_a_buyer_may_not_press_the_button_of_the_rule(self):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._rpc("buyer", "jxc.approval.rule", "action_jxc_try", self.ladder.ids)

    def test_a_buyer_may_not_use_a_trial_of_somebody_else(self):
        trial = self._open(what="last")
        for method in ("action_try", "action_jxc_open_lines", "action_jxc_switch_on"):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self._rpc("buyer", TRY, method, trial.ids)
        self.assertFalse(self.ladder.active)

    def test_an_auditor_may_not_try(self):
        auditor = self._new_role_user("buyer", login="jxc_auditor")
        auditor.group_ids |= self.env.ref("jxc_approval.group_approval_auditor")
        self._assert_refused(auditor, TRY, "create", [{"rule_id": self.ladder.id}])

    def test_trials_of_colleagues_are_out_of_sight(self):
        colleague = self._new_role_user("buyer", login="jxc_colleague")
        colleague.group_ids |= self.env.ref("jxc_approval.group_approval_admin")
        self._buy(6000)
        trial = self._try()
        self._assert_refused(colleague, TRY, "read", trial.ids, ["summary"])
        self._assert_refused(colleague, LINE, "read", trial.line_ids.ids, ["steps"])

    def test_its_screens_open(self):
        self._buy(6000)
        trial = self._try()
        self._assert_opens("consultant", TRY, trial)
        self._assert_opens("consultant", LINE, trial.line_ids)
