from odoo.tests import tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlowCheck(FlowCommon):
    """Whoever is to check a picked transfer is asked, one person, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.out_type.jxc_check_required = True
        cls.out_type.jxc_checker_ids = cls.users["colleague"]
        cls.delivery = cls._delivery(5)

    def _asked(self, picking=None):
        """Logins of who is asked to check now."""
        self.cr.precommit.run()
        activities = (picking or self.delivery).activity_search(
            ["jxc_core.mail_activity_type_check"]
        )
        return activities.user_id.mapped("login") if activities else []

    def _pick(self, user="operator", picking=None):
        self._do(user, picking or self.delivery, "action_jxc_pick")

    def test_nobody_is_asked_before_it_is_picked(self):
        self.assertEqual(self._asked(), [])

    def test_whoever_is_named_is_asked(self):
        self._pick()
        self.assertEqual(self._asked(), ["colleague"])

    def test_the_activity_is_done_when_it_is_checked(self):
        self._pick()
        self._asked()
        self._do("supervisor", self.delivery, "action_jxc_check")
        self.assertEqual(self._asked(), [])

    def test_what_is_picked_line_by_line_is_asked_for_when_all_is_picked(self):
        order = self._new_order(qty=1)
        order.order_line.copy({"order_id": order.id, "product_uom_qty": 2})
        order.action_confirm()
        picking = order.picking_ids
        first, second = picking.move_ids
        self._rpc("operator", "stock.move", "write", first.ids, {"picked": True})
        self.assertEqual(self._asked(picking), [])
        self._rpc("operator", "stock.move", "write", second.ids, {"picked": True})
        self.assertEqual(self._asked(picking), ["colleague"])

    def test_nobody_is_asked_twice(self):
        self._pick()
        self._asked()
        self._fill("operator", self.delivery, 4)
        self._fill("operator", self.delivery, 3)
        self.assertEqual(self._asked(), ["colleague"])
        self.assertEqual(len(self.delivery.activity_ids), 1)

    def test_goods_that_change_after_the_check_are_asked_for_again(self):
        self._pick()
        self._do("colleague", self.delivery, "action_jxc_check")
        self.assertEqual(self._asked(), [])
        self._fill("operator", self.delivery, 4)
        self.assertEqual(self._asked(), ["colleague"])

    def test_goods_that_are_put_back_are_asked_for_no_more(self):
        self._pick()
        self._asked()
        moves = self.delivery.move_ids
        self._rpc("operator", "stock.move", "write", moves.ids, {"picked": False})
        self.assertEqual(self._asked(), [])

    def test_a_cancelled_transfer_asks_nobody(self):
        self._pick()
        self._asked()
        self._do("supervisor", self.delivery, "action_cancel")
        self.assertEqual(self._asked(), [])

    def test_whoever_picked_is_not_asked(self):
        self.out_type.jxc_checker_ids = self.users["operator"] | self.users["colleague"]
        self._pick("colleague")
        self.assertEqual(self._asked(), ["jxc_operator"])

    def test_another_is_asked_when_whoever_was_asked_picks_too(self):
        self.out_type.jxc_checker_ids |= self.users["supervisor"]
        self._pick()
        first = self._asked()
        asked = {"jxc_supervisor": "supervisor"}.get(first[0], first[0])
        self._fill(asked, self.delivery, 4)
        self.assertEqual(len(self._asked()), 1)
        self.assertNotEqual(self._asked(), first)

    def test_whoever_picked_is_asked_where_they_may_check(self):
        self.out_type.write(
            {"jxc_check_other": False, "jxc_checker_ids": self.users["operator"].ids}
        )
        self._pick()
        self.assertEqual(self._asked(), ["jxc_operator"])

    def test_without_names_somebody_of_the_warehouse_is_asked(self):
        self.out_type.jxc_checker_ids = False
        other = self.warehouse.copy({"name": "Other", "code": "OTH"})
        for user in self.out_type._jxc_get_checkers():
            user.jxc_warehouse_ids = other
        self.users["colleague"].jxc_warehouse_ids = self.warehouse
        self._pick()
        self.assertEqual(self._asked(), ["colleague"])

    def test_drivers_and_traders_are_never_asked(self):
        people = self.users["driver"] | self.users["salesperson"]
        self.out_type.jxc_checker_ids = people | self.users["colleague"]
        for _number in range(3):
            picking = self._delivery(1)
            self._pick(picking=picking)
            self.assertEqual(self._asked(picking), ["colleague"])

    def test_where_those_who_are_named_cannot_check_another_is_asked(self):
        self.out_type.jxc_checker_ids = self.users["salesperson"]
        self._pick()
        (login,) = self._asked()
        self.assertNotIn(login, ("jxc_operator", "jxc_salesperson"))

    def test_where_nobody_else_is_left_nobody_is_asked(self):
        self.out_type.jxc_checker_ids = self.users["operator"]
        other = self.warehouse.copy({"name": "Other", "code": "OTH"})
        users = self.env["res.users"].search([("share", "=", False)])
        users.jxc_warehouse_ids = other
        self._pick()
        self.assertEqual(self._asked(), [])

    def test_whoever_has_fewer_to_check_is_asked(self):
        self.out_type.jxc_checker_ids |= self.users["supervisor"]
        others = [self._delivery(1) for _number in range(3)]
        for picking in others:
            self._pick(picking=picking)
        asked = [*self._asked(others[0]), *self._asked(others[1])]
        self.assertEqual(set(asked), {"colleague", "jxc_supervisor"})

    def test_a_type_that_does_not_ask_asks_nobody(self):
        self.out_type.jxc_check_ask = False
        self._pick()
        self.assertEqual(self._asked(), [])

    def test_a_check_that_is_switched_off_is_asked_for_no_more(self):
        self._pick()
        self._asked()
        self.out_type.jxc_check_required = False
        self.assertEqual(self._asked(), [])

    def test_a_check_that_is_switched_on_is_asked_for(self):
        self.out_type.jxc_check_required = False
        self._pick()
        self.assertEqual(self._asked(), [])
        self.out_type.jxc_check_required = True
        self.assertEqual(self._asked(), ["colleague"])

    def test_each_of_many_is_asked_for_once(self):
        many = self.env["stock.picking"].union(
            *(self._delivery(1) for _number in range(5))
        )
        self._pick(picking=many)
        self._asked(many)
        self.assertEqual(len(many.activity_ids), 5)

    def test_whoever_is_asked_does_not_follow_the_transfer(self):
        self._pick()
        self._asked()
        self.assertNotIn(
            self.users["colleague"].partner_id, self.delivery.message_partner_ids
        )

    def test_an_operator_does_not_choose_who_checks(self):
        for vals in ({"jxc_checker_ids": []}, {"jxc_check_ask": False}):
            self._assert_refused(
                "operator", "stock.picking.type", "write", self.out_type.ids, vals
            )
