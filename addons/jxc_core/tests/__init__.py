from . import test_credit_concurrency
from . import test_credit_exposure
from . import test_credit_limit
from . import test_gate
from . import test_gate_rpc
from . import test_low_stock
from . import test_reorder
from . import test_workbook
