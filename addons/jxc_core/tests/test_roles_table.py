import os
from pathlib import Path

from lxml import etree

from odoo.tests import tagged

from ..hooks import HOST_ACCESS, PERMISSIONS, uninstall_hook
from .common import ROLES, JxcCoreCommon

DOCUMENT = Path(__file__).parents[3] / "docs" / "roles.md"
ACCESS_FILE = "security/jxc_core_host_access.xml"
RIGHTS = {"read": "r", "write": "w", "create": "c", "unlink": "u"}
MODELS = (
    "res.partner",
    "res.partner.bank",
    "product.template",
    "product.product",
    "product.supplierinfo",
    "product.pricelist",
    "product.pricelist.item",
    "sale.order",
    "sale.order.line",
    "sale.report",
    "purchase.order",
    "purchase.order.line",
    "purchase.report",
    "stock.picking",
    "stock.move",
    "stock.move.line",
    "stock.quant",
    "stock.lot",
    "stock.package",
    "stock.scrap",
    "stock.return.picking",
    "stock.reference",
    "stock.location",
    "stock.warehouse",
    "stock.picking.type",
    "stock.rule",
    "stock.warehouse.orderpoint",
    "product.value",
    "account.move",
    "account.move.line",
    "account.payment",
    "account.journal",
    "account.invoice.report",
    "jxc.return",
    "jxc.return.line",
    "jxc.return.reason",
    "jxc.write.off",
    "jxc.write.off.line",
    "jxc.write.off.reason",
    "jxc.transfer",
    "jxc.transfer.line",
    "jxc.transfer.settle",
    "jxc.transfer.settle.line",
    "jxc.count.sheet",
    "jxc.count.sheet.line",
    "jxc.slip.print",
    "jxc.picking.step",
    "jxc.picking.work",
    "jxc.reversal.wizard",
    "jxc.backdate.wizard",
    "jxc.shortage",
    "jxc.purchase.suggestion",
    "jxc.purchase.suggestion.line",
    "jxc.credit.temporary",
    "jxc.hold.notice",
    "jxc.release",
    "jxc.release.wizard",
    "jxc.chain.head",
    "jxc.credit.turn",
    "res.company",
    "res.config.settings",
    "res.users",
)


@tagged("post_install", "-at_install")
class TestRolesTable(JxcCoreCommon):
    """docs/roles.md says who may do what; a reader must be able to rely on it.

    `JXC_REFRESH=1` before the test command writes the tables anew.
    """

    def _render(self, header, rows):
        """A Markdown table."""
        lines = [header, ["---"] * len(header), *rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def _render_rights(self):
        access = dict.fromkeys(ROLES, self.env["ir.model.access"])
        rows = []
        for model in MODELS:
            row = [f"`{model}`"]
            for role in ROLES:
                mine = access[role].with_user(self.users[role])
                row.append(
                    "".join(
                        letter
                        for operation, letter in RIGHTS.items()
                        if mine.check(model, operation, raise_exception=False)
                    )
                    or "-"
                )
            rows.append(row)
        names = [role.replace("_", " ") for role in ROLES]
        return self._render(["model", *names], rows)

    def _render_groups(self):
        rows = []
        for role, xmlid in ROLES.items():
            group = self.env.ref(xmlid)
            implied = group.implied_ids.get_external_id().values()
            prices = self.users[role].has_group("jxc_core.group_price_reader")
            rows.append(
                [
                    role.replace("_", " "),
                    f"`{xmlid}`",
                    ", ".join(f"`{name}`" for name in sorted(implied)),
                    "yes" if prices else "no",
                ]
            )
        return self._render(["role", "group", "directly implies", "sees prices"], rows)

    def _replace(self, text, name, table):
        """`text` with the table between the marks of `name` replaced."""
        head, rest = text.split(f"<!-- {name} -->\n")
        _old, tail = rest.split(f"<!-- end of {name} -->")
        return f"{head}<!-- {name} -->\n{table}\n<!-- end of {name} -->{tail}"

    def test_the_document_says_what_the_database_does(self):
        text = DOCUMENT.read_text(encoding="utf-8")
        expected = self._replace(text, "groups", self._render_groups())
        expected = self._replace(expected, "rights", self._render_rights())
        if os.environ.get("JXC_REFRESH"):
            DOCUMENT.write_text(expected, encoding="utf-8")
            text = expected
        self.maxDiff = None
        self.assertEqual(text.splitlines(), expected.splitlines())

    def test_every_model_of_core_that_a_role_may_use_is_in_the_table(self):
        rows = self.env["ir.model.access"].search([("model_id.model", "like", "jxc.")])
        own = rows.filtered(
            lambda row: (
                row.perm_read and row.get_external_id()[row.id].startswith("jxc_core.")
            )
        )
        used = set(own.model_id.mapped("model"))
        self.assertFalse(used - set(MODELS))
        self.assertIn("jxc.return", used)

    def test_a_changed_right_is_noticed(self):
        before = self._render_rights()
        self.env.ref("jxc_core.access_stock_picking_driver").perm_create = True
        self.assertNotEqual(self._render_rights(), before)

    def test_every_right_taken_from_the_host_is_given_back(self):
        tree = etree.parse(str(Path(__file__).parents[1] / ACCESS_FILE))
        taken = {
            record.get("id"): {field.get("name") for field in record}
            for record in tree.iter("record")
        }
        given = {
            xmlid: {"group_id"} if row == "group" else {PERMISSIONS[c] for c in row}
            for xmlid, row in HOST_ACCESS.items()
        }
        self.assertEqual(given, taken)
        uninstall_hook(self.env)
        for xmlid, fnames in taken.items():
            row = self.env.ref(xmlid)
            for fname in fnames:
                self.assertTrue(row[fname], xmlid)
                if fname == "group_id":
                    self.assertEqual(row.group_id, self.env.ref("base.group_user"))

    def test_every_role_explains_itself(self):
        for xmlid in ROLES.values():
            group = self.env.ref(xmlid)
            self.assertTrue(group.comment, xmlid)
            self.assertTrue(group.privilege_id, xmlid)
