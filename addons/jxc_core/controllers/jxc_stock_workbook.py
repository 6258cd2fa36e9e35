from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# last part of the address -> model
MODELS = {
    "write_off": "jxc.write.off",
    "transfer": "jxc.transfer",
    "work": "jxc.picking.work",
}


class JxcStockWorkbook(Controller):
    @route(
        [f"/jxc/workbook/{name}" for name in MODELS],
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def stock_documents(self, ids="", **_query):
        """Download documents of the warehouse, with what their reader may see of them.

        :param ids: numbers separated by commas
        :raise AccessError: when one of them is not the reader's to read
        """
        model = MODELS[request.httprequest.path.rstrip("/").rsplit("/", 1)[-1]]
        # Longer numbers are no record of anybody, and too long for the database.
        wanted = [int(text) for text in ids.split(",") if text.isdecimal()]
        wanted = [number for number in wanted if number < 2**31]
        documents = request.env[model].browse(wanted).exists()
        if not documents:
            raise request.not_found()
        documents.check_access("read")
        name, content = request.env["jxc.record.sheet"]._jxc_get_workbook(documents)
        return request.make_response(
            content,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
