"""The one exception that a gate raises."""

from odoo.exceptions import UserError


class HoldError(UserError):
    """A document may not take this step now.

    RPC clients find the holds in ``error.data.context["jxc_holds"]``: a list of
    ``{code, sentence, model, id, facts, can_release}``. Everybody else reads the
    sentences as the message.

    :param holds: list of :class:`~odoo.addons.jxc_core.tools.hold.Hold`
    :param releasable: codes that the current user may release
    """

    def __init__(self, holds, releasable=()):
        super().__init__("\n".join(dict.fromkeys(hold.text for hold in holds)))
        self.holds = list(holds)
        # The web client knows by this which dialog to show for a class of ours.
        self.context = {
            "exception_class": "odoo.exceptions.UserError",
            "jxc_holds": [hold.as_dict(hold.code in releasable) for hold in holds],
        }
