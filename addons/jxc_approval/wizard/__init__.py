from . import account_payment_register
from . import jxc_approval_ask
from . import jxc_approval_decide
from . import jxc_approval_try
from . import jxc_approval_try_line
from . import jxc_approval_export
