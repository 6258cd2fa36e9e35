from . import jxc_approval_trail
from . import jxc_approval_trail_pdf
from . import jxc_approval_trail_sheet
