from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlowWork(FlowCommon, HttpCase):
    """Who picked, checked and shipped how many lines, for those who supervise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.out_type.jxc_check_required = True
        order = cls._new_order(qty=1)
        for qty in (2, 3):
            order.order_line[0].copy({"order_id": order.id, "product_uom_qty": qty})
        order.action_confirm()
        cls.delivery = order.picking_ids

    def _work(self):
        """{(kind, login): lines} of the delivery."""
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["jxc.picking.work"].search(
            [("picking_id", "=", self.delivery.id)]
        )
        return {(row.kind, row.user_id.login): row.line_count for row in rows}

    def test_each_counts_with_what_they_picked(self):
        one, two, three = self.delivery.move_ids
        self._rpc("operator", "stock.move", "write", one.ids, {"picked": True})
        self._rpc(
            "colleague", "stock.move", "write", (two | three).ids, {"picked": True}
        )
        self.assertEqual(
            self._work(), {("picked", "jxc_operator"): 1, ("picked", "colleague"): 2}
        )

    def test_who_checks_and_ships_counts_with_all_lines(self):
        self._do("operator", self.delivery, "action_jxc_pick")
        self._do("colleague", self.delivery, "action_jxc_check")
        self._validate(self.delivery, user="supervisor")
        self.assertEqual(
            self._work(),
            {
                ("picked", "jxc_operator"): 3,
                ("checked", "colleague"): 3,
                ("shipped", "jxc_supervisor"): 3,
            },
        )

    def test_who_validates_at_once_picked_and_shipped(self):
        self.out_type.jxc_check_required = False
        self._validate(self.delivery)
        self.assertEqual(
            self._work(),
            {("picked", "jxc_operator"): 3, ("shipped", "jxc_operator"): 3},
        )

    def test_steps_that_ended_count_no_more(self):
        self._do("operator", self.delivery, "action_jxc_pick")
        self._rpc(
            "operator",
            "stock.move",
            "write",
            self.delivery.move_ids.ids,
            {"picked": False},
        )
        self.assertEqual(self._work(), {})

    def test_supervisors_and_finance_read_it_and_nobody_writes(self):
        self._do("operator", self.delivery, "action_jxc_pick")
        work = self.env["jxc.picking.work"]
        for role in ("supervisor", "finance", "general_manager"):
            rows = self._rpc(role, work._name, "search_read", [], ["line_count"])
            self.assertTrue(rows)
        for role in ("operator", "driver", "salesperson"):
            self._assert_refused(role, work._name, "search_read", [], ["user_id"])
        for role in ("supervisor", "admin"):
            self._assert_refused(role, work._name, "create", {"kind": "picked"})

    def test_it_is_counted_by_person_and_day(self):
        self._do("operator", self.delivery, "action_jxc_pick")
        groups = self._rpc(
            "supervisor",
            "jxc.picking.work",
            "formatted_read_group",
            [("picking_id", "=", self.delivery.id)],
            ["user_id", "moment:day"],
            ["line_count:sum"],
        )
        self.assertEqual([group["line_count:sum"] for group in groups], [3])

    def test_the_sheet_is_for_those_who_read_it(self):
        self._do("operator", self.delivery, "action_jxc_pick")
        self.env.flush_all()
        rows = self.env["jxc.picking.work"].search(
            [("picking_id", "=", self.delivery.id)]
        )
        url = f"/jxc/workbook/work?ids={rows.ids[0]}"
        self.authenticate("jxc_supervisor", "jxc_supervisor")
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response.content.startswith(b"PK"))
        self.authenticate("jxc_operator", "jxc_operator")
        self.assertEqual(self.url_open(url).status_code, 403)
        with self.assertRaises(AccessError):
            rows.with_user(self.users["operator"]).action_jxc_export()

    def test_another_company_is_not_read(self):
        self._do("operator", self.delivery, "action_jxc_pick")
        branch = self.env["res.company"].create({"name": "Branch"})
        other = self._new_role_user(
            "supervisor",
            login="elsewhere",
            company_id=branch.id,
            company_ids=branch.ids,
        )
        self.assertFalse(self._rpc(other, "jxc.picking.work", "search", []))

    def test_supervisors_open_it(self):
        self._do("operator", self.delivery, "action_jxc_pick")
        rows = self.env["jxc.picking.work"].search([])
        kinds = [[False, kind] for kind in ("list", "kanban", "pivot", "graph")]
        self._rpc("supervisor", "jxc.picking.work", "get_views", kinds)
        self._rpc("supervisor", "jxc.picking.work", "read", rows.ids, ["picking_count"])
