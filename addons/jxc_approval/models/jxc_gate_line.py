from contextlib import contextmanager

from odoo import api, models


class JxcGateLine(models.AbstractModel):
    """A line of a document with chosen gates: what was approved includes it."""

    _name = "jxc.gate.line"
    _description = "Line of a Document with Chosen Gates"

    _jxc_document_fields = ()

    # === POLICY ===
    def _jxc_get_line_documents(self):
        """Return the documents of these lines, one recordset a model."""
        # sudo: a gate judges what its user may not read.
        lines, by_model = self.sudo(), {}
        for name in self._jxc_document_fields:
            documents = lines[name]
            known = by_model.get(documents._name, documents.browse())
            by_model[documents._name] = known | documents
        return [documents for documents in by_model.values() if documents]

    @contextmanager
    def _jxc_watch_documents(self):
        """Judge at the end whether the documents are still what was approved.

        Yields a list, to which lines that come to be inside are added.
        """
        before, lines = self._jxc_get_line_documents(), []
        watched = any(self.env[name]._jxc_get_targets() for name in self._jxc_owners())
        if not watched:
            yield lines
            return
        with self.env["jxc.watch"]._jxc_undo_when_refused():
            yield lines
            after = [
                documents
                for changed in (self.exists(), *lines)
                for documents in changed._jxc_get_line_documents()
            ]
            for documents in (*before, *after):
                documents.exists()._jxc_judge_sealed()

    def _jxc_owners(self):
        """Return the names of the models whose lines these are."""
        return {self._fields[name].comodel_name for name in self._jxc_document_fields}

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """A line that comes may be none of what was approved."""
        with self._jxc_watch_documents() as lines:
            created = super().create(vals_list)
            lines.append(created)
        return created

    def write(self, vals):
        """A line that changes may be none of what was approved."""
        with self._jxc_watch_documents():
            return super().write(vals)

    def unlink(self):
        """A line that goes may leave less than was approved."""
        with self._jxc_watch_documents():
            return super().unlink()
