from collections import namedtuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import split_every

from ..tools.slip import (
    FILE_LIMIT,
    PAPERS,
    pack_ids,
)

SALE_KINDS = frozenset({"delivery", "customer_return"})
PURCHASE_KINDS = frozenset({"receipt", "vendor_return"})
# Built together: their records are read at once and forgotten afterwards.
BATCH = 200

# How a slip changes what the customer owes, by `amount`; `counted` of it is in what
# is owed now.
SlipDebt = namedtuple("SlipDebt", "customer company amount counted")


class JxcSlip(models.AbstractModel):
    """A document that is printed as a slip.

    A model mixes this in and extends `_jxc_prepare_slip_vals`; where it has prices,
    `_jxc_get_slip_priced` as well.
    """

    _name = "jxc.slip"
    _description = "Document Printed as a Slip"
    # Whether slips of this model may say what a customer owes.
    _jxc_slip_has_debt = False

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

    def _jxc_fetch_slips(self):
        """Read at once what the slips of these documents say. Extension point.

        Called with all rights; what is not read here is read when it is asked for,
        with all other fields beside it.
        """

    def _jxc_get_slip_digest(self):
        """Return the digest of the goods on this slip, "" where they do not matter.

        Extension point.
        """
        return ""

    def _jxc_get_slip_priced(self):
        """Return those of these documents whose slips have prices. Extension point.

        Called as the user: what they may not read has no prices for them.
        """
        return self.browse()

    def _jxc_filter_by_orders(self, orders):
        """Return those of these documents whose order lines the user may read, all.

        :param orders: {id: lines of sales or purchases}; without any it has no prices
        """
        readable = set()
        for model in {lines._name for lines in orders.values()}:
            ids = {
                line_id
                for lines in orders.values()
                if lines._name == model
                for line_id in lines._ids
            }
            allowed = self.env[model].browse(ids)._filtered_access("read")
            readable |= {(model, line_id) for line_id in allowed._ids}
        return self.filtered(
            lambda document: (
                bool(orders[document.id])
                and readable.issuperset(
                    (orders[document.id]._name, line_id)
                    for line_id in orders[document.id]._ids
                )
            )
        )

    def _jxc_get_slip_recipient(self):
        """Return the partner whom the slip is sent to. Extension point."""
        self.ensure_one()
        return (
            self.partner_id if "partner_id" in self._fields else self.env["res.partner"]
        )

    def _jxc_get_slip_thread(self):
        """Return the record that keeps an email with the slip. Extension point.

        A slip with prices is kept where only readers of these prices find it; on the
        document itself it goes without.
        """
        return self

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
        allowed = []
        for some in self._jxc_split_slips():
            allowed += some._jxc_choose_priced_of_batch(prices)._ids
        return self.browse(allowed)

    def _jxc_choose_priced_of_batch(self, prices):
        """Do what `_jxc_choose_priced` says, for documents that are read at once."""
        # sudo: read with what else the slip says; who sees it is asked below.
        documents = self.sudo()
        documents._jxc_fetch_slips()
        reader = self.env.user._has_group("jxc_core.group_price_reader")
        allowed = self._jxc_get_slip_priced() if reader else self.browse()
        if prices is None:
            # sudo: how a company prints is a setting, and the slip shows it.
            return allowed.filtered(
                lambda document: document.sudo()._jxc_get_slip_company().jxc_slip_prices
            )
        # sudo: which slips have prices is asked before telling who may see them.
        refused = documents._jxc_get_slip_priced().sudo(False) - allowed
        if refused:
            raise AccessError(
                self.env._(
                    "%(document)s: your role does not see its prices. Print the slip "
                    "without prices.",
                    document=refused[0].display_name,
                )
            )
        return allowed

    def _jxc_split_slips(self):
        """Yield these documents in batches, and forget what was read for each.

        So that a thousand slips take no more memory than some.
        """
        for ids in split_every(BATCH, self._ids):
            yield self.browse(ids)
            if len(self) > BATCH:
                self.env.invalidate_all()

    def _jxc_get_slip_company(self):
        """Return the company whose slip it is."""
        self.ensure_one()
        if "company_id" in self._fields and self.company_id:
            return self.company_id
        return self.env.company

    # === POLICY: PRINTING ===
    def _jxc_get_slipless_states(self):
        """Return the states without anything to print. Extension point."""
        return {"cancel", "cancelled"}

    def _jxc_check_slip_state(self):
        """Refuse documents that have no slip, or none yet.

        :raise UserError: names the document, its state and what to do
        """
        if "state" not in self._fields:
            return
        states = self._jxc_get_slipless_states()
        refused = self.filtered(lambda document: document.state in states)[:1]
        if not refused:
            return
        names = dict(refused._fields["state"]._description_selection(self.env))
        values = {"document": refused.display_name, "state": names[refused.state]}
        if refused.state.startswith("cancel"):
            raise UserError(
                self.env._(
                    "%(document)s (%(state)s): a cancelled document has no slip. Leave "
                    "it out, or print the one that was written instead.",
                    **values,
                )
            )
        raise UserError(
            self.env._(
                "%(document)s (%(state)s): nothing of it is settled yet. Take its next "
                "step, then print the slip.",
                **values,
            )
        )

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
        self._jxc_check_slip_state()
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
        for documents in self.sudo()._jxc_split_slips():
            documents._jxc_fetch_slips()
            vals = [
                each._jxc_prepare_slip_vals(each.id in priced_ids) for each in documents
            ]
            if prints is None:
                batch = list(zip(documents, vals, strict=True))
                previous = self._jxc_get_previous_debts(batch)
            for document, each in zip(documents, vals, strict=True):
                debt = previous.get(document.id) if document.id in priced_ids else ""
                yield document._jxc_make_slip(each, marks.get(document.id, ""), debt)

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

    # === ACTIONS ===
    def action_jxc_print_slip(self):
        """Open the page from which these slips are printed.

        :raise AccessError: for documents the user may not read
        """
        self.check_access("read")
        self._jxc_check_slip_count()
        self._jxc_check_slip_state()
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

    def action_jxc_mail_slip(self):
        """Open an email with the slip of this document, in its recipient's language.

        :raise AccessError: for documents the user may not read
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: the recipient's language and address, of a document the user reads.
        partner = self.sudo()._jxc_get_slip_recipient()
        document = self.with_context(lang=partner.lang or self.env.lang)
        thread = document._jxc_get_slip_thread()
        prices = None if thread != document else False
        name, content = self.env["jxc.slip.file"]._jxc_get_pdf(
            document, prices=prices, medium="mail"
        )
        attachment = self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": "mail.compose.message",
                "res_id": 0,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Slip"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": thread._name,
                "default_res_ids": thread.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": partner.ids,
                "default_subject": name.removesuffix(".pdf"),
                "default_attachment_ids": attachment.ids,
            },
        }

    def action_jxc_open_slip_prints(self):
        """List when the slips of these documents were printed, and by whom."""
        self.check_access("read")
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Slips Printed"),
            "res_model": "jxc.slip.print",
            "view_mode": "list,form",
            "domain": domain,
            "context": {"create": False},
        }
