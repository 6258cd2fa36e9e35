from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, LockError, UserError

# Who may see what goods cost; others who read suggestions see quantities only.
PRICE_GROUPS = "jxc_core.group_price_reader"


class JxcPurchaseSuggestion(models.Model):
    _name = "jxc.purchase.suggestion"
    _description = "Purchase suggestion"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True
    # Comments are welcome from everybody who may read; nobody writes by hand.
    _mail_post_access = "read"

    # === FIELDS ===
    name = fields.Char(required=True, readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("ordered", "Ordered"), ("cancelled", "Cancelled")],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse", required=True, readonly=True, check_company=True
    )
    vendor_id = fields.Many2one(
        "res.partner",
        readonly=True,
        check_company=True,
        index="btree_not_null",
        help="Empty: nobody is known to sell these products.",
    )
    buyer_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    line_ids = fields.One2many("jxc.purchase.suggestion.line", "suggestion_id")
    line_count = fields.Integer(string="Products", compute="_compute_line_count")
    amount_untaxed = fields.Monetary(
        string="Amount",
        compute="_compute_amount_untaxed",
        store=True,
        groups=PRICE_GROUPS,
        help="Before taxes, at the prices of the vendor for these quantities.",
    )
    order_id = fields.Many2one(
        "purchase.order",
        string="Request for quotation",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=PRICE_GROUPS,
    )

    # === COMPUTE ===
    @api.depends("line_ids.state")
    def _compute_line_count(self):
        """Count the lines that are, or were, ordered."""
        for suggestion in self:
            lines = suggestion.line_ids.filtered(
                lambda line: line.state in ("open", "ordered")
            )
            suggestion.line_count = len(lines)

    @api.depends("line_ids.price_subtotal", "line_ids.state")
    def _compute_amount_untaxed(self):
        """Sum the lines that are, or were, ordered; in the vendor's currency."""
        for suggestion in self:
            lines = suggestion.line_ids.filtered(
                lambda line: line.state in ("open", "ordered")
            )
            suggestion.amount_untaxed = sum(lines.mapped("price_subtotal"))

    @api.depends("name", "vendor_id")
    def _compute_display_name(self):
        """Show the vendor beside the number."""
        for suggestion in self:
            vendor = suggestion.vendor_id.name or self.env._("No vendor")
            suggestion.display_name = f"{suggestion.name} {vendor}"

    # === CRUD ===
    def write(self, vals):
        """Let buyers change the quantities of the lines, and nothing else.

        The suite itself writes under sudo.

        :raise AccessError: for any other field
        """
        if not self.env.su and set(vals) - {"line_ids"}:
            raise AccessError(
                self.env._("Only the quantities of a purchase suggestion are changed.")
            )
        return super().write(vals)

    # === POLICY ===
    @api.model
    def _jxc_check_may_buy(self):
        """Refuse everybody but buyers, and the suite itself.

        :raise AccessError: says which role is needed
        """
        if not self.env.su and not self.env.user.has_group("jxc_core.group_buyer"):
            raise AccessError(self.env._("Only buyers and purchase managers do this."))

    @api.model
    def _jxc_suggest(self, orderpoints):
        """Put what is short of `orderpoints` into draft suggestions.

        A rule with an open line gets no second one: the line is brought up to date.
        Goods that are not bought, but made or resupplied, are left out.

        :return: recordset of the open lines of these rules that are short
        :raise ConcurrencyError: when someone else is suggesting for the company;
            the request is then repeated by the host
        """
        self._jxc_lock_all(orderpoints.company_id)
        found = self.env["jxc.shortage"]._jxc_find(orderpoints.company_id, orderpoints)
        for rule_id, (mean, _deviation) in orderpoints._jxc_get_daily_demand().items():
            if rule_id in found:
                found[rule_id]["daily_demand"] = mean
        short = orderpoints.filtered(
            lambda rule: rule.id in found and rule._jxc_is_bought()
        )
        lines = self.env["jxc.purchase.suggestion.line"].search(
            [("orderpoint_id", "in", short.ids), ("state", "=", "open")]
        )
        lines._jxc_renew(found)
        return lines | self._jxc_create_lines(short - lines.orderpoint_id, found)

    @api.model
    def _jxc_create_lines(self, rules, found):
        """Create one line per rule in the draft suggestion it belongs to.

        :param found: what `jxc.shortage._jxc_find` returned
        """
        demand = self.env["jxc.demand.query"]
        sources = demand._jxc_get_sources(rules)
        vals_by_key = {}
        for rule in rules:
            line = rule._jxc_prepare_suggestion_line_vals(
                found[rule.id], sources.get(rule.id)
            )
            price = self.env["product.supplierinfo"].browse(line.pop("price_id"))
            key = (
                rule.company_id.id,
                rule.warehouse_id.id,
                price.partner_id.id,
                rule.jxc_buyer_id.id,
                (price.currency_id or rule.company_id.currency_id).id,
            )
            vals_by_key.setdefault(key, []).append(line)
        suggestions = self._jxc_get_drafts(vals_by_key)
        return self.env["jxc.purchase.suggestion.line"].create(
            [
                line | {"suggestion_id": suggestions[key].id}
                for key, lines in vals_by_key.items()
                for line in lines
            ]
        )

    @api.model
    def _jxc_get_drafts(self, keys):
        """Return {key: draft suggestion}, created where there is none.

        :param keys: (company, warehouse, vendor, buyer, currency), ids or False
        """
        names = ("company_id", "warehouse_id", "vendor_id", "buyer_id", "currency_id")
        drafts = {
            tuple(draft[name].id for name in names): draft
            for draft in self.search([("state", "=", "draft")])
        }
        missing = [key for key in keys if key not in drafts]
        sequence = self.env["ir.sequence"]
        # The scheduled action speaks no language: its notes are read by the company.
        lang = self.env.lang or self.env.company.partner_id.lang
        created = self.with_context(lang=lang).create(
            [
                dict(zip(names, key, strict=True))
                | {"name": sequence.next_by_code("jxc.purchase.suggestion")}
                for key in missing
            ]
        )
        drafts.update(zip(missing, created.with_env(self.env), strict=True))
        return {key: drafts[key] for key in keys}

    @api.model
    def _jxc_lock_all(self, *recordsets):
        """Hold these records until the transaction ends.

        :raise ConcurrencyError: when somebody else holds one; the host then repeats
            the request, which sees what the other did
        """
        try:
            for records in recordsets:
                records.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise ConcurrencyError(str(error)) from error

    def _jxc_order(self):
        """Turn drafts into requests for quotation, one each, in few statements.

        The need is asked again now: what something else covered since is not
        ordered, and says so. Suggestions without a vendor stay as they are.

        :return: recordset of the new purchase.order
        """
        drafts = self.filtered(lambda item: item.state == "draft" and item.vendor_id)
        rules = drafts.line_ids.orderpoint_id
        self._jxc_lock_all(drafts, rules)
        found = self.env["jxc.shortage"]._jxc_find(rules.company_id, rules)
        lines = drafts.line_ids.filtered(lambda line: line.state == "open")
        lines._jxc_settle(found)
        ordered = lines.filtered(lambda line: line.state == "open")
        buying = ordered.suggestion_id
        orders = self.env["purchase.order"].create(
            [suggestion._jxc_prepare_order_vals() for suggestion in buying]
        )
        for suggestion, order in zip(buying, orders, strict=True):
            suggestion.order_id = order
        ordered._jxc_create_order_lines()
        ordered.state = "ordered"
        buying.state = "ordered"
        buying._jxc_log_orders()
        (drafts - buying)._jxc_close_empty()
        still_short = self.env["jxc.shortage"]._jxc_close_covered(rules)
        rules._jxc_note_ordered(still_short)
        return orders

    def _jxc_log_orders(self):
        """Leave a trail on both documents."""
        self._message_log_batch(
            bodies={
                item.id: self.env._("Ordered with %(order)s.", order=item.order_id.name)
                for item in self
            }
        )

    def _jxc_close_empty(self):
        """Cancel drafts of which no line is left to order."""
        empty = self.filtered(
            lambda item: (
                item.state == "draft" and "open" not in item.line_ids.mapped("state")
            )
        )
        empty.state = "cancelled"

    def _jxc_prepare_order_vals(self):
        """Return the values of the request for quotation, without its lines."""
        self.ensure_one()
        vendor = self.vendor_id.with_company(self.company_id)
        position = self.env["account.fiscal.position"].with_company(self.company_id)
        picking_type = self.warehouse_id.buy_pull_id.picking_type_id
        return {
            "partner_id": vendor.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "user_id": (self.buyer_id or vendor.buyer_id or self.env.user).id,
            "picking_type_id": (picking_type or self.warehouse_id.in_type_id).id,
            "payment_term_id": vendor.property_supplier_payment_term_id.id,
            "fiscal_position_id": position._get_fiscal_position(vendor).id,
            "date_order": fields.Datetime.now(),
            "date_planned": self._jxc_get_date_planned(),
            "origin": self.name,
        }

    def _jxc_get_date_planned(self):
        """Return when the first line should arrive, which is what the host shows."""
        delays = self.line_ids.filtered(lambda line: line.state == "open").mapped(
            "delay"
        )
        return fields.Datetime.now() + timedelta(days=min(delays, default=0))

    def _jxc_get_list_action(self):
        """Return the action that shows these suggestions."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_core.jxc_purchase_suggestion_action"
        )
        action["domain"] = [("id", "in", self.ids)]
        if len(self) == 1:
            action |= {"res_id": self.id, "views": [(False, "form")]}
        return action

    # === ACTIONS ===
    def action_jxc_order(self):
        """Order the selected drafts and show the requests for quotation.

        Pressed again, it shows the same requests and orders nothing.

        :raise UserError: when there is nothing to order, with what to do
        """
        self._jxc_check_may_buy()
        self.check_access("read")
        self.env["purchase.order"].check_access("create")
        # sudo: buyers cannot write suggestions by hand, only through these buttons.
        suggestions = self.sudo()
        suggestions._jxc_order()
        if not suggestions.order_id:
            suggestions._jxc_explain_nothing_ordered()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Requests for Quotation"),
            "res_model": "purchase.order",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", suggestions.order_id.ids)],
        }

    def _jxc_explain_nothing_ordered(self):
        """Say why pressing the button had no effect.

        :raise UserError: when no vendor is known
        """
        orphans = self.filtered(lambda item: item.state == "draft")
        if orphans:
            raise UserError(
                self.env._(
                    "No vendor is known for: %(products)s. Enter a vendor and a price "
                    "on the Purchase tab of each product, then press Refresh here.",
                    products=", ".join(orphans.line_ids.product_id.mapped("name")[:10]),
                )
            )

    def action_jxc_refresh(self):
        """Ask the need again; lines move to a vendor that is known by now."""
        self._jxc_check_may_buy()
        self.check_access("read")
        # sudo: buyers cannot write suggestions by hand, only through these buttons.
        drafts = self.sudo().filtered(lambda item: item.state == "draft")
        self._jxc_lock_all(drafts)
        open_lines = drafts.line_ids.filtered(lambda line: line.state == "open")
        rules = open_lines.orderpoint_id
        found = self.env["jxc.shortage"]._jxc_find(rules.company_id, rules)
        open_lines._jxc_drop_covered(found)
        orphans = open_lines.filtered(
            lambda line: (
                line.state == "open"
                and not line.suggestion_id.vendor_id
                and line.orderpoint_id._jxc_get_vendor_prices()
            )
        )
        orphans.state = "cancelled"
        # Written before the same rules are suggested again: one open line per rule.
        orphans.flush_recordset(["state"])
        lines = drafts._jxc_suggest(rules)
        drafts._jxc_close_empty()
        return (self | lines.suggestion_id.sudo(False))._jxc_get_list_action()

    def action_jxc_cancel(self):
        """Set the selected drafts aside; a shortage that grows is suggested anew."""
        self._jxc_check_may_buy()
        self.check_access("read")
        # sudo: buyers cannot write suggestions by hand, only through these buttons.
        drafts = self.sudo().filtered(lambda item: item.state == "draft")
        self._jxc_lock_all(drafts)
        drafts.line_ids.filtered(lambda line: line.state == "open").state = "cancelled"
        drafts.state = "cancelled"

    def action_jxc_view_order(self):
        """Show the request for quotation made from this suggestion."""
        self.ensure_one()
        return self.order_id._get_records_action()

    def action_jxc_export(self):
        """Download the selected suggestions as one sheet."""
        return {
            "type": "ir.actions.act_url",
            "url": "/jxc/workbook/purchase_suggestion?ids="
            + ",".join(map(str, self.ids)),
            "target": "download",
        }
