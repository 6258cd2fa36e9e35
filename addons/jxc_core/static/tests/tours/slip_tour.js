import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const PAGE = "iframe[name='slip']";

/**
 * A tour cannot follow into the tab that the button opens: the page is shown in a frame
 * of this one instead, and notes on its body what would have been printed.
 */
function followIntoFrame() {
    browser.open = (url) => {
        const frame = document.createElement("iframe");
        frame.name = "slip";
        frame.style =
            "position: fixed; inset: 0; width: 100%; height: 100%; border: 0; z-index: 9999";
        frame.addEventListener("load", () => {
            const page = frame.contentWindow;
            page.print = () => {
                const body = page.document.body;
                const marks = [...page.document.querySelectorAll("[data-mark]")];
                body.dataset.printed = body.classList.contains("jxc_logged")
                    ? `as: ${marks.map((mark) => mark.textContent).join()}`
                    : "nothing";
                page.dispatchEvent(new Event("afterprint"));
            };
            page.document.body.dataset.ready = "1";
        });
        frame.src = url;
        document.body.append(frame);
        return window;
    };
}

function getPrintSteps(content, printed) {
    return [
        {
            content,
            trigger: `${PAGE}:iframe button[data-medium='page']:enabled`,
            run: "click",
        },
        {
            content: `What is printed is marked: ${printed || "as the original"}`,
            trigger: `${PAGE}:iframe body[data-printed='as: ${printed}']`,
        },
        {
            content: "The page says that it was recorded",
            trigger: `${PAGE}:iframe .jxc_status:contains('Recorded')`,
        },
        {
            content:
                "The next one starts without a mark, and cannot be printed unrecorded",
            trigger: `${PAGE}:iframe body:not(.jxc_logged)`,
            run() {
                const body = document.querySelector(PAGE).contentDocument.body;
                delete body.dataset.printed;
                body.querySelector(".jxc_status").textContent = "";
            },
        },
    ];
}

/**
 * Print the slip of a document, then once more. Started on the document's own form.
 */
registry.category("web_tour.tours").add("jxc_slip_print", {
    steps: () => [
        {
            content: "The form is there",
            trigger: ".o_form_view .o_statusbar_buttons",
            run: followIntoFrame,
        },
        // On a phone the button is in a menu.
        ...stepUtils.statusbarButtonsSteps("Print Slip", "Open the page that prints"),
        {
            content: "The slip is shown as it will be printed",
            trigger: `${PAGE}:iframe body[data-ready] svg.jxc_slip`,
            run() {
                const page = document.querySelector(PAGE).contentWindow;
                const body = page.document.body;
                if (page.document.documentElement.scrollWidth > page.innerWidth) {
                    throw new Error("The page is wider than the screen");
                }
                for (const button of body.querySelectorAll("button")) {
                    const box = button.getBoundingClientRect();
                    if (box.right > page.innerWidth || box.height < 44) {
                        throw new Error(`${button.textContent} is hard to press`);
                    }
                }
                if (body.querySelector("[data-mark]").textContent) {
                    throw new Error("Nothing was printed, and it is marked as a copy");
                }
            },
        },
        ...getPrintSteps("Print the original", ""),
        ...getPrintSteps("Print it once more", "Reprint No. 1"),
        ...getPrintSteps("And again", "Reprint No. 2"),
    ],
});
