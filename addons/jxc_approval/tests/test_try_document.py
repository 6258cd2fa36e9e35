from odoo import Command, fields
from odoo.tests import tagged

from .try_common import TryCommon


@tagged("post_install", "-at_install")
class TestTryDocument(TryCommon):
    """Who would have to approve one document, and why, before the rule is on."""

    def test_a_small_order_needs_nobody(self):
        trial = self._explain(self._buy(5000, confirm=False))
        self.assertEqual((self._asked(trial), trial["asks"]), ([], False))
        self.assertIn("nobody would have to approve", trial["headline"])

    def test_a_cent_over_the_threshold_asks_the_first_step(self):
        trial = self._explain(self._buy(5000.01, confirm=False))
        self.assertEqual(self._asked(trial), ["Department manager"])

    def test_a_large_order_asks_both_and_names_the_people(self):
        trial = self._explain(self._buy(20000.01, confirm=False))
        self.assertEqual(
            [(step["number"], step["people"], step["why"]) for step in trial["steps"]],
            [
                (1, self.users["purchase_manager"].name, "named in the rule"),
                (2, self.users["general_manager"].name, "named in the rule"),
            ],
        )

    def test_it_says_what_the_rule_then_does(self):
        orders = [self._buy(total, confirm=False) for total in (5000, 6000, 26000)]
        said = [self._asked(self._explain(order)) for order in orders]
        self.ladder.active = True
        for order in orders:
            self._rpc("buyer", "purchase.order", "button_confirm", order.ids)
        done = [self._pending(order).task_ids.mapped("name") for order in orders]
        self.assertEqual(said, done)

    def test_a_rule_that_is_on_is_tried_as_well(self):
        self.ladder.active = True
        trial = self._explain(self._buy(6000, confirm=False))
        self.assertEqual(self._asked(trial), ["Department manager"])

    def test_each_condition_that_fails_is_named(self):
        self.ladder.write(
            {
                "amount_min": 7000,
                "partner_ids": self.customer.ids,
                "category_ids": self.env["product.category"].create({"name": "X"}).ids,
                "warehouse_ids": self.env["stock.warehouse"]
                .create({"name": "Far away", "code": "FAR"})
                .ids,
                "department_ids": self.env["hr.department"].create({"name": "D"}).ids,
                "domain": "[('origin', '=', 'nowhere')]",
            }
        )
        trial = self._explain(self._buy(6000, confirm=False))
        self.assertEqual(len(self._failed(trial)), 6)
        self.assertEqual(self._asked(trial), [])
        self.assertIn("No rule would ask", trial["headline"])

    def test_a_condition_that_fits_is_not_among_those_that_fail(self):
        self.ladder.write({"amount_min": 7000, "partner_ids": self.vendor.ids})
        trial = self._explain(self._buy(6000, confirm=False))
        self.assertEqual([row["ok"] for row in trial["conditions"]], [False, True])

    def test_the_amount_band_names_both_ends(self):
        self.ladder.write({"amount_min": 7000, "amount_max": 9000})
        (label,) = self._failed(self._explain(self._buy(6000, confirm=False)))
        self.assertRegex(label, r"7,000\.00.*9,000\.00")

    def test_another_rule_that_comes_first_is_named(self):
        other = self._new_rule([{"name": "Somebody else"}], name="First come")
        trial = self._explain(self._buy(6000, confirm=False))
        self.assertEqual(trial["rule"], other)
        self.assertEqual(self._asked(trial), ["Somebody else"])
        self.assertIn("First come", trial["headline"])
        self.assertEqual(self._failed(trial), ["Comes first of the rules that fit"])

    def test_another_rule_that_is_off_does_not_come_first(self):
        self._new_rule([{"name": "Somebody else"}], active=False)
        trial = self._explain(self._buy(6000, confirm=False))
        self.assertEqual(trial["rule"], self.ladder)

    def test_a_rule_that_comes_later_does_not_come_first(self):
        self._new_rule([{"name": "Somebody else"}], sequence=99)
        trial = self._explain(self._buy(6000, confirm=False))
        self.assertEqual(trial["rule"], self.ladder)

    def test_a_step_that_nobody_may_take_is_named(self):
        order = self._buy(6000, confirm=False)
        boss = self.env.ref("jxc_core.group_general_manager")
        self.step.user_ids = self.users["buyer"]
        for user in boss.all_user_ids:
            user.company_ids = [Command.link(self._sister().id)]
            user.write(
                {
                    "company_id": self._sister().id,
                    "company_ids": [Command.set(self._sister().ids)],
                }
            )
        trial = self._explain(order)
        self.assertEqual(trial["missing"], ["Department manager"])
        self.assertIn("could not be approved", trial["headline"])

    def _sister(self):
        """Another company of the group."""
        companies = self.env["res.company"]
        found = companies.search([("name", "=", "Sister")])
        return found or companies.create({"name": "Sister"})

    def test_a_requester_is_left_out_and_told_why(self):
        people = self.users["buyer"] | self.users["purchase_manager"]
        self.step.user_ids = people
        trial = self._explain(self._buy(6000, confirm=False))
        (step, _boss) = trial["steps"]
        self.assertEqual(step["people"], self.users["purchase_manager"].name)
        self.assertIn("had a hand in it", step["left_out"][0])

    def test_a_deputy_of_today_is_named(self):
        today = fields.Date.today()
        self.env["jxc.approval.delegation"].create(
            {
                "user_id": self.users["purchase_manager"].id,
                "delegate_id": self.users["finance"].id,
                "date_from": today,
                "date_to": today,
            }
        )
        trial = self._explain(self._buy(6000, confirm=False))
        self.assertEqual(trial["steps"][0]["deputies"], self.users["finance"].name)

    def test_another_currency_says_its_rate_and_the_day_of_it(self):
        currency = self.env["res.currency"].create(
            {
                "name": "JXT",
                "symbol": "T",
                "rate_ids": [Command.create({"name": "2026-01-02", "rate": 0.5})],
            }
        )
        order = self._buy(3000, confirm=False, currency_id=currency.id)
        trial = self._explain(order)
        self.assertRegex(trial["amount"], r"6,000\.00.*3,000\.00.*01/02/2026")
        self.assertEqual(self._asked(trial), ["Department manager"])

    def test_a_currency_without_rates_is_told(self):
        currency = self.env["res.currency"].create({"name": "JXN", "symbol": "N"})
        order = self._buy(3000, confirm=False, currency_id=currency.id)
        self.assertIn("no rate is kept", self._explain(order)["amount"])

    def test_orders_that_count_together_are_listed(self):
        self.ladder.split_by = "vendor"
        first = self._buy(3000)
        trial = self._explain(self._buy(3000, confirm=False))
        self.assertEqual(self._asked(trial), ["Department manager"])
        self.assertEqual(
            [row["name"] for row in trial["together"]], [first.display_name]
        )

    def test_a_confirmed_order_counts_as_on_its_day(self):
        self.ladder.split_by = "vendor"
        first = self._confirm_on(self._buy(3000), 40)
        second = self._confirm_on(self._buy(3000), 38)
        third = self._confirm_on(self._buy(3000), 10)
        self.assertEqual(self._asked(self._explain(first)), [])
        self.assertEqual(self._asked(self._explain(second)), ["Department manager"])
        self.assertEqual(self._asked(self._explain(third)), [])

    def test_a_confirmed_order_is_told_to_stay_so(self):
        trial = self._explain(self._buy(6000))
        self.assertIn("is confirmed already and stays so", trial["notes"][0])

    def test_an_order_that_is_not_held_asks_no_credit_rule(self):
        rule = self.env.ref("jxc_approval.rule_sale_credit")
        self.consultant.group_ids |= self.env.ref("jxc_core.group_sales_manager")
        trial = self._explain(self._new_order(1), rule)
        self.assertEqual((trial["asks"], self._failed(trial)), (False, ["Is held"]))

    def test_an_order_below_the_floor_asks_its_rule(self):
        rule = self.env.ref("jxc_approval.rule_sale_price")
        self.consultant.group_ids |= self.env.ref("jxc_core.group_sales_manager")
        self.product.jxc_floor_price = 12
        trial = self._explain(self._new_order(1), rule)
        self.assertEqual(self._asked(trial), ["Sales manager"])

    def test_nothing_is_written(self):
        self.ladder.split_by = "either"
        self._buy(3000)
        orders = self._buy(3000) | self._buy(26000, confirm=False)
        before = self._places()
        for order in orders:
            self._explain(order)
        self.assertEqual(self._places(), before)

    def test_it_works_where_nothing_can_be_written(self):
        order = self._buy(26000, confirm=False)
        self.env.flush_all()
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.env.cr.execute("SET TRANSACTION READ ONLY")
            self.assertEqual(len(self._asked(self._explain(order))), 2)
            raise ZeroDivisionError
