"""Where an indicator stands: the rule of indicators/progress.yml, case by case.

Each case is a small table of years, and the status word that comes of it, with the arithmetic beside it.
"""

from pandas import isna
from pytest import approx

from indicators import progress
from tests.spec.standings import alfa, economy, standings

# A steady climb: 2 a year, swinging by 1 to either side. Changes from year to year: 3, 1, 3, 1, 3 – their mean is
# 2.2 and their standard deviation sqrt((3 · 0.8² + 2 · 1.2²) / 4) = 1.095
CLIMB = """
    year  value
    2018  50
    2019  53
    2020  54
    2021  57
    2022  58
    2023  61
"""
USUAL_SWING = 1.0954
#: A change must exceed two usual swings to count.
SWINGS = 2


def test_the_pace_is_the_mean_change_a_year_over_five_years():
    row = alfa(CLIMB)
    assert (row["base_year"], row["base_value"]) == (2018, 50)
    assert (row["latest_year"], row["latest_value"]) == (2023, 61)
    assert row["pace_achieved_per_year"] == approx((61 - 50) / 5)


def test_without_a_target_a_change_larger_than_the_usual_swing_is_some_progress():
    row = alfa(CLIMB)
    assert row["noise"] == approx(SWINGS * USUAL_SWING, abs=1e-4)
    assert row["movement"] == "up"
    assert row["status"] == "some_progress"  # 61 − 50 = 11 > 2.2


def test_the_same_climb_is_the_wrong_way_where_less_is_better():
    assert alfa(CLIMB, direction="down")["status"] == "moving_away"


def test_a_change_within_the_usual_swing_is_standing_still():
    row = alfa("""
        year  value
        2018  50
        2019  53
        2020  50
        2021  53
        2022  50
        2023  52
    """)
    # changes 3, −3, 3, −3, 2: mean 0.4, standard deviation 3.13; 52 − 50 = 2 is less than twice that
    assert row["noise"] == approx(SWINGS * 3.13, abs=0.02)
    assert (row["movement"], row["status"]) == ("still", "standing_still")


def test_one_good_year_among_years_that_swing_is_no_progress():
    row = alfa("""
        year  value
        2018  1.0
        2019  2.0
        2020  -0.2
        2021  2.6
        2022  2.2
        2023  3.3
    """)
    # changes 1, −2.2, 2.8, −0.4, 1.1: mean 0.46, standard deviation 1.87; 3.3 − 1 = 2.3 is more than one swing, not two
    assert row["latest_value"] - row["base_value"] == approx(2.3)
    assert row["noise"] == approx(SWINGS * 1.87, abs=0.01)
    assert (row["movement"], row["status"]) == ("still", "standing_still")


def test_kroner_of_each_year_that_rise_are_no_progress():
    row = alfa(CLIMB, price_basis="current")
    assert (row["status"], row["reason"], row["movement"]) == ("cannot_be_decided", "current_prices", "")
    assert isna(row["noise"])
    assert alfa(CLIMB, price_basis="current", direction="down")["status"] == "cannot_be_decided"
    fall = "year value\n2018 61\n2019 58\n2020 57\n2021 54\n2022 53\n2023 50"
    assert alfa(fall, price_basis="current")["status"] == "moving_away"  # although the prices rose
    assert alfa(CLIMB, price_basis="constant")["status"] == "some_progress"
    assert alfa(CLIMB, price_basis="current", direction="neutral")["movement"] == "up"  # told as it is, without a word
    assert alfa(CLIMB, price_basis="current", target=61)["status"] == "reached"  # a target that is passed is passed


def test_a_gap_that_grows_in_current_prices_alone_is_not_moving_away():
    gap = """
        year  value  low  high  prices
        2018  10     9    11    current
        2023  14     13   15    current
        2018  13     12   14    fixed
        2023  14     13   15    fixed
    """
    with economy(gap, direction="down", target=0, variants=("prices",)) as con:
        frame = progress.judge(progress.gather(con), 2030).query("region == 'alfa'").set_index("prices")
    assert frame.reason.to_dict() == {"current": "current_prices", "fixed": "change_in_band"}


def test_the_last_bits_of_a_sum_are_no_change_where_the_value_is_zero():
    row = alfa("""
        year  value    low      high
        2018  0        0        0
        2023  4.7e-13  4.7e-13  4.7e-13
    """)
    assert (row["noise"], row["movement"], row["status"]) == (0, "still", "standing_still")


def test_a_target_that_will_be_reached_in_time_is_on_track():
    row = alfa(CLIMB, target=72, target_year=2028)
    assert row["distance"] == 72 - 61
    assert row["pace_required_per_year"] == approx(11 / 5)  # 2028 − 2023 = 5 years left, and the pace is 2.2
    assert row["status"] == "on_track"


def test_a_target_that_will_not_be_reached_in_time_is_some_progress():
    row = alfa(CLIMB, target=73, target_year=2028)
    assert row["pace_required_per_year"] == approx(12 / 5)  # more than 2.2
    assert row["status"] == "some_progress"


def test_after_the_target_year_what_is_lacking_is_held_against_the_next_year():
    row = alfa(CLIMB, target=72, target_year=2020, next_year=2034)
    assert (row["target_set_for"], row["target_year"]) == (2020, 2034)
    assert row["pace_required_per_year"] == approx(11 / 11)
    assert row["status"] == "on_track"


def test_where_no_year_is_left_there_is_no_pace_required_and_nothing_is_on_track():
    row = alfa(CLIMB, target=61.5, target_year=2020, next_year=2023)
    assert isna(row["pace_required_per_year"])
    assert row["status"] == "some_progress"


def test_without_a_year_of_its_own_a_target_is_set_for_the_plans_year():
    assert alfa(CLIMB, target=72)["target_set_for"] == 2020


def test_at_the_target_is_reached_whichever_way_it_moves():
    assert alfa(CLIMB, target=61)["status"] == "reached"
    assert alfa(CLIMB, target=61, direction="down")["status"] == "reached"
    assert alfa(CLIMB, target=61)["pace_required_per_year"] == 0


def test_beyond_the_target_the_distance_is_below_zero():
    assert alfa(CLIMB, target=60)["distance"] == -1
    assert alfa(CLIMB, target=62, direction="down")["distance"] == -1


def test_a_gap_that_has_crossed_zero_is_reached():
    row = alfa(
        """
        year  value
        2018  5
        2019  4
        2020  3
        2021  1
        2022  0
        2023  -2
        """,
        direction="down",
        target=0,
    )
    assert (row["distance"], row["status"]) == (-2, "reached")
    assert row["pace_achieved_per_year"] == approx(-7 / 5)  # no ratio of growth rates: the gap may be of either sign


BANDED = """
    year  value  low  high
    2018  80     77   83
    2023  {value}  {low}  {high}
"""


def banded(value, low, high, **declared):
    return alfa(BANDED.format(value=value, low=low, high=high), **declared)


def test_reached_asks_for_the_whole_band():
    assert banded(104, 100, 108, target=100)["status"] == "reached"
    row = banded(104, 99, 108, target=100)
    assert (row["status"], row["reason"]) == ("cannot_be_decided", "target_in_band")


def test_a_target_within_the_band_cannot_be_decided_from_below_either():
    row = banded(97, 93, 101, target=100)
    assert (row["status"], row["reason"]) == ("cannot_be_decided", "target_in_band")
    assert row["distance"] == 3  # what is lacking is told all the same


def test_with_a_band_a_change_must_be_larger_than_half_of_the_wider_one():
    # the bands are 6 and 8 wide: half of 8 is 4
    row = banded(84, 80, 88, target=100)
    assert row["noise"] == 4
    assert (row["status"], row["reason"]) == ("cannot_be_decided", "change_in_band")  # 84 − 80 = 4 is not larger
    assert banded(85, 81, 89, target=100)["status"] == "some_progress"  # 5 is; 1 a year, 15 / 7 required
    assert banded(75, 71, 79, target=100)["status"] == "moving_away"


def test_a_break_between_the_two_years_cannot_be_decided():
    row = alfa(CLIMB, breaks=(2022,))
    assert (row["status"], row["reason"]) == ("cannot_be_decided", "break:2022")
    assert row["movement"] == ""


def test_a_year_on_this_side_of_a_break_is_used_where_there_is_one():
    row = alfa(CLIMB, breaks=(2019,))
    assert row["base_year"] == 2019  # four years before, and 2018 is across the break
    assert row["status"] == "some_progress"


def test_a_break_does_not_hide_that_the_target_is_reached():
    assert alfa(CLIMB, target=60, breaks=(2022,))["status"] == "reached"


def test_the_nearest_year_stands_in_for_a_missing_one_and_the_earlier_of_two():
    row = alfa("""
        year  value
        2017  1
        2019  9
        2020  9
        2023  9
    """)
    assert row["base_year"] == 2017  # 2018 is missing; 2017 and 2019 are equally near


def test_no_year_three_to_seven_years_before_cannot_be_decided():
    row = alfa("""
        year  value
        2015  1
        2021  9
        2022  9
        2023  9
    """)
    assert (row["status"], row["reason"]) == ("cannot_be_decided", "no_base_year")


def test_without_three_changes_from_year_to_year_the_usual_swing_is_not_known():
    row = alfa("""
        year  value
        2018  1
        2020  5
        2021  6
        2023  9
    """)
    assert (row["status"], row["reason"]) == ("cannot_be_decided", "too_few_changes")
    assert row["pace_achieved_per_year"] == approx(8 / 5)


def test_a_straight_line_has_no_swing_and_every_change_counts():
    row = alfa("""
        year  value
        2018  0.1
        2019  0.2
        2020  0.3
        2021  0.4
        2022  0.5
        2023  0.6
    """)
    assert row["noise"] == approx(0, abs=1e-12)
    assert row["status"] == "some_progress"


def test_nothing_changed_is_standing_still():
    row = alfa("""
        year  value
        2018  5
        2019  5
        2020  5
        2021  5
        2022  5
        2023  5
    """)
    assert row["status"] == "standing_still"


def test_a_latest_value_that_is_far_behind_all_others_says_nothing_of_how_things_stand_now():
    climb = "\n".join(f"alfa {line}" for line in CLIMB.strip().splitlines()[1:])
    still = standings(f"region year value\n{climb}\nbeta 2028 1")["alfa"]  # 2028 − 2023 = 5
    assert still["status"] == "some_progress"
    old = standings(f"region year value\n{climb}\nbeta 2029 1")["alfa"]  # 6 is more than 5
    assert (old["status"], old["reason"]) == ("cannot_be_decided", "old_figures:2023")


def test_alone_in_the_field_is_no_place_in_it():
    assert isna(alfa(CLIMB)["ranked"])
    assert isna(alfa(CLIMB)["rank"])


def test_without_a_wanted_direction_there_is_a_movement_and_no_word():
    row = alfa(CLIMB, direction="neutral")
    assert (row["status"], row["movement"]) == ("", "up")


def test_a_region_without_a_value_is_shown_as_having_no_data():
    of = standings(CLIMB)
    assert of["beta"]["status"] == "no_data"
    assert "9001" not in of  # no municipality has a figure: the indicator is not municipal


def test_rank_before_is_that_of_the_year_compared_with():
    of = standings("""
        region  year  value
        alfa    2018  3
        beta    2018  2
        gamma   2018  1
        alfa    2023  4
        beta    2023  6
        gamma   2023  5
    """)
    assert (of["alfa"]["rank"], of["alfa"]["ranked"], of["alfa"]["rank_before"]) == (3, 3, 1)
    assert (of["alfa"]["comparators_best_region"], of["alfa"]["comparators_best_value"]) == ("beta", 6)


def test_by_what_the_larger_region_has_more_of_nobody_has_a_place():
    values = """
        region  year  value
        alfa    2023  4
        beta    2023  6
        gamma   2023  5
    """
    named, unnamed = (alfa(values, size_dependent=declared) for declared in (False, True))
    assert (named["rank"], named["comparators_best_region"]) == (3, "beta")
    assert isna(unnamed["rank"]) and isna(unnamed["comparators_best_region"])
    assert named["latest_value"] == unnamed["latest_value"] == 4


def test_a_target_set_by_the_home_region_is_nobody_elses():
    values = """
        region  year  value
        alfa    2023  900
        beta    2023  900
    """
    of = standings(values, target=1000, goal="some_sub_goal")
    assert of["alfa"]["distance"] == 100
    assert isna(of["beta"]["target"])
    assert standings(values, target=1000, goal="goal")["beta"]["distance"] == 100
