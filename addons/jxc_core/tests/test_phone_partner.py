from odoo.exceptions import ValidationError
from odoo.http import Request
from odoo.tests import Form, HttpCase, TransactionCase, new_test_user, tagged


class PhoneCase(TransactionCase):
    """A company in China; the German customer's numbers are read as German."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.china = cls.env.ref("base.cn")
        cls.germany = cls.env.ref("base.de")
        cls.company = cls.env["res.company"].create(
            {"name": "Shanghai Trade", "country_id": cls.china.id}
        )
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.company.ids)
        )
        cls.salesperson = new_test_user(
            cls.env,
            "phone_sales",
            groups="jxc_core.group_salesperson,base.group_partner_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.partners = (
            cls.env["res.partner"]
            .with_user(cls.salesperson)
            .with_context(allowed_company_ids=cls.company.ids)
        )

    def _new(self, phone, **vals):
        return self.partners.create({"name": "Corner Shop", "phone": phone, **vals})


@tagged("post_install", "-at_install")
class TestPhonePartner(PhoneCase):
    def test_a_number_is_stored_as_e164_and_shown_nationally(self):
        partner = self._new("138-1234-5678")
        self.assertEqual(partner.phone, "+8613812345678")
        self.assertEqual(partner.jxc_phone_display, "138 1234 5678")
        self.assertEqual(partner.phone_sanitized, "+8613812345678")

    def test_foreign_numbers_are_shown_with_their_country_code(self):
        partner = self._new("030 901820", country_id=self.germany.id)
        self.assertEqual(partner.phone, "+4930901820")
        self.assertEqual(partner.jxc_phone_display, "+49 30 901820")

    def test_a_contact_without_country_takes_that_of_its_company(self):
        parent = self.partners.create(
            {"name": "Laden", "is_company": True, "country_id": self.germany.id}
        )
        contact = self._new("030 901820", parent_id=parent.id, type="other")
        self.assertEqual(contact.phone, "+4930901820")

    def test_the_extension_is_kept_beside_the_number(self):
        partner = self._new("021-12345678 转 801")
        self.assertEqual(partner.phone, "+862112345678")
        self.assertEqual(partner.jxc_phone_extension, "801")
        self.assertEqual(partner.jxc_phone_display, "021 1234 5678 ext. 801")

    def test_the_same_number_typed_again_keeps_its_extension(self):
        partner = self._new("021-12345678 转 801")
        partner.phone = "021 1234 5678"
        self.assertEqual(partner.jxc_phone_extension, "801")

    def test_another_number_drops_the_old_extension(self):
        partner = self._new("021-12345678 转 801")
        partner.phone = "13812345678"
        self.assertFalse(partner.jxc_phone_extension)

    def test_emptying_the_number_is_allowed(self):
        partner = self._new("13812345678")
        partner.phone = ""
        self.assertFalse(partner.phone)

    def test_an_impossible_number_is_refused_in_a_clear_sentence(self):
        with self.assertRaises(ValidationError) as refusal:
            self._new("138")
        sentence = str(refusal.exception)
        self.assertIn("Corner Shop", sentence)
        self.assertIn("“138”", sentence)
        self.assertIn("too few digits", sentence)
        self.assertIn("area code", sentence)

    def test_text_and_two_numbers_are_refused_so_that_nothing_is_lost(self):
        for typed in ("13812345678 王经理", "13812345678/13912345678"):
            with self.subTest(typed), self.assertRaises(ValidationError):
                self._new(typed)

    def test_writing_an_impossible_number_changes_nothing(self):
        partner = self._new("13812345678")
        with self.assertRaises(ValidationError):
            partner.write({"phone": "12", "ref": "X"})
        self.assertEqual(partner.phone, "+8613812345678")

    def test_one_write_reads_the_number_in_each_partners_country(self):
        here = self._new(False)
        there = self._new(False, country_id=self.germany.id)
        (here | there).write({"phone": "030 901820"})
        self.assertEqual(here.phone, "+8630901820")
        self.assertEqual(there.phone, "+4930901820")

    def test_a_batch_with_one_impossible_number_is_refused_whole(self):
        with self.assertRaisesRegex(ValidationError, "Second"):
            self.partners.create(
                [
                    {"name": "First", "phone": "13812345678"},
                    {"name": "Second", "phone": "13"},
                ]
            )

    def test_a_default_in_the_context_opens_no_gate(self):
        partners = self.partners.with_context(default_phone="138 1234 5678")
        self.assertEqual(partners.create({"name": "A"}).phone, "+8613812345678")
        with self.assertRaises(ValidationError):
            self.partners.with_context(default_phone="12").create({"name": "A"})

    def test_the_import_names_the_row_of_an_impossible_number(self):
        result = self.partners.load(
            ["name", "phone"],
            [["First", "138 1234 5678"], ["Second", "12"], ["Third", "95588x"]],
        )
        self.assertFalse(result["ids"])
        told = {message["record"]: message["message"] for message in result["messages"]}
        self.assertIn("Second", told[1])
        self.assertIn("Third", told[2])

    def test_a_company_may_accept_what_it_cannot_read(self):
        self.company.jxc_phone_check = False
        partner = self._new("ask at the gate")
        self.assertEqual(partner.phone, "ask at the gate")
        self.assertEqual(self._new("138 1234 5678").phone, "+8613812345678")

    def test_the_rule_is_that_of_the_contacts_own_company(self):
        other = self.env["res.company"].create({"name": "Lax", "country_id": False})
        other.jxc_phone_check = False
        self.env.user.company_ids |= other
        partner = self.env["res.partner"].create(
            {"name": "A", "company_id": other.id, "phone": "none"}
        )
        self.assertEqual(partner.phone, "none")
        with self.assertRaises(ValidationError):
            self.env["res.partner"].create({"name": "B", "phone": "none"})

    def test_short_codes_follow_the_setting(self):
        with self.assertRaises(ValidationError):
            self._new("95588")
        self.company.jxc_phone_short_codes = True
        partner = self._new("95588")
        self.assertEqual((partner.phone, partner.jxc_phone_display), ("95588",) * 2)

    def test_a_company_without_country_keeps_the_number_as_typed(self):
        self.company.country_id = False
        self.assertEqual(self._new("62345678").phone, "62345678")
        self.assertEqual(self._new("+8613812345678").phone, "+8613812345678")

    def test_a_wrong_or_second_extension_is_refused(self):
        partner = self._new("021-12345678")
        with self.assertRaises(ValidationError):
            partner.jxc_phone_extension = "eight"
        with self.assertRaises(ValidationError):
            partner.write({"phone": "021-12345678 转 1", "jxc_phone_extension": "2"})
        partner.jxc_phone_extension = "转 802"
        self.assertEqual(partner.jxc_phone_extension, "802")

    def test_a_number_not_in_use_is_kept_and_marked(self):
        self.assertTrue(self._new("1381234567").jxc_phone_doubtful)
        self.assertFalse(self._new("13812345678").jxc_phone_doubtful)

    def test_the_form_moves_the_extension_while_typing(self):
        with Form(self.partners) as form:
            form.name = "Corner Shop"
            form.phone = "021-12345678 转 801"
            self.assertEqual(form.jxc_phone_extension, "801")
        partner = form.save()
        self.assertEqual(partner.phone, "+862112345678")
        self.assertEqual(partner.jxc_phone_extension, "801")

    def test_a_copy_keeps_number_and_extension(self):
        copy = self._new("021-12345678 转 801").copy()
        self.assertEqual(copy.phone, "+862112345678")
        self.assertEqual(copy.jxc_phone_extension, "801")

    def test_any_typed_form_finds_the_partner(self):
        partner = self._new("021-12345678 转 801")
        for typed in (
            "021-12345678",
            "(021) 1234 5678",
            "０２１１２３４５６７８",
            "+86 21 1234 5678",
            "0086 21 12345678",
            "021-12345678 转 801",
            "021-123456",
            "12345678",
        ):
            with self.subTest(typed):
                found = self.partners.search([("phone_mobile_search", "ilike", typed)])
                self.assertIn(partner, found)
                names = dict(self.partners.name_search(typed))
                self.assertIn(partner.id, names)

    def test_a_name_is_not_taken_for_a_number(self):
        self._new("13812345678")
        self.assertFalse(self.partners.name_search("No such shop"))

    def test_an_imported_document_finds_the_number_in_any_form(self):
        partner = self._new("021-12345678")
        found = self.partners._retrieve_partner(phone="(021) 1234 5678")
        self.assertEqual(found, partner)

    def test_the_printed_address_shows_the_national_form(self):
        partner = self._new("138-1234-5678")
        html = self.env["ir.qweb.field.contact"].value_to_html(
            partner, {"fields": ["name", "phone"]}
        )
        self.assertIn(">138 1234 5678<", html)


@tagged("post_install", "-at_install")
class TestPhonePortal(HttpCase):
    """A customer who types nonsense into the address form is told at the field."""

    def test_the_address_form_says_why_a_number_is_refused(self):
        user = new_test_user(
            self.env,
            "phone_portal",
            groups="base.group_portal",
            email="portal@example.com",
        )
        user.partner_id.country_id = self.env.ref("base.cn")
        self.authenticate("phone_portal", "phone_portal")
        form = {
            "csrf_token": Request.csrf_token(self),
            "partner_id": user.partner_id.id,
            "address_type": "billing",
            "name": user.name,
            "email": user.email,
            "street": "1 Nanjing Road",
            "city": "Shanghai",
            "zip": "200000",
            "country_id": self.env.ref("base.cn").id,
            "state_id": self.env.ref("base.state_cn_SH").id,
        }
        refused = self.url_open(
            "/my/address/submit", data=form | {"phone": "12"}, method="POST"
        )
        self.assertIn("phone", refused.json()["invalid_fields"])
        self.assertIn("too few digits", " ".join(refused.json()["messages"]))
        accepted = self.url_open(
            "/my/address/submit",
            data=form | {"phone": "138 1234 5678"},
            method="POST",
        )
        self.assertNotIn("messages", accepted.json())
        self.assertEqual(user.partner_id.phone, "+8613812345678")
