"""Where figures come from: the tables behind some indicators, with dates and licence."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import figures, numbers
from dashboard.parts import frame
from dashboard.texts import Texts
from pipelines import tables


def behind(version: str, indicators: list[str]) -> pd.DataFrame:
    """The documents that some indicators are made from; all of them where the warehouse does not tell which."""
    documents = figures.sources(version)
    wanted = {
        str(source).partition(":")[2]
        for indicator in indicators
        for source in (lambda s: [] if s is None else list(s))(figures.describe(version, indicator).get("sources"))
    }
    chosen = documents[documents["table_id"].astype(str).isin(wanted)]
    return chosen if len(chosen) else documents


def why(request: str | None, t: Texts) -> str:
    """Why a request is needed, in the reader's language; the declared reason of the tables file."""
    declared = tables.declared_requests().get(str(request))
    return t.either(declared.why.nb, declared.why.en) if declared else "–"


def as_table(documents: pd.DataFrame, t: Texts, *, whole: bool) -> pd.DataFrame:
    """Documents as text in cells.

    Args:
        documents: rows of out.source_document.
        t: texts.
        whole: with coverage and origin, as the data page shows it.
    """
    shown = []
    for row in documents.to_dict("records"):
        cells = {
            t("sources.table"): f"{row['publisher']} {row['table_id']}",
            t("sources.why"): why(row.get("request"), t),
            t("sources.published"): _published(row, t),
            t("sources.ours"): numbers.day(row.get("fetched_at"), t.lang) if row.get("fetched_at") else "–",
        }
        if whole:
            cells |= {
                t("sources.years"): _years(row),
                t("sources.regions"): str(row.get("regions") or "–"),
                t("sources.rows"): numbers.number(row.get("rows"), 0, t.lang),
                t("sources.origin"): str(row.get("origin") or "–"),
            }
        cells[t("sources.licence")] = str(row.get("licence") or "–")
        shown.append(cells)
    return pd.DataFrame(shown)


def _published(row: dict[str, object], t: Texts) -> str:
    vintage, role = str(row.get("vintage") or "–"), str(row.get("role") or "")
    day = numbers.day(vintage, t.lang)
    return f"{day} ({t('sources.archive')})" if role == "archive" else day


def _years(row: dict[str, object]) -> str:
    first, last = row.get("first_year"), row.get("last_year")
    if first is None or pd.isna(first):
        return "–"
    return f"{numbers.year(int(first))}–{numbers.year(int(last))}"  # type: ignore[call-overload]


def box(version: str, indicators: list[str], t: Texts) -> None:
    """The sources of some indicators, with a way to all of them."""
    st.header(t("sources.title"), anchor="sources")
    documents = behind(version, indicators)
    st.markdown(t("sources.intro"))
    with st.expander(t("sources.open", count=len(documents)), icon=":material/database:"):
        frame.table(as_table(documents, t, whole=False), alt=t("sources.title"))
