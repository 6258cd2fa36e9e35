from odoo import api, models


# One subject a file.
class JxcSlip(models.AbstractModel):
    """What slips are called, who signs them, and how their columns are headed."""

    _inherit = "jxc.slip"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    @api.model
    def _jxc_get_slip_titles(self):
        """Return {kind: title} of slips. Extension point."""
        return {
            "document": self.env._("Slip"),
            "delivery": self.env._("Sales Delivery Slip"),
            "receipt": self.env._("Purchase Receipt Slip"),
            "customer_return": self.env._("Customer Return Slip"),
            "vendor_return": self.env._("Vendor Return Slip"),
            "transfer": self.env._("Transfer Slip"),
            "write_off": self.env._("Write-off Slip"),
            "write_off_reversal": self.env._("Write-off Reversal Slip"),
            "count": self.env._("Count Sheet"),
        }

    @api.model
    def _jxc_get_slip_signatures(self, kind):
        """Return the labels of the signature lines. Extension point."""
        write_off = [
            self.env._("Prepared"),
            self.env._("Responsible"),
            self.env._("Manager"),
            self.env._("Finance"),
        ]
        return {
            "delivery": [
                self.env._("Prepared"),
                self.env._("Checked"),
                self.env._("Shipped"),
                self.env._("Received"),
            ],
            "receipt": [
                self.env._("Prepared"),
                self.env._("Delivered"),
                self.env._("Inspected"),
                self.env._("Stored"),
            ],
            "customer_return": [
                self.env._("Prepared"),
                self.env._("Returned"),
                self.env._("Inspected"),
                self.env._("Stored"),
            ],
            "vendor_return": [
                self.env._("Prepared"),
                self.env._("Checked"),
                self.env._("Shipped"),
                self.env._("Received"),
            ],
            "transfer": [
                self.env._("Prepared"),
                self.env._("Handed Over"),
                self.env._("Taken Over"),
            ],
            "write_off": write_off,
            "write_off_reversal": write_off,
            "count": [
                self.env._("Counted by"),
                self.env._("Checked by"),
                self.env._("Manager"),
                self.env._("Finance"),
            ],
        }.get(kind, [self.env._("Prepared"), self.env._("Checked")])

    @api.model
    def _jxc_get_slip_column_titles(self):
        """Return {name of a column: heading}. Extension point."""
        return {
            "no": self.env._("No."),
            "code": self.env._("Code"),
            "name": self.env._("Product"),
            "lot": self.env._("Lot / Expiry"),
            "location": self.env._("Location"),
            "uom": self.env._("Unit"),
            "book": self.env._("On Hand"),
            "counted": self.env._("Counted"),
            "difference": self.env._("Difference"),
            "quantity": self.env._("Quantity"),
            "received": self.env._("Received"),
            "price": self.env._("Unit Price"),
            "amount": self.env._("Amount"),
            "note": self.env._("Remark"),
        }
