from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.hold import digest_of


class JxcChained(models.AbstractModel):
    """A record that is written once and chained to the one before it.

    Nobody changes or deletes such a record through the product, superuser and
    scheduled actions included. Whoever changes it behind the product's back breaks
    the chain, and `_jxc_find_broken_link` names the place.
    """

    _name = "jxc.chained"
    _description = "Append-only chained record"
    _inherit = ["jxc.internal"]
    _order = "number desc"

    # === FIELDS ===
    number = fields.Integer(readonly=True, copy=False, index=True)
    previous_digest = fields.Char(readonly=True, copy=False)
    chain_digest = fields.Char(string="Digest", readonly=True, copy=False)
    moment = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    # === POLICY ===
    def _jxc_get_sealed_content(self):
        """Return the JSON-able content of one record that its digest covers.

        Extension point: a model lists the fields that must never change.
        """
        self.ensure_one()
        return {"number": self.number, "moment": fields.Datetime.to_string(self.moment)}

    def _jxc_take_links(self, count):
        """Reserve `count` numbers at the end of this model's chain.

        The head row is updated, so of two transactions at once the second gets a
        serialization failure and is retried by the host: the chain never forks.

        :return: (first number, digest of the last link)
        """
        self.env["jxc.chain.head"].flush_model()
        ((number, digest),) = self.env.execute_query(
            SQL(
                """
                INSERT INTO jxc_chain_head AS head (chain, number, digest)
                     VALUES (%(chain)s, %(count)s, '')
                ON CONFLICT (chain) DO UPDATE SET number = head.number + %(count)s
                  RETURNING number, digest
                """,
                chain=self._name,
                count=count,
            )
        )
        return number - count + 1, digest

    @api.model
    def _jxc_find_broken_link(self):
        """Return a sentence that names the first broken link, or an empty string.

        Reads the whole chain in order.
        """
        number, _digest, verdict = self._jxc_walk_chain()
        return self._jxc_get_broken_text(number, verdict)

    @api.model
    def _jxc_walk_chain(self, number=0, digest="", limit=None):
        """Follow the chain from a link on, and compare it with its head at the end.

        Reads 1,000 records at a time and keeps none of them: a long chain needs no
        more memory than a short one.

        :param number: the last link that is known to be intact; 0: none
        :param digest: its digest
        :param limit: stop once that many links were followed; None: never
        :return: (last intact number, its digest, "intact", "more" when stopped,
            "changed" when the next link is broken, "removed" when links are missing
            after it, "inserted" when there are records beside the chain)
        """
        # sudo: a reader of one company sees gaps where other companies' links are.
        trail = self.sudo()
        last = None if limit is None else number + limit
        while last is None or number < last:
            size = 1000 if last is None else min(1000, last - number)
            records = trail.search(
                [("number", ">", number)], order="number", limit=size
            )
            for record in records:
                intact = (
                    record.number == number + 1
                    and record.previous_digest == digest
                    and record.chain_digest == record._jxc_get_digest()
                )
                if not intact:
                    return number, digest, "changed"
                number, digest = record.number, record.chain_digest
            records.invalidate_recordset(flush=False)
            if len(records) < size:
                break
        head = trail.env["jxc.chain.head"].search([("chain", "=", self._name)])
        if (head.number or 0, head.digest or "") == (number, digest):
            # Whatever bears no number, or one that is taken, was never followed.
            alone = trail.search_count([]) == number
            return number, digest, "intact" if alone else "inserted"
        if trail.search_count([("number", ">", number)], limit=1):
            return number, digest, "more"
        return number, digest, "removed"

    @api.model
    def _jxc_get_broken_text(self, number, verdict):
        """Return the sentence about what `_jxc_walk_chain` found, empty if intact."""
        # sudo: how the trail is called in the reader's language.
        model = self.env["ir.model"].sudo()._get(self._name).name
        if verdict == "changed":
            return self.env._(
                "%(model)s number %(number)s was changed, removed or inserted from "
                "outside.",
                model=model,
                number=number + 1,
            )
        if verdict == "removed":
            return self.env._(
                "%(model)s: the records after number %(number)s were removed.",
                model=model,
                number=number,
            )
        if verdict == "inserted":
            return self.env._(
                "%(model)s: records were inserted beside the chain of %(number)s.",
                model=model,
                number=number,
            )
        return ""

    def _jxc_get_digest(self, previous=None):
        """Return the digest that this record must bear (hex, SHA-256).

        :param previous: digest of the link before; None: the one that it bears
        """
        self.ensure_one()
        if previous is None:
            previous = self.previous_digest or ""
        return digest_of([previous, self._jxc_get_sealed_content()])

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Give each record its number and chain it to the one before."""
        number, digest = self._jxc_take_links(len(vals_list)) if vals_list else (0, "")
        now = fields.Datetime.now()
        for position, vals in enumerate(vals_list):
            vals.update(number=number + position, moment=now)
        records = super().create(vals_list)
        if records:
            records._jxc_seal(digest)
        return records

    def _jxc_seal(self, digest):
        """Set the seal of these new records and move the head; one query.

        The refusing `write` below is passed over.

        :param digest: of the link before them
        """
        sealed = []
        for record in self:
            previous, digest = digest, record._jxc_get_digest(digest)
            sealed.append(SQL("(%s, %s, %s)", record.id, previous, digest))
        self.env.execute_query(
            SQL(
                """
                WITH head AS (
                    UPDATE jxc_chain_head SET digest = %(digest)s
                     WHERE chain = %(chain)s
                )
                UPDATE %(table)s AS link
                   SET previous_digest = sealed.previous, chain_digest = sealed.digest
                  FROM (VALUES %(sealed)s) AS sealed (id, previous, digest)
                 WHERE link.id = sealed.id
             RETURNING link.id
                """,
                digest=digest,
                chain=self._name,
                table=SQL.identifier(self._table),
                sealed=SQL(", ").join(sealed),
            )
        )
        names = ["previous_digest", "chain_digest"]
        self.invalidate_recordset(names, flush=False)
        self.env["jxc.chain.head"].invalidate_model(flush=False)

    # It refuses every change, so there is nothing to pass on to the host.
    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: a sealed record is answered by another record, never changed."""
        raise UserError(
            self.env._(
                "%(model)s is a trail: what is written stays. Make a new record "
                "instead of changing this one.",
                model=self._description,
            )
        )

    # It refuses always: a hook of the host's deletion would never be reached.
    def unlink(self):  # pylint: disable=method-required-super
        """Refuse: a trail with gaps proves nothing."""
        raise UserError(  # pylint: disable=no-raise-unlink
            self.env._(
                "%(model)s is a trail: its records are never deleted.",
                model=self._description,
            )
        )


class JxcChainHead(models.Model):
    """The last link of each chain: the row that serialises its writers."""

    _name = "jxc.chain.head"
    _description = "Head of a chained trail"
    _log_access = False

    # === FIELDS ===
    chain = fields.Char(required=True, readonly=True)
    number = fields.Integer(readonly=True)
    digest = fields.Char(readonly=True)

    _chain_unique = models.UniqueIndex("(chain)")
