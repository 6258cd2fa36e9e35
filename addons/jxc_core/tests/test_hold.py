import json

from odoo.tests import BaseCase, tagged

from ..tools.hold import Hold, digest_of, is_within

SEEN = {"fixed": {"vendor": 7, "currency": "CNY"}, "items": [["pot", "2"], ["lid"]]}


@tagged("post_install", "-at_install")
class TestHold(BaseCase):
    """What was let pass may become less, and nothing else."""

    def _is_within(self, **change):
        return is_within(SEEN, SEEN | change)

    def test_the_same_content_is_within(self):
        self.assertTrue(self._is_within())

    def test_content_read_back_from_the_trail_is_the_same(self):
        self.assertTrue(is_within(json.loads(json.dumps(SEEN)), SEEN))

    def test_order_of_keys_and_items_does_not_matter(self):
        self.assertTrue(
            self._is_within(
                fixed={"currency": "CNY", "vendor": 7}, items=SEEN["items"][::-1]
            )
        )

    def test_fewer_items_are_within(self):
        self.assertTrue(self._is_within(items=[["lid"]]))
        self.assertTrue(self._is_within(items=[]))

    def test_another_item_is_not(self):
        self.assertFalse(self._is_within(items=[*SEEN["items"], ["spout"]]))

    def test_a_changed_item_is_not(self):
        self.assertFalse(self._is_within(items=[["pot", "3"]]))

    def test_what_is_fixed_may_not_change(self):
        self.assertFalse(self._is_within(fixed={"vendor": 8, "currency": "CNY"}))

    def test_what_is_fixed_may_not_shrink_either(self):
        self.assertFalse(self._is_within(fixed={"vendor": 7}))

    def test_a_number_is_not_its_text(self):
        self.assertFalse(self._is_within(fixed={"vendor": "7", "currency": "CNY"}))

    def test_a_hold_with_content_can_be_put_into_a_set(self):
        hold = Hold("x.y", "Held.", "res.partner", 1, content=SEEN)
        same = Hold("x.y", "Held.", "res.partner", 1, content=json.loads("{}") | SEEN)
        self.assertEqual(len({hold, same}), 1)

    def test_content_is_not_told_to_clients(self):
        hold = Hold("x.y", "Held.", "res.partner", 1, content=SEEN)
        self.assertNotIn("content", hold.as_dict())

    def test_equal_content_has_an_equal_digest(self):
        self.assertEqual(digest_of({"a": 1, "b": 2}), digest_of({"b": 2, "a": 1}))
