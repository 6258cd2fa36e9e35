from . import jxc_backdate_wizard
from . import jxc_release_wizard
from . import jxc_reversal_wizard
from . import stock_return_picking
from . import stock_return_picking_line
from . import stock_return_picking_return
from . import stock_return_picking_paper
from . import jxc_transfer_settle
