"""Progress on the real figures: one row for each, in known words, at one with the goal's verdict."""

from indicators import progress


def test_every_row_has_a_known_status_and_reason(store):
    for status, reason in store.execute("SELECT DISTINCT status, reason FROM out.progress").fetchall():
        assert status in ("", *progress.statuses())
        assert bool(reason) == (status == "cannot_be_decided"), (status, reason)
        assert progress.reason_in_words(reason, "nb") or not reason


def test_there_is_one_row_for_each_region_indicator_and_choice(store):
    twice = store.execute(
        "SELECT indicator, region FROM out.progress"
        " GROUP BY indicator, region, denominator, membership, prices HAVING count(*) > 1"
    ).fetchall()
    assert twice == []
    regions, indicators = (
        store.execute(f"SELECT count(*) FROM out.{table}").fetchone()[0]
        for table in ("region WHERE kind <> 'municipality'", "indicator")
    )
    assert len(progress.rows(store)) == regions * indicators


def test_reached_is_what_the_goals_verdict_says(store):
    off = store.execute(
        """
        SELECT progress.region, progress.status, verdict
        FROM out.progress
        JOIN out.goal_verdict AS verdict
          ON verdict.region = progress.region AND verdict.year = latest_year AND verdict.vintage = 'latest'
             AND verdict.denominator = progress.denominator AND verdict.membership = progress.membership
        WHERE indicator = 'gdp_index' AND (progress.status = 'reached') <> (verdict = 'reached')
        """
    ).fetchall()
    assert off == []


def test_the_summary_counts_every_indicator_once(store):
    counts = " + ".join([*progress.statuses(), "neutral"])
    off = store.execute(f"SELECT * FROM out.sub_goal_summary WHERE {counts} <> indicators").fetchall()
    assert off == []
    home = store.execute(
        "SELECT sum(indicators) FROM out.sub_goal_summary JOIN out.region USING (region) WHERE kind = 'home'"
    ).fetchone()
    assert home == store.execute("SELECT count(*) FROM out.indicator").fetchone()


def test_the_parts_are_those_of_the_values(store):
    """The first and last value of the pace are in the table that everything else reads."""
    off = store.execute(
        """
        SELECT progress.indicator, progress.region
        FROM out.progress
        JOIN out.indicator_value AS last
          ON last.year = latest_year AND last.vintage IN ('', 'latest') AND last.indicator = progress.indicator
             AND last.region = progress.region AND last.denominator = progress.denominator
             AND last.membership = progress.membership AND last.prices = progress.prices
        WHERE last."value" <> latest_value
        """
    ).fetchall()
    assert off == []
