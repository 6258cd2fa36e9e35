from odoo import models
from odoo.exceptions import AccessError


# One subject a file.
class StockQuant(models.Model):
    """Relocating puts goods elsewhere in their warehouse; it is no shipment.

    The host relocates from lists, lots and packages to any place at all: to customers,
    to where losses are booked, to other warehouses, each without its paper.
    """

    _inherit = "stock.quant"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    def _jxc_check_may_relocate(self, target):
        """Refuse to relocate these goods out of their warehouse.

        :param target: the location they are to be put in
        :raise AccessError: names the goods, the place and what to use instead
        """
        if self.env.su:
            return
        # sudo: a place may be another warehouse's, out of sight of whoever relocates.
        for quant in self.sudo():
            place, target = quant.location_id, target.sudo()
            stays = {place.usage, target.usage} == {"internal"} and (
                place.warehouse_id == target.warehouse_id
                and place.company_id == target.company_id
            )
            if place != target and not stays:
                raise AccessError(
                    self.env._(
                        "%(product)s is not relocated from %(place)s to %(target)s: "
                        "goods are relocated within their warehouse. Make a delivery, "
                        "a receipt, a return, a write-off or a transfer between "
                        "warehouses.",
                        product=quant.product_id.display_name,
                        place=place.display_name,
                        target=target.display_name,
                    )
                )

    # === HOST HOOKS ===
    def move_quants(
        self,
        location_dest_id=False,
        package_dest_id=False,
        message=False,
        unpack=False,
        up_to_parent_packages=False,
    ):
        """Every way to relocate stock ends here."""
        if location_dest_id:
            self._jxc_check_may_relocate(location_dest_id)
        return super().move_quants(
            location_dest_id=location_dest_id,
            package_dest_id=package_dest_id,
            message=message,
            unpack=unpack,
            up_to_parent_packages=up_to_parent_packages,
        )
