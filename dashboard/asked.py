"""What a page about indicators is asked to show: an indicator, a sub-goal, regions to compare, an earlier date.

What does not exist becomes what comes nearest, and the page says so in a plain sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from rapidfuzz import fuzz, process

from dashboard.former import Former
from dashboard.texts import Texts

#: How alike two words have to be, from 0 to 100: a slip of the finger is, another word is not.
_NEAR = 70
#: Longer values are no slip of the finger, and would only take time to compare.
_LONGEST = 80
#: So many things of one parameter are named one by one.
_NAMED = 3
#: So many letters of a word from elsewhere are shown.
_QUOTED = 40


@dataclass(frozen=True)
class Instead:
    """Something in the address that does not exist, and what is shown in its place.

    Attributes:
        key, value: the parameter and its value.
        shown: the name a reader sees of what is shown instead; "" where it is left out.
        former: the municipality that was, where the value stands for one.
    """

    key: str
    value: str
    shown: str = ""
    former: Former | None = None


def nearest(value: str, names: Mapping[str, str], default: str) -> str:
    """The key that a word most likely means, by key or by the name a reader sees; the default where none is near.

    Args:
        value: the word.
        names: key → name.
        default: a key.
    """
    lower = value.strip().lower()[:_LONGEST]
    by_word = {key.lower(): key for key in names} | {name.lower(): key for key, name in names.items()}
    close = process.extractOne(lower, [*by_word], scorer=fuzz.ratio, score_cutoff=_NEAR)
    return by_word[close[0]] if close else default


def one(
    key: str, names: Mapping[str, str], default: str, parameters: Mapping[str, str] | None = None
) -> tuple[str, list[Instead]]:
    """The value of a parameter that names one thing.

    Args:
        key: the parameter.
        names: the things there are: key → name a reader sees.
        default: what is shown when the address names none.
        parameters: the address's; None for those of this run.

    Returns:
        The key to show, and what has to be told of it.
    """
    given: Mapping[str, str] = st.query_params.to_dict() if parameters is None else parameters
    value = given.get(key, "")
    if not value or value in names:
        return value or default, []
    found = nearest(value, names, default)
    return found, [Instead(key, value, names.get(found, ""))]


def several(
    key: str,
    names: Mapping[str, str],
    default: Sequence[str],
    parameters: Mapping[str, str] | None = None,
    most: int | None = None,
    former: Mapping[str, Former] | None = None,
) -> tuple[tuple[str, ...], list[Instead]]:
    """The values of a parameter that names several things, parted by commas; a word that means nothing is left out
    unless something is near it.

    Args:
        key: the parameter.
        names: the things there are: key → name a reader sees.
        default: what is shown when the address has no such parameter.
        parameters: the address's; None for those of this run.
        most: so many are looked at.
        former: municipalities that were, by number and by name: those that continue them are shown.
    """
    given: Mapping[str, str] = st.query_params.to_dict() if parameters is None else parameters
    if key not in given:
        return tuple(default), []
    chosen: list[str] = []
    told: list[Instead] = []
    for value in parts(given[key])[:most]:
        found: tuple[str, ...] = (value,)
        if value not in names:
            found, one_thing = meant(key, value, names, former or {})
            told.append(one_thing)
        chosen += [name for name in found if name not in chosen]
    return tuple(chosen), told


def meant(
    key: str, value: str, names: Mapping[str, str], former: Mapping[str, Former]
) -> tuple[tuple[str, ...], Instead]:
    """The things that a word which is no key most likely means – none where nothing is near –, and what to tell.

    Args:
        key: the parameter.
        value: the word.
        names: the things there are: key → name a reader sees.
        former: municipalities that were, by number and by name in small letters.
    """
    # a name that is still one's own means its bearer of today, not the municipality that it was
    was = former.get(value.lower()) if value.lower() not in map(str.lower, names.values()) else None
    if was and (follow := tuple(name for name in was.follow if name in names)):
        return follow, Instead(key, value, ", ".join(names[name] for name in follow), was)
    # a number that is no municipality's is no slip of the finger for another's
    found = "" if value.isdigit() else nearest(value, names, "")
    return (found,) if found else (), Instead(key, value, names.get(found, ""))


def parts(value: str) -> list[str]:
    """What a parameter that names several things has in it, as it stands there."""
    return [part.strip() for part in value.split(",") if part.strip()]


def quoted(word: str, longest: int = _QUOTED) -> str:
    """A word from whoever wrote the address as it stands between code marks: short, on one line, and without a mark
    that would end the code, so that no markup in it takes effect."""
    return " ".join(word.replace("`", "'").split())[:longest]


def notices(told: Sequence[Instead], t: Texts) -> None:
    """One plain sentence for each thing of the address that does not exist; one for the rest where they are many."""
    seen: dict[str, int] = {}
    for one_thing in told:
        seen[one_thing.key] = seen.get(one_thing.key, 0) + 1
        if seen[one_thing.key] > _NAMED:
            continue
        shown = t("notice.shows_default", default=one_thing.shown) if one_thing.shown else t("notice.ignored")
        nonsense = t("notice.nonsense", parameter=one_thing.key, value=quoted(one_thing.value))
        if was := one_thing.former:
            asked_for = {"parameter": one_thing.key, "value": quoted(one_thing.value)}
            nonsense = t("notice.former", **asked_for, name=was.name, year=str(was.last_year))
        st.warning(f"{nonsense} {shown}", icon=":material/link_off:")
    for key, count in seen.items():
        if count > _NAMED:
            st.warning(t("notice.more", parameter=key, count=count - _NAMED), icon=":material/link_off:")
