from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.scan_code import read_code

# A shelf label that hundreds of records share is a mistake; nobody reads more.
LIMIT = 20


class JxcScan(models.AbstractModel):
    """What a scanned code stands for.

    Other add-ons add kinds: extend `_jxc_get_lookups` and give each kind a method
    `_jxc_find_<kind>(code)`. All of them run with the rights of whoever scans, so a
    code never shows more than the menus do.
    """

    _name = "jxc.scan"
    _description = "Scanned Code"

    # === POLICY ===
    @api.model
    def _jxc_get_lookups(self):
        """Return [(kind, its label, model)] in the order in which they are shown."""
        return [
            ("product", self.env._("Product"), "product.product"),
            ("packaging", self.env._("Packaging"), "product.uom"),
            ("lot", self.env._("Lot/Serial Number"), "stock.lot"),
            ("package", self.env._("Package"), "stock.package"),
            ("location", self.env._("Location"), "stock.location"),
            ("picking", self.env._("Transfer"), "stock.picking"),
        ]

    @api.model
    def _jxc_get_spellings(self, code):
        """Return the texts under which the record of a ScanCode may be stored."""
        return list(dict.fromkeys([code.text, *code.gtins, code.text.upper()]))

    @api.model
    def _jxc_find_product(self, code):
        """Return [(product, what to say about it)] for a ScanCode."""
        products = self.env["product.product"].search(
            Domain("barcode", "in", self._jxc_get_spellings(code))
            | Domain("default_code", "in", [code.text, code.text.upper()]),
            limit=LIMIT,
        )
        return [(product, self._jxc_get_stock_text(product)) for product in products]

    @api.model
    def _jxc_get_stock_text(self, product):
        """Return how much of `product` is on hand, "" for who may not see stock."""
        if not product.is_storable or not self.env["stock.quant"].has_access("read"):
            return ""
        return self.env._(
            "On hand: %(quantity)g %(unit)s",
            quantity=product.qty_available,
            unit=product.uom_id.name,
        )

    @api.model
    def _jxc_find_packaging(self, code):
        """Return [(packaging, what is in it)] for a ScanCode."""
        packagings = self.env["product.uom"].search(
            [("barcode", "in", self._jxc_get_spellings(code))], limit=LIMIT
        )
        return [
            (
                packaging.product_id,
                self.env._(
                    "%(unit)s of %(quantity)g %(base)s",
                    unit=packaging.uom_id.name,
                    quantity=packaging.uom_id._compute_quantity(
                        1, packaging.product_id.uom_id
                    ),
                    base=packaging.product_id.uom_id.name,
                ),
            )
            for packaging in packagings
        ]

    @api.model
    def _jxc_find_lot(self, code):
        """Return [(lot, its product)] for a ScanCode; a GS1 code names both."""
        domain = Domain("name", "in", [code.lot] if code.lot else [code.text])
        if code.lot and code.gtins:
            domain &= Domain("product_id.barcode", "in", list(code.gtins))
        lots = self.env["stock.lot"].search(domain, limit=LIMIT)
        return [(lot, lot.product_id.display_name) for lot in lots]

    @api.model
    def _jxc_find_package(self, code):
        """Return [(package, where it is)] for a ScanCode (an SSCC, or a name)."""
        names = [code.text, code.elements.get("00", code.text)]
        packages = self.env["stock.package"].search(
            [("name", "in", names)], limit=LIMIT
        )
        return [(package, package.location_id.display_name) for package in packages]

    @api.model
    def _jxc_find_location(self, code):
        """Return [(location, nothing more)] for a ScanCode."""
        locations = self.env["stock.location"].search(
            [("barcode", "in", [code.text, code.text.upper()])], limit=LIMIT
        )
        return [(location, "") for location in locations]

    @api.model
    def _jxc_find_picking(self, code):
        """Return [(transfer, partner and state)] for a ScanCode."""
        pickings = self.env["stock.picking"].search(
            [("name", "in", [code.text, code.text.upper()])], limit=LIMIT
        )
        states = dict(pickings._fields["state"]._description_selection(self.env))
        return [
            (
                picking,
                " · ".join(
                    filter(None, [picking.partner_id.name, states[picking.state]])
                ),
            )
            for picking in pickings
        ]

    # === ACTIONS ===
    @api.model
    @api.readonly
    def look_up(self, raw):
        """Tell what a scanned code stands for, with the rights of who scans.

        :param raw: the text that the scanner read
        :return: {code, kind, matches: [{kind, label, model, id, name, detail}]}
        :raise UserError: when nothing was read
        """
        try:
            code = read_code(raw)
        except ValueError as error:
            raise UserError(
                self.env._("Nothing was read. Scan the code again.")
            ) from error
        # The host would cut zeros off in its own way; all spellings are tried here.
        finder = self.with_context(skip_preprocess_gs1=True)
        matches = []
        for kind, label, model in self._jxc_get_lookups():
            if not self.env[model].has_access("read"):
                continue
            matches += [
                {
                    "kind": kind,
                    "label": label,
                    "model": record._name,
                    "id": record.id,
                    "name": record.display_name,
                    "detail": detail,
                }
                for record, detail in getattr(finder, f"_jxc_find_{kind}")(code)
            ]
        return {"code": code.text, "kind": code.kind, "matches": matches}
