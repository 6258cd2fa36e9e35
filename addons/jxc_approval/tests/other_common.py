from odoo import Command

from .common import ApprovalCommon


class OtherCommon(ApprovalCommon):
    """A client's own kind of document, made without code, with lines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls._reset_registry)
        cls._new_model(
            "x_claim_line",
            "Claim line",
            [
                {"name": "x_name", "ttype": "char"},
                {"name": "x_qty", "ttype": "float"},
            ],
        )
        cls._new_model(
            "x_claim",
            "Claim",
            [
                {"name": "x_name", "ttype": "char"},
                {"name": "x_note", "ttype": "char"},
                {"name": "x_amount", "ttype": "float"},
                {"name": "x_paid", "ttype": "boolean"},
                {
                    "name": "x_partner_id",
                    "ttype": "many2one",
                    "relation": "res.partner",
                },
                {
                    "name": "x_state",
                    "ttype": "selection",
                    "selection_ids": [
                        Command.create({"value": "open", "name": "Open"}),
                        Command.create({"value": "agreed", "name": "Agreed"}),
                    ],
                },
            ],
        )
        fields = cls.env["ir.model.fields"]
        models = cls.env["ir.model"]
        fields.create(
            {
                "name": "x_claim_id",
                "ttype": "many2one",
                "relation": "x_claim",
                "model_id": models._get_id("x_claim_line"),
            }
        )
        fields.create(
            {
                "name": "x_line_ids",
                "ttype": "one2many",
                "relation": "x_claim_line",
                "relation_field": "x_claim_id",
                "model_id": models._get_id("x_claim"),
            }
        )
        cls.registry.registry_invalidated = False
        cls.users["approval_admin"] = cls._new_role_user(login="jxc_approval_admin")
        cls.users["approval_admin"].group_ids |= cls.env.ref(
            "jxc_approval.group_approval_admin"
        )

    @classmethod
    def _reset_registry(cls):
        """Set the models up as they were before this class."""
        cls.registry.registry_invalidated = True
        cls.registry.reset_changes()

    @classmethod
    def _new_model(cls, name, label, fields):
        """A model that any internal user may write."""
        model = cls.env["ir.model"].create(
            {
                "name": label,
                "model": name,
                "state": "manual",
                "field_id": [
                    Command.create(
                        {"field_description": f"{label} {field['name']}"} | field
                    )
                    for field in fields
                ],
            }
        )
        cls.env["ir.model.access"].create(
            {
                "name": name,
                "model_id": model.id,
                "group_id": cls.env.ref("base.group_user").id,
                **dict.fromkeys(
                    ("perm_read", "perm_write", "perm_create", "perm_unlink"), True
                ),
            }
        )
        return model

    def _new_other_rule(self, model="x_claim", field="x_state", value="agreed", **vals):
        """A rule about claims that is on; the registry is put back afterwards."""
        self.addCleanup(self._bind_again)
        fields = self.env["ir.model.fields"]
        field = fields._get(model, field) if field else fields
        rule = self._new_rule(
            vals.pop("steps", [{}]),
            kind="other",
            model_id=self.env["ir.model"]._get_id(model),
            trigger="field" if field else "button",
            trigger_field_id=field.id,
            trigger_selection_id=field.selection_ids.filtered(
                lambda selection: selection.value == value
            ).id,
            **vals,
        )
        # As if committed: nobody has to read the models anew from another transaction.
        self.registry.registry_invalidated = False
        return rule

    def _bind_again(self):
        """Bind the models as the rules want them after this test is undone."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE jxc_approval_rule SET kind = 'purchase' WHERE kind = 'other'"
        )
        self.env.invalidate_all()
        self.rules._jxc_rules_changed()

    def _claim(self, amount=100, user="buyer", **vals):
        """A claim that the buyer typed over RPC."""
        values = {
            "x_name": "Broken jars",
            "x_amount": amount,
            "x_state": "open",
            **vals,
        }
        ids = self._rpc(user, "x_claim", "create", [values])
        return self.env["x_claim"].browse(ids)

    def _agree(self, claim, user="buyer", **vals):
        return self._rpc(
            user, "x_claim", "write", claim.ids, {"x_state": "agreed", **vals}
        )

    def _ask(self, document, user="buyer"):
        """Put a document before its approvers over RPC, without words."""
        self._rpc(user, document._name, "action_jxc_ask_release", document.ids)

    def _approve_other(self, document, user="buyer"):
        """Have `user` ask, and the purchase manager approve, over RPC."""
        self._ask(document, user)
        request = self._pending(document)
        self._rpc("purchase_manager", request._name, "action_jxc_approve", request.ids)

    def _approved_claim(self, *args, **kw):
        """A claim that the purchase manager approved."""
        claim = self._claim(*args, **kw)
        self._approve_other(claim)
        return claim
