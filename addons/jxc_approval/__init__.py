from . import controllers
from . import models
from . import report
from . import wizard


def post_init_hook(env):
    """Switch the ladder on where nobody has bought or sold yet.

    A company that has used the host already finds every rule switched off, with an
    activity that offers to try the ladder on real orders first.
    """
    env["jxc.approval.rule"]._jxc_start_out()


def uninstall_hook(env):
    """Take along what the host would forget.

    Those are the heads of our chains (a new installation starts new ones) and the
    names that the host gives, in its own name, to choices of our models' mixins.
    """
    env["jxc.chain.head"].search([("chain", "=", "jxc.approval.act")]).unlink()
    env["ir.model.data"].search(
        [
            ("module", "=", "mail"),
            ("model", "=", "ir.model.fields.selection"),
            ("name", "=like", "selection__jxc_approval_%"),
        ]
    ).unlink()
