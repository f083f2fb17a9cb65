"""A municipality's sheet: one page in both formats, with the estimate and its places among the members."""

from __future__ import annotations

import io

import duckdb
import pytest
from pptx import Presentation
from pypdf import PdfReader

from dashboard import explained, numbers, standings
from dashboard.paper import deck, places, report
from dashboard.texts import texts
from indicators import read
from indicators.read import UnknownName
from tests.data.papers import HOME, ask, by_year, published, version

__all__ = ["published", "version"]


def test_a_municipality_that_is_a_county_has_no_band(version: str) -> None:
    one = places.sheet(version, "0301", ask("en")).sections[0]
    assert "between" not in one.statement and "county of its own" in one.statement
    assert not any("Band" in label or "band" in label for label, _ in one.figures)


def test_a_sheet_is_one_page_in_both_formats_for_every_member(version: str) -> None:
    for code in explained.members(version, HOME):
        paper = places.sheet(version, code, ask())
        assert len(PdfReader(io.BytesIO(report.make_sheet(paper))).pages) == 1, code
        assert len(Presentation(io.BytesIO(deck.make_sheet(paper))).slides) == 1


@pytest.mark.parametrize("code", ["5059", "1151"])
def test_a_sheet_tells_the_estimate_with_its_band(version: str, store: duckdb.DuckDBPyConnection, code: str) -> None:
    paper = places.sheet(version, code, ask("en"))
    one, index = paper.sections[0], read.values(store, "gdp_index", regions=[code])
    assert list(one.chart.series[0].values) == pytest.approx(by_year(index, list(one.chart.categories)), nan_ok=True)
    last = index.iloc[-1]
    for value in (last["value"], last["low"], last["high"]):
        assert numbers.index(value, "en") in one.statement
    reader = PdfReader(io.BytesIO(report.make_sheet(paper)))
    words = " ".join(reader.pages[0].extract_text().split())
    assert "jobs" in words and one.statement.replace("\u00a0", " ") in words


def test_a_sheet_ranks_among_the_members_and_tells_the_borders(version: str, store: duckdb.DuckDBPyConnection) -> None:
    paper = places.sheet(version, "5059", ask("en"))
    one, members = paper.sections[0], list(explained.members(version, HOME))
    assert any("Orkdal" in line and "Meldal" in line for line in one.details)
    row = next(
        row for row in one.tables[0].rows if row[0] == standings.declared(version)["higher_education"]["name_en"]
    )
    frame = read.values(store, "higher_education", regions=members, years=[int(row[3])])
    better = int((frame["value"] > float(frame.loc[frame["region"] == "5059", "value"].iloc[0])).sum())
    assert row[4] == f"no. {better + 1} of {len(frame)}"


def test_a_sheet_gives_no_place_by_what_the_larger_municipality_has_more_of(version: str) -> None:
    latest = places._latest_of(version, explained.members(version, HOME))
    row = next(one for one in latest.itertuples(index=False) if one.indicator == "higher_education")
    about = dict(standings.declared(version)["higher_education"])
    assert places._place(latest, row, about, texts("en")).startswith("no. ")
    assert places._place(latest, row, about | {"size_dependent": True}, texts("en")) == "–"


def test_a_municipality_outside_the_region_has_a_sheet_without_places(version: str) -> None:
    table = places.sheet(version, "0301", ask()).sections[0].tables[0]
    assert table.rows and {row[4] for row in table.rows} == {"–"}


def test_an_unknown_municipality_is_told(version: str) -> None:
    with pytest.raises(UnknownName, match="there is no municipality “9999”"):
        places.sheet(version, "9999", ask())
