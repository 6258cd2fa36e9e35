from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, LockError, ValidationError


class JxcWriteOffReason(models.Model):
    """Why goods are written off: what a loss is counted and booked under."""

    _name = "jxc.write.off.reason"
    _description = "Write-off reason"
    _order = "sequence, id"

    # === FIELDS ===
    name = fields.Char(string="Reason", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    location_id = fields.Many2one(
        "stock.location",
        string="Loss Location",
        company_dependent=True,
        domain="[('usage', '=', 'inventory')]",
        help="Where goods lost for this reason go; its valuation account is where the "
        "value goes. Made at the first write-off when left empty.",
    )
    note_required = fields.Boolean(
        string="Needs Words", help="A line with this reason must be explained."
    )
    photo_required = fields.Boolean(
        string="Needs a Photo", help="A line with this reason must show its goods."
    )

    _name_unique = models.Constraint(
        "UNIQUE (name)", "There is a reason of this name already."
    )

    # === CONSTRAINTS ===
    @api.constrains("location_id")
    def _check_location_id(self):
        """Keep losses apart from count differences, and from places of stock.

        :raise ValidationError: names the reason and the location
        """
        for reason in self:
            # sudo: the location may be out of sight, its usage is no secret.
            place = reason.sudo().location_id
            if place and (
                place.usage != "inventory" or place == reason._jxc_get_count_location()
            ):
                raise ValidationError(
                    self.env._(
                        "%(location)s cannot be where goods lost for the reason "
                        "“%(reason)s” go: choose a loss location of its own, not the "
                        "one of count differences.",
                        location=place.display_name,
                        reason=reason.name,
                    )
                )

    # === POLICY ===
    @api.model
    def _jxc_get_count_location(self):
        """Return where count differences of the current company are booked."""
        # sudo: a default of the company, read for whoever writes off.
        templates = self.env["product.template"].sudo().with_company(self.env.company)
        return templates.new({}).property_stock_inventory

    def _jxc_get_location(self, company):
        """Return the loss location of this reason in `company`, made when missing.

        :raise ConcurrencyError: when somebody else is making it; the host repeats
        """
        self.ensure_one()
        # sudo: whoever writes off may not make locations; this one is the program's.
        reason = self.sudo().with_company(company)
        if reason.location_id:
            return reason.location_id
        try:
            reason.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise ConcurrencyError(str(error)) from error
        lang = company.partner_id.lang or self.env.lang
        reason.location_id = reason.env["stock.location"].create(
            {
                "name": reason.with_context(lang=lang).name,
                "usage": "inventory",
                "company_id": company.id,
            }
        )
        return reason.location_id
