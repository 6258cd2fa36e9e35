/** Choose a record in a many2one: in its list, or on a phone in a window. */
export function choose(field, name) {
    const input = `.o_field_widget[name='${field}'] input`;
    return [
        {
            content: `Look for ${name}`,
            isActive: ["desktop"],
            trigger: input,
            run: `edit ${name}`,
        },
        {
            content: `Choose ${name}`,
            isActive: ["desktop"],
            trigger: `.o-autocomplete--dropdown-item:contains('${name}')`,
            run: "click",
        },
        {
            content: `Open what ${name} is chosen from`,
            isActive: ["mobile"],
            trigger: input,
            run: "click",
        },
        {
            content: `Choose ${name}`,
            isActive: ["mobile"],
            trigger: `.modal .o_kanban_record:contains('${name}')`,
            run: "click",
        },
        {
            content: `${name} is chosen`,
            trigger: `.o_field_widget[name='${field}'] input:value('${name}')`,
        },
    ];
}

/** The document is in this state; a phone shows only the current one, as a menu. */
export function isIn(state, label) {
    return {
        content: `It is ${label}`,
        trigger:
            `.o_statusbar_status button[data-value='${state}'].o_arrow_button_current:visible, ` +
            `.o_statusbar_status button.dropdown-toggle:visible:contains('${label}')`,
    };
}

/** Put a small picture into an image field, as if it was taken with the phone. */
export async function takePhoto(input) {
    const dot =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
    const bytes = Uint8Array.from(atob(dot), (sign) => sign.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([bytes], "broken.png", {type: "image/png"}));
    input.files = files.files;
    input.dispatchEvent(new Event("change", {bubbles: true}));
}
