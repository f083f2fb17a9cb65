"""What a reader sees when a page fails in a way that nobody foresaw: one sentence, with the id that the log has too."""

from __future__ import annotations

import streamlit as st

from dashboard import address
from dashboard.pages import PAGES
from dashboard.texts import texts
from dashboard.web import observed


def page_failed(error: Exception) -> bool:
    """Tell the log and the reader of it; Streamlit calls it.

    Args:
        error: what the page's run ended with.

    Returns:
        True: the reader has been told.
    """
    path = str(st.context.url or "").split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    where = PAGES[path].key if path in PAGES else PAGES[""].key
    error_id = observed.report(where, error, list(st.query_params.to_dict().values()))
    st.error(texts(address.language())("error.page", id=error_id), icon=":material/error:")
    return True
