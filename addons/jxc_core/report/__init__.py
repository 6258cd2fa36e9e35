from . import jxc_paper
from . import jxc_purchase_suggestion_sheet
from . import jxc_workbook
from . import jxc_slip_font
from . import jxc_slip_layout
from . import jxc_slip_draw
from . import jxc_slip_file
