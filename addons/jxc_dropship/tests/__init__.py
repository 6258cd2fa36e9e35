from . import test_no_vendor
from . import test_promise
