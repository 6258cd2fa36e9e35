from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.service.model import call_kw, retrying
from odoo.tests import TransactionCase
from odoo.tools import SQL, mute_logger

# user -> the one role they have; the requester buys, the others decide
PEOPLE = {
    "buyer": "jxc_core.group_buyer",
    "other_buyer": "jxc_core.group_buyer",
    "manager": "jxc_core.group_purchase_manager",
    "deputy": "jxc_core.group_purchase_manager",
    "boss": "jxc_core.group_general_manager",
}
TRAILS = ("jxc.approval.act", "jxc.release")


class ConcurrencyCommon(TransactionCase):
    """Real transactions beside each other: what is set up here is committed.

    Two cursors live in one thread: the second's snapshot is taken before the first
    commits, as it is for a client who clicked at the same moment. All rules but one
    are off: over 5,000.00 one of two managers approves, over 20,000.00 the boss, too.
    """

    def setUp(self):
        super().setUp()
        # The host waits a random time before it tries again; tests need not.
        no_wait = patch("odoo.service.model.random.uniform", return_value=0)
        self.startPatcher(no_wait)
        with self.registry.cursor() as cr:
            self._set_up(api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True}))
        self.addCleanup(self._remove)

    def _set_up(self, env):
        """Note where the trails stand, switch rules off, make people and goods."""
        cr = env.cr
        cr.execute("SELECT chain, number, digest FROM jxc_chain_head")
        self.heads = {
            chain: (number, digest) for chain, number, digest in cr.fetchall()
        }
        cr.execute("SELECT COALESCE(MAX(id), 0) FROM bus_bus")
        ((self.last_news,),) = cr.fetchall()
        cr.execute("SELECT id FROM jxc_approval_rule WHERE active")
        self.rule_ids = [id_ for (id_,) in cr.fetchall()]
        cr.execute("UPDATE jxc_approval_rule SET active = false")
        people = env["res.users"].with_context(no_reset_password=True)
        self.people = {
            name: people.create(
                {
                    "name": f"Busy {name}",
                    "login": f"busy_{name}",
                    "email": f"{name}@example.com",
                    "group_ids": [Command.set(env.ref(group).ids)],
                }
            ).id
            for name, group in PEOPLE.items()
        }
        vendor = env["res.partner"].create({"name": "Busy vendor"})
        products = env["product.product"].create(
            [
                {"name": name, "type": "service", "supplier_taxes_id": False}
                for name in ("Busy kettle", "Busy teapot")
            ]
        )
        deciders = [self.people["manager"], self.people["deputy"]]
        rule = env["jxc.approval.rule"].create(
            {
                "name": "Busy ladder",
                "kind": "purchase",
                "company_id": False,
                "active": True,
                "step_ids": [
                    self._new_step("Manager", 5000, deciders),
                    self._new_step("Boss", 20000, [self.people["boss"]]),
                ],
            }
        )
        self.vendor_id, self.rule_id = vendor.id, rule.id
        self.product_id, self.other_product_id = products.ids
        self.order_ids = []

    def _cut_trails(self, cr, env):
        """Nobody deletes links through the product, so it is done behind its back."""
        for trail in TRAILS:
            number, digest = self.heads.get(trail, (0, ""))
            table = SQL.identifier(env[trail]._table)
            cr.execute(SQL("DELETE FROM %s WHERE number > %s", table, number))
            cr.execute(
                SQL(
                    "UPDATE jxc_chain_head SET number = %s, digest = %s "
                    "WHERE chain = %s",
                    number,
                    digest,
                    trail,
                )
            )

    def _new_step(self, name, over, user_ids):
        return Command.create(
            {
                "name": name,
                "amount_over": over,
                "who": "user",
                "user_ids": [Command.set(user_ids)],
            }
        )

    def _remove(self):
        """Leave nothing behind; trails, too, end where they ended before."""
        users = tuple(self.people.values())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            self._cut_trails(cr, env)
            env.invalidate_all()
            orders = env["purchase.order"].browse(self.order_ids).exists()
            about = [("res_model", "=", orders._name), ("res_id", "in", orders.ids)]
            env["jxc.approval.request"].search(about).unlink()
            env["jxc.hold.notice"].search(about).unlink()
            orders.filtered(lambda order: order.state != "cancel").button_cancel()
            self._cut_trails(cr, env)
            orders.unlink()
            env["jxc.approval.rule"].browse(self.rule_id).unlink()
            env["product.product"].browse(
                [self.product_id, self.other_product_id]
            ).unlink()
            env["res.partner"].browse(self.vendor_id).unlink()
            people = env["res.users"].browse(users)
            partners = people.partner_id
            cr.execute(
                "DELETE FROM jxc_approval_turn WHERE name = ANY(%s)",
                ([f"vendor {self.vendor_id}", *(f"user {id_}" for id_ in users)],),
            )
            cr.execute("DELETE FROM bus_bus WHERE id > %s", (self.last_news,))
            people.unlink()
            partners.unlink()
            cr.execute(
                "UPDATE jxc_approval_rule SET active = true WHERE id = ANY(%s)",
                (self.rule_ids,),
            )
            env.registry.clear_cache()

    # === ACTING ===
    def _env(self, cr, user="manager"):
        """An environment whose snapshot is taken now, before a rival commits."""
        cr.execute("SELECT 1")
        return api.Environment(cr, self.people[user], {})

    def _call(self, env, model, method, *args, **kw):
        """Call over RPC what a client calls."""
        return call_kw(env[model], method, list(args), kw)

    def _retry(self, env, model, method, *args, **kw):
        """Call over RPC as the host's server does: tried again after a conflict."""
        return self._retry_function(
            env, lambda: self._call(env, model, method, *args, **kw)
        )

    def _retry_function(self, env, function):
        """Run what a client sends in one call, tried again after a conflict."""
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            return retrying(function, env)

    def _buy(self, total, user="buyer", confirm=True):
        """A committed order over `total`; its id."""
        with self.registry.cursor() as cr:
            env = self._env(cr, user)
            line = {
                "product_id": self.product_id,
                "product_qty": 1,
                "price_unit": total,
                "tax_ids": [Command.clear()],
            }
            order = env["purchase.order"].create(
                {"partner_id": self.vendor_id, "order_line": [Command.create(line)]}
            )
            self.order_ids.append(order.id)
            if confirm:
                self._call(env, "purchase.order", "button_confirm", order.ids)
        return order.id

    def _switch_split(self, split_by):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["jxc.approval.rule"].browse(self.rule_id).split_by = split_by

    # === LOOKING ===
    def _look(self, order_id):
        """Return (state, price, requests' states, acts, releases) as committed."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            order = env["purchase.order"].browse(order_id)
            about = [("res_model", "=", order._name), ("res_id", "=", order.id)]
            requests = env["jxc.approval.request"].search(about, order="id")
            acts = env["jxc.approval.act"].search(about, order="number")
            releases = env["jxc.release"].search(about, order="number")
            broken = acts._jxc_find_broken_link() + releases._jxc_find_broken_link()
            return {
                "state": order.state,
                "price": order.order_line.price_unit,
                "requests": requests.mapped("state"),
                "acts": acts.mapped("kind"),
                "releases": releases.mapped("kind"),
                "broken": broken,
            }

    def _request_of(self, order_id):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            order = env["purchase.order"].browse(order_id)
            return env["jxc.approval.request"]._jxc_get_pending(order).id
