from . import portal
from . import jxc_slip
from . import jxc_workbook
from . import jxc_stock_workbook
