"""Moves the host's clock to the moments of the file, and still tells real time."""

from contextlib import contextmanager

import freezegun


@contextmanager
def replayed_clock(start):
    """Yield a function that sets the process's clock to a moment (a datetime).

    The database's own clock is not moved: create and write dates stay real.
    """
    with freezegun.freeze_time(start) as frozen:
        yield frozen.move_to


def seconds():
    """Return real seconds that only ever grow, whatever the clock was set to."""
    # Looked up each time: a name imported here would be frozen like any other.
    return freezegun.api.real_monotonic()
