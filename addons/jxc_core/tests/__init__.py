from . import test_roles_sales
from . import test_roles_purchase
from . import test_roles_warehouse
from . import test_roles_prices
from . import test_roles_driver
from . import test_roles_finance
from . import test_roles_screens
