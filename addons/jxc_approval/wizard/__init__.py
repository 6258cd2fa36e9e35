from . import jxc_approval_ask
