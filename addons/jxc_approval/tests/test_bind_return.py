from odoo.tests import tagged

from odoo.addons.jxc_core.tests.return_common import JxcReturnCommon

from .bind_common import BindCommon


@tagged("post_install", "-at_install")
class TestBindReturn(BindCommon, JxcReturnCommon):
    """A credit note or a write-off that waits for approval keeps its return open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.credit_limit = 1_000_000
        cls.dear = cls._new_product("Samovar", standard_price=600)
        cls.dear_order = cls._sell(5, product=cls.dear, price=1000)
        cls._bill(cls.dear_order)

    def _inspected(self, **verdict):
        item = self._ask(2, picking=self.dear_order.picking_ids)
        self._receive(item)
        self._inspect(item, **verdict)
        return item

    def test_a_refund_that_waits_keeps_the_return_open(self):
        self._switch_on("rule_refund")
        item = self._inspected(good=2)
        refund = self._credit(item)
        self.assertEqual((refund.state, item.state), ("draft", "inspected"))
        self._approve(self._pending(refund), "finance")
        self.assertEqual((refund.state, item.state), ("posted", "closed"))

    def test_a_write_off_that_waits_keeps_the_goods_open(self):
        self._switch_on("rule_scrap")
        item = self._inspected(good=1, scrap=1)
        self.assertEqual(item.scrap_ids.state, "draft")
        self.assertEqual((item.goods_state, item.state), ("open", "inspected"))
        self._credit(item)
        self.assertEqual((item.money_state, item.state), ("settled", "inspected"))
        self._approve(self._pending(item.scrap_ids), "supervisor")
        self.assertEqual((item.scrap_ids.state, item.state), ("done", "closed"))
