{
    "name": "JXC Mobile Scan",
    "summary": "Scan any code on a phone and see what it is",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "JXC",
    "website": "https://github.com/jxc-suite/jxc",
    "license": "LGPL-3",
    "depends": ["jxc_core", "barcodes", "stock"],
    "data": [
        "security/jxc_mobile_scan_groups.xml",
        "views/jxc_scan_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["jxc_mobile_scan/static/src/**/*"],
        "web.assets_unit_tests": ["jxc_mobile_scan/static/tests/*.test.js"],
        "web.assets_tests": ["jxc_mobile_scan/static/tests/tours/*.js"],
    },
}
