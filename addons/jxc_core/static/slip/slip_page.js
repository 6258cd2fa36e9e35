// The page that prints slips: each print is recorded before the printer is asked,
// so that its copy bears the right number. What was not recorded prints empty.
(function () {
    "use strict";
    const body = document.body;
    const status = document.querySelector(".jxc_status");
    const buttons = [...document.querySelectorAll("[data-medium]")];

    function tell(text, isError) {
        status.textContent = text;
        status.classList.toggle("jxc_error", Boolean(isError));
    }

    // Records the print; returns {marks, url}, or throws the server's sentence.
    async function record(medium) {
        const response = await fetch("/jxc/slip/print", {
            method: "POST",
            headers: {"Content-Type": "application/json"},
            body: JSON.stringify({
                jsonrpc: "2.0",
                method: "call",
                params: {
                    model: body.dataset.model,
                    ids: body.dataset.ids,
                    paper: body.dataset.paper,
                    prices: body.dataset.prices ? body.dataset.prices === "1" : null,
                    medium,
                },
            }),
        });
        if (!response.ok) {
            throw new Error(body.dataset.offline);
        }
        const answer = await response.json();
        if (answer.error) {
            throw new Error((answer.error.data || answer.error).message);
        }
        return answer.result;
    }

    function setMarks(marks) {
        for (const text of document.querySelectorAll("[data-mark]")) {
            text.textContent = marks[text.dataset.mark] || "";
        }
        body.classList.add("jxc_logged");
    }

    function forget() {
        body.classList.remove("jxc_logged");
        for (const text of document.querySelectorAll("[data-mark]")) {
            text.textContent = "";
        }
    }

    async function act(medium) {
        buttons.forEach((button) => (button.disabled = true));
        try {
            const result = await record(medium);
            if (medium === "page") {
                setMarks(result.marks);
                window.print();
            } else if (medium === "pdf") {
                window.location.href = result.url;
            }
            tell(body.dataset[medium === "screen" ? "seen" : "recorded"]);
        } catch (error) {
            const isOffline = error instanceof TypeError;
            tell(isOffline ? body.dataset.offline : error.message, true);
        }
        buttons.forEach((button) => (button.disabled = button.dataset.off === "1"));
    }

    for (const button of buttons) {
        button.addEventListener("click", () => act(button.dataset.medium));
    }
    for (const select of document.querySelectorAll("select")) {
        select.addEventListener("change", () => select.form.submit());
    }
    window.addEventListener("afterprint", forget);
})();
