from contextlib import contextmanager, nullcontext
from dataclasses import replace

from odoo import api, models

from odoo.addons.jxc_core.tools.hold import digest_of

from ..tools.target import is_other
from .jxc_gate_approval import REQUIRED

# What moves along with the document, or is no matter of what was decided.
ASIDE = frozenset(
    {
        *models.MAGIC_COLUMNS,
        "access_token",
        "active",
        "color",
        "kanban_state",
        "priority",
        "sequence",
        "stage_id",
        "state",
    }
)
ASIDE_MODELS = ("mail.", "ir.", "bus.", "rating.", "jxc.")
ASIDE_TYPES = ("binary", "image", "json", "properties", "properties_definition")


def get_typed_names(model):
    """Return the names of the stored fields of a model that people type."""
    return [
        name
        for name, field in model._fields.items()
        if field.store
        and name not in ASIDE
        and field.type not in ASIDE_TYPES
        and not (field.compute and field.readonly)
        and not (field.comodel_name or "").startswith(ASIDE_MODELS)
    ]


def get_typed_value(record, name):
    """Return a field of a record, or its lines with theirs, as JSON-able values."""
    field, value = record._fields[name], record[name]
    if field.type == "one2many":
        names = [
            own
            for own in get_typed_names(value)
            if value._fields[own].type != "one2many" and own != field.inverse_name
        ]
        return [
            [line.id, {own: get_typed_value(line, own) for own in names}]
            for line in value.sorted("id")
        ]
    if field.relational:
        return sorted(value.ids)
    if field.type in ("float", "monetary"):
        return repr(round(value, 6))
    return str(value or "")


class JxcGateTrigger(models.AbstractModel):
    """A document of which rules of kind "other" keep a step shut.

    It stands before the classes of its model (see `jxc.approval.rule`), so that no
    code of the host or of an add-on takes the step without passing here.
    """

    _name = "jxc.gate.trigger"
    _description = "Document with Chosen Gates"

    # === POLICY ===
    def _jxc_get_targets(self):
        """Return what rules keep shut on this model."""
        return self.env["jxc.approval.rule"]._jxc_get_targets(self._name)

    def _jxc_get_next_step(self):
        """Return the first chosen step that this document has not taken and may not."""
        self.ensure_one()
        step = super()._jxc_get_next_step()
        if step and self._jxc_get_open_holds(step):
            return step
        for target in self._jxc_get_targets():
            if self._jxc_waits_for(target.step) and self._jxc_get_open_holds(
                target.step
            ):
                return target.step
        return step

    def _jxc_waits_for(self, step):
        """Tell whether this document could still take a chosen step."""
        if not is_other(step):
            return super()._jxc_waits_for(step)
        for target in self._jxc_get_targets():
            if target.step == step:
                # A button may be pressed again, a value is reached once.
                return not (target.field and target.is_reached(self[target.field]))
        return False

    def _jxc_get_holds(self, step):
        """Add a hold to each document that a rule about this step asks about."""
        holds = super()._jxc_get_holds(step)
        if is_other(step):
            found = self.env["jxc.approval.rule"]._jxc_find(self, {step})
            # sudo: a gate judges what its user may not read.
            holds += [
                document._jxc_prepare_target_hold(*found[document.id][:2])
                for document in self.browse(found).sudo()
            ]
        return holds

    def _jxc_prepare_target_hold(self, rule, steps):
        """Return the hold of one document, with what `rule` seals of it."""
        hold = self._jxc_prepare_approval_hold(rule, steps)
        content = self._jxc_get_typed_content(rule)
        return replace(
            hold,
            code=f"{REQUIRED}/{rule.target.key}",
            content=content,
            digest=digest_of(content),
        )

    def _jxc_get_typed_content(self, rule):
        """Return what an approval by `rule` seals: chosen fields, or all that is typed.

        The amount may fall: it is no matter of the content but of its ceiling.
        """
        amount = self.env["jxc.approval.rule"]._jxc_get_amount_name(self._name)
        aside = {rule.target.field, amount}
        names = rule.sealed or get_typed_names(self)
        return {
            "fixed": {
                name: get_typed_value(self, name) for name in names if name not in aside
            },
            "items": [],
        }

    # === POLICY: WATCHING ===
    @contextmanager
    def _jxc_watch_targets(self, writing=()):
        """Judge, at the end, which chosen steps were taken or left, and what changed.

        A refused change is undone here, so nothing of it stays when a caller swallows
        the error.

        :param writing: names of the fields that are written
        :raise HoldError: when a step was taken, or what had taken it was changed into
            what needs an approval, without one
        """
        targets = self._jxc_get_field_targets()
        if not targets:
            yield
            return
        before = self._jxc_get_positions(targets)
        taken = any(reached for reached, _held in before.values())
        risky = taken or any(target.field in writing for target in targets)
        watch = self.env["jxc.watch"]
        with watch._jxc_undo_when_refused() if risky else nullcontext():
            yield
            self.exists()._jxc_judge_targets(before)

    def _jxc_get_field_targets(self):
        """Return the targets that watch a field."""
        return [target for target in self._jxc_get_targets() if target.field]

    def _jxc_get_positions(self, targets):
        """Return {target: (ids that took its step, those of them that are held)}."""
        positions = {}
        for target in targets:
            reached = self._jxc_get_reached(target)
            held = self.browse(reached)._jxc_get_open_holds(target.step)
            positions[target] = (reached, {hold.res_id for hold in held})
        return positions

    def _jxc_get_reached(self, target):
        """Return the ids of those of these documents that have taken a chosen step."""
        # sudo: a gate judges what its user may not read.
        documents = self.sudo().filtered("id")
        return {
            document.id
            for document in documents
            if target.is_reached(document[target.field])
        }

    def _jxc_judge_targets(self, before):
        """Pass the gates of the steps that were taken, and of those that were changed.

        What took its step before a rule asked about it may be changed as it is: it is
        held before the change and after it. What was approved may not.

        :param before: what `_jxc_get_positions` returned
        :raise HoldError: when a gate holds
        """
        releases, steps = self.env["jxc.release"], {}
        for target, (old, held) in before.items():
            code = f"{REQUIRED}/{target.key}"
            new = self._jxc_get_reached(target)
            if left := (old - new).intersection(self.ids):
                reason = self.env._("Taken back.")
                releases._jxc_withdraw_all(self._name, left, reason, [code])
            stayed = old & new
            sealed = releases._jxc_get_current(self._name, stayed & held, [code])
            judged = (new - held) | {res_id for res_id, _code in sealed}
            if judged:
                steps[target.step] = sorted(judged)
        if steps:
            self._jxc_pass_gates(steps)

    def _jxc_pass_button(self, name):
        """Let these documents' button be pressed, or refuse them all.

        :raise HoldError: when one of them needs an approval first
        """
        for target in self._jxc_get_targets():
            if target.method == name:
                self._jxc_pass_gate(target.step)

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """Documents imported or copied as if they had taken the step pass the gate."""
        targets = self._jxc_get_field_targets()
        if not targets:
            return super().create(vals_list)
        with self.env["jxc.watch"]._jxc_undo_when_refused():
            documents = super().create(vals_list)
            documents._jxc_judge_targets(dict.fromkeys(targets, (set(), set())))
        return documents

    def write(self, vals):
        """Every way to take a chosen step by writing ends here."""
        with self._jxc_watch_targets(vals):
            result = super().write(vals)
        if self._jxc_get_targets():
            self._jxc_follow_requests()
        return result

    def _compute_field_value(self, field):
        """So does every step that follows from something else."""
        names = {computed.name for computed in self.pool.field_computed[field]}
        targets = [t for t in self._jxc_get_field_targets() if t.field in names]
        documents = self.filtered("id") if targets else self.browse()
        if not documents:
            return super()._compute_field_value(field)
        before = {t: (documents._jxc_get_reached(t), set()) for t in targets}
        result = super()._compute_field_value(field)
        documents._jxc_judge_targets(before)
        return result

    def unlink(self):
        """A deleted document waits for nobody."""
        if self._jxc_get_targets():
            self._jxc_unseal()
        return super().unlink()
