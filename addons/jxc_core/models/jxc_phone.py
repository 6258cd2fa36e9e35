from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.phone import (
    format_phone,
    get_search_digits,
    parse_extension,
    parse_phone,
)

PHONE_FIELDS = {"phone", "jxc_phone_extension"}


class JxcPhone(models.AbstractModel):
    """A contact whose phone number is stored as E.164, extension beside it.

    Mixed into res.partner before the host's own methods, so that a number is read
    before anything else sees it.
    """

    _name = "jxc.phone"
    _description = "Contact with a Checked Phone Number"

    # === FIELDS ===
    phone = fields.Char()
    jxc_phone_extension = fields.Char(
        string="Extension",
        help="Digits dialled after the phone number was answered. It may be typed "
        "behind the number: 021-12345678 ext. 801.",
    )
    jxc_phone_display = fields.Char(
        string="Phone as dialled",
        compute="_compute_jxc_phone_display",
        help="The phone number as it is written here: without country code when it "
        "belongs to the country of the company.",
    )
    jxc_phone_doubtful = fields.Boolean(
        string="Phone not in use",
        compute="_compute_jxc_phone_display",
        help="The number has a possible length, but the numbering plan of its "
        "country knows no such range: digits or the area code may be missing.",
    )

    # === COMPUTE ===
    @api.depends("phone", "jxc_phone_extension")
    @api.depends_context("company", "lang")
    def _compute_jxc_phone_display(self):
        home = self.env.company.country_id.code
        for partner in self:
            phone = partner.phone or ""
            display = format_phone(phone, home)
            if partner.jxc_phone_extension:
                display = self.env._(
                    "%(number)s ext. %(extension)s",
                    number=display,
                    extension=partner.jxc_phone_extension,
                )
            partner.jxc_phone_display = display
            partner.jxc_phone_doubtful = (
                phone.startswith("+") and not parse_phone(phone).valid
            )

    # === POLICY ===
    def _jxc_get_phone_number(self, typed, vals=None):
        """Read a phone number typed for this partner (or for one to be created).

        The country of the number, when it bears no country code, is the
        partner's, else its company contact's, else the company's.

        :param vals: values about to be written, they come before the record's
        :return: PhoneNumber of tools/phone.py
        """
        vals = vals or {}
        country = self.env["res.country"].browse(vals.get("country_id") or [])
        parent = self.browse(vals.get("parent_id") or []) or self.parent_id
        company = self._jxc_get_phone_company(vals)
        country = country or self.country_id or parent.country_id or company.country_id
        return parse_phone(typed, country.code, company.jxc_phone_short_codes)

    def _jxc_get_phone_company(self, vals):
        """Return the company whose phone rules hold for this partner.

        :param vals: values about to be written, they come before the record's
        """
        company = self.env["res.company"].browse(vals.get("company_id") or [])
        # sudo: a contact may belong to a company its writer has no access to, and
        # everyone who may write the contact must be held to that company's rule.
        return (company or self.company_id or self.env.company).sudo()

    def _jxc_get_phone_rule(self, problem):
        """Return the sentence about a problem code of tools/phone.py."""
        return {
            "text": self.env._(
                "A phone number has digits only. Put names and remarks into the notes."
            ),
            "several": self.env._(
                "This looks like several numbers. Keep one here and add a contact "
                "for each of the others."
            ),
            "country_code": self.env._(
                "No country has this country code. Check the digits after the +."
            ),
            "area_code": self.env._(
                "The area code is missing, or this is a short code that the "
                "settings do not accept. Type the number with its area code."
            ),
            "too_short": self.env._(
                "It has too few digits. Type the whole number with its area code, "
                "or with + and the country code."
            ),
            "too_long": self.env._(
                "It has too many digits. Type one number; an extension goes behind "
                "it, as in 021-12345678 ext. 801."
            ),
            "length": self.env._(
                "No number of this country has so many digits. Check the digits, "
                "or type + and the country code."
            ),
            "extension": self.env._(
                "Two different extensions were given. Keep one of them."
            ),
            "extension_text": self.env._("An extension has 1 to 10 digits only."),
        }[problem]

    def _jxc_get_phone_refusal(self, vals):
        """Return why the phone fields in `vals` are refused, "" when they are not.

        The sentence names the partner, what was typed, the rule and what to do.

        :param vals: values about to be written to this partner (or to a new one)
        """
        problem, typed = self._jxc_get_phone_problem(vals)
        if not problem or not self._jxc_get_phone_company(vals).jxc_phone_check:
            return ""
        return self.env._(
            "%(partner)s: the phone number “%(number)s” is impossible. %(rule)s",
            partner=vals.get("name") or self.display_name or self.env._("New contact"),
            number=typed,
            rule=self._jxc_get_phone_rule(problem),
        )

    def _jxc_get_phone_problem(self, vals):
        """Return (problem code or "", what was typed) for the phone fields in `vals`.

        A number without country code is no problem while no country is known to
        judge it by.
        """
        extension = vals.get("jxc_phone_extension") or ""
        if extension and not parse_extension(extension):
            return "extension_text", extension
        typed = vals.get("phone") or ""
        number = self._jxc_get_phone_number(typed, vals)
        if number.problem:
            return number.problem.replace("no_region", ""), typed
        if extension and number.extension not in ("", parse_extension(extension)):
            return "extension", typed
        return "", typed

    def _jxc_prepare_phone_vals(self, vals):
        """Return what to store for the phone fields in `vals`, one record or none.

        A new number drops the old number's extension, the same number typed
        again keeps it. A number that cannot be read and is not refused (see
        the company's switch) is kept as typed.

        :return: dict with the keys of PHONE_FIELDS that change
        :raise ValidationError: when the number is impossible
        """
        if refusal := self._jxc_get_phone_refusal(vals):
            raise ValidationError(refusal)
        typed = vals.get("jxc_phone_extension") or ""
        extension = parse_extension(typed) or typed
        if "phone" not in vals:
            return {"jxc_phone_extension": extension or False}
        number = self._jxc_get_phone_number(vals["phone"], vals)
        if number.problem:
            phone = vals["phone"]
        else:
            phone = number.stored or False
            extension = extension or number.extension
        if "jxc_phone_extension" not in vals and phone == self.phone:
            extension = extension or self.jxc_phone_extension
        return {"phone": phone, "jxc_phone_extension": extension or False}

    @api.model
    def _jxc_get_phone_domain(self, typed):
        """Return a domain that finds a phone number by any form it is typed in.

        :return: Domain, FALSE when `typed` is no phone number
        """
        number = self._jxc_get_phone_number(typed)
        digits = get_search_digits(typed)
        domain = Domain.FALSE
        if number.stored:
            domain |= Domain("phone", "=", number.stored)
        if digits:
            domain |= Domain("phone", "=like", f"+%{digits}%")
        return domain

    def _jxc_get_phone_groups(self, vals):
        """Return [(phone values, partners)] for one write over many partners.

        :raise ValidationError: before anything is written, when any is impossible
        """
        groups = {}
        for partner in self:
            phone_vals = partner._jxc_prepare_phone_vals(vals)
            key = tuple(sorted(phone_vals.items()))
            groups[key] = groups.get(key, self.browse()) | partner
        return [(dict(key), partners) for key, partners in groups.items()]

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Store phone numbers as E.164; defaults count as typed."""
        defaults = self.default_get(["phone", "country_id", "company_id", "parent_id"])
        for vals in vals_list:
            if PHONE_FIELDS & vals.keys() or defaults.get("phone"):
                vals.update(self.browse()._jxc_prepare_phone_vals(defaults | vals))
        return super().create(vals_list)

    def write(self, vals):
        """Store phone numbers as E.164, read in the country of each partner."""
        if not PHONE_FIELDS & vals.keys():
            return super().write(vals)
        for phone_vals, partners in self._jxc_get_phone_groups(vals):
            super(JxcPhone, partners).write(vals | phone_vals)
        return True
