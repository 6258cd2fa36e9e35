from . import purchase_order
from . import purchase_order_line
from . import sale_order
from . import sale_order_line
