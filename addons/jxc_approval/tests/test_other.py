from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.jxc_core.exceptions import HoldError

from .other_common import OtherCommon


@tagged("post_install", "-at_install")
class TestOther(OtherCommon):
    """A step of a client's own kind of document waits, without a line of code."""

    def test_without_a_rule_nothing_waits(self):
        claim = self._claim()
        self._agree(claim)
        self.assertEqual(claim.x_state, "agreed")
        self.assertFalse(hasattr(claim, "action_jxc_submit"))

    def test_a_status_waits_for_approval(self):
        self._new_other_rule()
        claim = self._claim()
        with self.assertRaisesRegex(HoldError, "Broken jars needs approval"):
            self._agree(claim)
        self.assertEqual(claim.x_state, "open")

    def test_an_approved_document_goes_on(self):
        self._new_other_rule()
        claim = self._approved_claim()
        self._agree(claim)
        self.assertEqual(claim.x_state, "agreed")

    def test_a_refused_document_waits_on(self):
        self._new_other_rule()
        claim = self._claim()
        self._ask(claim)
        self._decide("purchase_manager", claim, "refuse")
        with self.assertRaises(HoldError):
            self._agree(claim)

    def test_a_box_waits_to_be_ticked(self):
        self._new_other_rule(field="x_paid", value=False)
        claim = self._claim()
        with self.assertRaises(HoldError):
            self._rpc("buyer", "x_claim", "write", claim.ids, {"x_paid": True})
        self._agree(claim)

    def test_a_record_waits_to_be_chosen(self):
        rule = self._new_other_rule(
            field="x_partner_id", value=False, trigger_res_id=self.vendor.id
        )
        claim = self._claim()
        other = self.vendor.copy().id
        self._rpc("buyer", "x_claim", "write", claim.ids, {"x_partner_id": other})
        with self.assertRaises(HoldError):
            self._rpc(
                "buyer", "x_claim", "write", claim.ids, {"x_partner_id": self.vendor.id}
            )
        self.assertIn(self.vendor.name, rule.words)

    def test_a_document_typed_as_agreed_is_refused(self):
        self._new_other_rule()
        with self.assertRaises(HoldError):
            self._claim(x_state="agreed")

    def test_a_default_of_a_hostile_context_is_refused(self):
        self._new_other_rule()
        values = {"x_name": "Sly", "x_amount": 1}
        with self.assertRaises(HoldError):
            self._rpc(
                "buyer",
                "x_claim",
                "create",
                [values],
                context={"default_x_state": "agreed"},
            )

    def test_an_import_is_refused(self):
        self._new_other_rule()
        result = self._rpc(
            "buyer", "x_claim", "load", ["x_name", "x_state"], [["Sly", "Agreed"]]
        )
        self.assertFalse(result["ids"])
        self.assertIn("needs approval", result["messages"][0]["message"])

    def test_a_copy_of_an_agreed_document_is_refused(self):
        self._new_other_rule()
        claim = self._approved_claim()
        self._agree(claim)
        with self.assertRaises(HoldError):
            self._rpc("buyer", "x_claim", "copy", claim.ids)

    def test_the_program_is_held_as_well(self):
        self._new_other_rule()
        claim = self._claim()
        with self.assertRaises(HoldError):
            claim.sudo().x_state = "agreed"

    def test_a_swallowed_refusal_leaves_nothing(self):
        self._new_other_rule()
        claim = self._claim()
        try:
            claim.sudo().write({"x_state": "agreed", "x_note": "sly"})
        except HoldError:
            self.assertEqual((claim.x_state, claim.x_note), ("open", False))
        else:
            self.fail("the write was not refused")

    def test_one_held_document_holds_the_whole_batch(self):
        self._new_other_rule(domain="[('x_amount', '>', 50)]")
        claims = self._claim(10) | self._claim(60)
        with self.assertRaises(HoldError):
            self._agree(claims)
        self.assertEqual(claims.mapped("x_state"), ["open", "open"])

    def test_conditions_exempt_the_others(self):
        self._new_other_rule(domain="[('x_amount', '>', 50)]")
        claim = self._claim(10)
        self._agree(claim)
        self.assertEqual(claim.x_state, "agreed")

    def test_a_rule_that_is_off_asks_nobody(self):
        rule = self._new_other_rule()
        rule.active = False
        claim = self._claim()
        self._agree(claim)
        self.assertEqual(claim.x_state, "agreed")

    def test_switching_a_rule_on_asks_nothing_of_what_was_agreed(self):
        claim = self._claim()
        self._agree(claim)
        self._new_other_rule()
        self._rpc("buyer", "x_claim", "write", claim.ids, {"x_note": "later"})
        self.assertEqual(self.env["x_claim"].browse(claim.id).x_note, "later")

    def test_whoever_changed_it_last_does_not_approve_it(self):
        self._new_other_rule()
        claim = self._claim()
        note = {"x_note": "half of them"}
        self._rpc("purchase_manager", "x_claim", "write", claim.ids, note)
        self._ask(claim)
        asked = self._pending(claim).task_ids.user_id
        self.assertNotIn(self.users["purchase_manager"], asked)

    def test_a_document_without_company_hides_in_no_other(self):
        self._new_other_rule(company_id=self.env.company.id)
        sister = self.env["res.company"].create({"name": "Sister"})
        self.users["buyer"].company_ids |= sister
        claim = self._claim()
        with self.assertRaises(HoldError):
            self._rpc(
                "buyer",
                "x_claim",
                "write",
                claim.ids,
                {"x_state": "agreed"},
                context={"allowed_company_ids": sister.ids},
            )

    def test_the_requester_does_not_approve_their_own(self):
        self._new_other_rule(steps=[self._people("buyer")])
        claim = self._claim()
        self._ask(claim)
        self.assertNotIn(self.users["buyer"], self._pending(claim).task_ids.user_id)


@tagged("post_install", "-at_install")
class TestOtherAmount(OtherCommon):
    """Thresholds compare with the amount that the rules about a model measure."""

    def _new_amount_rule(self, **vals):
        amount = self.env["ir.model.fields"]._get("x_claim", "x_amount")
        return self._new_other_rule(
            steps=[{"amount_over": 100}], amount_field_id=amount.id, **vals
        )

    def test_exactly_on_the_threshold_is_below(self):
        self._new_amount_rule()
        claim = self._claim(100)
        self._agree(claim)
        self.assertEqual(claim.x_state, "agreed")

    def test_over_the_threshold_waits(self):
        self._new_amount_rule()
        with self.assertRaises(HoldError):
            self._agree(self._claim(100.01))

    def test_an_amount_that_grew_is_asked_again(self):
        self._new_amount_rule()
        claim = self._approved_claim(200)
        with self.assertRaises(HoldError):
            self._agree(claim, x_amount=201)

    def test_an_amount_that_fell_passes(self):
        self._new_amount_rule()
        claim = self._approved_claim(200)
        self._agree(claim, x_amount=150)
        self.assertEqual(claim.x_state, "agreed")

    def test_what_was_below_does_not_grow_over_it_afterwards(self):
        self._new_amount_rule()
        claim = self._claim(100)
        self._agree(claim)
        with self.assertRaises(HoldError):
            self._rpc("buyer", "x_claim", "write", claim.ids, {"x_amount": 101})
        self.assertEqual(claim.x_amount, 100)

    def test_what_was_agreed_before_the_rule_may_be_changed(self):
        claim = self._claim(200)
        self._agree(claim)
        self._new_amount_rule()
        self._rpc("buyer", "x_claim", "write", claim.ids, {"x_amount": 300})
        self.assertEqual(self.env["x_claim"].browse(claim.id).x_amount, 300)

    def test_rules_about_one_model_measure_the_same(self):
        self._new_amount_rule()
        other = self.env["ir.model.fields"]._get("x_claim", "id")
        with self.assertRaisesRegex(ValidationError, "another amount"):
            self._new_other_rule(amount_field_id=other.id)


@tagged("post_install", "-at_install")
class TestOtherSeal(OtherCommon):
    """What was approved is what takes the step, and what stays."""

    def test_a_change_after_approval_is_asked_again(self):
        self._new_other_rule()
        claim = self._approved_claim()
        self._rpc("buyer", "x_claim", "write", claim.ids, {"x_note": "other goods"})
        with self.assertRaises(HoldError):
            self._agree(claim)

    def test_a_change_in_the_same_write_is_asked_again(self):
        self._new_other_rule()
        claim = self._approved_claim()
        with self.assertRaises(HoldError):
            self._agree(claim, x_note="other goods")

    def test_an_agreed_document_is_not_changed(self):
        self._new_other_rule()
        claim = self._approved_claim()
        self._agree(claim)
        with self.assertRaises(HoldError):
            self._rpc("buyer", "x_claim", "write", claim.ids, {"x_note": "sly"})
        self.assertFalse(claim.x_note)

    def test_an_agreed_document_gets_no_line(self):
        self._new_other_rule()
        claim = self._approved_claim()
        self._agree(claim)
        with self.assertRaises(HoldError):
            self._rpc(
                "buyer",
                "x_claim_line",
                "create",
                [{"x_claim_id": claim.id, "x_qty": 1}],
            )

    def test_a_line_of_an_agreed_document_is_not_changed(self):
        self._new_other_rule()
        claim = self._approved_claim(
            x_line_ids=[Command.create({"x_name": "Jar", "x_qty": 1})]
        )
        self._agree(claim)
        for method, values in (("write", [{"x_qty": 9}]), ("unlink", [])):
            with self.subTest(method), self.assertRaises(HoldError):
                self._rpc(
                    "buyer", "x_claim_line", method, claim.x_line_ids.ids, *values
                )

    def test_a_line_moved_to_another_document_is_missed(self):
        self._new_other_rule()
        claim = self._approved_claim(
            x_line_ids=[Command.create({"x_name": "Jar", "x_qty": 1})]
        )
        self._agree(claim)
        other = self._claim()
        with self.assertRaises(HoldError):
            self._rpc(
                "buyer",
                "x_claim_line",
                "write",
                claim.x_line_ids.ids,
                {"x_claim_id": other.id},
            )

    def test_chosen_fields_alone_are_sealed(self):
        note = self.env["ir.model.fields"]._get("x_claim", "x_note")
        self._new_other_rule(sealed_field_ids=[Command.set(note.ids)])
        claim = self._approved_claim()
        self._agree(claim, x_name="Broken jars, two")
        with self.assertRaises(HoldError):
            self._rpc("buyer", "x_claim", "write", claim.ids, {"x_note": "sly"})

    def test_taking_the_step_back_ends_the_approval(self):
        self._new_other_rule()
        claim = self._approved_claim()
        self._agree(claim)
        self._rpc("buyer", "x_claim", "write", claim.ids, {"x_state": "open"})
        with self.assertRaises(HoldError):
            self._agree(claim)

    def test_a_change_overtakes_a_pending_request(self):
        self._new_other_rule()
        claim = self._claim()
        self._ask(claim)
        self._rpc("buyer", "x_claim", "write", claim.ids, {"x_note": "more"})
        self.assertFalse(self._pending(claim))
        self.assertEqual(claim.jxc_approval_state, "broken")
