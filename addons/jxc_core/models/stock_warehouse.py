from odoo import fields, models

# kind of place -> field of the warehouse
FIELDS = {
    "inspect": "jxc_return_location_id",
    "good": "jxc_good_location_id",
    "second": "jxc_second_location_id",
    "scrap": "jxc_scrap_location_id",
}
INTERNAL = "[('usage', '=', 'internal'), ('company_id', 'in', (company_id, False))]"


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    # === FIELDS ===
    jxc_return_keeper_id = fields.Many2one(
        "res.users",
        string="Receives Returns",
        domain="[('share', '=', False)]",
        help="Is told of returns to receive and inspect; empty: a warehouse operator "
        "of the company.",
    )
    jxc_return_location_id = fields.Many2one(
        "stock.location",
        string="Returns to Inspect",
        check_company=True,
        domain=INTERNAL,
        help="Where returned goods wait, so that nobody sells them before they are "
        "inspected. Made when the first goods come back.",
    )
    jxc_good_location_id = fields.Many2one(
        "stock.location",
        string="Sellable Returns",
        check_company=True,
        domain=INTERNAL,
        help="Where returned goods go that can be sold again; empty: the stock.",
    )
    jxc_second_location_id = fields.Many2one(
        "stock.location",
        string="Seconds",
        check_company=True,
        domain=INTERNAL,
        help="Where goods with faults are kept apart. Made when first needed.",
    )
    jxc_scrap_location_id = fields.Many2one(
        "stock.location",
        string="Scrapped Returns",
        check_company=True,
        domain="[('usage', '=', 'inventory'), "
        "('company_id', 'in', (company_id, False))]",
        help="Where returned goods are written off to. Made when first needed.",
    )

    # === POLICY ===
    def _jxc_get_return_place(self, kind):
        """Return the place for returned goods of this `kind`, made when missing.

        :param kind: inspect, good, second or scrap
        """
        self.ensure_one()
        # sudo: whoever takes goods back does not set up warehouses.
        warehouse = self.sudo()
        place = warehouse[FIELDS[kind]]
        if kind == "good":
            return place or warehouse.lot_stock_id
        if not place:
            place = (
                self.env["stock.location"]
                .sudo()
                .create(warehouse._jxc_prepare_return_place_vals(kind))
            )
            warehouse[FIELDS[kind]] = place
        return place

    def _jxc_prepare_return_place_vals(self, kind):
        """Return the values of a missing place."""
        self.ensure_one()
        company = self.company_id
        # The name is read by all, so it is in the company's language.
        lang = company.partner_id.lang or self.env.lang
        env = self.with_context(lang=lang).env
        if kind == "scrap":
            loss = self.env["stock.location"].search(
                [("usage", "=", "inventory"), ("company_id", "=", company.id)], limit=1
            )
            return {
                "name": env._("Scrapped Returns (%s)", self.code),
                "usage": "inventory",
                "location_id": loss.location_id.id,
                "company_id": company.id,
            }
        names = {"inspect": env._("Returns to Inspect"), "second": env._("Seconds")}
        return {
            "name": names[kind],
            "usage": "internal",
            "location_id": self.view_location_id.id,
            "company_id": company.id,
        }
