"""The switches of the page that explores; each is set from the address and writes to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard import address, choices, exploring, standings
from dashboard.address import OPTIONS
from dashboard.choices import Own, PageView
from dashboard.exploring import KINDS, Question
from dashboard.parts import picking
from dashboard.texts import Texts
from indicators import derive

#: What the reader sees another kind or indicator through need not fit: years begin anew with them.
_YEARS = ("from", "to")
_ICONS = {
    "line": ":material/show_chart:",
    "bar": ":material/bar_chart:",
    "scatter": ":material/scatter_plot:",
    "slope": ":material/trending_up:",
    "map": ":material/map:",
    "table": ":material/table_rows:",
}


def kind(question: Question, view: PageView, t: Texts) -> None:
    """Line, bars, marks, slope, map or table."""
    widget = f"{view.page}-kind"
    if st.session_state.get(widget) != question.kind:
        st.session_state[widget] = question.kind
    st.segmented_control(
        t("own.kind.label"),
        KINDS,
        format_func=lambda option: f"{_ICONS[option]} {t(f'explore.kind.{option}')}",
        key=widget,
        required=True,
        wrap=True,
        on_change=_write,
        args=(widget, "kind", KINDS[0], _YEARS),
        label_visibility="collapsed",
    )


def show(version: str, question: Question, view: PageView, t: Texts) -> None:
    """Indicators, regions, years, and how the figures are reckoned; the first two until there are some of both."""
    defaults = dict(view.own_defaults)
    _several(
        "indicator",
        [*standings.declared(version)],
        question.chosen,
        standings.indicator_names(version, t.lang).__getitem__,
        defaults,
        exploring.MOST_INDICATORS,
        t,
    )
    names = standings.region_names(version, t.lang)
    _several("region", [*names], question.regions, names.__getitem__, defaults, exploring.MOST_REGIONS, t)
    if not question.complete:
        return
    if len(question.regions) > 1:
        choices.switch(Own("focus", question.regions, defaults["focus"]), view, t, names.__getitem__)
    also = exploring.ALSO[1:] if question.kind == "map" else exploring.ALSO
    shown = "county" if question.kind == "map" and question.also == "none" else question.also
    _one("also", also, shown, lambda one: t(f"own.also.{one}"), defaults["also"], t)
    _years(version, question, view, t)
    _derived(version, question, view, t)
    variants = {one for name in question.indicators for one in standings.about(version, name)["variants"]}
    for key in ("denominator", "prices", "membership"):
        if key in variants:
            address.switch(key, OPTIONS[key], getattr(view, key), t)


def _years(version: str, question: Question, view: PageView, t: Texts) -> None:
    """The years: two where a stretch or a step is shown, else one."""
    if question.kind == "scatter":
        _one("points", exploring.POINTS, question.points, lambda one: t(f"own.points.{one}"), "year", t)
    years = [str(year) for year in exploring.all_years(version, question, tuple(view.choices().items()))]
    if not years:
        return
    two = question.across_years or question.kind == "slope"
    with st.container(horizontal=True, gap="small"):
        for key, value in (("from", question.first), ("to", question.last))[0 if two else 1 :]:
            label = t(f"own.{key}.label") if two else t("table.year")
            _list(key, label, years, str(value), dict(view.own_defaults)[key], t(f"own.{key}.help"), str)


def _derived(version: str, question: Question, view: PageView, t: Texts) -> None:
    """An index of a base year, and an amount per inhabitant; why not, where that cannot be."""
    abouts = [standings.about(version, one) for one in question.indicators]
    if all(derive.can_index(about) for about in abouts):
        years = [str(year) for year in exploring.all_years(version, question, tuple(view.choices().items()))]
        label, explained = t("own.base.label"), t("own.base.help")
        value = str(question.base or "")
        _list("base", label, ["", *years], value, "", explained, lambda year: year or t("own.base.none"))
    if all(derive.can_divide(about) for about in abouts):
        _one("per", ("", *derive.PER), question.per or "", lambda one: t(f"own.per.{one or 'none'}"), "", t)
    else:
        cannot = next(
            one for one, about in zip(question.indicators, abouts, strict=True) if not derive.can_divide(about)
        )
        st.caption(exploring.why_not_divided(version, cannot, t))


def _several(
    key: str,
    options: Sequence[str],
    chosen: Sequence[str],
    named: Callable[[str], str],
    defaults: dict[str, str],
    most: int,
    t: Texts,
) -> None:
    """Several things of a long list."""
    picking.several(
        f"explore-{key}",
        t(f"own.{key}.label") if key == "region" else t("explore.indicators"),
        options,
        chosen,
        named,
        lambda now: _write_several(now, key, defaults[key]),
        t,
        t(f"own.{key}.help"),
        most,
    )


def _one(key: str, options: Sequence[str], value: str, named: Callable[[str], str], default: str, t: Texts) -> None:
    """A few things of which one holds."""
    widget = f"explore-{key}"
    if st.session_state.get(widget) != value:
        st.session_state[widget] = value
    st.segmented_control(
        t(f"own.{key}.label"),
        options,
        format_func=named,
        key=widget,
        required=True,
        wrap=True,
        on_change=_write,
        args=(widget, key, default),
        help=t(f"own.{key}.help"),
    )


def _list(
    key: str,
    label: str,
    options: Sequence[str],
    value: str,
    default: str,
    explained: str,
    named: Callable[[str], str],
) -> None:
    """A list that opens."""
    widget = f"explore-{key}"
    if st.session_state.get(widget) != value:
        st.session_state[widget] = value
    st.selectbox(
        label,
        options,
        format_func=named,
        key=widget,
        on_change=_write,
        args=(widget, key, default),
        help=explained,
        width=130,
    )


def _write(widget: str, key: str, default: str, forgotten: Sequence[str] = ()) -> None:
    """Put a switch's new value into the address; the default needs no mention."""
    value = st.session_state[widget]
    for name in forgotten:
        st.query_params.pop(name, None)
    if value is None or value == default:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = value


def _write_several(chosen: list[str], key: str, default: str) -> None:
    """Put the chosen things into the address, also when none are left; what no longer fits them leaves it."""
    if key == "indicator":
        for name in (*_YEARS, "base", "per"):
            st.query_params.pop(name, None)
    elif st.query_params.get("focus", "") not in chosen:
        st.query_params.pop("focus", None)
    if ",".join(chosen) == default:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = ",".join(chosen)
