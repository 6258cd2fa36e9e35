from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.slip import PAPERS
from .jxc_credit import FIGURE_GROUPS

# What leaves a paper that somebody could show twice.
ON_PAPER = frozenset({"page", "pdf", "mail"})


class JxcSlipPrint(models.Model):
    """One slip printed once: what, by whom, when, on which paper, which copy."""

    _name = "jxc.slip.print"
    _description = "Printed Slip"
    _inherit = ["jxc.chained", "jxc.document.reference"]
    _rec_name = "document_name"

    # === FIELDS ===
    user_id = fields.Many2one(
        "res.users", string="Printed by", required=True, readonly=True, index=True
    )
    medium = fields.Selection(
        [
            ("page", "Printed from the browser"),
            ("pdf", "PDF"),
            ("mail", "Email"),
            ("screen", "Shown on a screen"),
        ],
        required=True,
        readonly=True,
    )
    paper = fields.Selection("_selection_paper", required=True, readonly=True)
    with_prices = fields.Boolean(readonly=True)
    copy_number = fields.Integer(
        string="Copy",
        readonly=True,
        help="1 for the original, 2 for the first reprint; slips with and without "
        "prices are numbered apart. 0: shown, not printed.",
    )
    content = fields.Char(
        string="Goods Digest",
        readonly=True,
        help="Which goods it named; goods that change before they leave are printed "
        "again.",
    )
    # Text, because it is printed again as it was, and because nothing is not zero.
    previous_debt = fields.Char(
        string="Owed Before", readonly=True, groups=FIGURE_GROUPS
    )

    _document_copy_unique = models.UniqueIndex(
        "(res_model, res_id, with_prices, copy_number) WHERE copy_number > 0"
    )
    _document_index = models.Index("(res_model, res_id)")

    # === COMPUTE ===
    @api.model
    def _selection_paper(self):
        """Return the papers, as settings and the page name them."""
        names = self._jxc_get_paper_names()
        return [(key, names[key]) for key in PAPERS]

    @api.depends("document_name", "copy_number")
    def _compute_display_name(self):
        """Name the slip and its copy."""
        for each in self:
            mark = each._jxc_get_mark()
            each.display_name = " ".join(filter(None, [each.document_name, mark]))

    # === POLICY ===
    @api.model
    def _jxc_get_paper_names(self):
        """Return {key of PAPERS: name}."""
        return {
            "a5": self.env._("A5, 210 x 148 mm"),
            "half": self.env._("Continuous, half, 241 x 140 mm"),
            "third": self.env._("Continuous, third, 241 x 93 mm"),
            "full": self.env._("Continuous, full, 241 x 279 mm"),
            "a4": self.env._("A4, 210 x 297 mm"),
        }

    @api.model
    def _jxc_get_media(self):
        """Return how a slip can be printed."""
        return dict(self._fields["medium"].selection)

    def _jxc_get_sealed_content(self):
        """Everything that says what was printed is sealed."""
        content = {"content": self.content} if self.content else {}
        return (
            super()._jxc_get_sealed_content()
            | content
            | {
                "model": self.res_model,
                "id": self.res_id,
                "name": self.document_name,
                "company": self.company_id.id,
                "user": self.user_id.id,
                "medium": self.medium,
                "paper": self.paper,
                "prices": self.with_prices,
                "copy": self.copy_number,
                "debt": self.previous_debt or "",
            }
        )

    def _jxc_get_mark(self):
        """Return what a copy bears, "" for the original and what is only shown."""
        self.ensure_one()
        if self.copy_number < 2:
            return ""
        return self.env._("Reprint No. %(number)s", number=self.copy_number - 1)

    @api.model
    def _jxc_log(self, documents, paper, priced, medium):
        """Record that these slips are printed, and return the records.

        Numbers are given out one transaction at a time: the trail's head is taken
        first, so of two prints at once the second is retried in a snapshot that
        holds the first.

        :param documents: of one model that mixes in jxc.slip, read access checked
        :param paper: key of PAPERS
        :param priced: those printed with prices
        :param medium: a key of `medium`
        """
        # sudo: the trail is written by the program; who may print was checked.
        trail = self.sudo()
        trail._jxc_take_links(0)
        copies = trail._jxc_get_last_copies(documents)
        debts = trail._jxc_get_debts_to_print(documents, priced)
        vals_list = []
        # sudo: names and companies of documents that the user may read.
        documents = documents.sudo()
        names = {"display_name", "company_id"} & set(documents._fields)
        documents.fetch(names)
        for document in documents:
            with_prices = document.id in priced._ids
            last = copies.get((document.id, with_prices), 0)
            vals_list.append(
                {
                    "res_model": documents._name,
                    "res_id": document.id,
                    "document_name": document.display_name,
                    "company_id": document._jxc_get_slip_company().id,
                    "user_id": self.env.uid,
                    "medium": medium,
                    "paper": paper,
                    "with_prices": with_prices,
                    "copy_number": last + 1 if medium in ON_PAPER else 0,
                    "content": document._jxc_get_slip_digest(),
                    "previous_debt": debts.get(document.id, ""),
                }
            )
        return trail.create(vals_list).sudo(False)

    @api.model
    def _jxc_get_debts_to_print(self, documents, priced):
        """Return {id: what the customer owed before} of slips with prices."""
        if not documents._jxc_slip_has_debt:
            return {}
        # sudo: debts for whoever may print prices, as `priced` was chosen.
        priced = priced.sudo()
        # What the first slip said stays: nothing has to be asked for a copy.
        known = self._jxc_get_first_debts(documents._name, priced.ids)
        fresh = priced.browse([id_ for id_ in priced.ids if id_ not in known])
        debts = {}
        for some in fresh._jxc_split_slips():
            some._jxc_fetch_slips()
            batch = [(each, each._jxc_prepare_slip_vals(True)) for each in some]
            debts |= documents._jxc_get_previous_debts(batch)
        return debts | known

    @api.model
    def _jxc_get_last_copies(self, documents):
        """Return {(document id, with prices): number of the last copy}; one query."""
        rows = self._read_group(
            [("res_model", "=", documents._name), ("res_id", "in", documents.ids)],
            ["res_id", "with_prices"],
            ["copy_number:max"],
        )
        return {(res_id, prices): copy for res_id, prices, copy in rows}

    @api.model
    def _jxc_get_first_debts(self, model, ids):
        """Return {document id: debt on its first slip with prices}; one query."""
        firsts = self.search(
            [
                ("res_model", "=", model),
                ("res_id", "in", ids),
                ("with_prices", "=", True),
                ("previous_debt", "not in", (False, "")),
            ],
            order="number desc",
        )
        return {each.res_id: each.previous_debt for each in firsts}

    @api.model
    def _jxc_get_printed(self, model, ids):
        """Return {id: digests of what was printed, or shown}; one query."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT res_id, ARRAY_AGG(DISTINCT content) FROM jxc_slip_print
                 WHERE res_model = %s AND res_id = ANY(%s)
              GROUP BY res_id
                """,
                model,
                list(ids),
            )
        )
        return dict(rows)
