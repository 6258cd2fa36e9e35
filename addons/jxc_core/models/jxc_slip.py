from collections import namedtuple
from decimal import Decimal

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import split_every

from ..tools.amount_words import CURRENCY_UNITS, amount_in_words
from ..tools.slip import (
    FILE_LIMIT,
    PAPERS,
    Slip,
    SlipColumn,
    format_money,
    get_totals,
    pack_ids,
)

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
    ("price", "money", 20, False),
    ("amount", "money", 25, True),
    ("note", "text", 28, False),
)
SALE_KINDS = frozenset({"delivery", "customer_return"})
PURCHASE_KINDS = frozenset({"receipt", "vendor_return"})
# Built together: their records are read at once and forgotten afterwards.
BATCH = 200

# How a slip changes what the customer owes.
SlipDebt = namedtuple("SlipDebt", "customer company amount is_counted")


class JxcSlip(models.AbstractModel):
    """A document that is printed as a slip.

    A model mixes this in and extends `_jxc_prepare_slip_vals`; where it has prices,
    `_jxc_get_slip_priced` as well.
    """

    _name = "jxc.slip"
    _description = "Document Printed as a Slip"

    # === FIELDS ===
    jxc_slip_print_count = fields.Integer(
        string="Slips Printed", compute="_compute_jxc_slip_print_count"
    )

    # === COMPUTE ===
    def _compute_jxc_slip_print_count(self):
        """Count how often each slip was printed or shown; one query."""
        # sudo: that a document was printed is no secret of whoever reads it.
        prints = self.env["jxc.slip.print"].sudo()
        counts = dict(
            prints._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)],
                ["res_id"],
                ["__count"],
            )
        )
        for document in self:
            document.jxc_slip_print_count = counts.get(document.id, 0)

    # === POLICY ===
    def _jxc_prepare_slip_vals(self, priced):
        """Return what the slip of this document says. Extension point.

        Called with all rights, after it was checked that the user may read the
        document, and its prices where `priced`.

        :param priced: True when lines may hold "price" and "amount"
        :return: dict of kind (key of `_jxc_get_slip_titles`), title, number, date,
            company, currency, facts ((label, text), …), lines (dicts by the names of
            COLUMNS; product and uom as records fill code, name, uom), note,
            debt (SlipDebt)
        """
        self.ensure_one()
        return {
            "kind": "document",
            "number": self.display_name,
            "date": self.create_date,
            "company": self.env.company,
            "facts": [],
            "lines": [],
        }

    def _jxc_get_slip_priced(self):
        """Return those of these documents whose slips have prices. Extension point.

        Called as the user: what they may not read has no prices for them.
        """
        return self.browse()

    @api.model
    def _jxc_get_slip_titles(self):
        """Return {kind: title} of slips. Extension point."""
        return {
            "document": self.env._("Slip"),
            "delivery": self.env._("Sales Delivery Slip"),
            "receipt": self.env._("Purchase Receipt Slip"),
            "customer_return": self.env._("Customer Return Slip"),
            "vendor_return": self.env._("Vendor Return Slip"),
            "transfer": self.env._("Transfer Slip"),
            "write_off": self.env._("Write-off Slip"),
            "count": self.env._("Count Sheet"),
        }

    @api.model
    def _jxc_get_slip_signatures(self, kind):
        """Return the labels of the signature lines. Extension point."""
        _ = self.env._
        return {
            "delivery": [_("Prepared"), _("Checked"), _("Shipped"), _("Received")],
            "receipt": [_("Prepared"), _("Delivered"), _("Inspected"), _("Stored")],
            "customer_return": [
                _("Prepared"),
                _("Returned"),
                _("Inspected"),
                _("Stored"),
            ],
            "vendor_return": [_("Prepared"), _("Checked"), _("Shipped"), _("Received")],
            "transfer": [_("Prepared"), _("Handed Over"), _("Taken Over")],
            "write_off": [_("Prepared"), _("Responsible"), _("Manager"), _("Finance")],
            "count": [_("Counted by"), _("Checked by"), _("Manager"), _("Finance")],
        }.get(kind, [_("Prepared"), _("Checked")])

    @api.model
    def _jxc_get_slip_column_titles(self):
        """Return {name of a column: heading}. Extension point."""
        return {
            "no": self.env._("No."),
            "code": self.env._("Code"),
            "name": self.env._("Product"),
            "lot": self.env._("Lot / Expiry"),
            "location": self.env._("Location"),
            "uom": self.env._("Unit"),
            "book": self.env._("On Hand"),
            "counted": self.env._("Counted"),
            "difference": self.env._("Difference"),
            "quantity": self.env._("Quantity"),
            "price": self.env._("Unit Price"),
            "amount": self.env._("Amount"),
            "note": self.env._("Remark"),
        }

    # === POLICY: WHO SEES WHAT ===
    def _jxc_choose_priced(self, prices):
        """Return those of these documents that are printed with prices.

        :param prices: True, False, or None: where the user may see them and the
            company prints them
        :raise AccessError: for documents the user may not read, or prices they may
            not see
        """
        self.check_access("read")
        if prices is False:
            return self.browse()
        reader = self.env.user._has_group("jxc_core.group_price_reader")
        allowed = self._jxc_get_slip_priced() if reader else self.browse()
        if prices is None:
            # sudo: how a company prints is a setting, and the slip shows it.
            return allowed.filtered(
                lambda document: document.sudo()._jxc_get_slip_company().jxc_slip_prices
            )
        # sudo: which slips have prices is asked before telling who may see them.
        refused = self.sudo()._jxc_get_slip_priced().sudo(False) - allowed
        if refused:
            raise AccessError(
                self.env._(
                    "%(document)s: your role does not see its prices. Print the slip "
                    "without prices.",
                    document=refused[0].display_name,
                )
            )
        return allowed

    def _jxc_get_slip_company(self):
        """Return the company whose slip it is."""
        self.ensure_one()
        if "company_id" in self._fields and self.company_id:
            return self.company_id
        return self.env.company

    # === POLICY: PRINTING ===
    def _jxc_print_slips(self, paper, prices, medium):
        """Record that these slips are printed now, and return the records.

        :param paper: key of PAPERS, or "" for the company's
        :param prices: see `_jxc_choose_priced`
        :param medium: "page", "pdf", "mail" or "screen"
        :raise AccessError: see `_jxc_choose_priced`
        :raise UserError: for too many at once, or no such paper
        """
        priced = self._jxc_choose_priced(prices)
        self._jxc_check_slip_count()
        return self.env["jxc.slip.print"]._jxc_log(
            self, self._jxc_get_slip_paper(paper), priced, medium
        )

    def _jxc_check_slip_count(self):
        """Refuse more slips than one file holds.

        :raise UserError: names the limit
        """
        if len(self) > FILE_LIMIT:
            raise UserError(
                self.env._(
                    "At most %(limit)s slips are printed at once. Choose fewer, and "
                    "print the others next.",
                    limit=FILE_LIMIT,
                )
            )

    def _jxc_get_slip_paper(self, paper=""):
        """Return the key of the paper: the one asked for, or the company's.

        :raise UserError: for a paper that nobody has
        """
        if not paper:
            # sudo: the paper of a company is a setting, and the page shows it.
            company = self[:1].sudo()._jxc_get_slip_company() if self else None
            return (company or self.env.company.sudo()).jxc_slip_paper or "half"
        if paper not in PAPERS:
            raise UserError(self.env._("There is no paper %s to print on.", paper))
        return paper

    def _jxc_get_slips(self, priced, prints=None):
        """Yield the Slip of each of these documents, in their order.

        :param priced: those to print with prices, as `_jxc_choose_priced` says
        :param prints: their records of being printed; None for a preview
        """
        self.check_access("read")
        # sudo: what was printed is printed again, for whoever may read the document.
        by_id = {each.res_id: each for each in (prints.sudo() if prints else ())}
        marks = {res_id: each._jxc_get_mark() for res_id, each in by_id.items()}
        previous = {res_id: each.previous_debt for res_id, each in by_id.items()}
        priced_ids = set(priced.ids)
        # sudo: a slip names parties and orders that its user need not read; they may
        # read the document, and prices only where `priced` says so.
        for ids in split_every(BATCH, self.sudo().ids):
            documents = self.sudo().browse(ids).with_prefetch(ids)
            vals = [
                each._jxc_prepare_slip_vals(each.id in priced_ids) for each in documents
            ]
            if prints is None:
                batch = list(zip(documents, vals, strict=True))
                previous = self._jxc_get_previous_debts(batch)
            for document, each in zip(documents, vals, strict=True):
                debt = previous.get(document.id) if document.id in priced_ids else ""
                yield document._jxc_make_slip(each, marks.get(document.id, ""), debt)
            if len(self) > BATCH:
                self.env.invalidate_all()

    @api.model
    def _jxc_get_previous_debts(self, batch):
        """Return {id: what the customer owed before, as text of two decimals}.

        What the first slip with prices said stays for its copies.

        :param batch: list of (document, its slip values)
        """
        debts = {
            document.id: vals["debt"] for document, vals in batch if vals.get("debt")
        }
        if not debts:
            return {}
        # sudo: what was printed before, for documents that the user may read.
        prints = self.env["jxc.slip.print"].sudo()
        known = prints._jxc_get_first_debts(self._name, list(debts))
        fresh = {id_: debt for id_, debt in debts.items() if id_ not in known}
        return self.env["jxc.slip.debt"]._jxc_get_previous(fresh) | known

    # === POLICY: MAKING THE SLIP ===
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

    # === ACTIONS ===
    def action_jxc_print_slip(self):
        """Open the page from which these slips are printed.

        :raise AccessError: for documents the user may not read
        """
        self.check_access("read")
        self._jxc_check_slip_count()
        return {
            "type": "ir.actions.act_url",
            "url": f"/jxc/slip/{self._name}?ids={pack_ids(self.ids)}",
            "target": "new",
        }

    def action_jxc_slip_shown(self):
        """Record that the user saw these slips on a screen, as a phone does.

        :return: number of slips
        :raise AccessError: for documents the user may not read
        """
        return len(self._jxc_print_slips("", False, "screen"))

    def action_jxc_open_slip_prints(self):
        """List when the slips of these documents were printed, and by whom."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Slips Printed"),
            "res_model": "jxc.slip.print",
            "view_mode": "list,form",
            "domain": [("res_model", "=", self._name), ("res_id", "in", self.ids)],
            "context": {"create": False},
        }
