import {registry} from "@web/core/registry";

const DIALOG = ".modal .o_form_view";

/**
 * A consultant tries the ladder on one order and on the last ones, reads who would
 * have to approve, and switches it on. Started on the form of a rule that is off.
 */
registry.category("web_tour.tours").add("jxc_approval_try", {
    steps: () => [
        {
            content: "It is off",
            trigger: ".ribbon:contains('Off')",
        },
        {
            content: "Try it",
            trigger: "button[name='action_jxc_try']",
            run: "click",
        },
        {
            content: "Nothing changes by it",
            trigger: `${DIALOG}:contains('Nothing changes')`,
        },
        {
            content: "Choose an order",
            trigger: `${DIALOG} [name='document_id'] input`,
            run: "click",
        },
        {
            isActive: ["desktop"],
            content: "The large one",
            trigger: ".o-autocomplete--dropdown-item:contains('TRY-LARGE')",
            run: "click",
        },
        {
            isActive: ["mobile"],
            content: "The large one",
            trigger: ".modal .o_kanban_record:contains('TRY-LARGE')",
            run: "click",
        },
        {
            content: "It says who would have to approve",
            trigger: `${DIALOG} [name='result']:contains('TRY-LARGE would have to be approved by: Department manager → General manager')`,
        },
        {
            content: "Now the last ones",
            trigger: `${DIALOG} [name='what'] label:contains('The last documents')`,
            run: "click",
        },
        {
            content: "A hundred of them",
            trigger: `${DIALOG} button[name='action_try']`,
            run: "click",
        },
        {
            content: "It counts them",
            trigger: `${DIALOG} [name='summary'] tr:contains('Department manager → General manager')`,
        },
        {
            content: "Which ones?",
            trigger: ".modal button[name='action_jxc_open_lines']",
            run: "click",
        },
        {
            isActive: ["desktop"],
            content: "Those that need approval",
            trigger: ".o_group_header:contains('Needs approval')",
            run: "click",
        },
        {
            isActive: ["desktop"],
            content: "Why this one?",
            trigger: ".o_data_row:contains('TRY-LARGE') button[name='action_jxc_why']",
            run: "click",
        },
        {
            isActive: ["mobile"],
            content: "Why this one?",
            trigger: ".o_kanban_record:contains('TRY-LARGE') [name='action_jxc_why']",
            run: "click",
        },
        {
            content: "It says why",
            trigger: `${DIALOG} [name='result']:contains('TRY-LARGE is confirmed already and stays so')`,
        },
        {
            content: "That is what we want",
            trigger: ".modal button[name='action_jxc_switch_on']",
            run: "click",
        },
        {
            content: "Yes, indeed",
            trigger: ".modal .modal-footer .btn-primary:contains('Ok')",
            run: "click",
        },
        {
            content: "It is on",
            trigger: ".o_notification:contains('is on')",
        },
    ],
});
