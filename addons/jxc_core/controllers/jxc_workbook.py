from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class JxcWorkbook(Controller):
    @route(
        "/jxc/workbook/purchase_suggestion",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def purchase_suggestion(self, ids="", **_query):
        """Download purchase suggestions, with what their reader may see of them.

        :param ids: numbers separated by commas
        :raise AccessError: when one of them is not the reader's to read
        """
        return self._jxc_send(
            "jxc.purchase.suggestion", "jxc.purchase.suggestion.sheet", ids
        )

    @route(
        "/jxc/workbook/return",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def returns(self, ids="", **_query):
        """Download returns, with what their reader may see of them.

        :param ids: numbers separated by commas
        :raise AccessError: when one of them is not the reader's to read
        """
        return self._jxc_send("jxc.return", "jxc.return.sheet", ids)

    def _jxc_send(self, model, sheet, ids):
        """Return the response with the workbook of these records.

        :param ids: numbers separated by commas
        :raise AccessError: when one of them is not the reader's to read
        """
        # Longer numbers are no record of anybody, and too long for the database.
        wanted = [int(text) for text in ids.split(",") if text.isdecimal()]
        wanted = [number for number in wanted if number < 2**31]
        records = request.env[model].browse(wanted).exists()
        if not records:
            raise request.not_found()
        records.check_access("read")
        name, content = request.env[sheet]._jxc_get_workbook(records)
        return request.make_response(
            content,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
