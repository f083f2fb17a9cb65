"""The first tables: actions and their updates, self-assessments, council cases, roles, and the history.

Revision 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _kept() -> list[sa.Column]:
    """The columns that every entry has; made anew for every table."""
    return [
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
    ]


def _text(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _day(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Date) for name in names]


def _there(table: str, *columns: str) -> None:
    """Of the entries that are not removed, one for these columns."""
    where = sa.text("removed_at IS NULL")
    op.create_index(f"uq_{table}_there", table, columns, unique=True, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "action",
        *_kept(),
        *_text("title", "description"),
        sa.Column("sub_goals", sa.JSON, nullable=False),
        *_text("owner", "partners"),
        *_day("starts_on", "ends_on"),
        *_text("period"),
        sa.Column("status", sa.String(20), nullable=False),
        *_text("outcome"),
        sa.Column("indicators", sa.JSON, nullable=False),
        *_text("source", "source_link"),
        sa.PrimaryKeyConstraint("id", name="pk_action"),
    )
    op.create_table(
        "action_update",
        *_kept(),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("on_date", sa.Date, nullable=False),
        sa.Column("status", sa.String(20)),
        *_text("text", "source", "source_link"),
        sa.PrimaryKeyConstraint("id", name="pk_action_update"),
        sa.ForeignKeyConstraint(["action"], ["action.id"], name="fk_action_update_action_action"),
    )
    op.create_index("ix_action_update_action", "action_update", ["action"])
    op.create_table(
        "self_assessment",
        *_kept(),
        sa.Column("municipality", sa.String(4), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        *_text("situation", "done_locally", "planned_locally", "priorities"),
        sa.Column("status", sa.String(20), nullable=False),
        *_day("handled_on", "adopted_on"),
        *_text("case_number", "case_link"),
        sa.Column("figures", sa.JSON),
        sa.PrimaryKeyConstraint("id", name="pk_self_assessment"),
    )
    _there("self_assessment", "municipality", "year")
    op.create_table(
        "council_case",
        *_kept(),
        sa.Column("municipality", sa.String(4), nullable=False),
        sa.Column("decided_on", sa.Date, nullable=False),
        *_text("title", "case_number", "case_link"),
        sa.Column("concerns_business", sa.Boolean, nullable=False),
        sa.Column("refers_to_plan", sa.Boolean),
        sa.Column("took_plan_up", sa.Boolean, nullable=False),
        *_text("note"),
        sa.PrimaryKeyConstraint("id", name="pk_council_case"),
    )
    op.create_index("ix_council_case_municipality", "council_case", ["municipality"])
    op.create_table(
        "role_grant",
        *_kept(),
        *_text("subject", "name"),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("municipality", sa.String(4), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_role_grant"),
    )
    _there("role_grant", "subject")
    op.create_table(
        "change",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_text("by", "by_name"),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("table_name", sa.String(40), nullable=False),
        sa.Column("entry_id", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("before", sa.JSON),
        sa.Column("after", sa.JSON),
        sa.PrimaryKeyConstraint("id", name="pk_change"),
    )
    op.create_index("ix_change_entry", "change", ["table_name", "entry_id"])


def downgrade() -> None:
    """Take the tables away."""
    for table in ("change", "role_grant", "council_case", "self_assessment", "action_update", "action"):
        op.drop_table(table)
