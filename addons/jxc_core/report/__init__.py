from . import jxc_paper
from . import jxc_purchase_suggestion_sheet
from . import jxc_workbook
from . import jxc_record_sheet
