import logging

_logger = logging.getLogger(__name__)

# Host access row -> what `security/jxc_core_host_access.xml` changed, as it was.
HOST_ACCESS = {
    "stock.access_stock_move_line_all": "wcu",
    "stock.access_stock_reference": "wc",
    "sale_stock.access_stock_picking_salesman": "c",
    "sale_stock.access_stock_move_salesman": "c",
    "sale_stock.access_stock_picking_sales": "cu",
    "sale_stock.access_stock_move_manager": "cu",
    "purchase_stock.access_stock_picking_purchase_user": "cu",
    "purchase_stock.access_stock_move_purchase_user": "c",
    "purchase_stock.access_stock_picking_purchase_user_manager": "cu",
    "purchase_stock.access_stock_move_purchase_user_manager": "cu",
    "stock_account.access_stock_picking_invoicing_payments": "c",
    "stock_account.access_stock_move_invoicing_payments": "c",
    "sale_stock.access_sale_order_stock_worker": "w",
    "sale_stock.access_sale_order_line_stock_worker": "w",
    "product.access_product_supplierinfo_user": "group",
    "product.access_product_pricelist_user": "group",
    "product.access_product_pricelist_item_user": "group",
}
PERMISSIONS = {"w": "perm_write", "c": "perm_create", "u": "perm_unlink"}


def uninstall_hook(env):
    """Give the host's own groups back the rights the roles took from them."""
    everyone = env.ref("base.group_user").id
    for xmlid, taken in HOST_ACCESS.items():
        row = env.ref(xmlid, raise_if_not_found=False)
        if not row:
            _logger.info("Access row %s is gone, nothing to give back.", xmlid)
        elif taken == "group":
            row.group_id = everyone
        else:
            row.write({PERMISSIONS[letter]: True for letter in taken})
