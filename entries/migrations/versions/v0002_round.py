"""The yearly round: its steps, and the day a resolution was sent; partners as a list; who placed an action.

Until now partners were one text, parted by semicolons. The entries and their history are carried over, so that an
earlier text can still be restored.

Revision 0002, after 0001.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ACTION = sa.table(
    "action", sa.column("id", sa.String), sa.column("partners", sa.Text), sa.column("partner_list", sa.JSON)
)
_CHANGE = sa.table(
    "change",
    sa.column("id", sa.Integer),
    sa.column("table_name", sa.String),
    sa.column("before", sa.JSON(none_as_null=True)),
    sa.column("after", sa.JSON(none_as_null=True)),
)


def _parted(partners: str) -> list[str]:
    """The partners of one text, each once."""
    return list(dict.fromkeys(name.strip() for name in partners.split(";") if name.strip()))


def _joined(partners: list[str]) -> str:
    return "; ".join(partners)


def _rewrite_history(convert: Callable[[Any], Any]) -> None:
    """The partners of every action in the history, before and after."""
    connection = op.get_bind()
    for change in connection.execute(sa.select(_CHANGE).where(_CHANGE.c.table_name == "action")).all():
        sides = {
            side: told | {"partners": convert(told["partners"])} if told and "partners" in told else told
            for side, told in (("before", change.before), ("after", change.after))
        }
        connection.execute(sa.update(_CHANGE).where(_CHANGE.c.id == change.id).values(**sides))


def upgrade() -> None:
    """Carry the partners over, and make room for the round."""
    op.add_column("action", sa.Column("sub_goals_note", sa.Text, nullable=False, server_default=""))
    op.add_column("action", sa.Column("partner_list", sa.JSON, nullable=False, server_default="[]"))
    connection = op.get_bind()
    for action in connection.execute(sa.select(_ACTION.c.id, _ACTION.c.partners)).all():
        carried = sa.update(_ACTION).where(_ACTION.c.id == action.id).values(partner_list=_parted(action.partners))
        connection.execute(carried)
    _rewrite_history(_parted)
    with op.batch_alter_table("action") as action_table:
        action_table.drop_column("partners")
        action_table.alter_column(
            "partner_list", new_column_name="partners", existing_type=sa.JSON, server_default=None
        )
        action_table.alter_column("sub_goals_note", existing_type=sa.Text, server_default=None)
    op.add_column("self_assessment", sa.Column("resolution_sent_on", sa.Date))
    op.create_table(
        "round_step",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("municipality", sa.String(4), nullable=False),
        sa.Column("done_on", sa.Date),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_round_step"),
    )
    where = sa.text("removed_at IS NULL")
    op.create_index(
        "uq_round_step_there",
        "round_step",
        ["year", "step", "municipality"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    """Back to one text of partners; the round is lost."""
    op.drop_table("round_step")
    with op.batch_alter_table("self_assessment") as sheet_table:
        sheet_table.drop_column("resolution_sent_on")
    op.add_column("action", sa.Column("partner_text", sa.Text, nullable=False, server_default=""))
    connection = op.get_bind()
    listed = sa.table(
        "action", sa.column("id", sa.String), sa.column("partners", sa.JSON), sa.column("partner_text", sa.Text)
    )
    for action in connection.execute(sa.select(listed.c.id, listed.c.partners)).all():
        joined = sa.update(listed).where(listed.c.id == action.id).values(partner_text=_joined(action.partners))
        connection.execute(joined)
    _rewrite_history(_joined)
    with op.batch_alter_table("action") as action_table:
        action_table.drop_column("partners")
        action_table.drop_column("sub_goals_note")
        action_table.alter_column(
            "partner_text", new_column_name="partners", existing_type=sa.Text, server_default=None
        )
