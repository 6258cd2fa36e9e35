from . import portal
from . import jxc_workbook
