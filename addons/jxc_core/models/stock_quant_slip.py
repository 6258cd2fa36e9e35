from odoo import models


class StockQuant(models.Model):
    _inherit = "stock.quant"  # pylint: disable=consider-merging-classes-inherited

    # === ACTIONS ===
    def action_jxc_print_count_sheet(self):
        """Make a count sheet of these quants, and open the page that prints it.

        :raise AccessError: for whoever does not handle stock
        """
        sheets = self.env["jxc.count.sheet"]._jxc_make_sheets(self)
        return sheets.action_jxc_print_slip()
