from . import jxc_release_wizard
