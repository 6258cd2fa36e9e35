from odoo import api, models

from .jxc_slip_draw import pdf_bytes


class JxcSlipFile(models.AbstractModel):
    """Slips as a PDF in memory, for mail and archives."""

    _name = "jxc.slip.file"
    _description = "Slips as PDF"

    # === POLICY ===
    @api.model
    def _jxc_get_pdf(self, documents, paper="", prices=None, medium="pdf"):
        """Record that these slips are printed, and return them as one file.

        :param documents: of one model that mixes in jxc.slip
        :param paper: key of PAPERS, or "" for the company's
        :param prices: True, False, or None: where the user may see them and the
            company prints them
        :param medium: "pdf" or "mail"
        :return: (file name, bytes)
        :raise AccessError: for documents or prices that the user may not see
        """
        # sudo: what the user has just printed, also for who does not read the trail.
        prints = documents._jxc_print_slips(paper, prices, medium).sudo()
        ids = [each.res_id for each in prints if each.with_prices]
        slips = documents._jxc_get_slips(documents.browse(ids), prints)
        name = documents.display_name if len(documents) == 1 else self.env._("Slips")
        # sudo: the file is the company's, also for who does not read companies.
        author = self.env.company.sudo().name
        content = pdf_bytes(slips, prints[0].paper, name, author)
        return f"{name.replace('/', '-')}.pdf", content
