import json

from odoo.tests import tagged

from .life_common import LifeCommon


@tagged("post_install", "-at_install")
class TestScreens(LifeCommon):
    """What documents say about their approval, and who is told that it changed."""

    def test_open_screens_are_told_of_a_decision_and_of_nothing_else(self):
        request = self._ask()
        self.env.cr.precommit.run()
        told = self.env["bus.bus"].search([])
        self._yes(self.manager, request)
        self.env.cr.precommit.run()
        news = [
            json.loads(message.message)
            for message in self.env["bus.bus"].search([]) - told
        ]
        changed = [one for one in news if one["type"] == "jxc_approval/changed"]
        self.assertTrue(changed)
        for one in changed:
            # Ids only: each screen reads what its user may.
            self.assertEqual(
                one["payload"],
                {
                    "requests": request.ids,
                    "documents": [["purchase.order", self.order.id]],
                },
            )

    def test_an_order_names_whom_it_waits_for(self):
        self._ask()
        text = self.order.jxc_approval_text
        self.assertEqual(text, f"Waits for {self.manager.name} (Department manager).")

    def test_of_many_people_the_first_are_named(self):
        people = self.manager
        for number in range(5):
            people |= self._new_role_user(
                "purchase_manager", login=f"jxc_manager_{number}"
            )
        self.step.user_ids = people
        self._ask()
        text = self.order.jxc_approval_text
        self.assertIn("and 3 more (Department manager)", text)
        self.assertEqual(sum(user.name in text for user in people), 3)

    def test_an_order_that_was_never_approved_has_no_before_and_after(self):
        self._ask()
        self.assertFalse(self.order.jxc_approval_change)
        self.assertNotIn("Changed after", self.order.jxc_approval_text)

    def test_an_order_changed_after_its_approval_shows_before_and_after(self):
        self._yes(self.manager, self._ask(6000))
        self._set_price(self.order, 6500)
        order = self.order.with_user(self.users["buyer"])
        self.assertIn("Changed after its approval.", order.jxc_approval_text)
        self.assertIn("6000.00", order.jxc_approval_change)
        self.assertIn("6500.00", order.jxc_approval_change)

    def test_once_that_is_approved_nothing_is_compared(self):
        self._yes(self.manager, self._ask(6000))
        self._set_price(self.order, 6500)
        self._yes(self.manager, self._pending(self.order))
        self.env.invalidate_all()
        self.assertFalse(self.order.jxc_approval_change)
        self.assertFalse(self.order.jxc_approval_text)

    def test_a_deputy_is_named_after_both(self):
        delegation = self._name_deputy(self.manager, self.finance)
        names = f"{self.manager.name} → {self.finance.name}"
        self.assertEqual(delegation.display_name, names)
        new = self.env["jxc.approval.delegation"].new({"user_id": self.manager.id})
        self.assertEqual(new.display_name, f"{self.manager.name} → …")
