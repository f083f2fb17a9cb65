"""The charts as plain dicts: gaps, breaks, signs beside colour, sizes; their sentences; their table twins."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from dashboard.charts import frame, gap, shares
from dashboard.palette import LIGHT, SCREEN
from dashboard.texts import Texts, texts

NB, EN = texts("nb"), texts("en")


def series(values: dict[int, float], reasons: dict[int, str] | None = None, band: float | None = None) -> pd.DataFrame:
    """Rows as `indicators.read.values` gives them."""
    missing = math.nan
    return pd.DataFrame(
        [
            {
                "year": year,
                "value": value,
                "low": value - band if band else missing,
                "high": value + band if band else missing,
                "status": "estimated",
                "reason": (reasons or {}).get(year, ""),
            }
            for year, value in values.items()
        ]
    )


GDP = series(
    {2016: 1.0, 2017: 2.0, 2018: 3.0, 2019: 4.0, 2021: 5.0}, {2016: "jobs_nearest:2015", 2017: "split_weights"}
)
POPULATION = series(dict.fromkeys(range(2014, 2024), 6.0))
GAP = series({2017: 3.0, 2018: -1.0}, {2017: "jobs_nearest:2015"})


def drawn(name: str) -> list[dict]:
    figure = shares.figure(GDP, POPULATION, 2020, [2018], NB, SCREEN)
    return [trace for trace in figure["data"] if trace["name"] == NB(name)]


def test_the_line_is_broken_where_a_year_is_missing_and_where_the_series_has_a_break() -> None:
    assert [trace["x"] for trace in drawn("indicator.gdp_share")] == [[2016, 2017], [2018, 2019], [2021]]


def test_years_that_rest_on_stand_in_figures_have_hollow_markers() -> None:
    first = drawn("indicator.gdp_share")[0]
    assert first["marker"]["color"] == [SCREEN.paper, SCREEN.region]
    assert [NB("chart.hover_estimated") in text for text in first["text"]] == [True, False]


def test_the_two_lines_differ_in_more_than_colour() -> None:
    assert drawn("indicator.population_share")[0]["line"]["dash"] == "dash"
    assert "dash" not in drawn("indicator.gdp_share")[0]["line"]


def test_the_population_is_shown_for_the_years_of_the_value_added() -> None:
    assert drawn("indicator.population_share")[0]["x"] == list(range(2016, 2022))


def test_nothing_is_smaller_than_can_be_read_from_the_back_row() -> None:
    for figure in (
        shares.figure(GDP, POPULATION, 2020, [2018], NB, SCREEN),
        gap.figure(GAP, 2020, 17.0, [2018], NB, SCREEN),
    ):
        layout = figure["layout"]
        sizes = [layout["font"]["size"], layout["xaxis"]["tickfont"]["size"], layout["yaxis"]["tickfont"]["size"]]
        sizes += [note["font"]["size"] for note in layout["annotations"]]
        assert min(sizes) >= 16
        assert layout["showlegend"] is False


def notes(figure: dict) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


def test_lines_are_named_where_they_are_with_their_last_value() -> None:
    written = " ".join(notes(shares.figure(GDP, POPULATION, 2020, [2018], NB, SCREEN))).replace("<br>", " ")
    assert "Verdiskaping 5,00\u00a0%" in written and "Folketall 6,00\u00a0%" in written
    assert "Målåret 2020" in written and "brudd 2018" in written


def test_a_label_takes_two_lines_where_it_comes_nearer_to_its_line_by_that() -> None:
    years = range(2005, 2024)
    level = pd.DataFrame({"year": years, "value": 5.0, "low": 4.9, "high": 5.1, "status": "ok", "reason": ""})
    rising = level.assign(value=[2.0 + 3.0 * min(year - 2005, 9) / 9 for year in years], low=None, high=None)
    people = pd.DataFrame({"year": years, "value": 6.0, "low": None, "high": None, "status": "ok", "reason": ""})
    heights = {}
    for gdp in (level, rising):
        figure = shares.figure(gdp, people, 2020, [], NB, SCREEN)
        (label,) = [note for note in figure["layout"]["annotations"] if "Verdiskaping" in note["text"]]
        heights["<br>" in label["text"]] = label["y"]
    assert heights[False] == 4.9  # under the band, which is level: one line does
    assert heights[True] == 5.0  # under the line of late: it was lower where one long line would stand


def test_labels_stand_on_the_far_side_of_each_other() -> None:
    figure = shares.figure(GDP, POPULATION, 2020, [], NB, SCREEN)
    labels = {note["text"]: note["yanchor"] for note in figure["layout"]["annotations"] if "<b>" in note["text"]}
    assert sorted(labels.values()) == ["bottom", "top"]
    assert next(anchor for text, anchor in labels.items() if "Folketall" in text) == "bottom"


def test_a_break_outside_the_years_is_not_drawn() -> None:
    late = series({2019: 1.0, 2020: 2.0})
    assert "brudd 2018" not in " ".join(notes(shares.figure(late, POPULATION, 2020, [2018], NB, SCREEN)))


def test_the_band_is_drawn_behind_the_lines_and_split_like_them() -> None:
    banded = series({2016: 1.0, 2017: 2.0, 2018: 3.0}, band=0.5)
    figure = shares.figure(banded, POPULATION, 2020, [2018], NB, LIGHT)
    bands = [trace for trace in figure["data"] if trace.get("fill") == "toself"]
    assert [trace["y"] for trace in bands] == [[1.5, 2.5, 1.5, 0.5], [3.5, 3.5, 2.5, 2.5]]
    assert figure["data"][0] is bands[0]


def test_a_chart_without_figures_is_still_a_chart() -> None:
    empty = series({}).reindex(columns=["year", "value", "low", "high", "status", "reason"])
    assert shares.figure(empty, empty, 2020, [2018], NB, SCREEN)["layout"]["height"] == frame.HEIGHT
    assert gap.figure(empty, 2020, 17.0, [2018], NB, SCREEN)["layout"]["height"] == frame.HEIGHT
    assert shares.table(empty, empty, empty, NB).empty and gap.table(empty, NB).empty


def test_the_plans_amount_is_a_quotation_in_words_and_a_line_that_names_no_year() -> None:
    figure = gap.figure(GAP, 2020, 17.0, [2018], NB, SCREEN)
    assert "«17 mrd.» slik planen sier –<br>ikke\u00a0gjenskapt" in notes(figure)
    quoted = [shape for shape in figure["layout"]["shapes"] if shape.get("y0") == 17.0]
    assert len(quoted) == 1 and quoted[0]["xref"] == "paper"
    english = notes(gap.figure(GAP, 2020, 17.0, [], EN, SCREEN))
    assert "“17 billion” as the plan says –<br>not\u00a0reproduced" in english


def test_bars_of_stand_in_years_are_hatched() -> None:
    bars = gap.figure(GAP, 2020, 17.0, [2018], NB, SCREEN)["data"][0]
    assert bars["marker"]["pattern"]["shape"] == ["/", ""]
    assert bars["y"] == [3.0, -1.0]


def test_a_band_shows_as_error_bars() -> None:
    bars = gap.figure(series({2019: 1.0}, band=0.25), 2020, 17.0, [], NB, SCREEN)["data"][0]
    assert bars["error_y"]["array"] == [0.25] and bars["error_y"]["arrayminus"] == [0.25]
    assert "error_y" not in gap.figure(GAP, 2020, 17.0, [], NB, SCREEN)["data"][0]


def test_ticks_are_written_as_in_the_language() -> None:
    assert shares.figure(GDP, POPULATION, 2020, [], NB, SCREEN)["layout"]["separators"] == ", "
    assert shares.figure(GDP, POPULATION, 2020, [], EN, SCREEN)["layout"]["separators"] == ".,"


def test_sentences_say_what_the_charts_show() -> None:
    assert shares.sentence(GDP, POPULATION, "Prøveregionen", "verdiskapingen i prøven", NB) == (
        "Prøveregionen sto for 5,00\u00a0% av verdiskapingen i prøven i 2021 og hadde 6,00\u00a0% av folketallet; "
        "i 2016 var andelene 1,00\u00a0% og 6,00\u00a0%."
    )
    assert gap.sentence(GAP, "Prøveregionen", "løpende priser", NB) == (
        "Prøveregionen lå anslagsvis 3,0\u00a0mrd.\u00a0kr under målet i 2017 og 1,0\u00a0mrd.\u00a0kr over målet i "
        "2018 (løpende priser)."
    )


@pytest.mark.parametrize("t", [NB, EN])
def test_sentences_for_one_year_and_for_none(t: Texts) -> None:
    one, none = GDP.head(1), GDP.head(0)
    for rows, other in ((one, POPULATION), (none, POPULATION)):
        assert "{" not in shares.sentence(rows, other, "R", "d", t)
        assert "{" not in gap.sentence(rows, "R", "p", t)


def test_runs() -> None:
    assert frame.runs([]) == []
    assert frame.runs([2001, 2002, 2004], [2002]) == [[2001], [2002], [2004]]


def test_table_twins_hold_every_year_of_the_chart_newest_first() -> None:
    table = shares.table(GDP, POPULATION, series({2021: 83.3}), NB)
    assert table["År"].tolist() == ["2021", "2019", "2018", "2017", "2016 ○"]
    assert table["Verdiskaping"].iloc[0] == "5,00\u00a0%"
    assert table["Indeks"].tolist() == ["83,3", "–", "–", "–", "–"]
    assert gap.table(GAP, EN)["Year"].tolist() == ["2018", "2017 ○"]
