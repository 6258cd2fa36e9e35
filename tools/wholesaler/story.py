"""The demo's 90 days: sales, deliveries, invoices, payments, purchases.

Dates count back from today, so dashboards are alive whenever the demo is made. The
dice are loaded with a fixed seed: the same story every time.
"""

from collections import defaultdict
from datetime import datetime, time, timedelta
from random import Random

from odoo import Command

from odoo.addons.jxc_core.exceptions import HoldError

from .cast import CUSTOMERS
from .goods import BAKERY, HEAVY, PRODUCTS
from .house import count_shelves

DAYS = 90
BAKERIES = {"maixiang", "heping"}
# Customers who stopped paying: their part of the story is told in `scenes`.
LATE = {"chuanwei": 40}
# From this many days before today on nobody buys, so that some goods run short.
LAST_PURCHASE = 20


class History:
    """Writes the past, one working day after the other."""

    def __init__(self, house, today, clock):
        """Prepare.

        :param today: date on which the story ends
        :param clock: function that moves the host's clock to a moment
        """
        self.house, self.today, self.clock = house, today, clock
        self.dice = Random(2026)

    def days(self):
        """Return the working days of the story (no Sundays), oldest first."""
        first = self.today - timedelta(days=DAYS)
        days = [first + timedelta(days=number) for number in range(DAYS)]
        return [day for day in days if day.weekday() != 6]

    def at(self, day, hour):
        """Move the host's clock to that hour (UTC; Chengdu is 8 hours ahead)."""
        moment = datetime.combine(day, time(hour))
        self.clock(moment)
        return moment

    def open(self):
        """Count the opening stock the evening before the first day."""
        self.at(self.days()[0] - timedelta(days=1), 9)
        quantities = {}
        for code in PRODUCTS:
            weekly = self.weekly(code)
            quantities[code] = (weekly * 3, weekly, weekly * 3)
        count_shelves(self.house, quantities)

    @staticmethod
    def weekly(code):
        """Return about how many pieces of a product a week needs."""
        return 12 if code in HEAVY else 60

    def live(self, day):
        """Let one working day pass; money is looked after once a week."""
        monday, saturday = day.weekday() == 0, day.weekday() == 5
        if monday and (self.today - day).days > LAST_PURCHASE:
            self.at(day, 1)
            self.buy()
        self.at(day, 2)
        self.receive()
        if monday:
            self.collect(day)
        self.give_up()
        self.sell(day)
        self.at(day, 6)
        self.deliver()
        if saturday:
            self.at(day, 8)
            self.invoice()

    # === SALES ===
    def sell(self, day):
        """Let the salesperson take one to three orders and confirm them."""
        shares = {key: row[5] for key, row in CUSTOMERS.items() if key != "ecommerce"}
        keys = self.dice.choices(
            list(shares), list(shares.values()), k=self.dice.randint(1, 3)
        )
        orders = self.house.act("sales")["sale.order"].create(
            [
                self.prepare_order_vals(key)
                for key in dict.fromkeys(keys)
                if (self.today - day).days > LATE.get(key, 0)
            ]
        )
        self.confirm(orders)

    def give_up(self):
        """Cancel what credit held the day before: the customer went elsewhere."""
        self.house.act("sales")["sale.order"].search(
            [("state", "=", "draft")]
        ).action_cancel()

    def confirm(self, orders):
        """Confirm what credit lets through; the others wait until tomorrow."""
        try:
            with orders.env.cr.savepoint():
                orders.action_confirm()
        except HoldError as error:
            held = orders.browse({hold.res_id for hold in error.holds})
            if orders - held:
                self.confirm(orders - held)

    def prepare_order_vals(self, key):
        """Return the values of an order as that customer would place it."""
        codes = BAKERY if key in BAKERIES else [c for c in PRODUCTS if c not in BAKERY]
        chosen = self.dice.sample(codes, self.dice.randint(2, 5))
        partner = f"customer_{key}"
        if key == "maixiang":
            partner = f"customer_maixiang_{self.dice.randint(1, 3)}"
        small = key in ("walkin", "heping", "laowang")
        return {
            "partner_id": self.house.ref(f"customer_{key}").id,
            "partner_shipping_id": self.house.ref(partner).id,
            "order_line": [
                Command.create(
                    {
                        "product_id": self.house.ref(f"product_{code}").id,
                        "product_uom_qty": self.pieces(code, small),
                    }
                )
                for code in chosen
            ],
        }

    def pieces(self, code, small):
        """Return how many pieces such a customer takes of a product."""
        most = 2 if code in HEAVY else 12
        return self.dice.randint(1, most) * (1 if small else 2)

    def deliver(self):
        """Let the keeper ship what is there in full; the rest waits."""
        ready = self.house.act("keeper")["stock.picking"].search(
            [("picking_type_code", "=", "outgoing"), ("state", "=", "assigned")]
        )
        self.validate(
            ready.filtered(
                lambda picking: all(
                    move.state == "assigned" for move in picking.move_ids
                )
            )
        )

    @staticmethod
    def validate(pickings):
        """Validate transfers; a dialog would mean that the story does not fit.

        :raise RuntimeError: names the transfers
        """
        if pickings and pickings.button_validate() is not True:
            raise RuntimeError(f"a dialog asks about {pickings.mapped('name')}")

    def invoice(self):
        """Let the accountant invoice what was shipped this week."""
        orders = self.house.act("account")["sale.order"].search(
            [("invoice_status", "=", "to invoice")]
        )
        if orders:
            orders._create_invoices(grouped=True).action_post()

    def collect(self, day):
        """Let the accountant register what is due; late customers pay nothing."""
        late = [self.house.ref(f"customer_{key}").id for key in LATE]
        due = self.house.act("account")["account.move"].search(
            [
                ("company_id", "=", self.house.company.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "=", "not_paid"),
                ("invoice_date_due", "<=", day),
                ("partner_id", "not in", late if self.is_late(day) else []),
            ]
        )
        self.pay(due)

    def is_late(self, day):
        """Tell whether the late customers have stopped paying by that day."""
        return (self.today - day).days < 65

    @staticmethod
    def pay(moves):
        """Register one payment for each of these invoices or bills."""
        if moves:
            moves.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=moves.ids
            ).create({"group_payment": False})._create_payments()

    # === PURCHASES ===
    def buy(self):
        """Let the buyer order what is below its minimum, one order per vendor."""
        env = self.house.act("buyer")
        by_vendor = defaultdict(list)
        for rule in env["stock.warehouse.orderpoint"].search([]):
            wanted = rule.product_max_qty - rule.qty_forecast
            if rule.qty_forecast < rule.product_min_qty * 1.5 and wanted > 0:
                seller = rule.product_id.seller_ids[:1]
                by_vendor[seller.partner_id].append((rule.product_id, wanted, seller))
        orders = env["purchase.order"].create(
            [
                {
                    "partner_id": vendor.id,
                    "user_id": env.uid,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "product_qty": wanted,
                                "price_unit": seller.price,
                            }
                        )
                        for product, wanted, seller in rows
                    ],
                }
                for vendor, rows in by_vendor.items()
            ]
        )
        # What follows from the lines is written by whoever typed them.
        env.flush_all()
        for order in orders:
            order.button_confirm()
            for approver in ("purchasemgr", "boss"):
                if order.state == "to approve":
                    order.with_env(self.house.act(approver)).button_approve()

    def receive(self):
        """Let the keeper receive what the vendors deliver today; pay their bills."""
        env = self.house.act("keeper")
        arrived = env["stock.picking"].search(
            [
                ("picking_type_code", "=", "incoming"),
                ("state", "=", "assigned"),
                ("scheduled_date", "<=", datetime.now()),
            ]
        )
        if arrived:
            self.validate(arrived)
            orders = arrived.sudo().move_ids.purchase_line_id.order_id
            self.bill(orders.with_env(self.house.act("account")))

    def bill(self, orders):
        """Let the accountant book and pay the vendors' bills."""
        for order in orders:
            order.action_create_invoice()
        bills = orders.invoice_ids.filtered(lambda bill: bill.state == "draft")
        bills.invoice_date = datetime.now().date()
        bills.action_post()
        self.pay(bills)
