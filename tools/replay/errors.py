"""What stops a replay, in words for whoever typed the command."""


class Unreadable(Exception):
    """The file is not of the expected form at all."""


class ReplayError(Exception):
    """A step did not end as it must, or the database is not the right one."""
