from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

OPERATOR = "jxc_core.group_warehouse_operator"


@tagged("post_install", "-at_install")
class TestFlowConcurrency(TransactionCase):
    """Two people take one step of one transfer, in two real transactions."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            warehouse = env["stock.warehouse"].search(
                [("company_id", "=", env.company.id)], limit=1
            )
            product = env["product.product"].create(
                {"name": "Raced Kettle", "is_storable": True}
            )
            env["stock.quant"].create(
                {
                    "product_id": product.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "quantity": 5,
                }
            )
            places = {
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": env.ref("stock.stock_location_customers").id,
            }
            picking = env["stock.picking"].create(
                {"picking_type_id": warehouse.out_type_id.id, **places}
            )
            env["stock.move"].create(
                {
                    "product_id": product.id,
                    "product_uom_qty": 5,
                    "picking_id": picking.id,
                    **places,
                }
            )
            picking.action_confirm()
            picking.action_assign()
            users = [
                new_test_user(env, login=f"raced_{name}", groups=OPERATOR)
                for name in ("ann", "bob", "eve")
            ]
            self.ids = {
                "product": product.id,
                "template": product.product_tmpl_id.id,
                "picking": picking.id,
                "users": [user.id for user in users],
                "partners": [user.partner_id.id for user in users],
            }
        self.addCleanup(self._remove)

    def _remove(self):
        """Take everything out again: nothing may stay."""
        with self.registry.cursor() as cr:
            for query in (
                "DELETE FROM jxc_picking_step WHERE picking_id = %(picking)s",
                "DELETE FROM stock_move_line WHERE product_id = %(product)s",
                "DELETE FROM stock_move WHERE product_id = %(product)s",
                "DELETE FROM stock_picking WHERE id = %(picking)s",
                "DELETE FROM stock_quant WHERE product_id = %(product)s",
                "DELETE FROM mail_message WHERE model = 'stock.picking' "
                "AND res_id = %(picking)s",
            ):
                cr.execute(query, self.ids)
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["product.product"].browse(self.ids["product"]).unlink()
            env["product.template"].browse(self.ids["template"]).exists().unlink()
            env["res.users"].browse(self.ids["users"]).unlink()
            env["res.partner"].browse(self.ids["partners"]).unlink()

    def _act(self, cr, person, action):
        """What `person` (0, 1 or 2) calls, as the server calls it."""
        env = api.Environment(cr, self.ids["users"][person], {})
        picking = env["stock.picking"].browse(self.ids["picking"])
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            retrying(getattr(picking, action), env)

    def _race(self, action, first, second):
        """Both look; the first acts and commits, then the second, as it does."""
        with self.registry.cursor() as one, self.registry.cursor() as other:
            other.execute("SELECT 1 FROM jxc_picking_step")
            self._act(one, first, action)
            one.commit()
            self._act(other, second, action)

    def _get_steps(self):
        """[(kind, id of who took it)] as committed."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            steps = env["stock.picking"].browse(self.ids["picking"]).jxc_step_ids
            return [(step.kind, step.user_id.id) for step in steps]

    def test_of_two_who_pick_one_did(self):
        with self.assertRaisesRegex(UserError, "raced_ann"):
            self._race("action_jxc_pick", 0, 1)
        self.assertEqual(self._get_steps(), [("picked", self.ids["users"][0])])

    def test_of_two_who_check_one_did(self):
        with self.registry.cursor() as cr:
            self._act(cr, 0, "action_jxc_pick")
        with self.assertRaisesRegex(UserError, "raced_bob"):
            self._race("action_jxc_check", 1, 2)
        self.assertEqual(self._get_steps()[1:], [("checked", self.ids["users"][1])])

    def test_goods_that_change_while_they_are_checked_are_not_checked(self):
        with self.registry.cursor() as cr:
            self._act(cr, 0, "action_jxc_pick")
        with self.registry.cursor() as one, self.registry.cursor() as other:
            other.execute("SELECT 1 FROM jxc_picking_step")
            env = api.Environment(one, self.ids["users"][1], {})
            picking = env["stock.picking"].browse(self.ids["picking"])
            picking.move_ids.quantity = 4
            one.commit()
            # Bob changed them, so Eve's check is about what he left.
            self._act(other, 2, "action_jxc_check")
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            picking = env["stock.picking"].browse(self.ids["picking"])
            check = picking.jxc_step_ids.filtered(lambda step: step.kind == "checked")
            self.assertEqual(check.digest, picking._jxc_get_goods_digest())
