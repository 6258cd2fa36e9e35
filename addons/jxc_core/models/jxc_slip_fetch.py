from odoo import api, models

SOLD = ("product_uom_qty", "qty_delivered", "invoice_lines", "salesman_id")
BOUGHT = ("product_qty",)
LINE_FIELDS = ("order_id", "company_id", "product_uom_id", "price_total")
ORDER_FIELDS = ("name", "user_id", "company_id", "partner_id", "currency_id")
CONTACT_FIELDS = (
    "display_name",
    "jxc_phone_display",
    "commercial_partner_id",
    "company_id",
    "company_name",
    "parent_id",
    "type",
    "street",
    "street2",
    "city",
    "state_id",
    "country_id",
    "tz",
)


# One subject a file.
class JxcSlip(models.AbstractModel):
    """Reads the records that most slips name, each table once and narrow.

    The host reads all fields of a record when one is asked for: a contact or a company
    has a hundred.
    """

    _inherit = "jxc.slip"

    # === POLICY ===
    @api.model
    def _jxc_fetch_slip_records(
        self, companies, contacts, users, products, sold=None, bought=None
    ):
        """Read what slips say of these; called with all rights.

        :param sold: sale.order.line, or None
        :param bought: purchase.order.line, or None
        """
        for lines, own, debt in (
            (sold, SOLD, ["jxc_debtor_id"]),
            (bought, BOUGHT, []),
        ):
            if lines:
                lines.fetch([*LINE_FIELDS, *own])
                lines.order_id.fetch([*ORDER_FIELDS, *debt])
                users |= lines.order_id.user_id
        users.fetch(["partner_id"])
        self._jxc_fetch_slip_companies(companies)
        (contacts | companies.partner_id | users.partner_id).fetch(CONTACT_FIELDS)
        products.fetch(["default_code", "display_name", "product_tmpl_id"])
        products.product_tmpl_id.fetch(["name"])

    @api.model
    def _jxc_fetch_slip_companies(self, companies):
        """Read what slips say of companies, and how these want them."""
        own = [name for name in companies._fields if name.startswith("jxc_slip_")]
        names = ["name", "partner_id", "currency_id", "jxc_credit_grace_days"]
        companies.fetch(names + own)
