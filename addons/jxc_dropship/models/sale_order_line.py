from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # === POLICY ===
    def _jxc_is_dropshipped(self):
        """Tell whether this line would go straight from a vendor to the customer.

        The routes are asked in the host's order: the line's, the product's and its
        category's, the warehouse's. The first that reaches customers decides.
        """
        self.ensure_one()
        product = self.product_id
        for routes in (
            self.route_ids,
            product.route_ids | product.categ_id.total_route_ids,
            self.order_id.warehouse_id.route_ids,
        ):
            rules = routes.rule_ids.filtered(
                lambda rule: (
                    rule.location_dest_id.usage == "customer"
                    and rule.company_id in (self.company_id, rule.env["res.company"])
                )
            ).sorted(lambda rule: (rule.route_sequence, rule.sequence))
            if rules:
                return rules[0].picking_type_id.code == "dropship"
        return False

    def _jxc_get_dropship_vendor(self):
        """Return the vendor price by which this line would be bought.

        Extension point: who is chosen by price, lead time and reliability. The
        host's own choice is a price that fits quantity and date, else any of the
        product's vendors.

        :return: product.supplierinfo, empty when nobody sells the product
        """
        self.ensure_one()
        product = self.product_id.with_company(self.company_id)
        fitting = product._select_seller(
            quantity=self.product_uom_qty, uom_id=self.product_uom_id
        )
        return fitting or product._prepare_sellers(False)[:1]

    def _jxc_lacks_vendor(self):
        """Tell whether this line is to be drop-shipped and nobody would do it."""
        self.ensure_one()
        return (
            not self.display_type
            and self.product_id.type == "consu"
            and self.product_uom_id.compare(self.product_uom_qty, 0) > 0
            and not self.purchase_line_ids
            and self._jxc_is_dropshipped()
            and not self._jxc_get_dropship_vendor()
        )
