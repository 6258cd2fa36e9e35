from . import test_ladder
from . import test_purchase_ladder
from . import test_purchase_round
from . import test_purchase_seal
from . import test_life
from . import test_sale
from . import test_approval_js
from . import test_approval_tours
