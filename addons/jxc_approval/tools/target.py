"""What a rule about any other kind of document watches, as plain values.

Nothing here knows Odoo.
"""

from dataclasses import dataclass

PREFIX = "other/"


@dataclass(frozen=True)
class Target:
    """The step of a document that a rule of kind "other" keeps shut.

    :param field: name of the watched field, empty when a button is watched
    :param value: what the field must not become: a selection value, an id, or True
    :param method: name of the method behind the button, empty when a field is watched
    """

    field: str = ""
    value: object = None
    method: str = ""

    @property
    def key(self):
        """Return what tells this target from others of its model."""
        return f"{self.field}={self.value}" if self.field else f"{self.method}()"

    @property
    def step(self):
        """Return the gate step, which is the kind of its plain rules as well."""
        return f"{PREFIX}{self.key}"

    def is_reached(self, value):
        """Tell whether a value of the watched field is the one that is kept shut."""
        return bool(self.field) and getattr(value, "id", value) == self.value

    def is_complete(self):
        """Tell whether there is anything to watch."""
        return bool(self.method or (self.field and self.value))


def is_other(step):
    """Tell whether a gate step, or a kind of plain rules, is that of a target."""
    return step.startswith(PREFIX)
