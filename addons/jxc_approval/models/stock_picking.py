from odoo import models


class StockPicking(models.Model):
    """A held transfer is put before its releasers as they read it: by its goods."""

    _inherit = "stock.picking"

    # === POLICY ===
    def _jxc_get_approval_amount(self):
        """A transfer has no amount, but for one that rules about transfers measure."""
        if self.env["jxc.approval.rule"]._jxc_get_amount_name(self._name):
            return super()._jxc_get_approval_amount()
        return None, None

    def _jxc_get_approval_parties(self):
        """Return the partner, the products and the warehouse of the transfer."""
        return {
            "partner": self.partner_id,
            "products": self.move_ids.product_id,
            "warehouses": self.picking_type_id.warehouse_id,
        }

    def _jxc_get_approval_rows(self):
        """Return the transfer as its releasers read it: asked for, and there."""
        names = ("partner_id", "picking_type_id", "origin", "user_id")
        moves = self.move_ids.filtered(lambda move: move.state != "cancel")
        return [
            *(
                {"key": name, "field": name, "value": self._jxc_as_text(name)}
                for name in names
                if self[name]
            ),
            *(
                {
                    "key": f"move,{move.id}",
                    "label": move.product_id.display_name,
                    "value": self.env._(
                        "%(moved)s of %(asked)s %(uom)s",
                        moved=f"{move.quantity:g}",
                        asked=f"{move.product_uom_qty:g}",
                        uom=move.product_uom.name,
                    ),
                }
                for move in moves
            ),
        ]

    def _jxc_follow_cancel(self):
        """A cancelled transfer takes its request along."""
        result = super()._jxc_follow_cancel()
        # sudo: whoever cancels a transfer ends its request.
        own = self.sudo()
        own.filtered(lambda p: p.state == "cancel")._jxc_follow_requests()
        return result

    # === HOST HOOKS ===
    def unlink(self):
        """A deleted transfer waits for nobody."""
        self._jxc_unseal()
        return super().unlink()

    def _action_done(self):
        """A transfer that was validated by a supervisor needs no answer any more."""
        result = super()._action_done()
        self._jxc_follow_requests()
        return result
