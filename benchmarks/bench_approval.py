"""What an approval costs, against the bare host and against OCA's tiers.

Databases in one process are given the same vendor, products and orders: the bare
host, the host with jxc_core, with jxc_approval as well, the whole suite and, if there
is one, the peer. In each round every side writes an order and takes it through, each
click a transaction of its own by the person whose turn it is; the order of the sides
changes from round to round.

    ./dev bench bench_approval

Below the ladder one click confirms on every side. On a ladder of three steps, of which
two ask, the host's own approval takes two clicks, the suite's three, the peer's four.

JXC_OCA_PATH may name a folder of add-ons that holds purchase_tier_validation 19.0 and
what it needs; it is measured beside the others. The databases are changed:
JXC_HOST_DATABASE and JXC_DATABASE name copies, which `./dev bench` makes. What else is
compared is installed in copies of the bare host, which are dropped again.
"""

import argparse
import os
import statistics
import sys

from _approval_sides import (
    Core,
    Engine,
    Peer,
    Side,
    Suite,
    drop,
    install_in_copy,
    settle,
)

import odoo

WARM_UP = 4
FIGURES = ("wall", "CPU", "queries")
# The engine's goals; the whole suite is told beside.
AT_MOST = {
    "below": {"wall": 1.05, "CPU": 1.05, "queries": 1.05},
    "ladder": {"CPU": 1.8, "queries": 1.8},
}
# side -> modules that are installed in a copy of the bare host
INSTALLED = {
    Core: ["jxc_core"],
    Engine: ["jxc_approval"],
    Peer: ["purchase_tier_validation"],
}


def alternate(sides, job, rounds):
    """Run `job` in turn on all sides and return {label: samples}."""
    for side in sides:
        side.prepare(job)
    settle(sides)
    samples = {side.label: [] for side in sides}
    for number in range(rounds + WARM_UP):
        shift = number % len(sides)
        for side in sides[shift:] + sides[:shift]:
            sample = side.run(job)
            if number >= WARM_UP:
                samples[side.label].append(sample)
    return samples


def tell(samples, job):
    """Print the medians and the median ratios; return whether a goal was missed."""
    clicks = {label: [each[1] for each in pairs] for label, pairs in samples.items()}
    whole = {
        label: [tuple(map(sum, zip(*each, strict=True))) for each in pairs]
        for label, pairs in samples.items()
    }
    for label, each in clicks.items():
        wall, cpu, queries = map(statistics.median, zip(*each, strict=True))
        print(
            f"  {label}: {wall * 1000:.1f} ms, CPU {cpu * 1000:.1f} ms, "
            f"{queries:.0f} queries"
        )
    missed = False
    pairs = [(label, Side.label) for label in list(samples)[1:]]
    for label, base in [*pairs, (Engine.label, Core.label)]:
        for place, what in enumerate(FIGURES):
            ratio = ratio_of(clicks, label, base, place)
            judged = (label, base) == (Engine.label, Side.label)
            most = AT_MOST[job].get(what) if judged else None
            missed |= bool(most) and ratio > most
            print(
                f"  {label} / {base}, {what}: {ratio:.3f}{verdict(ratio, most)}; with "
                f"writing the order {ratio_of(whole, label, base, place):.3f}",
                flush=True,
            )
    return missed


def ratio_of(samples, label, base, place):
    """Return the median of the rounds' ratios: load from outside hits all alike."""
    return statistics.median(
        each[place] / other[place]
        for other, each in zip(samples[base], samples[label], strict=True)
    )


def verdict(ratio, most):
    """Return what `ratio` should be and whether it is, in brackets."""
    if not most:
        return ""
    return f" (at most {most}: {'met' if ratio <= most else 'MISSED'})"


def parse_args():
    """Return the command line: the databases, the peer's folder, the rounds."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--host", default=os.environ.get("JXC_HOST_DATABASE"))
    parser.add_argument("--suite", default=os.environ.get("JXC_DATABASE"))
    parser.add_argument("--peer-path", default=os.environ.get("JXC_OCA_PATH"))
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--old-orders", type=int, default=200)
    return parser.parse_args()


def main():
    """Seed, warm up, alternate, print medians, ratios and verdicts."""
    args = parse_args()
    odoo.tools.config.parse_config(["--log-level=error", "--max-cron-threads=0"])
    installed = dict(INSTALLED)
    if args.peer_path:
        odoo.addons.__path__.append(args.peer_path)
    else:
        print("no peer: JXC_OCA_PATH names no folder with OCA's add-ons")
        del installed[Peer]
    copies = {
        kind: install_in_copy(args.host, kind.label, modules)
        for kind, modules in installed.items()
    }
    databases = {Side: args.host, **copies}
    if args.suite:
        databases[Suite] = args.suite
    sides = [kind(name, args.old_orders) for kind, name in databases.items()]
    print("purchase order below the ladder, confirmed")
    missed = tell(alternate(sides, "below", args.rounds), "below")
    print("purchase order on a ladder of three steps, two approvals")
    missed |= tell(alternate(sides, "ladder", args.rounds), "ladder")
    for side in sides:
        side.cr.close()
    for database in copies.values():
        drop(database)
    sys.exit(missed)


if __name__ == "__main__":
    main()
