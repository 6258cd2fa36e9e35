from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.hold import digest_of
from .jxc_picking_step import KINDS

PROGRAM_FIELDS = frozenset({"jxc_step", "jxc_step_ids"})
# Set in the cursor's memory, out of reach of any caller's context.
MOVING = "jxc_moving"
FOLLOWING = "jxc_following"


# One subject a file.
class StockPicking(models.Model):
    """A transfer keeps who picked, checked and shipped it, and when."""

    _inherit = "stock.picking"  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    jxc_step = fields.Selection(
        KINDS,
        string="Step",
        readonly=True,
        copy=False,
        help="The last step that was taken and still counts.",
    )
    jxc_step_ids = fields.One2many(
        "jxc.picking.step",
        "picking_id",
        string="Steps",
        readonly=True,
        copy=False,
        groups="jxc_core.group_warehouse_supervisor,jxc_core.group_finance",
    )
    jxc_check_required = fields.Boolean(related="picking_type_id.jxc_check_required")
    jxc_timeline = fields.Json(string="Course", compute="_compute_jxc_timeline")

    # === COMPUTE ===
    @api.depends("jxc_step", "state")
    @api.depends_context("lang")
    def _compute_jxc_timeline(self):
        """Tell who took which step when, and which are still to be taken."""
        # sudo: steps and the names of who took them are told to whoever may read
        # the transfer.
        transfers = self.sudo().with_context(active_test=False)
        for picking, transfer in zip(self, transfers, strict=True):
            picking.jxc_timeline = transfer._jxc_get_timeline()

    # === POLICY ===
    def _jxc_get_program_fields(self):
        """Steps follow from what people do."""
        return super()._jxc_get_program_fields() | PROGRAM_FIELDS

    @contextmanager
    def _jxc_moving(self):
        """Leave the steps alone while the host books what was picked."""
        memory = self.env.cr.cache
        outer = memory.get(MOVING, False)
        memory[MOVING] = True
        try:
            yield
        finally:
            memory[MOVING] = outer

    def _jxc_is_moving(self):
        """Tell whether transfers are being booked."""
        return self.env.cr.cache.get(MOVING, False)

    @contextmanager
    def _jxc_following(self):
        """Follow at the end, and once, what happens to many operations."""
        memory = self.env.cr.cache
        if memory.get(FOLLOWING) is not None:
            yield
            return
        pending = memory[FOLLOWING] = (set(), set())
        try:
            yield
        finally:
            del memory[FOLLOWING]
        picking_ids, line_ids = pending
        if picking_ids:
            lines = self.env["stock.move.line"].browse(line_ids).exists()
            self.env["stock.picking"].browse(picking_ids)._jxc_follow_goods(lines)

    def _jxc_get_step_names(self):
        """Return {kind: translated name} of the steps of this transfer."""
        self.ensure_one()
        picked, shipped = {
            "incoming": (self.env._("Counted"), self.env._("Received")),
            "outgoing": (self.env._("Picked"), self.env._("Shipped")),
        }.get(self.picking_type_id.code, (self.env._("Picked"), self.env._("Moved")))
        return {"picked": picked, "checked": self.env._("Checked"), "shipped": shipped}

    def _jxc_get_timeline(self):
        """Return the course of this transfer for the widget of time lines."""
        self.ensure_one()
        names = self._jxc_get_step_names()
        entries = [step._jxc_get_entry(names) for step in self.jxc_step_ids]
        if self.state == "cancel":
            return entries
        taken = set(self.jxc_step_ids.filtered("active").mapped("kind"))
        kinds = [kind for kind, _name in KINDS if kind not in taken]
        if "shipped" in taken:
            kinds = []
        elif not self.picking_type_id.jxc_check_required:
            kinds = [kind for kind in kinds if kind != "checked"]
        for kind in kinds:
            entries.append(
                {
                    "key": kind,
                    "kind": kind,
                    "name": names[kind],
                    "state": "open" if kind == kinds[0] else "waiting",
                    "label": self.env._("To do"),
                    "stage": 0,
                    "people": [],
                    "quorum": "",
                    "since": False,
                    "why": "",
                    "decisions": [],
                    "notes": [],
                }
            )
        return entries

    def _jxc_get_picked_lines(self):
        """Return the open operations of this transfer that are marked as picked."""
        self.ensure_one()
        return self.move_line_ids.filtered(
            lambda line: line.picked and line.state not in ("done", "cancel")
        )

    def _jxc_is_fully_picked(self):
        """Tell whether all goods that are there for this transfer are picked."""
        self.ensure_one()
        lines = self.move_line_ids.filtered(
            lambda line: (
                line.state not in ("done", "cancel")
                and not line.product_uom_id.is_zero(line.quantity)
            )
        )
        return bool(lines) and all(line.picked for line in lines)

    def _jxc_get_goods_digest(self):
        """Return the digest of what is picked, or "" when nothing is."""
        goods = self._jxc_get_picked_lines()._jxc_get_goods()
        return digest_of(goods) if goods else ""

    def _jxc_follow_goods(self, picked):
        """Take and end the steps that follow from changed goods.

        :param picked: the operations that were just marked, or changed, as picked
        """
        if self._jxc_is_moving():
            return
        pending = self.env.cr.cache.get(FOLLOWING)
        if pending is not None:
            pending[0].update(self.ids)
            pending[1].update(picked.ids)
            return
        # sudo: nobody writes who picked; it is whoever marks goods as picked, or
        # changes them afterwards.
        lines = picked.sudo().filtered(
            lambda line: line.jxc_handler_id != self.env.user
        )
        if lines:
            lines.write({"jxc_handler_id": self.env.uid})
        # sudo: steps follow from acts of whoever may not write them.
        for picking in self.sudo():
            if picking.state in ("done", "cancel"):
                continue
            if picking.jxc_step:
                picking._jxc_end_outdated()
            if not picking.jxc_step and picked and picking._jxc_is_fully_picked():
                picking._jxc_take_steps(["picked"])
            elif picking.jxc_step == "picked":
                picking._jxc_follow_check()

    def _jxc_end_outdated(self):
        """End the steps that were about other goods than are picked now.

        Whoever picked goes on picking until somebody checks.
        """
        self.ensure_one()
        digest = self._jxc_get_goods_digest()
        steps = self.jxc_step_ids.filtered(lambda step: step.digest != digest)
        if not steps:
            return
        if digest and self.jxc_step == "picked" and steps.user_id == self.env.user:
            steps.digest = digest
            return
        steps._jxc_end("changed" if digest else "unpicked")
        self.jxc_step = False
        self._jxc_follow_check()
        if digest:
            self._jxc_take_steps(["picked"])

    def _jxc_take_steps(self, kinds):
        """Record that the current user takes these steps now.

        :param kinds: kinds of steps, in their order; the same for all transfers
        """
        # sudo: nobody writes steps; whoever calls checked who may take them.
        transfers = self.sudo()
        self.env["jxc.picking.step"]._jxc_take(
            transfers,
            dict.fromkeys(self.ids, kinds),
            {
                transfer.id: transfer._jxc_get_goods_digest()
                for transfer in transfers
                if kinds != ["shipped"]
            },
        )
        transfers.write({"jxc_step": kinds[-1]})
        if kinds[-1] != "shipped":
            transfers._jxc_follow_check()

    def _jxc_take_turn(self):
        """Take steps of the same transfer in turn, not at once.

        A lock alone lets the second transaction judge by its older snapshot; an
        update makes the database refuse it, and the host repeats its request.
        """
        if not self:
            return
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE stock_picking SET write_date = write_date WHERE id IN "
                "(SELECT id FROM stock_picking WHERE id IN %s "
                "ORDER BY id FOR NO KEY UPDATE)",
                tuple(self.ids),
            )
        )

    def _jxc_check_may_take(self, kind):
        """Refuse a step that cannot be taken, or not by the current user.

        :param kind: "picked" or "checked"
        :raise AccessError: for whoever does not handle these goods
        :raise UserError: names the transfer and what to do instead
        """
        self.move_ids._jxc_check_may_process()
        for picking in self:
            name = picking.display_name
            if picking.state not in ("confirmed", "assigned", "waiting"):
                raise UserError(
                    self.env._(
                        "%s: only a transfer that waits to be moved is picked and "
                        "checked.",
                        name,
                    )
                )
            # sudo: see `_compute_jxc_timeline`.
            steps = picking.sudo().jxc_step_ids
            taken = steps.filtered(lambda step, kind=kind: step.kind == kind)
            if taken:
                raise UserError(
                    self.env._(
                        "%(transfer)s: %(user)s did this already, at %(moment)s.",
                        transfer=name,
                        user=taken.user_id.name,
                        moment=taken._jxc_get_moment(),
                    )
                )
            if kind == "checked":
                picking._jxc_check_may_check(steps)

    def _jxc_check_may_check(self, steps):
        """Refuse to check what is not picked, or what one picked oneself.

        :raise UserError: names the transfer and what to do instead
        """
        self.ensure_one()
        if not steps:
            raise UserError(
                self.env._(
                    "%s is not picked yet. Mark it as picked first.", self.display_name
                )
            )
        # sudo: the operation type decides for whoever checks.
        transfer = self.sudo()
        if (
            transfer.picking_type_id.jxc_check_other
            and self.env.user in transfer._jxc_get_pickers()
        ):
            raise UserError(
                self.env._(
                    "%s: you picked it, so somebody else checks it.", self.display_name
                )
            )

    # === ACTIONS ===
    def action_jxc_pick(self):
        """Say that these transfers are picked; what is not marked stays behind.

        Where nothing is marked, all that is there is picked.

        :raise AccessError, UserError: see `_jxc_check_may_take`; also when there is
            nothing to pick
        """
        self.check_access("write")
        self._jxc_take_turn()
        self._jxc_check_may_take("picked")
        for picking in self:
            if not picking._jxc_get_picked_lines():
                lines = picking.move_line_ids.filtered(
                    lambda line: not line.product_uom_id.is_zero(line.quantity)
                )
                if not lines:
                    raise UserError(
                        self.env._(
                            "%s: nothing is there to be picked. Check availability, "
                            "or enter quantities.",
                            picking.display_name,
                        )
                    )
                lines.picked = True
        self.filtered(lambda picking: not picking.jxc_step)._jxc_take_steps(["picked"])
        return True

    def action_jxc_check(self):
        """Say that the picked goods of these transfers are the right ones.

        :raise AccessError, UserError: see `_jxc_check_may_take`
        """
        self.check_access("write")
        self._jxc_take_turn()
        self._jxc_check_may_take("checked")
        self._jxc_take_steps(["checked"])
        return True

    # === HOST HOOKS ===
    def _action_done(self):
        """Whoever validates ships; goods that nobody marked before they picked, too."""
        with self._jxc_moving():
            result = super()._action_done()
        # sudo: steps follow from acts of whoever may not write them.
        done = self.sudo().filtered(
            lambda picking: picking.state == "done" and picking.jxc_step != "shipped"
        )
        straight = done.filtered(lambda picking: not picking.jxc_step)
        if straight:
            straight._jxc_take_steps(["picked", "shipped"])
        if rest := done - straight:
            rest._jxc_take_steps(["shipped"])
        return result
