"""What is asked of a paper: language, choices, date of the last meeting – read from an address, and what a paper says
of it on every page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard import explained, figures, numbers
from dashboard.address import DEFAULTS, OPTIONS, View
from dashboard.texts import LANGUAGES, Texts
from indicators.read import UnknownName
from pipelines.plan import plan

#: Parameters of the address that a paper understands.
KNOWN = (*DEFAULTS, "lang", "since")


@dataclass(frozen=True)
class Ask:
    """One paper.

    Attributes:
        view: language and choices.
        since: the date of the last meeting (ISO), a version of the warehouse, or "" for the version before.
        address: where the same can be seen on the screen.
        today: the day the paper is made.
    """

    view: View
    since: str
    address: str
    today: date


def view_of(parameters: Mapping[str, str], vintages: Sequence[str]) -> View:
    """Language and choices that a program asks for.

    Args:
        parameters: the address's parameters.
        vintages: the vintages there are, "latest" among them.

    Raises:
        UnknownName: a parameter, or the value of one, is not there; the sentence names the nearest.
    """
    for key in parameters:
        if key not in KNOWN:
            raise UnknownName("parameter", key[:40], KNOWN)
    allowed: dict[str, Sequence[str]] = {**OPTIONS, "vintage": vintages, "lang": LANGUAGES}
    for key, values in allowed.items():
        if parameters.get(key, values[0]) not in values:
            raise UnknownName(key, parameters[key][:40], values)
    chosen: dict[str, Any] = {key: parameters[key] for key in allowed if key in parameters}
    return View(**chosen)


def facts(version: str, ask: Ask, t: Texts, *, with_since: bool) -> tuple[tuple[str, str], ...]:
    """What stands on every page: denominator, prices, municipalities, vintage, dates, address.

    Args:
        version: the warehouse version being shown.
        ask: the paper.
        t: texts.
        with_since: whether the paper compares with a date.
    """
    view = ask.view
    found = [
        (t("choice.denominator.label"), t(f"choice.denominator.{view.denominator}")),
        (t("choice.prices.label"), t(f"choice.prices.{view.prices}")),
        (t("choice.membership.label"), t(f"choice.membership.{view.membership}")),
        (t("choice.vintage.label"), _vintage(version, view, t)),
    ]
    if with_since and ask.since:
        found.append((t("paper.since"), numbers.day(ask.since, t.lang)))
    made = figures.made_at(version)
    return (
        *found,
        (t("share.made"), f"{numbers.day(made.date(), t.lang) if made else '–'} ({version})"),
        (t("paper.made"), numbers.day(ask.today, t.lang)),
        (t("paper.address"), ask.address),
    )


def _vintage(version: str, view: View, t: Texts) -> str:
    """The vintage that was chosen; of the newest also which one it is."""
    if view.vintage != "latest":
        return numbers.day(view.vintage, t.lang)
    used = explained.table(
        version,
        "verdicts",
        region=plan().goal.region,
        denominator=view.denominator,
        membership=view.membership,
        vintage="latest",
    )
    if used.empty:
        return t("choice.vintage.latest")
    newest = used.sort_values("year").iloc[-1]["vintage_used"]
    return f"{t('choice.vintage.latest')} ({numbers.day(str(newest), t.lang)})"
