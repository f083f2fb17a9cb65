"""Axes: which span they show, where their ticks are, how the numbers on them are written."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from dashboard import numbers

_ROUND = (1, 2, 2.5, 5, 10)
#: One number, or an array of them.
Numbers = TypeVar("Numbers", float, npt.NDArray[np.float64])
#: A time line longer than so many years is marked by the year, a shorter one by the quarter.
_BY_YEAR = 3


def values(given: Any) -> list[Any]:
    """The values of a trace as a list: plotly keeps arrays of numbers as base64 text in a dict."""
    if given is None:
        return []
    if isinstance(given, dict):
        return np.frombuffer(base64.b64decode(given["bdata"]), dtype=given["dtype"]).tolist()
    if isinstance(given, np.ndarray):
        return list(given.tolist())
    return list(given)


def array(given: Any) -> npt.NDArray[np.float64]:
    """The numbers of a trace as an array; NaN where there is none."""
    if isinstance(given, dict):
        return np.frombuffer(base64.b64decode(given["bdata"]), dtype=given["dtype"]).astype(np.float64)
    return np.asarray(given, dtype=np.float64)


def extent(given: Any) -> list[Any]:
    """The values that decide how far an axis reaches: of packed numbers the least and the largest, else every one."""
    if not isinstance(given, (dict, np.ndarray)):
        return values(given)
    numbers_there = array(given)
    numbers_there = numbers_there[np.isfinite(numbers_there)]
    return [float(numbers_there.min()), float(numbers_there.max())] if len(numbers_there) else []


def known(value: Any) -> bool:
    """Whether there is a value to draw."""
    return value is not None and not (isinstance(value, float) and not math.isfinite(value))


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round numbers from `low` to `high` and one beyond each end, about so many."""
    rough = (high - low or abs(high) or 1.0) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * one for one in _ROUND if power * one >= rough * 0.999)
    first = math.floor(low / step)
    return [round(step * place, 9) for place in range(first, math.floor(high / step) + 2) if step * place >= low - step]


def moment(day: str) -> float:
    """A day as a number of years: 2011-07-02 is half way from 2011 to 2012.

    Args:
        day: ISO date, perhaps with a time behind it.
    """
    read = date.fromisoformat(day[:10])
    first = date(read.year, 1, 1)
    return read.year + (read - first).days / (date(read.year + 1, 1, 1) - first).days


@dataclass
class Axis:
    """One axis of a chart.

    Attributes:
        about: plotly's own settings of it.
        lang: decides how numbers are written.
        names: names along it, where it holds names instead of numbers.
        span: the numbers at its two ends.
        ends: the pixels of the two ends of the span; known when the room is.
    """

    about: dict[str, Any]
    lang: str
    names: list[str] = field(default_factory=list)
    span: tuple[float, float] = (0.0, 1.0)
    ends: tuple[float, float] = (0.0, 1.0)

    @property
    def visible(self) -> bool:
        """Whether anything of it is seen."""
        return self.about.get("visible", True) is not False

    @property
    def labelled(self) -> bool:
        """Whether its ticks are written."""
        return self.visible and self.about.get("showticklabels", True) is not False

    @property
    def dated(self) -> bool:
        """Whether it holds days."""
        return self.about.get("type") == "date"

    def number(self, value: Any) -> float:
        """Where a value of a trace lies along the axis."""
        if self.dated:
            return moment(str(value))
        return float(self.names.index(str(value))) if self.names and isinstance(value, str) else float(value)

    def place(self, value: Numbers) -> Numbers:
        """Numbers along the axis → pixels."""
        (low, high), (start, end) = self.span, self.ends
        return start + (value - low) / (high - low) * (end - start)

    def measure(self, data: Sequence[Any], with_zero: bool) -> None:
        """Find names and span.

        Args:
            data: every value along the axis.
            with_zero: whether bars start here.
        """
        seen = [self.number(value) if self.dated else value for value in data if known(value)]
        if any(isinstance(value, str) for value in seen):
            self.names = list(dict.fromkeys(str(value) for value in seen))
            self.span = (-0.5, len(self.names) - 0.5)
        elif seen:
            low, high = float(min(seen)), float(max(seen))
            low, high = (min(0.0, low), max(0.0, high)) if with_zero else (low, high)
            room = 0.06 * (high - low) or 1.0
            self.span = (low - room * (low != 0 or not with_zero), high + room)
        if self.about.get("range"):
            low, high = self.about["range"]
            self.span = (self.number(low), self.number(high)) if self.dated else (float(low), float(high))
        elif self.about.get("autorange") == "reversed":
            self.span = (self.span[1], self.span[0])

    def marks(self) -> list[tuple[float, str]]:
        """(number, words) of the ticks inside the span."""
        low, high = sorted(self.span)
        return [(at, words) for at, words in self._wanted(low, high) if low - 1e-9 <= at <= high + 1e-9]

    def _wanted(self, low: float, high: float) -> list[tuple[float, str]]:
        if self.about.get("tickvals") is not None:
            at = [self.number(value) for value in values(self.about["tickvals"])]
            step = min((b - a for a, b in pairwise(at) if b > a), default=1.0)
            words = self.about.get("ticktext")
            return list(zip(at, map(str, words) if words else [self.written(v, step) for v in at], strict=True))
        if self.names:
            return list(enumerate(self.names))
        if self.dated:
            return _days(low, high)
        if self.about.get("dtick"):
            step, first = float(self.about["dtick"]), float(self.about.get("tick0") or 0.0)
            start = math.ceil((low - first) / step - 1e-9)
            at = [first + step * (start + i) for i in range(int((high - low) / step) + 2)]
            return [(v, self.written(v, step)) for v in at]
        at = ticks(low, high, max(2, int(self.about.get("nticks") or 6) - 1))
        return [(v, self.written(v, at[1] - at[0] if len(at) > 1 else 1.0)) for v in at]

    def written(self, value: float, step: float) -> str:
        """A number on the axis as it is read."""
        suffix = str(self.about.get("ticksuffix") or "")
        if self.about.get("tickformat") == "d" or (float(value).is_integer() and 1900 <= value <= 2100 and step >= 1):
            return f"{round(value)}{suffix}"
        decimals = next((n for n in range(4) if abs(round(step, n) - step) < 1e-9 * max(1.0, step)), 4)
        return f"{self.about.get('tickprefix') or ''}{numbers.number(value, decimals, self.lang)}{suffix}"


def _days(low: float, high: float) -> list[tuple[float, str]]:
    """The ticks of a time line: years that leave room for each other, or quarters as month and year."""
    if high - low > _BY_YEAR:
        step = max(1, math.ceil((high - low) / 8))
        return [(year, str(year)) for year in range(math.ceil(low), math.floor(high) + 1, step)]
    quarters = range(math.ceil(low * 4), math.floor(high * 4) + 1)
    return [(place / 4, f"{place % 4 * 3 + 1:02}.{place // 4}") for place in quarters]
