from odoo import Command

from .common import JxcCoreCommon


class JxcReturnCommon(JxcCoreCommon):
    """Five kettles were delivered and invoiced, eight received and billed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._new_role_user("finance", login="jxc_accountant")
        cls.accountant.group_ids += cls.env.ref("account.group_account_invoice")
        cls.users["accountant"] = cls.accountant
        cls.reason = cls.env.ref("jxc_core.return_reason_faulty")
        cls.order = cls._sell(5)
        cls.delivery = cls.order.picking_ids
        cls.invoice = cls._bill(cls.order)

    @classmethod
    def _sell(cls, qty, product=None, price=10, **kw):
        """A confirmed and delivered order of the salesperson."""
        order = cls._new_order(
            qty, user=cls.users["salesperson"], product=product, price=price, **kw
        )
        order.sudo().action_confirm()
        cls._complete(order.sudo().picking_ids)
        return order.sudo()

    @classmethod
    def _buy(cls, qty, product=None, price=6, **kw):
        """A confirmed and received order of the buyer."""
        order = cls._new_purchase(
            qty, user=cls.users["buyer"], product=product, price=price, **kw
        )
        order.sudo().button_confirm()
        cls._complete(order.sudo().picking_ids)
        return order.sudo()

    @classmethod
    def _complete(cls, pickings):
        """Validate transfers as they are."""
        pickings.move_ids.picked = True
        pickings._action_done()

    @classmethod
    def _bill(cls, order):
        """The posted invoice, or bill, of what was delivered."""
        if order._name == "sale.order":
            invoice = order._create_invoices()
        else:
            order.action_create_invoice()
            invoice = order.invoice_ids
            invoice.invoice_date = "2026-01-01"
        invoice.action_post()
        return invoice

    def _ask(self, qty=2, user="salesperson", picking=None, request=True, **kw):
        """A return of `qty` of the first product of a transfer, asked for by RPC."""
        picking = self.delivery if picking is None else picking
        line = {"origin_move_id": picking.move_ids[:1].id, "quantity": qty}
        line |= kw.pop("line", {})
        vals = {
            "picking_id": picking.id,
            "reason_id": self.reason.id,
            "line_ids": [Command.create(line)],
            **kw,
        }
        item_id = self._rpc(user, "jxc.return", "create", vals)
        if request:
            self._rpc(user, "jxc.return", "action_jxc_request", [item_id])
        return self.env["jxc.return"].browse(item_id)

    def _receive(self, item, user="operator"):
        self._rpc(user, "jxc.return", "action_jxc_receive", item.ids)

    def _inspect(self, item, good=0, second=0, scrap=0, user="operator"):
        """Type the verdict on the first line, and finish the inspection."""
        vals = {"good_qty": good, "second_qty": second, "scrap_qty": scrap}
        self._rpc(user, "jxc.return.line", "write", item.line_ids[:1].ids, vals)
        self._rpc(user, "jxc.return", "action_jxc_inspect", item.ids)

    def _credit(self, item, post=True):
        """The credit notes that the accountant makes, and posts."""
        self._rpc("accountant", "jxc.return", "action_jxc_credit", item.ids)
        if post:
            for refund in item.refund_ids:
                refund.invoice_date = refund.invoice_date or "2026-01-02"
                self._rpc("accountant", "account.move", "action_post", refund.ids)
        return item.refund_ids

    def _on_hand(self, place, product=None):
        """What lies at this place, exactly."""
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", (product or self.product).id),
                ("location_id", "=", place.id),
            ]
        )
        return sum(quants.mapped("quantity"))
