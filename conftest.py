"""Says what is missing before the first test, and lets none be skipped.

It stands at the root so that it is in force for `./dev test addons/jxc_core` too.
"""

import os
import shutil
from pathlib import Path

import psycopg2
import pytest

from odoo.tools import config

BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
# A test that did not run proved nothing. Only the real data, which is no part of the
# repository, may be absent where a newcomer tries the suite.
IN_CI = bool(os.environ.get("CI"))
WHOLE_RUN = IN_CI or bool(os.environ.get("JXC_WHOLE_RUN"))


def pytest_sessionstart(session):
    if session.config.option.collectonly:
        return
    if lack := _lack():
        pytest.exit(lack, returncode=pytest.ExitCode.USAGE_ERROR)


def _lack():
    """Return in a sentence what the tests need and do not find, or nothing."""
    if not any(map(shutil.which, BROWSERS)):
        return "Chromium is not on the PATH; ./dev setup installs it."
    (database,) = config["db_name"]
    try:
        connection = psycopg2.connect(dbname=database, **_server())
    except psycopg2.OperationalError as error:
        return f"No database {database}: {str(error).strip()}. Run ./dev test."
    with connection, connection.cursor() as cr:
        cr.execute("SELECT name FROM ir_module_module WHERE state = 'installed'")
        installed = {name for (name,) in cr.fetchall()}
    connection.close()
    addons = Path(__file__).parent / "addons"
    ours = {manifest.parent.name for manifest in addons.glob("*/__manifest__.py")}
    if absent := ours - installed:
        return f"{database} lacks {', '.join(sorted(absent))}. Run ./dev test."
    return None


def _server():
    """Return where the host itself would connect to."""
    keys = {
        "host": "db_host",
        "port": "db_port",
        "user": "db_user",
        "password": "db_password",
    }
    return {name: config[key] for name, key in keys.items() if config[key]}


def _must_run(report):
    """Tell whether a skip is a failure: always in CI, but for absent data elsewhere."""
    return IN_CI or (WHOLE_RUN and "JXC_DATA" not in str(report.longrepr))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and _must_run(report):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    if report.skipped and _must_run(report):
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} was skipped: {report.longrepr}"
    return report
