"""The answer in words. Only what the figures carry: without a measured band nothing is called reached or missed."""

from __future__ import annotations

from dashboard import numbers
from dashboard.charts import gap as gap_chart
from dashboard.charts.frame import runs
from dashboard.figures import Goal, at
from dashboard.texts import Texts


def answer(goal: Goal, year: int, region: str, verdict: str | None, t: Texts) -> str:
    """The answer in one sentence: how much is missing in a year, and the two shares.

    Args:
        goal: the goal's figures.
        year: the year it is about; all four indicators have it.
        region: the region's name.
        verdict: what the band allows to say; None while there is no band.
        t: texts.
    """
    missing = at(goal.gdp_gap, year)
    values = {
        "region": region,
        "year": numbers.year(year),
        "amount": numbers.billions(abs(missing or 0.0), t.lang),
        "gdp": numbers.percent(at(goal.gdp_share, year), t.lang),
        "population": numbers.percent(at(goal.population_share, year), t.lang),
    }
    if verdict:
        return t(f"answer.{verdict}", **values)
    return t("answer.missing" if (missing or 0.0) >= 0 else "answer.above", **values)


def target_year(goal: Goal, year: int, verdict: str | None, t: Texts) -> str:
    """How it stood in the year the goal is set for, or that there is no figure for it."""
    missing = at(goal.gdp_gap, year)
    if missing is None:
        return t("answer.target_none", year=numbers.year(year))
    key = f"answer.target_{verdict}" if verdict else "answer.target"
    return t(key, year=numbers.year(year), gap=gap_chart.words(missing, t))


def certainty(goal: Goal, year: int, verdict: str | None, t: Texts) -> str:
    """How sure the answer is: the band of the index, or that none has been measured."""
    low, high = at(goal.gdp_index, year, "low"), at(goal.gdp_index, year, "high")
    if verdict is None or low is None or high is None:
        return t("answer.no_band")
    return t(
        "answer.band",
        year=numbers.year(year),
        low=numbers.index(low, t.lang),
        high=numbers.index(high, t.lang),
        value=numbers.index(at(goal.gdp_index, year), t.lang),
    )


def reason(key: str, t: Texts) -> str:
    """Why a value is shakier than others, from the key that the warehouse gives: `jobs_nearest:2015`.

    A key without a text is shown as it is: a reason must never be lost because nobody has worded it yet.
    """
    name, _, detail = key.partition(":")
    return t(f"reason.{name}", detail=detail.replace("-", "–")) if t.has(f"reason.{name}") else f"`{key}`"


def reasons(keys: list[str], t: Texts) -> list[str]:
    """All reasons in words; those that differ only in a year become one line with all the years."""
    details: dict[str, list[str]] = {}
    for key in keys:
        name, _, detail = key.partition(":")
        details.setdefault(name, []).append(detail)
    return [reason(f"{name}:{_spans(found)}", t) for name, found in details.items()]


def _spans(details: list[str]) -> str:
    """Years in a row as spans: 2008, 2009, 2010, 2012 → 2008-2010, 2012. What is no single year stays as it is."""
    years = sorted(int(detail) for detail in details if detail.isdigit())
    spans = [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs(years)]
    return ", ".join([*spans, *sorted(detail for detail in details if not detail.isdigit())])
