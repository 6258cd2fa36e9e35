{
    "name": "JXC Core",
    "summary": "Roles, credit limits, low stock and the gates a trader's documents pass",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "JXC",
    "website": "https://github.com/jxc-suite/jxc",
    "license": "LGPL-3",
    "depends": ["sale_management", "sale_stock", "purchase_stock", "phone_validation"],
    "external_dependencies": {"python": ["phonenumbers", "xlsxwriter"]},
    "data": [
        "security/jxc_core_groups.xml",
        "security/ir.model.access.csv",
    ],
    "application": True,
}
