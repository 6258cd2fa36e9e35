from . import jxc_workbook
