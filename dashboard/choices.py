"""Choices that belong to one page alone, kept in the address beside those that all pages share.

`/municipalities?municipality=5059&denominator=mainland`: the first is the page's own, the second goes with the reader
from page to page (`dashboard/address.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard import address
from dashboard.address import View
from dashboard.asked import Instead
from dashboard.texts import Texts, begun

#: A choice with more options than this is a list that opens.
_SHOWN_AT_ONCE = 4
_YEAR = re.compile("[0-9]{4}")


@dataclass(frozen=True)
class Own:
    """A choice of one page.

    Attributes:
        key: the parameter of the address; the texts `own.<key>.label` and `.help` go with it.
        options: the values there are.
        default: the value that holds when the address has none.
        meant: finds the option that a word most likely means which is none of them, and what to tell; without it, a
            year means the nearest year, and every other word nothing.
    """

    key: str
    options: tuple[str, ...]
    default: str
    meant: Callable[[str], tuple[tuple[str, ...], Instead]] | None = field(default=None, compare=False)

    def nearest(self, value: str) -> tuple[str, Instead]:
        """The option that comes nearest to a word that is none of them, and what to tell."""
        if self.meant:
            found, told = self.meant(value)
            return found[0] if found else self.default, told
        years = [one for one in self.options if _YEAR.fullmatch(one)]
        # a filter that shows all years unless one is chosen goes on showing all
        if self.default not in years or not _YEAR.fullmatch(value):
            return self.default, Instead(self.key, value)
        near = min(years, key=lambda year: (abs(int(year) - int(value)), -int(year)))
        return near, Instead(self.key, value, near)


def not_near(key: str) -> Callable[[str], tuple[tuple[str, ...], Instead]]:
    """For `Own.meant`, where another year than the one asked for would be worse than the usual one: a sheet to fill in.

    Args:
        key: the parameter.
    """
    return lambda word: ((), Instead(key, word))


@dataclass(frozen=True)
class PageView(View):
    """A view with a page's own choices.

    Attributes:
        page: the page's path.
        own: (key, value) of the page's own choices.
        own_defaults: (key, value) that hold when the address has none.
        instead: things in the address that do not exist, and what is shown in their place.
    """

    page: str = ""
    own: tuple[tuple[str, str], ...] = ()
    own_defaults: tuple[tuple[str, str], ...] = ()
    instead: tuple[Instead, ...] = field(default=(), compare=False)

    def __getitem__(self, key: str) -> str:
        """The value of one of the page's own choices."""
        return dict(self.own)[key]

    def query(self, **more: str) -> str:
        """The query string of this view, without what is default anyway."""
        own = {key: value for key, value in self.own if (key, value) not in self.own_defaults}
        return urlencode(self.chosen() | own | self.kept() | more)

    def path(self, **more: str) -> str:
        """The address of this very view, relative to the site's first page."""
        query = self.query(**more)
        return f"{self.page}{'?' + query if query else ''}"


def parse(
    page: str,
    parameters: Mapping[str, str],
    vintages: Sequence[str],
    own: Sequence[Own],
    charts: Sequence[str],
    version: str = "",
) -> PageView:
    """The view that an address asks for; what it cannot mean becomes the default and a problem to tell.

    Args:
        page: the page's path.
        parameters: the address's parameters.
        vintages: the vintages there are, "latest" among them.
        own: the page's own choices.
        charts: names of the page's charts, each of which can be asked for alone.
        version: the warehouse version that is shown.
    """
    shared = address.parse({key: value for key, value in parameters.items() if key != "chart"}, vintages, version)
    problems = list(shared.problems)
    chart = parameters.get("chart", "")
    if chart and chart not in charts:
        problems.append(("chart", chart))
    chosen, told = [], []
    for choice in own:
        value = parameters.get(choice.key, choice.default)
        if value not in choice.options:
            value, one = choice.nearest(value)
            told.append(one)
        chosen.append((choice.key, value))
    return PageView(
        denominator=shared.denominator,
        prices=shared.prices,
        membership=shared.membership,
        vintage=shared.vintage,
        lang=shared.lang,
        version=shared.version,
        chart=chart if chart in charts else "",
        problems=tuple(problems),
        page=page,
        own=tuple(chosen),
        own_defaults=tuple((choice.key, choice.default) for choice in own),
        instead=tuple(told),
    )


def read(page: str, vintages: Sequence[str], own: Sequence[Own], charts: Sequence[str], version: str = "") -> PageView:
    """The view of this run; the arguments are those of `parse`."""
    return remembered(parse(page, address.parameters(page), vintages, own, charts, version))


def remembered(view: PageView) -> PageView:
    """A view whose choices the next page takes up."""
    address.remember(view)
    return view


def elsewhere(view: View, **changed: str) -> View:
    """The plain view, without the page's own choices, for a link to another page."""
    chosen: dict[str, Any] = {**view.choices(), **changed}
    return View(lang=view.lang, version=view.version, **chosen)


def _write(widget: str, key: str, default: str) -> None:
    """Put a switch's new value into the address; the default needs no mention."""
    value = st.session_state[widget]
    if value is None or value == default:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = value


def switch(choice: Own, view: PageView, t: Texts, named: Callable[[str], str], width: int = 300) -> None:
    """A switch for one of the page's own choices, set from the address and writing to it.

    Args:
        choice: what there is to choose from.
        view: the view in force.
        t: texts.
        named: the name a reader sees of an option.
        width: of a list that opens, in pixels.
    """
    widget = f"{view.page}-{choice.key}"
    if st.session_state.get(widget) != view[choice.key]:
        st.session_state[widget] = view[choice.key]
    title, explained = t(f"own.{choice.key}.label"), t(f"own.{choice.key}.help")
    arguments = (widget, choice.key, choice.default)

    def worded(option: str) -> str:
        return begun(named(option))

    if len(choice.options) > _SHOWN_AT_ONCE:
        st.selectbox(
            title,
            choice.options,
            format_func=worded,
            key=widget,
            on_change=_write,
            args=arguments,
            help=explained,
            width=width,
        )
        return
    st.segmented_control(
        title,
        choice.options,
        format_func=worded,
        key=widget,
        required=True,
        wrap=True,
        on_change=_write,
        args=arguments,
        help=explained,
    )
