"""What the pages about the estimate share: opening, a chart with its twin, and the box that shares a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlencode

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import address, choices, figures, numbers, store
from dashboard.charts import frame as chart_frame
from dashboard.choices import Own, PageView
from dashboard.parts import frame, share
from dashboard.parts.goal import region_name
from dashboard.texts import Texts, texts
from pipelines import warehouse


@dataclass(frozen=True)
class Shown:
    """A chart with all that goes with it.

    Attributes:
        name: its name in the address and in file names.
        title: heading.
        sentence: what it shows; also its text alternative.
        figure: plotly figure, already checked.
        table: the same, as cells that `frame.plain` has made.
        source: name of the table in `indicators.analysis` that it shows.
        asked: what was asked of that table.
        notes: what is to be known about it.
    """

    name: str
    title: str
    sentence: str
    figure: go.Figure
    table: pd.DataFrame
    source: str
    asked: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


def served() -> store.Store | None:
    """The version that is served; None after telling the reader that there is none."""
    t = texts(address.language())
    try:
        found = store.current()
    except warehouse.WarehouseError as error:
        frame.no_figures(t, str(error))
        return None
    if found is None:
        frame.no_figures(t)
    return found


def open_page(
    version: str,
    page: str,
    own: Sequence[Own],
    charts: Callable[[str, PageView], dict[str, Shown]],
    names: Sequence[str],
) -> tuple[PageView, dict[str, Shown], Texts] | None:
    """Read the view and draw its charts; None when only one chart was asked for and has been shown.

    Args:
        version: the warehouse version being shown.
        page: the page's path.
        own: the page's own choices.
        charts: draws all charts of a view.
        names: the charts' names.
    """
    t = texts(address.language())
    view = choices.read(page, figures.vintages(version), own, names)
    drawn = charts(version, view)
    if view.chart and view.chart in drawn:
        show(drawn[view.chart], version, view, t)
        frame.foot(version, t)
        return None
    return view, drawn, t


def show(shown: Shown, version: str, view: PageView, t: Texts) -> None:
    """A chart: heading, statement, picture, notes, table twin and the box to share it."""
    st.header(shown.title, anchor=False)
    st.markdown(shown.sentence, width=860)
    st.plotly_chart(
        shown.figure,
        config=chart_frame.config(t, f"{view.page}-{shown.name}"),
        alt=shown.sentence,
        key=f"chart-{view.page}-{shown.name}",
    )
    if shown.notes:
        st.caption("  \n".join(shown.notes))
    with st.expander(t("table.title"), icon=":material/table_rows:"):
        cells = frame.reachable(shown.table, files(shown)["CSV"])
        frame.table(cells, alt=t("table.alt", title=shown.title))
    box(shown, version, view, t)


def files(shown: Shown) -> dict[str, str]:
    """Addresses of the chart's figures, by format name; relative to the server's root."""
    query = urlencode(shown.asked)
    return {
        name: f"/api/v1/analysis/{shown.source}.{ending}{'?' + query if query else ''}"
        for name, ending in share.FORMATS.items()
    }


def link(view: PageView, base: str, **more: str) -> str:
    """The address of this very view."""
    query = view.query(**more)
    return f"{base}/{view.page}{'?' + query if query else ''}"


def box(shown: Shown, version: str, view: PageView, t: Texts) -> None:
    """The box under a chart, folded; it is filled when it is opened, because most readers never do."""
    key = f"share-{view.page}-{shown.name}"
    folded = st.expander(t("share.title"), icon=":material/ios_share:", key=key, on_change="rerun")
    if folded.open:
        with folded:
            _content(shown, version, view, t)


def _content(shown: Shown, version: str, view: PageView, t: Texts) -> None:
    """Link, files, picture, embed code, citation, and what the figures are."""
    base = address.base()
    st.markdown(f"**{t('share.link')}**")
    st.code(link(view, base), language=None, wrap_lines=True)
    st.markdown(f"**{t('share.files')}**")
    with st.container(horizontal=True):
        for name, target in files(shown).items():
            st.link_button(name, target, icon=":material/download:", help=t("share.file_help", title=shown.title))
    st.caption(t("share.picture"))
    st.markdown(f"**{t('share.embed')}**")
    source = escape(link(view, base, chart=shown.name, embed="true"))
    st.code(
        f'<iframe src="{source}" title="{escape(shown.title)}" width="100%" height="820" loading="lazy"></iframe>',
        language=None,
        wrap_lines=True,
    )
    st.markdown(f"**{t('share.citation')}**")
    st.code(citation(shown, version, view, t), language=None, wrap_lines=True)
    st.markdown(f"**{t('share.about')}**")
    st.table(_about(shown, version, t), border="horizontal", alt=t("share.about"))


def citation(shown: Shown, version: str, view: PageView, t: Texts, today: datetime | None = None) -> str:
    """A reference to this view that names source, version and day."""
    return t(
        "share.citation_text",
        title=shown.title,
        tables=_sources(version),
        made=numbers.day(figures.made_at(version), t.lang),
        version=version,
        address=link(view, address.base()),
        today=numbers.day(today or datetime.now(UTC), t.lang),
    )


def _sources(version: str) -> str:
    """All tables here are made from those that the index is made from."""
    return share.source_tables(share.Shared("", "", ("gdp_index",), "", version))


def _about(shown: Shown, version: str, t: Texts) -> dict[str, str]:
    return {
        t("own.figures"): f"{shown.sentence}",
        t("share.sources"): _sources(version),
        t("share.made"): f"{numbers.day(figures.made_at(version), t.lang)} ({version})",
        t("share.licence"): t("site.licence"),
    }


def end(version: str, t: Texts) -> None:
    """The foot of the page."""
    frame.foot(version, t)


def listed(words: Sequence[str], last: str) -> str:
    """Words in a row: `a, b og c`.

    Args:
        words: at least one.
        last: the word before the last one.
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def region_inside(version: str, region: str, t: Texts) -> str:
    """A region's name as it stands inside a sentence: English puts a small “the” before it there."""
    name = region_name(version, region, t)
    return f"the {name[4:]}" if t.lang == "en" and name.startswith("The ") else name


def asked(**values: str | int) -> tuple[tuple[str, str], ...]:
    """What was asked of a table, as the address of its file has it."""
    return tuple((key, str(value)) for key, value in values.items())
