from . import jxc_release_wizard
from . import stock_return_picking
from . import stock_return_picking_return
