import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {ViewButton} from "@web/views/view_button/view_button";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

// Field of the document -> its type. Every model with gates has them.
const FIELDS = {
    jxc_approval_state: "selection",
    jxc_approval_text: "char",
    jxc_hold_text: "text",
    jxc_my_turn: "boolean",
    jxc_can_submit: "boolean",
    jxc_can_withdraw: "boolean",
    jxc_can_open_request: "boolean",
};
const TURNED_DOWN = ["refused", "returned"];
// what the banner is about -> [icon, its title, colour of bootstrap, role for readers]
const LOOKS = {
    waits: ["fa-gavel", _t("Approval"), "warning", "status"],
    answer: ["fa-reply", _t("Answer"), "danger", "alert"],
    held: ["fa-hand-paper-o", _t("Held"), "info", "status"],
};

/**
 * Says above a document how far its approval is, and offers what its reader may do
 * about it. Any form of a model with gates shows it by one `<widget/>`.
 */
export class ApprovalBanner extends Component {
    static template = "jxc_approval.ApprovalBanner";
    static components = {ViewButton};
    static props = {
        ...standardWidgetProps,
        besideHold: {type: Boolean, optional: true},
    };

    /**
     * @returns {String} "waits", "answer", "held", or "" when there is nothing to say
     */
    get topic() {
        const {jxc_approval_state: state, jxc_can_submit: canSubmit} =
            this.props.record.data;
        if (state === "pending") {
            return "waits";
        }
        if (!canSubmit) {
            return "";
        }
        if (TURNED_DOWN.includes(state)) {
            return "answer";
        }
        return this.props.besideHold ? "" : "held";
    }

    get look() {
        const [icon, title, colour, role] = LOOKS[this.topic];
        return {icon, title: `${title}`, colour, role};
    }

    get text() {
        const {jxc_approval_text: course, jxc_hold_text: hold} = this.props.record.data;
        return this.topic === "held" ? hold : course;
    }

    /** Why it is held, where that is more than that somebody has to approve. */
    get hold() {
        const {besideHold, record} = this.props;
        return besideHold ? record.data.jxc_hold_text : "";
    }

    get buttons() {
        const may = this.props.record.data;
        const again = this.topic === "answer";
        return [
            may.jxc_my_turn && ["action_jxc_approve", _t("Approve"), "primary"],
            may.jxc_my_turn && ["action_jxc_decide", _t("Decide…"), "secondary"],
            may.jxc_can_submit && [
                "action_jxc_submit",
                again ? _t("Submit Again") : _t("Submit for Approval"),
                "primary",
            ],
            may.jxc_can_withdraw && [
                "action_jxc_withdraw_request",
                _t("Withdraw"),
                "secondary",
                _t("Take this request back?"),
            ],
            may.jxc_can_open_request &&
                this.topic !== "held" && [
                    "action_jxc_open_request",
                    _t("Open Request"),
                    "secondary",
                ],
        ]
            .filter(Boolean)
            .map(([name, string, rank, confirm]) => ({
                string: `${string}`,
                className: `btn-${rank}`,
                clickParams: {
                    name,
                    type: "object",
                    ...(confirm && {confirm: `${confirm}`}),
                },
            }));
    }
}

registry.category("view_widgets").add("jxc_approval_banner", {
    component: ApprovalBanner,
    // beside_hold: the form has a banner of its own for what is held
    extractProps: ({options}) => ({besideHold: Boolean(options.beside_hold)}),
    fieldDependencies: Object.entries(FIELDS).map(([name, type]) => ({
        name,
        type,
        readonly: true,
    })),
});
