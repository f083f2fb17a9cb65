"""What is needed to judge an indicator: where it stands and why, definition, method, limits, breaks, sources, dates."""

from __future__ import annotations

from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard import figures, numbers, standings
from dashboard.choices import PageView
from dashboard.once import once
from dashboard.parts import folded, frame, share, sources, standing
from dashboard.texts import Texts, data_language, texts
from pipelines.plan import plan

#: Texts of the declaration, in the order in which a reader asks for them.
_TEXTS = ("definition", "why", "method", "limits", "comparability")


def show(version: str, indicator: str, view: PageView, t: Texts) -> None:
    """The declaration, the component table and the sources."""
    st.header(t("meta.title"), anchor=False)
    st.table(_declaration(version, indicator, t.lang), border="horizontal", alt=t("meta.title"))
    _components(version, indicator, view, t)
    _sources(version, indicator, t)


@once(128)
def _declaration(version: str, indicator: str, lang: str) -> dict[str, str]:
    """Everything declared, as heading → text; what is not declared is left out."""
    t, about = texts(lang), standings.about(version, indicator)
    rows = {t(f"meta.{key}"): str(about.get(f"{key}_{data_language(lang)}") or "") for key in _TEXTS}
    rows[t("meta.unit")] = str(about[f"unit_{data_language(lang)}"])
    rows[t("meta.measures")] = t(f"measures.{about['measures']}") if about.get("measures") else ""
    rows[t("meta.direction")] = t(f"direction.{about['direction']}")
    if about.get("target") is not None and not pd.isna(about["target"]):
        year = about.get("target_year")
        until = plan().goal.target_year if year is None or pd.isna(year) else int(year)
        target = numbers.number(float(about["target"]), int(about["decimals"]), lang)
        rows[t("meta.target")] = t("meta.target_text", target=target, year=numbers.year(until))
    breaks = [f"{numbers.year(year)}: {t.either(nb, en)}" for year, nb, en in about["breaks"]]
    rows[t("meta.breaks")] = " ".join(breaks)
    rows[t("share.sources")] = share.source_words(tuple(about["sources"]), t)
    rows[t("share.vintage")] = _vintages(version, indicator, t)
    rows[t("meta.next_release")] = str(about.get(f"next_release_{data_language(lang)}") or "")
    cells = frame.plain(pd.DataFrame({"text": [text for text in rows.values() if text]}))["text"]
    return dict(zip([key for key, text in rows.items() if text], cells, strict=True))


def _documents(version: str, indicator: str) -> pd.DataFrame:
    """The documents that hold the indicator's source tables, newest first; older vintages are left out."""
    documents = figures.sources(version)
    tables = {str(source).partition(":")[2].lower() for source in standings.about(version, indicator)["sources"]}
    used = documents["table_id"].astype(str).str.lower().isin(tables) & (documents["role"] != "archive")
    return documents[used]


def _vintages(version: str, indicator: str, t: Texts) -> str:
    """When each source table was put out: `SSB 07459: 19. februar 2026`."""
    found = _documents(version, indicator)
    named = {
        f"{row.publisher} {row.table_id}": numbers.day(str(row.vintage or "–"), t.lang) for row in found.itertuples()
    }
    return "; ".join(f"{table}: {day}" for table, day in named.items())


def _components(version: str, indicator: str, view: PageView, t: Texts) -> None:
    """The parts that the verdict rests on, for the home region and everyone it is compared with."""
    st.subheader(t("component.title"), anchor=False)
    chosen = standings.ordered(version, plan().goal.region, view["compare"].split(","))
    known = standings.regions(version)
    lines, links = [], []
    for region in chosen:
        row = standings.progress_of(version, indicator, region, tuple(view.choices().items()))
        if row:
            line = standing.component_row(row, standings.declared(version)[indicator], t)
            del line[t("component.indicator")], line[t("component.unit")]
            lines.append({t("component.region"): str(known[region][f"name_{t.data}"]), **line})
            links.append(f"/api/v1/progress.csv?{urlencode({'indicator': indicator, 'region': region})}")
    if lines:
        title = t("component.open_regions", count=len(lines))

        def fill() -> None:
            frame.table(frame.plain(pd.DataFrame(lines), links), alt=t("component.title"))
            st.caption(t("component.note"))

        folded.box(title, ":material/table_rows:", "components", fill)


def _sources(version: str, indicator: str, t: Texts) -> None:
    """The tables behind the indicator, with dates; registers are named in the declaration above."""
    found = _documents(version, indicator)
    if len(found):
        title = t("sources.open", count=len(found))

        def fill() -> None:
            frame.table(frame.plain(sources.dates(found, t), sources.links(found)), alt=t("sources.title"))

        folded.box(title, ":material/database:", "sources-indicator", fill)
