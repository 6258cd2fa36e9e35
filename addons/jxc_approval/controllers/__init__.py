from . import jxc_approval_trail
