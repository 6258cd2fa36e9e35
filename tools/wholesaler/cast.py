"""Who appears in the demo: staff, customers, vendors. Plain data.

Everything is invented; telephone numbers have the form of real ones and belong to
nobody we know of, mail addresses end in the reserved example.com.
"""

COMPANY = {
    "name": "四海调味品批发有限公司",
    "street": "海椒市街18号",
    "city": "成都市",
    "zip": "610000",
    "phone": "+86 28 8555 0100",
    "email": "info@sihai.example.com",
}

PASSWORD = "demo-jxc"

# login: (name, what the person does, groups)
STAFF = {
    "sales": ("林小满", "销售员", ["jxc_core.group_salesperson"]),
    "salesmgr": ("赵国栋", "销售经理（信用控制）", ["jxc_core.group_sales_manager"]),
    "buyer": ("陈晓梅", "采购员", ["jxc_core.group_buyer"]),
    "purchasemgr": ("孙立新", "采购经理", ["jxc_core.group_purchase_manager"]),
    "keeper": ("周大勇", "仓管员", ["jxc_core.group_warehouse_operator"]),
    "supervisor": ("吴建华", "仓库主管", ["jxc_core.group_warehouse_supervisor"]),
    "clerk": ("刘芳", "门店店员", ["jxc_core.group_warehouse_operator"]),
    "finance": ("郑雅文", "财务（只读）", ["jxc_core.group_finance"]),
    "driver": ("马师傅", "司机", ["jxc_core.group_driver"]),
    "boss": (
        "黄海波",
        "总经理",
        ["jxc_core.group_general_manager", "jxc_approval.group_approval_auditor"],
    ),
    "jxcadmin": (
        "罗志强",
        "JXC 管理员",
        ["jxc_core.group_jxc_admin", "jxc_approval.group_approval_admin"],
    ),
    # JXC's finance role only reads; somebody has to book.
    "account": (
        "何敏",
        "会计",
        ["account.group_account_invoice", "base.group_partner_manager"],
    ),
}

# key: (name, login of its head, logins of its people)
DEPARTMENTS = {
    "sales": ("销售部", "salesmgr", ["sales"]),
    "purchase": ("采购部", "purchasemgr", ["buyer"]),
    "stock": ("仓储部", "supervisor", ["keeper", "driver", "clerk"]),
    "money": ("财务部", "finance", ["account"]),
}

# key: (name, city, phone, credit limit in CNY, days to pay, share of the orders)
CUSTOMERS = {
    "maixiang": ("麦香烘焙连锁有限公司", "成都市", "+86 138 0800 1101", 30000, 30, 5),
    "shuxiang": ("蜀香火锅餐饮有限公司", "成都市", "+86 138 0800 1102", 20000, 30, 4),
    "fumanlou": ("福满楼酒家", "成都市", "+86 138 0800 1103", 15000, 30, 4),
    "chuanwei": ("川味轩酒楼", "德阳市", "+86 138 0800 1104", 12000, 15, 3),
    "jiangnan": ("江南食府", "绵阳市", "+86 138 0800 1105", 8000, 30, 3),
    "canteen": ("锦江大学后勤食堂", "成都市", "+86 138 0800 1106", 40000, 45, 4),
    "xianwei": ("鲜味超市", "成都市", "+86 138 0800 1107", 8000, 15, 3),
    "heping": ("和平早餐店", "成都市", "+86 138 0800 1108", 5000, 15, 2),
    "laowang": ("老王家常菜馆", "资阳市", "+86 138 0800 1109", 5000, 15, 2),
    "ecommerce": ("零库存电商有限公司", "杭州市", "+86 138 0800 1110", 30000, 30, 2),
    "walkin": ("门市散客", "成都市", "+86 138 0800 1111", 0, 0, 3),
}
SHOPS = {
    "maixiang_1": ("麦香烘焙 春熙路店", "春熙路28号", "+86 28 8555 0121"),
    "maixiang_2": ("麦香烘焙 天府广场店", "人民南路一段86号", "+86 28 8555 0122"),
    "maixiang_3": ("麦香烘焙 高新店", "天府大道北段1480号", "+86 28 8555 0123"),
}
# key: (name, city, phone, lead time in days)
VENDORS = {
    "soy": ("川南酿造股份有限公司", "泸州市", "+86 830 855 0201", 5),
    "vinegar": ("保宁醋业销售有限公司", "南充市", "+86 817 855 0202", 7),
    "flour": ("中原面粉集团", "郑州市", "+86 371 8555 0203", 10),
    "spice": ("汉源香料合作社", "雅安市", "+86 835 855 0204", 4),
    "sauce": ("粤海调味食品厂", "佛山市", "+86 757 8555 0205", 12),
}
