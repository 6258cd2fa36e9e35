from odoo import api, models
from odoo.exceptions import AccessError

# What follows from moves of goods.
DERIVED_FIELDS = frozenset({"company_id", "in_date", "quantity", "reserved_quantity"})
# What stock is of, and where: a count of another place is another record.
IDENTITY_FIELDS = frozenset(
    {"location_id", "lot_id", "owner_id", "package_id", "product_id"}
)


class StockQuant(models.Model):
    """Stock follows from movements, each with its paper; nobody types it.

    The host's `readonly` is the client's, and its inventory mode a context key.
    Counting stays: what was counted is typed, and applying it makes a move.
    """

    _name = "stock.quant"
    _inherit = ["stock.quant", "jxc.derived"]

    # === POLICY ===
    def _jxc_get_derived_fields(self):
        """Quantities follow from moves: nobody types them, not even over RPC."""
        return super()._jxc_get_derived_fields() | DERIVED_FIELDS

    def _jxc_check_not_forged(self, vals_list):
        """Refuse values for what follows from moves.

        :raise AccessError: names the field and the document to use instead
        """
        if not self.env.su:
            forged = self._jxc_get_derived_fields() & set().union(*vals_list)
            if forged:
                self._jxc_raise_forged(min(forged))

    def _jxc_raise_forged(self, name):
        """Raise the refusal to write the field `name` of stock by hand."""
        raise AccessError(
            self.env._(
                "%(field)s of stock follows from movements and is never written by "
                "hand. Count the goods and apply the count, write them off, or make "
                "a transfer, a return or a reversal.",
                field=self._fields[name]._description_string(self.env),
            )
        )

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """No quantity starts out without a move."""
        self._jxc_check_not_forged(vals_list)
        honest = self._jxc_without_forged_defaults()
        return super(StockQuant, honest).create(vals_list).with_env(self.env)

    def write(self, vals):
        """Quantities follow from moves, and stock stays where its moves put it."""
        self._jxc_check_not_forged([vals])
        if not self.env.su:
            for name in sorted(IDENTITY_FIELDS.intersection(vals)):
                self._jxc_raise_forged(name)
        return super().write(vals)

    def unlink(self):
        """Stock does not vanish without a paper."""
        if not self.env.su:
            self.check_access("unlink")
            raise AccessError(
                self.env._(
                    "Stock is not deleted. Count it as none and apply the count, or "
                    "write it off."
                )
            )
        return super().unlink()
