from odoo.tests import HttpCase, tagged

from .slip_common import SlipCommon


@tagged("post_install", "-at_install")
class TestSlipTours(SlipCommon, HttpCase):
    """The click path of a slip, in a real browser, wide and narrow."""

    browser_size = "1366x768"

    def _walk(self, document, login):
        url = f"/odoo/{document._name}/{document.id}"
        self.start_tour(url, "jxc_slip_print", login=login)
        prints = self.env["jxc.slip.print"].search(
            [("res_model", "=", document._name), ("res_id", "=", document.id)],
            order="number",
        )
        self.assertEqual(prints.mapped("copy_number"), [1, 2, 3])
        return prints

    def test_the_keeper_prints_a_delivery_before_it_leaves(self):
        self.picking.picking_type_id.jxc_slip_required = True
        prints = self._walk(self.picking, "jxc_operator")
        self.assertFalse(any(prints.mapped("with_prices")))
        self._ship(self.picking)
        self.assertEqual(self.picking.state, "done")

    def test_the_salesperson_prints_it_with_prices(self):
        prints = self._walk(self.picking, "jxc_salesperson")
        self.assertTrue(all(prints.mapped("with_prices")))

    def test_the_keeper_prints_a_write_off(self):
        reason = self.env.ref("jxc_core.write_off_reason_broken")
        line = (0, 0, {"product_id": self.product.id, "quantity": 2})
        document = (
            self.env["jxc.write.off"]
            .with_user(self.users["operator"])
            .create({"reason_id": reason.id, "line_ids": [line]})
        )
        document.action_jxc_confirm()
        self._walk(document, "jxc_operator")


@tagged("post_install", "-at_install")
class TestSlipToursPhone(TestSlipTours):
    """The same paths on a phone of 390 pixels."""

    # Or the host runs none of the tests that are defined above.
    allow_inherited_tests_method = True

    browser_size = "390x844"
    touch_enabled = True
