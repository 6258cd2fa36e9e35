from odoo import models

STOCK_FIELDS = frozenset({"active", "is_storable", "type"})


# One subject a file.
class ProductTemplate(models.Model):
    """Goods do not vanish by what their product is declared to be."""

    _inherit = "product.template"  # pylint: disable=consider-merging-classes-inherited

    # === HOST HOOKS ===
    def write(self, vals):
        """Of what lies in stock, stock is kept."""
        if not STOCK_FIELDS.isdisjoint(vals):
            hidden = self.filtered(
                lambda product: any(
                    name in vals and product[name] and vals[name] != product[name]
                    for name in STOCK_FIELDS
                )
            )
            products = hidden.with_context(active_test=False).product_variant_ids
            products._jxc_check_not_in_stock()
        return super().write(vals)
