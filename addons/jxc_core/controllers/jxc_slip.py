import tempfile
from datetime import timedelta

from markupsafe import Markup

from odoo import fields
from odoo.exceptions import AccessError
from odoo.http import Controller, Response, content_disposition, request, route

from ..report.jxc_slip_draw import slip_svgs, write_pdf
from ..report.jxc_slip_font import has_missing, is_embedded
from ..tools.slip import FILE_LIMIT, PAGE_LIMIT, PAPERS, pack_ids, unpack_ids

# A file that was asked for may be fetched this long; later it is a new copy.
FETCH_MINUTES = 10
CHUNK = 64 * 1024
# A file that is larger waits on the disk to be sent.
IN_MEMORY = 4 * 1024 * 1024
MEDIA = ("page", "pdf", "screen")


class JxcSlip(Controller):
    @route(
        "/jxc/slip/<string:model>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def page(self, model, ids="", paper="", prices="", **_query):
        """Show slips as they will be printed, with the buttons that print them.

        Nothing is recorded and nothing can be printed before a button is pressed.

        :param ids: what `pack_ids` makes
        :param paper: key of PAPERS; empty: the company's
        :param prices: "1", "0", or empty: with prices where the user may see them
        :raise AccessError: for documents or prices that the user may not see
        :raise UserError: for too many documents, or one that has no slip
        """
        documents = self._get_documents(model, unpack_ids(ids))
        documents._jxc_check_slip_count()
        documents._jxc_check_slip_state()
        paper = documents._jxc_get_slip_paper(paper)
        wanted = {"1": True, "0": False}.get(prices)
        priced = documents._jxc_choose_priced(wanted)
        shown = documents[:PAGE_LIMIT]
        slips = list(shown._jxc_get_slips(priced & shown))
        offered = documents._jxc_get_slip_priced()
        if not request.env.user._has_group("jxc_core.group_price_reader"):
            offered = documents.browse()
        response = request.render(
            "jxc_core.slip_page",
            {
                "doctype": Markup("<!DOCTYPE html>"),
                # Every text in the pictures is escaped where it is put there.
                "pages": [
                    Markup(svg) for slip in slips for svg in slip_svgs(slip, paper)
                ],
                "documents": documents,
                "ids": pack_ids(documents.ids),
                "model": model,
                "paper": paper,
                "size": PAPERS[paper],
                "papers": request.env["jxc.slip.print"]._jxc_get_paper_names(),
                "priced": bool(priced),
                "prices": prices if wanted is not None else "",
                "offered": bool(offered),
                "too_many": len(documents) > PAGE_LIMIT,
                "is_embedded": is_embedded(),
                "has_missing": any(has_missing(slip.own_texts) for slip in slips),
                "html_lang": (request.env.lang or "en_US").replace("_", "-"),
            },
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    @route("/jxc/slip/print", type="jsonrpc", auth="user", methods=["POST"])
    def print_slips(self, model, ids, paper="", prices=None, medium="page"):
        """Record that slips are printed, and return how the copies are marked.

        :param ids: what `pack_ids` makes
        :param medium: "page", "pdf" or "screen"
        :return: {"marks": {key of the slip: mark}, "url": of the PDF}
        :raise AccessError: for documents or prices that the user may not see
        """
        documents = self._get_documents(model, unpack_ids(str(ids)))
        prints = documents._jxc_print_slips(
            str(paper or ""),
            None if prices is None else bool(prices),
            medium if medium in MEDIA else "page",
        )
        # sudo: the user's own prints, also for roles that do not read the trail.
        prints = prints.sudo()
        return {
            "marks": {
                f"{each.res_model},{each.res_id}": each._jxc_get_mark()
                for each in prints
            },
            "url": f"/jxc/slip/pdf?prints={pack_ids(prints.ids)}",
        }

    @route("/jxc/slip/pdf", type="http", auth="user", methods=["GET"], readonly=True)
    def pdf(self, prints="", **_query):
        """Send the file of slips that were printed as PDF just now.

        :param prints: what `pack_ids` makes of the records of printing
        :raise AccessError: for documents that the user may not read any more, or
            prices they may not see any more
        """
        self._check_internal()
        wanted = unpack_ids(prints)
        since = fields.Datetime.now() - timedelta(minutes=FETCH_MINUTES)
        # sudo: the user's own prints, also for roles that do not read the trail.
        trail = request.env["jxc.slip.print"].sudo()
        records = trail.search(
            [
                ("id", "in", wanted[:FILE_LIMIT]),
                ("user_id", "=", request.env.uid),
                ("medium", "=", "pdf"),
                ("moment", ">=", since),
            ],
            order="number",
        )
        if len(set(records.mapped("res_model"))) != 1:
            raise request.not_found()
        documents = self._get_documents(records[0].res_model, records.mapped("res_id"))
        mine = {each.res_id for each in records if each.with_prices}
        priced = documents.filtered(lambda document: document.id in mine)
        priced._jxc_choose_priced(True)
        slips = documents._jxc_get_slips(priced, records)
        return self._send_pdf(slips, records)

    def _send_pdf(self, slips, records):
        """Return the answer that sends slips as one file, piece by piece."""
        title = records[0].document_name if len(records) == 1 else None
        title = title or request.env._("Slips")
        file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)
        write_pdf(file, slips, records[0].paper, title, request.env.company.name)
        size = file.tell()
        file.seek(0)
        response = Response(
            iter(lambda: file.read(CHUNK), b""), direct_passthrough=True
        )
        response.call_on_close(file.close)
        name = title.replace("/", "-")
        response.headers.update(
            {
                "Content-Type": "application/pdf",
                "Content-Length": str(size),
                "Content-Disposition": content_disposition(f"{name}.pdf"),
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "no-store",
            }
        )
        return response

    def _get_documents(self, model, ids):
        """Return the documents of a model that has slips, in the order of `ids`.

        :raise AccessError: for visitors of the portal, and for documents of others
        """
        self._check_internal()
        documents = request.env.get(model)
        if documents is None or documents._abstract:
            raise request.not_found()
        if not hasattr(documents, "_jxc_prepare_slip_vals"):
            raise request.not_found()
        documents = documents.browse(ids).exists()
        if not documents:
            raise request.not_found()
        documents.check_access("read")
        return documents

    def _check_internal(self):
        """Slips are for employees.

        :raise AccessError: for visitors of the portal
        """
        if not request.env.user._is_internal():
            raise AccessError(request.env._("Slips are printed by employees only."))
