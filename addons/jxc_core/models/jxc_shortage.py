import logging

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import mute_logger

from ..tools.reorder import needs_telling

_logger = logging.getLogger(__name__)

# Where a told buyer sees what is short.
SCREEN = "/odoo/action-jxc_core.jxc_shortage_action"


class JxcShortage(models.Model):
    _name = "jxc.shortage"
    _description = "Stock shortage"
    _order = "opened_at desc, id desc"
    _rec_name = "product_id"

    # === FIELDS ===
    orderpoint_id = fields.Many2one(
        "stock.warehouse.orderpoint",
        string="Reordering rule",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    warehouse_id = fields.Many2one(related="orderpoint_id.warehouse_id")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    buyer_id = fields.Many2one(
        "res.users",
        readonly=True,
        index="btree_not_null",
        help="In charge when the shortage was last looked at. Empty: the purchase "
        "managers are told.",
    )
    opened_at = fields.Datetime(required=True, readonly=True)
    closed_at = fields.Datetime(
        readonly=True,
        help="When enough was on hand, on the way or in a request for quotation.",
    )
    missing_qty = fields.Float(
        string="Missing",
        digits="Product Unit",
        readonly=True,
        help="How far the forecast is below the minimum, in the unit of the product.",
    )
    told_qty = fields.Float(
        string="Missing when told", digits="Product Unit", readonly=True
    )
    told_at = fields.Datetime(readonly=True)
    to_tell = fields.Boolean(
        readonly=True,
        help="New or grown since its buyer was last told; the next run tells them.",
    )
    activity_ids = fields.Many2many("mail.activity", readonly=True, copy=False)

    _one_open_per_rule = models.UniqueIndex(
        "(orderpoint_id) WHERE closed_at IS NULL",
        "This reordering rule already has an open shortage.",
    )
    _to_tell_index = models.Index("(company_id, buyer_id) WHERE to_tell")

    # === POLICY ===
    @api.model
    def _jxc_trigger_check(self):
        """Have the scheduled action look soon after this transaction is committed."""
        # sudo: whoever sells or scraps cannot read scheduled actions, yet what they
        # do must be looked at.
        cron = self.env["ir.cron"].sudo()
        cron._jxc_trigger_soon("jxc_core.ir_cron_tell_shortages")

    @api.model
    def _jxc_find(self, companies, orderpoints=None):
        """Return the rules below their minimum, with the figures that say why.

        One statement, whatever the number of rules; see `jxc.shortage.query`. Asks
        the database as it is after a flush, with no regard to who asks: callers
        check access.

        :param companies: rules of these companies
        :param orderpoints: only these rules; all active ones when None
        :return: {orderpoint id: dict}, quantities in the unit of the product:
            minimum, maximum, on_hand, reserved, incoming, outgoing, in_rfq,
            forecast (on_hand + incoming - outgoing + in_rfq), missing
        """
        self.env.flush_all()
        if not companies or (orderpoints is not None and not orderpoints):
            return {}
        query = self.env["jxc.shortage.query"]._jxc_get_query(companies, orderpoints)
        self.env.cr.execute(query)
        return {row["id"]: row for row in self.env.cr.dictfetchall()}

    @api.model
    def _jxc_refresh(self, company):
        """Bring the open shortages of `company` up to date.

        Opens the new ones, closes those that are covered, notes how much is missing
        now, who is in charge now, and which of them are news to that person.

        :return: the open shortages, recordset
        """
        found = self._jxc_find(company)
        opened = self.search(
            [("company_id", "=", company.id), ("closed_at", "=", False)]
        )
        covered = opened.filtered(lambda item: item.orderpoint_id.id not in found)
        covered._jxc_close()
        still = opened - covered
        known = set(still.orderpoint_id.ids)
        rules = self.env["stock.warehouse.orderpoint"].browse(
            [rule_id for rule_id in found if rule_id not in known]
        )
        # Prices of a vendor begin and end by themselves, and with them the buyer.
        rules._compute_jxc_buyer_id()
        new = self.create([rule._jxc_prepare_shortage_vals() for rule in rules])
        for shortage in still | new:
            shortage._jxc_note_missing(found[shortage.orderpoint_id.id]["missing"])
        return still | new

    def _jxc_note_missing(self, missing):
        """Write what changed: quantity missing, buyer, and whether that is news."""
        self.ensure_one()
        buyer = self.orderpoint_id.jxc_buyer_id
        # Who takes over a rule was never told.
        told = self.told_qty if buyer == self.buyer_id else 0.0
        growth = self.company_id.jxc_shortage_growth_percent
        vals = {
            "missing_qty": missing,
            "buyer_id": buyer.id,
            "to_tell": needs_telling(missing, told, growth),
        }
        changed = {
            name: value
            for name, value in vals.items()
            if self._fields[name].convert_to_write(self[name], self) != value
        }
        if changed:
            self.write(changed)

    def _jxc_close(self):
        """Close these shortages, and the activities that list nothing else."""
        if not self:
            return
        self.write({"closed_at": fields.Datetime.now(), "to_tell": False})
        lines = self.orderpoint_id.jxc_suggestion_line_ids._jxc_drop_covered({})
        lines.suggestion_id._jxc_close_empty()
        activities = self.activity_ids
        still_listed = self.search(
            [("activity_ids", "in", activities.ids), ("closed_at", "=", False)]
        ).activity_ids
        (activities - still_listed).filtered("active").action_feedback(
            feedback=self.env._("Nothing on the list is short any more.")
        )

    @api.model
    def _jxc_close_covered(self, orderpoints):
        """Close the open shortages of `orderpoints` that are covered by now.

        :return: those of `orderpoints` that are still short
        """
        found = self._jxc_find(orderpoints.company_id, orderpoints)
        self.search(
            [("orderpoint_id", "in", orderpoints.ids), ("closed_at", "=", False)]
        ).filtered(lambda item: item.orderpoint_id.id not in found)._jxc_close()
        return orderpoints.filtered(lambda rule: rule.id in found)

    def _jxc_lock(self):
        """Return those of `self` that nobody else is telling or has just told.

        A row changed since this transaction began cannot be locked by it; then
        nothing is returned, and the next run sees the change.
        """
        try:
            with self.env.cr.savepoint(flush=False), mute_logger("odoo.sql_db"):
                return self.try_lock_for_update(allow_referencing=True)
        except SerializationFailure:
            return self.browse()

    # === SCHEDULED ACTION ===
    @api.model
    def _cron_jxc_tell_shortages(self):
        """Find what is short, prepare suggestions, tell each buyer once.

        Every company and then every buyer is a step of its own, committed by itself:
        stopped anywhere, the next run goes on with whoever was not told yet. Two
        runs at the same time share the buyers between them.
        """
        cron = self.env["ir.cron"]
        companies = self.env["stock.warehouse.orderpoint"]._read_group(
            [], ["company_id"]
        )
        companies = self.env["res.company"].union(*(row[0] for row in companies))
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            # Held until the commit below, so that two runs do not open the same.
            if company.try_lock_for_update(allow_referencing=True):
                shortages = self.with_company(company)._jxc_refresh(company)
                shortages.filtered("to_tell")._jxc_suggest()
            if not cron._commit_progress(1):
                return
        groups = self._read_group([("to_tell", "=", True)], ["company_id", "buyer_id"])
        cron._commit_progress(remaining=len(groups))
        for company, buyer in groups:
            self.with_company(company)._jxc_tell(company, buyer)
            if not cron._commit_progress(1):
                return

    def _jxc_suggest(self):
        """Put these shortages into purchase suggestions where the company wants it."""
        wanted = self.filtered("company_id.jxc_suggest_purchases")
        wanted.orderpoint_id._jxc_suggest()

    # === TELLING ===
    @api.model
    def _jxc_tell(self, company, buyer):
        """Tell `buyer` of `company` all that is news to them, exactly once.

        Without a buyer the purchase managers of the company are told, without them
        the JXC administrators, and the log says so.

        :param buyer: recordset of res.users, may be empty
        :return: number of shortages told
        """
        news = self.search(
            [
                ("to_tell", "=", True),
                ("company_id", "=", company.id),
                ("buyer_id", "=", buyer.id),
            ]
        )._jxc_lock()
        if not news:
            return 0
        for user in buyer or news._jxc_get_fallback_users(company):
            news._jxc_tell_user(company, user)
        now = fields.Datetime.now()
        for shortage in news:
            shortage.write(
                {"to_tell": False, "told_at": now, "told_qty": shortage.missing_qty}
            )
        return len(news)

    def _jxc_get_fallback_users(self, company):
        """Return who is told about rules that nobody is in charge of.

        Those who were given the role of purchase manager, not all who may act as one;
        without any, the JXC administrators.
        """
        for xmlid in ("jxc_core.group_purchase_manager", "jxc_core.group_jxc_admin"):
            # sudo: the scheduled action may run as a user who cannot read groups.
            users = (
                self.sudo()
                .env.ref(xmlid)
                .user_ids.filtered(
                    lambda user: (
                        user.active and not user.share and company in user.company_ids
                    )
                )
            )
            if users:
                return users
            _logger.warning(
                "%s: nobody in %s can be told that these rules are short: %s",
                company.name,
                xmlid,
                ", ".join(self.orderpoint_id.mapped("name")),
            )
        return self.env["res.users"]

    def _jxc_tell_user(self, company, user):
        """Give `user` one activity and, with an e-mail address, one mail."""
        records = self.with_context(lang=user.lang, tz=user.tz or "UTC")
        values = records._jxc_prepare_notice_vals(company, user)
        records._jxc_schedule_activity(company, user, values)
        if not user.email:
            return
        body = records.env["ir.qweb"]._render("jxc_core.jxc_shortage_mail", values)
        mail = records.env["mail.mail"].create(
            {
                "subject": values["subject"],
                "body_html": body,
                "email_from": company.email_formatted or user.email_formatted,
                "recipient_ids": [(4, user.partner_id.id)],
                "auto_delete": True,
            }
        )
        mail.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _jxc_prepare_notice_vals(self, company, user):
        """Return what the mail and the activity show, in the language of `self`."""
        older = self.search_count(
            [
                ("company_id", "=", company.id),
                ("buyer_id", "=", self.buyer_id.id),
                ("closed_at", "=", False),
                ("id", "not in", self.ids),
            ]
        )
        subject = self.env._(
            "%(company)s: %(count)s products run short",
            company=company.name,
            count=len(self),
        )
        return {
            "subject": subject,
            "company": company,
            "user": user,
            "shortages": self.sorted(lambda item: item.product_id.display_name),
            "older": older,
            "url": self.browse().get_base_url() + SCREEN,
        }

    def _jxc_schedule_activity(self, company, user, values):
        """Give `user` one activity, or renew the one of theirs not yet done.

        It hangs on no document, as it lists many; so only `user` sees it, and the
        host sends no second mail about it.
        """
        mine = self.search(
            [
                ("company_id", "=", company.id),
                ("closed_at", "=", False),
                ("activity_ids.user_id", "=", user.id),
                ("activity_ids.active", "=", True),
            ]
        ).activity_ids.filtered(lambda item: item.active and item.user_id == user)[:1]
        note = self.env["ir.qweb"]._render("jxc_core.jxc_shortage_note", values)
        vals = {
            "summary": values["subject"],
            "note": note,
            "date_deadline": fields.Date.context_today(self),
        }
        if mine:
            mine.write(vals)
        else:
            activity_type = self.env.ref("jxc_core.mail_activity_data_shortage")
            vals |= {
                "activity_type_id": activity_type.id,
                "user_id": user.id,
                "automated": True,
            }
            mine = self.env["mail.activity"].create(vals)
        self.write({"activity_ids": [(4, mine.id)]})

    # === ACTIONS ===
    def action_jxc_suggest(self):
        """Put the selected shortages into purchase suggestions and show those."""
        self.check_access("read")
        return self.orderpoint_id.action_jxc_suggest()
