from datetime import date, datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.jxc_core.tests.common import JxcCoreCommon

EXPIRY = datetime(2019, 11, 30, 15, 59, 59)


@tagged("post_install", "-at_install")
class TestProductionDate(JxcCoreCommon):
    """Milk of 30 days in Shanghai, the production day counts: 1 to 30 November."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.company.jxc_shelf_first_day = True
        cls.milk = cls._new_product(
            "Milk",
            qty=0,
            tracking="lot",
            use_expiration_date=True,
            expiration_time=30,
            jxc_shelf_life=30,
        )
        cls.operator = cls.users["operator"]
        cls.keeper = new_test_user(
            cls.env, "jxc_food_keeper", groups="stock.group_stock_user"
        )
        cls.officer = new_test_user(
            cls.env, "jxc_food_officer", groups="jxc_food_lot.group_food_officer"
        )

    def _new_lot(self, name="L1", product=None, **vals):
        product = product or self.milk
        return (
            self.env["stock.lot"]
            .with_user(self.operator)
            .create({"name": name, "product_id": product.id, **vals})
            .with_user(self.keeper)
        )

    def _receive(self, lines):
        """Receive one piece per dict in `lines` from the vendor, as an operator."""
        kind = self.warehouse.in_type_id
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "location_id": self.vendor.property_stock_supplier.id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.milk.id,
                            "product_uom_qty": len(lines),
                            "location_id": self.vendor.property_stock_supplier.id,
                            "location_dest_id": self.warehouse.lot_stock_id.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        move = picking.move_ids
        move.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            [
                {
                    "move_id": move.id,
                    "picking_id": picking.id,
                    "product_id": self.milk.id,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "quantity": 1,
                    "picked": True,
                    **line,
                }
                for line in lines
            ]
        )
        with freeze_time("2019-11-02 08:00:00"):
            picking.with_user(self.operator).button_validate()
        self.assertEqual(picking.state, "done")
        return picking.move_line_ids.sorted("id")

    def test_the_expiry_is_counted_from_the_production_date(self):
        lot = self._new_lot(jxc_production_date="2019-11-01")
        self.assertEqual(lot.expiration_date, EXPIRY)

    def test_the_company_says_whether_the_production_day_counts(self):
        self.company.jxc_shelf_first_day = False
        lot = self._new_lot(jxc_production_date="2019-11-01")
        self.assertEqual(lot.expiration_date, datetime(2019, 12, 1, 15, 59, 59))

    def test_each_company_counts_its_own_way(self):
        other = self.env["res.company"].create({"name": "Tokyo Branch"})
        other.partner_id.tz = "Asia/Tokyo"
        other.jxc_shelf_first_day = False
        self.env.user.company_ids |= other
        lots = self.env["stock.lot"].create(
            [
                {
                    "name": "L1",
                    "product_id": self.milk.id,
                    "company_id": company.id,
                    "jxc_production_date": "2019-11-01",
                }
                for company in (self.company, other)
            ]
        )
        self.assertEqual(
            lots.mapped("expiration_date"), [EXPIRY, datetime(2019, 12, 1, 14, 59, 59)]
        )

    def test_the_lot_is_sellable_through_its_last_day_and_not_after(self):
        lot = self._new_lot(jxc_production_date="2019-11-01")
        for moment, expired in (
            ("2019-11-30 15:59:58", False),
            ("2019-11-30 16:00:00", True),
        ):
            with self.subTest(moment), freeze_time(moment):
                lot.invalidate_recordset(["product_expiry_alert"])
                self.assertEqual(lot.product_expiry_alert, expired)

    def test_an_expiry_alone_gives_the_production_date(self):
        lot = self._new_lot(expiration_date="2019-11-30 10:00:00")
        self.assertEqual(lot.jxc_production_date, date(2019, 11, 1))

    def test_two_typed_dates_are_both_kept(self):
        lot = self._new_lot(
            jxc_production_date="2019-11-01", expiration_date="2019-11-20 10:00:00"
        )
        self.assertEqual(lot.jxc_production_date, date(2019, 11, 1))
        self.assertEqual(lot.expiration_date, datetime(2019, 11, 20, 10))

    def test_a_lot_without_dates_keeps_the_default_and_claims_no_production(self):
        with freeze_time("2019-11-01 08:00:00"):
            lot = self._new_lot()
            self.assertEqual(lot.expiration_date.date(), date(2019, 12, 1))
        self.assertFalse(lot.jxc_production_date)

    def test_a_product_without_shelf_life_keeps_what_is_typed(self):
        self.milk.jxc_shelf_life = 0
        lot = self._new_lot(expiration_date="2019-11-30 10:00:00")
        self.assertFalse(lot.jxc_production_date)
        lot = self._new_lot("L2", jxc_production_date="2019-11-01")
        self.assertEqual(lot.jxc_production_date, date(2019, 11, 1))

    def test_a_date_written_later_counts_too_for_many_lots_at_once(self):
        beer = self._new_product(
            "Beer",
            qty=0,
            tracking="lot",
            use_expiration_date=True,
            jxc_shelf_life=1,
            jxc_shelf_life_unit="year",
        )
        lots = self._new_lot() | self._new_lot(product=beer)
        lots.write({"jxc_production_date": "2019-11-01"})
        self.assertEqual(
            lots.mapped("expiration_date"), [EXPIRY, datetime(2020, 10, 31, 15, 59, 59)]
        )

    def test_a_new_expiry_does_not_move_a_known_production_date(self):
        lot = self._new_lot(jxc_production_date="2019-11-01")
        lot.expiration_date = "2019-11-25 10:00:00"
        self.assertEqual(lot.jxc_production_date, date(2019, 11, 1))

    def test_a_year_beyond_the_calendar_is_told(self):
        with self.assertRaisesRegex(UserError, "Milk.*calendar"):
            self._new_lot(jxc_production_date="9999-12-31")

    def test_the_button_counts_a_missing_production_date_back(self):
        lot = self._new_lot()
        lot.write({"expiration_date": EXPIRY, "jxc_production_date": False})
        lot.action_jxc_count_back()
        self.assertEqual(lot.jxc_production_date, date(2019, 11, 1))
        self.assertEqual(lot.expiration_date, EXPIRY)
        with self.assertRaises(UserError):
            lot.action_jxc_count_back()

    def test_the_form_shows_the_expiry_while_typing(self):
        form = Form(self.env["stock.lot"])
        form.name = "L9"
        form.product_id = self.milk
        form.jxc_production_date = date(2019, 11, 1)
        self.assertEqual(form.expiration_date, EXPIRY)
        self.assertEqual(form.save().jxc_production_date, date(2019, 11, 1))

    def test_the_product_form_gives_the_hosts_default_the_same_length(self):
        with Form(self.milk.product_tmpl_id) as form:
            form.jxc_shelf_life = 6
            form.jxc_shelf_life_unit = "month"
        self.assertEqual(self.milk.expiration_time, 180)

    def test_the_date_typed_on_receipt_reaches_the_new_lot(self):
        with_date, without = self._receive(
            [
                {"lot_name": "A", "jxc_production_date": "2019-11-01"},
                {"lot_name": "B"},
            ]
        )
        self.assertEqual(with_date.lot_id.expiration_date, EXPIRY)
        self.assertEqual(with_date.lot_id.jxc_production_date, date(2019, 11, 1))
        self.assertEqual(with_date.expiration_date, EXPIRY)
        self.assertFalse(without.lot_id.jxc_production_date)
        self.assertTrue(without.lot_id.expiration_date)

    def test_a_keeper_may_not_change_the_dates_of_goods_that_arrived(self):
        lot = self._receive(
            [{"lot_name": "A", "jxc_production_date": "2019-11-01"}]
        ).lot_id.with_user(self.keeper)
        for vals in (
            {"jxc_production_date": "2019-12-01"},
            {"expiration_date": "2020-01-01 00:00:00"},
            {"jxc_production_date": False},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                lot.write(vals)
        lot.write({"jxc_production_date": "2019-11-01", "ref": "X"})
        self.assertEqual(lot.ref, "X")

    def test_a_keeper_may_fill_in_a_date_that_is_missing(self):
        lot = self._receive([{"lot_name": "A"}]).lot_id.with_user(self.keeper)
        with self.assertRaises(AccessError):
            lot.expiration_date = EXPIRY
        self.milk.jxc_shelf_life = 0
        lot.jxc_production_date = "2019-11-01"
        self.assertEqual(lot.jxc_production_date, date(2019, 11, 1))

    def test_the_food_safety_officer_may_correct_dates(self):
        lot = self._receive(
            [{"lot_name": "A", "jxc_production_date": "2019-11-01"}]
        ).lot_id.with_user(self.officer)
        lot.jxc_production_date = "2019-10-31"
        self.assertEqual(lot.expiration_date, datetime(2019, 11, 29, 15, 59, 59))
