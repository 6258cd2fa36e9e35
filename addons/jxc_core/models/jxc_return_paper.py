from odoo import api, fields, models
from odoo.exceptions import AccessError


class JxcReturnPaper(models.AbstractModel):
    """A host document that belongs to a return, as the program says."""

    _name = "jxc.return.paper"
    _description = "Paper of a Return"

    # === FIELDS ===
    jxc_return_id = fields.Many2one(
        "jxc.return", string="Return", readonly=True, copy=False, index="btree_not_null"
    )

    # === POLICY ===
    def _jxc_check_return_link(self, vals_list):
        """Nobody but the program ties papers to a return.

        :raise AccessError: for a caller who tries
        """
        if not self.env.su and any("jxc_return_id" in vals for vals in vals_list):
            raise AccessError(
                self.env._("Papers are tied to a return by its buttons only.")
            )

    # === HOST HOOKS ===
    @api.model
    def default_get(self, fields):
        """No context ties a new paper to a return."""
        values = super().default_get(fields)
        if not self.env.su:
            values.pop("jxc_return_id", None)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """Nobody ties a new paper to a return by hand."""
        self._jxc_check_return_link(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Nobody ties a paper to a return by hand."""
        self._jxc_check_return_link([vals])
        return super().write(vals)
