from odoo import models
from odoo.tools.misc import format_amount


# One subject a file; together they would fill several screens.
class JxcApprovalRuleStep(models.Model):
    """Whom a step would ask about one document, and whom it would leave out."""

    _inherit = "jxc.approval.rule.step"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_explain(self, document, asked_ids):
        """Return a dict per step of one rule, in order, for `jxc_approval.try_result`.

        :param document: record the steps are asked about
        :param asked_ids: ids of the steps that ask
        :return: [{"number", "name", "asked", "over", "people", "why", "quorum",
            "deputies", "left_out": sentences, "missing"}]
        """
        # sudo: who approves is told to whoever sets up approvals.
        document = document.sudo()
        number, rows = 0, []
        for step in self:
            asked = step.id in asked_ids
            if asked and not (step.together and number):
                number += 1
            over = step.env._("always")
            if step.amount_over:
                over = step.env._(
                    "over %s",
                    format_amount(
                        step.env,
                        step.amount_over,
                        document._jxc_get_approval_company().currency_id,
                    ),
                )
            row = {"number": number, "name": step.name, "asked": asked, "over": over}
            rows.append(
                {**row, **(step._jxc_explain_people(document) if asked else {})}
            )
        return rows

    def _jxc_explain_people(self, document):
        """Return who would be asked by this step, why, and who would not.

        :param document: superuser record
        """
        users, why = self._jxc_get_approvers(document)
        company = document._jxc_get_approval_company()
        deputies = self.env["jxc.approval.delegation"]._jxc_get_deputies(users, company)
        quorum = ""
        if len(users) > 1:
            quorum = (
                self.env._("all of them")
                if self.quorum == "all"
                else self.env._("one of them")
            )
        return {
            "people": ", ".join(users.mapped("name")),
            "why": why,
            "quorum": quorum,
            "deputies": ", ".join((deputies - users).mapped("name")),
            "left_out": self._jxc_explain_left_out(document, users),
            "missing": not users,
        }

    def _jxc_explain_left_out(self, document, users):
        """Return why people are not asked who would come before `users`, or with them.

        :param document: superuser record
        :param users: those who are asked
        """
        company = document._jxc_get_approval_company()
        requesters = document._jxc_get_requesters()
        sentences = []
        employee = document._jxc_get_requester_employee()
        if self.who == "department" and not employee.department_id:
            sentences.append(
                self.env._(
                    "%s belongs to no department.",
                    document._jxc_get_person_in_charge()[:1].name,
                )
            )
        for candidates, why, _role in self._jxc_get_candidates(document):
            if not candidates:
                sentences.append(self.env._("%s: there is nobody.", why))
            people = candidates.filtered(lambda user: not user._is_superuser())
            for user in people - self._jxc_get_able(people, document, requesters):
                words = {"person": user.name, "why": why, "company": company.name}
                if not user.active or user.share:
                    reason = self.env._("%(person)s (%(why)s) has no login.", **words)
                elif company not in user.company_ids:
                    reason = self.env._(
                        "%(person)s (%(why)s) does not work in %(company)s.", **words
                    )
                elif user in requesters:
                    reason = self.env._(
                        "%(person)s (%(why)s) had a hand in it, and nobody approves "
                        "their own.",
                        **words,
                    )
                else:
                    continue
                sentences.append(reason)
            if users and users <= candidates:
                break
        return sentences
