from . import test_js
from . import test_scan_code
from . import test_scan_lookup
