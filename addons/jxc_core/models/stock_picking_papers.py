from odoo import Command, models


# One subject a file.
class StockPicking(models.Model):
    """Goods found broken in a delivery or receipt are written off by a document."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "jxc.stock.papers"]  # pylint: disable=consider-merging-classes-inherited

    _jxc_paper_paths = {"jxc.write.off.line": "picking_id"}

    # === POLICY ===
    def _jxc_prepare_write_off_lines(self, products):
        """Return commands for one line per product, none of it counted yet.

        :param products: those the host would let scrap of this transfer
        """
        return [
            Command.create({"product_id": product.id, "quantity": 0})
            for product in products
        ]

    # === HOST HOOKS ===
    def button_scrap(self):
        """The host's button leads into the write-off document."""
        action = super().button_scrap()
        products = self.env["product.product"].browse(
            action["context"].get("product_ids", [])
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write-off"),
            "res_model": "jxc.write.off",
            "views": [(False, "form")],
            "context": {
                "default_picking_id": self.id,
                "default_company_id": self.company_id.id,
                "default_origin": self.name,
                "default_line_ids": self._jxc_prepare_write_off_lines(products),
            },
        }
