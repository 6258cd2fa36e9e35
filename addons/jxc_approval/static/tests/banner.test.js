import {expect, test} from "@odoo/hoot";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

class Document extends models.Model {
    _name = "document";
    name = fields.Char();
    jxc_approval_state = fields.Selection({
        selection: [
            ["pending", "Waiting"],
            ["approved", "Approved"],
            ["refused", "Refused"],
        ],
    });
    jxc_approval_text = fields.Char();
    jxc_hold_text = fields.Text();
    jxc_my_turn = fields.Boolean();
    jxc_can_submit = fields.Boolean();
    jxc_can_withdraw = fields.Boolean();
    jxc_can_open_request = fields.Boolean();
    _records = [{id: 1, name: "P1"}];
}

defineModels([Document]);
defineMailModels();

async function mountBanner(values, options = "{}") {
    Document._records[0] = {id: 1, name: "P1", ...values};
    await mountView({
        type: "form",
        resModel: "document",
        resId: 1,
        arch: `
            <form>
                <widget name="jxc_approval_banner" options="${options}"/>
                <sheet><field name="name"/></sheet>
            </form>`,
    });
}

const BANNER = ".o_widget_jxc_approval_banner .alert";
const BUTTONS = `${BANNER} button`;

test("a document without a request has no banner", async () => {
    await mountBanner({});
    expect(BANNER).toHaveCount(0);
});

test("an approved document has no banner", async () => {
    await mountBanner({jxc_approval_state: "approved"});
    expect(BANNER).toHaveCount(0);
});

test("whoever is asked may answer, and not withdraw", async () => {
    await mountBanner({
        jxc_approval_state: "pending",
        jxc_approval_text: "Waits for Wang Wei.",
        jxc_my_turn: true,
        jxc_can_open_request: true,
    });
    expect(`${BANNER}[name=jxc_approval_waits]`).toHaveText(/Waits for Wang Wei/);
    expect(BANNER).toHaveAttribute("role", "status");
    expect(BUTTONS).toHaveCount(3);
    expect(`${BUTTONS}:eq(0)`).toHaveText("Approve");
    expect(`${BUTTONS}:eq(1)`).toHaveText("Decide…");
    expect(`${BUTTONS}:eq(2)`).toHaveText("Open Request");
});

test("a button of the banner calls its method on the document", async () => {
    onRpc("document", "action_jxc_approve", ({args}) => {
        expect.step(`approve ${args[0]}`);
        return false;
    });
    await mountBanner({jxc_approval_state: "pending", jxc_my_turn: true});
    await contains("button[name=action_jxc_approve]").click();
    expect.verifySteps(["approve 1"]);
});

test("withdrawing is asked back first", async () => {
    onRpc("document", "action_jxc_withdraw_request", () => {
        expect.step("withdraw");
        return false;
    });
    await mountBanner({jxc_approval_state: "pending", jxc_can_withdraw: true});
    await contains("button[name=action_jxc_withdraw_request]").click();
    expect(".modal").toHaveText(/Take this request back/);
    expect.verifySteps([]);
    await contains(".modal-footer .btn-primary").click();
    expect.verifySteps(["withdraw"]);
});

test("a refusal says so and can be submitted again", async () => {
    await mountBanner({
        jxc_approval_state: "refused",
        jxc_approval_text: "Refused by Chen Jing: too dear",
        jxc_can_submit: true,
    });
    expect(`${BANNER}[name=jxc_approval_answer]`).toHaveText(/too dear/);
    expect(BUTTONS).toHaveText("Submit Again");
});

test("what needs approval can be submitted", async () => {
    await mountBanner({jxc_hold_text: "P1 needs approval.", jxc_can_submit: true});
    expect(`${BANNER}[name=jxc_approval_held]`).toHaveText(/P1 needs approval/);
    expect(BUTTONS).toHaveText("Submit for Approval");
});

test("beside a banner of what is held it speaks of requests only", async () => {
    await mountBanner(
        {jxc_hold_text: "Over the limit.", jxc_can_submit: true},
        "{'beside_hold': true}"
    );
    expect(BANNER).toHaveCount(0);
});

test("beside that banner it also says why a request waits", async () => {
    await mountBanner(
        {
            jxc_approval_state: "pending",
            jxc_approval_text: "Waits for Ma Lin.",
            jxc_hold_text: "Over the limit.",
        },
        "{'beside_hold': true}"
    );
    expect(BANNER).toHaveText(/Waits for Ma Lin/);
    expect(BANNER).toHaveText(/Over the limit/);
});

test("what people write is text, never markup", async () => {
    await mountBanner({
        jxc_approval_state: "pending",
        jxc_approval_text: "<b id='x'>no</b>",
    });
    expect("#x").toHaveCount(0);
    expect(BANNER).toHaveText(/no/);
});
