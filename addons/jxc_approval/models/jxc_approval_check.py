from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_datetime

AUDITOR = "jxc_approval.group_approval_auditor"
JOB = "jxc_approval.ir_cron_check_trail"
ACTS = "jxc.approval.act"
# What people did, and what lets documents pass: a seal is a release.
CHAINS = [(ACTS, "Approval trail"), ("jxc.release", "Releases and seals")]
# Links followed between two commits of the daily job: about a second.
SLICE = 5000
# Links followed while somebody waits for the answer; the job does the others.
AT_ONCE = 20000


class JxcApprovalCheck(models.Model):
    """One pass over a whole trail, link by link.

    A trail is one chain for all companies, so that no company can lose a link
    unnoticed; a check is therefore never of one company only. Who may not read the
    broken link gets to know its number and nothing else.
    """

    _name = "jxc.approval.check"
    _description = "Check of the Approval Trail"
    _inherit = ["jxc.internal", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "create_date"

    # === FIELDS ===
    chain = fields.Selection(
        CHAINS, string="Trail", required=True, readonly=True, default=ACTS
    )
    state = fields.Selection(
        [("running", "Running"), ("intact", "Intact"), ("broken", "Broken")],
        required=True,
        readonly=True,
        default="running",
    )
    number = fields.Integer(
        string="Links Checked", readonly=True, help="The last link found intact."
    )
    digest = fields.Char(readonly=True, help="Digest of that link.")
    verdict = fields.Char(readonly=True, help="How the chain is broken, as a code.")
    finished_at = fields.Datetime(readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Asked By", readonly=True, help="Empty: the daily job."
    )
    text = fields.Text(string="Result", compute="_compute_text")

    # === COMPUTE ===
    @api.depends("chain", "state", "number", "verdict")
    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_text(self):
        """Say the result; name the broken link to those who may read it."""
        for check in self:
            if check.state != "broken":
                check.text = check._jxc_get_good_text()
                continue
            trail = self.env[check.chain]
            text = trail._jxc_get_broken_text(check.number, check.verdict)
            broken = trail
            if check.verdict == "changed" and trail.has_access("read"):
                broken = trail.search([("number", "=", check.number + 1)], limit=1)
            if broken:
                text += "\n" + self.env._(
                    "It speaks about %(document)s, at %(moment)s, by %(user)s.",
                    document=broken.document_name,
                    moment=format_datetime(self.env, broken.moment),
                    # sudo: who acted is part of the link, which was read above.
                    user=broken.sudo().user_id.name,
                )
            check.text = text

    def _jxc_get_good_text(self):
        """Return the sentence about a check that found nothing so far."""
        if self.state == "running":
            return self.env._(
                "Checked up to number %(number)s. The rest is being checked in the "
                "background.",
                number=self.number,
            )
        return self.env._("All %(number)s links are intact.", number=self.number)

    # === POLICY ===
    @api.model
    def _jxc_start(self, user=None):
        """Return a new check of each trail, as superuser.

        :param user: who asked; nobody: the daily job
        """
        # sudo: checks are the program's; who may ask was checked before.
        checks = self.sudo().with_context(mail_create_nolog=True, mail_notrack=True)
        user_id = user.id if user else False
        return checks.create(
            [{"chain": chain, "user_id": user_id} for chain, _name in CHAINS]
        )

    def _jxc_go_on(self, limit):
        """Follow up to `limit` more links; tell of a break that is new.

        :return: links followed
        """
        self.ensure_one()
        before = self.number
        number, digest, verdict = self.env[self.chain]._jxc_walk_chain(
            before, self.digest or "", limit
        )
        vals = {"number": number, "digest": digest}
        if verdict != "more":
            vals.update(
                state="intact" if verdict == "intact" else "broken",
                verdict=verdict,
                finished_at=fields.Datetime.now(),
            )
        self.write(vals)
        if self.state == "broken":
            self._jxc_tell()
        return number - before

    def _jxc_tell(self):
        """Ask every approval administrator to look, once per break.

        The same break is found by every later check: they say nothing new.
        """
        last = self._jxc_get_last(self.chain, Domain("id", "<", self.id))
        if (last.state, last.number, last.verdict) == (
            "broken",
            self.number,
            self.verdict,
        ):
            return
        admins = self.env.ref("jxc_approval.group_approval_admin").all_user_ids
        for admin in admins.filtered("active"):
            # Named by number only: not every administrator works in every company.
            check = self.with_context(lang=admin.lang)
            check.activity_schedule(
                "mail.mail_activity_data_warning",
                user_id=admin.id,
                summary=check.env._("The trail of approvals is broken"),
                note=check.env[self.chain]._jxc_get_broken_text(
                    self.number, self.verdict
                ),
            )

    @api.model
    def _jxc_get_last(self, chain, domain=Domain.TRUE):
        """Return the last check of this trail that came to an end."""
        ended = Domain("chain", "=", chain) & Domain("state", "!=", "running")
        return self.search(ended & domain, order="id desc", limit=1)

    @api.model
    def _jxc_get_verdict(self, acts):
        """Say whether these acts, and the chain they belong to, are intact now.

        Each of the acts is compared with its digest and with the link before it; the
        chain is followed from the last check that found it intact, so that printing
        one order does not read the trail of ten years.

        :param acts: acts of the trail
        :return: (is everything intact, sentence in the reader's language)
        """
        # sudo: links of other companies are followed, and not shown.
        checks = self.sudo()
        if number := acts.sudo()._jxc_get_first_broken():
            return False, acts._jxc_get_broken_text(number - 1, "changed")
        last = checks._jxc_get_last(ACTS)
        if last.state == "broken":
            start, digest = 0, ""
        else:
            start, digest = last.number, last.digest or ""
        number, _digest, verdict = acts._jxc_walk_chain(start, digest, AT_ONCE)
        if verdict == "more" and last.state == "broken":
            return False, acts._jxc_get_broken_text(last.number, last.verdict)
        if verdict == "intact" and not start:
            return True, self.env._(
                "All %(number)s links of the trail were checked: intact.", number=number
            )
        if verdict == "intact":
            return True, self.env._(
                "These acts and the links after number %(start)s were checked now, "
                "those before at %(moment)s: intact.",
                start=start,
                moment=format_datetime(self.env, last.finished_at),
            )
        if verdict == "more":
            return True, self.env._(
                "These acts and the trail up to number %(number)s are intact. The "
                "links after it wait for the daily check.",
                number=number,
            )
        return False, acts._jxc_get_broken_text(number, verdict)

    # === SCHEDULED ACTION ===
    @api.model
    def _cron_jxc_check_trail(self):
        """Check the trails to their end, a slice at a time, each committed by itself.

        Stopped anywhere, the next run goes on where this one was.
        """
        cron = self.env["ir.cron"]
        # sudo: checks are the program's.
        checks = self.sudo().search([("state", "=", "running")]) or self._jxc_start()
        for check in checks:
            while check.state == "running":
                done = check._jxc_go_on(SLICE)
                left = len(checks.filtered(lambda one: one.state == "running"))
                if not cron._commit_progress(done, remaining=left):
                    return

    # === ACTIONS ===
    # Not for the model: the button of a list sends the rows that are ticked, if any.
    def action_jxc_check_now(self):
        """Check the trails now; the list then shows what was found.

        A long trail is checked to its end by the scheduled action.

        :raise AccessError: for whoever is no approval auditor
        """
        self._jxc_check_is_auditor()
        checks = self._jxc_start(self.env.user)
        for check in checks:
            check._jxc_go_on(AT_ONCE)
        if "running" in checks.mapped("state"):
            checks.env["ir.cron"]._jxc_trigger_soon(JOB)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _jxc_check_is_auditor(self):
        """Refuse whoever is no approval auditor.

        :raise AccessError: names the role
        """
        if not self.env.user.has_group(AUDITOR):
            raise AccessError(
                self.env._(
                    "Only approval auditors check the trail. Ask an administrator "
                    "for that role."
                )
            )
