"""The charts that defend and explain the estimate, on artificial frames: signs, sums, sentences, twins."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pandas as pd
import pytest

from dashboard import municipal_words, numbers
from dashboard.charts import backtest, industries, maps, methods, pace, path, quoted, revisions, split
from dashboard.palette import SCREEN
from dashboard.texts import Texts, texts

NB, EN = texts("nb"), texts("en")

METHODS = pd.DataFrame(
    {
        "method": ["residents", "jobs_by_industry", "brand_new"],
        "value": [90.0, 95.0, 97.0],
        "low": [80.0, 93.0, 96.0],
        "high": [99.0, 101.0, 98.0],
        "band_points": [8.0, 8.0, 8.0],
        "verdict": ["missed", "cannot_be_decided", "missed"],
        "value_added_mnok": [1000.0, 2000.0, 3000.0],
    }
)
TESTS = pd.DataFrame(
    {
        "method": ["jobs_by_industry"] * 4,
        "merged": ["50"] * 4,
        "merged_name": ["Ny"] * 4,
        "part": ["16", "16", "17", "17"],
        "part_name": ["Sør", "Sør", "Nord", "Nord"],
        "year": [2016, 2017, 2016, 2017],
        "is_centre": [True, True, False, False],
        "error_pct": [-1.0, -3.0, 2.0, 6.0],
    }
)
SUMMARY = pd.DataFrame(
    {
        "method": ["jobs_by_industry"] * 2,
        "where": ["centre", "periphery"],
        "tests": [2, 2],
        "mean_absolute_error_pct": [2.0, 4.0],
        "bias_pct": [-2.0, 4.0],
        "low_quantile_pct": [-3.0, 2.0],
        "high_quantile_pct": [-1.0, 6.0],
    }
)
SPLIT = pd.Series(
    {
        "year": 2019,
        "index": 90.0,
        "productivity_points": -15.0,
        "jobs_points": 5.0,
        "productivity_ratio": 0.8,
        "jobs_ratio": 1.125,
    }
)
GAP = pd.DataFrame(
    {
        "name_nb": [f"Næring {i}" for i in range(12)],
        "name_en": [f"Industry {i}" for i in range(12)],
        "gap_mnok": [1000.0 * (6 - i) for i in range(12)],
        "structure_mnok": [500.0] * 12,
        "productivity_mnok": [1000.0 * (6 - i) - 500.0 for i in range(12)],
    }
)
PATH = pd.DataFrame(
    {
        "year": [2010, 2011, 2012, 2013],
        "path_value": [90.0, 93.0, 97.0, 100.0],
        "actual_value": [90.0, 94.0, 95.0, 96.0],
    }
)
GAPS = pd.DataFrame(
    {
        "basis": ["mainland_market", "mainland_market", "counties_basic"],
        "borders": ["ten", "eight", "ten"],
        "borders_nb": ["ti", "åtte", "ti"],
        "borders_en": ["ten", "eight", "ten"],
        "year": [2008, 2008, 2008],
        "vintage": ["2001-01-01"] * 3,
        "table_id": ["99999"] * 3,
        "gap_bnok": [16.5, 18.5, 2.0],
        "quoted_gap_bnok": [17.0] * 3,
        "is_near": [True, True, False],
    }
)
PACE = pd.Series(
    {
        "from_year": 2023,
        "to_year": 2030,
        "above_nation_pct_a_year": 0.5,
        "low": -0.1,
        "high": 0.75,
        "gdp_share_from_pct": 5.0,
        "population_share_to_pct": 6.0,
    }
)


def notes(figure: dict) -> str:
    return " ".join(note["text"] for note in figure["layout"]["annotations"])


def test_the_recommended_method_comes_first_and_has_a_mark_of_its_own() -> None:
    figure = methods.figure(METHODS, NB, SCREEN)
    assert [trace["x"] for trace in figure["data"]] == [[95.0], [90.0], [97.0]]
    assert [trace["marker"]["symbol"] for trace in figure["data"]] == ["circle", "diamond", "diamond"]
    assert figure["data"][0]["error_x"]["array"] == [6.0] and figure["data"][0]["error_x"]["arrayminus"] == [2.0]
    assert "Brand_new: 97,0" in notes(figure)


def test_the_spread_of_the_methods_and_whether_they_agree() -> None:
    said = methods.sentence(METHODS, 2019, "verdiskapingen i prøven", NB)
    assert "fra 90,0 til 97,0" in said and "et spenn på 7,0 poeng" in said and "8,0 poeng bredt" in said
    assert "ikke enige" in said
    agreed = METHODS.assign(verdict="missed")
    assert "Metodene er enige om svaret: ikke nådd." in methods.sentence(agreed, 2019, "prøven", NB)


def test_methods_without_figures_say_so_and_still_make_a_chart() -> None:
    none = METHODS.head(0)
    assert methods.sentence(none, 2019, "prøven", NB) == "Det finnes ingen tall for 2019 i dette valget."
    assert methods.figure(none, NB, SCREEN)["data"] == [] and methods.table(none, NB).empty


def test_centres_and_the_others_differ_in_more_than_colour() -> None:
    centre, periphery = backtest.figure(TESTS, NB, SCREEN)["data"]
    assert centre["marker"]["symbol"] != periphery["marker"]["symbol"]
    assert centre["y"] == [0, 0] and periphery["y"] == [1, 1]
    assert centre["x"] == [-1.0, -3.0]


def test_the_back_test_in_words() -> None:
    said = backtest.sentence(SUMMARY, TESTS, NB)
    assert "for årene 2016–2017" in said
    assert "bommet anslaget i snitt med 2,0\u00a0%, og lå i snitt 2,0\u00a0% for lavt" in said
    assert "4,0\u00a0% for høyt" in said
    assert "Slås de sammen alt i 2016–2017, blir anslaget for Sør i snitt 2,0\u00a0% for lavt" in (
        backtest.merger(TESTS, NB)
    )
    assert len(backtest.table(SUMMARY, EN)) == 2


def test_the_steps_of_the_split_lead_from_parity_to_the_index() -> None:
    figure = split.figure(SPLIT, "Regionen", NB, SCREEN)
    down, up = figure["data"]
    assert down["base"] == [100.0] and down["y"] == [-15.0] and down["marker"]["pattern"]["shape"] == ["/"]
    assert up["base"] == [85.0] and up["y"] == [5.0] and up["marker"]["pattern"]["shape"] == [""]
    assert up["base"][0] + up["y"][0] == SPLIT["index"]
    assert "\u221215,0" in notes(figure) and "+5,0" in notes(figure)


def test_the_split_in_words() -> None:
    said = split.sentence(SPLIT, "Prøveregionen", "prøven", NB)
    assert "\u221210,0 poeng mot landets 100" in said
    assert "20,0\u00a0% lavere enn i landet og ga \u221215,0 poeng" in said
    assert "12,5\u00a0% høyere og ga +5,0 poeng" in said


def test_the_rows_of_the_industries_add_up_to_the_gap() -> None:
    found = industries.grouped(GAP, NB)
    assert len(found) == industries.SHOWN + 2
    assert found["gap_bnok"].iloc[0] == pytest.approx(GAP["gap_mnok"].sum() / 1000)
    assert found["gap_bnok"].iloc[1:].sum() == pytest.approx(found["gap_bnok"].iloc[0])
    assert (found["structure_bnok"] + found["productivity_bnok"] - found["gap_bnok"]).abs().max() < 1e-9
    assert found["name"].iloc[-1] == "Andre næringer (3)"


def test_the_gap_by_industry_in_words_and_as_a_table() -> None:
    said = industries.sentence(GAP, "Prøveregionen", 2019, NB)
    assert "manglet Prøveregionen 6,0\u00a0mrd.\u00a0kr" in said
    assert "«Næring 0» (+6,0 mrd.)" in said and "«Næring 11» (\u22125,0 mrd.)" in said
    above = GAP.assign(gap_mnok=-1000.0)
    assert "lå Prøveregionen 12,0\u00a0mrd.\u00a0kr over målet" in industries.sentence(above, "Prøveregionen", 2019, NB)
    table = industries.table(GAP, NB)
    assert len(table) == 13 and table.iloc[-1]["Gap"] == "6,00"


def test_an_industry_is_named_in_full() -> None:
    long = "Offentlig administrasjon, forsvar og trygdeordninger"
    figure = industries.figure(GAP.assign(name_nb=[long, *GAP["name_nb"][1:]]), NB, SCREEN)
    assert f"{long}: +" in notes(figure).replace("<br>", " ")


def test_no_mark_has_the_colour_of_the_goal_but_the_goal() -> None:
    """A colour says what a thing is: what lies beside the region is no goal because a second colour was wanted."""
    charts = [
        backtest.figure(TESTS, NB, SCREEN),
        industries.figure(GAP, NB, SCREEN),
        split.figure(SPLIT, "Regionen", NB, SCREEN),
        revisions.figure(revised([99.0, 101.0]), "value", None, NB, SCREEN),
        drawn_map("5059", NB),
        path.figure(actual(), PATH.head(0), [], "Prøveby", NB, SCREEN),
    ]
    assert [number for number, figure in enumerate(charts) if SCREEN.target in json.dumps(figure, default=str)] == []


def test_the_parts_of_the_gap_differ_in_more_than_colour() -> None:
    structure, productivity, net = industries.figure(GAP, NB, SCREEN)["data"]
    assert structure["marker"]["pattern"]["shape"] != productivity["marker"]["pattern"]["shape"]
    assert net["marker"]["symbol"] == "diamond"


def actual() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "year": [2010, 2011, 2013],
            "value": [90.0, 94.0, 96.0],
            "low": [89.0, 93.0, 95.0],
            "high": [91.0, 95.0, 97.0],
            "reason": ["", "jobs_nearest:2005", ""],
        }
    )


def test_the_path_is_dashed_and_the_actual_line_broken_where_a_year_is_missing() -> None:
    figure = path.figure(actual(), PATH, [], "Prøveregionen", NB, SCREEN)
    lines = [trace for trace in figure["data"] if trace["name"] == NB("why.actual")]
    assert [trace["x"] for trace in lines] == [[2010, 2011], [2013]]
    assert lines[0]["marker"]["color"] == [SCREEN.region, SCREEN.paper]
    assert next(t for t in figure["data"] if t["name"] == NB("why.straight_path"))["line"]["dash"] == "dash"
    assert "Målåret 2013" in notes(figure)


def test_the_path_in_words_names_the_years_that_kept_to_it() -> None:
    said = path.sentence(PATH, "Prøveregionen", NB)
    assert "fra 90,0 i 2010 til 96,0 i 2013" in said and said.endswith("lå anslaget i 2011.")
    often = pd.DataFrame({"year": [2010, 2011, 2012, 2013, 2014, 2015, 2016, 2017]}).assign(path_value=90.0)
    often["actual_value"] = [90.0, 91.0, 80.0, 91.0, 92.0, 80.0, 80.0, 91.0]
    assert path.sentence(often, "Prøveregionen", NB).endswith("lå anslaget i 2011, 2013–2014 og 2017.")
    never = PATH.assign(actual_value=[90.0, 91.0, 92.0, 93.0])
    assert "aldri på eller over" in path.sentence(never, "Prøveregionen", NB)
    assert "ingen tall" in path.sentence(PATH.assign(actual_value=float("nan")), "Prøveregionen", NB)


def test_the_pace_in_words_both_ways() -> None:
    said = pace.sentence(PACE, "Prøveregionen", NB)
    assert "vokse 0,50\u00a0% raskere enn landets" in said and "mellom \u22120,10\u00a0% og 0,75\u00a0%" in said
    slower = PACE.copy()
    slower["above_nation_pct_a_year"] = -0.5
    assert "vokse 0,50\u00a0% mindre enn landets" in pace.sentence(slower, "Prøveregionen", NB)


def test_the_projection_is_dotted_and_called_a_projection() -> None:
    shares = pd.DataFrame({"year": [2020, 2021, 2023], "value": [4.0, 4.5, 5.0]})
    projected = pd.DataFrame({"year": [2024, 2030, 2031], "population_share_pct": [6.0, 6.0, 6.0]})
    figure = pace.figure(shares, shares, projected, PACE, [2021], NB, SCREEN)
    dotted = {t["name"]: t for t in figure["data"] if t["line"]["dash"] == "dot"}
    assert dotted[NB("why.population_projected")]["x"] == [2024, 2030]
    assert dotted[NB("why.needed_way")]["y"] == [5.0, 6.0]
    shown = [t["x"] for t in figure["data"] if t["name"] == NB("why.gdp_share")]
    assert shown == [[2020], [2021], [2023]], "broken where a year is missing and where a new series begins"


def test_the_quoted_amount_is_an_inference() -> None:
    said = quoted.sentence(GAPS, NB)
    assert "Ingen kilde forteller" in said and "Den eneste av de to definisjonene" in said
    assert "nærmest med 16,5\u00a0mrd.\u00a0kr i 2008 for ti" in said and "slutning" in said
    both = GAPS.assign(gap_bnok=[16.5, 18.5, 17.0], is_near=True)
    assert "Den eneste" not in quoted.sentence(both, NB)
    none = GAPS.assign(is_near=False)
    assert "ingen av definisjonene" in quoted.sentence(none, NB)


def test_near_definitions_are_filled_and_larger() -> None:
    ten, eight = quoted.figure(GAPS, NB, SCREEN)["data"]
    assert ten["name"] == "ti" and ten["marker"]["size"] == [15, 11]
    assert ten["marker"]["color"] == [SCREEN.target, SCREEN.paper]
    assert eight["marker"]["symbol"] != ten["marker"]["symbol"]
    table = quoted.table(GAPS, NB)
    assert table["2008"].tolist() == ["2,0", "18,5 ●", "16,5 ●"]


def revised(values: list[float]) -> pd.DataFrame:
    first = values[0]
    return pd.DataFrame(
        {
            "year": [2019] * len(values) + [2020],
            "vintage": [f"200{i}-01-01" for i in range(len(values))] + ["2001-01-01"],
            "table_id": ["99999"] * (len(values) + 1),
            "value": [*values, 50.0],
            "revision_points": [value - first for value in values] + [0.0],
        }
    )


def test_vintages_on_either_side_of_the_goal_are_named() -> None:
    said = revisions.index_sentence(revised([99.0, 101.0]), "Prøveregionen", NB)
    assert "Ett år finnes i flere" in said and "99,0" in said and "101,0" in said
    assert "I 2019 ligger anslaget over målet i én" in said
    assert "Ingen av årene" in revisions.index_sentence(revised([98.0, 99.0]), "Prøveregionen", NB)
    assert "bare i én" in revisions.index_sentence(revised([98.0]), "Prøveregionen", NB)


def test_vintages_of_a_year_are_joined_and_have_signs_of_their_own() -> None:
    figure = revisions.figure(revised([99.0, 101.0]), "value", 100.0, NB, SCREEN)
    joined = [shape for shape in figure["layout"]["shapes"] if shape.get("x0") == 2019]
    assert len(joined) == 1 and (joined[0]["y0"], joined[0]["y1"]) == (99.0, 101.0)
    assert len({trace["marker"]["symbol"] for trace in figure["data"]}) == 2
    table = revisions.table(revised([99.0, 101.0]), "value", "revision_points", NB)
    assert table.iloc[:, 3].tolist() == ["–", "–", "+2,0"]


PLACES = pd.DataFrame(
    {
        "region": ["5001", "5059"],
        "name_nb": ["Prøveby", "Prøvebygd"],
        "name_en": ["Test town", "Test village"],
        "gdp_index": [110.0, 60.0],
        "gdp_index_low": [100.0, 50.0],
        "gdp_index_high": [120.0, 70.0],
        "value_added_per_inhabitant_nok": [600_000.0, 300_000.0],
        "value_added_mnok": [2000.0, 1000.0],
    }
)


def drawn_map(chosen: str, t: Texts) -> dict[str, Any]:
    """The map of the municipalities page."""
    return maps.figure(
        municipal_words.on_map(PLACES, "gdp_index", t),
        lambda value: municipal_words.written(value, "gdp_index", t),
        municipal_words.classes("gdp_index", t),
        [chosen],
        t,
        SCREEN,
    )


def test_the_map_has_a_class_for_each_strength_and_marks_the_chosen_one() -> None:
    figure = drawn_map("5059", NB)
    classes = [trace for trace in figure["data"] if trace.get("fill") == "toself"]
    assert [trace["name"] for trace in classes] == ["under 70", "70–85", "85–100", "100–115", "115 og mer"]
    assert [trace["opacity"] for trace in classes] == sorted(trace["opacity"] for trace in classes)
    assert len(classes[0]["x"]) > 10 and len(classes[1]["x"]) == 1 and len(classes[3]["x"]) > 10
    outline = next(t for t in figure["data"] if t.get("line", {}).get("color") == SCREEN.ink)
    assert outline["line"]["width"] == 4
    assert figure["data"][-1]["hovertext"][0] == "<b>Prøveby</b><br>110,0"
    assert "<b>Prøvebygd</b><br>60,0" in notes(figure)
    assert all(note["bgcolor"] == SCREEN.paper for note in figure["layout"]["annotations"])
    assert figure["layout"]["yaxis"]["scaleanchor"] == "x" and 1.8 < figure["layout"]["yaxis"]["scaleratio"] < 2.6


def test_a_class_says_its_unit_once() -> None:
    for t, names in ((NB, ["4,7–5,5\u00a0%", "5,5–6,6\u00a0%"]), (EN, ["4.7–5.5%", "5.5–6.6%"])):
        written = maps.classes([4.7, 5.5, 6.6], partial(numbers.percent, lang=t.lang, decimals=1), t).names
        assert [name.replace("\u202f", "\u00a0") for name in written[1:-1]] == names


def test_the_map_in_words_and_as_a_table() -> None:
    said = municipal_words.sentence(PLACES, "gdp_index", "Prøveregionen", 2019, NB)
    assert "Prøveby den høyeste indeksen i 2019, 110,0" in said and "Én av to" in said
    kroner = municipal_words.sentence(PLACES, "value_added_per_inhabitant_nok", "Prøveregionen", 2019, EN)
    assert "NOK 600,000" in kroner
    assert municipal_words.table(PLACES, NB)["Kommune"].tolist() == ["Prøveby", "Prøvebygd"]


def test_every_municipality_of_the_map_has_an_outline_and_a_point_inside_norway() -> None:
    outlines = maps.outlines()
    assert len(outlines) == 357
    for rings in outlines.values():
        lon, lat = maps.centre(rings)
        assert 4 < lon < 32 and 57 < lat < 72
        assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in rings)


@pytest.mark.parametrize("t", [NB, EN])
def test_nothing_is_smaller_than_can_be_read_from_the_back_row(t: Texts) -> None:
    figures = [
        methods.figure(METHODS, t, SCREEN),
        backtest.figure(TESTS, t, SCREEN),
        split.figure(SPLIT, "R", t, SCREEN),
        industries.figure(GAP, t, SCREEN),
        quoted.figure(GAPS, t, SCREEN),
        revisions.figure(revised([99.0, 101.0]), "value", 100.0, t, SCREEN),
        drawn_map("", t),
    ]
    for figure in figures:
        assert min(note["font"]["size"] for note in figure["layout"]["annotations"] or [{"font": {"size": 16}}]) >= 16
        assert figure["layout"]["font"]["size"] >= 16


def test_a_figure_of_a_municipality_bears_no_more_digits_than_an_estimate_does() -> None:
    assert municipal_words.value_added(154_531.9, NB) == "154,5\u00a0mrd.\u00a0kr"
    assert municipal_words.value_added(2_113.4, NB) == "2,11\u00a0mrd.\u00a0kr"
    assert municipal_words.value_added(10_204.0, EN, like=9_800.0, unit=False) == "10.20"
    shares = [municipal_words.share(share, NB) for share in (4.2217, 0.2994, 0.0604)]
    assert shares == ["4,22\u00a0%", "0,30\u00a0%", "0,060\u00a0%"]
