from . import jxc_approval_request
from . import jxc_approval_step
from . import jxc_gate
