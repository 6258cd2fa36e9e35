import {deserializeDateTime, toLocaleDateTimeString} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";

const MINUTE = 1 / 60;
const DAY = 24;

/**
 * How long somebody waited, in words of few letters.
 *
 * @param {Number} hours hours of the clock
 * @returns {String}
 */
export function formatWaited(hours) {
    if (hours < MINUTE) {
        return _t("less than a minute");
    }
    if (hours < 1) {
        return _t("%s min", Math.round(hours * 60));
    }
    const whole = Math.round(hours);
    if (whole < DAY) {
        return _t("%s h", Math.round(hours * 10) / 10);
    }
    return _t("%(days)s d %(hours)s h", {
        days: Math.floor(whole / DAY),
        hours: whole % DAY,
    });
}

/**
 * A moment as its reader sees it.
 *
 * @param {String} utc "YYYY-MM-DD HH:MM:SS" in UTC, as the server sends it
 * @returns {{iso: String, exact: String, ago: String}|null} in the reader's time zone
 */
export function readMoment(utc) {
    if (!utc) {
        return null;
    }
    const moment = deserializeDateTime(utc);
    return {
        iso: moment.toISO(),
        exact: toLocaleDateTimeString(moment, {showSeconds: false}),
        ago: moment.toRelative(),
    };
}

/**
 * @param {String} utc moment in UTC, as the server sends it
 * @returns {Number} hours of the clock since then
 */
export function hoursSince(utc) {
    return -deserializeDateTime(utc).diffNow("hours").hours;
}
