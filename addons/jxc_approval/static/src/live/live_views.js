import {registry} from "@web/core/registry";
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {ListController} from "@web/views/list/list_controller";
import {listView} from "@web/views/list/list_view";

import {useApprovalNews} from "./live_news";

// Everybody's open inbox asks the server after one decision: not in the same instant.
const SPREAD = 1000;

/**
 * Keeps a list of requests up to date. What was ticked stays ticked: somebody may be
 * half way through choosing what to approve.
 *
 * @param {Component} controller of a list or kanban view
 */
function useLiveList(controller) {
    useApprovalNews({
        concerns: () => true,
        spread: SPREAD,
        onNews: async () => {
            const {root} = controller.model;
            if (root.isDomainSelected) {
                return;
            }
            const ticked = new Set(root.selection.map((record) => record.resId));
            await controller.model.load();
            for (const record of controller.model.root.records) {
                if (ticked.has(record.resId)) {
                    record.toggleSelection(true);
                }
            }
        },
    });
}

export class ApprovalListController extends ListController {
    setup() {
        super.setup();
        useLiveList(this);
    }
}

export class ApprovalKanbanController extends KanbanController {
    static template = "jxc_approval.ApprovalKanbanView";

    setup() {
        super.setup();
        useLiveList(this);
    }
}

registry.category("views").add("jxc_approval_list", {
    ...listView,
    Controller: ApprovalListController,
});
registry.category("views").add("jxc_approval_kanban", {
    ...kanbanView,
    Controller: ApprovalKanbanController,
});
