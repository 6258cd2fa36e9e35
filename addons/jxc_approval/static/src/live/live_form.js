import {status} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";
import {useService} from "@web/core/utils/hooks";
import {FormController} from "@web/views/form/form_controller";

import {isAbout, useApprovalNews} from "./live_news";

/**
 * An open document or request shows at once what somebody else decided about it. What
 * its reader is editing is left alone; they are told instead.
 */
patch(FormController.prototype, {
    setup() {
        super.setup();
        this.jxcNotification = useService("notification");
        useApprovalNews({
            concerns: (news) =>
                isAbout(news, this.model.root.resModel, this.model.root.resId),
            onNews: () => this.jxcShowNews(),
        });
    },

    async jxcShowNews() {
        const {root} = this.model;
        if (this.formInDialog || (await root.isDirty())) {
            this.jxcNotification.add(
                _t(
                    "Meanwhile somebody decided on %s or changed it. What you are editing is kept.",
                    root.data.display_name || _t("this document")
                ),
                {type: "info"}
            );
            return;
        }
        if (status(this) !== "mounted" || this.model.root !== root) {
            return;
        }
        try {
            await this.model.load();
        } catch {
            // It may be out of the reader's sight now: they see what they saw.
        }
    },
});
