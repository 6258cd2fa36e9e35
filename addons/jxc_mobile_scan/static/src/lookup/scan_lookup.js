import {Component, useState} from "@odoo/owl";

import {scanBarcode} from "@web/core/barcode/barcode_dialog";
import {isBarcodeScannerSupported} from "@web/core/barcode/barcode_video_scanner";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useAutofocus, useBus, useService} from "@web/core/utils/hooks";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

// Older scans say nothing to whoever stands at the shelf now.
const KEPT = 20;

/**
 * Shows what scanned codes stand for, newest first. Each scan is an entry of its own
 * with its own request, so fast scans neither wait for nor overwrite each other.
 */
export class ScanLookup extends Component {
    static template = "jxc_mobile_scan.ScanLookup";
    static path = "jxc-lookup";
    static displayName = _t("Scan");
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.hasCamera = isBarcodeScannerSupported();
        this.state = useState({typed: "", scans: []});
        this.nextId = 1;
        useAutofocus({mobile: false});
        useBus(useService("barcode").bus, "barcode_scanned", (ev) =>
            this.lookUp(ev.detail.barcode)
        );
    }

    async lookUp(code) {
        this.state.scans.unshift({id: this.nextId++, code, status: "waiting"});
        const scan = this.state.scans[0];
        this.state.scans.splice(KEPT);
        try {
            const result = await this.orm.call("jxc.scan", "look_up", [code]);
            scan.code = result.code;
            scan.matches = result.matches;
            scan.status = result.matches.length ? "found" : "unknown";
        } catch (error) {
            scan.status = "failed";
            scan.reason = error.data?.message || _t("The server did not answer.");
        }
        if (scan.status !== "found" && "vibrate" in navigator) {
            navigator.vibrate([80, 60, 80]);
        }
    }

    onSubmit() {
        const code = this.state.typed.trim();
        this.state.typed = "";
        if (code) {
            this.lookUp(code);
        }
    }

    async onCamera() {
        let code = "";
        try {
            code = await scanBarcode(this.env);
        } catch (error) {
            this.notification.add(error.message, {type: "warning"});
        }
        if (code) {
            this.lookUp(code);
        }
    }

    open(match) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: match.model,
            res_id: match.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("jxc_mobile_scan.lookup", ScanLookup);
