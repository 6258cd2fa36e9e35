from .low_stock_common import LowStockCommon


class SuggestionCommon(LowStockCommon):
    """Kettles: 5 on hand, 20 wanted, up to 60: 55 are to be ordered at 6.00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["stock.warehouse.orderpoint"].search(
            [("id", "!=", cls.rule.id)]
        ).active = False
        cls._set_stock(5)

    @classmethod
    def _suggest(cls, rules=None):
        """The open lines of these rules, suggested by the buyer."""
        rules = rules or cls.rule
        rules.with_user(cls.buyer).action_jxc_suggest()
        return rules.jxc_suggestion_line_ids.filtered(lambda line: line.state == "open")

    @classmethod
    def _let_operators_read(cls):
        """Let warehouse operators, who see no prices, read suggestions."""
        for model in ("jxc.purchase.suggestion", "jxc.purchase.suggestion.line"):
            cls.env["ir.model.access"].create(
                {
                    "name": "test",
                    "model_id": cls.env["ir.model"]._get_id(model),
                    "group_id": cls.env.ref("jxc_core.group_warehouse_operator").id,
                    "perm_read": True,
                }
            )

    @classmethod
    def _order(cls, lines):
        """The requests for quotation the buyer makes of these lines."""
        suggestions = lines.suggestion_id.with_user(cls.buyer)
        suggestions.action_jxc_order()
        return suggestions.order_id.sudo()
