from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .flow_common import FlowCommon
from .guard_common import HOSTILE_CONTEXTS


@tagged("post_install", "-at_install")
class TestFlowSteps(FlowCommon):
    """Picked, checked, shipped: by whom and when, and no check left out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.out_type.jxc_check_required = True
        cls.delivery = cls._delivery(5)

    def _steps(self, picking=None, ended=False):
        """[(kind, login)] of the steps that count, or of those that ended."""
        steps = (picking or self.delivery).with_context(active_test=False).jxc_step_ids
        return [
            (step.kind, step.user_id.login) for step in steps if step.active != ended
        ]

    def _assert_told(self, text, user, action, picking=None):
        with self.assertRaisesRegex(UserError, text), self.env.cr.savepoint():
            self._do(user, picking or self.delivery, action)
        self.env.invalidate_all()

    def _pick_and_check(self):
        self._do("operator", self.delivery, "action_jxc_pick")
        self._do("colleague", self.delivery, "action_jxc_check")

    # --- the way it goes --------------------------------------------------------------
    def test_who_picked_checked_and_shipped_is_kept(self):
        self._pick_and_check()
        self._validate(self.delivery, user="supervisor")
        self.assertEqual(
            self._steps(),
            [
                ("picked", "jxc_operator"),
                ("checked", "colleague"),
                ("shipped", "jxc_supervisor"),
            ],
        )
        self.assertEqual(self.delivery.jxc_step, "shipped")
        self.assertTrue(all(self.delivery.jxc_step_ids.mapped("moment")))

    def test_marking_all_goods_as_picked_is_picking(self):
        self._fill("operator", self.delivery, 5)
        self.assertEqual(self._steps(), [("picked", "jxc_operator")])

    def test_without_a_switch_whoever_validates_picked_and_shipped(self):
        self.out_type.jxc_check_required = False
        self._validate(self.delivery)
        self.assertEqual(
            self._steps(), [("picked", "jxc_operator"), ("shipped", "jxc_operator")]
        )

    def test_a_part_may_be_picked_and_the_rest_stays_behind(self):
        self._fill("operator", self.delivery, 2)
        self._do("colleague", self.delivery, "action_jxc_check")
        self._validate(self.delivery)
        rest = self.delivery.backorder_ids
        self.assertEqual(rest.move_ids.product_uom_qty, 3)
        self.assertFalse(rest.jxc_step_ids)
        self._assert_held(rest, "flow.unchecked")

    def test_many_are_checked_and_validated_at_once(self):
        many = self._delivery(1) | self._delivery(2)
        self._do("operator", many, "action_jxc_pick")
        self._do("colleague", many, "action_jxc_check")
        self._validate(many)
        self.assertEqual(len(many.jxc_step_ids), 6)

    # --- what is refused --------------------------------------------------------------
    def test_nothing_leaves_unchecked(self):
        error = self._assert_held(self.delivery, "flow.unchecked")
        self.assertIn(self.delivery.name, str(error))
        self._do("operator", self.delivery, "action_jxc_pick")
        self._assert_held(self.delivery, "flow.unchecked")

    def test_no_context_leaves_out_the_check(self):
        for context in HOSTILE_CONTEXTS:
            self._assert_held(self.delivery, "flow.unchecked", context=context)

    def test_one_unchecked_transfer_of_many_stops_them_all(self):
        self._pick_and_check()
        other = self._delivery(1)
        error = self._assert_held(self.delivery | other, "flow.unchecked")
        self.assertNotIn(self.delivery.name, str(error))
        self.assertIn(other.name, str(error))

    def test_whoever_picked_does_not_check(self):
        self._do("operator", self.delivery, "action_jxc_pick")
        self._assert_told("somebody else", "operator", "action_jxc_check")

    def test_whoever_picked_a_part_does_not_check_either(self):
        order = self._new_order(qty=1)
        order.order_line.copy({"order_id": order.id, "product_uom_qty": 2})
        order.action_confirm()
        picking = order.picking_ids
        for user, move in zip(("operator", "colleague"), picking.move_ids, strict=True):
            self._rpc(user, "stock.move", "write", move.ids, {"picked": True})
        self.assertEqual(self._steps(picking), [("picked", "colleague")])
        self._assert_told("somebody else", "operator", "action_jxc_check", picking)
        self._assert_told("somebody else", "colleague", "action_jxc_check", picking)
        self._do("supervisor", picking, "action_jxc_check")

    def test_whoever_picked_may_check_where_the_type_allows_it(self):
        self.out_type.jxc_check_other = False
        self._do("operator", self.delivery, "action_jxc_pick")
        self._do("operator", self.delivery, "action_jxc_check")
        self._validate(self.delivery)

    def test_what_is_not_picked_is_not_checked(self):
        self._assert_told("not picked yet", "operator", "action_jxc_check")

    def test_a_step_is_taken_once(self):
        self._pick_and_check()
        self._assert_told("jxc_operator", "colleague", "action_jxc_pick")
        self._assert_told("colleague", "supervisor", "action_jxc_check")

    def test_what_is_done_is_not_checked_afterwards(self):
        self._pick_and_check()
        self._validate(self.delivery)
        self._assert_told("waits to be moved", "supervisor", "action_jxc_check")

    # --- changes ----------------------------------------------------------------------
    def test_goods_changed_after_the_check_are_checked_again(self):
        self._pick_and_check()
        self._fill("operator", self.delivery, 4)
        self.assertEqual(self._steps(), [("picked", "jxc_operator")])
        self.assertEqual(
            self._steps(ended=True),
            [("picked", "jxc_operator"), ("checked", "colleague")],
        )
        self._assert_held(self.delivery, "flow.unchecked")
        self._do("colleague", self.delivery, "action_jxc_check")
        self._validate(self.delivery)

    def test_a_check_that_ended_counts_no_more_where_the_goods_are_as_before(self):
        self._pick_and_check()
        self._fill("operator", self.delivery, 4)
        self._fill("operator", self.delivery, 5)
        self._assert_held(self.delivery, "flow.unchecked")

    def test_a_check_covers_what_was_checked_whatever_was_written(self):
        self._pick_and_check()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move_line SET quantity_product_uom = 4 WHERE picking_id = %s",
            [self.delivery.id],
        )
        self.env.invalidate_all()
        error = self._assert_held(self.delivery, "flow.unchecked")
        self.assertIn("changed after they were checked", str(error))

    def test_whoever_changes_the_checked_goods_does_not_check_them(self):
        self._pick_and_check()
        self._fill("colleague", self.delivery, 4)
        self._assert_told("somebody else", "colleague", "action_jxc_check")

    def test_goods_that_are_added_after_the_check_are_checked_again(self):
        self._pick_and_check()
        line = {
            "picking_id": self.delivery.id,
            "product_id": self.product.id,
            "location_id": self.stock.id,
            "location_dest_id": self.away.id,
            "quantity": 1,
            "picked": True,
        }
        self._rpc("operator", "stock.move.line", "create", line)
        self._assert_held(self.delivery, "flow.unchecked")

    def test_goods_that_are_put_back_are_picked_no_more(self):
        self._pick_and_check()
        moves = self.delivery.move_ids
        self._rpc("operator", "stock.move", "write", moves.ids, {"picked": False})
        self.assertFalse(self.delivery.jxc_step)
        self.assertEqual(self._steps(), [])
        ended = self.delivery.with_context(active_test=False).jxc_step_ids
        self.assertEqual(set(ended.mapped("ended_why")), {"unpicked"})
        self.assertEqual(ended.ended_by_id, self.users["operator"])

    def test_cancelling_ends_the_steps(self):
        self._pick_and_check()
        self._do("supervisor", self.delivery, "action_cancel")
        self.assertFalse(self.delivery.jxc_step)
        self.assertEqual(self._steps(), [])

    def test_a_copy_starts_anew(self):
        self._pick_and_check()
        self.assertFalse(self.delivery.copy().jxc_step)

    # --- forgery ----------------------------------------------------------------------
    def test_nobody_types_steps(self):
        step = self.env["jxc.picking.step"]
        vals = {
            "picking_id": self.delivery.id,
            "kind": "checked",
            "user_id": self.users["colleague"].id,
            "moment": "2026-01-01 08:00:00",
        }
        self._do("operator", self.delivery, "action_jxc_pick")
        taken = self.delivery.jxc_step_ids
        for role in ("operator", "driver", "salesperson", "supervisor", "admin"):
            self._assert_refused(role, step._name, "create", vals)
            self._assert_refused(role, step._name, "write", taken.ids, {"kind": "a"})
            self._assert_refused(role, step._name, "unlink", taken.ids)

    def test_nobody_types_steps_on_a_transfer(self):
        command = Command.create(
            {"kind": "checked", "user_id": 1, "moment": "2026-01-01 08:00:00"}
        )
        for role in ("operator", "supervisor", "admin"):
            for vals in ({"jxc_step": "checked"}, {"jxc_step_ids": [command]}):
                self._assert_refused(
                    role, "stock.picking", "write", self.delivery.ids, vals
                )
        self._assert_refused(
            "operator",
            "stock.picking",
            "create",
            {"picking_type_id": self.out_type.id},
            context={"default_jxc_step": "checked"},
        )

    def test_nobody_says_that_another_picked(self):
        self._do("operator", self.delivery, "action_jxc_pick")
        lines = self.delivery.move_line_ids
        vals = {"jxc_handler_id": self.users["colleague"].id}
        for role in ("operator", "supervisor", "admin"):
            self._assert_refused(role, lines._name, "write", lines.ids, vals)
            self._assert_refused(
                role,
                lines._name,
                "create",
                {"picking_id": self.delivery.id, "product_id": self.product.id, **vals},
            )

    def test_those_who_move_no_goods_take_no_step(self):
        for role in ("salesperson", "buyer", "finance", "general_manager"):
            for action in ("action_jxc_pick", "action_jxc_check"):
                self._assert_refused(role, "stock.picking", action, self.delivery.ids)

    def test_a_driver_picks_only_their_own_delivery(self):
        driver = ("driver", "stock.picking", "action_jxc_pick", self.delivery.ids)
        self._assert_refused(*driver)
        self.delivery.user_id = self.users["driver"]
        self._rpc(*driver)
        self.assertEqual(self._steps(), [("picked", "jxc_driver")])

    def test_an_operator_does_not_switch_the_check_off(self):
        for name in ("jxc_check_required", "jxc_check_other"):
            self._assert_refused(
                "operator",
                "stock.picking.type",
                "write",
                self.out_type.ids,
                {name: False},
            )

    # --- what is seen -----------------------------------------------------------------
    def test_the_course_tells_who_and_what_is_to_do(self):
        self._do("operator", self.delivery, "action_jxc_pick")
        for role in ("operator", "salesperson"):
            data = self._rpc(
                role, "stock.picking", "read", self.delivery.ids, ["jxc_timeline"]
            )
            line = data[0]["jxc_timeline"]
            self.assertEqual(
                [(entry["kind"], entry["state"]) for entry in line],
                [("picked", "approved"), ("checked", "open"), ("shipped", "waiting")],
            )
            self.assertEqual(line[0]["decisions"][0]["by"], self.users["operator"].name)

    def test_steps_are_called_by_the_kind_of_transfer(self):
        receipt = self._receipt()
        names = [entry["name"] for entry in receipt.jxc_timeline]
        self.assertEqual(names, ["Counted", "Received"])

    def test_those_who_may_not_read_a_transfer_do_not_read_its_course(self):
        with self.assertRaises(AccessError):
            self._rpc(
                "driver", "stock.picking", "read", self.delivery.ids, ["jxc_timeline"]
            )

    def test_every_role_opens_transfers(self):
        for role in ("operator", "supervisor", "salesperson", "buyer", "finance"):
            self._assert_opens(role, "stock.picking", self.delivery)
