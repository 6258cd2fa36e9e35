/**
 * Choose a record: from what drops down while typing, or on a phone from a dialog.
 */
export function choose(field, text) {
    return [
        {
            isActive: ["desktop"],
            content: `Type ${text}`,
            trigger: `${field} input`,
            run: `edit ${text}`,
        },
        {
            isActive: ["desktop"],
            content: `Choose ${text}`,
            trigger: `.o-autocomplete--dropdown-item:contains('${text}')`,
            run: "click",
        },
        {
            isActive: ["mobile"],
            content: "Have all shown",
            trigger: `${field} input`,
            run: "click",
        },
        {
            isActive: ["mobile"],
            content: `Choose ${text}`,
            trigger: `.o_select_create_dialog_content .o_kanban_record:contains('${text}')`,
            run: "click",
        },
        {
            isActive: ["mobile"],
            content: "The dialog is gone",
            trigger: "body:not(:has(.o_select_create_dialog_content))",
        },
    ];
}

/**
 * A request in an inbox: a row, or a card on a phone.
 */
export function inboxItem(text, rest = "") {
    return [".o_data_row", ".o_kanban_record"]
        .map((item) => `${item}:contains('${text}') ${rest}`.trim())
        .join(", ");
}

export const emptyInbox = {
    content: "Nothing waits any more",
    trigger: ".o_view_nocontent:contains('Nothing waits for your approval')",
};
