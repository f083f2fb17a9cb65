"""Which version of the warehouse a page shows: the one that its address keeps to, or the newest."""

from __future__ import annotations

import streamlit as st

from dashboard import address, store
from dashboard.parts import frame
from dashboard.texts import texts
from pipelines import warehouse


def version() -> str | None:
    """The version to show; None after telling the reader that there is none and what to do.

    An address that keeps to a version that is no longer stored gets the newest; the page says so, because
    the view then holds a problem (`address.parse`).
    """
    t = texts(address.language())
    try:
        found = asked_for(str(st.query_params.get("version", "")))
    except warehouse.WarehouseError as error:
        frame.no_figures(t, str(error))
        return None
    if found is None:
        frame.no_figures(t)
        return None
    return found.version


def known() -> str | None:
    """The version that the address would show now; None where there is none, or it cannot be read."""
    try:
        found = asked_for(str(st.query_params.get("version", "")))
    except warehouse.WarehouseError:
        return None
    return found.version if found else None


def asked_for(text: str) -> store.Store | None:
    """The version of that name, or the newest where there is none of that name or it cannot be read.

    Raises:
        warehouse.WarehouseError: not even the newest can be opened.
    """
    if text:
        try:
            return store.of(text)
        except warehouse.WarehouseError:
            pass
    return store.current()
