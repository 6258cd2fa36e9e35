import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

import {emptyInbox, inboxItem} from "./tour_steps";

const tours = registry.category("web_tour.tours");
// Milliseconds after which the host takes a touch for a long one, and some more.
const LONG_TOUCH = 600;

async function touchLong() {
    const touch = new Touch({identifier: 1, target: this.anchor});
    const touches = {bubbles: true, touches: [touch], changedTouches: [touch]};
    this.anchor.dispatchEvent(new TouchEvent("touchstart", touches));
    await new Promise((resolve) => setTimeout(resolve, LONG_TOUCH));
    this.anchor.dispatchEvent(new TouchEvent("touchend", {...touches, touches: []}));
}

/**
 * Whoever needs an order confirms it as ever. Started on the request for quotation.
 */
tours.add("jxc_approval_submit", {
    steps: () => [
        {
            content: "The banner says beforehand who will be asked",
            trigger: "div[name='jxc_approval_held']:contains('needs approval')",
        },
        // On a phone the button is in a menu.
        ...stepUtils.statusbarButtonsSteps("Confirm Order", "Confirm it"),
        {
            content: "It waits, and says for whom",
            trigger:
                "div[name='jxc_approval_waits']:contains('Waits for'):contains('jxc_purchase_manager')",
        },
        {
            content: "The host's own approval is not offered",
            trigger: ".o_form_view:not(:has(button[name='button_approve']))",
        },
        {
            content: "The requester may take it back, and not approve it",
            trigger:
                "div[name='jxc_approval_waits']:has(button[name='action_jxc_withdraw_request']):not(:has(button[name='action_jxc_approve']))",
        },
        {
            content: "The time line is on the order",
            trigger: ".o_notebook a[name='jxc_approval']",
            run: "click",
        },
        {
            content: "Its first step is open",
            trigger:
                ".o_jxc_timeline_entry[data-state='open']:contains('Department manager')",
        },
    ],
});

/**
 * Withdraws from the order itself. Started on an order that waits.
 */
tours.add("jxc_approval_withdraw", {
    steps: () => [
        {
            content: "Take it back",
            trigger: "button[name='action_jxc_withdraw_request']",
            run: "click",
        },
        {
            content: "Yes",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "It can be submitted again",
            trigger: "div[name='jxc_approval_held'] button[name='action_jxc_submit']",
        },
    ],
});

/**
 * An approver answers one request from the inbox without opening it.
 */
tours.add("jxc_approval_inbox", {
    steps: () => [
        {
            content: "Approve it where it is listed",
            trigger: inboxItem("Kettle Works", "button[name='action_jxc_approve']"),
            run: "click",
        },
        emptyInbox,
    ],
});

/**
 * An approver reads the request, its content and its steps, and approves there.
 */
tours.add("jxc_approval_read_and_approve", {
    steps: () => [
        {
            content: "Open it",
            trigger: [
                ".o_data_row:contains('Kettle Works') td[name='document_name']",
                ".o_kanban_record:contains('Kettle Works')",
            ].join(", "),
            run: "click",
        },
        {
            content: "What is asked for is shown",
            trigger: "[name='content_table']:contains('Kettle')",
        },
        {
            content: "So is who decided before",
            trigger: ".o_jxc_timeline_entry[data-state='approved']",
        },
        {
            content: "Approve",
            trigger: "div[name='jxc_turn'] button[name='action_jxc_approve']",
            run: "click",
        },
        {
            content: "It is approved",
            trigger: ".o_jxc_timeline_entry[data-kind='end'][data-state='approved']",
        },
    ],
});

/**
 * An approver ticks everything and approves at once.
 */
tours.add("jxc_approval_batch", {
    steps: () => [
        {
            isActive: ["desktop"],
            content: "Tick all",
            trigger:
                ".o_list_renderer:has(.o_data_row:nth-child(2)) thead .o_list_record_selector input",
            run: "click",
        },
        {
            isActive: ["mobile"],
            content: "A long touch ticks the first card",
            trigger: ".o_kanban_record:contains('6,000.00')",
            run: touchLong,
        },
        {
            isActive: ["mobile"],
            content: "It is ticked",
            trigger: ".o_kanban_record.o_record_selected:contains('6,000.00')",
        },
        {
            isActive: ["mobile"],
            content: "A touch ticks the next",
            trigger: ".o_kanban_record:contains('7,000.00')",
            run: "click",
        },
        {
            content: "Approve what is ticked",
            trigger:
                ".o_control_panel button[name='action_jxc_approve'], .o_jxc_batch button[name='action_jxc_approve']",
            run: "click",
        },
        emptyInbox,
    ],
});

/**
 * An approver refuses; the server insists on a reason.
 */
tours.add("jxc_approval_refuse", {
    steps: () => [
        {
            content: "Decide",
            trigger: inboxItem("Kettle Works", "button[name='action_jxc_decide']"),
            run: "click",
        },
        {
            content: "What is decided on is named",
            trigger: ".modal [name='summary']:contains('Kettle Works')",
        },
        {
            content: "Refuse",
            trigger: ".modal input[data-value='refuse']",
            run: "click",
        },
        {
            content: "Without a reason",
            trigger: ".modal button[name='action_decide']:contains('Refuse')",
            run: "click",
        },
        {
            content: "It is asked for",
            trigger: ".modal .o_field_invalid[name='reason']",
        },
        {
            content: "Say why",
            trigger: ".modal [name='reason'] textarea",
            run: "edit Harbour Tea is cheaper",
        },
        {
            content: "Refuse",
            trigger: ".modal button[name='action_decide']:contains('Refuse')",
            run: "click",
        },
        emptyInbox,
    ],
});

/**
 * The requester reads the answer on the order and submits it again with a reason.
 */
tours.add("jxc_approval_answer", {
    steps: () => [
        {
            content: "Who refused, and why",
            trigger:
                "div[name='jxc_approval_answer']:contains('Harbour Tea is cheaper')",
        },
        {
            content: "Submit it again",
            trigger: "div[name='jxc_approval_answer'] button[name='action_jxc_submit']",
            run: "click",
        },
        {
            content: "Who will be asked is shown",
            trigger: ".modal [name='asked_names']:contains('jxc_purchase_manager')",
        },
        {
            content: "Say why",
            trigger: ".modal [name='reason'] textarea",
            run: "edit They cannot deliver before May",
        },
        {
            content: "Submit",
            trigger: ".modal button[name='action_ask']",
            run: "click",
        },
        {
            content: "It waits again",
            trigger: "div[name='jxc_approval_waits']:contains('Waits for')",
        },
    ],
});

/**
 * The requester sees on the order who approved, and in whose place.
 */
tours.add("jxc_approval_done", {
    steps: () => [
        {
            content: "The order is confirmed",
            trigger:
                ".o_statusbar_status button[data-value='purchase'].o_arrow_button_current:visible, " +
                ".o_statusbar_status button.dropdown-toggle:visible:contains('Purchase Order')",
        },
        {
            content: "Its time line",
            trigger: ".o_notebook a[name='jxc_approval']",
            run: "click",
        },
        {
            content: "The deputy decided in the absentee's place",
            trigger:
                ".o_jxc_timeline_entry:contains('Department manager'):contains('jxc_finance'):contains('in place of jxc_purchase_manager')",
        },
        {
            content: "The general manager decided after",
            trigger:
                ".o_jxc_timeline_entry[data-state='approved']:contains('General manager'):contains('jxc_general_manager')",
        },
    ],
});
