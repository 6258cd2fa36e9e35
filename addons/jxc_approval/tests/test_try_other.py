from odoo.exceptions import UserError
from odoo.tests import tagged

from .other_common import OtherCommon

TRY = "jxc.approval.try"


@tagged("post_install", "-at_install")
class TestTryOther(OtherCommon):
    """A rule about documents that no add-on knows is tried like any other."""

    def setUp(self):
        super().setUp()
        self.rule = self._new_other_rule(
            active=False,
            amount_field_id=self.env["ir.model.fields"]._get("x_claim", "x_amount").id,
            steps=[{"name": "Small"}, {"name": "Large", "amount_over": 1000}],
        )

    def _explain(self, claim):
        rule = self.rule.with_user(self.users["approval_admin"])
        trial = rule._jxc_explain(claim.with_env(rule.env))
        return [step["name"] for step in trial["steps"] if step["asked"]]

    def test_a_claim_says_who_would_have_to_approve(self):
        self.assertEqual(self._explain(self._claim(1000)), ["Small"])
        self.assertEqual(self._explain(self._claim(1000.01)), ["Small", "Large"])

    def test_a_rule_about_another_step_does_not_come_first(self):
        self._new_other_rule(
            field="x_paid",
            value=None,
            sequence=0,
            amount_field_id=self.rule.amount_field_id.id,
        )
        self.assertEqual(self._explain(self._claim(10)), ["Small"])

    def test_the_last_claims_that_took_the_step_are_tried(self):
        open_claim, agreed = self._claim(2000), self._claim(2000)
        self._agree(agreed)
        vals = {"rule_id": self.rule.id, "what": "last"}
        ids = self._rpc("approval_admin", TRY, "create", [vals])
        self._rpc("approval_admin", TRY, "action_try", ids)
        lines = self.env[TRY].browse(ids).line_ids
        self.assertIn(agreed.id, lines.mapped("res_id"))
        self.assertNotIn(open_claim.id, lines.mapped("res_id"))
        self.assertEqual(lines.mapped("steps"), ["Small → Large"])

    def test_a_rule_without_a_kind_of_document_is_not_tried(self):
        rule = self.rules.create({"name": "Empty", "kind": "other"})
        with self.assertRaisesRegex(UserError, "Choose a kind of document"):
            self._rpc("approval_admin", rule._name, "action_jxc_try", rule.ids)
