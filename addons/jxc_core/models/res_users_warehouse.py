from odoo import fields, models
from odoo.exceptions import AccessError


# One subject a file: roles and prices are in another.
class ResUsers(models.Model):
    """In which warehouses and shops a person works."""

    _inherit = "res.users"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    jxc_warehouse_ids = fields.Many2many(
        "stock.warehouse",
        "jxc_user_warehouse_rel",
        "user_id",
        "warehouse_id",
        string="Works In",
        help="Warehouses and shops whose goods this person ships and receives. Empty: "
        "all of them.",
    )

    # === POLICY ===
    def _jxc_check_works_in(self, warehouse, document):
        """Refuse whoever does not handle goods in that warehouse.

        :param document: name of what is to be done there
        :raise AccessError: names the person, the document and the warehouse
        """
        self.ensure_one()
        # sudo: where people work is kept by administrators.
        mine = self.sudo().jxc_warehouse_ids
        handles = self._jxc_handles_stock() and not self._jxc_is_only_driver()
        if not handles or (mine and warehouse not in mine):
            raise AccessError(
                self.env._(
                    "%(user)s does not work in %(warehouse)s: %(document)s is for the "
                    "people there.",
                    user=self.name,
                    warehouse=warehouse.display_name,
                    document=document,
                )
            )
