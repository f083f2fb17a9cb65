"""The tables, as SQLAlchemy knows them; the columns of what people type are named as in `entries.contents`."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, ForeignKey, Index, MetaData, String, Text, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

#: Names that a migration can speak of.
CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[dt.datetime]):
    """A moment in UTC; SQLite has no time zones, so it comes back with the one it went in with."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """UTC on the way in."""
        return value.astimezone(dt.UTC) if value else None

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """UTC on the way out."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {dt.datetime: Moment, list[str]: JSON, dict[str, Any]: JSON}


class KeptRow(Base):
    """The columns that the store adds to every entry."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(String(40), primary_key=True, sort_order=-9)
    version: Mapped[int] = mapped_column(sort_order=-8)
    created_at: Mapped[dt.datetime] = mapped_column(sort_order=-7)
    created_by: Mapped[str] = mapped_column(Text, sort_order=-6)
    changed_at: Mapped[dt.datetime] = mapped_column(sort_order=-5)
    changed_by: Mapped[str] = mapped_column(Text, sort_order=-4)
    removed_at: Mapped[dt.datetime | None] = mapped_column(sort_order=-3)


def _only_one(table: str, *columns: str) -> Index:
    """Of the entries that are not removed, one for these columns."""
    there = text("removed_at IS NULL")
    return Index(f"uq_{table}_there", *columns, unique=True, sqlite_where=there, postgresql_where=there)


class ActionRow(KeptRow):
    """Actions."""

    __tablename__ = "action"

    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    sub_goals: Mapped[list[str]]
    sub_goals_note: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(Text)
    partners: Mapped[list[str]]
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    period: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(Text)
    indicators: Mapped[list[str]]
    source: Mapped[str] = mapped_column(Text)
    source_link: Mapped[str] = mapped_column(Text)


class ActionUpdateRow(KeptRow):
    """What happened with actions."""

    __tablename__ = "action_update"

    action: Mapped[str] = mapped_column(ForeignKey("action.id"), index=True)
    on_date: Mapped[dt.date]
    status: Mapped[str | None] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    source_link: Mapped[str] = mapped_column(Text)


class SelfAssessmentRow(KeptRow):
    """The municipalities' self-assessments: one a municipality and year."""

    __tablename__ = "self_assessment"
    __table_args__ = (_only_one("self_assessment", "municipality", "year"),)

    municipality: Mapped[str] = mapped_column(String(4))
    year: Mapped[int]
    situation: Mapped[str] = mapped_column(Text)
    done_locally: Mapped[str] = mapped_column(Text)
    planned_locally: Mapped[str] = mapped_column(Text)
    priorities: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20))
    handled_on: Mapped[dt.date | None]
    adopted_on: Mapped[dt.date | None]
    case_number: Mapped[str] = mapped_column(Text)
    case_link: Mapped[str] = mapped_column(Text)
    resolution_sent_on: Mapped[dt.date | None]
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class CouncilCaseRow(KeptRow):
    """Council cases."""

    __tablename__ = "council_case"

    municipality: Mapped[str] = mapped_column(String(4), index=True)
    decided_on: Mapped[dt.date]
    title: Mapped[str] = mapped_column(Text)
    case_number: Mapped[str] = mapped_column(Text)
    case_link: Mapped[str] = mapped_column(Text)
    concerns_business: Mapped[bool]
    refers_to_plan: Mapped[bool | None]
    took_plan_up: Mapped[bool]
    note: Mapped[str] = mapped_column(Text)


class RoundStepRow(KeptRow):
    """Steps of the yearly round that no sheet tells of: one a year, step and municipality."""

    __tablename__ = "round_step"
    __table_args__ = (_only_one("round_step", "year", "step", "municipality"),)

    year: Mapped[int]
    step: Mapped[str] = mapped_column(String(40))
    municipality: Mapped[str] = mapped_column(String(4))
    done_on: Mapped[dt.date | None]
    note: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)


class GrantRow(KeptRow):
    """Roles: one a person."""

    __tablename__ = "role_grant"
    __table_args__ = (_only_one("role_grant", "subject"),)

    subject: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(20))
    municipality: Mapped[str] = mapped_column(String(4))


class ChangeRow(Base):
    """The history: written with every change, never changed itself."""

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_entry", "table_name", "entry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[dt.datetime]
    by: Mapped[str] = mapped_column(Text)
    by_name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))
    table_name: Mapped[str] = mapped_column(String(40))
    entry_id: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
