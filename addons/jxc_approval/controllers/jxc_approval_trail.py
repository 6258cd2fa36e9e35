from odoo.exceptions import AccessError
from odoo.http import Controller, content_disposition, request, route

from odoo.addons.jxc_core.controllers.jxc_workbook import XLSX


class JxcApprovalTrail(Controller):
    """Downloads of the trail; who may have them is asked by the models behind."""

    @route(
        "/jxc/approval/trail.pdf",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def trail_pdf(self, model="", ids="", **_query):
        """Download the printed trail of documents.

        :param ids: numbers separated by commas
        :raise AccessError: when one of them is not the reader's to read
        :raise UserError: when there is nothing to print
        """
        trail = self._check_is_inside()
        # Longer numbers are no record of anybody, and too long for the database.
        wanted = [int(text) for text in ids.split(",") if text.isdecimal()]
        wanted = [number for number in wanted if 0 < number < 2**31]
        documents = trail._jxc_get_documents(model, wanted)
        name, content = trail._jxc_get_pdf(documents)
        return self._download(f"{name}.pdf", "application/pdf", content)

    @route(
        "/jxc/workbook/approval_trail",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def trail_workbook(self, export="", **_query):
        """Download acts of the trail as a sheet.

        :param export: number of the `jxc.approval.export` that holds the choice
        :raise AccessError: when one of the acts is not the reader's to read
        """
        self._check_is_inside()
        number = int(export) if export.isdecimal() and len(export) < 10 else 0
        chosen = request.env["jxc.approval.export"].browse(number).exists()
        if not chosen or chosen.create_uid != request.env.user:
            raise request.not_found()
        acts = chosen._jxc_get_acts()
        name, content = request.env["jxc.approval.trail.sheet"]._jxc_get_workbook(acts)
        return self._download(f"{name}.xlsx", XLSX, content)

    def _check_is_inside(self):
        """Refuse the portal; return the model of what is asked for.

        :raise AccessError: for customers and vendors
        """
        if not request.env.user._is_internal():
            raise AccessError(request.env._("The trail is for people of the house."))
        return request.env["jxc.approval.trail"]

    def _download(self, name, kind, content):
        """Return the response that saves `content` as a file."""
        return request.make_response(
            content,
            headers=[
                ("Content-Type", kind),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ],
        )
