from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # === FIELDS ===
    jxc_credit_count_receivable = fields.Boolean(
        related="company_id.jxc_credit_count_receivable", readonly=False
    )
    jxc_credit_count_unapplied = fields.Boolean(
        related="company_id.jxc_credit_count_unapplied", readonly=False
    )
    jxc_credit_count_draft = fields.Boolean(
        related="company_id.jxc_credit_count_draft", readonly=False
    )
    jxc_credit_count_orders = fields.Boolean(
        related="company_id.jxc_credit_count_orders", readonly=False
    )
    jxc_credit_check_overdue = fields.Boolean(
        related="company_id.jxc_credit_check_overdue", readonly=False
    )
    jxc_credit_grace_days = fields.Integer(
        related="company_id.jxc_credit_grace_days", readonly=False
    )
    jxc_allow_self_release = fields.Boolean(
        related="company_id.jxc_allow_self_release", readonly=False
    )
    jxc_phone_check = fields.Boolean(
        related="company_id.jxc_phone_check", readonly=False
    )
    jxc_phone_short_codes = fields.Boolean(
        related="company_id.jxc_phone_short_codes", readonly=False
    )
    jxc_default_buyer_id = fields.Many2one(
        related="company_id.jxc_default_buyer_id",
        readonly=False,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    jxc_demand_window_days = fields.Integer(
        related="company_id.jxc_demand_window_days", readonly=False
    )
    jxc_service_level = fields.Float(
        related="company_id.jxc_service_level", readonly=False
    )
    jxc_order_cycle_days = fields.Integer(
        related="company_id.jxc_order_cycle_days", readonly=False
    )
    jxc_shortage_growth_percent = fields.Float(
        related="company_id.jxc_shortage_growth_percent", readonly=False
    )
    jxc_suggest_purchases = fields.Boolean(
        related="company_id.jxc_suggest_purchases", readonly=False
    )
    jxc_refuse_negative = fields.Boolean(
        related="company_id.jxc_refuse_negative", readonly=False
    )
    jxc_stock_freeze_date = fields.Date(
        related="company_id.jxc_stock_freeze_date", readonly=False
    )
