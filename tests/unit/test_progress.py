"""What the rule of progress never does, whatever the figures; and that its words are whole."""

import string

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import build, progress, read
from indicators.registry import ROOM, Indicator, read_metadata
from pipelines import paths
from tests.spec.standings import alfa, economy, standings

# Whole eighths: exact in binary, so that adding and scaling by powers of two loses nothing.
EIGHTHS = st.integers(-8000, 8000).map(lambda n: n / 8)
YEARS = st.lists(st.integers(2010, 2024), min_size=1, max_size=12, unique=True).map(sorted)
OPPOSITE = {"some_progress": "moving_away", "moving_away": "some_progress"}


@st.composite
def series(draw):
    """Years with a value each, in order."""
    years = draw(YEARS)
    return list(zip(years, draw(st.lists(EIGHTHS, min_size=len(years), max_size=len(years))), strict=True))


def text(values, change=lambda value: value):
    return "year value\n" + "\n".join(f"{year} {change(value)!r}" for year, value in values)


few = settings(max_examples=25, deadline=None)


@few
@given(series())
def test_the_other_direction_turns_the_status_round(values):
    up, down = (alfa(text(values), direction=direction) for direction in ("up", "down"))
    assert down["status"] == OPPOSITE.get(up["status"], up["status"])
    assert down["movement"] == up["movement"]


@few
@given(series(), EIGHTHS)
def test_turning_the_figures_and_the_direction_round_changes_no_status(values, target):
    up = alfa(text(values), direction="up", target=target)
    down = alfa(text(values, lambda v: -v), direction="down", target=-target)
    assert (down["status"], down["reason"], down["distance"]) == (up["status"], up["reason"], up["distance"])


@few
@given(series(), st.none() | EIGHTHS, st.sampled_from([1 / 1024, 0.5, 1024.0]), st.sampled_from(["up", "down"]))
def test_another_unit_changes_no_status(values, target, factor, direction):
    small, large = (
        alfa(text(values, lambda v, f=f: v * f), direction=direction, target=None if target is None else target * f)
        for f in (1.0, factor)
    )
    assert (large["status"], large["reason"], large["movement"]) == (
        small["status"],
        small["reason"],
        small["movement"],
    )


@few
@given(series(), EIGHTHS)
def test_without_a_target_a_constant_changes_no_status(values, constant):
    assert alfa(text(values, lambda v: v + constant))["status"] == alfa(text(values))["status"]


@few
@given(series(), EIGHTHS, EIGHTHS)
def test_a_constant_added_to_the_figures_and_the_target_changes_no_status(values, target, constant):
    plain = alfa(text(values), target=target)
    lifted = alfa(text(values, lambda v: v + constant), target=target + constant)
    assert (lifted["status"], lifted["distance"]) == (plain["status"], plain["distance"])


@few
@given(st.lists(EIGHTHS, min_size=3, max_size=3, unique=True))
def test_the_other_direction_turns_the_rank_round(values):
    table = "region year value\n" + "\n".join(
        f"{region} 2020 {value}" for region, value in zip(("alfa", "beta", "gamma"), values, strict=True)
    )
    up, down = (standings(table, direction=direction) for direction in ("up", "down"))
    for region in ("alfa", "beta", "gamma"):
        assert up[region]["rank"] + down[region]["rank"] == 3 + 1
    comparators = dict(zip(("beta", "gamma"), values[1:], strict=True))
    assert up["alfa"]["comparators_best_value"] == max(comparators.values())
    assert down["alfa"]["comparators_best_value"] == min(comparators.values())


@few
@given(series(), EIGHTHS, st.integers(2010, 2040), st.integers(2010, 2040))
def test_judging_again_with_another_year_is_as_judging_with_it_at_first(values, target, first, second):
    with economy(text(values), target=target) as con:
        parts = progress.gather(con)
    again = progress.judge(progress.judge(parts, first), second)
    pd.testing.assert_frame_equal(again, progress.judge(parts, second))


@few
@given(series(), EIGHTHS, st.integers(0, 10))
def test_more_time_never_makes_it_worse(values, target, more):
    order = {"some_progress": 0, "on_track": 1}
    soon, later = (alfa(text(values), target=target, next_year=2030 + years)["status"] for years in (0, more))
    assert soon == later or order[later] > order[soon]


# The words


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_word_has_its_criterion_and_no_number_is_left_out(language):
    printed = [*progress.criteria(language), *progress.parts_in_words(language)]
    assert [key for key, _, _ in progress.criteria(language)] == [
        "reached", "on_track", "some_progress", "standing_still", "moving_away", "cannot_be_decided", "no_data",
    ]  # fmt: skip
    for _, label, words in printed:
        assert label and words.endswith(".")
        assert "{" not in words
    assert "2037" in {k: told for k, _, told in progress.parts_in_words(language, 2037)}["pace_required"]


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_reason_that_the_rule_can_give_has_its_sentence(language):
    rows = progress.judge(pd.DataFrame(columns=[*progress.COLUMNS]).astype({"direction": str, "noise_from": str}), 2030)
    assert rows.empty  # no figures at all is no error
    given_reasons = {
        "target_in_band",
        "change_in_band",
        "break:2014",
        "current_prices",
        "no_base_year",
        "too_few_changes",
        "old_figures:2012",
    }
    assert {reason.partition(":")[0] for reason in given_reasons} == set(progress.words().reasons)
    for reason in given_reasons:
        sentence = progress.reason_in_words(reason, language)
        assert sentence.endswith(".") and not set("{}") & set(sentence)
    assert "2014" in progress.reason_in_words("break:2014", language)
    assert progress.reason_in_words("", language) == ""


def test_the_criteria_print_the_numbers_that_the_rule_uses():
    rule = progress.words().rule
    told = " ".join(words for _, _, words in progress.parts_in_words("en"))
    assert f"{rule.span_years} years before" in told
    assert f"{rule.shortest_span}–{rule.longest_span} years before" in told
    assert f"last {rule.noise_years} years" in told
    assert f"{rule.swings} times the value's usual swing" in told
    fields = {f for part in progress.words().parts.values() for _, f, _, _ in string.Formatter().parse(part.text.en)}
    assert fields - {None} <= {*rule.model_dump(), "next_year"}


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_documentation_prints_the_same_words(language):
    page = (paths.ROOT / "docs" / "progress.md").read_text(encoding="utf-8")
    for key, label, text in progress.criteria(language):
        assert f"* **{label}** (`{key}`): {text}\n" in page
    for _, label, text in progress.parts_in_words(language):
        assert f"* **{label}**: {text}\n" in page


# The tables


def built(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    progress.build_progress(con)
    return con


def test_the_summary_counts_and_names_what_moved_most_and_scores_nothing():
    con = built(
        economy("""
        region  year  value
        alfa    2018  10
        alfa    2019  11
        alfa    2020  11
        alfa    2021  12
        alfa    2022  12
        alfa    2023  15
        beta    2023  9
        gamma   2023  8
    """)
    )
    row = con.execute("SELECT * FROM out.sub_goal_summary WHERE region = 'alfa'").df().iloc[0]
    assert (row.indicators, row.some_progress, row.no_data) == (1, 1, 0)
    # changes 1, 0, 1, 0, 3: mean 1, standard deviation sqrt(6 / 4) = 1.2247; 15 − 10 = 5 in units of two of them
    assert row.moved_most == "toy"
    assert row.moved_most_noises == pytest.approx(5 / (2 * 1.5**0.5))
    assert [dict(one) for one in row.ranks] == [{"indicator": "toy", "rank": 1, "ranked": 3, "rank_before": None}]
    assert not [column for column in row.index if "score" in column or "average" in column]
    still = con.execute(
        "SELECT cannot_be_decided, moved_most FROM out.sub_goal_summary WHERE region = 'gamma'"
    ).fetchone()
    assert still == (1, None)


def test_a_place_of_long_ago_is_no_place_today():
    """What is too old to say how things stand is no place in the summary: "on top" is said of today."""
    con = built(
        economy("""
        region  year  value
        alfa    2012  5
        beta    2012  4
        gamma   2012  3
        '9001'  2023  9
    """)
    )
    row = con.execute("SELECT rank, ranked, reason FROM out.progress WHERE region = 'alfa'").fetchone()
    assert row == (1, 3, "old_figures:2012")
    assert con.execute("SELECT ranks FROM out.sub_goal_summary WHERE region = 'alfa'").fetchone() == ([],)


def test_ahead_of_those_that_have_figures_is_not_ahead_of_all():
    con = built(economy("region year value\nalfa 2023 5\nbeta 2023 4"))  # gamma may be ahead of both
    assert con.execute("SELECT rank, ranked FROM out.progress WHERE region = 'alfa'").fetchone() == (1, 2)
    assert con.execute("SELECT ranks FROM out.sub_goal_summary WHERE region = 'alfa'").fetchone() == ([],)


def test_rows_are_read_by_name_and_judged_with_the_readers_year():
    con = built(economy("year value\n2018 1\n2019 3\n2020 4\n2021 6\n2022 7\n2023 9", target=12))
    assert list(progress.rows(con).region) == ["alfa", "beta", "gamma"]
    row = progress.rows(con, ["alfa"], next_year=2026).iloc[0]
    assert (row.target_year, row.pace_required_per_year, row.status) == (2026, 1.0, "on_track")
    assert progress.rows(con, ["alfa"], next_year=2024).iloc[0].status == "some_progress"
    for wrong in ({"regions": ["alfaa"]}, {"goal": "gaol"}, {"indicators": ["tyo"]}, {"prices": "old"}):
        with pytest.raises(read.UnknownName):
            progress.rows(con, **wrong)


def test_a_choice_of_the_readers_gives_a_row_each():
    con = economy("""
        year  value  membership
        2023  1      fixed
        2023  2      year
    """, variants=("membership",))  # fmt: skip
    built(con)
    assert progress.rows(con, ["alfa"]).latest_value.tolist() == [1]
    assert progress.rows(con, ["alfa"], membership="year").latest_value.tolist() == [2]
    # beta has no figures: it is shown once, at the default
    assert con.execute("SELECT membership FROM out.progress WHERE region = 'beta'").fetchall() == [("fixed",)]


def test_only_the_latest_vintage_counts():
    con = economy("""
        year  value  vintage
        2023  1      '2024-01-01'
        2023  2      latest
    """)
    assert progress.judge(progress.gather(con), 2030).query("region == 'alfa'").latest_value.tolist() == [2]


def test_an_indicator_without_any_figures_is_not_left_out():
    with duckdb.connect() as con:
        con.execute("CREATE SCHEMA out; CREATE TABLE out.region (region VARCHAR, kind VARCHAR, order_no INTEGER)")
        con.execute("INSERT INTO out.region VALUES ('alfa', 'home', 1)")
        declared = Indicator("gdp_index", "goal", read_metadata(ROOM / "goal" / "gdp_index.yml"), "")
        build.write_declarations(con, {"gdp_index": declared})
        con.execute(f"CREATE TABLE out.indicator_unranked ({build.VALUE_COLUMNS})")
        con.execute(build.RANK_SQL)
        row = progress.judge(progress.gather(con), 2030).iloc[0]
    assert (row.region, row.denominator, row.membership, row.prices) == ("alfa", "counties", "fixed", "")
    assert row.status == "no_data"
