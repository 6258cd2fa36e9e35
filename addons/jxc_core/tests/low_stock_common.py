from datetime import timedelta

from odoo import Command, fields

from .common import JxcCoreCommon


class LowStockCommon(JxcCoreCommon):
    """Kettles: 100 on hand, at least 20, up to 60, from one vendor only.

    The rule waits for a person (trigger manual), so that the host orders nothing by
    itself. `cls.buyer` is in charge through the vendor.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.buyer = cls.users["buyer"]
        # what is below nothing is told as well
        cls.company.jxc_refuse_negative = False
        cls.buyer.email = "buyer@example.com"
        cls.vendor.buyer_id = cls.buyer
        cls.stock = cls.warehouse.lot_stock_id
        cls.rule = cls._new_rule(cls.product)
        cls.Shortage = cls.env["jxc.shortage"]
        cls.Suggestion = cls.env["jxc.purchase.suggestion"]
        cls.outside = cls.env.ref("stock.stock_location_customers")

    @classmethod
    def _new_rule(cls, product, minimum=20, maximum=60, **kw):
        """A reordering rule at the stock location of the warehouse.

        Made by the administrator: the host deletes those of the superuser, which it
        takes for its own, as soon as they are replenished.
        """
        env = cls.env(user=cls.env.ref("base.user_admin"), su=True)
        rule = env["stock.warehouse.orderpoint"].create(
            {
                "product_id": product.id,
                "warehouse_id": cls.warehouse.id,
                "location_id": cls.warehouse.lot_stock_id.id,
                "product_min_qty": minimum,
                "product_max_qty": maximum,
                "trigger": "manual",
                "company_id": cls.company.id,
                **kw,
            }
        )
        return rule.with_env(cls.env)

    @classmethod
    def _set_stock(cls, qty, product=None, location=None):
        """Leave `qty` on hand, whatever there was."""
        product = product or cls.product
        location = location or cls.stock
        on_hand = sum(
            cls.env["stock.quant"]
            .search(
                [("product_id", "=", product.id), ("location_id", "=", location.id)]
            )
            .mapped("quantity")
        )
        if qty != on_hand:
            cls.env["stock.quant"]._update_available_quantity(
                product, location, qty - on_hand
            )

    @classmethod
    def _move(cls, qty, source, target, product=None, days_ago=0, uom=None, done=True):
        """A stock move, done `days_ago` unless `done` is off."""
        product = product or cls.product
        move = cls.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": qty,
                "product_uom": (uom or product.uom_id).id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "company_id": cls.company.id,
            }
        )
        move._action_confirm()
        if done:
            move.quantity = qty
            move.picked = True
            move._action_done()
            move.date = fields.Datetime.now() - timedelta(days=days_ago)
        return move

    @classmethod
    def _find(cls, rule=None):
        """The figures of one rule, or None when it is not short."""
        rule = rule or cls.rule
        return cls.Shortage._jxc_find(rule.company_id, rule).get(rule.id)

    @classmethod
    def _run(cls, company=None):
        """What the scheduled action does for one company, without its commits."""
        company = company or cls.company
        shortages = cls.Shortage._jxc_refresh(company)
        shortages.filtered("to_tell")._jxc_suggest()
        for buyer in shortages.filtered("to_tell").grouped("buyer_id"):
            cls.Shortage._jxc_tell(company, buyer)
        return shortages

    @classmethod
    def _mails(cls, user=None):
        """Mails waiting for one person."""
        partner = (user or cls.buyer).partner_id
        return cls.env["mail.mail"].search([("recipient_ids", "in", partner.id)])

    @classmethod
    def _activities(cls, user=None):
        """Open shortage activities of one person."""
        return cls.env["mail.activity"].search(
            [
                ("user_id", "=", (user or cls.buyer).id),
                (
                    "activity_type_id",
                    "=",
                    cls.env.ref("jxc_core.mail_activity_data_shortage").id,
                ),
            ]
        )

    @classmethod
    def _new_company(cls, name="Branch"):
        """A second company with a warehouse, a buyer and a short product of its own."""
        company = cls.env["res.company"].create({"name": name})
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        ) or cls.env["stock.warehouse"].create(
            {"name": name, "code": name[:5], "company_id": company.id}
        )
        buyer = cls._new_role_user(
            "buyer",
            login=f"buyer_{name}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            email=f"{name}@example.com",
        )
        product = cls._new_product(
            f"{name} kettle",
            qty=0,
            responsible_id=False,
            company_id=company.id,
            seller_ids=[
                Command.create(
                    {
                        "partner_id": cls.vendor.id,
                        "price": 6,
                        "company_id": company.id,
                        "currency_id": company.currency_id.id,
                    }
                )
            ],
        )
        # The vendor's buyer works for the main company only.
        product.with_company(company).responsible_id = buyer
        rule = cls._new_rule(
            product,
            company_id=company.id,
            warehouse_id=warehouse.id,
            location_id=warehouse.lot_stock_id.id,
        )
        return company, buyer, rule
