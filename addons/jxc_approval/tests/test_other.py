from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.jxc_approval import forget_bound_models
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


@tagged("post_install", "-at_install")
class TestOtherHost(OtherCommon):
    """Buttons and statuses of the host's own documents."""

    def _new_picking(self):
        order = self._buy(100)
        return order.picking_ids

    def test_a_button_waits_for_approval(self):
        self._new_other_rule("stock.picking", None, trigger_button="button_validate")
        picking = self._new_picking()
        with self.assertRaisesRegex(HoldError, "needs approval"):
            self._rpc("operator", "stock.picking", "button_validate", picking.ids)
        self.assertEqual(picking.state, "assigned")

    def test_a_button_goes_on_once_it_is_approved(self):
        self._new_other_rule("stock.picking", None, trigger_button="button_validate")
        picking = self._new_picking()
        self._approve_other(picking, "operator")
        self._rpc("operator", "stock.picking", "button_validate", picking.ids)
        self.assertEqual(picking.state, "done")

    def test_a_status_that_follows_from_lines_waits(self):
        self._new_other_rule("stock.picking", "state", "done")
        picking = self._new_picking()
        with self.assertRaises(HoldError):
            self._rpc("operator", "stock.picking", "button_validate", picking.ids)

    def test_a_document_that_an_add_on_gates_has_both_gates(self):
        self._new_other_rule("account.move", "state", "posted")
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.vendor.id,
                "invoice_date": "2026-01-05",
                "invoice_line_ids": [Command.create({"name": "Rent", "price_unit": 9})],
            }
        )
        with self.assertRaisesRegex(HoldError, "needs approval"):
            bill.action_post()
        self.assertEqual(bill.state, "draft")

    def test_the_form_says_what_the_document_waits_for(self):
        self._new_other_rule("stock.picking", None, trigger_button="button_validate")
        arch = self._rpc(
            "operator", "stock.picking", "get_views", [[False, "form"]], {}
        )["views"]["form"]["arch"]
        self.assertIn('<widget name="jxc_approval_banner"', arch)

    def test_nothing_is_noted_about_a_bound_model_that_outlives_the_add_on(self):
        self._new_other_rule("res.partner.bank", "allow_out_payment", False)
        model = self.env["ir.model"]._get_id("res.partner.bank")
        fields = self.env["ir.model.fields"]
        fields.create({"name": "x_branch", "ttype": "char", "model_id": model})
        noted = [("model_id", "=", model), ("name", "=like", "jxc_approval_%")]
        self.assertTrue(fields.search(noted))
        forget_bound_models(self.env)
        self.assertFalse(fields.search(noted))

    def test_the_registry_of_a_process_that_starts_has_the_gates(self):
        rule = self._new_other_rule("res.partner.bank", "allow_out_payment", False)
        rule._jxc_unbind_model("res.partner.bank")
        with patch.object(self.registry, "ready", False):
            self.registry._setup_models__(self.env.cr, ["res.partner.bank"])
            self.assertFalse(hasattr(self.env["res.partner.bank"], "jxc_held"))
            rule._register_hook()
        self.assertTrue(hasattr(self.env["res.partner.bank"], "jxc_held"))


@tagged("post_install", "-at_install")
class TestOtherSetUp(OtherCommon):
    """Consultants choose what waits; nobody else does."""

    def test_the_buttons_of_the_form_are_offered(self):
        model = self.env["ir.model"]._get_id("stock.picking")
        buttons = self._rpc(
            "approval_admin", "jxc.approval.rule", "action_jxc_get_buttons", model
        )
        self.assertIn(["button_validate", "Validate"], buttons)

    def test_a_buyer_is_not_told_the_buttons(self):
        model = self.env["ir.model"]._get_id("stock.picking")
        with self.assertRaises(UserError):
            self._rpc("buyer", "jxc.approval.rule", "action_jxc_get_buttons", model)

    def test_a_buyer_binds_no_model(self):
        with self.assertRaises(AccessError):
            self._rpc(
                "buyer",
                "jxc.approval.rule",
                "create",
                [{"name": "Sly", "kind": "other"}],
            )

    def test_an_unknown_button_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "no button"):
            self._new_other_rule("stock.picking", None, trigger_button="button_fly")

    def test_a_method_of_the_orm_is_no_button(self):
        for method in ("write", "unlink", "_action_done", "sudo"):
            with (
                self.subTest(method),
                self.assertRaisesRegex(ValidationError, "no button"),
            ):
                self._new_other_rule("stock.picking", None, trigger_button=method)

    def test_the_hosts_own_tables_are_no_documents(self):
        with self.assertRaisesRegex(ValidationError, "not documents"):
            self._new_other_rule("ir.model.access", "active", False)

    def test_a_value_that_new_documents_start_with_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "start like that"):
            self._new_other_rule("product.pricelist", "active", False)

    def test_a_rule_without_a_step_to_wait_is_not_switched_on(self):
        with self.assertRaisesRegex(ValidationError, "choose the step"):
            self._new_other_rule(value="nothing")

    def test_a_rule_that_has_asked_is_not_deleted(self):
        rule = self._new_other_rule()
        self._ask(self._claim())
        with self.assertRaisesRegex(ValidationError, "Switch it off"):
            rule.unlink()

    def test_a_rule_that_has_asked_stays_with_its_documents(self):
        rule = self._new_other_rule()
        self._ask(self._claim())
        with self.assertRaisesRegex(ValidationError, "Switch it off"):
            rule.kind = "purchase"

    def test_the_rule_reads_itself_aloud(self):
        rule = self._new_other_rule()
        self.assertIn("Claim, before “Claim x_state” becomes “Agreed”", rule.words)
