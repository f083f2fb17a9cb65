"""A register as a file, out and in again: for everybody the open data, for those who write the whole register.

A file is read twice: first to see what would come of it and every fault by its line; then, when the reader says so, to
be written, all of it or nothing.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd
import streamlit as st

from dashboard import entered, signed_in
from dashboard.parts import editing, frame
from dashboard.texts import Texts
from entries import exchange
from entries.actor import Actor
from entries.errors import EntriesError

#: MB; a register with thousands of entries is smaller.
_LARGEST = 5
#: How the box's name on a page begins.
KEY = "exchange-"
#: So many faults are shown; whoever has more will try again anyway.
_MOST_FAULTS = 200
_CSV = "text/csv"
#: In a session's state: how many files have been written.
_TURN = "files-taken-in"
#: A download needs no new run of the page.
_CALM: Literal["ignore"] = "ignore"
_FORMATS = {"CSV": "csv", "Excel": "xlsx", "JSON": "json"}


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
    # a file that has been written is let go: the same button pressed again would add it all once more
    turn = st.session_state.get(_TURN, 0)
    chosen = st.file_uploader(
        t("exchange.choose"), type=["csv", "json"], key=f"take-in-{table}-{turn}", max_upload_size=_LARGEST
    )
    actor = signed_in.actor()
    if chosen is None or actor is None:
        return
    if chosen.size > _LARGEST * 1024 * 1024:
        editing.trouble(t("exchange.too_large", limit=_LARGEST))
        return
    name, data = chosen.name, chosen.getvalue()
    told = _read(table, name, data, actor, t, dry_run=True)
    if told is None:
        return
    counts = {"added": len(told.added), "changed": len(told.changed), "unchanged": len(told.unchanged)}
    st.info(t("exchange.promised", **counts), icon=":material/fact_check:")
    if not (told.added or told.changed) or not st.button(t("exchange.write"), type="primary", icon=":material/upload:"):
        return
    # between the two readings somebody may have changed an entry, and that is a fault as well
    if written := _read(table, name, data, actor, t, dry_run=False):
        st.session_state[_TURN] = turn + 1
        editing.say(t("exchange.written", added=len(written.added), changed=len(written.changed)))
        st.rerun()


def _read(table: str, name: str, data: bytes, actor: Actor, t: Texts, dry_run: bool) -> exchange.Imported | None:
    """Take the file in, or only try it; None where it has faults or the store fails, and both are said."""
    form: exchange.Form = "json" if name.lower().endswith(".json") else "csv"
    try:
        text = exchange.text_of(data)
        return exchange.take_in(entered.store(), actor, table, text, form, dry_run)
    except exchange.ImportFault as fault:
        _faults(fault, t)
    except EntriesError as error:
        editing.trouble(editing.sentence(error, t))
    return None


def _faults(fault: exchange.ImportFault, t: Texts) -> None:
    """Every fault by its line; nothing was written."""
    told = t("exchange.faults", count=len(fault.faults))
    editing.trouble(told)
    shown = fault.faults[:_MOST_FAULTS]
    rows = [{t("exchange.line"): str(line), t("exchange.fault"): editing.sentence(one, t)} for line, one in shown]
    frame.table(pd.DataFrame(rows), alt=told)
