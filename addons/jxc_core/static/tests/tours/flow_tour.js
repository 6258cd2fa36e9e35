import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const COURSE = "div[name='jxc_timeline'] .o_jxc_timeline_entry";

/**
 * The picker says that the goods are picked; the course tells so.
 * Started on the delivery's own form.
 */
registry.category("web_tour.tours").add("jxc_flow_pick", {
    steps: () => [
        ...stepUtils.statusbarButtonsSteps("Picked", "The goods are picked"),
        {
            content: "Open the course",
            trigger: ".o_notebook a[name='jxc_course']",
            run: "click",
        },
        {
            content: "Who picked is told",
            trigger: `${COURSE}[data-kind='picked'][data-state='approved']:contains('jxc_operator')`,
        },
        {
            content: "The check is what comes next",
            trigger: `${COURSE}[data-kind='checked'][data-state='open']`,
        },
    ],
});

/**
 * Whoever picked is refused the check.
 */
registry.category("web_tour.tours").add("jxc_flow_own_check", {
    steps: () => [
        ...stepUtils.statusbarButtonsSteps("Checked", "Try to check it oneself"),
        {
            content: "Somebody else checks",
            trigger: ".modal-body:contains('somebody else checks it')",
        },
        {
            content: "Close it",
            trigger: ".modal-footer button",
            run: "click",
        },
    ],
});

/**
 * A colleague checks the goods and validates the transfer.
 */
registry.category("web_tour.tours").add("jxc_flow_check", {
    steps: () => [
        ...stepUtils.statusbarButtonsSteps("Checked", "The goods are the right ones"),
        {
            content: "Open the course",
            trigger: ".o_notebook a[name='jxc_course']",
            run: "click",
        },
        {
            content: "Who checked is told",
            trigger: `${COURSE}[data-kind='checked'][data-state='approved']:contains('colleague')`,
        },
        ...stepUtils.statusbarButtonsSteps("Validate", "Ship it"),
        {
            content: "It is shipped",
            trigger: `${COURSE}[data-kind='shipped'][data-state='approved']:contains('colleague')`,
        },
    ],
});

/**
 * More than was asked for is refused, and says by how much.
 */
registry.category("web_tour.tours").add("jxc_flow_over", {
    steps: () => [
        {
            content: "The banner says what would be held",
            trigger: "div[name='jxc_hold']:contains('more than was asked for')",
        },
        ...stepUtils.statusbarButtonsSteps("Validate", "Try all the same"),
        {
            content: "The refusal names the goods and the figures",
            trigger: ".modal-body:contains('6 instead of 5')",
        },
        {
            content: "Close it",
            trigger: ".modal-footer button",
            run: "click",
        },
        {
            content: "Whoever is held may ask for a release",
            trigger:
                "body:not(:has(.modal)) div[name='jxc_hold'] button:contains('Ask for release')",
        },
    ],
});
