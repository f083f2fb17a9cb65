"""Since last time: two small warehouses beside each other, and the version that was served at a date."""

from datetime import UTC, date, datetime

import pytest

from indicators import progress, since
from pipelines import publishing, warehouse
from tests.spec.standings import CLIMB, economy, published


def store(values=CLIMB, **declared):
    con = economy(values, **declared)
    progress.build_progress(con)
    return con


def only(before, after, **more):
    """The one row that is listed."""
    rows = since.compare(before, after, **more).to_dict("records")
    assert len(rows) == 1, rows
    return rows[0]


def test_nothing_changed_is_no_row():
    assert since.compare(store(), store()).empty
    assert list(since.compare(store(), store()).columns) == list(since.COLUMNS)


def test_a_new_year_with_another_status():
    row = only(store(), store(CLIMB + "\n2024 50"))
    assert (row["year_before"], row["year"]) == (2023, 2024)
    assert (row["value_before"], row["value"]) == (61, 50)
    # from 2019 to 2024: 50 − 53 = −3; changes 3, 1, 3, 1, 3, −11: standard deviation 5.5
    assert (row["status_before"], row["status"]) == ("some_progress", "standing_still")
    assert row["why"] == "new_year"


def test_a_revision():
    row = only(store(), store(CLIMB.replace("2023 61", "2023 60")))
    assert (row["value_before"], row["value"], row["why"]) == (61, 60, "revision")
    assert row["status_before"] == row["status"] == "some_progress"


def test_the_last_bits_of_a_sum_are_no_revision():
    assert since.compare(store(), store(CLIMB.replace("2023 61", "2023 61.00000000001"))).empty


def test_a_revision_of_an_earlier_year_is_listed_when_it_turns_the_status():
    assert since.compare(store(), store(CLIMB.replace("2018 50", "2018 51"))).empty
    row = only(store(), store(CLIMB.replace("2018 50", "2018 61")))
    assert (row["value_before"], row["value"], row["why"]) == (61, 61, "revision")
    assert row["status"] == "standing_still"


def test_a_new_year_and_a_revision():
    row = only(store(), store(CLIMB.replace("2022 58", "2022 59") + "\n2024 62"))
    assert row["why"] == "new_year;revision"


def test_figures_where_there_were_none():
    # gamma's year is there from the start, so that there are figures at all
    other = "region year value\ngamma 2023 1"
    row = only(store(other), store(other + "\nalfa 2023 5"))
    assert (row["region"], row["status_before"], row["why"]) == ("alfa", "no_data", "new_data")
    assert row["value_before"] != row["value_before"]  # not a number: none


def test_figures_withdrawn():
    other = "region year value\ngamma 2023 1"
    assert only(store(other + "\nalfa 2023 5"), store(other))["why"] == "withdrawn"
    assert only(store(CLIMB + "\n2024 50"), store())["why"] == "withdrawn"


def test_a_new_indicator_and_one_taken_out():
    with_it, without = store(), store()
    for table in ("indicator", "indicator_value", "progress"):
        without.execute(f"DELETE FROM out.{table}")
    assert only(without, with_it)["why"] == "new_indicator"
    assert only(with_it, without)["why"] == "removed_indicator"


def test_a_status_that_turned_without_a_figure_is_the_rules_doing():
    row = only(store(target=100), store(target=60))
    assert (row["status_before"], row["status"], row["why"]) == ("some_progress", "reached", "rule")


def test_a_status_that_turned_because_the_figures_grew_old():
    # beta has a new year, which makes alfa's latest value six years older than the newest figure
    before = "region year value\n" + "\n".join(f"alfa {line}" for line in CLIMB.splitlines()[1:])
    after = since.compare(store(before + "\nbeta 2028 1"), store(before + "\nbeta 2029 1")).set_index("region")
    assert (after.status_before["alfa"], after.status["alfa"]) == ("some_progress", "cannot_be_decided")
    assert (after.why["alfa"], after.why["beta"]) == ("grown_old", "new_year")


def test_a_version_from_before_there_were_statuses_is_compared_by_its_figures():
    before = store()
    before.execute("DROP TABLE out.progress")
    assert since.compare(before, store()).empty
    row = only(before, store(CLIMB + "\n2024 50"))
    assert row["status_before"] is None or row["status_before"] != row["status_before"]
    assert (row["status"], row["why"]) == ("standing_still", "new_year")


def test_only_default_choices_and_the_latest_vintage_are_compared():
    table = "year value membership vintage\n2023 1 fixed latest\n2023 {} year latest\n2023 {} fixed '2024-01-01'"
    before, after = (store(table.format(*numbers), variants=("membership",)) for numbers in ((2, 3), (7, 8)))
    assert since.compare(before, after).empty


def test_municipalities_are_compared_when_asked_for():
    before, after = (store(f"region year value\nalfa 2023 1\n'9001' 2023 {value}") for value in (5, 6))
    assert since.compare(before, after).empty
    assert only(before, after, municipalities=True)["region"] == "9001"


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_why_has_its_words(language):
    keys = "new_year;revision;new_data;withdrawn;grown_old;new_indicator;removed_indicator;rule"
    assert len(set(since.why_in_words(keys, language))) == 8
    assert set(keys.split(";")) == set(progress.words().changes)


# Versions


@pytest.fixture
def versions(tmp_path, monkeypatch):
    """Publish a version for each text of years, at noon of the given day; their ids."""
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path))

    def publish(**texts):
        return [published(monkeypatch, day.removeprefix("on_"), text) for day, text in texts.items()]

    return publish


def test_the_version_served_at_a_date(versions):
    first, second = versions(on_20260105=CLIMB, on_20260210=CLIMB + "\n2024 50")
    assert since.version_at(date(2026, 1, 5)) == (first, True)  # the end of the day counts
    assert since.version_at(date(2026, 2, 9)) == (first, True)
    assert since.version_at(date(2026, 3, 1)) == (second, True)
    assert since.version_at(datetime(2026, 2, 10, 11, tzinfo=UTC)) == (first, True)
    assert since.version_at(date(2026, 1, 4)) == (first, False)


def test_a_version_that_was_rolled_back_from_is_passed_over(versions):
    first, _ = versions(on_20260105=CLIMB, on_20260210=CLIMB + "\n2024 50")
    publishing.rollback()
    assert since.version_at(date(2026, 3, 1)) == (first, True)


def test_since_a_date_or_a_version(versions):
    first, second = versions(on_20260105=CLIMB, on_20260210=CLIMB + "\n2024 50")
    for text in ("2026-01-31", first, first[:9]):
        found = since.since(text)
        assert (found.before.version, found.after) == (first, second)
        assert found.changes.why.tolist() == ["new_year"]
    assert since.since("2026-02-28").changes.empty


def test_what_is_neither_date_nor_version_is_told_in_a_sentence(versions):
    first, second = versions(on_20260105=CLIMB, on_20260210=CLIMB + "\n2024 50")
    with pytest.raises(ValueError, match=f"neither a date nor a version.*{second}, {first}"):
        since.earlier("yesterday")
    with pytest.raises(ValueError, match="the beginning of 2 versions"):
        since.earlier("2026010"[:4])


def test_without_a_version_the_sentence_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path))
    with pytest.raises(warehouse.NoWarehouse, match="refresh --from snapshot"):
        since.since("2026-01-01")
