import {choose, isIn} from "@jxc_core/../tests/tours/tour_steps";
import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const tours = registry.category("web_tour.tours");

/** The salesperson asks for a return on the delivered order. */
tours.add("jxc_return_ask", {
    steps: () => [
        ...stepUtils.statusbarButtonsSteps("Ask for a return", "The customer called"),
        {
            content: "What was delivered is proposed",
            trigger: ".o_field_widget[name='line_ids']:contains('Kettle')",
        },
        ...choose("reason_id", "Faulty"),
        ...stepUtils.statusbarButtonsSteps("Request", "Ask for it"),
        isIn("requested", "Requested"),
    ],
});

/** The keeper receives the goods and finds them sellable. */
tours.add("jxc_return_receive", {
    steps: () => [
        ...stepUtils.statusbarButtonsSteps("Receive", "The goods are at the dock"),
        isIn("received", "Received"),
        ...stepUtils.statusbarButtonsSteps(
            "All sellable",
            "Nothing is wrong with them"
        ),
        ...stepUtils.statusbarButtonsSteps("Finish inspection", "So it is written"),
        isIn("inspected", "Inspected"),
    ],
});

/** The accountant credits what came back. */
tours.add("jxc_return_credit", {
    steps: () => [
        ...stepUtils.statusbarButtonsSteps("Credit note", "Something is due"),
        {
            content: "The credit note is of the invoice",
            trigger: ".o_field_widget[name='invoice_line_ids']:contains('Kettle')",
        },
        ...stepUtils.statusbarButtonsSteps("Confirm", "Post it"),
        {
            content: "It is posted",
            trigger:
                ".o_statusbar_status button[data-value='posted'].o_arrow_button_current:visible, " +
                ".o_statusbar_status button.dropdown-toggle:visible:contains('Posted')",
        },
    ],
});

/** The salesperson sees on the order that the return has its end. */
tours.add("jxc_return_closed", {
    steps: () => [
        stepUtils.autoExpandMoreButtons(true),
        {
            content: "The order tells its return",
            trigger: "button[name='action_jxc_view_returns']:contains('Closed')",
            run: "click",
        },
        isIn("closed", "Closed"),
    ],
});
