from odoo.tests import HttpCase, tagged

from .return_common import JxcReturnCommon
from .transfer_common import TransferCommon
from .write_off_common import WriteOffCommon


@tagged("post_install", "-at_install")
class TestReturnTours(JxcReturnCommon, HttpCase):
    """A customer's return from its order to its end, by the people of each step."""

    browser_size = "1366x768"

    def test_a_return_is_walked_through_by_four_people(self):
        order = f"/odoo/sales/{self.order.id}"
        self.start_tour(order, "jxc_return_ask", login="jxc_salesperson")
        item = self.env["jxc.return"].search([("picking_id", "=", self.delivery.id)])
        self.assertEqual((item.state, item.line_ids.quantity), ("requested", 5))
        paper = f"/odoo/action-jxc_core.jxc_return_action/{item.id}"
        self.start_tour(paper, "jxc_return_receive", login="jxc_operator")
        self.assertEqual(item.line_ids.good_qty, 5)
        self.start_tour(paper, "jxc_return_credit", login="jxc_accountant")
        self.assertEqual((item.amount_credited, item.state), (50, "closed"))
        self.start_tour(order, "jxc_return_closed", login="jxc_salesperson")


@tagged("post_install", "-at_install")
class TestReturnToursPhone(TestReturnTours):
    """The same path on a phone of 390 pixels."""

    # Or the host runs none of the tests that are defined above.
    allow_inherited_tests_method = True

    browser_size = "390x844"
    touch_enabled = True


@tagged("post_install", "-at_install")
class TestWriteOffTours(WriteOffCommon, HttpCase):
    """A write-off with a photo."""

    browser_size = "1366x768"

    def test_the_keeper_writes_off_what_broke(self):
        jug = self._new_product("Stoneware Jug")
        path = "/odoo/action-jxc_core.jxc_write_off_action/new"
        self.start_tour(path, "jxc_write_off", login="jxc_operator")
        line = self.env["jxc.write.off.line"].search([("product_id", "=", jug.id)])
        self.assertEqual((line.quantity, line.write_off_id.state), (2, "done"))
        self.assertTrue(line.photo)
        self.assertEqual(line.reason_id, self.reason)


@tagged("post_install", "-at_install")
class TestWriteOffToursPhone(TestWriteOffTours):
    """The same path on a phone of 390 pixels."""

    # Or the host runs none of the tests that are defined above.
    allow_inherited_tests_method = True

    browser_size = "390x844"
    touch_enabled = True


@tagged("post_install", "-at_install")
class TestTransferTours(TransferCommon, HttpCase):
    """Ten kettles are sent, eight arrive, two are lost."""

    browser_size = "1366x768"

    def test_a_shortage_is_settled(self):
        transfer = self._draft()
        path = f"/odoo/action-jxc_core.jxc_transfer_action/{transfer.id}"
        self.start_tour(path, "jxc_transfer_ship", login="jxc_operator")
        self.start_tour(path, "jxc_transfer_receive", login="jxc_clerk")
        self.assertEqual((transfer.state, self._where()), ("discrepancy", (90, 2, 8)))
        self.start_tour(path, "jxc_transfer_settle", login="jxc_supervisor")
        self.assertEqual((transfer.state, self._where()), ("done", (90, 0, 8)))
        self.assertEqual(transfer.line_ids.lost_qty, 2)


@tagged("post_install", "-at_install")
class TestTransferToursPhone(TestTransferTours):
    """The same path on a phone of 390 pixels."""

    # Or the host runs none of the tests that are defined above.
    allow_inherited_tests_method = True

    browser_size = "390x844"
    touch_enabled = True
