"""The page of the method: the project's own document, section by section."""

from __future__ import annotations

import streamlit as st

from dashboard import address, figures, method
from dashboard.method import PATH
from dashboard.parts import frame, opening
from dashboard.texts import Texts, texts

SCRIPT = "views/method.py"
_WIDE = 860


def show() -> None:
    """The whole page."""
    version = opening.version()
    if version is None:
        return
    t = texts(address.language())
    frame.head(t("page.method.description"), address.view(PATH, figures.vintages(version), version), t)
    st.title(t("page.method.title"), anchor=False)
    said_here = {page: method.link(page, t) for page in ("assumptions", "estimate")}
    st.markdown(t("method.intro", **said_here), width=_WIDE)
    beginning, sections = method.read(t)
    st.markdown(beginning, width=_WIDE)
    st.markdown(
        "\n".join(
            f"{'    ' * (section.level - 2)}- [{frame.as_it_is(section.heading)}](#{section.key})"
            for section in sections
        ),
        width=_WIDE,
    )
    for section in sections:
        heading = st.header if section.level == 2 else st.subheader
        heading(frame.as_it_is(section.heading), anchor=section.key)
        for formula, text in method.formulas(section.body):
            if formula:  # folded on a phone, where the keyboard could not scroll it
                st.code(text, language=None, wrap_lines=True, width=_WIDE)
            else:
                st.markdown(text, width=_WIDE)
    frame.foot(version, t)


def source(words: str, t: Texts) -> str:
    """A source of the glossary as markdown: the method by title and section, as a link; others as they are."""
    return "; ".join(_one(part, t) for part in words.split("; "))


def _one(part: str, t: Texts) -> str:
    page, _, key = part.partition("#")
    if page != f"/{PATH}":
        return frame.as_it_is(part)
    words = ": ".join([t("page.method.title"), *([method.heading(key, t)] if key else [])])
    return f"[{frame.as_it_is(words)}]({method.address(PATH, t)}{'#' + key if key else ''})"
