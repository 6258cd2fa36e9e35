from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models import jxc_approval_check
from .life_common import LifeCommon

CHECK = "jxc.approval.check"


@tagged("post_install", "-at_install")
class TestTrailCheck(LifeCommon):
    """Whoever changes the trail behind the product's back is noticed, and told once."""

    def setUp(self):
        super().setUp()
        self.request = self._ask()
        self._yes(self.manager, self.request)
        self.auditor = self._new_person("jxc_auditor", "auditor")
        self.admin = self._new_person("jxc_approval_admin", "admin")
        self.checks = self.env[CHECK]

    def _new_person(self, login, role):
        user = self._new_role_user(login=login)
        user.group_ids += self.env.ref(f"jxc_approval.group_approval_{role}")
        return user

    def _check(self, user=None):
        self._rpc(user or self.auditor, CHECK, "action_jxc_check_now", [])
        return self._get_last()

    def _get_last(self, chain="jxc.approval.act"):
        return self.checks.search([("chain", "=", chain)], limit=1)

    def _run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("jxc_approval.ir_cron_check_trail").method_direct_trigger()
        self.env.invalidate_all()
        return self._get_last()

    def _forge(self, column="reason", value="forged", position=1):
        act = self.request.act_ids.sorted("number")[position]
        self.env.cr.execute(
            f"UPDATE jxc_approval_act SET {column} = %s WHERE id = %s",  # noqa: S608
            [value, act.id],
        )
        self.env.invalidate_all()
        return act

    def _get_activities(self, user):
        return self.env["mail.activity"].search(
            [("res_model", "=", CHECK), ("user_id", "=", user.id)]
        )

    def test_an_intact_trail_is_said_to_be(self):
        check = self._check()
        self.assertEqual(check.state, "intact")
        self.assertEqual(check.number, self.acts.search([], limit=1).number)

    def test_the_first_changed_act_is_named(self):
        act = self._forge()
        self._forge(position=2)
        check = self._check()
        self.assertEqual((check.state, check.number), ("broken", act.number - 1))
        text = check.with_user(self.auditor).text
        self.assertIn(f"number {act.number} ", text)
        self.assertIn(self.order.name, text)

    def test_every_sealed_column_is_noticed(self):
        for column, value in (
            ("user_id", self.finance.id),
            ("on_behalf_id", self.finance.id),
            ("moment", "2020-01-01 00:00:00"),
            ("amount", 1),
            ("digest", "other"),
            ("address", "10.0.0.9"),
            ("kind", "refuse"),
            ("number", 10**6),
        ):
            with self.subTest(column=column):
                savepoint = self.env.cr.savepoint()
                self._forge(column, value)
                self.assertEqual(self._check().state, "broken")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_forged_seal_is_noticed(self):
        seal = self.env["jxc.release"].search([("res_id", "=", self.order.id)])[:1]
        self.env.cr.execute(
            "UPDATE jxc_release SET ceiling = 9e9 WHERE id = %s", [seal.id]
        )
        self.env.invalidate_all()
        self.assertEqual(self._check().state, "intact")
        check = self._get_last("jxc.release")
        self.assertEqual((check.state, check.number), ("broken", seal.number - 1))
        self.assertTrue(self._get_activities(self.admin))
        self.assertIn(f"number {seal.number} ", check.with_user(self.auditor).text)

    def test_removed_last_acts_are_noticed(self):
        act = self.request.act_ids.sorted("number")[-1]
        self.env.cr.execute("DELETE FROM jxc_approval_act WHERE id = %s", [act.id])
        self.env.invalidate_all()
        self.assertEqual(self._check().verdict, "removed")

    def test_an_act_inserted_beside_the_chain_is_noticed(self):
        act = self.request.act_ids[:1]
        for number in (None, 0, -5, act.number):
            with self.subTest(number=number):
                savepoint = self.env.cr.savepoint()
                self.env.cr.execute(
                    """INSERT INTO jxc_approval_act
                           (number, moment, kind, user_id, res_model, res_id)
                       SELECT %s, moment, kind, user_id, res_model, res_id
                         FROM jxc_approval_act WHERE id = %s""",
                    [number, act.id],
                )
                self.env.invalidate_all()
                self.assertEqual(self._check().state, "broken")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_whoever_may_not_read_the_act_gets_its_number_only(self):
        act = self._forge()
        check = self._check()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.admin.write({"company_ids": elsewhere.ids, "company_id": elsewhere.id})
        text = check.with_user(self.admin).text
        self.assertIn(f"number {act.number} ", text)
        self.assertNotIn(self.order.name, text)

    def test_administrators_are_told_once(self):
        self._forge()
        for _day in range(3):
            self._run_job()
        self.assertEqual(len(self._get_activities(self.admin)), 1)
        self.assertFalse(self._get_activities(self.auditor))

    def test_another_break_is_told_again(self):
        self._forge(position=2)
        self._run_job()
        self._forge(position=0)
        self._run_job()
        self.assertEqual(len(self._get_activities(self.admin)), 2)

    def test_the_job_checks_in_slices_to_the_end(self):
        self.patch(jxc_approval_check, "SLICE", 1)
        check = self._run_job()
        self.assertEqual(check.state, "intact")
        self.assertEqual(check.number, self.acts.search([], limit=1).number)

    def test_what_a_click_leaves_is_checked_by_the_job(self):
        self.patch(jxc_approval_check, "AT_ONCE", 1)
        check = self._check()
        self.assertEqual((check.state, check.number), ("running", 1))
        self._run_job()
        self.assertEqual(check.state, "intact")

    def test_a_slice_that_ends_with_the_chain_is_the_end(self):
        self.patch(jxc_approval_check, "AT_ONCE", self.acts.search([], limit=1).number)
        self.assertEqual(self._check().state, "intact")

    def test_a_paper_reads_only_what_was_not_checked_yet(self):
        self._check()
        self._ask()
        with self.assertQueryCount(12):
            intact, text = self.checks._jxc_get_verdict(self.request.act_ids)
        self.assertTrue(intact)
        self.assertIn("those before at", text)

    def test_a_paper_tells_of_a_break_found_elsewhere(self):
        other = self._ask()
        self._forge()
        self._check()
        self.assertFalse(self.checks._jxc_get_verdict(other.act_ids)[0])

    def test_many_links_take_few_queries(self):
        vals = {
            "kind": "remind",
            "res_model": "purchase.order",
            "res_id": self.order.id,
        }
        self.acts._jxc_write_down([vals] * 3000)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(14):
            number, _digest, verdict = self.acts._jxc_walk_chain()
        self.assertEqual(verdict, "intact")
        self.assertGreater(number, 3000)

    def test_only_auditors_check(self):
        for role in ("buyer", "purchase_manager", "general_manager"):
            with self.subTest(role=role):
                self._assert_refused(role, CHECK, "action_jxc_check_now", [])
                self._assert_refused(
                    role,
                    "jxc.approval.request",
                    "action_jxc_check_trail",
                    self.request.ids,
                )

    def test_nobody_writes_the_result_of_a_check(self):
        check = self._check()
        for method, args in (
            ("write", [check.ids, {"state": "intact"}]),
            ("create", [[{"state": "intact", "number": 10**6}]]),
            ("unlink", [check.ids]),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                self._rpc("admin", CHECK, method, *args)

    def test_an_auditor_checks_one_document(self):
        action = self._rpc(
            self.auditor,
            "jxc.approval.request",
            "action_jxc_check_trail",
            self.request.ids,
        )
        self.assertEqual(action["params"]["type"], "success")

    def test_the_screens_open_for_an_auditor(self):
        check = self._check()
        self.users["auditor"] = self.auditor
        self._assert_opens("auditor", CHECK, check)
