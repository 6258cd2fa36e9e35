import inspect

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import ApprovalCommon

# What a remote client may try on any model, beside the methods of our own.
WRITING = (
    "create",
    "write",
    "unlink",
    "copy",
    "load",
    "web_save",
    "action_archive",
    "action_unarchive",
)
CORE = ("jxc.release", "jxc.hold.notice", "jxc.chain.head")
HOSTS = (
    "purchase.order",
    "sale.order",
    "stock.scrap",
    "stock.quant",
    "account.move",
    "account.payment",
)
# A guess for each parameter that has to be given.
GUESSES = {
    "vals": {"state": "approved", "active": False, "name": "x"},
    "vals_list": [{"state": "approved", "name": "x"}],
    "specification": {},
    "fields": [".id", "state"],
    "data": [["1", "approved"]],
}
# Answering a question of one's own changes nothing that others rely on.
OWN_TABLES = ("jxc_approval_ask", "jxc_approval_decide")
CONTEXT = {
    "default_state": "approved",
    "default_active": True,
    "active_test": False,
    "skip_approval": True,
    "install_mode": True,
    "import_file": True,
    "force": True,
    "su": True,
}


@tagged("post_install", "-at_install")
class TestRoundPublic(ApprovalCommon):
    """Whatever method a stranger calls, nothing of an approval changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._new_purchase(1, cls.users["buyer"], price=30000)
        cls._rpc("buyer", "purchase.order", "button_confirm", cls.order.ids)
        cls.request = cls.requests._jxc_get_pending(cls.order)
        cls.models = [
            model
            for name, model in cls.env.items()
            if model._original_module == "jxc_approval" and not model._abstract
        ]
        cls.models += [cls.env[name] for name in (*CORE, *HOSTS)]
        tables = {model._table for model in cls.models if not model._transient}
        cls.tables = sorted(tables - set(OWN_TABLES) - {"stock_quant"})

    def _get_state(self):
        """Return a digest of every row that an approval rests on."""
        self.env.flush_all()
        return {
            table: self.env.execute_query(
                SQL(
                    "SELECT md5(string_agg(t::text, '|' ORDER BY t.id)) FROM %s t",
                    SQL.identifier(table),
                )
            )
            for table in self.tables
        }

    def _get_methods(self, model):
        """Return the public methods of our own, and those that write."""
        own = {
            name
            for cls in type(model).mro()
            if cls.__module__.startswith("odoo.addons.jxc_")
            for name, value in vars(cls).items()
            if callable(value) and not name.startswith("_")
        }
        if model._name in HOSTS:
            # What the host lets a colleague do is the host's: ours are tried here.
            return sorted(name for name in own if name.startswith("action_jxc_"))
        return sorted(own | {name for name in WRITING if hasattr(type(model), name)})

    def _get_arguments(self, model, name):
        """Return arguments for every parameter that has to be given."""
        method = getattr(type(model), name)
        parameters = list(inspect.signature(method).parameters.values())[1:]
        needed = [
            p for p in parameters if p.default is p.empty and p.kind < p.VAR_POSITIONAL
        ]
        arguments = [GUESSES.get(p.name, "x") for p in needed]
        at_model = getattr(method, "_api_model", False) or name in ("create", "load")
        if at_model:
            return arguments
        if model._name == "purchase.order":
            return [self.order.ids, *arguments]
        return [model.sudo().search([], limit=3).ids or [1], *arguments]

    def _call_everything(self, user):
        """Call it all, with and without a hostile context; return how much it was."""
        before = self._get_state()
        called = 0
        for model in self.models:
            for name in self._get_methods(model):
                arguments = self._get_arguments(model, name)
                for context in (None, CONTEXT):
                    with self.subTest(f"{model._name}.{name}", context=bool(context)):
                        after = self._try(user, model._name, name, arguments, context)
                        changed = [
                            table for table in before if after[table] != before[table]
                        ]
                        self.assertFalse(changed)
                called += 1
        return called

    def _try(self, user, model, name, arguments, context):
        """Return the state after a call that is undone; whatever refuses it will do."""
        with self.env.cr.savepoint() as point, mute_logger("odoo.sql_db"):
            try:
                with self.env.cr.savepoint():
                    self._rpc(user, model, name, *arguments, context=context)
                    self.env.flush_all()
            except Exception:  # noqa: BLE001
                self.env.transaction.clear()
            after = self._get_state()
            point.rollback()
        self.env.transaction.clear()
        return after

    def test_a_colleague_changes_nothing(self):
        self.assertGreater(self._call_everything(self.other_buyer), 50)

    def test_whoever_has_no_part_in_buying_changes_nothing(self):
        self.assertGreater(self._call_everything("driver"), 50)
