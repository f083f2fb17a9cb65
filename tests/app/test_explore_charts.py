"""The charts of the page that explores as pure functions: artificial rows in; dicts, sentences and tables out."""

from __future__ import annotations

import csv
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from dashboard.charts import bars, compare, crowd, ends, maps, naming, scatter, slope
from dashboard.charts.regions import Regions
from dashboard.palette import LIGHT
from dashboard.short_names import short_names
from dashboard.texts import texts
from pipelines import paths
from pipelines.regions import read_regions
from tests.app.test_standing_charts import ABOUT, series

NB = texts("nb")
BA_REGIONS = paths.DATA / "registers" / "ba_regions.csv"
REGIONS = Regions("home", "nation", {"home": "Hjemme", "other": "Andre", "nation": "Landet"})
ABOUTS = (ABOUT, {**ABOUT, "name_nb": "Annet", "unit_nb": "dager", "decimals": 0})


def named(values: dict[str, dict[int, float]], reason: str = "") -> pd.DataFrame:
    frame = series(values, reason)
    return frame.assign(name=[REGIONS.names.get(one, one) for one in frame["region"]], sign="○" if reason else "")


def many(count: int) -> tuple[pd.DataFrame, Regions]:
    values = {f"r{n}": {2019: float(n), 2020: float(n)} for n in range(count)} | {"home": {2019: 5.0, 2020: 5.0}}
    return named(values), Regions("home", "", {one: one for one in values})


def test_many_regions_are_grey_but_the_chosen_one_and_few_have_names() -> None:
    frame, regions = many(30)
    drawn = crowd.figure(frame, ABOUT, regions, [], [], NB, LIGHT)
    front = drawn["data"][-1]
    assert front["name"] == "home" and front["line"]["color"] == LIGHT.region
    assert {trace["line"]["color"] for trace in drawn["data"][:-1]} == {LIGHT.comparator}
    notes = drawn["layout"]["annotations"]
    assert {"<b>home</b>", "<b>5,0\u00a0%</b>", "r29", "r0", "r26"} < {note["text"] for note in notes}
    assert {(note["x"], note["xanchor"]) for note in notes} == {(2020, "left")}, "a name covers no value"
    heights = sorted(note["y"] for note in notes if note["text"] != "<b>home</b>")
    assert min(b - a for a, b in pairwise(heights)) >= 0.09 * 29


def test_a_grey_line_that_ends_before_the_others_or_has_a_long_name_bears_none() -> None:
    values = {f"r{n}": {2019: float(n), 2020: float(n)} for n in range(9)} | {"early": {2018: 9.0, 2019: 9.0}}
    names = {one: one for one in values} | {"r8": "Et område med et navn som ikke får plass", "home": "Hjemme"}
    frame = named(values | {"home": {2019: 5.0, 2020: 5.0}})
    drawn = crowd.figure(frame, ABOUT, Regions("home", "", names), [], [], NB, LIGHT)
    said = {note["text"] for note in drawn["layout"]["annotations"]}
    assert "r0" in said and not said & {"early", names["r8"]}


def words_at_ends(values: dict[str, dict[int, float]], regions: Regions = REGIONS) -> tuple[dict[str, float], str]:
    """The words at the ends of a chart's lines with their heights, and its key."""
    drawn = crowd.figure(named(values), ABOUT, regions, [], [], NB, LIGHT)
    key = crowd.key(drawn, named(values), regions).replace("\u00a0", " ")
    return {note["text"]: note["y"] for note in drawn["layout"]["annotations"]}, key


def test_lines_are_named_at_their_ends_and_the_key_names_those_that_there_is_no_room_for() -> None:
    said, key = words_at_ends({"home": {2019: 1.0, 2020: 1.0}, "other": {2020: 9.0}, "nation": {2020: 5.0}})
    assert said.pop("<b>Hjemme</b>") > said.pop("<b>1,0\u00a0%</b>")
    assert said == {"Andre": 9.0, "Landet": 5.0} and key == ""
    said, key = words_at_ends({"home": {2019: 1.0, 2020: 9.0}, "other": {2019: 2.0}, "nation": {2020: 5.0}})
    assert "Andre" not in said and key == "● Andre", "a line that ends early is known by its mark"


def test_names_at_the_ends_are_moved_apart_and_keep_their_order() -> None:
    said, key = words_at_ends({"home": {2010: 0.0, 2020: 8.0}, "other": {2020: 8.1}, "nation": {2020: 7.9}})
    heights = [said[name] for name in ("Andre", "<b>Hjemme</b>", "<b>8,0\u00a0%</b>", "Landet")]
    assert heights == sorted(heights, reverse=True) and key == "", "name and value of the chosen one stay together"
    assert min(a - b for a, b in pairwise(heights)) == pytest.approx(0.068 * 8.1)


def test_a_chart_takes_the_short_names_and_no_name_that_a_phone_has_no_room_for() -> None:
    names = {"home": "Et område med et langt navn", "other": "Et område til med et langt navn"}
    values = {"home": {2010: 0.0, 2020: 8.0}, "other": {2020: 2.0}}
    said, key = words_at_ends(values, Regions("home", "", names))
    assert [*said] == ["<b>8,0\u00a0%</b>"] and key == "● Et område til med et langt navn"
    said, key = words_at_ends(values, Regions("home", "", names, {"home": "Hit", "other": "Dit"}))
    assert {"<b>Hit</b>", "Dit"} < set(said) and key == ""


def test_a_short_name_is_no_municipalitys_and_only_for_a_region_that_bears_its_declared_name() -> None:
    declared = [one for one in read_regions().region if one.short]
    towns = {row["name"] for row in csv.DictReader(BA_REGIONS.open(encoding="utf-8"))}
    for language in ("nb", "en"):
        names = {one.name: getattr(one.label, language) for one in declared}
        short = short_names(names, language)
        assert [*short] == [*names] and len(set(short.values())) == len(short)
        assert not towns & set(short.values()), "Oslo is not the Oslo region"
        assert max(map(naming.width, short.values())) <= ends.WIDEST
    assert short_names({declared[0].name: "Et annet navn", "0301": "Oslo"}, "nb") == {}


def test_the_words_of_a_break_lie_on_no_figure() -> None:
    def height(values: dict[int, float]) -> float:
        drawn = compare.figure(named({"home": values}), ABOUT, REGIONS, [2018], NB, LIGHT)
        return next(float(note["y"]) for note in drawn["layout"]["annotations"] if "brudd" in note["text"])

    assert height({2005: 1.0, 2017: 5.0, 2020: 9.0}) == 0.0, "at the foot, where there is room"
    assert height({2005: 9.0, 2017: 1.0, 2020: 5.0}) == 1.0


def test_what_stands_behind_is_one_faint_trace_that_is_lifted_between_regions() -> None:
    frame = named({"home": {2020: 1.0}, "a": {2019: 1.0, 2020: 2.0}, "b": {2019: 3.0, 2020: 4.0}})
    drawn = crowd.figure(frame, ABOUT, REGIONS, ["a", "b"], [], NB, LIGHT)["data"][0]
    assert drawn["x"] == [2019, 2020, None, 2019, 2020, None] and drawn["hoverinfo"] == "skip"


def test_bars_stand_in_order_and_hatch_what_is_estimated() -> None:
    frame = named({"home": {2020: 2.0}, "other": {2020: 3.0}}, reason="jobs_nearest:2015")
    bar = bars.figure(frame, ABOUT, REGIONS, NB, LIGHT)["data"][0]
    assert bar["x"] == [3.0, 2.0] and bar["marker"]["pattern"]["shape"] == ["/", "/"]
    assert bar["marker"]["color"] == [LIGHT.comparator, LIGHT.region]
    assert bars.table(frame, ABOUT, NB).iloc[:, 1].tolist() == ["3,0\u00a0%\u00a0○", "2,0\u00a0%\u00a0○"]


def test_the_lowest_place_is_the_best() -> None:
    about = {**ABOUT, "unit_nb": "plass (1 er best)", "unit_en": "rank (1 is best)", "decimals": 0}
    frame = named({"home": {2020: 9.0}, "other": {2020: 2.0}, "third": {2020: 12.0}, "nation": {2020: 30.0}})
    assert bars.sentence(frame, about, REGIONS, 2020, NB) == (
        "Prøve 2020: av fire områder med tall var Andre best plassert (plass 2) og Landet dårligst (plass 30). "
        "Hjemme hadde plass 9, nr. 2 av 4 regnet fra den beste."
    )
    towns = frame.replace({"home": "5001", "other": "5031", "nation": "5059"})
    assert "Andre best plassert (plass 2) og Landet dårligst" in maps.sentence(towns, about, "Prøvefylket", 2020, NB)


def test_more_bars_than_can_bear_names_are_a_skyline_that_points_out_the_chosen_one() -> None:
    frame, regions = many(40)
    drawn = bars.figure(frame[frame["year"] == 2020], ABOUT, regions, NB, LIGHT)
    assert len(drawn["data"][0]["x"]) == 41
    assert [note["text"] for note in drawn["layout"]["annotations"]] == ["<b>Hjemme</b> 5,0\u00a0%"]


def test_a_slope_needs_both_years() -> None:
    frame = named({"home": {2010: 1.0, 2020: 3.0}, "other": {2020: 2.0}, "nation": {2010: 4.0, 2020: 2.0}})
    drawn = slope.figure(frame, ABOUT, REGIONS, (2010, 2020), NB, LIGHT)
    assert [trace["y"] for trace in drawn["data"]] == [[4.0, 2.0], [1.0, 3.0]]
    assert slope.table(frame, ABOUT, (2010, 2020), NB)["2010"].tolist() == ["1,0\u00a0%", "4,0\u00a0%"]
    told = slope.sentence(frame, ABOUT, REGIONS, (2010, 2020), NB)
    assert told == (
        "Prøve: Hjemme gikk fra 1,0\u00a0% i 2010 til 3,0\u00a0% i 2020. "
        "Av to områder med tall for begge år gikk ett opp og ett ned."
    )
    assert "ingen av områdene" in slope.sentence(frame, ABOUT, REGIONS, (2011, 2020), NB)


def test_a_slope_tells_of_those_that_stood_still_too() -> None:
    still, rose = {2010: 1.0, 2020: 1.0}, {2010: 1.0, 2020: 3.0}
    told = slope.sentence(named({"home": still, "other": rose, "nation": rose}), ABOUT, REGIONS, (2010, 2020), NB)
    assert told == (
        "Prøve: Hjemme hadde 1,0\u00a0% både i 2010 og i 2020. "
        "Av tre områder med tall for begge år gikk to opp og ingen ned, mens ett sto stille."
    )


def test_words_beside_a_slope_are_moved_apart_or_left_out() -> None:
    # two that touch part around their middle; what would have to go too far is left out, what came first is not
    assert naming.spread([1.0, 1.0], 0.4, 0.2) == pytest.approx([0.8, 1.2])
    assert naming.spread([5.0, 1.0, 3.0], 0.4, 0.2) == [5.0, 1.0, 3.0]
    assert naming.spread([1.0, 1.1, 1.2, 9.0], 0.4, 0.2)[:3].count(None) == 1
    assert naming.spread([1.0, 1.1], 0.4) == [1.0, None]
    every = [one for one in naming.spread([0.0, 0.5, 0.51, 0.52, 0.53, 1.0], 0.15, 0.1) if one is not None]
    assert min(b - a for a, b in pairwise(sorted(every))) >= 0.15 - 1e-9


def test_where_there_is_one_area_it_is_neither_the_highest_nor_one_of_several() -> None:
    frame = named({"home": {2010: 1.0, 2020: 3.0}})
    assert (
        bars.sentence(frame[frame["year"] == 2020], ABOUT, REGIONS, 2020, NB) == "Prøve 2020: Hjemme hadde 3,0\u00a0%."
    )
    assert slope.sentence(frame, ABOUT, REGIONS, (2010, 2020), NB).endswith("til 3,0\u00a0% i 2020.")
    both = scatter.join(frame[frame["year"] == 2020], named({"home": {2020: 9.0}, "other": {2020: 4.0}}))
    assert "Av " not in scatter.sentence(both, ABOUTS, REGIONS, [2020], NB)
    two = scatter.join(
        named({"home": {2020: 3.0}, "other": {2020: 2.0}}), named({"home": {2020: 9.0}, "other": {2020: 4.0}})
    )
    assert scatter.sentence(two, ABOUTS, REGIONS, [2020], NB).endswith("Andre hadde 2,0\u00a0% og 4\u00a0dager.")


def test_marks_need_both_indicators_and_hollow_ones_are_estimated() -> None:
    across, up = named({"home": {2020: 1.0}, "other": {2020: 2.0}}, "jobs_nearest:2015"), named({"home": {2020: 9.0}})
    both = scatter.join(across, up)
    assert both[["region", "x", "y", "hollow"]].to_numpy().tolist() == [["home", 1.0, 9.0, True]]
    drawn = scatter.figure(both, ABOUTS, REGIONS, False, NB, LIGHT)["data"][0]
    assert drawn["mode"] == "markers" and drawn["marker"]["color"] == [LIGHT.paper]
    assert "↑ Annet, dager" in [
        note["text"] for note in scatter.figure(both, ABOUTS, REGIONS, False, NB, LIGHT)["layout"]["annotations"]
    ]
    assert scatter.table(both, ABOUTS, NB).iloc[0].tolist() == ["Hjemme", "2020", "1,0\u00a0%\u00a0○", "9"]


def boxes(notes: list[dict[str, Any]], both: pd.DataFrame, field: tuple[float, float]) -> list[list[float]]:
    """Left, top, right and bottom of the names in a field of some pixels, as a browser would set them."""
    ranges = [(float(both[c].min()), float(both[c].max())) for c in ("x", "y")]
    spans = [(low - 0.12 * (high - low), high + 0.12 * (high - low)) for low, high in ranges]
    found = []
    for note in notes:
        wide = 0.45 * note["font"]["size"] * len(note["text"].replace("<b>", "").replace("</b>", ""))
        x = (note["x"] - spans[0][0]) / (spans[0][1] - spans[0][0]) * field[0] + note["xshift"]
        y = (spans[1][1] - note["y"]) / (spans[1][1] - spans[1][0]) * field[1] - note["yshift"]
        left = {"left": x, "right": x - wide}.get(note["xanchor"], x - wide / 2)
        top = {"top": y, "bottom": y - 16}.get(note["yanchor"], y - 8)
        found.append([left, top, left + wide, top + 16])
    return found


@pytest.mark.parametrize("field", [(250, 360), (330, 360), (600, 250), (780, 360)])
@pytest.mark.parametrize("crowd_of", [4, 9, 20])
def test_a_name_covers_neither_a_mark_nor_another_name(field: tuple[float, float], crowd_of: int) -> None:
    values = {f"Område nummer {n}": {2020: float(n * n % 17)} for n in range(crowd_of)} | {"home": {2020: 8.0}}
    others = {name: {2020: float(n * 7 % 11)} for n, name in enumerate(values)}
    regions = Regions("home", "", {name: name for name in values})
    both = scatter.join(named(values), named(others))
    notes = [
        one
        for one in scatter.figure(both, ABOUTS, regions, False, NB, LIGHT)["layout"]["annotations"]
        if "yshift" in one and one.get("xref") != "paper"
    ]
    assert "<b>home</b>" in [note["text"] for note in notes] and len(notes) > 1
    names = boxes(notes, both, field)
    spans = [(float(both[c].min()), float(both[c].max())) for c in ("x", "y")]
    marks = [
        (
            (0.12 + (row.x - spans[0][0]) / (spans[0][1] - spans[0][0])) / 1.24 * field[0],
            (0.12 + (spans[1][1] - row.y) / (spans[1][1] - spans[1][0])) / 1.24 * field[1],
        )
        for row in both.itertuples()
    ]
    for number, (left, top, right, bottom) in enumerate(names):
        assert left >= 0 and right <= field[0]
        assert not any(left < x < right and top < y < bottom for x, y in marks), notes[number]["text"]
        for a, b, c, d in names[number + 1 :]:
            assert not (left < c and a < right and top < d and b < bottom), notes[number]["text"]


def test_a_name_without_room_is_left_out_but_the_chosen_ones_is_not() -> None:
    values = {f"r{n}": {2020: 1.0 + n / 1000} for n in range(12)} | {"far": {2020: 9.0}, "home": {2020: 1.0}}
    regions = Regions("home", "", {name: name * 5 for name in values})
    both = scatter.join(named(values), named(values))
    texts_shown = {
        one["text"] for one in scatter.figure(both, ABOUTS, regions, False, NB, LIGHT)["layout"]["annotations"]
    }
    assert "<b>homehomehomehomehome</b>" in texts_shown and "farfarfarfarfar" in texts_shown
    assert len(texts_shown) < 8


def test_inside_an_english_sentence_a_region_has_a_small_article() -> None:
    frame, t = named({"home": {2020: 1.0}, "other": {2020: 2.0}}).replace("Hjemme", "The test region"), texts("en")
    assert "In 2020 the test region had" in scatter.sentence(scatter.join(frame, frame), ABOUTS, REGIONS, [2020], t)
    assert "and the test region lowest" in bars.sentence(frame, ABOUT, REGIONS, 2020, t)


def test_the_table_of_marks_begins_with_the_newest_and_those_highest_up() -> None:
    frame = named({"home": {2019: 1.0, 2020: 2.0}, "other": {2020: 3.0}})
    rows = scatter.table(scatter.join(frame, frame), ABOUTS, NB)
    assert rows.iloc[:, :2].to_numpy().tolist() == [["Andre", "2020"], ["Hjemme", "2020"], ["Hjemme", "2019"]]


def test_a_path_runs_over_the_years_and_its_last_mark_is_the_large_one() -> None:
    years = {2018: 1.0, 2019: 2.0, 2020: 3.0}
    both = scatter.join(named({"home": years}), named({"home": years}))
    drawn = scatter.figure(both, ABOUTS, REGIONS, True, NB, LIGHT)["data"][0]
    assert drawn["mode"] == "lines+markers" and drawn["marker"]["size"] == [5, 5, 15]
    assert scatter.sentence(both, ABOUTS, REGIONS, [2018, 2020], NB).endswith(
        "I 2018 var det 1,0\u00a0% og 1\u00a0dager."
    )
