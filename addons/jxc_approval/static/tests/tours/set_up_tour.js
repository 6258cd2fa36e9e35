import {registry} from "@web/core/registry";

import {choose} from "./tour_steps";

const tours = registry.category("web_tour.tours");
const STEP = ".o_selected_row";

/**
 * What a consultant types into one step: a row on a wide screen, a dialog on a phone.
 */
function addStep(name, over, role) {
    return [
        {
            isActive: ["desktop"],
            content: "Add a step",
            trigger: "[name='step_ids'] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            isActive: ["mobile"],
            content: "Add a step",
            trigger: "[name='step_ids'] .o-kanban-button-new",
            run: "click",
        },
        ...["desktop", "mobile"].flatMap((size) => {
            const place = size === "desktop" ? STEP : ".modal";
            return [
                {
                    isActive: [size],
                    content: "Name it",
                    trigger: `${place} [name='name'] input`,
                    run: `edit ${name}`,
                },
                {
                    isActive: [size],
                    content: "From which amount on",
                    trigger: `${place} [name='amount_over'] input`,
                    run: `edit ${over}`,
                },
                ...choose(`${place} [name='group_id']`, role).filter(({isActive}) =>
                    isActive.includes(size)
                ),
            ];
        }),
        {
            isActive: ["mobile"],
            content: "Done",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            isActive: ["mobile"],
            content: "The step is there",
            trigger: `body:not(:has(.modal)) [name='step_ids'] .o_kanban_record:contains('${name}')`,
        },
    ];
}

/**
 * A consultant makes a ladder from nothing, reads it and switches it on.
 * Started on the list of rules.
 */
tours.add("jxc_approval_set_up", {
    steps: () => [
        {
            content: "Begin",
            trigger: ".o_list_button_add, .o-kanban-button-new",
            run: "click",
        },
        {
            content: "Give it a name",
            trigger: ".oe_title [name='name'] input, .oe_title [name='name'] textarea",
            run: "edit Big purchases",
        },
        ...addStep("Purchase manager", "3000", "Purchase manager"),
        ...addStep("General manager", "9000", "General manager"),
        {
            content: "Save it",
            trigger: ".o_form_button_save:visible",
            run: "click",
        },
        {
            content: "It says what it does",
            trigger: "[name='words']:contains('over $ 3,000.00')",
        },
        {
            content: "And in which order",
            trigger: "[name='words']:contains('2. over $ 9,000.00')",
        },
        {
            content: "It asks nobody yet",
            trigger: ".ribbon:contains('Off')",
        },
        {
            content: "Switch it on",
            trigger: "button[name='action_jxc_switch']:contains('Switch On')",
            run: "click",
        },
        {
            content: "It is on",
            trigger: ".ribbon:contains('On')",
        },
    ],
});

/**
 * Whoever will be away names a deputy. Started on the list of deputies.
 */
tours.add("jxc_approval_deputy", {
    steps: () => [
        {
            content: "Begin",
            trigger: ".o_list_button_add, .o-kanban-button-new",
            run: "click",
        },
        ...choose("[name='delegate_id']", "jxc_finance"),
        {
            content: "Until when",
            trigger: "[name='date_to'] button, [name='date_to'] input",
            run: "click",
        },
        {
            content: "The last day",
            trigger: "[name='date_to'] input",
            run: "edit 12/31/2099",
        },
        {
            content: "Save it",
            trigger: ".o_list_button_save:visible, .o_form_button_save:visible",
            run: "click",
        },
        {
            content: "It is kept",
            trigger:
                ".o_data_row:not(.o_selected_row):contains('jxc_finance'), .o_form_saved",
        },
    ],
});
