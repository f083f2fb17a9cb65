"""Numbers and dates as Norwegians and the English write them.

`17,0 mrd. kr` and `NOK 17.0 billion`, `5,68 %` and `5.68%`; a narrow no-break space groups thousands in Norwegian, a
real minus sign stands before negative numbers, years have no separators, and a number never parts from its unit.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.dates import format_date, format_interval

from dashboard.texts import locale, texts

NARROW, NO_BREAK, MINUS = "\u202f", "\u00a0", "\u2212"


def number(value: float | None, decimals: int, lang: str) -> str:
    """A plain number; an en dash where there is none.

    Args:
        value: the number.
        decimals: how many decimals to show, also when they are zero.
        lang: a language that has a catalogue.
    """
    if value is None or not math.isfinite(value):
        return "–"
    # "−0,0" would claim a sign that the shown digits do not carry.
    value = 0.0 if round(value, decimals) == 0 else value
    # the digits as babel's format_decimal has them, in a tenth of its time: a table holds thousands of numbers
    return f"{Decimal(str(value)):,.{decimals}f}".translate(_signs(lang))


@cache
def _signs(lang: str) -> dict[int, str]:
    """What stands for the separators and the sign that Python writes."""
    symbols = Locale.parse(locale(lang)).number_symbols["latn"]
    group = NARROW if symbols["group"] == NO_BREAK else symbols["group"]
    return str.maketrans({",": group, ".": symbols["decimal"], "-": MINUS})


def undivided(words: str) -> str:
    """Declared words whose grouped numbers stay on one line: `per 1 000 innbyggere`."""
    return re.sub(r"(?<=\d) (?=\d{3}\b)", NARROW, words)


def percent(value: float | None, lang: str, decimals: int = 2) -> str:
    """A share that is already in per cent: `5,68 %`, `5.68%`."""
    text = number(value, decimals, lang)
    if text == "–":
        return text
    return texts(lang)("language.percent", value=text)


def percent_sign(lang: str) -> str:
    """What follows a number in per cent, for axes that write their numbers themselves."""
    return texts(lang)("language.percent", value="")


def billions(value: float | None, lang: str, decimals: int = 1) -> str:
    """An amount that is already in billion kroner: `17,0 mrd. kr`, `NOK 17.0 billion`."""
    text = number(value, decimals, lang)
    if text == "–":
        return text
    return texts(lang)("language.billions", value=text)


def index(value: float | None, lang: str) -> str:
    """An index with one decimal: `93,7`."""
    return number(value, 1, lang)


def in_words(count: int, lang: str, *, first: bool = False, neuter: bool = False) -> str:
    """A small count as a writer puts it in a sentence: `ingen`, `én`, `tolv`; from thirteen on in digits.

    Args:
        count: how many.
        lang: a language that has a catalogue.
        first: whether the sentence begins with it.
        neuter: whether what is counted is of the neuter gender, as `år` and `område`.
    """
    words = texts(lang)("language.counts").split()
    if not 0 <= count < len(words):
        return number(count, 0, lang)
    word = texts(lang)("language.one_neuter") if neuter and count == 1 else words[count]
    return word.capitalize() if first else word


def year(value: int) -> str:
    """A year, without separators."""
    return str(int(value))


def day(value: str | date | datetime | None, lang: str) -> str:
    """A date in words: `13. desember 2021`, `13 December 2021`, `desember 2021`; anything else as it came."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if isinstance(value, str):
        month = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", value)
        if month:
            return str(format_date(date(int(month[1]), int(month[2]), 1), format="MMMM y", locale=locale(lang)))
        try:
            when = datetime.fromisoformat(value)
        except ValueError:
            return value
        return str(format_date(when, format="long", locale=locale(lang)))
    return str(format_date(value, format="long", locale=locale(lang)))


def days(first: date, last: date, lang: str) -> str:
    """From a day to a day, the month said once where it is the same: `1.–31. mars 2027`."""
    return str(format_interval(first, last, "yMMMMd", locale=locale(lang)))
