import {choose, isIn, takePhoto} from "@jxc_core/../tests/tours/tour_steps";
import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

/** The keeper writes two broken jugs off, with a photo. */
registry.category("web_tour.tours").add("jxc_write_off", {
    steps: () => [
        ...choose("reason_id", "Broken"),
        {
            content: "Add a line",
            isActive: ["desktop"],
            trigger: ".o_field_widget[name='line_ids'] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "Add a line",
            isActive: ["mobile"],
            trigger: ".o_field_widget[name='line_ids'] .o-kanban-button-new",
            run: "click",
        },
        ...choose("product_id", "Stoneware Jug"),
        {
            content: "How many",
            trigger:
                ".o_field_widget[name='line_ids'] .o_selected_row [name='quantity'] input, .modal [name='quantity'] input",
            run: "edit 2",
        },
        {
            content: "Show it",
            trigger: ".o_field_widget[name='photo'] .o_input_file:not(:visible)",
            async run() {
                await takePhoto(this.anchor);
            },
        },
        {
            content: "The photo is there",
            trigger: ".o_field_widget[name='photo'] img:not([data-src*='placeholder'])",
        },
        {
            content: "Keep the line",
            isActive: ["mobile"],
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        ...stepUtils.statusbarButtonsSteps("Confirm", "Write them off"),
        isIn("done", "Booked"),
    ],
});
