import {expect, test} from "@odoo/hoot";
import {advanceTime, mockDate, mockTimeZone} from "@odoo/hoot-mock";
import {
    allowTranslations,
    contains,
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

import {formatWaited, readMoment} from "@jxc_core/timeline/timeline_format";

const BLANK = {
    label: "",
    stage: 0,
    quorum: "one",
    people: [],
    why: "",
    since: "",
    decisions: [],
    notes: [],
};
const ACT = {
    kind: "",
    label: "",
    by: "",
    on_behalf: "",
    to: "",
    when: "",
    hours: 0,
    reason: "",
};

class Document extends models.Model {
    _name = "document";
    line = fields.Generic({type: "json"});
    _records = [{id: 1, line: []}];
}

defineModels([Document]);
defineMailModels();

function entry(key, values) {
    return {key, kind: "step", name: key, state: "waiting", ...BLANK, ...values};
}

async function mountLine(line) {
    Document._records[0].line = line;
    await mountView({
        type: "form",
        resModel: "document",
        resId: 1,
        arch: `<form><field name="line" widget="jxc_timeline"/></form>`,
    });
}

test("waiting time is told in the unit that fits", () => {
    allowTranslations();
    expect(`${formatWaited(0)}`).toBe("less than a minute");
    expect(`${formatWaited(0.25)}`).toBe("15 min");
    expect(`${formatWaited(3.14)}`).toBe("3.1 h");
    expect(`${formatWaited(23.9)}`).toBe("1 d 0 h");
    expect(`${formatWaited(50)}`).toBe("2 d 2 h");
});

test("a moment is read in the reader's time zone", () => {
    mockTimeZone(+8);
    mockDate("2026-03-02T02:00:00");
    const moment = readMoment("2026-03-02 01:00:00");
    expect(moment.iso).toBe("2026-03-02T09:00:00.000+08:00");
    expect(moment.exact).toMatch(/9:00/);
    expect(moment.ago).toBe("1 hour ago");
    expect(readMoment("")).toBe(null);
});

test("a decision shows who decided, in whose place, and why", async () => {
    await mountLine([
        entry("manager", {
            name: "Department manager",
            state: "approved",
            label: "Approved",
            decisions: [
                {
                    ...ACT,
                    kind: "approve",
                    by: "Liu Fang",
                    on_behalf: "Wang Wei",
                    when: "2026-03-02 01:00:00",
                    hours: 2.5,
                    reason: "Cheaper than last year",
                },
            ],
        }),
    ]);
    expect(".o_jxc_timeline_entry").toHaveAttribute("data-state", "approved");
    expect(".o_jxc_timeline_decision").toHaveText(/Liu Fang/);
    expect(".o_jxc_timeline_decision").toHaveText(/in place of Wang Wei/);
    expect(".o_jxc_timeline_decision").toHaveText(/waited 2.5 h/);
    expect(".o_jxc_timeline_reason").toHaveText("Cheaper than last year");
    expect(".o_jxc_timeline_waiting").toHaveCount(0);
});

test("an open step names whom it waits for, and is the current one", async () => {
    mockDate("2026-03-02T03:00:00", +0);
    await mountLine([
        entry("submit", {kind: "submit", state: "done"}),
        entry("manager", {
            state: "open",
            stage: 1,
            people: ["Wang Wei", "Chen Jing"],
            why: "role Purchase manager",
            since: "2026-03-02 01:00:00",
        }),
    ]);
    expect(".o_jxc_timeline_entry[aria-current=step]").toHaveCount(1);
    expect(".o_jxc_timeline_waiting").toHaveText(/one of Wang Wei, Chen Jing/);
    expect(".o_jxc_timeline_waiting").toHaveText(/role Purchase manager/);
    expect(".o_jxc_timeline_waiting").toHaveText(/waiting for 2 h/);
});

test("time goes on while the screen stays open", async () => {
    mockDate("2026-03-02T01:00:00", +0);
    await mountLine([
        entry("manager", {state: "open", people: ["A"], since: "2026-03-02 00:50:00"}),
    ]);
    expect(".o_jxc_timeline_waiting").toHaveText(/waiting for 10 min/);
    await advanceTime(5 * 60000);
    expect(".o_jxc_timeline_waiting").toHaveText(/waiting for 15 min/);
});

test("all of several people, and steps at the same time, are told as such", async () => {
    await mountLine([
        entry("one", {stage: 1, quorum: "all", people: ["A", "B"]}),
        entry("two", {stage: 1, people: ["C"]}),
        entry("three", {stage: 2, people: ["D"]}),
    ]);
    expect(".o_jxc_timeline_entry:eq(0)").toHaveText(/all of A, B/);
    expect(".o_jxc_timeline_entry:eq(1)").toHaveText(/at the same time/);
    expect(".o_jxc_timeline_entry:eq(2)").not.toHaveText(/at the same time/);
});

test("of many people the first are named, the others unfold", async () => {
    const people = Array.from({length: 9}, (_, index) => `Person ${index + 1}`);
    await mountLine([entry("one", {state: "open", people})]);
    expect(".o_jxc_timeline_waiting > span.text-break").toHaveText(/Person 5$/);
    expect(".o_jxc_timeline_waiting summary").toHaveText("and 4 more");
    expect(".o_jxc_timeline_waiting details").not.toHaveAttribute("open");
    await contains(".o_jxc_timeline_waiting summary").click();
    expect(".o_jxc_timeline_waiting details span").toHaveText(/^Person 6, .*9$/);
});

test("reasons are text, never markup", async () => {
    await mountLine([
        entry("manager", {
            state: "refused",
            decisions: [{...ACT, by: "A", reason: "<b id='x'>no</b>"}],
        }),
    ]);
    expect("#x").toHaveCount(0);
    expect(".o_jxc_timeline_reason").toHaveText("<b id='x'>no</b>");
});

test("a document without a request shows an empty line", async () => {
    await mountLine(false);
    expect(".o_jxc_timeline").toHaveCount(1);
    expect(".o_jxc_timeline_entry").toHaveCount(0);
});
