"""Fill a database of a Chinese company with the demo's story.

    python tools/demo.py NAME         make it, or repair and complete it
    python tools/demo.py --logins     print who can log in

The database is one that the host made for China, without its own demo:
`odoo db init NAME --country cn --language zh_CN`, then the suite's add-ons. Each
step is committed with a mark; running it again goes on after the last mark.

Units: the host ships no Chinese names for its units of measure. They are written
here in zh_CN, because a term can only be translated in the catalogue of the add-on
that owns it.
"""

import argparse
import os
import sys
from datetime import date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.wholesaler.cast import PASSWORD, STAFF

MARK = "jxc_demo.steps"


def main(arguments=None):
    """Run and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", nargs="?", help="database")
    parser.add_argument("--database", help="the same")
    parser.add_argument("--logins", action="store_true", help="only print the logins")
    options = parser.parse_args(arguments)
    if options.logins:
        print_logins()
        return 0
    name = options.name or options.database
    if not name:
        parser.error("which database?")
    _fill(name)
    return 0


def print_logins():
    """Print one line per person: login, password, name, job."""
    print(f"  password of each: {PASSWORD}")
    for login, (name, job, _groups) in STAFF.items():
        print(f"    {login:<12} {name}  {job}")


def _fill(name):
    import odoo
    from odoo.modules.registry import Registry
    from odoo.tools import config

    arguments = ["-d", name, "--log-level=warn", "--max-cron-threads=0"]
    if os.environ.get("ODOO_RC"):
        arguments += ["-c", os.environ["ODOO_RC"]]
    config.parse_config(arguments, setup_logging=True)
    # The suite's own classes can be imported once the host knows its add-ons.
    from tools.replay.clock import replayed_clock, seconds
    from tools.wholesaler import house as setting
    from tools.wholesaler.scenes import play
    from tools.wholesaler.story import History

    with Registry(name).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
        house = setting.House(env)
        marks = _Marks(env)
        started = seconds()
        for step in (
            setting.open_house,
            setting.set_up_departments,
            setting.stock_shelves,
        ):
            step(house)
            cr.commit()
        today = marks.today()
        with replayed_clock(datetime.combine(today, datetime.min.time())) as clock:
            history = History(house, today, clock)
            if marks.missing("opening"):
                history.open()
                marks.set("opening")
            for day in history.days():
                if marks.missing(str(day)):
                    history.dice.seed(day.toordinal())
                    history.live(day)
                    marks.set(str(day))
                    print(f"\r  {day} {seconds() - started:.0f} s", end="", flush=True)
        print()
        for scene in play():
            if marks.missing(scene.__name__):
                scene(house, today)
                marks.set(scene.__name__)


class _Marks:
    """Remembers, in the database, which steps are done and which day is today."""

    def __init__(self, env):
        self.parameters, self.cr = env["ir.config_parameter"], env.cr

    def _read(self):
        return (self.parameters.get_param(MARK) or "").split()

    def today(self):
        """Return the date on which the story was begun."""
        if not self._read():
            self.set(str(date.today()))
        return date.fromisoformat(self._read()[0])

    def missing(self, step):
        """Tell whether `step` was not done yet."""
        return step not in self._read()[1:]

    def set(self, step):
        """Mark `step` as done and commit it together with what it did."""
        self.parameters.set_param(MARK, " ".join([*self._read(), step]))
        self.cr.commit()


if __name__ == "__main__":
    sys.exit(main())
