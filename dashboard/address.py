"""What the reader has chosen lives in the address, alike in both languages: `?denominator=mainland&lang=en`.

Streamlit's own binding of a widget to the address writes the label the reader sees – another one in each language –
so an address sent by an English reader would be nonsense to a Norwegian one. Here the address is the one source:
a switch is set from it before it is drawn, and writes to it when it is clicked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard import contrast, numbers
from dashboard.texts import DEFAULT, LANGUAGES, Texts, spoken

#: Keys of the address that hold a choice, with the value that holds when the key is absent.
DEFAULTS: dict[str, str] = {
    "denominator": "counties",
    "prices": "current",
    "membership": "fixed",
    "vintage": "latest",
}
OPTIONS: dict[str, tuple[str, ...]] = {
    "denominator": ("counties", "mainland", "with_shelf"),
    "prices": ("current", "fixed"),
    "membership": ("fixed", "year"),
}
CHARTS = ("shares", "gap")
_REMEMBERED = "_choices"
_SHOWN = "_shown_page"
#: A switch with more options than this is a list that opens.
_SHOWN_AT_ONCE = 4


@dataclass(frozen=True)
class View:
    """One view of the figures: everything that decides what a page shows.

    Attributes:
        lang: language of the texts.
        denominator, prices, membership, vintage: as in out.indicator_value.
        chart: the one chart an embedding page asks for, or "" for the whole page.
        version: the version of the warehouse that the address keeps to, or "" for the newest at any time.
        problems: (parameter, value) of the address that mean nothing here; the default stands in.
    """

    lang: str = DEFAULT
    denominator: str = DEFAULTS["denominator"]
    prices: str = DEFAULTS["prices"]
    membership: str = DEFAULTS["membership"]
    vintage: str = DEFAULTS["vintage"]
    chart: str = ""
    version: str = ""
    problems: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    def choices(self) -> dict[str, str]:
        """The choices that `indicators.read.values` takes."""
        return {key: getattr(self, key) for key in DEFAULTS}

    def query(self, **more: str) -> str:
        """The query string of this view, without what is default anyway."""
        return urlencode(self.chosen() | self.kept() | more)

    def chosen(self) -> dict[str, str]:
        """The choices that are not default."""
        return {key: value for key, value in self.choices().items() if value != DEFAULTS[key]}

    def kept(self) -> dict[str, str]:
        """Language and version, where they are not default."""
        found = {"lang": self.lang} if self.lang != DEFAULT else {}
        return found | ({"version": self.version} if self.version else {})


def parse(parameters: Mapping[str, str], vintages: Sequence[str], version: str = "") -> View:
    """The view that an address asks for; what it cannot mean becomes the default and a problem to tell.

    Args:
        parameters: the address's parameters.
        vintages: the vintages there are, "latest" among them.
        version: the version of the warehouse that is shown; an address that asks for another cannot have it.
    """
    known: dict[str, Iterable[str]] = {**OPTIONS, "vintage": vintages, "lang": LANGUAGES, "chart": CHARTS}
    good: dict[str, Any] = {}
    problems: list[tuple[str, str]] = []
    for key, allowed in known.items():
        if key not in parameters:
            continue
        if parameters[key] in allowed:
            good[key] = parameters[key]
        else:
            problems.append((key, parameters[key]))
    if parameters.get("version"):
        if parameters["version"] == version:
            good["version"] = version
        else:
            problems.append(("version", parameters["version"]))
    return replace(View(**good), problems=tuple(problems))


def language() -> str:
    """The session's language. It never changes within a session: the language switch loads the page anew,
    because `<html lang>` and the title are part of the page, so a page change only has to carry it along."""
    if "_lang" not in st.session_state:
        st.session_state["_lang"] = spoken(st.query_params.get("lang"))
    lang = str(st.session_state["_lang"])
    if lang != DEFAULT and st.query_params.get("lang") != lang:
        st.query_params["lang"] = lang
    return lang


def high_contrast() -> bool:
    """Whether the reader has asked for high contrast; it goes with him from page to page."""
    asked = st.query_params.get(contrast.KEY)
    if asked is not None:
        st.session_state["_contrast"] = asked == contrast.HIGH
    high = bool(st.session_state.get("_contrast", False))
    if high and asked != contrast.HIGH:
        st.query_params[contrast.KEY] = contrast.HIGH
    return high


def kept_contrast() -> dict[str, str]:
    """The reader's contrast for the address of a page that is loaded anew: a new session knows nothing of this one."""
    return {contrast.KEY: contrast.HIGH} if high_contrast() else {}


def parameters(page: str) -> dict[str, str]:
    """The address of this run. Coming from another page, a bare address takes up the choices made before.

    Args:
        page: path of the page that is being shown.
    """
    remembered: dict[str, str] = st.session_state.get(_REMEMBERED, {})
    came_from = st.session_state.get("_page", page)
    st.session_state["_page"] = page
    if came_from != page and remembered and not any(key in st.query_params for key in DEFAULTS):
        st.query_params.update(remembered)
    return st.query_params.to_dict()


def at(page: str) -> None:
    """Say which page this run shows.

    Args:
        page: its path.
    """
    st.session_state[_SHOWN] = page


def shown_page() -> str:
    """The path of the page that this run shows."""
    return str(st.session_state.get(_SHOWN, ""))


def remember(shown: View) -> None:
    """Keep the choices of a view for the next page; a frozen one keeps them to itself."""
    if not shown.version:
        st.session_state[_REMEMBERED] = shown.chosen()


def view(page: str, vintages: Sequence[str], version: str = "") -> View:
    """The view of this run of a page without choices of its own.

    Args:
        page: path of the page that is being shown.
        vintages: the vintages there are, "latest" among them.
        version: the warehouse version being shown.
    """
    shown = parse(parameters(page), vintages, version)
    remember(shown)
    return shown


def _write(key: str) -> None:
    """Put a switch's new value into the address; the default needs no mention."""
    value = st.session_state[key]
    if value is None or value == DEFAULTS[key]:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = value


def switch(key: str, options: Sequence[str], value: str, t: Texts) -> None:
    """A switch for one choice, set from the address and writing to it.

    Args:
        key: the parameter; the texts `choice.<key>.label`, `.help` and `.<option>` go with it.
        options: the values there are.
        value: the value in force.
        t: the texts.
    """
    # also where it seems to hold the value already: that can be the switch of the page the reader comes from, and
    # this page's would then begin empty
    st.session_state[key] = value

    def named(option: str) -> str:
        name = f"choice.{key}.{option}"
        return t(name) if t.has(name) else numbers.day(option, t.lang)

    title, explained = t(f"choice.{key}.label"), t(f"choice.{key}.help")
    if len(options) > _SHOWN_AT_ONCE:
        st.selectbox(
            title, options, format_func=named, key=key, on_change=_write, args=(key,), help=explained, width=240
        )
        return
    st.segmented_control(
        title,
        options,
        format_func=named,
        key=key,
        required=True,
        wrap=True,
        on_change=_write,
        args=(key,),
        help=explained,
    )


def base() -> str:
    """Where the pages live: the part of the address before the page's own name, without a slash at the end."""
    url = str(st.context.url or "").split("?")[0].rstrip("/")
    page = st.session_state.get("_page", "")
    return url.removesuffix(f"/{page}") if page else url
