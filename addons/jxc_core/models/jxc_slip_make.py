from decimal import Decimal

import pytz

from odoo import api, models

from ..tools.amount_words import CURRENCY_UNITS, amount_in_words
from ..tools.slip import Slip, SlipColumn, format_money, get_totals
from .jxc_slip import PURCHASE_KINDS, SALE_KINDS

# (name, kind, width in mm, added up). A column is printed when a line has its name;
# of texts, when a line has something to say there.
COLUMNS = (
    ("code", "text", 22, False),
    ("name", "text", 0, False),
    ("lot", "text", 30, False),
    ("location", "text", 32, False),
    ("uom", "text", 13, False),
    ("book", "quantity", 19, True),
    ("counted", "quantity", 19, True),
    ("difference", "quantity", 19, True),
    ("quantity", "quantity", 18, True),
    ("received", "quantity", 19, True),
    ("price", "money", 20, False),
    ("amount", "money", 25, True),
    ("note", "text", 28, False),
)


# One subject a file: what is read for slips, and what they are called, are others.
class JxcSlip(models.AbstractModel):
    """How a slip is made of a document's values."""

    _inherit = "jxc.slip"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_make_slip(self, vals, mark, previous):
        """Return the Slip of this document.

        :param vals: what `_jxc_prepare_slip_vals` said
        :param mark: what a copy bears
        :param previous: what the customer owed before, as text; "" to say nothing
        """
        self.ensure_one()
        company, currency = vals["company"], vals.get("currency")
        columns, rows = self._jxc_make_slip_table(vals)
        total = get_totals(columns, rows).get("amount")
        currency = currency or company.currency_id
        kind = vals["kind"]
        labels = self._jxc_get_slip_signatures(kind)
        names = [vals.get("maker") or "", *[""] * (len(labels) - 1)]
        date = vals.get("date")
        return Slip(
            model=self._name,
            res_id=self.id,
            heading=company.jxc_slip_heading or company.name,
            address=company._jxc_get_slip_address(),
            title=vals.get("title") or self._jxc_get_slip_titles()[kind],
            number=vals["number"] or "",
            date=self._jxc_format_slip_date(date, company) if date else "",
            facts=tuple((label, text) for label, text in vals["facts"] if text),
            columns=columns,
            rows=rows,
            money_digits=currency.decimal_places,
            closing=self._jxc_make_slip_closing(vals, company, currency, total),
            figures=self._jxc_make_slip_figures(vals, currency, total, previous),
            signatures=tuple(zip(labels, names, strict=True)),
            parts=self._jxc_get_slip_parts_text(kind, company),
            mark=mark,
            texts={
                "page": self.env._("Page %(page)s / %(pages)s"),
                "subtotal": self.env._("Page Subtotal"),
                "total": self.env._("Total"),
            },
        )

    def _jxc_make_slip_table(self, vals):
        """Return (columns, rows) of a slip.

        Quantities of several units are no sum: they are added up where all lines
        have one unit.
        """
        lines = [self._jxc_fill_slip_line(line) for line in vals["lines"]]
        titles = self._jxc_get_slip_column_titles()
        one_unit = len({line.get("uom") for line in lines}) == 1
        columns = [SlipColumn("no", titles["no"], "number", 9)]
        for name, kind, width, total in COLUMNS:
            shown = any(
                name in line and (kind != "text" or line[name]) for line in lines
            )
            if shown or name == "name":
                total = total and (kind == "money" or one_unit)
                columns.append(SlipColumn(name, titles[name], kind, width, total))
        rows = []
        for number, line in enumerate(lines, 1):
            line["no"] = str(number)
            rows.append(tuple(line.get(column.name) for column in columns))
        return tuple(columns), tuple(rows)

    def _jxc_fill_slip_line(self, line):
        """Return the line with texts in place of records, and exact figures."""
        line = dict(line)
        product, uom = line.pop("product", None), line.get("uom")
        if product:
            bare = product.with_context(display_default_code=False)
            line.setdefault("code", product.default_code or "")
            line.setdefault("name", bare.display_name or "")
        if isinstance(uom, models.BaseModel):
            line["uom"] = uom.name or ""
        for name, kind, _width, _total in COLUMNS:
            if kind != "text" and isinstance(line.get(name), int | float):
                # Floats carry noise behind the digits anybody counts with.
                line[name] = Decimal(str(round(line[name], 6)))
        return line

    def _jxc_make_slip_closing(self, vals, company, currency, total):
        """Return the paragraphs under the total."""
        closing = []
        unit = CURRENCY_UNITS.get(currency.name)
        if total is not None and unit:
            closing.append((self.env._("In Words"), amount_in_words(total, unit)))
        if vals.get("note"):
            closing.append((self.env._("Note"), vals["note"]))
        if company.jxc_slip_footer and vals["kind"] in SALE_KINDS:
            closing.append(("", company.jxc_slip_footer))
        return tuple(closing)

    def _jxc_get_slip_parts_text(self, kind, company):
        """Return who gets which part of the paper; "" where it stays in the house."""
        if kind not in SALE_KINDS | PURCHASE_KINDS:
            return ""
        return company.jxc_slip_parts or self.env._(
            "Part 1: file - Part 2: customer or vendor - Part 3: warehouse"
        )

    def _jxc_make_slip_figures(self, vals, currency, total, previous):
        """Return the figures under the total: amount and debts."""
        if total is None:
            return ()
        digits = currency.decimal_places
        symbol = currency.symbol or ""
        figures = [(self.env._("This Slip"), symbol + format_money(total, digits))]
        debt = vals.get("debt")
        if debt and previous:
            before = Decimal(previous)
            after = before + Decimal(str(debt.amount))
            figures.insert(
                0,
                (self.env._("Owed Before"), symbol + format_money(before, digits)),
            )
            figures.append(
                (self.env._("Owed Now"), symbol + format_money(after, digits))
            )
        return tuple(figures)

    @api.model
    def _jxc_format_slip_date(self, date, company):
        """Return a day as text, in the company's time zone."""
        if hasattr(date, "hour"):
            date = pytz.utc.localize(date).astimezone(company._jxc_get_zone())
        return date.strftime("%Y-%m-%d")

    @api.model
    def _jxc_format_slip_lot(self, lot, company):
        """Return a lot's number with the day it expires, where lots have one."""
        if not lot:
            return ""
        texts = [lot.name]
        if "expiration_date" in lot._fields and lot.expiration_date:
            texts.append(self._jxc_format_slip_date(lot.expiration_date, company))
        return " ".join(texts)
