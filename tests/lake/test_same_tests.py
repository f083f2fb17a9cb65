"""The tests of the warehouse in files, once more on a DuckLake: what they import is what runs, word for word."""

# ruff: noqa: F401 (what is imported is what runs)
import pytest

from tests.unit.test_commands import (
    holding,
    test_changes_of_the_served_and_of_a_named_version,
    test_check_runs_every_check_and_ends_with_1_when_one_fails,
    test_status_tells_ssbs_date_and_ours,
    test_versions_are_listed_newest_first_and_can_be_pruned,
    test_what_was_rolled_back_from_is_held_back,
)
from tests.unit.test_refresh import (
    test_a_failed_check_stops_the_publication_and_can_be_accepted_by_name,
    test_a_first_refresh_publishes_a_version_with_its_report_and_checks,
    test_a_version_that_was_finished_but_never_pointed_to_is_taken_up,
    test_new_figures_make_a_version_that_tells_what_changed,
    test_nothing_new_is_a_result_of_its_own_and_makes_no_version,
    test_of_two_refreshes_at_once_the_second_gets_a_sentence,
)
from tests.unit.test_since import (
    test_a_version_that_was_rolled_back_from_is_passed_over,
    test_since_a_date_or_a_version,
    test_the_version_served_at_a_date,
    versions,
)
from tests.unit.test_warehouse import (
    test_a_reader_can_neither_write_nor_reach_other_files,
    test_a_reader_is_not_disturbed_by_a_publication,
    test_a_writer_in_another_process_keeps_this_one_out,
    test_killed_at_any_step_of_a_publication_a_whole_version_is_served,
    test_of_two_writers_the_second_gets_a_sentence,
    test_rollback_goes_back_one_and_to_any_version,
    test_rollback_to_an_unknown_version_names_the_known_ones,
    test_the_newest_published_version_is_served_and_the_older_stay,
    test_versions_sort_by_age_even_when_made_within_one_second_and_equal_content,
    test_what_is_not_published_leaves_no_trace,
    test_without_any_version_a_sentence_says_how_to_build_one,
)


@pytest.fixture(autouse=True)
def state(lake):
    """In the place of the imported tests' own folder."""
    return lake
