"""The meeting's papers tell what has changed since another meeting: what was out on that day, and nothing else."""

from __future__ import annotations

import duckdb
import pytest

from dashboard import numbers, standings
from dashboard.paper import changed, content
from dashboard.texts import texts
from indicators import read
from tests.data.papers import HOME, ask, by_year, published, section, version

__all__ = ["published", "version"]


def test_what_changed_is_what_the_versions_differ_by(published: list[str]) -> None:
    before, now = published
    one = section(content.meeting(now, ask("en", since=before)), "since")
    changes = standings.changed_since(now, before)
    home = changes[changes["region"] == HOME]
    assert len(home) and f"figures for {numbers.in_words(len(home), 'en')} of" in one.statement
    assert len(one.tables[0].rows) == len(home)
    row = next(row for row in one.tables[0].rows if row[0] == standings.declared(now)["gdp_index"]["name_en"])
    assert row[1].endswith("(2021)") and row[2].endswith("(2023)")


def test_without_a_date_it_is_compared_with_the_version_before(published: list[str]) -> None:
    before, now = published
    found = changed.earlier(now, "")
    assert found is not None and found.version == before


def test_a_date_long_ago_shows_what_was_out_then(version: str, store: duckdb.DuckDBPyConnection) -> None:
    one = section(content.meeting(version, ask(since="2023-06-01")), "since")
    then = read.values(store, "gdp_index", regions=[HOME], vintage="2023-02-21")
    years = list(one.chart.categories)
    assert list(one.chart.series[1].values) == by_year(then, years)
    assert any("eldste" in line for line in (one.statement, *one.details))

    assert one.chart.gaps == [years.index("2018")], "the county accounts have a break"


def test_a_date_after_the_newest_figures_says_that_they_are_the_same(version: str) -> None:
    one = section(content.meeting(version, ask(since="2099-01-01")), "since")
    told = [line for line in (one.statement, *one.details) if "det samme som tallene viste" in line]
    assert told and one.chart is None


def test_a_vintage_older_than_the_date_has_no_news(version: str) -> None:
    one = section(content.meeting(version, ask(since="2025-06-01", vintage="2021-12-13")), "since")
    assert one.chart is None and not any("indeksen" in line.lower() for line in (one.statement, *one.details))


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ({1: 97.0}, {1: 97.01}, "The index for 1 is 97.0, the same as the figures showed on D."),
        ({1: 97.0, 2: 98.0}, {1: 97.0, 2: 98.5}, "Since D the index for 2 has changed from 98.0 to 98.5."),
        ({1: 97.0, 2: 98.0}, {1: 96.0, 2: 98.0}, "Since D the index for 1 has changed from 97.0 to 96.0."),
        ({1: 97.0}, {1: 97.0, 3: 95.0}, "from 1 to 3, where the index is 95.0. Earlier years are as before."),
        ({1: 97.0, 2: 9.0}, {1: 99.0, 2: 9.1, 3: 95.0}, "95.0. The index for 2 has changed from 9.0 to 9.1."),
    ],
)
def test_the_index_then_and_now_in_words(before: dict[int, float], after: dict[int, float], says: str) -> None:
    assert changed.index_told(before, after, "D", texts("en")).endswith(says)


@pytest.mark.parametrize(
    ("when", "vintage"),
    [
        ("2023-02-20", "2021-12-13"),
        ("2023-02-21", "2023-02-21"),
        ("2023-12-31", "2023"),
        ("2025-01-30", "2023"),
        ("2025-01-31", "2025-01"),
        ("2001-01-01", None),
        ("nonsense", None),
    ],
)
def test_a_vintage_counts_from_the_last_day_it_can_have_come_out(when: str, vintage: str | None) -> None:
    kept = ("latest", "2025-01", "2025", "2023-02-21", "2023", "2021-12-13")
    assert changed.vintage_at(kept, when) == vintage
