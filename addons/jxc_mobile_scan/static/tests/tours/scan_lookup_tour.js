import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

function lookUp(code) {
    return [
        {
            content: `type ${code}`,
            trigger: ".o_jxc_scan input[name=code]",
            run: `edit ${code}`,
        },
        {trigger: ".o_jxc_scan_submit", run: "click"},
    ];
}

function openMenu(size) {
    if (size === "desktop") {
        return [
            stepUtils.showAppsMenuItem(),
            {trigger: ".o_app[data-menu-xmlid='stock.menu_stock_root']", run: "click"},
            {
                trigger:
                    ".o_menu_sections [data-menu-xmlid='jxc_mobile_scan.jxc_scan_lookup_menu']",
                run: "click",
            },
        ];
    }
    return [
        {trigger: ".o_menu_toggle", run: "click"},
        {trigger: ".o_app_menu_sidebar .oi-apps", run: "click"},
        {
            trigger: ".o_app_menu_sidebar [data-menu-xmlid='stock.menu_stock_root']",
            run: "click",
        },
        {trigger: "body:not(:has(.o_app_menu_sidebar)) .o_action_manager .o_action"},
        {trigger: ".o_menu_toggle", run: "click"},
        {
            trigger:
                ".o_app_menu_sidebar [data-menu-xmlid='jxc_mobile_scan.jxc_scan_lookup_menu']",
            run: "click",
        },
    ];
}

const lookUps = [
    ...lookUp("no-such-code"),
    {trigger: ".o_jxc_scan_unknown"},
    ...lookUp("BOX-KETTLE"),
    {trigger: ".o_jxc_scan_match[data-kind=packaging]:contains(Kettle)"},
    ...lookUp("4006381333931"),
    {
        trigger: ".o_jxc_scan_match[data-kind=product]:contains(On hand)",
        run: "click",
    },
    {trigger: ".o_form_view .o_field_widget[name=name]:contains(Kettle)"},
];

registry.category("web_tour.tours").add("jxc_scan_lookup_desktop", {
    steps: () => [...openMenu("desktop"), ...lookUps],
});

registry.category("web_tour.tours").add("jxc_scan_lookup_mobile", {
    steps: () => [...openMenu("mobile"), ...lookUps],
});
