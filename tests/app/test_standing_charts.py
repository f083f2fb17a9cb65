"""The charts and words about indicators as pure functions: artificial frames in; dicts, sentences and tables out."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard import asked
from dashboard import standing_words as say
from dashboard.charts import compare, maps, rank, spread
from dashboard.charts.regions import Regions
from dashboard.palette import LIGHT
from dashboard.texts import texts

NB, EN = texts("nb"), texts("en")
ABOUT = {"name_nb": "Prøve", "name_en": "Test", "unit_nb": "prosent", "unit_en": "per cent", "decimals": 1}
REGIONS = Regions("home", "nation", {"home": "Hjemme", "other": "Andre", "nation": "Landet"})


def series(values: dict[str, dict[int, float]], reason: str = "", ranks: dict[str, int] | None = None) -> pd.DataFrame:
    """Rows as `indicators.read.values` gives them."""
    rows = [
        {
            "region": region,
            "year": year,
            "value": value,
            "status": "measured",
            "reason": reason,
            "rank": (ranks or {}).get(region),
            "ranked": len(ranks) if ranks else None,
        }
        for region, years in values.items()
        for year, value in years.items()
    ]
    return pd.DataFrame(rows, columns=["region", "year", "value", "status", "reason", "rank", "ranked"])


THREE = series({"home": {2019: 1.0, 2020: 2.0}, "other": {2020: 3.0}, "nation": {2018: 4.0, 2020: 5.0}})


@pytest.mark.parametrize(
    ("years", "breaks", "expected"),
    [
        ([2001, 2003, 2005], (), [[2001, 2003, 2005]]),
        ([2001, 2006], (), [[2001], [2006]]),
        ([2001, 2002, 2003, 2006], (), [[2001, 2002, 2003], [2006]]),
        ([2001, 2002, 2003], (2003,), [[2001, 2002], [2003]]),
        ([2001, 2003, 2005], (2004,), [[2001, 2003], [2005]]),
        ([], (), []),
    ],
)
def test_a_line_runs_at_its_usual_step_and_stops_at_breaks(
    years: list[int], breaks: tuple[int, ...], expected: list[list[int]]
) -> None:
    assert compare.segments(years, breaks) == expected


def test_the_home_region_is_drawn_last_and_thickest() -> None:
    drawn = compare.figure(THREE, ABOUT, REGIONS, [], NB, LIGHT)["data"]
    assert [trace["name"] for trace in drawn] == ["Andre", "Landet", "Hjemme"]
    assert drawn[-1]["line"]["color"] == LIGHT.region
    assert drawn[-1]["line"]["width"] > max(trace["line"]["width"] for trace in drawn[:-1])


def test_muted_regions_differ_in_marks_and_dashes_and_the_key_names_them() -> None:
    names = {"home": "Hjemme", **{f"r{n}": f"R{n}" for n in range(6)}}
    regions = Regions("home", "", names)
    frame = series({"home": {2021: 2.0}, **{name: {2020: 1.0} for name in names if name != "home"}})
    drawn = compare.figure(frame, ABOUT, regions, [], NB, LIGHT)
    assert len({(trace["line"]["dash"], trace["marker"]["symbol"]) for trace in drawn["data"][:-1]}) == 6
    assert compare.key(drawn, frame, regions).replace("\u00a0", " ").startswith("● R0 · ■ R1 · ◆ R2")


def test_stand_in_figures_have_hollow_marks_in_chart_and_table() -> None:
    frame = series({"home": {2020: 1.0}}, reason="jobs_nearest:2015")
    trace = compare.figure(frame, ABOUT, REGIONS, [], NB, LIGHT)["data"][0]
    assert trace["marker"]["color"] == [LIGHT.paper]
    assert compare.table(frame, ABOUT, REGIONS, NB).iloc[0]["Hjemme"] == "1,0\u00a0% ○"


def test_small_charts_share_their_years_whatever_figures_they_have() -> None:
    long, short = series({"home": {2001: 1.0, 2020: 2.0}}), series({"home": {2015: 1.0}})
    ranges = [
        compare.small(frame, ABOUT, REGIONS, [], (2005, 2020), NB, LIGHT)["layout"]["xaxis"]["range"]
        for frame in (long, short)
    ]
    assert ranges[0] == ranges[1]
    drawn = compare.small(long, ABOUT, REGIONS, [], (2005, 2020), NB, LIGHT)["data"]
    assert [trace["x"] for trace in drawn] == [[2020]]


def test_labels_at_the_ends_keep_clear_of_each_other() -> None:
    near = series({"home": {2020: 5.0}, "nation": {2020: 5.1}, "other": {2020: 0.0}})
    labels = compare.small(near, ABOUT, REGIONS, [], (2010, 2020), NB, LIGHT)["layout"]["annotations"]
    anchors = {label["text"]: label["yanchor"] for label in labels}
    assert anchors == {"Landet": "bottom", "<b>5,0\u00a0%</b>": "top"}


def test_the_nation_alone_does_not_stretch_the_years() -> None:
    frame = series({"nation": dict.fromkeys(range(1970, 2021), 1.0), "home": {2019: 1.0}})
    assert compare.from_year(frame, "nation", 2005) == 2005
    assert compare.from_year(frame[frame["region"] == "nation"], "nation", 2005) == 1970


def test_the_sentence_says_what_is_there_and_no_more() -> None:
    assert compare.sentence(THREE, ABOUT, REGIONS, [], NB) == (
        "Prøve: Hjemme hadde 2,0\u00a0% i 2020, mot 1,0\u00a0% i 2019. Landet hadde 5,0\u00a0% samme år."
    )
    assert compare.sentence(series({"other": {2020: 1.0}}), ABOUT, REGIONS, [], EN) == (
        "Test: there are no figures for Hjemme, only for others."
    )


def test_years_on_the_other_side_of_a_break_are_not_compared() -> None:
    frame = series({"home": {2001: 1.0, 2002: 2.0, 2003: 3.0}})
    assert "mot 2,0" in compare.sentence(frame, ABOUT, REGIONS, [2002], NB)
    alone = compare.sentence(frame, ABOUT, REGIONS, [2002, 2003], NB)
    assert alone == "Prøve: Hjemme hadde 3,0\u00a0% i 2003. Årene før 2003 kan ikke sammenlignes med det."


def test_the_table_has_every_year_newest_first_and_no_empty_region() -> None:
    made = compare.table(THREE, ABOUT, REGIONS, NB)
    assert made["År"].tolist() == ["2020", "2019", "2018"]
    assert made["Andre"].tolist() == ["3,0\u00a0%", "–", "–"]
    assert "Hjemme" not in compare.table(series({"other": {2020: 1.0}}), ABOUT, REGIONS, NB).columns


def test_number_one_is_on_top_and_the_place_is_told() -> None:
    frame = series({"home": {2019: 1.0, 2020: 2.0}, "other": {2019: 3.0, 2020: 4.0}}, ranks={"home": 2, "other": 1})
    made = rank.figure(frame, REGIONS, [], NB, LIGHT)
    low, high = made["layout"]["yaxis"]["range"]
    assert low > high
    assert rank.sentence(frame, REGIONS, NB).startswith("Hjemme var nr. 2 av 2 i 2020 og nr. 2 av 2 i 2019")
    assert rank.table(frame, REGIONS, NB)["Hjemme"].tolist() == ["2", "2"]
    assert rank.worth_drawing(frame, "home") and not rank.worth_drawing(frame, "nation")


def test_who_is_ranked_alone_has_no_rank() -> None:
    frame = series({"home": {2019: 1.0, 2020: 2.0}}, ranks={"home": 1})
    assert not rank.worth_drawing(frame, "home")
    assert say.rank({"rank": 1, "ranked": 1}, NB) == ""


def test_the_map_has_as_many_in_each_class_and_tells_highest_and_lowest() -> None:
    codes = ["5001", "5006", "5007", "5014", "5020"]
    frame = pd.DataFrame({"region": codes, "name": ["A", "B", "C", "D", "E"], "value": [1.0, 2.0, 3.0, 4.0, 5.0]})
    parted = maps.classes(maps.equal_bounds(frame["value"].tolist()), lambda bound: say.short(bound, ABOUT, NB), NB)
    made = maps.figure(frame, str, parted, ["5001"], NB, LIGHT)
    named = [trace["name"] for trace in made["data"] if trace.get("fill")]
    assert len(named) == 5 and named[0].startswith("under ") and named[-1].endswith(" og mer")
    told = maps.sentence(frame, ABOUT, "Fylket", 2020, NB)
    assert "lå E høyest (5,0\u00a0%) og A lavest (1,0\u00a0%)" in told
    assert maps.table(frame, ABOUT, NB)["Kommune"].tolist() == ["E", "D", "C", "B", "A"]


def test_alike_values_are_one_class() -> None:
    assert maps.equal_bounds([2.0, 2.0, 2.0]) == [2.0]


def test_every_status_has_a_mark_of_its_own() -> None:
    assert set(spread.MARKS) == set(say.statuses())
    assert len(set(spread.MARKS.values())) == len(spread.MARKS)
    counts = [("some_progress", "Noe <b>", 2), ("no_data", "Ingen data", 1)]
    made = spread.picture(counts)
    assert made.count("△") == 2 and made.count("○") == 1
    assert "<b>" not in made and 'role="img"' in made


@pytest.mark.parametrize(
    ("unit_nb", "unit_en", "nb", "en"),
    [
        ("prosent", "per cent", "1,5\u00a0%", "1.5%"),
        ("prosent av BNP", "per cent of GDP", "1,5\u00a0% av BNP", "1.5% of GDP"),
        ("kroner per innbygger", "kroner per inhabitant", "1,5 kr per innbygger", "NOK 1.5 per inhabitant"),
        ("antall", "number", "1,5", "1.5"),
        ("2015 = 100", "2015 = 100", "1,5", "1.5"),
        ("plass (1 er best)", "rank (1 is best)", "plass 1,5", "rank 1.5"),
        ("dager", "days", "1,5\u00a0dager", "1.5\u00a0days"),
    ],
)
def test_a_value_is_written_with_its_unit(unit_nb: str, unit_en: str, nb: str, en: str) -> None:
    about = {"unit_nb": unit_nb, "unit_en": unit_en, "decimals": 1}
    assert (say.amount(1.5, about, NB), say.amount(1.5, about, EN)) == (nb, en)
    assert say.amount(None, about, NB) == "–"


def test_a_verdict_that_cannot_be_given_says_why() -> None:
    row = {"status": "cannot_be_decided", "reason": "break:2014", "rank": 1, "ranked": 3, "base_year": 2010}
    assert say.told(row, NB) == (
        "Kan ikke avgjøres (brudd i 2014: årene før og etter kan ikke sammenlignes) · nr. 1 av 3"
    )
    assert say.told({"status": "", "reason": None, "rank": None}, NB) == "Uten retning"


def test_the_nearest_word_is_found_by_key_and_by_name() -> None:
    names = {"net_migration": "Netto innflytting", "income": "Inntekt"}
    assert asked.nearest("net_migraton", names, "income") == "net_migration"
    assert asked.nearest("netto inflytting", names, "income") == "net_migration"
    assert asked.nearest("nonsense", names, "income") == "income"


def summed(forward: int, away: int, ranks: list[tuple[int, int]], untold: int = 0) -> dict[str, object]:
    """A sub-goal of four indicators: so many forward, away and undecided; (rank, ranked) of those that are ranked."""
    return {
        "indicators": 4,
        "some_progress": forward,
        "moving_away": away,
        "standing_still": 4 - forward - away - untold,
        "cannot_be_decided": untold,
        "ranks": [{"rank": rank, "ranked": ranked} for rank, ranked in ranks],
    }


@pytest.mark.parametrize(
    ("forward", "away", "untold", "nb", "en"),
    [
        (1, 0, 0, "går én riktig vei, og tre står stille.", "one going the right way, three standing still."),
        (0, 2, 2, "går to feil vei; for to kan det ikke sies.", "two going the wrong way; for two it cannot be said."),
        (
            1,
            1,
            1,
            "én riktig vei og én feil vei, og én står stille; for én kan det ikke sies.",
            "one the wrong way, one",
        ),
        (
            0,
            0,
            3,
            "Ingen av de fire indikatorene går riktig eller feil vei, og én står stille; for tre",
            "for three it",
        ),
        (0, 0, 4, "Fire indikatorer, men ingen av dem sier ennå", "none of them yet shows"),
    ],
)
def test_development_tells_of_every_indicator(forward: int, away: int, untold: int, nb: str, en: str) -> None:
    row = summed(forward, away, [], untold)
    assert nb in say.development(row, texts("nb"))
    assert en in say.development(row, texts("en"))


@pytest.mark.parametrize(
    ("ranks", "nb"),
    [
        ([], "Ingen av indikatorene har ferske tall for alle storbyregionene, så de kan ikke rangeres."),
        ([(1, 1)], "Ingen av indikatorene har ferske tall for alle storbyregionene, så de kan ikke rangeres."),
        ([(1, 6)], "Bare én indikator har ferske tall for alle storbyregionene, og der er regionen på topp."),
        ([(2, 6)], "Bare én indikator har ferske tall for alle storbyregionene, og der er regionen ikke på topp."),
        ([(1, 6), (1, 4)], "Regionen topper begge rangeringene."),
        ([(1, 6), (1, 4), (1, 4)], "Regionen topper alle de tre rangeringene."),
        ([(1, 6), (3, 4), (2, 4)], "Regionen topper én av tre rangeringer."),
        ([(2, 6), (3, 4), (2, 4)], "Regionen topper ingen av tre rangeringer."),
    ],
)
def test_the_standing_is_said_as_a_person_would(ranks: list[tuple[int, int]], nb: str) -> None:
    assert say.standing(summed(1, 1, ranks), texts("nb")) == nb
