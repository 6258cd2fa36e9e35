"""The add-ons keep the rules of ARCHITECTURE.md, and each rule notices a fault."""

import re
from pathlib import Path

import pytest

from tools import architecture, reference

ADDONS = Path(__file__).parent.parent / "addons"

MANIFEST = '{{"name": "{name}", "depends": {depends}, "data": ["views/a_views.xml"]}}\n'
GOOD = '''
from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === POLICY ===

    def _jxc_check_price(self):
        """Refuse a price below the floor."""
        # sudo: sales staff may not read costs, yet the check must see them.
        return self.sudo().order_line

    # === HOST HOOKS ===

    def action_confirm(self):
        """Check first."""
        self._jxc_check_price()
        return super().action_confirm()
'''


@pytest.mark.parametrize("rule", architecture.RULES, ids=lambda rule: rule.__name__)
def test_the_addons_keep_the_rule(rule):
    findings = rule(ADDONS)
    assert not findings, "\n".join(findings)


def test_every_addon_brings_tests():
    for addon in architecture.addons(ADDONS):
        assert list(addon.glob("tests/test_*.py")), f"{addon.name} has no test"


def test_the_tables_of_the_page_are_what_the_source_says():
    page = reference.PAGE.read_text(encoding="utf-8")
    assert reference.rewritten(page, ADDONS) == page, "run ./dev fix"


def test_the_vocabulary_of_holds_is_what_the_source_says():
    page = reference.PAGE.read_text(encoding="utf-8")
    chapter = page.split("## 3. ")[1].split("## 4. ")[0]
    listed = re.findall(r"^\| `([a-z_.]+)` \|", chapter, re.MULTILINE)
    assert sorted(listed) == sorted(reference.codes(ADDONS))


@pytest.fixture
def suite(tmp_path):
    """Two small add-ons without a fault."""
    for name, depends in (("jxc_core", ["sale"]), ("jxc_a", ["jxc_core"])):
        for folder in ("models", "tools", "views", "tests"):
            (tmp_path / name / folder).mkdir(parents=True)
        files = {
            "__manifest__.py": MANIFEST.format(name=name, depends=depends),
            "__init__.py": "from . import models\n",
            "models/__init__.py": "from . import sale_order\n",
            "models/sale_order.py": GOOD,
            "tools/__init__.py": "",
            "tools/floor.py": 'def floor():\n    """Return it."""\n',
            "views/a_views.xml": '<odoo><field name="b" position="after" /></odoo>\n',
            "tests/__init__.py": "",
        }
        for file, text in files.items():
            (tmp_path / name / file).write_text(text)
    return tmp_path


@pytest.mark.parametrize("rule", architecture.RULES, ids=lambda rule: rule.__name__)
def test_the_rule_passes_good_source(rule, suite):
    assert rule(suite) == []


def _class(body):
    return GOOD + "\n".join(f"    {line}" for line in body.splitlines()) + "\n"


# rule, file of the add-on jxc_a, its text: one planted fault each
FAULTS = {
    "sibling in depends": (
        architecture.star,
        "../jxc_core/__manifest__.py",
        MANIFEST.format(name="jxc_core", depends=["jxc_a"]),
    ),
    "sibling in an XML id": (
        architecture.star,
        "../jxc_core/views/a_views.xml",
        '<odoo><field name="b" ref="jxc_a.c" /></odoo>',
    ),
    "sibling imported": (
        architecture.star,
        "../jxc_core/models/sale_order.py",
        "from odoo.addons.jxc_a.tools import floor\n",
    ),
    "odoo in tools": (architecture.layers, "tools/floor.py", "import odoo.tools\n"),
    "models above tools": (
        architecture.layers,
        "tools/floor.py",
        "from ..models import sale_order\n",
    ),
    "wizard above models": (
        architecture.layers,
        "models/sale_order.py",
        "from ..wizard import ask\n",
    ),
    "view not listed": (architecture.unlisted_files, "views/b_views.xml", "<odoo />"),
    "asset in no bundle": (architecture.unlisted_files, "static/src/a.js", "1;\n"),
    "model not imported": (architecture.unlisted_files, "models/b.py", "A = 1\n"),
    "test not imported": (architecture.unlisted_files, "tests/test_b.py", "A = 1\n"),
    "file of another name": (
        architecture.model_files,
        "models/order.py",
        'class A:\n    _inherit = "sale.order"\n',
    ),
    "sudo without reason": (
        architecture.unexplained_sudo,
        "models/sale_order.py",
        GOOD.replace("# sudo: sales", "# sales"),
    ),
    "superuser by its number": (
        architecture.unexplained_sudo,
        "models/sale_order.py",
        _class("def a(self):\n    return self.with_user(SUPERUSER_ID)"),
    ),
    "policy without docstring": (
        architecture.missing_docstrings,
        "models/sale_order.py",
        GOOD.replace('"""Refuse a price below the floor."""', "pass"),
    ),
    "override without docstring": (
        architecture.missing_docstrings,
        "models/sale_order.py",
        GOOD.replace('"""Check first."""', "pass"),
    ),
    "tool without docstring": (
        architecture.missing_docstrings,
        "tools/floor.py",
        "def floor():\n    return 1\n",
    ),
    "key that leaves a check out": (
        architecture.context_loopholes,
        "models/sale_order.py",
        _class('def a(self):\n    return self.env.context.get("skip_credit")'),
    ),
    "check that asks the context": (
        architecture.context_loopholes,
        "models/sale_order.py",
        _class(
            'def _jxc_check_a(self):\n    """A."""\n'
            '    return "jxc_a" in self.env.context'
        ),
    ),
    "commit": (
        architecture.forbidden_code,
        "models/sale_order.py",
        _class("def a(self):\n    self.env.cr.commit()"),
    ),
    "SQL as text": (
        architecture.forbidden_code,
        "models/sale_order.py",
        _class('def a(self):\n    self.env.cr.execute("SELECT 1")'),
    ),
    "question about tests": (
        architecture.forbidden_code,
        "models/sale_order.py",
        _class('def a(self):\n    return config["test_enable"]'),
    ),
    "late patch": (
        architecture.forbidden_code,
        "__manifest__.py",
        '{"depends": ["jxc_core"], "post_load": "patch"}',
    ),
    "replaced node": (
        architecture.fragile_views,
        "views/a_views.xml",
        '<odoo><field name="b" position="replace" /></odoo>',
    ),
    "counted node": (
        architecture.fragile_views,
        "views/a_views.xml",
        '<odoo><xpath expr="//group[2]" position="after" /></odoo>',
    ),
    "node by its text": (
        architecture.fragile_views,
        "views/a_views.xml",
        '<odoo><xpath expr="//a[text()=\'B\']" position="after" /></odoo>',
    ),
}


@pytest.mark.parametrize(("rule", "name", "text"), FAULTS.values(), ids=FAULTS)
def test_the_rule_notices(rule, name, text, suite):
    file = suite / "jxc_a" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    assert len(rule(suite)) == 1
