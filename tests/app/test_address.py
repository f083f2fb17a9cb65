"""What an address asks for, and what becomes of nonsense in it."""

from __future__ import annotations

import pytest

from dashboard.address import DEFAULTS, View, parse
from dashboard.asked import Instead, quoted
from dashboard.choices import Own
from tests.app.test_pages import run

VINTAGES = ("latest", "2001-01-01")


def test_a_bare_address_is_the_default_view() -> None:
    assert parse({}, VINTAGES) == View()
    assert View().query() == ""


def test_an_address_says_what_it_asks_for() -> None:
    view = parse(
        {"denominator": "mainland", "prices": "fixed", "membership": "year", "vintage": "2001-01-01", "lang": "en"},
        VINTAGES,
    )
    assert view.choices() == {
        "denominator": "mainland",
        "prices": "fixed",
        "membership": "year",
        "vintage": "2001-01-01",
    }
    assert view.lang == "en" and view.problems == ()


def test_a_view_and_its_address_are_the_same_thing() -> None:
    view = View(lang="en", denominator="with_shelf", vintage="2001-01-01")
    parameters = dict(part.split("=") for part in view.query().split("&"))
    assert parse(parameters, VINTAGES) == view


@pytest.mark.parametrize("key", [*DEFAULTS, "lang", "chart"])
@pytest.mark.parametrize("value", ["rubbish", "", "<script>alert(1)</script>", "1; DROP TABLE out.region", "LATEST"])
def test_nonsense_becomes_the_default_and_a_problem_that_names_the_parameter(key: str, value: str) -> None:
    view = parse({key: value}, VINTAGES)
    assert view == View()
    assert view.problems == ((key, value),)


def test_a_year_becomes_the_nearest_one_unless_all_years_are_shown() -> None:
    years = Own("year", ("2019", "2020", "2023"), "2023")
    for word, shown in (("1990", "2019"), ("2021", "2020"), ("3000", "2023")):
        assert years.nearest(word) == (shown, Instead("year", word, shown))
    assert years.nearest("soon") == ("2023", Instead("year", "soon"))
    assert Own("year", ("", "2019"), "").nearest("1990") == ("", Instead("year", "1990"))


def test_other_parameters_are_left_alone() -> None:
    assert parse({"embed": "true", "utm_source": "x"}, VINTAGES).problems == ()


def test_a_word_from_elsewhere_stays_inside_its_code_marks() -> None:
    shown = quoted("`\n\n# Heading\r[x](javascript:x)`" + "y" * 900)
    assert shown == "' # Heading [x](javascript:x)'" + "y" * 10 and len(shown) == 40


@pytest.mark.parametrize(("page", "key"), [("meeting", "since"), ("presentation", "step")])
def test_markup_in_a_bad_date_or_step_is_shown_as_it_is(served: str, page: str, key: str) -> None:
    said = run(page, **{key: "`\n\n# [x](//example.org)"}).warning[0].value
    assert "`' # [x](//example.org)`" in said and "\n" not in said
