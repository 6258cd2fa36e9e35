from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools.misc import clean_context


class JxcInternal(models.AbstractModel):
    """A record that the program writes, and nobody else.

    Access rights alone do not keep people out: whoever administers the database may
    grant themself any. Nor may a caller's context fill in what the program leaves
    to its defaults.
    """

    _name = "jxc.internal"
    _description = "Record Written by the Program"

    # === POLICY ===
    def _jxc_check_is_program(self):
        """Refuse whoever is not the program.

        :raise AccessError: names the kind of record
        """
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "%s: such records follow from what people do with the document "
                    "and are never written by hand.",
                    self._description,
                )
            )

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Only the program adds records, and no context fills them in."""
        self._jxc_check_is_program()
        # Keywords could only add keys, and these have to go.
        records = self.with_context(  # pylint: disable=context-overridden
            clean_context(self.env.context)
        )
        records = super(JxcInternal, records).create(vals_list)
        return records.with_env(self.env)

    def write(self, vals):
        """Only the program changes records."""
        self._jxc_check_is_program()
        return super().write(vals)

    def unlink(self):
        """Only the program deletes records."""
        self._jxc_check_is_program()
        return super().unlink()
