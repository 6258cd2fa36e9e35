import logging

from odoo.tools import SQL, split_every

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


def pre_init_hook(env):
    """Give every order its debtor by one statement, and no open amount yet.

    The columns are there before the host looks, so it does not compute ten years of
    orders one by one; `post_init_hook` computes those that are still open.
    """
    env.cr.execute(
        SQL(
            """
            ALTER TABLE sale_order
                ADD COLUMN IF NOT EXISTS jxc_debtor_id int4,
                ADD COLUMN IF NOT EXISTS jxc_open_amount numeric
            """
        )
    )
    env.cr.execute(
        SQL(
            """
            UPDATE sale_order
               SET jxc_debtor_id = debtor.commercial_partner_id
              FROM res_partner debtor
             WHERE debtor.id = sale_order.partner_invoice_id
            """
        )
    )


def post_init_hook(env):
    """Compute what is open of the orders that were confirmed before JXC came."""
    orders = env["sale.order"].search(
        [("state", "=", "sale"), ("invoice_status", "!=", "invoiced")]
    )
    field = env["sale.order"]._fields["jxc_open_amount"]
    for ids in split_every(1000, orders.ids):
        batch = env["sale.order"].browse(ids)
        env.add_to_compute(field, batch)
        batch.flush_recordset(["jxc_open_amount"])
        batch.invalidate_recordset()


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
    # The host names, in its own name, the choices that our documents have of its
    # activities, and would forget these names.
    env["ir.model.data"].search(
        [
            ("module", "=", "mail"),
            ("model", "=", "ir.model.fields.selection"),
            ("name", "=like", "selection__jxc_%"),
        ]
    ).unlink()
