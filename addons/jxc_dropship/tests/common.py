from odoo.addons.jxc_core.tests.common import JxcCoreCommon


class DropshipCommon(JxcCoreCommon):
    """A trader without stock: kettles go from Kettle Works to the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.route = cls.env.ref("stock_dropshipping.route_drop_shipping")
        cls.kettle = cls._new_product("Direct Kettle", qty=0, route_ids=cls.route.ids)
        cls.orphan = cls._new_product(
            "Orphan", qty=0, route_ids=cls.route.ids, seller_ids=False
        )
        cls.manager = cls._new_manager()

    @classmethod
    def _new_manager(cls):
        """A user with the role of this add-on and no other."""
        user = cls._new_role_user(login="jxc_dropship_manager")
        user.group_ids |= cls.env.ref("jxc_dropship.group_dropship_manager")
        return user

    def _order_of(self, product, **kw):
        """A salesperson's own quotation of one piece of `product`."""
        return self._new_order(user=self.users["salesperson"], product=product, **kw)
