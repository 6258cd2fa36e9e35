from odoo import models

from odoo.addons.jxc_core.tools.hold import Hold, digest_of

NO_VENDOR = "dropship.no_vendor"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === POLICY ===
    def _jxc_get_holds(self, step):
        """Add the holds for lines that nobody could ship."""
        holds = super()._jxc_get_holds(step)
        if step in ("confirm", "change"):
            holds += self._jxc_get_vendor_holds()
        return holds

    def _jxc_get_release_group(self, code):
        """An order without vendor is released by the drop-ship manager."""
        if code == NO_VENDOR:
            return "jxc_dropship.group_dropship_manager"
        return super()._jxc_get_release_group(code)

    def _jxc_get_vendor_holds(self):
        """Return a hold per order with drop-ship lines that no vendor sells.

        The host confirms such an order, leaves a note and buys nothing.
        """
        holds = []
        # sudo: salespeople may read neither vendor prices nor stock rules.
        for order in self.sudo():
            lines = order.order_line.filtered(lambda line: line._jxc_lacks_vendor())
            if not lines:
                continue
            products = lines.product_id.mapped("display_name")
            content = sorted([line.id, line.product_id.id] for line in lines)
            holds.append(
                Hold(
                    code=NO_VENDOR,
                    sentence=self.env._(
                        "%(order)s: no vendor sells %(products)s, so nobody could ship "
                        "it to the customer. Add a vendor to the product, or give the "
                        "line another route.",
                        order=order.name,
                        products=", ".join(products),
                    ),
                    model=self._name,
                    res_id=order.id,
                    facts={"products": products},
                    release_group=order._jxc_get_release_group(NO_VENDOR),
                    digest=digest_of(content),
                    amount=order.amount_total,
                    currency=order.currency_id.name,
                )
            )
        return holds
