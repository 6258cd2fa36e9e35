"""Every term of every add-on is in its template, and in Chinese."""

import io
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

from tools import architecture, i18n

ADDONS = architecture.addons(Path(__file__).parent.parent / "addons")


@tagged("post_install", "-at_install")
class TestCatalogues(TransactionCase):
    """The catalogues of the repository against what the host exports now."""

    def test_the_templates_are_fresh(self):
        for addon in ADDONS:
            with self.subTest(addon=addon.name):
                buffer = io.BytesIO()
                trans_export(None, [addon.name], buffer, "po", self.env)
                now = str(i18n.normalise(i18n.read(buffer.getvalue().decode())))
                file = addon / "i18n" / f"{addon.name}.pot"
                kept = str(i18n.read(file)) if file.exists() else ""
                self.assertEqual(kept, now, "run ./dev i18n")

    def test_nothing_is_untranslated(self):
        for addon in ADDONS:
            with self.subTest(addon=addon.name):
                template = i18n.read(addon / "i18n" / f"{addon.name}.pot")
                catalogue = i18n.read(addon / "i18n" / "zh_CN.po")
                self.assertEqual(i18n.problems(template, catalogue), [])

    def test_the_catalogues_have_the_form_that_the_tool_writes(self):
        for addon in ADDONS:
            with self.subTest(addon=addon.name):
                template = i18n.read(addon / "i18n" / f"{addon.name}.pot")
                file = addon / "i18n" / "zh_CN.po"
                written = str(i18n.merge(template, i18n.read(file)))
                self.assertEqual(file.read_text("utf-8"), written, "run ./dev i18n")


# === PLANTED FAULTS ===


def _catalogue(**terms):
    catalogue = polib.POFile()
    for msgid, msgstr in terms.items():
        catalogue.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    return catalogue


def test_each_kind_of_gap_is_noticed():
    template = _catalogue(Order="", Missing="", Empty="", Fuzzy="")
    template.append(polib.POEntry(msgid="Over by %(excess)s"))
    catalogue = _catalogue(Order="订单", Empty=" ", Fuzzy="模糊", Stale="旧")
    catalogue.append(polib.POEntry(msgid="Over by %(excess)s", msgstr="超出 %(exces)s"))
    catalogue.find("Fuzzy").flags.append("fuzzy")
    kinds = {sentence.split(":")[0] for sentence in i18n.problems(template, catalogue)}
    assert kinds == {"missing", "empty", "fuzzy", "stale", "other placeholders"}


def test_merging_keeps_what_is_translated_and_drops_what_is_gone():
    template = _catalogue(Order="", New="")
    merged = i18n.merge(template, _catalogue(Order="订单", Stale="旧"))
    assert {entry.msgid: entry.msgstr for entry in merged} == {
        "Order": "订单",
        "New": "",
    }
    assert str(i18n.merge(template, merged)) == str(merged)


def test_a_template_has_neither_dates_nor_an_order_of_chance():
    catalogue = _catalogue(B="", A="")
    catalogue.metadata["POT-Creation-Date"] = "2026-01-01 00:00+0000"
    text = str(i18n.normalise(catalogue))
    assert "Date" not in text
    assert text.index('"A"') < text.index('"B"')
