"""Replay a wholesaler's invoice file through the suite and compare the outcome.

The roles act: the salesperson confirms, the keeper delivers, the accountant
invoices and collects, the supervisor counts and writes off. Stop with Ctrl-C and
run again to continue; nothing is done twice.
"""

import argparse
import json
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tools.replay import database, facts, published, reader, report  # noqa: E402
from tools.replay.errors import ReplayError, Unreadable  # noqa: E402


def main(arguments=None):
    """Run and return the exit code: 0 match, 1 mismatch, 2 cannot run, 130 stopped."""
    options = _options(arguments)
    # Also for SIGINT: a process started in the background ignores it by default.
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    try:
        ledger = reader.read(options.input)
        if not ledger.documents:
            raise Unreadable(f"{options.input} has no readable row")
        documents = ledger.window(options.days, options.month)
        _say(f"{options.input}: {len(ledger.lines)} rows, {len(documents)} documents")
        if options.reset or not database.exists(options.database):
            database.create(options.database, _say)
        return _replay(options, ledger, documents)
    except KeyboardInterrupt:
        _say("\nStopped. Run the same command again to continue.")
        return 130
    except (Unreadable, ReplayError) as error:
        _say(f"replay: {error}")
        return 2


def _stop(*_args):
    raise KeyboardInterrupt


def _replay(options, ledger, documents):
    with database.opened(options.database, ledger, _progress) as replay:
        already = replay.done()
        _say(
            "setting up customers, products and the first count"
            if already is None
            else f"continuing after {already} documents"
        )
        replay.prepare()
        replay.run(documents)
        outcome = replay.outcome(documents)
    expected, held_file = _expected(options), _held(options)
    print(report.summary(ledger, documents, outcome))
    for name in replay.unmatched:
        print(f"country kept as a note only: {name}")
    faults = report.check(ledger, documents, outcome, expected, held_file)
    for sentence, hard in report.compare_file(ledger, expected or {}):
        if not hard:
            print(f"note: {sentence}")
    for fault in faults[:50]:
        print(f"MISMATCH {fault}")
    print(f"{len(faults)} mismatches" if faults else "everything matches")
    return 1 if faults else 0


def _options(arguments):
    parser = argparse.ArgumentParser(prog="./dev replay", description=__doc__)
    window = parser.add_mutually_exclusive_group()
    window.add_argument("--days", type=_positive, help="only the first DAYS days")
    window.add_argument("--month", action="store_true", help="only the first month")
    parser.add_argument("--input", type=Path, help="the file; default: the data set's")
    parser.add_argument("--expected", type=Path, help="default: beside the input")
    parser.add_argument("--held", type=Path, help="default: beside the input")
    parser.add_argument("--database", default="jxc_replay")
    parser.add_argument("--reset", action="store_true", help="begin anew")
    options = parser.parse_args(arguments)
    options.input = options.input or _default_input(parser)
    beside = options.input.parent
    options.expected = options.expected or beside / "expected.json"
    options.held = options.held or beside / "credit_limit_walk_held.csv"
    return options


def _positive(text):
    if int(text) < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return int(text)


def _default_input(parser):
    found = sorted(published.FOLDER.glob("transactions_*.csv.gz"))
    if not found:
        parser.error(f"no transactions_*.csv.gz in {published.FOLDER}: name --input")
    return found[0]


def _expected(options):
    """Return the part of the expected file that speaks of this input, or None."""
    if not options.expected.exists():
        return None
    parts = json.loads(options.expected.read_text())
    if "whole_file" not in parts:
        return parts
    if options.input.name.startswith("sample"):
        return parts.get("sample_day")
    extra = ("returns_within_this_file_only", "credit_limit_walk")
    return parts["whole_file"] | {name: parts[name] for name in extra if name in parts}


def _held(options):
    return facts.read_held(options.held) if options.held.exists() else None


def _say(text):
    print(text, file=sys.stderr, flush=True)


def _progress(rows, total, elapsed):
    speed = rows / elapsed if elapsed else 0
    left = (total - rows) / speed if speed else 0
    line = f"{rows}/{total} rows, {speed:.0f} rows/s, {left:.0f} s to go"
    if sys.stderr.isatty():
        print(f"\r{line:<60}", end="" if rows < total else "\n", file=sys.stderr)
    else:
        _say(line)


if __name__ == "__main__":
    sys.exit(main())
