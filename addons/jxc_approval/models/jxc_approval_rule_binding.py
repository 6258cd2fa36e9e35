from itertools import takewhile

from odoo import api, models
from odoo.orm.model_classes import add_to_registry

from ..tools.binding import ANY, LINE, TRIGGER, Binding
from .jxc_approval_rule import ALSO, KINDS
from .jxc_approval_rule_target import OTHER


def _bound(registry):
    """Return the (model, (Binding, former classes)) pairs of a registry."""
    return registry.__dict__.setdefault("jxc_approval_bound", {}).items()


def get_gated(name, method):
    """Return the method of that name that passes its gate before it runs.

    :param name: name of the method behind a button
    :param method: the method that it stands before, whose signature it keeps
    """

    def gated(self, *args, **kwargs):
        """Pass the gate of this button, whoever or whatever presses it."""
        self._jxc_pass_button(name)
        return getattr(super(gated.jxc_definition, self), name)(*args, **kwargs)

    # Whether the host calls it on records or on the model, and who may, stays.
    gated.__dict__.update(method.__dict__)
    gated.__name__, gated.__doc__ = name, method.__doc__
    return gated


# One subject a file; together they would fill several screens.
class JxcApprovalRule(models.Model):
    """Rules about other documents make their models gated ones, without code.

    What a developer would write in an add-on of the client is defined from the rules
    when the registry is loaded, and again whenever they change:

        class Claim(models.Model):
            _name = "x_claim"
            _inherit = ["jxc.gate.trigger", "x_claim", "jxc.gate.any"]

    So the gate sits where every path ends: RPC, import, scheduled actions, other
    add-ons. Every process reads the definitions anew, as it does for custom fields.
    """

    _inherit = "jxc.approval.rule"  # pylint: disable=consider-merging-classes-inherited

    # === POLICY ===
    @api.model
    def _jxc_get_bindings(self):
        """Return {model: Binding} as the rules want them; see `Binding`.

        Rules that are off count as well: their requests are still read and closed.
        """
        # sudo: what is gated does not depend on who is looking.
        rules = self.sudo().search(
            [("kind", "=", OTHER), ("active", "in", (True, False))]
        )
        methods, lines = {}, {}
        for rule in rules:
            name, target = rule.model_name, rule._jxc_get_target()
            if not self._jxc_may_bind(name):
                continue
            methods.setdefault(name, set())
            if target.method and self._jxc_is_button(self.env[name], target.method):
                methods[name].add(target.method)
        for name in methods:
            for line_name, inverse in self._jxc_get_line_models(self.env[name]):
                lines.setdefault(line_name, set()).add(inverse)
        return {
            name: Binding(
                name in methods,
                tuple(sorted(methods.get(name, ()))),
                tuple(sorted(lines.get(name, ()))),
            )
            for name in {*methods, *lines}
        }

    @api.model
    def _jxc_get_line_models(self, model):
        """Yield (model, many2one to the document) of the lines of `model`."""
        for field in model._fields.values():
            if (
                field.type == "one2many"
                and field.store
                and field.inverse_name
                and self._jxc_may_bind(field.comodel_name)
                and self.env[field.comodel_name]._fields[field.inverse_name].type
                == "many2one"
            ):
                yield field.comodel_name, field.inverse_name

    @api.model
    def _jxc_get_present_bindings(self):
        """Return {model: Binding} as the models of this registry are."""
        registry = self.env.registry
        present = {name: binding for name, (binding, _classes) in _bound(registry)}
        for name, model_class in registry.items():
            if model_class._custom and getattr(model_class, "_jxc_binding", None):
                present[name] = model_class._jxc_binding
        return present

    @api.model
    def _jxc_get_changed_bindings(self):
        """Return the names of the models that the rules want otherwise."""
        wanted, present = self._jxc_get_bindings(), self._jxc_get_present_bindings()
        return [
            name
            for name in {*wanted, *present}
            if wanted.get(name) != present.get(name)
        ]

    @api.model
    def _jxc_bind_models(self):
        """Put the gates before the classes of the models, as the rules want them.

        The models are to be set up afterwards. Those made without code are defined
        anew at each set-up, with their gates (`ir.model._instanciate_attrs`).

        :return: names of the models with other classes than before
        """
        wanted = self._jxc_get_bindings()
        changed = self._jxc_get_changed_bindings()
        for name in changed:
            if name in self.env and not self.env.registry[name]._custom:
                self._jxc_unbind_model(name)
                if name in wanted:
                    self._jxc_bind_model(name, wanted[name])
        return changed

    @api.model
    def _jxc_unbind_model(self, name):
        """Give a model back the classes that it had."""
        registry = self.env.registry
        _binding, classes = registry.jxc_approval_bound.pop(name, (None, None))
        if classes is None:
            return
        registry[name]._base_classes__ = classes
        registry[name]._setup_done__ = False
        for parent in (TRIGGER, ANY, LINE):
            registry[parent]._inherit_children.discard(name)

    @api.model
    def _jxc_bind_model(self, name, binding):
        """Put the gate before the classes of a model."""
        registry = self.env.registry
        model_class = registry[name]
        registry.jxc_approval_bound[name] = (binding, model_class._base_classes__)
        gated = {
            method: get_gated(method, getattr(model_class, method))
            for method in binding.methods
        }
        is_gated = any(
            hasattr(base, "_jxc_pass_gates") for base in model_class._base_classes__
        )
        is_approved = name in {*(model for model, _codes in KINDS.values()), *ALSO}
        definition = type(
            "JxcGatedDefinition",
            (models.Model,),
            {
                "_name": name,
                "_inherit": binding.get_parents(name, is_gated, is_approved),
                # Of no add-on: the next registry is defined by its own rules.
                "_module": False,
                "_jxc_document_fields": binding.lines,
                **gated,
            },
        )
        for method in gated.values():
            method.jxc_definition = definition
        add_to_registry(registry, definition)

    def _jxc_rules_changed(self):
        """Set up the models that the rules want otherwise, as for custom fields."""
        result = super()._jxc_rules_changed()
        registry = self.env.registry
        if registry.ready and (changed := self._jxc_get_changed_bindings()):
            self.env.flush_all()
            registry._setup_models__(
                self.env.cr, [name for name in changed if name in registry]
            )
        return result

    # === HOST HOOKS ===
    def _unregister_hook(self):
        """Bind the models: the host calls this before it sets the models up anew."""
        result = super()._unregister_hook()
        if self.env.registry.ready:
            self._jxc_bind_models()
        return result

    def _register_hook(self):
        """Bind the models once all add-ons are loaded.

        The hooks of some models ran before this one: what they patched is patched
        again, on top of the gates.
        """
        super()._register_hook()
        registry = self.env.registry
        if registry.ready or not (changed := self._jxc_bind_models()):
            return
        earlier = [
            *takewhile(lambda model: model._name != self._name, self.env.values())
        ]
        for model in earlier:
            model._unregister_hook()
        # The host is walking through this dictionary, and custom models come anew.
        registry.models = dict(registry.models)
        registry._setup_models__(self.env.cr, changed)
        for model in earlier:
            model._register_hook()
        # This process has just read the rules: nobody else has to because of it.
        registry.registry_invalidated = False
