"""What has been read or drawn of a version, kept for the next reader who asks for the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar, cast

_Asked = ParamSpec("_Asked")
_Found = TypeVar("_Found")
_forget: list[Callable[[], Any]] = []


def once(most: int) -> Callable[[Callable[_Asked, _Found]], Callable[_Asked, _Found]]:
    """Make what a function of a version gives once, and keep it: a version never changes.

    Args:
        most: how many answers are kept; those that were asked for last stay.
    """

    def keeping(function: Callable[_Asked, _Found]) -> Callable[_Asked, _Found]:
        keeper = lru_cache(maxsize=most)(function)
        _forget.append(keeper.cache_clear)
        return cast(Callable[_Asked, _Found], keeper)  # its own type knows nothing of the arguments

    return keeping


def forget() -> None:
    """Let go of everything: nobody asks for much of an earlier version once another is served."""
    for one in _forget:
        one()
