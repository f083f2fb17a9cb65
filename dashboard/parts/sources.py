"""Where figures come from: the tables behind some indicators, with dates and licence."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import figures, numbers
from dashboard.once import once
from dashboard.parts import folded, frame
from dashboard.texts import Texts, texts
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


def why(request: str | None, t: Texts, document: str = "") -> str:
    """Why a document is needed: the reason that is declared with its request, else what the texts say of it."""
    declared = tables.declared_requests().get(str(request))
    if declared:
        return t.either(declared.why.nb, declared.why.en)
    return t(f"sources.why_of.{document}") if t.has(f"sources.why_of.{document}") else "–"


def dates(documents: pd.DataFrame, t: Texts) -> pd.DataFrame:
    """Which table, what for, the source's date and ours, years and rows, as text in cells."""
    return pd.DataFrame(
        [
            {
                t("sources.table"): _table(row),
                t("sources.why"): why(row.get("request"), t, str(row["document"])),
                t("sources.published"): _published(row, t),
                t("sources.ours"): numbers.day(row["fetched_at"], t.lang)
                if row["fetched_at"]
                else t("sources.shipped"),
                t("sources.years"): _years(row),
                t("sources.rows"): numbers.number(row["rows"], 0, t.lang),
            }
            for row in documents.to_dict("records")
        ]
    )


def origins(documents: pd.DataFrame, t: Texts) -> pd.DataFrame:
    """Which table, what it covers, where it was taken from and on what terms, as text in cells."""
    return pd.DataFrame(
        [
            {
                t("sources.table"): _table(row),
                t("sources.published"): _published(row, t),
                t("sources.regions"): str(row["regions"] or "–"),
                t("sources.origin"): foldable(str(row["origin"] or "–")),
                t("sources.licence"): str(row["licence"] or "–"),
            }
            for row in documents.to_dict("records")
        ]
    )


def links(documents: pd.DataFrame) -> list[str]:
    """Where each document's table can be seen at its publisher; "" where no such page is known."""
    return [
        f"https://www.ssb.no/statbank/table/{row['table_id']}"
        if row["publisher"] == "SSB" and str(row["table_id"]).isdigit()
        else ""
        for row in documents.to_dict("records")
    ]


def foldable(origin: str) -> str:
    """Where something was taken from, fit for a narrow cell.

    Forty digits of a commit tell a reader no more than eight (the manifest has them all), and a long path has to be
    able to break after a slash or an underscore: a cell that scrolls cannot be reached with the keyboard.
    """
    short = re.sub(r"\b([0-9a-f]{8})[0-9a-f]{32}\b", r"\1", origin)
    return re.sub(r"([/_.-])(?=\w)", "\\1\u200b", short)


def _table(row: dict[str, Any]) -> str:
    return f"{row['publisher']} {row['table_id']}"


def _published(row: dict[str, Any], t: Texts) -> str:
    day = numbers.day(str(row["vintage"] or "–"), t.lang)
    unsure = str(row["vintage_basis"] or "").startswith("not recorded")
    return f"{day} ({t('sources.not_recorded')})" if unsure else day


def _years(row: dict[str, Any]) -> str:
    first, last = row["first_year"], row["last_year"]
    if pd.isna(first) or pd.isna(last):
        return "–"
    return numbers.year(first) if first == last else f"{numbers.year(first)}–\u2060{numbers.year(last)}"


@once(16)
def _cells(version: str, indicators: tuple[str, ...], lang: str) -> pd.DataFrame:
    """The table of the box, made once for each version and language."""
    documents = behind(version, list(indicators))
    return frame.plain(dates(documents, texts(lang)), links(documents))


def box(version: str, indicators: tuple[str, ...], t: Texts) -> None:
    """The sources of some indicators, with a way to all of them."""
    st.header(t("sources.title"), anchor=False)
    cells = _cells(version, indicators, t.lang)
    st.markdown(t("sources.intro"))
    title = t("sources.open", count=len(cells))
    folded.box(title, ":material/database:", "sources", partial(frame.table, cells, alt=t("sources.title")))
