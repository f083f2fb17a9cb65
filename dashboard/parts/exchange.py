"""A register as a file, out and in again: for everybody the open data, for those who write the whole register.

A file is read twice: first to see what would come of it and every fault by its line; then, when the reader says so, to
be written, all of it or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd
import streamlit as st

from dashboard import entered, signed_in
from dashboard.parts import editing, frame
from dashboard.texts import Texts
from entries import exchange
from entries.actor import Actor
from entries.errors import EntriesError

#: Bytes; a register with thousands of entries is smaller.
_LARGEST = 5_000_000
#: How the box's name on a page begins.
KEY = "exchange-"
_CSV = "text/csv"
#: A download needs no new run of the page.
_CALM: Literal["ignore"] = "ignore"
_FORMATS = {"CSV": "csv", "Excel": "xlsx", "JSON": "json"}


@dataclass(frozen=True)
class _File:
    """A file that somebody has chosen."""

    name: str
    text: str
    form: exchange.Form


def box(table: str, route: str, t: Texts) -> None:
    """The folded box at the end of a register's page.

    Args:
        table: the register's table.
        route: its name below /api/v1/entries/.
        t: texts.
    """
    with st.expander(t("exchange.title"), icon=":material/swap_vert:", key=f"{KEY}{table}"):
        st.markdown(t("exchange.open"))
        with st.container(horizontal=True):
            for name, ending in _FORMATS.items():
                address = f"/api/v1/entries/{route}.{ending}"
                st.link_button(name, address, icon=":material/download:", help=t("exchange.open_help"))
        if editing.may_write(table):
            with editing.reading(t):
                _whole(table, route, t)
            _take_in(table, t)


def _whole(table: str, route: str, t: Texts) -> None:
    """The register as it can be taken in again: with ids and versions."""
    st.markdown(t("exchange.whole"))
    text = exchange.export(entered.store(), table, "csv")
    name = f"{route}-register.csv"
    # the mark tells a spreadsheet that the letters are UTF-8
    st.download_button(
        t("exchange.download"),
        ("\ufeff" + text).encode("utf-8"),
        file_name=name,
        mime=_CSV,
        icon=":material/download:",
        on_click=_CALM,
    )


def _take_in(table: str, t: Texts) -> None:
    """Choose a file, see what would come of it, and only then write."""
    chosen = st.file_uploader(t("exchange.choose"), type=["csv", "json"], key=f"take-in-{table}")
    actor = signed_in.actor()
    if chosen is None or actor is None:
        return
    try:
        if chosen.size > _LARGEST:
            raise exchange.ImportFault([(0, t("exchange.too_large", limit=_LARGEST // 1_000_000))])
        form: exchange.Form = "json" if chosen.name.lower().endswith(".json") else "csv"
        file = _File(chosen.name, exchange.text_of(chosen.getvalue()), form)
        told = exchange.take_in(entered.store(), actor, table, file.text, file.form, dry_run=True)
    except exchange.ImportFault as fault:
        _faults(fault, t)
        return
    except EntriesError as error:
        editing.trouble(editing.sentence(error, t))
        return
    _promised(told, t)
    if (told.added or told.changed) and st.button(t("exchange.write"), type="primary", icon=":material/upload:"):
        _write(table, file, actor, t)


def _promised(told: exchange.Imported, t: Texts) -> None:
    counts = {"added": len(told.added), "changed": len(told.changed), "unchanged": len(told.unchanged)}
    st.info(t("exchange.promised", **counts), icon=":material/fact_check:")


def _faults(fault: exchange.ImportFault, t: Texts) -> None:
    """Every fault by its line; nothing was written."""
    editing.trouble(t("exchange.faults", count=len(fault.lines)))
    rows = [{t("exchange.line"): str(line or "–"), t("exchange.fault"): said} for line, said in fault.lines[:200]]
    frame.table(frame.plain(pd.DataFrame(rows)), alt=t("exchange.faults", count=len(fault.lines)))


def _write(table: str, file: _File, actor: Actor, t: Texts) -> None:
    """Take the file in; between the two readings somebody may have changed an entry, and that is a fault as well."""
    try:
        told = exchange.take_in(entered.store(), actor, table, file.text, file.form)
    except exchange.ImportFault as fault:
        _faults(fault, t)
        return
    except EntriesError as error:
        editing.trouble(editing.sentence(error, t))
        return
    editing.say(t("exchange.written", added=len(told.added), changed=len(told.changed)))
    st.rerun()
