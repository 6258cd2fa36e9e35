import {onMounted, onWillUnmount} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {useService} from "@web/core/utils/hooks";

export const REQUEST = "jxc.approval.request";
const CHANGED = "jxc_approval/changed";
// What happens in one breath is shown at once.
const COLLECT = 200;

/**
 * Tells whether news from the server are about one record.
 *
 * @param {{requests: Number[], documents: Array<[String, Number]>}} news
 * @param {String} resModel
 * @param {Number|false} resId
 * @returns {Boolean}
 */
export function isAbout({requests, documents}, resModel, resId) {
    if (!resId) {
        return false;
    }
    return (
        (resModel === REQUEST && requests.includes(resId)) ||
        documents.some(([model, id]) => model === resModel && id === resId)
    );
}

/**
 * Calls back shortly after approvals changed on the server, while the component is on
 * the screen; once for what comes in one breath.
 *
 * @param {Object} options
 * @param {Function} options.concerns gets the news, tells whether to call back
 * @param {Function} options.onNews
 * @param {Number} [options.spread] milliseconds over which many open screens spread
 *      their questions to the server
 */
export function useApprovalNews({concerns, onNews, spread = 0}) {
    const bus = useService("bus_service");
    let timer = null;
    const listen = (news) => {
        if (timer || !concerns(news)) {
            return;
        }
        const delay = COLLECT + Math.random() * spread;
        timer = browser.setTimeout(() => {
            timer = null;
            onNews();
        }, delay);
    };
    onMounted(() => bus.subscribe(CHANGED, listen));
    onWillUnmount(() => {
        bus.unsubscribe(CHANGED, listen);
        browser.clearTimeout(timer);
    });
}
