{
    "name": "JXC Food Lots",
    "summary": "Expiry counted from the production date, on lots and receipts",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "JXC",
    "website": "https://github.com/jxc-suite/jxc",
    "license": "LGPL-3",
    "depends": ["jxc_core", "product_expiry"],
    "data": [
        "security/jxc_food_lot_groups.xml",
        "security/ir.model.access.csv",
        "views/product_template_views.xml",
        "views/res_config_settings_views.xml",
        "views/stock_lot_views.xml",
        "views/stock_move_views.xml",
    ],
}
