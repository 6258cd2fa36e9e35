{
    "name": "JXC Approval",
    "summary": "Ask for the release of a held document, and keep who asked and why",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "JXC",
    "website": "https://github.com/jxc-suite/jxc",
    "license": "LGPL-3",
    "depends": ["jxc_core"],
    "data": [
        "security/jxc_approval_groups.xml",
        "security/ir.model.access.csv",
        "security/jxc_approval_rules.xml",
        "wizard/jxc_approval_ask_views.xml",
        "views/jxc_approval_request_views.xml",
        "views/sale_order_views.xml",
    ],
    "uninstall_hook": "uninstall_hook",
}
