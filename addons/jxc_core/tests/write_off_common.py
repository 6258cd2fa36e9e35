import base64
from io import BytesIO

from PIL import Image

from odoo import Command
from odoo.exceptions import UserError

from .common import JxcCoreCommon


class WriteOffCommon(JxcCoreCommon):
    """Kettles cost 6.00; 100 of them are in stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock = cls.warehouse.lot_stock_id
        cls.reason = cls.env.ref("jxc_core.write_off_reason_broken")

    def _draft(self, *rows, role="operator", **vals):
        """Write goods off as a person of that role; rows are (product, pieces, {})."""
        rows = rows or [(self.product, 5, {})]
        (id_,) = self._rpc(
            role,
            "jxc.write.off",
            "create",
            [
                {
                    "reason_id": self.reason.id,
                    "line_ids": [
                        Command.create(
                            {"product_id": product.id, "quantity": pieces, **more}
                        )
                        for product, pieces, more in rows
                    ],
                    **vals,
                }
            ],
        )
        return self.env["jxc.write.off"].browse(id_)

    def _confirm_off(self, document, role="operator"):
        return self._rpc(role, "jxc.write.off", "action_jxc_confirm", document.ids)

    def _book(self, *rows, role="operator", **vals):
        document = self._draft(*rows, role=role, **vals)
        self._confirm_off(document, role)
        self.env.invalidate_all()
        return document

    def _reverse(self, document, role="supervisor"):
        action = self._rpc(role, "jxc.write.off", "action_jxc_reverse", document.ids)
        return self.env["jxc.write.off"].browse(action["res_id"])

    def _on_hand(self, product=None, place=None):
        self.env.invalidate_all()
        product = product or self.product
        return product.with_context(location=(place or self.stock).id).qty_available

    def _refused(self, role, model, method, *args, error=UserError):
        with self.assertRaises(error) as caught, self.env.cr.savepoint():
            self._rpc(role, model, method, *args)
            self.env.flush_all()
        return caught.exception.args[0]

    @staticmethod
    def _new_photo():
        with BytesIO() as output:
            Image.new("RGB", (4, 4), "red").save(output, "PNG")
            return base64.b64encode(output.getvalue()).decode()
