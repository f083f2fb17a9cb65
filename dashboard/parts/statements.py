"""What the site says about itself: assumptions, corrections, and the accessibility statement."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import address, figures, numbers, statements
from dashboard.pages import PAGES
from dashboard.parts import data, frame, opening
from dashboard.texts import DEFAULT, Texts, texts
from pipelines import changes, paths, warehouse

#: Earlier versions whose revisions are told.
_VERSIONS = 5
_WIDE = 860


def _open(page: str) -> tuple[str, Texts] | None:
    """The head of a page; None where there is nothing to show."""
    version = opening.version()
    if version is None:
        return None
    t = texts(address.language())
    view = address.view(page, figures.vintages(version), version)
    frame.head(t(f"page.{page}.description"), view, t)
    st.title(t(f"page.{page}.title"), anchor=False)
    return version, t


def assumptions() -> None:
    """Each assumption with why, what changes if it is otherwise, and where that is measured."""
    opened = _open("assumptions")
    if opened is None:
        return
    version, t = opened
    st.markdown(t("assumptions.intro"), width=_WIDE)
    for number, one in enumerate(statements.assumptions(), start=1):
        st.header(f"{number}. {t.either(one.what.nb, one.what.en)}", anchor=False)
        page = next(path for path, info in PAGES.items() if info.key == one.page)
        language = f"?lang={t.lang}" if t.lang != DEFAULT else ""
        file = f"/api/v1/analysis/{one.table}.csv"
        st.markdown(
            f"**{t('assumptions.why')}** {frame.as_it_is(t.either(one.why.nb, one.why.en))}\n\n"
            f"**{t('assumptions.otherwise')}** {frame.as_it_is(t.either(one.otherwise.nb, one.otherwise.en))}\n\n"
            f"**{t('assumptions.measured')}** [{t(f'page.{one.page}.title')}](/{page}{language}) · "
            f"[{t(f'api.table.{one.table}')}]({file})",
            width=_WIDE,
        )
    frame.foot(version, t)


def corrections() -> None:
    """Our own corrections, then what the publishers have revised since the versions that are kept."""
    opened = _open("corrections")
    if opened is None:
        return
    version, t = opened
    st.header(t("corrections.ours"), anchor=False)
    found = statements.corrections()
    if not found:
        st.markdown(t("corrections.none"), width=_WIDE)
    for one in found:
        st.subheader(numbers.day(one.date, t.lang), anchor=False)
        told = ((t("corrections.what"), one.what), (t("corrections.now"), one.now), (t("corrections.cause"), one.why))
        for heading, words in told:
            st.markdown(f"**{heading}** {frame.as_it_is(t.either(words.nb, words.en))}", width=_WIDE)
    contact = _contact(t)
    st.markdown(f"{t('corrections.report')} {contact}" if contact else t("corrections.nowhere"), width=_WIDE)
    st.header(t("corrections.revisions"), anchor=False)
    st.markdown(t("corrections.revisions_intro"), width=_WIDE)
    for older in [one for one in warehouse.stored() if one <= version][:_VERSIONS]:
        data.told(changes.read(paths.warehouse() / "versions" / older / warehouse.CHANGES), older, version, t)
    frame.foot(version, t)


def _contact(t: Texts) -> str:
    """Who to write to, as markdown; "" where it is not given."""
    known = statements.contact()
    ways = [
        known.name,
        f"[{known.email}](mailto:{known.email})" if known.email else "",
        f"[{known.page}]({known.page})" if known.page else "",
    ]
    given = ", ".join(way for way in ways if way)
    return t("corrections.contact", contact=given) if given else ""


def accessibility() -> None:
    """The statement that the law asks for."""
    opened = _open("accessibility")
    if opened is None:
        return
    version, t = opened
    told = statements.accessibility()
    st.markdown(accessibility_text(t.lang), width=_WIDE)
    rows = pd.DataFrame(
        [
            {
                t("accessibility.criterion"): f"{one.criterion} {t.either(one.name.nb, one.name.en)}",
                t("accessibility.falls_short"): t.either(one.text.nb, one.text.en),
            }
            for one in told.failing
        ]
    )
    st.header(t("accessibility.failing"), anchor=False)
    frame.table(frame.plain(rows), alt=t("accessibility.failing"))
    st.markdown(accessibility_rights(t.lang), width=_WIDE)
    frame.foot(version, t)


def accessibility_text(lang: str) -> str:
    """The first part of the statement as markdown: whom it is for, the status, how it was tested."""
    t, told = texts(lang), statements.accessibility()
    made, updated = numbers.day(told.made, lang), numbers.day(told.updated, lang)
    return "\n\n".join(
        [
            t("accessibility.intro", name=t("site.name"), standard=told.standard),
            f"**{t('accessibility.status')}** {t.either(told.status_text.nb, told.status_text.en)}",
            f"**{t('accessibility.tested')}** {t.either(told.tested.nb, told.tested.en)}",
            f"**{t('accessibility.contrast')}** {t.either(told.contrast.nb, told.contrast.en)}",
            t("accessibility.dates", made=made, updated=updated),
        ]
    )


def accessibility_rights(lang: str) -> str:
    """The last part of the statement as markdown: how to tell us, and whom to complain to."""
    t = texts(lang)
    contact = _contact(t)
    feedback = f"{t('accessibility.feedback_text')} {contact}" if contact else t("accessibility.feedback_nowhere")
    return "\n\n".join(
        [
            f"**{t('accessibility.feedback')}** {feedback}",
            f"**{t('accessibility.complaint')}** {t('accessibility.complaint_text')}",
        ]
    )


def accessibility_document() -> str:
    """The statement as a document for the repository, in every language the product ships."""
    parts = ["# Accessibility\n\nWritten from `data/accessibility.toml` by `tools/write_accessibility.py`.\n"]
    for lang in ("nb", "en"):
        t, told = texts(lang), statements.accessibility()
        failing = "\n".join(
            f"* **{one.criterion} {t.either(one.name.nb, one.name.en)}.** {t.either(one.text.nb, one.text.en)}"
            for one in told.failing
        )
        parts.append(
            f"## {t('page.accessibility.title')}\n\n{accessibility_text(lang)}\n\n"
            f"### {t('accessibility.failing')}\n\n{failing}\n\n{accessibility_rights(lang)}\n"
        )
    return "\n".join(parts)
