from odoo import models
from odoo.exceptions import AccessError


# One subject a file.
class ProductProduct(models.Model):
    """Goods do not vanish with their product."""

    _inherit = "product.product"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_check_not_in_stock(self):
        """Refuse to archive, or to keep no stock of, what lies in a place of ours.

        :raise AccessError: names the product, the place and what to do first
        """
        if self.env.su:
            return
        # sudo: goods of other companies count, too.
        quant = self.env["stock.quant"].sudo()
        left = quant.search(
            [
                ("product_id", "in", self.ids),
                ("location_id.usage", "in", ("internal", "transit")),
                ("quantity", "!=", 0),
            ],
            limit=1,
        )
        if left:
            raise AccessError(
                self.env._(
                    "%(product)s is in stock in %(place)s: sell it, return it, write "
                    "it off or count it as none before it is archived or no stock of "
                    "it is kept.",
                    product=left.product_id.display_name,
                    place=left.location_id.display_name,
                )
            )

    # === HOST HOOKS ===
    def write(self, vals):
        """Of what lies in stock, stock is kept."""
        if "active" in vals and not vals["active"]:
            self._jxc_check_not_in_stock()
        return super().write(vals)
