"""What we override of the host still fits the host that is installed.

Odoo loads a method whose parameters drifted from the host's without a word, and
fails when a third module passes them by name; so the running registry is asked.
"""

import ast
import inspect
import textwrap

from odoo.tests import TransactionCase, tagged

OURS = "odoo.addons.jxc_"
# "module.Class.method": why it does not call super(), or takes other parameters.
EXPLAINED = {
    "jxc_approval.models.jxc_gate.JxcGate.action_jxc_ask_release": (
        "the button makes a request, where core's puts an activity before one person"
    ),
    "jxc_approval.models.purchase_order_seal.PurchaseOrder._jxc_get_snapshot": (
        "a snapshot is the order's own; jxc.watch has none to add to"
    ),
    "jxc_approval.models.purchase_order_seal.PurchaseOrder._jxc_judge_changes": (
        "a change that leaves the seal is followed, where jxc.watch would refuse it"
    ),
    "jxc_approval.models.stock_quant.StockQuant._jxc_get_requesters": (
        "whoever counted wants the count, not who first put goods in the place"
    ),
    "jxc_core.models.sale_order.SaleOrder._compute_partner_credit_warning": (
        "ours replaces the host's banner, which shows the limit to every salesperson"
    ),
}


def overrides(classes):
    """Yield (our class, method name, our function, the function it overrides)."""
    for place, cls in enumerate(classes):
        if not cls.__module__.startswith(OURS):
            continue
        for name, value in vars(cls).items():
            function = _function(value)
            if not function or name.startswith("__"):
                continue
            for other in classes[place + 1 :]:
                if hidden := _function(vars(other).get(name)):
                    yield cls, name, function, hidden
                    break


def _function(value):
    """Return the plain function of a method, class method or decorated method."""
    value = inspect.unwrap(getattr(value, "__func__", value)) if value else None
    return value if inspect.isfunction(value) else None


def drift(function, hidden):
    """Return in a sentence how the parameters differ, or nothing."""
    ours, theirs = (
        [(p.name, p.kind, p.default is p.empty) for p in parameters.values()]
        for parameters in (
            inspect.signature(function).parameters,
            inspect.signature(hidden).parameters,
        )
    )
    if ours == theirs:
        return None
    return f"takes {inspect.signature(function)}, the host {inspect.signature(hidden)}"


def calls_super(function):
    """Tell whether the function calls the method of its own name on super()."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == function.__name__
        and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "") == "super"
        for node in ast.walk(tree)
    )


def _is_default(cls, name, hidden):
    """Tell whether what is overridden is there to be replaced.

    So it is with the empty answers that an abstract model gives its own add-on, and
    with the display name of a model of our own.
    """
    addon = cls.__module__.split(".")[2]
    own_model = (getattr(cls, "_name", None) or "").startswith("jxc.")
    return hidden.__module__.startswith(f"odoo.addons.{addon}.") or (
        name == "_compute_display_name" and own_model
    )


def faults(classes):
    """Return {method: sentence} of the overrides that break the rule."""
    found = {}
    for cls, name, function, hidden in overrides(classes):
        label = f"{cls.__module__.removeprefix('odoo.addons.')}.{cls.__name__}.{name}"
        if sentence := drift(function, hidden):
            found[label] = sentence
        elif not (_is_default(cls, name, hidden) or calls_super(function)):
            found[label] = "does not call super()"
    return found


@tagged("post_install", "-at_install")
class TestOverrides(TransactionCase):
    """Every class of ours in the registry, read model by model."""

    def test_overrides_keep_the_signature_and_call_super(self):
        found, seen = {}, 0
        for model in self.env.registry.values():
            seen += sum(1 for _override in overrides(model.mro()))
            found.update(faults(model.mro()))
        self.assertGreater(seen, 0, "no override of ours was found: a broken search")
        open_faults = sorted(f"{k} {v}" for k, v in found.items() if k not in EXPLAINED)
        self.assertFalse(open_faults, "\n".join(open_faults))
        self.assertFalse(EXPLAINED.keys() - found, "explained, but no longer there")


# === PLANTED FAULTS ===


class Host:
    def kept(self, values, *, copy=False):
        return values

    def renamed(self, locations):
        return locations

    def replaced(self):
        return 1


class Mixin:
    def answer(self):
        return None


class Ours(Host, Mixin):
    def kept(self, values, *, copy=False):
        return super().kept(values, copy=copy)

    def renamed(self, location):
        return super().renamed(location)

    def replaced(self):
        return 2

    def added(self):
        return 3

    def answer(self):
        return 4


def test_the_checker_notices_a_drift_and_a_lost_super():
    for cls in (Ours, Mixin):
        cls.__module__ = f"{OURS}core.models.planted"
    Mixin.answer.__module__ = Mixin.__module__
    found = faults(Ours.mro())
    prefix = "jxc_core.models.planted.Ours."
    assert set(found) == {f"{prefix}renamed", f"{prefix}replaced"}
    assert "location" in found[f"{prefix}renamed"]
