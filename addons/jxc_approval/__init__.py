from odoo.tools import SQL

from . import controllers
from . import models
from . import report
from . import wizard


def post_init_hook(env):
    """Switch the ladder on where nobody has bought or sold yet.

    A company that has used the host already finds every rule switched off, with an
    activity that offers to try the ladder on real orders first.
    """
    env["jxc.approval.rule"]._jxc_start_out()


def uninstall_hook(env):
    """Take along what the host would forget.

    Those are the heads of our chains (a new installation starts new ones) and the
    names that the host gives, in its own name, to choices of our models' mixins.
    """
    forget_bound_models(env)
    env["jxc.chain.head"].search([("chain", "=", "jxc.approval.act")]).unlink()
    env["ir.model.data"].search(
        [
            ("module", "=", "mail"),
            ("model", "=", "ir.model.fields.selection"),
            ("name", "=like", "selection__jxc_approval_%"),
        ]
    ).unlink()


def forget_bound_models(env):
    """Forget what the host noted about models that rules made gated ones.

    A custom field on such a model has the host note the fields of the gate, too, in
    nobody's name, so nobody would take them along.
    """
    names = tuple(env["jxc.gate"]._fields)
    env.flush_all()
    env.execute_query(
        SQL(
            """
            DELETE FROM ir_model_fields field
                  WHERE name IN %s AND name LIKE 'jxc_%%'
                    AND NOT EXISTS (
                        SELECT FROM ir_model_data data
                         WHERE data.model = 'ir.model.fields'
                           AND data.res_id = field.id)
              RETURNING id
            """,
            names,
        )
    )
    env.execute_query(
        SQL(
            """
            DELETE FROM ir_model_inherit inherit
                  USING ir_model parent
                  WHERE parent.id = inherit.parent_id AND parent.model = 'jxc.gate'
                    AND NOT EXISTS (
                        SELECT FROM ir_model_data data
                         WHERE data.model = 'ir.model.inherit'
                           AND data.res_id = inherit.id)
              RETURNING inherit.id
            """
        )
    )
    env.invalidate_all()
