"""Numbers and dates as Norwegians and the English write them."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import pytest
from babel.numbers import format_decimal
from hypothesis import assume, given
from hypothesis import strategies as st

from dashboard import numbers


@pytest.mark.parametrize(
    ("value", "decimals", "lang", "written"),
    [
        (17.0, 1, "nb", "17,0"),
        (17.0, 1, "en", "17.0"),
        (1234567, 0, "nb", "1\u202f234\u202f567"),
        (1234567, 0, "en", "1,234,567"),
        (-3.25, 2, "nb", "\u22123,25"),
        (-3.25, 2, "en", "\u22123.25"),
        (-0.04, 1, "nb", "0,0"),
        (0.05, 1, "nb", "0,0"),
        (None, 1, "nb", "–"),
        (math.nan, 1, "en", "–"),
        (math.inf, 1, "en", "–"),
    ],
)
def test_numbers(value: float | None, decimals: int, lang: str, written: str) -> None:
    assert numbers.number(value, decimals, lang) == written


@given(
    st.floats(-1e12, 1e12) | st.integers(-(10**12), 10**12).map(lambda number: number / 1000),
    st.integers(0, 3),
    st.sampled_from([("nb", "nb_NO"), ("en", "en_GB")]),
)
def test_digits_are_those_of_babel(value: float, decimals: int, languages: tuple[str, str]) -> None:
    lang, locale = languages
    assume(round(value, decimals) != 0)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    expected = str(format_decimal(value, format=pattern, locale=locale))
    assert numbers.number(value, decimals, lang) == expected.replace("\u00a0", "\u202f").replace("-", "\u2212")


def test_a_number_never_parts_from_its_unit() -> None:
    assert numbers.billions(17.0, "nb") == "17,0\u00a0mrd.\u00a0kr"
    assert numbers.billions(17.0, "en") == "NOK\u00a017.0\u00a0billion"
    assert numbers.percent(5.678, "nb") == "5,68\u00a0%"
    assert numbers.percent(5.678, "en") == "5.68%"
    assert numbers.undivided("per 1 000 innbyggere i 2020 av 10 000 000") == (
        "per 1\u202f000 innbyggere i 2020 av 10\u202f000\u202f000"
    )


@pytest.mark.parametrize(
    ("count", "lang", "first", "written"),
    [
        (0, "nb", False, "ingen"),
        (1, "nb", True, "Én"),
        (12, "nb", False, "tolv"),
        (13, "nb", False, "13"),
        (1234, "nb", True, "1\u202f234"),
        (0, "en", False, "none"),
        (12, "en", True, "Twelve"),
        (13, "en", True, "13"),
        (-1, "nb", False, "\u22121"),
    ],
)
def test_small_counts_are_written_as_words(count: int, lang: str, first: bool, written: str) -> None:
    assert numbers.in_words(count, lang, first=first) == written


def test_one_agrees_with_what_is_counted() -> None:
    assert [numbers.in_words(count, "nb", neuter=True) for count in (0, 1, 2)] == ["ingen", "ett", "to"]
    assert numbers.in_words(1, "en", neuter=True) == "one"


def test_years_have_no_separators() -> None:
    assert numbers.year(2023) == "2023"


@pytest.mark.parametrize(
    ("value", "nb", "en"),
    [
        ("2021-12-13", "13. desember 2021", "13 December 2021"),
        (datetime(2021, 12, 13, tzinfo=UTC), "13. desember 2021", "13 December 2021"),
        ("2021-12", "desember 2021", "December 2021"),
        ("2021", "2021", "2021"),
        ("not recorded", "not recorded", "not recorded"),
        (None, "–", "–"),
    ],
)
def test_days(value: str | None, nb: str, en: str) -> None:
    assert numbers.day(value, "nb") == nb
    assert numbers.day(value, "en") == en


def test_days_say_their_month_once() -> None:
    first, last = date(2027, 3, 1), date(2027, 3, 31)
    assert [numbers.days(first, last, lang) for lang in ("nb", "en")] == ["1.–31. mars 2027", "1–31 Mar 2027"]
    assert numbers.days(date(2027, 4, 1), date(2027, 5, 1), "nb") == "1. apr.–1. mai 2027"
