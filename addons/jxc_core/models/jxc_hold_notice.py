import logging
from functools import partial

from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class JxcHoldNotice(models.Model):
    """A refusal that is remembered although its transaction was rolled back.

    One open notice per document and hold code. It closes when the document passes
    its gate, so lists can filter by what is held and nobody loses a refused order.
    """

    _name = "jxc.hold.notice"
    _description = "Held Document"
    _inherit = ["jxc.document.reference"]
    _order = "last_refused_at desc, id desc"
    _rec_name = "document_name"

    # === FIELDS ===
    code = fields.Char(string="Hold Code", required=True, readonly=True)
    step = fields.Char(readonly=True)
    sentence = fields.Text(string="Rule", readonly=True)
    state = fields.Selection(
        [("open", "Held"), ("closed", "Passed")], required=True, default="open"
    )
    user_id = fields.Many2one("res.users", string="Refused To", readonly=True)
    first_refused_at = fields.Datetime(readonly=True)
    last_refused_at = fields.Datetime(readonly=True)
    refusals = fields.Integer(readonly=True, help="How often this step was refused.")

    _open_unique = models.UniqueIndex("(res_model, res_id, code) WHERE state = 'open'")

    # === POLICY ===
    def _jxc_remember_later(self, res_model, step, holds):
        """Remember these refusals once the current transaction is over.

        The refusal is written whether the transaction rolls back (the usual case) or
        commits after a savepoint swallowed the exception (an import).
        """
        write_down = partial(
            self._jxc_remember_apart,
            self.env.registry,
            res_model,
            step,
            self.env.uid,
            [(hold.res_id, hold.code, hold.sentence) for hold in holds],
        )
        self.env.cr.postrollback.add(write_down)
        self.env.cr.postcommit.add(write_down)

    @staticmethod
    def _jxc_remember_apart(registry, res_model, step, uid, refusals):
        """Write refusals in a transaction of their own.

        A clash with another refusal of the same document loses one count and no
        order, so it is logged and left.
        """
        try:
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["jxc.hold.notice"]._jxc_remember(res_model, step, uid, refusals)
        except OperationalError as error:
            _logger.info("Refusals of %s not counted: %s", res_model, error)

    def _jxc_remember(self, res_model, step, uid, refusals):
        """Open or count up one notice per (document, code) that still waits.

        A document that was released and confirmed, or cancelled, before its
        transaction ended waits for nobody.

        :param refusals: list of (res_id, code, sentence)
        """
        ids = {res_id for res_id, _code, _sentence in refusals}
        documents = {doc.id: doc for doc in self.env[res_model].browse(ids).exists()}
        now = fields.Datetime.now()
        for res_id, code, sentence in refusals:
            document = documents.get(res_id)
            if document and document._jxc_waits_for(step):
                self.env.execute_query(
                    self._jxc_prepare_upsert(document, step, uid, code, sentence, now)
                )
        self.invalidate_model()

    def _jxc_prepare_upsert(self, document, step, uid, code, sentence, now):
        """Return the SQL that opens or counts up one notice."""
        return SQL(
            """
            INSERT INTO jxc_hold_notice AS notice
                        (res_model, res_id, document_name, company_id, code, step,
                         sentence, state, user_id, first_refused_at, last_refused_at,
                         refusals, create_uid, create_date, write_uid, write_date)
                 VALUES (%(model)s, %(id)s, %(name)s, %(company)s, %(code)s, %(step)s,
                         %(sentence)s, 'open', %(uid)s, %(now)s, %(now)s,
                         1, %(uid)s, %(now)s, %(uid)s, %(now)s)
            ON CONFLICT (res_model, res_id, code) WHERE state = 'open'
              DO UPDATE SET step = %(step)s, sentence = %(sentence)s, user_id = %(uid)s,
                            last_refused_at = %(now)s, write_date = %(now)s,
                            refusals = notice.refusals + 1
              RETURNING id
            """,
            model=document._name,
            id=document.id,
            name=document.display_name,
            company=document.company_id.id or None,
            code=code,
            step=step,
            sentence=sentence,
            uid=uid,
            now=now,
        )

    @api.model
    def _jxc_close(self, res_model, res_ids):
        """Close what is open on these documents; one query when nothing is."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM jxc_hold_notice
                 WHERE res_model = %s AND res_id = ANY(%s) AND state = 'open'
                """,
                res_model,
                list(res_ids),
                to_flush=self._fields["state"],
            )
        )
        if rows:
            # sudo: whoever brings the document through its gate need not see the list.
            notices = self.sudo().browse(id_ for (id_,) in rows)
            notices.state = "closed"
