from contextlib import contextmanager, nullcontext

from odoo import models


class JxcWatch(models.AbstractModel):
    """A document whose changes are judged by what became of it, not by how.

    Host hooks of the document and of its lines put their super() inside
    `_jxc_watch`. Add-ons extend, always through super():

    - `_jxc_get_snapshot`: what a change is compared with,
    - `_jxc_get_due_steps`: the gates (`jxc.gate`) that a change has to pass,
    - `_jxc_judge_changes`: where passing gates is not all there is to do,
    - `_jxc_needs_undo`: where the verdict fell before anything was changed.
    """

    _name = "jxc.watch"
    _description = "Document Watched for Changes"

    # === POLICY ===
    @contextmanager
    def _jxc_watch(self, expected=(), confirming=False):
        """Judge, at the end of the outermost change, what became of documents.

        Changes nest (an order writes its lines, a line its order): only the end
        result counts, so that one line may shrink while another grows. The memory is
        the cursor's, out of reach of any caller's context. A refused change is
        rolled back here, so nothing of it stays when a caller swallows the error.

        :param expected: more ids of this model that the change touches
        :param confirming: the change confirms documents; it is judged on its own
        """
        # sudo: the judge sees what the writer may not; super() still checks rights.
        documents = (self | self.browse(expected).exists()).sudo()
        key, memory = self._jxc_get_watch_key(), self.env.cr.cache
        outer = memory.get(key)
        nested = outer is not None and not confirming
        before = outer if nested else {}
        for document in documents:
            if document.id not in before:
                before[document.id] = document._jxc_get_snapshot()
        if nested:
            yield before
            return
        guarded = self._jxc_needs_undo(before, confirming)
        with self._jxc_undo_when_refused() if guarded else nullcontext():
            memory[key] = before
            try:
                yield before
            finally:
                if outer is None:
                    # A refusal inside that was undone has emptied the memory.
                    memory.pop(key, None)
                else:
                    memory[key] = outer
            after = self.browse(before)._jxc_judge_changes(before)
        if outer is not None:
            outer.update(self._jxc_get_snapshots(set(before).difference(after)))
            outer.update(after)

    def _jxc_get_destinations(self, lines, names, vals_list):
        """Return {many2one: ids of the documents that these new lines come to}.

        :param lines: the model of the lines, as whoever creates them
        :param names: many2one fields that tie a line to its documents
        """
        # A default may be the context's or the user's own.
        defaults = lines.default_get(list(names))
        return {
            name: {vals.get(name, defaults.get(name)) for vals in vals_list}
            - {False, None}
            for name in names
        }

    def _jxc_get_watch_key(self):
        """Return where the cursor remembers what is watched of this model."""
        return ("jxc.watch", self._name)

    def _jxc_is_watched(self):
        """Tell whether a change around this one will be judged as a whole."""
        return self._jxc_get_watch_key() in self.env.cr.cache

    @contextmanager
    def _jxc_undo_when_refused(self):
        """Undo everything inside when it raises, in the database and in the cache.

        Like the host's flushing savepoint, but what passes is not flushed: the host
        writes it down once, with what else confirming a document changes.
        """
        self.env.flush_all()
        passed = False
        try:
            with self.env.cr.savepoint(flush=False):
                yield
                passed = True
        finally:
            if not passed:
                self.env.transaction.clear()

    def _jxc_needs_undo(self, before, confirming):
        """Tell whether a refusal would have something to undo. Extension point.

        A model that judged the values beforehand answers False and saves the host a
        flush and a savepoint.

        :param before: {id: snapshot, None when it was not watched}
        :param confirming: see `_jxc_watch`
        """
        return confirming or any(before.values())

    def _jxc_get_snapshot(self):
        """Return what a later change of this document is compared with.

        Extension point: add keys of your own to what super() returns, which is None
        while nobody watches the document. Called as superuser.
        """
        self.ensure_one()
        return None

    def _jxc_get_snapshots(self, ids):
        """Return {id: snapshot} of those among `ids` that are watched."""
        # sudo: see `_jxc_watch`.
        documents = self.sudo().browse(ids)
        snapshots = {
            document.id: document._jxc_get_snapshot() for document in documents
        }
        return {id_: snapshot for id_, snapshot in snapshots.items() if snapshot}

    def _jxc_get_due_steps(self, before, after):
        """Return {step: [ids]} of the gates that a change calls for.

        Extension point: add to the lists of super(). A document without a snapshot
        before it changed has none afterwards either: its state tells what it became.

        :param before: {id: snapshot, None when it was not watched}
        :param after: {id: snapshot} of those watched before and now
        """
        return {}

    def _jxc_judge_changes(self, before):
        """Pass the gates that the change since `before` calls for.

        Extension point, for consequences other than a gate.

        :param before: {id: snapshot, None when it was not watched}
        :return: {id: snapshot} of the documents that were compared and passed
        :raise HoldError: when a gate holds
        """
        after = self._jxc_get_snapshots([id_ for id_ in before if before[id_]])
        steps = self._jxc_get_due_steps(before, after)
        if steps:
            self._jxc_pass_gates(steps)
        return after
