from . import jxc_approval_ask
from . import jxc_approval_decide
