import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {animationFrame, Deferred} from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

import {ScanLookup} from "@jxc_mobile_scan/lookup/scan_lookup";

defineMailModels();
describe.current.tags("headless");

const KETTLE = {
    kind: "product",
    label: "Product",
    model: "product.product",
    id: 7,
    name: "Kettle",
    detail: "On hand: 3 Units",
};

beforeEach(() => {
    patchWithCleanup(navigator, {vibrate: () => true});
});

function answer(matchesByCode) {
    onRpc("jxc.scan", "look_up", async ({args: [code]}) => {
        expect.step(code);
        return {code, kind: "text", matches: (await matchesByCode[code]) || []};
    });
}

function scan(barcode) {
    getService("barcode").bus.trigger("barcode_scanned", {barcode});
}

async function mountLookup() {
    return mountWithCleanup(ScanLookup, {props: {action: {}}});
}

test("a scanned code shows what it stands for and opens it", async () => {
    answer({123: [KETTLE]});
    mockService("action", {
        doAction: (action) => expect.step(`${action.res_model},${action.res_id}`),
    });
    await mountLookup();
    expect(".o_jxc_scan_empty").toHaveCount(1);
    scan("123");
    await animationFrame();
    expect(".o_jxc_scan_match").toHaveText(/Kettle/);
    expect(".o_jxc_scan_match").toHaveText(/On hand: 3 Units/);
    await contains(".o_jxc_scan_match").click();
    expect.verifySteps(["123", "product.product,7"]);
});

test("a typed code is looked up and the field emptied", async () => {
    answer({123: [KETTLE]});
    await mountLookup();
    await contains("input[name=code]").edit(" 123 ", {confirm: false});
    await contains(".o_jxc_scan_submit").click();
    expect(".o_jxc_scan_match").toHaveCount(1);
    expect("input[name=code]").toHaveValue("");
    expect.verifySteps(["123"]);
});

test("an unknown code says so", async () => {
    answer({});
    await mountLookup();
    scan("nothing");
    await animationFrame();
    expect(".o_jxc_scan_unknown").toHaveCount(1);
    expect.verifySteps(["nothing"]);
});

test("slow answers land on their own scan, the newest on top", async () => {
    const slow = new Deferred();
    answer({slow, fast: [{...KETTLE, name: "Fast"}]});
    await mountLookup();
    scan("slow");
    scan("fast");
    await animationFrame();
    expect(".o_jxc_scan_entry:first").toHaveText(/Fast/);
    expect(".o_jxc_scan_entry:last").toHaveAttribute("data-status", "waiting");
    slow.resolve([{...KETTLE, name: "Slow"}]);
    await animationFrame();
    expect(".o_jxc_scan_entry:first").toHaveText(/Fast/);
    expect(".o_jxc_scan_entry:last").toHaveText(/Slow/);
    expect.verifySteps(["slow", "fast"]);
});

test("ten fast scans lose none, and only the last twenty stay", async () => {
    answer({});
    await mountLookup();
    const codes = [...Array(25).keys()].map((number) => `code ${number}`);
    codes.forEach(scan);
    await animationFrame();
    expect.verifySteps(codes);
    expect(".o_jxc_scan_entry").toHaveCount(20);
    expect(".o_jxc_scan_entry:first").toHaveText(/code 24/);
});

test("a refusal of the server is shown, not lost", async () => {
    onRpc("jxc.scan", "look_up", () => {
        throw new Error("no");
    });
    await mountLookup();
    scan("123");
    await animationFrame();
    expect(".o_jxc_scan_failed").toHaveCount(1);
});
