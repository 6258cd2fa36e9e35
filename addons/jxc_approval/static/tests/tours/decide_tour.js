import {registry} from "@web/core/registry";

import {choose, emptyInbox, inboxItem} from "./tour_steps";

const tours = registry.category("web_tour.tours");
const BANNER = "div[name='jxc_approval_waits']";

/**
 * Answer in the dialog that the button opens.
 *
 * @param {String} button trigger of *Decide…*
 * @param {String} verdict
 * @param {String} label of the button that ends the dialog
 * @param {Object[]} [steps] what else the dialog asks
 */
function decide(button, verdict, label, steps = []) {
    return [
        {
            content: "Decide",
            trigger: button,
            run: "click",
        },
        {
            content: `Choose ${verdict}`,
            trigger: `.modal input[data-value='${verdict}']`,
            run: "click",
        },
        ...steps,
        {
            content: "Say why",
            trigger: ".modal [name='reason'] textarea",
            run: `edit ${verdict} it, please`,
        },
        {
            content: label,
            trigger: `.modal button[name='action_decide']:contains('${label}')`,
            run: "click",
        },
        {
            content: "The dialog is gone",
            trigger: "body:not(:has(.modal))",
        },
    ];
}

const colleague = () => choose(".modal [name='user_id']", "jxc_finance");

/**
 * Each answer but approval, from the inbox; the amounts tell the requests apart.
 */
tours.add("jxc_approval_inbox_verdicts", {
    steps: () => [
        ...[
            ["6,100.00", "refuse", "Refuse", []],
            ["6,200.00", "return", "Return for Change", []],
            ["6,300.00", "forward", "Forward", colleague()],
            ["6,400.00", "add", "Ask Them, Too", colleague()],
        ].flatMap(([amount, verdict, label, steps]) =>
            decide(
                inboxItem(amount, "button[name='action_jxc_decide']"),
                verdict,
                label,
                steps
            )
        ),
        {
            content: "Approve the one that is left: the colleague has to as well",
            trigger: inboxItem("6,400.00", "button[name='action_jxc_approve']"),
            run: "click",
        },
        emptyInbox,
    ],
});

/**
 * Approves on the order itself.
 */
tours.add("jxc_approval_document_approve", {
    steps: () => [
        {
            content: "Approve",
            trigger: `${BANNER} button[name='action_jxc_approve']`,
            run: "click",
        },
        {
            content: "It waits no more",
            trigger: `.o_form_view:not(:has(${BANNER})):not(:has(.o_form_dirty))`,
        },
    ],
});

/**
 * Asks a colleague as well, then refuses; on the order itself.
 */
tours.add("jxc_approval_document_add_and_refuse", {
    steps: () => [
        ...decide(
            `${BANNER} button[name='action_jxc_decide']`,
            "add",
            "Ask Them, Too",
            colleague()
        ),
        {
            content: "Both are named",
            trigger: `${BANNER}:contains('jxc_finance'):contains('jxc_purchase_manager')`,
        },
        ...decide(`${BANNER} button[name='action_jxc_decide']`, "refuse", "Refuse"),
        {
            content: "The answer is on the order",
            trigger: "div[name='jxc_approval_answer']:contains('refuse it, please')",
        },
    ],
});

/**
 * Returns the order for change, on the order itself.
 */
tours.add("jxc_approval_document_return", {
    steps: () => [
        ...decide(
            `${BANNER} button[name='action_jxc_decide']`,
            "return",
            "Return for Change"
        ),
        {
            content: "The answer is on the order",
            trigger: "div[name='jxc_approval_answer']:contains('return it, please')",
        },
    ],
});

/**
 * Forwards the order to a colleague, on the order itself.
 */
tours.add("jxc_approval_document_forward", {
    steps: () => [
        ...decide(
            `${BANNER} button[name='action_jxc_decide']`,
            "forward",
            "Forward",
            colleague()
        ),
        {
            content: "It is the colleague's turn, not one's own",
            trigger: `${BANNER}:contains('jxc_finance'):not(:has(button[name='action_jxc_decide']))`,
        },
    ],
});
