import {Component, onMounted, onWillUnmount} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {formatWaited, hoursSince, readMoment} from "./timeline_format";

// state -> [icon, colour of bootstrap]
const LOOKS = {
    done: ["fa-paper-plane-o", "primary"],
    approved: ["fa-check", "success"],
    open: ["fa-hourglass-half", "warning"],
    waiting: ["fa-clock-o", "secondary"],
    refused: ["fa-times", "danger"],
    returned: ["fa-reply", "danger"],
    withdrawn: ["fa-undo", "secondary"],
    broken: ["fa-chain-broken", "danger"],
};
const OTHER = ["fa-minus", "secondary"];
const NOTE_ICONS = {
    forward: "fa-share",
    add: "fa-user-plus",
    remind: "fa-bell-o",
    escalate: "fa-level-up",
};
const A_MINUTE = 60000;
// Of more people than this, the first are named and the others unfold.
const NAMED = 6;

/**
 * The course of a document: who took a step, or asked, who decides in which order, who decided when,
 * why, and in whose place. Reads what `_jxc_get_timeline` returns.
 */
export class Timeline extends Component {
    static template = "jxc_core.Timeline";
    static props = {...standardFieldProps};

    setup() {
        // "5 minutes ago" must not stay so on a screen that is left open.
        let timer = null;
        onMounted(() => {
            timer = browser.setInterval(() => this.render(), A_MINUTE);
        });
        onWillUnmount(() => browser.clearInterval(timer));
    }

    get entries() {
        const entries = this.props.record.data[this.props.name] || [];
        return entries.map((entry, index) => ({
            ...entry,
            ...this.getLook(entry.state),
            beside: entry.stage > 0 && entry.stage === entries[index - 1]?.stage,
            waiting: this.getWaiting(entry),
            decisions: entry.decisions.map((act) => this.readAct(act)),
            notes: entry.notes.map((act) => this.readAct(act)),
        }));
    }

    getLook(state) {
        const [icon, colour] = LOOKS[state] || OTHER;
        return {icon, colour};
    }

    /**
     * Whom an undecided step waits for, and since when.
     */
    getWaiting({people, quorum, since}) {
        if (!people.length) {
            return null;
        }
        const named = people.length > NAMED ? NAMED - 1 : people.length;
        return {
            people: people.slice(0, named).join(", "),
            others: people.slice(named).join(", "),
            more: people.length - named,
            all: quorum === "all" && people.length > 1,
            any: quorum === "one" && people.length > 1,
            since: readMoment(since),
            hours: since ? formatWaited(hoursSince(since)) : "",
        };
    }

    readAct(act) {
        return {
            ...act,
            moment: readMoment(act.when),
            waited: act.hours ? formatWaited(act.hours) : "",
            icon: NOTE_ICONS[act.kind] || "fa-comment-o",
        };
    }
}

registry.category("fields").add("jxc_timeline", {
    component: Timeline,
    displayName: _t("Time line"),
    supportedTypes: ["json"],
});
