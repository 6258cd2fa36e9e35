from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.jxc_core.exceptions import HoldError

from .bind_common import BindCommon


@tagged("post_install", "-at_install")
class TestBindWriteOff(BindCommon):
    """A kettle costs 6.00: over 100.00 in one document the supervisor is asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_on("rule_scrap")
        cls.stock = cls.warehouse.lot_stock_id
        cls.reason = cls.env.ref("jxc_core.write_off_reason_broken")
        cls.pan = cls._new_product("Pan", 100)

    def _draft(self, *rows, role="operator"):
        rows = rows or [(self.product, 10), (self.pan, 10)]
        (id_,) = self._rpc(
            role,
            "jxc.write.off",
            "create",
            [
                {
                    "reason_id": self.reason.id,
                    "line_ids": [
                        Command.create({"product_id": product.id, "quantity": pieces})
                        for product, pieces in rows
                    ],
                }
            ],
        )
        return self.env["jxc.write.off"].browse(id_)

    def _ask(self, document, role="operator"):
        return self._rpc(role, "jxc.write.off", "action_jxc_confirm", document.ids)

    def _wait(self, *rows, role="operator"):
        document = self._draft(*rows, role=role)
        self._ask(document, role)
        self.env.invalidate_all()
        return document

    def _refused(self, role, model, method, *args, error=HoldError):
        with self.assertRaises(error), self.env.cr.savepoint():
            self._rpc(role, model, method, *args)
            self.env.flush_all()

    def _on_hand(self, product=None):
        self.env.invalidate_all()
        product = product or self.product
        return product.with_context(location=self.stock.id).qty_available

    # --- asking as a whole ----------------------------------------------------------
    def test_small_lines_count_together(self):
        document = self._wait()
        self.assertEqual(document.state, "draft")
        self.assertEqual(document.jxc_approval_state, "pending")
        self.assertEqual(self._pending(document).amount, 120)
        self.assertEqual(self._on_hand(), 100)

    def test_there_is_one_request_and_none_per_scrap(self):
        document = self._wait()
        self._approve(self._pending(document), "supervisor")
        self.assertEqual(document.state, "done")
        scraps = document.line_ids.scrap_id
        self.assertEqual(len(scraps), 2)
        domain = [("res_model", "=", "stock.scrap"), ("res_id", "in", scraps.ids)]
        self.assertFalse(self.requests.search(domain))
        self.assertEqual((self._on_hand(), self._on_hand(self.pan)), (90, 90))

    def test_up_to_the_threshold_nobody_is_asked(self):
        self.assertEqual(self._wait((self.product, 16)).state, "done")

    def test_one_dear_line_is_asked_about_once(self):
        document = self._wait((self.product, 50))
        self._approve(self._pending(document), "supervisor")
        self.assertEqual(document.state, "done")

    def test_dear_goods_need_finance_too(self):
        self.product.standard_price = 60
        document = self._wait((self.product, 20))
        self._approve(self._pending(document), "supervisor")
        self.assertEqual(document.state, "draft")
        self._approve(self._pending(document), "finance")
        self.assertEqual(document.state, "done")

    def test_todays_cost_counts_not_that_of_the_draft(self):
        document = self._draft((self.product, 10))
        self.product.standard_price = 60
        self._ask(document)
        self.assertEqual(self._pending(document).amount, 600)

    def test_what_is_not_there_is_not_asked_about(self):
        document = self._draft((self.product, 101))
        self._refused(
            "operator",
            "jxc.write.off",
            "action_jxc_confirm",
            document.ids,
            error=UserError,
        )
        self.assertFalse(self._pending(document))

    def test_a_refused_document_books_nothing(self):
        document = self._wait()
        self._decide("supervisor", self._pending(document), "refuse")
        self.assertEqual((document.state, self._on_hand()), ("draft", 100))

    # --- ways round -----------------------------------------------------------------
    def test_nobody_approves_what_they_wrote(self):
        document = self._wait(role="supervisor")
        self._refused(
            "supervisor",
            "jxc.approval.request",
            "action_jxc_approve",
            self._pending(document).ids,
            error=AccessError,
        )

    def test_nobody_approves_what_a_line_of_theirs_made(self):
        document = self._draft((self.product, 10))
        values = {"write_off_id": document.id, "product_id": self.pan.id, "quantity": 9}
        self._rpc("supervisor", "jxc.write.off.line", "create", [values])
        self._ask(document)
        self._refused(
            "supervisor",
            "jxc.approval.request",
            "action_jxc_approve",
            self._pending(document).ids,
            error=AccessError,
        )

    def test_a_line_added_while_it_waits_ends_the_request(self):
        document = self._wait()
        request = self._pending(document)
        values = {"write_off_id": document.id, "product_id": self.pan.id}
        self._rpc("operator", "jxc.write.off.line", "create", [values])
        self.assertEqual(request.state, "broken")

    def test_what_was_approved_does_not_grow(self):
        document = self._wait()
        self.patch(type(document), "_jxc_scrap", self._cannot)
        self._approve(self._pending(document), "supervisor")
        self.assertEqual(document.state, "draft")
        line = document.line_ids[0]
        self._rpc("operator", "jxc.write.off.line", "write", line.ids, {"quantity": 9})
        self.assertFalse(document._jxc_get_open_holds("apply"))
        self._rpc("operator", "jxc.write.off.line", "write", line.ids, {"quantity": 11})
        self.assertTrue(document._jxc_get_open_holds("apply"))

    @staticmethod
    def _cannot(_document):
        raise UserError("not now")  # pylint: disable=translation-required

    def test_goods_that_are_gone_are_told_to_whoever_asked(self):
        document = self._wait((self.product, 20))
        self.env["stock.quant"]._update_available_quantity(
            self.product, self.stock, -90
        )
        self._approve(self._pending(document), "supervisor")
        self.assertEqual(document.state, "draft")
        note = document.message_ids[:1]
        self.assertIn("could not be written off", note.body)
        self.assertIn(self.users["operator"].partner_id, note.notified_partner_ids)

    def test_a_scrap_on_its_own_is_still_asked_about(self):
        values = {"product_id": self.product.id, "scrap_qty": 20}
        (id_,) = self._rpc("operator", "stock.scrap", "create", [values])
        self._refused("operator", "stock.scrap", "do_scrap", [id_])
        self.assertEqual(self._on_hand(), 100)

    def test_a_scrap_that_claims_a_document_is_refused(self):
        line = self._wait().line_ids[0]
        values = {
            "product_id": self.product.id,
            "scrap_qty": 20,
            "jxc_write_off_line_id": line.id,
        }
        self._refused("operator", "stock.scrap", "create", [values], error=AccessError)

    def test_a_cancelled_document_waits_for_nobody(self):
        document = self._wait()
        request = self._pending(document)
        self._rpc("operator", "jxc.write.off", "action_jxc_cancel", document.ids)
        self.assertEqual((request.state, document.state), ("moot", "cancelled"))

    def test_a_reversal_is_asked_about_alike(self):
        document = self._wait((self.product, 20))
        self._approve(self._pending(document), "supervisor")
        other = self._new_role_user("supervisor", login="jxc_supervisor_two")
        action = self._rpc(other, "jxc.write.off", "action_jxc_reverse", document.ids)
        reversal = self.env["jxc.write.off"].browse(action["res_id"])
        self._ask(reversal, other)
        self.assertEqual((reversal.state, self._on_hand()), ("draft", 80))
        self.assertEqual(self._pending(reversal).amount, 120)
        self._approve(self._pending(reversal), "supervisor")
        self.assertEqual((reversal.state, self._on_hand()), ("done", 100))

    def test_a_reversal_passes_while_counts_are_asked_about(self):
        self._switch_on("rule_count")
        document = self._wait((self.product, 1))
        action = self._rpc(
            "supervisor", "jxc.write.off", "action_jxc_reverse", document.ids
        )
        reversal = self.env["jxc.write.off"].browse(action["res_id"])
        self._ask(reversal, "supervisor")
        self.assertEqual((reversal.state, self._on_hand()), ("done", 100))

    # --- what is shown ----------------------------------------------------------------
    def test_an_operator_reads_no_amount_of_the_request(self):
        document = self._wait()
        request = self._pending(document)
        for name in ("amount", "amount_company", "rows", "holds", "reach"):
            self._assert_refused(
                "operator", "jxc.approval.request", "read", request.ids, [name]
            )

    def test_without_the_rule_nobody_is_asked(self):
        self.env.ref("jxc_approval.rule_scrap").active = False
        self.assertEqual(self._wait().state, "done")

    def test_the_views_open(self):
        for role in ("operator", "supervisor", "finance"):
            self._assert_opens(role, "jxc.write.off", self._wait())
