import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

/**
 * The salesperson opens a quotation over the limit, is refused, and asks.
 * Started on the quotation's own form.
 */
registry.category("web_tour.tours").add("jxc_credit_ask", {
    steps: () => [
        {
            content: "The banner says what would be held",
            trigger: "div[name='jxc_hold']:contains('over the credit limit')",
        },
        // On a phone the button is in a menu.
        ...stepUtils.statusbarButtonsSteps("Confirm", "Confirm all the same"),
        {
            content: "The refusal names the customer and the excess",
            trigger: ".modal-body:contains('Corner Shop would be')",
        },
        {
            content: "Close it",
            trigger: ".modal-footer button",
            run: "click",
        },
        {
            content: "Ask for a release",
            // By its words: what it opens depends on the add-ons installed.
            trigger:
                "body:not(:has(.modal)) div[name='jxc_hold'] button:contains('Ask for release')",
            run: "click",
        },
        {
            content: "Somebody was asked",
            trigger: ".o_notification:contains('was asked'), .modal [name='reason']",
        },
    ],
});

/**
 * The sales manager releases the held quotation with a reason and goes on.
 */
registry.category("web_tour.tours").add("jxc_credit_release", {
    steps: () => [
        {
            content: "Release from the banner",
            trigger: "div[name='jxc_hold'] button[name='action_jxc_release']",
            run: "click",
        },
        {
            content: "The figures are shown to whoever decides",
            trigger: ".modal [name='sentences']:contains('Limit')",
        },
        {
            content: "Say why",
            trigger: ".modal [name='reason'] textarea",
            run: "edit They pay on Friday",
        },
        {
            content: "Release and confirm",
            trigger: ".modal button[name='action_release_and_proceed']",
            run: "click",
        },
        {
            content: "The order is confirmed",
            // A phone shows only the current state, as a menu.
            trigger:
                ".o_statusbar_status button[data-value='sale'].o_arrow_button_current:visible, " +
                ".o_statusbar_status button.dropdown-toggle:visible:contains('Sales Order')",
        },
    ],
});
