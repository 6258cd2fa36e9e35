from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.jxc_core.exceptions import HoldError

from .bind_common import BindCommon


@tagged("post_install", "-at_install")
class TestBindScrap(BindCommon):
    """A kettle costs 6.00: over 100.00 (17 kettles) the supervisor is asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_on("rule_scrap")
        cls.stock = cls.warehouse.lot_stock_id
        cls.loss = cls.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.other = cls._new_product("Pan")

    def _draft(self, qty=20, role="operator", **kw):
        values = {"product_id": self.product.id, "scrap_qty": qty, **kw}
        (id_,) = self._rpc(role, "stock.scrap", "create", [values])
        return self.env["stock.scrap"].browse(id_)

    def _validate(self, scrap, role="operator"):
        return self._rpc(role, "stock.scrap", "action_validate", scrap.ids)

    def _wait(self, qty=20, **kw):
        scrap = self._draft(qty, **kw)
        self._validate(scrap)
        return scrap

    def _refused(self, role, model, method, *args, error=HoldError):
        with self.assertRaises(error), self.env.cr.savepoint():
            self._rpc(role, model, method, *args)
            self.env.flush_all()

    def _on_hand(self):
        self.env.invalidate_all()
        return self.product.with_context(location=self.stock.id).qty_available

    # --- asking -----------------------------------------------------------------
    def test_up_to_the_threshold_nobody_is_asked(self):
        self.product.standard_price = 5
        self.assertEqual(self._wait(20).state, "done")

    def test_over_the_threshold_it_waits(self):
        scrap = self._wait()
        self.assertEqual((scrap.state, scrap.jxc_approval_state), ("draft", "pending"))
        self.assertEqual(self._on_hand(), 100)

    def test_the_value_is_that_of_the_products_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.product.uom_ids = dozen
        scrap = self._wait(2, product_uom_id=dozen.id)
        self.assertEqual(self._pending(scrap).amount, 144)

    def test_the_approval_books_it(self):
        scrap = self._wait()
        self._approve(self._pending(scrap), "supervisor")
        self.assertEqual(scrap.state, "done")
        self.assertEqual(self._on_hand(), 80)

    def test_dear_goods_need_finance_too(self):
        self.product.standard_price = 60
        scrap = self._wait()
        self._approve(self._pending(scrap), "supervisor")
        self.assertEqual(scrap.state, "draft")
        self._approve(self._pending(scrap), "finance")
        self.assertEqual(scrap.state, "done")

    def test_a_refused_write_off_books_nothing(self):
        scrap = self._wait()
        self._decide("supervisor", self._pending(scrap), "refuse")
        self.assertEqual((scrap.state, scrap.jxc_approval_state), ("draft", "refused"))
        self.assertEqual(self._on_hand(), 100)

    def test_the_supervisor_does_not_approve_an_own_write_off(self):
        scrap = self._draft(role="supervisor")
        self._validate(scrap, "supervisor")
        self._refused(
            "supervisor",
            "jxc.approval.request",
            "action_jxc_approve",
            self._pending(scrap).ids,
            error=AccessError,
        )

    def test_goods_of_a_transfer_wait_as_well(self):
        order = self._confirm(20)
        scrap = self._wait(picking_id=order.picking_ids.id)
        self.assertEqual(scrap.state, "draft")
        self._approve(self._pending(scrap), "supervisor")
        self.assertEqual((scrap.state, self._on_hand()), ("done", 80))

    # --- ways round ---------------------------------------------------------------
    def test_no_method_books_it_unapproved(self):
        scrap = self._draft()
        self._refused("operator", "stock.scrap", "do_scrap", scrap.ids)
        wizard = self.env["stock.warn.insufficient.qty.scrap"].create(
            {
                "product_id": self.product.id,
                "location_id": self.stock.id,
                "scrap_id": scrap.id,
                "quantity": 20,
                "product_uom_name": "Units",
            }
        )
        with self.assertRaises(HoldError), self.env.cr.savepoint():
            wizard.action_done()

    def test_no_context_opens_it(self):
        scrap = self._draft()
        for key in ("is_scrap", "jxc.correcting", "skip_approval", "inventory_mode"):
            with self.assertRaises(HoldError), self.env.cr.savepoint():
                self._rpc(
                    "operator",
                    "stock.scrap",
                    "do_scrap",
                    scrap.ids,
                    context={key: True, "su": True},
                )

    def test_what_was_approved_does_not_grow(self):
        scrap = self._wait()
        self.patch(type(scrap), "check_available_qty", lambda scrap: False)
        self._approve(self._pending(scrap), "supervisor")
        self._rpc("operator", "stock.scrap", "write", scrap.ids, {"scrap_qty": 21})
        self._refused("operator", "stock.scrap", "do_scrap", scrap.ids)

    def test_what_was_approved_may_shrink(self):
        scrap = self._wait()
        self.patch(type(scrap), "check_available_qty", lambda scrap: False)
        self._approve(self._pending(scrap), "supervisor")
        self._rpc("operator", "stock.scrap", "write", scrap.ids, {"scrap_qty": 19})
        self._rpc("operator", "stock.scrap", "do_scrap", scrap.ids)
        self.assertEqual(scrap.state, "done")

    def test_what_was_approved_stays_the_same_goods(self):
        scrap = self._wait()
        self.patch(type(scrap), "check_available_qty", lambda scrap: False)
        self._approve(self._pending(scrap), "supervisor")
        values = {"product_id": self.other.id, "scrap_qty": 20}
        self._rpc("operator", "stock.scrap", "write", scrap.ids, values)
        self._refused("operator", "stock.scrap", "do_scrap", scrap.ids)

    def test_a_change_while_it_waits_ends_the_request(self):
        scrap = self._wait()
        request = self._pending(scrap)
        self._rpc("operator", "stock.scrap", "write", scrap.ids, {"scrap_qty": 30})
        self.assertEqual(request.state, "broken")
        self._validate(scrap)
        self.assertEqual(self._pending(scrap).amount, 180)

    def test_a_copy_is_not_approved(self):
        scrap = self._wait()
        self._approve(self._pending(scrap), "supervisor")
        (copy,) = self._rpc("operator", "stock.scrap", "copy", scrap.ids)
        self._refused("operator", "stock.scrap", "do_scrap", [copy])

    def _transfer(self, qty, source, target):
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.int_type_id.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": qty,
                            "location_id": source.id,
                            "location_dest_id": target.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.quantity = qty
        picking.move_ids.picked = True
        return picking

    def test_nothing_is_lost_by_a_transfer(self):
        picking = self._transfer(20, self.stock, self.loss)
        self._refused(
            "supervisor",
            "stock.picking",
            "button_validate",
            picking.ids,
            error=UserError,
        )
        self.assertEqual(self._on_hand(), 100)

    def test_a_small_loss_may_be_a_transfer(self):
        picking = self._transfer(2, self.stock, self.loss)
        self._rpc("supervisor", "stock.picking", "button_validate", picking.ids)
        self.assertEqual(self._on_hand(), 98)

    def test_a_booked_write_off_does_not_grow(self):
        scrap = self._wait(1)
        lines = scrap.move_ids.move_line_ids
        self._refused(
            "operator",
            "stock.move.line",
            "write",
            lines.ids,
            {"quantity": 50},
            error=UserError,
        )
        self._refused(
            "operator",
            "stock.move",
            "write",
            scrap.move_ids.ids,
            {"quantity": 50},
            error=UserError,
        )

    # --- what becomes of it ---------------------------------------------------------
    def test_goods_that_are_gone_are_told_to_whoever_asked(self):
        scrap = self._wait()
        self.env["stock.quant"]._update_available_quantity(
            self.product, self.stock, -90
        )
        self._approve(self._pending(scrap), "supervisor")
        self.assertEqual(scrap.state, "draft")
        note = scrap.message_ids[:1]
        self.assertIn("not in stock", note.body)
        self.assertIn(self.users["operator"].partner_id, note.notified_partner_ids)

    def test_an_operator_reads_no_amount_of_the_request(self):
        scrap = self._wait()
        request = self._pending(scrap)
        for name in ("amount", "amount_company", "rows", "holds", "reach"):
            self._assert_refused(
                "operator", "jxc.approval.request", "read", request.ids, [name]
            )
            domain = [("id", "=", request.id), (name, "!=", False)]
            self._assert_refused("operator", "jxc.approval.request", "search", domain)
        shown = self._rpc(
            "operator", "jxc.approval.request", "read", request.ids
        ) + self._rpc("operator", "stock.scrap", "read", scrap.ids)
        self.assertNotIn("120", str(shown).replace(str(request.id), ""))

    def test_a_deleted_write_off_waits_for_nobody(self):
        scrap = self._wait()
        request = self._pending(scrap)
        scrap.unlink()
        self.assertEqual(request.state, "moot")

    def test_without_the_rule_nobody_is_asked(self):
        self.env.ref("jxc_approval.rule_scrap").active = False
        self.assertEqual(self._wait().state, "done")

    def test_the_views_open(self):
        for role in ("operator", "supervisor", "finance"):
            self._assert_opens(role, "stock.scrap", self._wait())
