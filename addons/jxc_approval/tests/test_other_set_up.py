from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.jxc_approval import forget_bound_models
from odoo.addons.jxc_core.exceptions import HoldError

from .other_common import OtherCommon


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
