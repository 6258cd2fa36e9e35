from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

DATES = ("jxc_production_date", "expiration_date")


class StockLot(models.Model):
    _inherit = "stock.lot"

    # === FIELDS ===
    jxc_production_date = fields.Date(
        string="Production Date",
        tracking=True,
        copy=False,
        help="The day the goods were made. With the shelf life of the product it "
        "gives the expiry; the goods may be sold through their last day.",
    )
    expiration_date = fields.Datetime(tracking=True)

    # === COMPUTE ===
    @api.onchange("jxc_production_date")
    def _onchange_jxc_production_date(self):
        """Show the expiry as soon as the production date is typed."""
        expiry = self._jxc_get_expiry(self.jxc_production_date)
        if expiry:
            self.expiration_date = expiry

    # === POLICY ===
    def _jxc_get_expiry(self, produced):
        """Return the last second of life of goods made on the day `produced`.

        :param produced: date, in the time zone of the company
        :return: naive UTC datetime, False when a date or the shelf life is missing
        """
        return self.product_id._jxc_get_expiry(
            produced, self.company_id or self.env.company
        )

    def _jxc_get_production(self, expiry):
        """Return the production date of goods that expire at `expiry`.

        :param expiry: naive UTC datetime
        :return: date, False when a date or the shelf life is missing
        """
        company = self.company_id or self.env.company
        return self.product_id._jxc_get_production(expiry, company)

    @api.model
    def _jxc_prepare_dates_vals(self, vals, product, company, produced=False):
        """Return the date that follows from the one in `vals`, as values to add.

        A production date gives the expiry; an expiry gives the production date of
        a lot that has none. When both are in `vals` both are kept: the expiry
        printed on the pack may differ from the counted one.

        :param produced: the production date the lot has already
        """
        if vals.get("jxc_production_date") and "expiration_date" not in vals:
            day = fields.Date.to_date(vals["jxc_production_date"])
            expiry = product._jxc_get_expiry(day, company)
            return {"expiration_date": expiry} if expiry else {}
        known = produced or "jxc_production_date" in vals
        if vals.get("expiration_date") and not known:
            moment = fields.Datetime.to_datetime(vals["expiration_date"])
            day = product._jxc_get_production(moment, company)
            return {"jxc_production_date": day} if day else {}
        return {}

    @api.model
    def _jxc_get_owners(self, vals_list):
        """Return [(vals, product, company)] of lots to be created; reads in batch."""
        default_id = self.env.context.get("default_product_id")
        product_ids = [vals.get("product_id") or default_id for vals in vals_list]
        company_ids = [
            vals.get("company_id") or self.env.company.id for vals in vals_list
        ]
        products = self.env["product.product"].browse(filter(None, product_ids))
        companies = self.env["res.company"].browse(company_ids)
        product_by_id = {product.id: product for product in products}
        company_by_id = {company.id: company for company in companies}
        return [
            (
                vals,
                product_by_id.get(product_id, products[:0]),
                company_by_id[company_id],
            )
            for vals, product_id, company_id in zip(
                vals_list, product_ids, company_ids, strict=True
            )
        ]

    def _jxc_get_dates_groups(self, vals):
        """Return [(lots, values to add)] for one write of dates over many lots."""
        groups = {}
        for lot in self:
            added = self._jxc_prepare_dates_vals(
                vals,
                lot.product_id,
                lot.company_id or self.env.company,
                lot.jxc_production_date,
            )
            key = tuple(added.items())
            groups[key] = groups.get(key, self.browse()) | lot
        return [(lots, dict(key)) for key, lots in groups.items()]

    def _jxc_check_date_change(self, vals):
        """Let only the food safety officer change dates of goods that arrived.

        A missing date may be filled in by everybody who may write lots.

        :raise AccessError: names the lots and who may
        """
        officer = "jxc_food_lot.group_food_officer"
        if self.env.su or self.env.user.has_group(officer):
            return
        changed = self.filtered(lambda lot: lot._jxc_get_changed_dates(vals))
        arrived = changed and self.env["stock.move.line"].search(
            [("lot_id", "in", changed.ids), ("state", "=", "done")]
        )
        if arrived:
            raise AccessError(
                self.env._(
                    "The goods of %(lots)s have arrived: only a food safety officer "
                    "may change the dates of a lot now. Ask one to correct them.",
                    lots=", ".join(arrived.lot_id.mapped("name")),
                )
            )

    def _jxc_get_changed_dates(self, vals):
        """Return the names of dates this lot has and `vals` would change."""
        self.ensure_one()
        return [
            name
            for name in DATES
            if name in vals
            and self[name]
            and self[name] != self._fields[name].convert_to_cache(vals[name], self)
        ]

    # === ACTIONS ===
    def action_jxc_count_back(self):
        """Fill in missing production dates from the expiry and the shelf life.

        :raise UserError: when nothing could be filled in
        """
        filled = self.browse()
        for lot in self.filtered(lambda lot: not lot.jxc_production_date):
            produced = lot._jxc_get_production(lot.expiration_date)
            if produced:
                expiry = lot.expiration_date
                lot.write({"jxc_production_date": produced, "expiration_date": expiry})
                filled |= lot
        if not filled:
            raise UserError(
                self.env._(
                    "No production date can be counted back: the lot has one, or its "
                    "expiry or the shelf life of its product is missing."
                )
            )
        return True

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Count the date that is missing from the one that is given."""
        for vals, product, company in self._jxc_get_owners(vals_list):
            vals.update(self._jxc_prepare_dates_vals(vals, product, company))
        return super().create(vals_list)

    def write(self, vals):
        """Count the date that is missing from the one that is given."""
        if not vals.keys() & set(DATES):
            return super().write(vals)
        self._jxc_check_date_change(vals)
        for lots, added in self._jxc_get_dates_groups(vals):
            super(StockLot, lots).write(vals | added)
        return True
