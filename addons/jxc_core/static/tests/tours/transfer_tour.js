import {isIn} from "@jxc_core/../tests/tours/tour_steps";
import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const tours = registry.category("web_tour.tours");

/** The sender ships what the transfer says. */
tours.add("jxc_transfer_ship", {
    steps: () => [
        ...stepUtils.statusbarButtonsSteps("Ship", "The van leaves"),
        isIn("transit", "On the Way"),
    ],
});

/** The receiver counts eight of ten. */
tours.add("jxc_transfer_receive", {
    steps: () => [
        {
            content: "Open what arrived",
            isActive: ["desktop"],
            trigger: ".o_field_widget[name='line_ids'] td[name='counted_qty']",
            run: "click",
        },
        {
            content: "Open what arrived",
            isActive: ["mobile"],
            trigger:
                ".o_field_widget[name='line_ids'] .o_kanban_record:contains('Kettle')",
            run: "click",
        },
        {
            content: "Eight arrived",
            trigger: "[name='counted_qty'] input",
            run: "edit 8",
        },
        {
            content: "Keep the count",
            isActive: ["mobile"],
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        ...stepUtils.statusbarButtonsSteps("Confirm Receipt", "That is all"),
        isIn("discrepancy", "Goods Missing"),
    ],
});

/** The supervisor finds out that two are lost. */
tours.add("jxc_transfer_settle", {
    steps: () => [
        ...stepUtils.statusbarButtonsSteps(
            "Settle Missing Goods",
            "What became of it?"
        ),
        {
            content: "They are lost",
            trigger: ".modal [name='way'] input[data-value='lost']",
            run: "click",
        },
        {
            content: "There is a reason",
            trigger: ".modal [name='reason_id'] input:value(/.+/)",
        },
        {
            content: "Settle it",
            trigger: ".modal button[name='action_jxc_settle']",
            run: "click",
        },
        isIn("done", "Closed"),
    ],
});
