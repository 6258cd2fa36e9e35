from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class PortalAddress(CustomerPortal):
    def _validate_address_values(
        self,
        address_values,
        partner_sudo,
        address_type,
        use_delivery_as_billing,
        required_fields,
        **kwargs,
    ):
        """Show a refused phone number beside its field, not as an error page."""
        invalid, missing, messages = super()._validate_address_values(
            address_values,
            partner_sudo,
            address_type,
            use_delivery_as_billing,
            required_fields,
            **kwargs,
        )
        # sudo: a customer cannot read the rule of the company, and gets to know
        # only what it says about the number just typed.
        partner = partner_sudo or request.env["res.partner"].sudo()
        if refusal := partner._jxc_get_phone_refusal(address_values):
            invalid.add("phone")
            messages.append(refusal)
        return invalid, missing, messages
