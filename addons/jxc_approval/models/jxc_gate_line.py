from contextlib import ExitStack, contextmanager

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
    def _jxc_watch_documents(self, ids_by_field=None):
        """Judge at the end what became of the documents of these lines.

        :param ids_by_field: {many2one: ids of documents that lines come to}
        :raise HoldError: when one that has taken its step is not what was approved
        """
        watched = self._jxc_get_line_documents()
        for name, ids in (ids_by_field or {}).items():
            # sudo: a gate judges what its user may not read.
            documents = self.env[self._fields[name].comodel_name].sudo()
            watched.append(documents.browse(ids).exists())
        with ExitStack() as stack:
            for documents in watched:
                stack.enter_context(documents._jxc_watch_targets())
            yield
        for documents in watched:
            if documents._jxc_get_targets():
                documents.exists()._jxc_follow_requests()

    # === HOST HOOKS ===
    @api.model_create_multi
    def create(self, vals_list):
        """A line that comes may be none of what was approved."""
        comes_to = self.env["jxc.watch"]._jxc_get_destinations(
            self, self._jxc_document_fields, vals_list
        )
        with self._jxc_watch_documents(comes_to):
            return super().create(vals_list)

    def write(self, vals):
        """A line that changes or moves may be none of what was approved."""
        moved = {
            name: {vals[name]} - {False}
            for name in self._jxc_document_fields
            if name in vals
        }
        with self._jxc_watch_documents(moved):
            return super().write(vals)

    def unlink(self):
        """A line that goes may leave less than was approved."""
        with self._jxc_watch_documents():
            return super().unlink()
