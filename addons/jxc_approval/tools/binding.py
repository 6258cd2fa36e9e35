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

    def get_parents(self, name, is_gated=False, is_approved=False):
        """Return what the model inherits, in the order of Python's look-up.

        What any document answers stands before a gate that knows no approvals, and
        behind a model without a gate, which knows itself better.

        :param name: the model's own name, None when nothing is defined yet
        :param is_gated: an add-on made it a gated document already
        :param is_approved: an add-on answers what approvals ask of it
        """
        answers = [ANY] if self.is_document and not is_approved else []
        return [
            *([TRIGGER] if self.is_document else []),
            *([LINE] if self.lines else []),
            *(answers if is_gated else []),
            *([name] if name else []),
            *([] if is_gated else answers),
        ]
