from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .try_common import TryCommon

LINE = "jxc.approval.try.line"


@tagged("post_install", "-at_install")
class TestTryLast(TryCommon):
    """The last documents: how many would have needed whose approval."""

    def test_each_document_says_what_would_have_become_of_it(self):
        orders = [self._buy(total) for total in (5000, 5000.01, 20000.01)]
        trial = self._try()
        lines = [self._line(trial, order) for order in orders]
        self.assertEqual(
            [(line.outcome, line.steps) for line in lines],
            [
                ("nobody", False),
                ("asked", "Department manager"),
                ("asked", "Department manager → General manager"),
            ],
        )

    def test_the_summary_counts_them(self):
        self.ladder.partner_ids = self.vendor
        for total in (100, 200, 6000):
            self._buy(total)
        trial = self._try(3)
        self.assertEqual(
            [
                (row["label"], row["steps"], row["count"], row["share"])
                for row in trial._jxc_get_summary()["rows"]
            ],
            [
                ("Needs approval", "Department manager", 1, 33),
                ("Needs nobody", "", 2, 67),
            ],
        )

    def test_only_the_last_ones_are_tried(self):
        old, new = (self._buy(6000) for _each in range(2))
        self._confirm_on(old, 3)
        trial = self._try(1)
        self.assertTrue(self._line(trial, new))
        self.assertEqual(len(trial.line_ids), 1)

    def test_what_is_not_confirmed_is_not_tried(self):
        draft = self._buy(6000, confirm=False)
        self.assertFalse(self._line(self._try(), draft))

    def test_a_document_that_does_not_fit_is_told(self):
        self.ladder.partner_ids = self.customer
        order = self._buy(6000)
        self.assertEqual(self._line(self._try(), order).outcome, "out")

    def test_a_document_of_another_rule_is_told(self):
        order = self._buy(6000)
        self._new_rule([{}], name="First come")
        line = self._line(self._try(), order)
        self.assertEqual((line.outcome, line.steps), ("other", "First come"))

    def test_a_document_that_nobody_may_approve_is_told(self):
        order = self._buy(6000)
        self.step.user_ids = self.users["buyer"]
        bosses = self.env.ref("jxc_core.group_general_manager").all_user_ids
        sister = self.env["res.company"].create({"name": "Sister"})
        bosses.write(
            {"company_id": sister.id, "company_ids": [Command.set(sister.ids)]}
        )
        self.assertEqual(self._line(self._try(), order).outcome, "missing")

    def test_split_orders_count_as_on_their_days(self):
        self.ladder.split_by = "vendor"
        orders = [self._buy(3000) for _each in range(3)]
        for order, days in zip(orders, (40, 38, 10), strict=True):
            self._confirm_on(order, days)
        trial = self._try()
        self.assertEqual(
            [self._line(trial, order).outcome for order in orders],
            ["nobody", "asked", "nobody"],
        )
        self.assertEqual(self._line(trial, orders[1]).counted, 1)

    def test_the_list_says_of_each_what_the_dialog_says(self):
        self.ladder.split_by = "either"
        orders = [self._buy(total) for total in (3000, 2500, 18000, 2500, 400)]
        for days, order in enumerate(orders):
            self._confirm_on(order, 30 - 2 * days)
        trial = self._try()
        for order in orders:
            names = " → ".join(self._asked(self._explain(order)))
            self.assertEqual(self._line(trial, order).steps or "", names)

    def test_documents_out_of_reach_are_not_tried(self):
        sister = self.env["res.company"].create({"name": "Sister"})
        order = self._buy(6000)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE purchase_order SET company_id = %s WHERE id = %s",
            (sister.id, order.id),
        )
        self.env.invalidate_all()
        self.assertFalse(self._line(self._try(), order))

    def test_whoever_reads_no_documents_is_told(self):
        self.consultant.group_ids -= self.env.ref("jxc_core.group_buyer")
        with self.assertRaisesRegex(UserError, "You may not read"):
            self._try()

    def test_no_document_at_all_is_too_few(self):
        with self.assertRaisesRegex(UserError, "between 1 and"):
            self._try(0)

    def test_more_than_the_most_is_too_many(self):
        with self.assertRaisesRegex(UserError, "between 1 and"):
            self._try(5001)

    def test_a_line_opens_its_document(self):
        order = self._buy(6000)
        line = self._line(self._try(), order)
        action = self._rpc("consultant", LINE, "action_jxc_open_document", line.ids)
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("purchase.order", order.id)
        )

    def test_a_line_says_why(self):
        order = self._buy(6000)
        line = self._line(self._try(), order)
        action = self._rpc("consultant", LINE, "action_jxc_why", line.ids)
        self.assertEqual(action["context"]["default_document_id"], order.id)

    def test_a_line_is_not_written_by_hand(self):
        self._buy(6000)
        lines = self._try().line_ids
        self._assert_refused("consultant", LINE, "write", lines.ids, {"steps": "x"})

    def test_write_offs_are_tried_at_cost(self):
        self.consultant.group_ids |= self.env.ref("jxc_core.group_warehouse_supervisor")
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.product.id, "scrap_qty": 20}
        )
        scrap.do_scrap()
        trial = self._try(rule=self.env.ref("jxc_approval.rule_scrap"))
        line = self._line(trial, scrap)
        self.assertEqual((line.amount, line.steps), (120, "Warehouse supervisor"))

    def test_a_write_off_is_tried_as_a_whole_and_its_scraps_are_not(self):
        self.consultant.group_ids |= self.env.ref("jxc_core.group_warehouse_supervisor")
        document = self._write_off(20)
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.product.id, "scrap_qty": 1}
        )
        scrap.do_scrap()
        rule = self.env.ref("jxc_approval.rule_scrap")
        trial = self._try(rule=rule, number=2)
        self.assertEqual(
            sorted(trial.line_ids.mapped(lambda line: (line.res_model, line.res_id))),
            [("jxc.write.off", document.id), ("stock.scrap", scrap.id)],
        )
        line = trial.line_ids.filtered(lambda line: line.res_model == "jxc.write.off")
        self.assertEqual((line.amount, line.steps), (120, "Warehouse supervisor"))
        self.assertEqual(len(self._try(rule=rule, number=1).line_ids), 1)

    def test_one_write_off_is_tried_in_the_dialog(self):
        self.consultant.group_ids |= self.env.ref("jxc_core.group_warehouse_supervisor")
        document = self._write_off(20)
        rule = self.env.ref("jxc_approval.rule_scrap")
        trial = self.env["jxc.approval.try"].with_user(self.consultant)
        trial = trial.create({"rule_id": rule.id, "document_id": document.id})
        self.assertEqual(trial.res_model, "jxc.write.off")
        self.assertIn("Warehouse supervisor", trial.result)
        scrap = document.line_ids.scrap_id
        trial = trial.create(
            {"rule_id": rule.id, "document_id": scrap.id, "paper": "stock.scrap"}
        )
        self.assertFalse(trial.result)

    def _write_off(self, quantity):
        """A write-off that was booked before any rule was on."""
        document = self.env["jxc.write.off"].create(
            {
                "reason_id": self.env.ref("jxc_core.write_off_reason_broken").id,
                "line_ids": [
                    Command.create(
                        {"product_id": self.product.id, "quantity": quantity}
                    )
                ],
            }
        )
        document.action_jxc_confirm()
        return document

    def test_nothing_is_written_but_the_list(self):
        self.ladder.split_by = "either"
        for total in (3000, 3000, 26000):
            self._buy(total)
        before = self._places()
        self._try()
        self.assertEqual(self._places(), before)

    def test_nothing_is_locked(self):
        order = self._confirm_on(self._buy(26000), 1)
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.env.flush_all()
            self.env.cr.execute("SET TRANSACTION READ ONLY")
            rule = self.ladder.with_user(self.consultant)
            self.assertEqual(len(rule._jxc_try(order)[order.id][1]), 2)
            raise ZeroDivisionError

    def test_many_orders_are_tried_with_the_queries_of_few(self):
        self.ladder.split_by = "vendor"
        orders = self.env["purchase.order"].union(
            *(self._buy(3000) for _n in range(12))
        )
        counts = []
        rule = self.ladder.with_user(self.consultant)
        for some in (orders[:2], orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rule._jxc_try(some.with_user(self.consultant))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_the_day_of_a_line_is_the_day_of_the_confirmation(self):
        order = self._confirm_on(self._buy(6000), 3)
        day = (fields.Datetime.now() - timedelta(days=3)).date()
        self.assertEqual(self._line(self._try(), order).day, day)
