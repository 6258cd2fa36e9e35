import {beforeEach, describe, destroy, expect, test} from "@odoo/hoot";
import {waitFor} from "@odoo/hoot-dom";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    MockServer,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

import {isAbout} from "@jxc_approval/live/live_news";

describe.current.tags("desktop");

class Request extends models.Model {
    _name = "jxc.approval.request";
    name = fields.Char();
    state = fields.Char();
    _records = [
        {id: 1, name: "P1", state: "pending"},
        {id: 2, name: "P2", state: "pending"},
    ];
}

class Order extends models.Model {
    _name = "order";
    name = fields.Char();
    state = fields.Char();
    _records = [{id: 7, name: "P7", state: "waiting"}];
}

defineModels([Request, Order]);
defineMailModels();

/** Whoever listens to the bus; that the bus delivers is the host's to test. */
const listeners = new Set();

beforeEach(() => {
    listeners.clear();
    mockService("bus_service", {
        subscribe: (type, listen) =>
            type === "jxc_approval/changed" && listeners.add(listen),
        unsubscribe: (type, listen) => listeners.delete(listen),
    });
});

function tell(news) {
    listeners.forEach((listen) => listen({requests: [], documents: [], ...news}));
}

/**
 * Changes a record behind the screen's back, and has the server tell of it.
 */
async function decide(model, id, values, news) {
    MockServer.env[model].write([id], values);
    tell(news);
    await animationFrame();
    await advanceTime(2000);
    await animationFrame();
}

async function mountForm() {
    return mountView({
        type: "form",
        resModel: "order",
        resId: 7,
        arch: `<form><field name="name"/><field name="state" readonly="1"/></form>`,
    });
}

const mountList = () =>
    mountView({
        type: "list",
        resModel: "jxc.approval.request",
        arch: `<list js_class="jxc_approval_list"><field name="name"/><field name="state"/></list>`,
    });

test("news name documents and requests", () => {
    const news = {requests: [1], documents: [["order", 7]]};
    expect(isAbout(news, "order", 7)).toBe(true);
    expect(isAbout(news, "order", 1)).toBe(false);
    expect(isAbout(news, "other", 7)).toBe(false);
    expect(isAbout(news, "jxc.approval.request", 1)).toBe(true);
    expect(isAbout(news, "order", false)).toBe(false);
});

test("an open document shows what was decided about it", async () => {
    await mountForm();
    await decide("order", 7, {state: "approved"}, {documents: [["order", 7]]});
    expect("[name=state]").toHaveText("approved");
});

test("news about another document ask the server nothing", async () => {
    await mountForm();
    onRpc("order", "web_read", () => expect.step("web_read"));
    await decide("order", 7, {state: "approved"}, {documents: [["order", 8]]});
    expect("[name=state]").toHaveText("waiting");
    expect.verifySteps([]);
});

test("what is being typed stays, and its writer is told", async () => {
    await mountForm();
    await contains("[name=name] input").edit("P7 changed", {confirm: false});
    await decide("order", 7, {state: "approved"}, {documents: [["order", 7]]});
    expect("[name=name] input").toHaveValue("P7 changed");
    expect("[name=state]").toHaveText("waiting");
    await waitFor(".o_notification");
    expect(".o_notification").toHaveText(/Meanwhile somebody decided on P7/);
});

test("a document out of sight stays as it was seen", async () => {
    await mountForm();
    onRpc("order", "web_read", () => {
        throw new Error("not for you");
    });
    await decide("order", 7, {state: "approved"}, {documents: [["order", 7]]});
    expect("[name=state]").toHaveText("waiting");
    expect(".o_error_dialog").toHaveCount(0);
});

test("an open list of requests follows, and keeps what was ticked", async () => {
    await mountList();
    await contains(".o_data_row:eq(1) .o_list_record_selector input").click();
    await decide("jxc.approval.request", 1, {state: "approved"}, {requests: [1]});
    expect(".o_data_row:eq(0) [name=state]").toHaveText("approved");
    expect(".o_data_row:eq(1) .o_list_record_selector input").toBeChecked();
    expect(".o_data_row:eq(0) .o_list_record_selector input").not.toBeChecked();
});

test("many acts in one breath are one question to the server", async () => {
    await mountList();
    onRpc("jxc.approval.request", "web_search_read", () => expect.step("read"));
    for (const id of [1, 2, 1]) {
        tell({requests: [id]});
    }
    await animationFrame();
    await advanceTime(2000);
    expect.verifySteps(["read"]);
});

test("a screen that was left listens no more", async () => {
    const view = await mountForm();
    expect(listeners.size).toBe(1);
    destroy(view);
    expect(listeners.size).toBe(0);
});

test("a kanban of requests follows, too", async () => {
    await mountView({
        type: "kanban",
        resModel: "jxc.approval.request",
        arch: `<kanban js_class="jxc_approval_kanban"><templates><t t-name="card">
                   <field name="name"/><field name="state"/>
               </t></templates></kanban>`,
    });
    await decide("jxc.approval.request", 2, {state: "refused"}, {requests: [2]});
    expect(".o_kanban_record:eq(1)").toHaveText(/refused/);
});
