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
        # Longer numbers are no record of anybody, and too long for the database.
        wanted = [int(text) for text in ids.split(",") if text.isdecimal()]
        wanted = [number for number in wanted if number < 2**31]
        suggestions = request.env["jxc.purchase.suggestion"].browse(wanted).exists()
        if not suggestions:
            raise request.not_found()
        suggestions.check_access("read")
        sheet = request.env["jxc.purchase.suggestion.sheet"]
        name, content = sheet._jxc_get_workbook(suggestions)
        return request.make_response(
            content,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
