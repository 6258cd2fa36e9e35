import {Component, useState} from "@odoo/owl";

import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * Chooses one of the buttons on the form of the model that the record names in
 * `model_id`; the value is the name of the method behind the button.
 */
export class ButtonChoiceField extends Component {
    static template = "jxc_approval.ButtonChoiceField";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({modelId: false, buttons: []});
        useRecordObserver(async (record) => {
            const modelId = record.data.model_id?.id || false;
            if (modelId !== this.state.modelId) {
                this.state.modelId = modelId;
                this.state.buttons = await this.getButtons(modelId);
            }
        });
    }

    async getButtons(modelId) {
        if (!modelId || this.props.readonly) {
            return [];
        }
        return this.orm.call(this.props.record.resModel, "action_jxc_get_buttons", [
            modelId,
        ]);
    }

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    /** The buttons, and the chosen one where the form has it no more. */
    get choices() {
        const buttons = this.state.buttons;
        return !this.value || buttons.some(([name]) => name === this.value)
            ? buttons
            : [...buttons, [this.value, this.value]];
    }

    onChange(ev) {
        return this.props.record.update({[this.props.name]: ev.target.value || false});
    }
}

registry.category("fields").add("jxc_button_choice", {
    component: ButtonChoiceField,
    supportedTypes: ["char"],
    fieldDependencies: [{name: "model_id", type: "many2one"}],
});
