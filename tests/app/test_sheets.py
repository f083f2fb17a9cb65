"""The figures of a self-assessment: which they are, what is missing, what is frozen, what they are compared with."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pandas as pd
import pytest

from dashboard import entered, figures, sheets
from dashboard.texts import texts
from entries.actor import Actor, Role
from entries.contents import SelfAssessment
from indicators import read, sheet
from tests.app import artificial

OFFICE = Actor("office@example.org", "Ola Kontor", Role.office)
NB = texts("nb")


def adopted(version: str, code: str = "5001", year: int = 2021, **more: Any) -> SelfAssessment:
    """A sheet that the council has adopted, with its figures."""
    typed = {
        "municipality": code, "year": year, "situation": "a", "done_locally": "b", "planned_locally": "c",
        "priorities": "d", "status": "adopted", "handled_on": f"{year}-03-20", "adopted_on": f"{year}-04-20",
        "case_number": "1/21", "case_link": "https://example.org/1", "figures": sheets.frozen(version, code, year),
    }  # fmt: skip
    return entered.store().self_assessments.add(OFFICE, typed | more)


def row(version: str, figure: str, code: str = "5001", year: int = 2021) -> dict[str, Any]:
    return row_of(sheets.figures_of(version, code, year), figure)


def row_of(table: pd.DataFrame | None, figure: str) -> dict[str, Any]:
    assert table is not None
    return dict(table.set_index("figure").loc[figure])


def test_a_figure_is_the_newest_of_the_sheet_s_year_or_before(served: str) -> None:
    assert (row(served, "population")["year"], row(served, "population")["value"]) == (2021, 3021.0)
    assert row(served, "population", year=2027)["year"] == 2023
    assert (row(served, "population")["before_year"], row(served, "population")["before_value"]) == (2020, 3020.0)
    assert row(served, "job_balance")["value"] == 2.0


def test_the_estimate_has_its_band_in_its_own_unit(served: str) -> None:
    added = row(served, "value_added")
    assert (added["value"], added["low"], added["high"]) == (1000.0, pytest.approx(8e4 / 90), pytest.approx(11e4 / 90))
    per_head = row(served, "value_added_per_inhabitant")
    assert (per_head["value"], per_head["low"]) == (500_000.0, pytest.approx(4e7 / 90)) and per_head[
        "status"
    ] == "estimated"


def test_an_indicator_has_its_place_among_the_members(served: str) -> None:
    found = row(served, "test_rising")
    assert (found["value"], found["year"], found["rank"], found["ranked"]) == (1.0, 2021, 2, 2)
    assert row(served, "test_rising", "5059")["rank"] == 1


def test_a_version_that_says_nothing_of_places_gives_them_and_one_that_forbids_them_does_not() -> None:
    con = duckdb.connect(":memory:")
    con.execute("CREATE SCHEMA out; CREATE TABLE out.indicator (indicator VARCHAR, direction VARCHAR)")
    con.execute("INSERT INTO out.indicator VALUES ('a', 'up'), ('b', 'neutral'), ('c', 'down')")
    assert read.unranked(con) == ["b"]
    con.execute("ALTER TABLE out.indicator ADD COLUMN size_dependent BOOLEAN DEFAULT false")
    con.execute("UPDATE out.indicator SET size_dependent = true WHERE indicator = 'c'")
    assert read.unranked(con) == ["b", "c"]


def test_by_what_the_larger_municipality_has_more_of_nobody_has_a_place(
    served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "unranked", lambda _: ["test_rising"])
    found = row(served, "test_rising")
    assert found["value"] == 1.0 and pd.isna(found["rank"]) and pd.isna(found["ranked"])


def test_what_is_missing_says_why(served: str) -> None:
    assert row(served, "test_waiting")["reason"] == sheet.NOT_MUNICIPAL
    assert row(served, "population", year=2015)["reason"] == sheet.NO_FIGURE
    gone = sheets.figures_of(served, "1638", 2015)
    assert set(gone["reason"]) == {sheet.OTHER_BORDERS, sheet.NOT_MUNICIPAL} and gone["value"].isna().all()
    told = sheets.missing(gone, NB)
    assert "Innbyggere 1. januar" in told[sheet.OTHER_BORDERS]


def test_members_are_those_of_the_year_in_its_codes(served: str) -> None:
    assert sheets.members(served, 2012) == ("1638", "5001") and sheets.members(served, 2027) == ("5001", "5059")
    assert sheets.members(served, 1999) == sheets.members(served, 2010)


def test_the_years_go_from_the_plan_to_the_next_round() -> None:
    assert sheets.years(dt.date(2026, 11, 1))[0] == 2027 and sheets.years(dt.date(2031, 1, 1))[0] == 2032
    assert sheets.years(dt.date(2026, 11, 1))[-1] == 2010
    assert sheets.default_year(dt.date(2026, 11, 1)) == 2027 and sheets.default_year(dt.date(2031, 1, 1)) == 2031


def test_adopted_figures_stay_as_they_were_when_the_warehouse_changes(served: str) -> None:
    entry = adopted(served)
    later = artificial.publish("33333333", rising=[float(number) for number in range(100, 110)])
    assert row_of(sheets.kept(entry), "test_rising")["value"] == 1.0
    assert (entry.figures or {})["version"] == served != later
    again = sheets.kept(entered.store().self_assessments.get(entry.id))
    assert again is not None and again["value"].equals(sheets.figures_of(served, "5001", 2021)["value"])


def test_a_new_sheet_is_compared_with_the_one_before(served: str) -> None:
    adopted(served)
    known = entered.store().self_assessments.find()
    earlier = sheets.before(known, "5001", 2023, served)
    assert earlier is not None and sheets.before(known, "5059", 2023, served) is None
    assert sheets.before(known, "5001", 2021, served) is None, "a sheet is not compared with itself"
    beside = sheets.beside(sheets.figures_of(served, "5001", 2023), earlier)
    found = row_of(beside, "population")
    assert (found["last_sheet_year"], found["last_sheet_value"], found["change"]) == (2021, 3021.0, 2.0)
    lines = {line.key: line for line in sheets.lines(beside, NB)}
    assert lines["population"].change == "+2" and lines["jobs"].change == NB("sheet.same_figure")
    alone = sheets.beside(sheets.figures_of(served, "5001", 2023), None)
    assert alone["change"].isna().all()


@pytest.mark.parametrize("figures_typed", [{"rows": "no"}, {"rows": [1]}, {"rows": [{"value": 3}]}, {"x": 1}])
def test_figures_that_are_not_ours_are_none(served: str, figures_typed: dict[str, Any]) -> None:
    assert sheets.kept(adopted(served, figures=figures_typed)) is None


def test_figures_with_nonsense_in_them_show_as_missing(served: str) -> None:
    kept = sheets.kept(adopted(served, figures={"rows": [{"figure": "population", "value": "many", "year": "x"}]}))
    assert kept is not None and sheets.lines(kept, NB) == []


def test_where_a_sheet_stands_in_words(served: str) -> None:
    assert sheets.standing(None, NB) == "Ikke påbegynt"
    assert sheets.standing(adopted(served), NB) == "Vedtatt av kommunestyret 20. april 2021"
    assert figures.made_at(served) is not None


def test_nobody_who_wrote_is_named_in_the_open_data(served: str) -> None:
    frame = sheets.published([adopted(served)])
    assert OFFICE.subject not in frame.to_csv() and list(frame.columns) == list(sheets.PUBLISHED)
    assert frame.loc[0, "warehouse_version"] == served
