from . import test_production_date
from . import test_shelf_life
