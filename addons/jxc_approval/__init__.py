from . import models
from . import wizard


def uninstall_hook(env):
    """Take the heads of our chains along: a new installation starts new chains."""
    chains = ["jxc.approval.request", "jxc.approval.step"]
    env["jxc.chain.head"].search([("chain", "in", chains)]).unlink()
