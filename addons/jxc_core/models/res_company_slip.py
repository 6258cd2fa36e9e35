from odoo import api, fields, models

from ..tools.slip import PAPERS


class ResCompany(models.Model):
    _inherit = "res.company"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    jxc_slip_paper = fields.Selection(
        "_selection_jxc_slip_paper",
        string="Paper of Slips",
        default="half",
        help="The paper that slips are printed on unless another is chosen.",
    )
    jxc_slip_heading = fields.Char(
        string="Name on Slips",
        translate=True,
        help="Empty: the name of the company.",
    )
    jxc_slip_address = fields.Char(
        string="Address on Slips",
        translate=True,
        help="One line under the title. Empty: address and phone of the company.",
    )
    jxc_slip_footer = fields.Text(
        string="Text under Slips",
        translate=True,
        help="Such as the account to pay to, or the days for complaints.",
    )
    jxc_slip_parts = fields.Char(
        string="Parts of the Paper",
        translate=True,
        help="Who gets which part of three-part paper, printed at its foot. Empty: "
        "file, customer, warehouse.",
    )
    jxc_slip_prices = fields.Boolean(
        string="Prices on Slips",
        default=True,
        help="Print prices where the user may see them. The page offers both.",
    )
    jxc_slip_debt = fields.Boolean(
        string="Debts on Slips",
        default=True,
        help="Print on sales slips with prices what the customer owed before, and "
        "what they owe now.",
    )

    # === COMPUTE ===
    @api.model
    def _selection_jxc_slip_paper(self):
        """Return the papers by name."""
        names = self.env["jxc.slip.print"]._jxc_get_paper_names()
        return [(key, names[key]) for key in PAPERS]

    # === POLICY ===
    def _jxc_get_slip_address(self):
        """Return address and phone of the company in one line."""
        self.ensure_one()
        if self.jxc_slip_address:
            return self.jxc_slip_address
        contact = self.partner_id
        contact = contact.with_company(self)
        texts = [contact._jxc_get_slip_address(), contact.jxc_phone_display]
        return "  ".join(filter(None, texts))
