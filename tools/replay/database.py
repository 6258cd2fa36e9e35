"""Makes and opens the database that a replay runs in."""

import os
import subprocess
from contextlib import contextmanager

import odoo
from odoo.modules.registry import Registry
from odoo.service.db import exp_db_exist
from odoo.tools import config

from .clock import replayed_clock
from .errors import ReplayError


def exists(name):
    """Tell whether the database is there and has the suite's core."""
    configure(name)
    if not exp_db_exist(name):
        return False
    with odoo.sql_db.db_connect(name).cursor() as cr:
        cr.execute("SELECT to_regclass('ir_module_module')")
        if not cr.fetchone()[0]:
            return False
        cr.execute(
            "SELECT 1 FROM ir_module_module WHERE name = 'jxc_core' "
            "AND state = 'installed'"
        )
        return bool(cr.fetchone())


def create(name, say):
    """Create the database anew, without the host's demo data, with the suite.

    :raise ReplayError: the host's own command failed; its words are passed on
    """
    say(f"making database {name}")
    odoo.sql_db.close_db(name)
    for command in (
        ["db", "init", name, "--force"],
        ["module", "install", "-d", name, "jxc_core"],
    ):
        run = subprocess.run(["odoo", *command], capture_output=True, text=True)
        if run.returncode:
            raise ReplayError(f"odoo {' '.join(command)} failed:\n{run.stderr[-2000:]}")


@contextmanager
def opened(name, ledger, progress):
    """Yield a `Replay` on the database, with the clock under its control."""
    configure(name)
    # The suite's own classes can be imported once the host knows its add-ons.
    from .session import Replay

    with replayed_clock(ledger.documents[0].stamp) as clock:
        registry = Registry(name)
        with registry.cursor() as cr:
            env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
            yield Replay(env, ledger, clock, cr.commit, progress)


def configure(name):
    """Read the host's configuration for a database; asks for no server."""
    arguments = ["-d", name, "--log-level=warn", "--max-cron-threads=0"]
    if os.environ.get("ODOO_RC"):
        arguments += ["-c", os.environ["ODOO_RC"]]
    config.parse_config(arguments, setup_logging=True)
