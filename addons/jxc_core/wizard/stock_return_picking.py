from odoo import models


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_as_handler(self):
        """Return this wizard with the rights the host needs to copy a transfer.

        :raise AccessError: when the current user may not process the transfer
        """
        self.check_access("write")
        self.picking_id.move_ids._jxc_check_may_process()
        # sudo: a copy carries prices and order lines that operators do not read; the
        # transfer is theirs to process, checked above.
        return self.sudo()

    # === HOST HOOKS ===
    def _create_return(self):
        """Operators take goods back without seeing what they cost."""
        picking = super(StockReturnPicking, self._jxc_as_handler())._create_return()
        return picking.with_env(self.env)

    def _create_exchange(self, return_picking):
        """Operators exchange goods without seeing what they cost."""
        handler = self._jxc_as_handler()
        picking = super(StockReturnPicking, handler)._create_exchange(
            return_picking.with_env(handler.env)
        )
        return picking.with_env(self.env)
