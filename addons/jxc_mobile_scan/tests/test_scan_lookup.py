from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.jxc_core.tests.common import JxcCoreCommon


@tagged("post_install", "-at_install")
class TestScanLookup(JxcCoreCommon):
    """A kettle with a barcode, sold in boxes of six, in a lot, on a shelf."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.barcode = "4006381333931"
        cls.box = cls.env["uom.uom"].create(
            {
                "name": "Box of six",
                "relative_factor": 6,
                "relative_uom_id": cls.product.uom_id.id,
            }
        )
        cls.env["product.uom"].create(
            {
                "product_id": cls.product.id,
                "uom_id": cls.box.id,
                "barcode": "14006381333938",
            }
        )
        cls.tea = cls._new_product("Tea", qty=0, tracking="lot", barcode="96385074")
        cls.lot = cls.env["stock.lot"].create(
            {"name": "L-1", "product_id": cls.tea.id, "company_id": cls.company.id}
        )
        cls.shelf = cls.env["stock.location"].create(
            {
                "name": "Shelf",
                "location_id": cls.warehouse.lot_stock_id.id,
                "barcode": "SHELF-1",
            }
        )

    def _look_up(self, raw, role="operator"):
        """Return [(kind, name)] of what `role` is told about a code."""
        scanner = self.env["jxc.scan"].with_user(self.users[role])
        matches = scanner.look_up(raw)["matches"]
        return [(match["kind"], match["name"]) for match in matches]

    def test_a_product_is_found_by_every_spelling_of_its_number(self):
        for raw in (
            "4006381333931",
            "04006381333931",
            "4006381333931\r",
            "]E04006381333931",
        ):
            with self.subTest(raw):
                self.assertEqual(self._look_up(raw), [("product", "Kettle")])

    def test_a_product_stored_without_its_leading_zero_is_found(self):
        self.product.barcode = "036000291452"
        self.assertEqual(self._look_up("0036000291452"), [("product", "Kettle")])

    def test_what_is_on_hand_is_told_to_the_warehouse(self):
        scanner = self.env["jxc.scan"].with_user(self.users["operator"])
        match = scanner.look_up("4006381333931")["matches"][0]
        self.assertIn("100", match["detail"])
        self.assertEqual(
            (match["model"], match["id"]), ("product.product", self.product.id)
        )

    def test_a_packaging_opens_its_product_and_tells_its_content(self):
        scanner = self.env["jxc.scan"].with_user(self.users["operator"])
        match = scanner.look_up("14006381333938")["matches"][0]
        self.assertEqual((match["kind"], match["name"]), ("packaging", "Kettle"))
        self.assertIn("Box of six of 6", match["detail"])

    def test_lots_locations_packages_and_transfers_are_found(self):
        package = self.env["stock.package"].create({"name": "340123450000000000"})
        picking = self.env["stock.picking"].create(
            {"picking_type_id": self.warehouse.in_type_id.id}
        )
        for raw, expected in (
            ("L-1", ("lot", "L-1")),
            ("shelf-1", ("location", self.shelf.display_name)),
            ("00340123450000000000", ("package", package.display_name)),
            (picking.name.lower(), ("picking", picking.name)),
        ):
            with self.subTest(raw):
                self.assertIn(expected, self._look_up(raw))

    def test_a_gs1_code_finds_the_article_and_its_lot_only(self):
        other = self._new_product("Coffee", qty=0, tracking="lot")
        self.env["stock.lot"].create({"name": "L-1", "product_id": other.id})
        matches = self._look_up("(01)00000096385074(10)L-1")
        self.assertEqual(matches, [("product", "Tea"), ("lot", "L-1")])

    def test_an_internal_reference_finds_the_product(self):
        self.product.default_code = "KET-01"
        self.assertIn("product", dict(self._look_up("ket-01")))

    def test_wildcards_in_a_code_find_nothing(self):
        for raw in ("%", "%%%", "L_1", "SHELF%"):
            self.assertEqual(self._look_up(raw), [])

    def test_an_unknown_code_finds_nothing(self):
        self.assertEqual(self._look_up("no such code"), [])

    def test_what_is_no_code_is_refused_in_a_sentence(self):
        for raw in ("", None, 5, "x" * 501):
            with self.assertRaisesRegex(UserError, "Scan the code again"):
                self.env["jxc.scan"].look_up(raw)

    def test_a_scan_shows_no_more_than_the_role_may_read(self):
        picking = self.env["stock.picking"].create(
            {"picking_type_id": self.warehouse.in_type_id.id}
        )
        portal = self.env["res.users"].create(
            {
                "name": "Customer",
                "login": "jxc_scan_portal",
                "group_ids": [(6, 0, [self.env.ref("base.group_portal").id])],
            }
        )
        for raw in (picking.name, "L-1", "SHELF-1", "4006381333931"):
            scanner = self.env["jxc.scan"].with_user(portal)
            self.assertEqual(scanner.look_up(raw)["matches"], [])

    def test_another_companys_records_stay_hidden(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.lot.copy({"name": "L-2", "company_id": other.id})
        self.assertEqual(self._look_up("L-2"), [])
