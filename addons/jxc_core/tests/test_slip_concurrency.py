from psycopg2.errors import LockNotAvailable

from odoo import SUPERUSER_ID, api
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger


@tagged("post_install", "-at_install")
class TestSlipConcurrency(TransactionCase):
    """One count sheet printed in two real transactions at once."""

    def setUp(self):
        super().setUp()
        with self._env() as env:
            head = env["jxc.chain.head"].search([("chain", "=", "jxc.slip.print")])
            self.head = (head.number or 0, head.digest or "")
            sheet = env["jxc.count.sheet"].create(
                {"name": "PD/TEST", "company_id": env.company.id}
            )
            self.sheet_id = sheet.id
        self.addCleanup(self._remove)

    def _env(self):
        return _Environment(self.registry)

    def _remove(self):
        """Take the test's links off the end of the trail, which nobody else can."""
        with self._env() as env:
            env["jxc.count.sheet"].browse(self.sheet_id).unlink()
            number, digest = self.head
            env.cr.execute(
                SQL(
                    "DELETE FROM jxc_slip_print WHERE res_id = %s AND number > %s",
                    self.sheet_id,
                    number,
                )
            )
            env.cr.execute(
                SQL(
                    "UPDATE jxc_chain_head SET number = %s, digest = %s "
                    "WHERE chain = 'jxc.slip.print'",
                    number,
                    digest,
                )
            )

    def _print(self, env):
        sheet = env["jxc.count.sheet"].browse(self.sheet_id)
        return sheet._jxc_print_slips("", False, "page").copy_number

    @mute_logger("odoo.sql_db")
    def test_two_prints_at_once_get_different_numbers(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            one = api.Environment(first, SUPERUSER_ID, {})
            two = api.Environment(second, SUPERUSER_ID, {})
            # Both transactions see the sheet before either printed it.
            two["jxc.slip.print"].search_count([])
            self.assertEqual(self._print(one), 1)
            second.execute("SET LOCAL lock_timeout = '100ms'")
            with self.assertRaises(LockNotAvailable), second.savepoint():
                self._print(two)
            first.commit()
            # The host tries again what could not be serialized.
            number = retrying(lambda: self._print(two), two)
            self.assertEqual(number, 2)
            second.commit()
        with self._env() as env:
            self.assertFalse(env["jxc.slip.print"]._jxc_find_broken_link())


class _Environment:
    """A superuser's environment in a transaction of its own, committed at the end."""

    def __init__(self, registry):
        self.cursor = registry.cursor()

    def __enter__(self):
        return api.Environment(self.cursor.__enter__(), SUPERUSER_ID, {})

    def __exit__(self, *error):
        return self.cursor.__exit__(*error)
