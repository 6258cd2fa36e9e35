from datetime import timedelta

from odoo import Command, fields

from .common import JxcCoreCommon


class CreditCommon(JxcCoreCommon):
    """Corner Shop has a limit of 1,000.00; a kettle costs 10.00 without tax."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.account_use_credit_limit = True
        cls.customer.credit_limit = 1000
        cls.salesperson = cls.users["salesperson"]
        cls.manager = cls.users["sales_manager"]

    @classmethod
    def _quote(cls, qty, **kw):
        """A quotation of `qty` kettles made by the salesperson."""
        return cls._new_order(qty, user=kw.pop("user", cls.salesperson), **kw)

    @classmethod
    def _confirm(cls, qty, **kw):
        """An order of `qty` kettles confirmed by the superuser."""
        order = cls._quote(qty, **kw)
        order.sudo().action_confirm()
        return order.sudo()

    @classmethod
    def _invoice(cls, amount, post=True, partner=None, days_ago=0, kind="out_invoice"):
        """An invoice without order, due on the day it bears."""
        day = fields.Date.today() - timedelta(days=days_ago)
        move = cls.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": (partner or cls.customer).id,
                "invoice_date": day,
                "invoice_date_due": day,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Kettles", "price_unit": amount, "tax_ids": False}
                    )
                ],
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def _deliver(cls, order, qty=None):
        """Hand over what `order` reserved; `qty` of its first move when given."""
        picking = order.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )
        for move in picking.move_ids:
            move.quantity = qty or move.product_uom_qty
        picking.move_ids.picked = True
        picking._action_done()
        return picking

    @classmethod
    def _release(cls, order, user=None, **kw):
        """Release what holds `order` for its next step, as the sales manager."""
        env = cls.env(user=user or cls.manager)
        wizard = env["jxc.release.wizard"].create(
            {
                "res_model": "sale.order",
                "res_id": order.id,
                "reason": "They have paid for ten years",
                **kw,
            }
        )
        wizard.action_release()
        return cls.env["jxc.release"].search([("res_id", "=", order.id)])

    def _exposure(self, customer=None):
        """The exposure towards the main company."""
        pair = (customer or self.customer, self.company)
        exposures = self.env["jxc.credit"]._jxc_get_exposures([pair])
        return exposures[pair[0].id, pair[1].id]

    def _codes(self, caught):
        """The codes of the holds that a refusal carried."""
        return [hold.code for hold in caught.exception.holds]

    def _service(self):
        """A product that is never shipped."""
        return self.env["product.product"].create(
            {"name": "Fee", "type": "service", "company_id": False}
        )
