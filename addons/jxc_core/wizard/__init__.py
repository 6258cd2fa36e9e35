from . import jxc_release_wizard
from . import stock_return_picking
from . import jxc_transfer_settle
