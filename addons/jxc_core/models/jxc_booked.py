from contextlib import contextmanager

from odoo import SUPERUSER_ID, models
from odoo.exceptions import AccessError
from odoo.fields import Datetime

# Set in the cursor's memory, out of reach of any caller's context.
BOOKING = "jxc.booking"


class JxcBooked(models.AbstractModel):
    """A document that stays as it was booked; only another document corrects it.

    The host lets whoever may write a done operation write its quantities, places
    and dates over RPC, and corrects stock behind it without a paper. The host's own
    processing works as superuser and is not asked.
    """

    _name = "jxc.booked"
    _description = "Document that Stays as Booked"

    # === POLICY ===
    def _jxc_get_booked_fields(self):
        """Return the names of the fields that stay once this is booked.

        Extension point: an add-on adds fields of its own.
        """
        return frozenset()

    def _jxc_get_booking_dates(self):
        """Return the names of the fields that tell when this was booked."""
        return frozenset()

    @contextmanager
    def _jxc_booking(self):
        """Date inside what is being booked: its day has passed its check."""
        memory = self.env.cr.cache
        if BOOKING in memory:
            yield
            return
        memory[BOOKING] = True
        try:
            yield
        finally:
            memory.pop(BOOKING, None)

    def _jxc_is_booking(self):
        """Tell whether goods are being booked, on a day that passed its check."""
        return BOOKING in self.env.cr.cache

    def _jxc_is_booked(self):
        """Tell whether this document is booked."""
        self.ensure_one()
        return self.state == "done"

    def _jxc_get_booked_name(self):
        """Return how a sentence calls this document. Extension point."""
        return self.display_name

    def _jxc_check_stays_booked(self, vals):
        """Refuse to change what was booked, whoever writes.

        :param vals: what is to be written; values that change nothing pass
        :raise AccessError: names the document, the field and what to do instead
        """
        names = self._jxc_get_booked_fields().intersection(vals)
        if self.env.su:
            # Stored computes of optional modules hand a user's date on as superuser.
            if self.env.uid == SUPERUSER_ID or BOOKING in self.env.cr.cache:
                return
            names &= self._jxc_get_booking_dates()
        if not names:
            return
        # sudo: what was booked stays also where its writer reads only a part of it.
        for document in self.sudo():
            if document._jxc_is_booked():
                for name in sorted(names):
                    if document._jxc_would_change(name, vals[name]):
                        document.with_env(self.env)._jxc_raise_booked(name)

    def _jxc_would_change(self, name, value):
        """Tell whether writing `value` to a field of this document changes it.

        Goods booked today may be given another time of today.
        """
        field = self._fields[name]
        if field.type in ("one2many", "many2many"):
            return True
        if name in self._jxc_get_booking_dates() and self._jxc_is_booking():
            return False
        if name in self._jxc_get_booking_dates() and self[name] and value:
            get_day = (self.company_id or self.env.company)._jxc_get_day
            days = {get_day(self[name]), get_day(Datetime.to_datetime(value))}
            if days == {get_day(Datetime.now())}:
                return False
        old = field.convert_to_cache(self[name], self, validate=False)
        return field.convert_to_cache(value, self, validate=False) != old

    def _jxc_check_not_declared(self, vals_list):
        """Refuse documents that are declared booked.

        :raise AccessError: says how goods are moved
        """
        if not self.env.su and "done" in self._jxc_get_declared(vals_list):
            raise AccessError(
                self.env._("Goods are moved by validating their transfer only.")
            )

    def _jxc_get_declared(self, vals_list):
        """Return the states that values, or a caller's defaults, declare."""
        states = {vals.get("state") for vals in vals_list}
        return states | {self.env.context.get("default_state")}

    def _jxc_check_starts_open(self):
        """Refuse documents that were made as if they had been booked already.

        :raise AccessError: names the document and what to do instead
        """
        if self.env.su:
            return
        # sudo: see `_jxc_check_stays_booked`.
        for document in self.sudo():
            if document._jxc_is_booked():
                document.with_env(self.env)._jxc_raise_booked("state")

    def _jxc_check_may_delete(self):
        """Refuse to delete what was booked.

        :raise AccessError: names the document and what to do instead
        """
        if self.env.su:
            return
        # sudo: see `_jxc_check_stays_booked`.
        for document in self.sudo():
            if document._jxc_is_booked():
                raise AccessError(
                    self.env._(
                        "%s is done and is not deleted. Reverse it, make a return, "
                        "count the goods or write them off.",
                        document._jxc_get_booked_name(),
                    )
                )

    def _jxc_raise_booked(self, name):
        """Raise the refusal to change the field `name` of this booked document."""
        raise AccessError(
            self.env._(
                "%(document)s is done: its %(field)s is not written any more. Goods "
                "are moved by validating a transfer; what is done is corrected by "
                "reversing it, by a return, a count or a write-off.",
                # sudo: see `_jxc_check_stays_booked`.
                document=self.sudo()._jxc_get_booked_name(),
                field=self._fields[name]._description_string(self.env),
            )
        )
