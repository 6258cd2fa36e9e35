from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import JxcCoreCommon
from .test_roles_sales import HOSTILE_CONTEXTS

# What finance may write, in all or in part, and why that changes no business.
OWN_THINGS = {
    "auth.passkey.key": "their own passkeys",
    "base_import.mapping": "column names they imported before; importing needs rights",
    "discuss.channel": "chat",
    "discuss.channel.member": "chat",
    "discuss.gif.favorite": "chat",
    "hr.employee.location": "where they work, by a rule of the host",
    "hr.employee.skill": "skills of their own, by a rule of the host",
    "hr.resume.line": "their own resume, by a rule of the host",
    "hr.skill": "skills of their own, by a rule of the host",
    "iap.account": "the host's credit for paid services, without its token",
    "jxc.approval.delegation": "their own deputy while they are away",
    "ir.attachment": "files; the host asks the rights of the document they belong to",
    "ir.default": "defaults of their own forms, by a rule of the host",
    "ir.embedded.actions": "their own shortcuts, by a rule of the host",
    "ir.exports.line": "their own export templates",
    "ir.filters": "their own filters, by a rule of the host",
    "mail.activity": "to-do notes on documents they see",
    "mail.canned.response": "chat",
    "mail.message": "notes on documents they see; the host asks the document's rights",
    "mail.notification": "read marks",
    "mail.scheduled.message": "notes sent later",
    "mail.template": "their own mail texts, by a rule of the host",
    "report.layout": "pictures of the host's report layouts",
    "res.users.apikeys.show": "shows a new key of their own once",
    "res.users.settings": "their own preferences",
    "res.users.settings.embedded.action": "their own preferences",
    "res.users.settings.volumes": "their own preferences",
    "resource.calendar.leaves": "their own days off, by a rule of the host",
    "snailmail.letter": "letters of documents they see; the host asks the rights",
    "spreadsheet.dashboard.share": "a link to a dashboard they see",
    "utm.campaign": "marketing tags of the host",
    "utm.medium": "marketing tags of the host",
    "utm.source": "marketing tags of the host",
}
# A link that an optional module of the host shows to buyers only.
BUYERS_ONLY = {"requisition_line_ids"}
# They ask, decide or download in the name of whoever may, checked when they are used.
ASKING_WIZARDS = {"jxc.approval.ask", "jxc.approval.decide", "jxc.approval.export"}


@tagged("post_install", "-at_install")
class TestRolesFinance(JxcCoreCommon):
    """Finance looks at all that costs or brings money, and leaves it as it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._new_order(3)
        cls.order.action_confirm()
        cls.delivery = cls.order.picking_ids
        cls.purchase = cls._new_purchase(2)
        cls.purchase.button_confirm()
        cls.purchase.picking_ids.button_validate()
        cls.purchase.action_create_invoice()
        cls.bill = cls.purchase.invoice_ids

    # === THE WHOLE JOB ===
    def test_reads_every_document_and_report_of_money(self):
        self.env.flush_all()
        for model in (
            "account.invoice.report",
            "account.move",
            "account.move.line",
            "account.payment",
            "jxc.credit.temporary",
            "jxc.release",
            "payment.transaction",
            "product.pricelist.item",
            "product.supplierinfo",
            "product.value",
            "purchase.order",
            "purchase.order.line",
            "purchase.report",
            "sale.order",
            "sale.order.line",
            "sale.report",
            "stock.lot",
            "stock.move",
            "stock.move.line",
            "stock.picking",
            "stock.quant",
            "stock.scrap",
            "stock.warehouse.orderpoint",
        ):
            with self.subTest(model):
                fields = set(self._rpc("finance", model, "fields_get"))
                fields = sorted(fields - BUYERS_ONLY)
                self._rpc("finance", model, "search_read", [], fields, limit=5)

    def test_reads_the_average_cost_report(self):
        self._rpc("finance", "stock.avco.report", "search_read", [], ["value"], limit=5)

    def test_reads_everyones_orders_and_what_they_are_worth(self):
        order = self._new_order(1, user=self.users["salesperson"])
        answer = self._rpc("finance", "sale.order", "read", order.ids, ["amount_total"])
        self.assertEqual(answer[0]["amount_total"], 10)

    def test_reads_the_value_of_stock_per_place(self):
        quants = self.product.stock_quant_ids
        answer = self._rpc("finance", "stock.quant", "read", quants.ids, ["value"])
        self.assertIn(612, [row["value"] for row in answer])
        groups = self._rpc(
            "finance",
            "stock.quant",
            "formatted_read_group",
            [
                ("product_id", "=", self.product.id),
                ("location_id.usage", "=", "internal"),
            ],
            ["product_id"],
            ["value:sum"],
        )
        self.assertEqual(groups[0]["value:sum"], 612)
        answer = self._rpc(
            "finance", "product.product", "read", self.product.ids, ["total_value"]
        )
        self.assertEqual(answer[0]["total_value"], 612)

    def test_reads_what_a_customer_owes_and_may_owe(self):
        fnames = ["credit", "credit_limit", "jxc_credit_used", "total_invoiced"]
        answer = self._rpc("finance", "res.partner", "read", self.customer.ids, fnames)
        self.assertEqual(set(answer[0]), {"id", *fnames})
        self._rpc("finance", "res.partner", "search", [("credit", ">", 0)])

    def test_who_also_sells_still_reads_everyones_orders(self):
        user = self._new_role_user("finance", "salesperson")
        self._rpc(user, "sale.order", "read", self.order.ids, ["amount_total"])
        self._rpc(
            user, "sale.order.line", "read", self.order.order_line.ids, ["price_unit"]
        )
        self._assert_refused(
            user, "sale.order", "write", self.order.ids, {"note": "Mine"}
        )

    # === MAY NOT ===
    def test_may_write_nothing_but_their_own_things(self):
        finance = self.users["finance"]
        for operation in ("create", "write", "unlink"):
            writable = {
                model
                for model in self.env.registry.models
                if not self.env[model]._transient
                and self.env[model].with_user(finance).has_access(operation)
                and not self.env[model]._abstract
            }
            self.assertFalse(writable - set(OWN_THINGS), operation)

    def test_wizards_change_nothing_of_the_business(self):
        finance = self.users["finance"]
        wizards = {
            model
            for model in self.env.registry.models
            if self.env[model]._transient
            and self.env[model].with_user(finance).has_access("create")
        }
        self.assertFalse(
            {
                model
                for model in wizards - ASKING_WIZARDS
                if model.startswith(
                    ("account.", "sale.", "purchase.", "stock.", "jxc.")
                )
            }
        )

    def test_no_button_changes_anything(self):
        rule = self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.product.id,
                "product_min_qty": 999,
                "product_max_qty": 999,
            }
        )
        quotation = self._new_order(1)
        request = self._new_purchase(1)
        attempts = [
            ("sale.order", quotation, "action_confirm"),
            ("sale.order", self.order, "action_cancel"),
            ("sale.order", self.order, "action_lock"),
            ("sale.order", self.order, "copy"),
            ("purchase.order", request, "button_confirm"),
            ("purchase.order", request, "button_approve"),
            ("purchase.order", self.purchase, "button_cancel"),
            ("purchase.order", self.purchase, "action_create_invoice"),
            ("stock.picking", self.delivery, "button_validate"),
            ("stock.picking", self.delivery, "action_cancel"),
            ("stock.picking", self.delivery, "do_unreserve"),
            ("account.move", self.bill, "action_post"),
            ("account.move", self.bill, "button_cancel"),
            ("account.move", self.bill, "unlink"),
            ("stock.quant", self.product.stock_quant_ids, "action_apply_inventory"),
            ("stock.warehouse.orderpoint", rule, "action_replenish"),
        ]
        for context in HOSTILE_CONTEXTS:
            for model, records, method in attempts:
                with self.subTest(f"{model}.{method} {context}"):
                    before = self._get_state(records)
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        self._rpc(
                            "finance", model, method, records.ids, context=context
                        )
                    self.env.invalidate_all()
                    self.assertEqual(self._get_state(records), before)
        self._assert_refused("finance", "stock.rule", "run_scheduler")

    def _get_state(self, records):
        """What every write changes, and what a button is pressed for."""
        fnames = {"write_date", "write_uid", "state", "quantity"} & set(records._fields)
        return records.read(sorted(fnames))

    def test_only_buyers_and_supervisors_order_what_is_short(self):
        rule = self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.product.id,
                "product_min_qty": 999,
                "product_max_qty": 999,
            }
        )
        for role in ("finance", "salesperson", "sales_manager", "operator", "driver"):
            self._assert_refused(role, "stock.rule", "run_scheduler")
            self._assert_refused(
                role, "stock.warehouse.orderpoint", "action_replenish", rule.ids
            )
        self._rpc(
            "supervisor", "stock.warehouse.orderpoint", "action_replenish", rule.ids
        )
        line = self.env["purchase.order.line"].search(
            [("product_id", "=", self.product.id), ("order_id.state", "=", "draft")]
        )
        self.assertTrue(line)

    def test_done_operations_stay_as_they_are(self):
        line = self.purchase.picking_ids.move_line_ids
        plain = self._new_role_user(login="jxc_plain")
        for user in ("finance", plain):
            for method, args in (
                ("write", [line.ids, {"quantity": 1}]),
                ("unlink", [line.ids]),
                ("create", [{"product_id": self.product.id}]),
            ):
                self._assert_refused(user, "stock.move.line", method, *args)

    def test_documents_of_another_company_stay_out_of_sight(self):
        company = self.env["res.company"].create({"name": "Branch"})
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": company.id}
        )
        purchase = self.env["purchase.order"].create(
            {"partner_id": self.vendor.id, "company_id": company.id}
        )
        self.env.flush_all()
        for record in (order, purchase):
            for role in ("finance", "general_manager", "supervisor"):
                with self.assertRaises(AccessError):
                    record.with_user(self.users[role]).check_access("read")
        for model in ("sale.report", "purchase.report"):
            found = self._rpc(
                "finance", model, "search_count", [("company_id", "=", company.id)]
            )
            self.assertFalse(found)


@tagged("post_install", "-at_install")
class TestRolesManagement(JxcCoreCommon):
    """The boss reads everything and decides; the administrator sets things up."""

    def test_general_manager_reads_what_every_role_reads(self):
        boss = self.users["general_manager"]
        roles = [
            role for role in self.users if role not in ("admin", "general_manager")
        ]
        access = self.env["ir.model.access"]
        seen = access.with_user(boss)._get_allowed_models("read")
        for role in roles:
            missing = (
                access.with_user(self.users[role])._get_allowed_models("read") - seen
            )
            missing = {
                model
                for model in missing
                if model in self.env and not self.env[model]._transient
            }
            self.assertFalse(missing, role)

    def test_general_manager_sells_and_buys_but_moves_no_goods(self):
        order = self._new_order(1)
        self._rpc("general_manager", "sale.order", "action_confirm", order.ids)
        purchase = self._new_purchase(1)
        self._rpc("general_manager", "purchase.order", "button_confirm", purchase.ids)
        for picking in order.picking_ids | purchase.picking_ids:
            self._assert_refused(
                "general_manager", "stock.picking", "button_validate", picking.ids
            )

    def test_general_manager_changes_no_settings(self):
        for model in ("res.config.settings", "res.users", "res.groups", "ir.rule"):
            self._assert_refused("general_manager", model, "create", {"name": "Mine"})

    def test_administrator_sets_everything_up(self):
        admin = self.users["admin"]
        for model in (
            "res.config.settings",
            "res.users",
            "stock.warehouse",
            "product.product",
            "sale.order",
            "purchase.order",
            "stock.picking",
            "account.journal",
            "stock.warehouse.orderpoint",
        ):
            self.assertTrue(
                self.env[model].with_user(admin).has_access("create"), model
            )

    def test_no_role_but_the_administrator_gives_roles(self):
        group = self.env.ref("jxc_core.group_jxc_admin")
        for role in set(self.users) - {"admin"}:
            user = self.users[role]
            self._assert_refused(
                role, "res.users", "write", user.ids, {"group_ids": [(4, group.id)]}
            )
