from collections import defaultdict

from odoo import api, fields, models

from ..tools.hold import Hold, digest_of

CHECK = "check"
MOVE = "move"
# What a supervisor may do needs no release of theirs.
SUPERVISED = "move/supervised"
NO_ORDER = "flow.no_order"
UNEXPECTED = "flow.unexpected"
OVER = "flow.over_quantity"
SUPERVISOR = "jxc_core.group_warehouse_supervisor"


class StockPicking(models.Model):
    """A transfer is held for goods nobody asked for, or nobody checked."""

    _name = "stock.picking"
    # One subject a file.
    _inherit = ["stock.picking", "jxc.gate"]  # pylint: disable=consider-merging-classes-inherited

    # === FIELDS ===
    jxc_own_hold = fields.Boolean(compute="_compute_jxc_hold_text")

    # === COMPUTE ===
    @api.depends_context("uid", "lang")
    @api.depends("state", "sale_id", "move_ids.quantity", "move_ids.picked")
    def _compute_jxc_hold_text(self):
        """Show on the transfer what holds it, and what holds its order."""
        result = super()._compute_jxc_hold_text()
        for picking in self:
            texts = [picking.jxc_hold_text, picking._jxc_get_order_hold_text()]
            picking.jxc_own_hold = bool(texts[0])
            picking.jxc_hold_text = "\n".join(text for text in texts if text)
        return result

    # === POLICY ===
    def _jxc_get_next_step(self):
        """What is open waits to be moved; a draft may be validated at once."""
        if self and self.state not in ("done", "cancel"):
            return MOVE
        return super()._jxc_get_next_step()

    def _jxc_waits_for(self, step):
        """Only an open transfer waits to be moved."""
        return self.state not in ("done", "cancel") and super()._jxc_waits_for(step)

    def _jxc_get_release_group(self, code):
        """What is moved is the warehouse supervisor's; a check is made, not waived."""
        if code in (NO_ORDER, UNEXPECTED, OVER):
            return SUPERVISOR
        return super()._jxc_get_release_group(code)

    def _jxc_get_requesters(self):
        """Whoever typed the transfer, or is responsible for it, wants it to pass."""
        return super()._jxc_get_requesters() | self.user_id

    def _jxc_proceed(self, step):
        """Validate a released transfer, where the releaser handles goods."""
        if step == MOVE and self.env.user._jxc_handles_stock():
            return self.button_validate()
        return super()._jxc_proceed(step)

    def _jxc_has_paper(self):
        """Tell whether a document of its own stands behind this transfer.

        A till's picking counts for cashiers and the program, who make it: anybody
        might write a session on a transfer. Extension point.
        """
        if self.jxc_reversed_id:
            return True
        tills = ("pos_session_id", "pos_order_id")
        if any(name in self._fields and self[name] for name in tills):
            user = self.env.user
            return user._is_superuser() or user._has_group(
                "point_of_sale.group_pos_user"
            )
        return False

    def _jxc_get_holds(self, step):
        """Add the holds of the operation types' rules.

        What several of these move of one order line counts together.
        """
        holds = super()._jxc_get_holds(step)
        if step not in (CHECK, MOVE, SUPERVISED):
            return holds
        # sudo: orders and operation types decide for whoever moves the goods.
        pickings = self.sudo()
        if step == CHECK:
            for picking in pickings:
                if picking.picking_type_id.jxc_check_required:
                    holds += picking._jxc_get_check_holds()
            return holds
        with pickings.move_ids._jxc_judging():
            return holds + pickings._jxc_get_flow_holds(step)

    def _jxc_get_flow_holds(self, step):
        """Return the holds for what nobody asked for, called with all rights."""
        holds = []
        judged = {
            picking: picking._jxc_get_going()
            for picking in self
            if picking.picking_type_id._jxc_judges_demand()
        }
        ordered = self._jxc_get_going_by_line(judged)
        for picking, going in judged.items():
            if not going:
                continue
            kind = picking.picking_type_id
            strange = picking._jxc_get_strange_moves(going)
            if kind.jxc_demand_strict:
                holds += picking._jxc_get_demand_holds(going, strange, ordered)
                going = {move: going[move] for move in going if move not in strange}
            if kind.jxc_order_required and step != SUPERVISED:
                holds += picking._jxc_get_order_holds(going)
        return holds

    def _jxc_get_going(self):
        """Return {move: quantity in the product's unit} that would move now.

        What is marked as picked, or all that is there where nothing is.
        """
        self.ensure_one()
        picked = bool(self._jxc_get_picked_lines())
        going = {}
        for move in self.move_ids._jxc_get_flow_moves():
            quantity = move._jxc_get_moving_quantity(picked)
            if move.product_id.uom_id.compare(quantity, 0) > 0:
                going[move] = quantity
        return going

    @api.model
    def _jxc_get_going_by_line(self, judged):
        """Return {order line: quantity in the product's unit} that would move now.

        What moves the other way, as for a negative line, is below zero. Parts of a
        kit are as many as their move says, returns as their original.

        :param judged: {transfer: {move: quantity}}
        """
        ordered = defaultdict(float)
        for going in judged.values():
            for move, quantity in going.items():
                line = move._jxc_get_asking_line()
                if (
                    line
                    and line.product_id == move.product_id
                    and move._jxc_crosses_to_partner()
                    and not move.origin_returned_move_id
                ):
                    ordered[line] += move._jxc_get_direction(line) * quantity
        return ordered

    def _jxc_get_order_holds(self, going):
        """Return a hold for goods that cross to a partner without an order."""
        loose = [
            move
            for move in going
            if move._jxc_crosses_to_partner() and not move._jxc_is_ordered()
        ]
        return [self._jxc_make_no_order_hold(loose, going)] if loose else []

    def _jxc_get_demand_holds(self, going, strange, ordered):
        """Return holds for what nobody asked for, and for more than was asked for.

        :param going: {move: quantity}
        :param strange: those of the moves that nobody asked for
        :param ordered: {order line: quantity}, of all that move now
        """
        holds = []
        if strange:
            holds.append(self._jxc_make_unexpected_hold(strange, going))
        expected = {move: going[move] for move in going if move not in strange}
        if over := self._jxc_get_over(expected, ordered):
            holds.append(self._jxc_make_over_hold(over))
        return holds

    def _jxc_get_strange_moves(self, going):
        """Return those of the moves that the order of this transfer did not ask for.

        Where nothing was ordered, whoever made the transfer asked.

        :param going: {move: quantity}
        """
        strange = [move for move in going if not move._jxc_is_asked()]
        if not strange:
            return []
        ordered = (
            any(move._jxc_is_asked() for move in self.move_ids)
            or self.sale_id
            or self.purchase_id
        )
        return strange if ordered else []

    def _jxc_get_over(self, going, ordered):
        """Return {(product, move or order line): (moved, asked)} of what is too much.

        Judged by the transfer, and by what the order's other transfers moved.
        Quantities are in the product's unit.

        :param going: {move: quantity}
        :param ordered: {order line: quantity}, of all that move now
        """
        factor = 1 + self.picking_type_id.jxc_over_tolerance / 100
        over = {}
        for move, quantity in going.items():
            asked, product = move._jxc_get_asked_quantity(), move.product_id
            if product.uom_id.is_zero(asked) and not move._jxc_is_asked():
                continue
            if product.uom_id.compare(quantity, asked * factor) > 0:
                over[product, move] = (quantity, asked)
                continue
            line = move._jxc_get_asking_line()
            if line not in ordered or move.origin_returned_move_id:
                continue
            asked = move._jxc_get_ordered_quantity(line)
            way = move._jxc_get_direction(line)
            if way * asked < 0:
                # Less of an order comes back by what its transfer says.
                continue
            moved = way * (ordered[line] + self._jxc_get_moved_quantity(line))
            asked = abs(asked)
            if product.uom_id.compare(moved, asked * factor) > 0:
                over[product, line] = (moved, asked)
        return over

    def _jxc_get_moved_quantity(self, line):
        """Return how much of an order line went to, or came from, its partner.

        In the product's unit, less what was returned.
        """
        return sum(
            move._jxc_get_direction(line)
            * move.product_uom._compute_quantity(
                move.quantity, line.product_id.uom_id, round=False
            )
            for move in line.move_ids
            if move.state == "done" and move.product_id == line.product_id
        )

    # === POLICY: HOLDS ===
    def _jxc_make_hold(self, code, sentence, fixed, limits):
        """Return a hold of this transfer that a supervisor may release.

        :param fixed: JSON-able; what must stay as it was seen
        :param limits: {name: quantity that may not grow}
        """
        content = {
            "fixed": {
                **fixed,
                "partner": self.partner_id.id,
                "places": [self.location_id.id, self.location_dest_id.id],
            },
            "items": [],
            "limits": limits,
        }
        return Hold(
            code=code,
            sentence=sentence,
            model=self._name,
            res_id=self.id,
            release_group=SUPERVISOR,
            digest=digest_of(content),
            content=content,
        )

    def _jxc_get_limits(self, moves, going):
        """Return {product: quantity} of these moves, as limits of a release."""
        limits = defaultdict(float)
        for move in moves:
            limits[f"product,{move.product_id.id}"] += going[move]
        return dict(limits)

    def _jxc_name_products(self, moves):
        """Return the names of the products of these moves."""
        return ", ".join(dict.fromkeys(m.product_id.display_name for m in moves))

    def _jxc_make_no_order_hold(self, moves, going):
        """Return the hold for goods that no order asked for."""
        return self._jxc_make_hold(
            NO_ORDER,
            self.env._(
                "%(transfer)s: no order asked for %(products)s. A warehouse "
                "supervisor validates it, or releases it.",
                transfer=self.name,
                products=self._jxc_name_products(moves),
            ),
            {},
            self._jxc_get_limits(moves, going),
        )

    def _jxc_make_unexpected_hold(self, moves, going):
        """Return the hold for products that the order did not ask for."""
        return self._jxc_make_hold(
            UNEXPECTED,
            self.env._(
                "%(transfer)s: its order did not ask for %(products)s. Take them off, "
                "have the order changed, or ask a warehouse supervisor to release it.",
                transfer=self.name,
                products=self._jxc_name_products(moves),
            ),
            {},
            self._jxc_get_limits(moves, going),
        )

    def _jxc_make_over_hold(self, over):
        """Return the hold for more than was asked for.

        :param over: see `_jxc_get_over`
        """
        goods = ", ".join(
            dict.fromkeys(
                self.env._(
                    "%(product)s: %(moved)s instead of %(asked)s %(uom)s",
                    product=product.display_name,
                    moved=f"{moved:g}",
                    asked=f"{asked:g}",
                    uom=product.uom_id.name,
                )
                for (product, _source), (moved, asked) in over.items()
            )
        )
        return self._jxc_make_hold(
            OVER,
            self.env._(
                "%(transfer)s moves more than was asked for. %(goods)s. Lower the "
                "quantity, have the order changed, or ask a warehouse supervisor to "
                "release it.",
                transfer=self.name,
                goods=goods,
            ),
            {},
            {
                f"{source._name},{source.id}": moved
                for (_product, source), (moved, _asked) in over.items()
            },
        )

    def _jxc_follow_cancel(self):
        """End steps, notices and releases of those that were cancelled."""
        # sudo: steps and releases follow from acts of whoever may not write them.
        cancelled = self.sudo().filtered(lambda picking: picking.state == "cancel")
        if not cancelled:
            return
        if stepped := cancelled.filtered("jxc_step"):
            stepped.jxc_step_ids._jxc_end("cancelled")
            stepped.jxc_step = False
            stepped._jxc_follow_check()
        self.env["jxc.hold.notice"]._jxc_close(self._name, cancelled.ids)
        self.env["jxc.release"]._jxc_withdraw_all(
            self._name, cancelled.ids, self.env._("The transfer was cancelled.")
        )

    # === HOST HOOKS ===
    def unlink(self):
        """A deleted transfer waits for nobody."""
        self.env["jxc.hold.notice"]._jxc_close(self._name, self.ids)
        return super().unlink()
