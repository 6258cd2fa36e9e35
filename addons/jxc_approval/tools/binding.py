"""What rules about other documents make of a model, as a plain value.

Nothing here knows Odoo.
"""

from dataclasses import dataclass

TRIGGER, ANY, LINE = "jxc.gate.trigger", "jxc.gate.any", "jxc.gate.line"


@dataclass(frozen=True)
class Binding:
    """What rules about other documents make of one model.

    :param is_document: a step of its records is kept shut
    :param methods: names of the methods that are kept shut
    :param lines: its many2one fields to documents whose lines its records are
    """

    is_document: bool
    methods: tuple = ()
    lines: tuple = ()

    def get_parents(self, name, is_gated):
        """Return what the model inherits, in the order of Python's look-up.

        :param name: the model's own name, None when nothing is defined yet
        :param is_gated: an add-on made it a gated document already
        """
        return [
            *([TRIGGER] if self.is_document else []),
            *([LINE] if self.lines else []),
            *([name] if name else []),
            *([ANY] if self.is_document and not is_gated else []),
        ]
