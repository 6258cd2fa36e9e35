{
    "name": "JXC Drop-ship",
    "summary": "Sell goods that go straight from vendor to customer, and lose no order",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "JXC",
    "website": "https://github.com/jxc-suite/jxc",
    "license": "LGPL-3",
    "depends": ["jxc_core", "stock_dropshipping"],
    "data": [
        "security/jxc_dropship_groups.xml",
        "security/ir.model.access.csv",
        "views/purchase_order_views.xml",
    ],
}
