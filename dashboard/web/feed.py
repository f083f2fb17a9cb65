"""A feed (Atom) of what is new: figures, revisions and verdicts, from the change reports that the versions keep.

An entry's id hangs on the version and the indicator alone, so that a reader's program never shows it twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from starlette.responses import Response

from dashboard import numbers, standing_words, standings
from dashboard.once import once
from dashboard.store import Store
from dashboard.texts import DEFAULT, Texts, texts
from dashboard.web import files
from dashboard.web.declared import ROOT, Asked, Declared
from indicators import since
from pipelines import changes, paths, warehouse
from pipelines.plan import plan

MEDIA = "application/atom+xml"
_CHARSET = "; charset=utf-8"
#: Versions that the feed goes back to.
_VERSIONS = 20


@dataclass(frozen=True)
class Entry:
    """One piece of news.

    Attributes:
        name: what its id is made from.
        title: in the feed's language.
        told: what is new, a paragraph each.
        page: where it can be seen, relative to the server.
        when: when the version was made (UTC).
        category: "figures", "revision", "status" or "version".
        documents: the extracts that are new, for a list.
    """

    name: str
    title: str
    told: tuple[str, ...]
    page: str
    when: datetime
    category: str
    documents: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """An id that stays the same on every server and in every language."""
        return f"urn:uuid:{uuid5(NAMESPACE_URL, f'malbarometeret/{self.name}')}"

    @property
    def html(self) -> str:
        """Its text as a reader's program shows it: such a program makes one run of words of plain lines."""
        listed = "".join(f"<li>{escape(one)}</li>" for one in self.documents)
        return "".join(f"<p>{escape(one)}</p>" for one in self.told) + (f"<ul>{listed}</ul>" if listed else "")


@once(8)
def _entries(version: str, stored: tuple[str, ...], lang: str) -> tuple[Entry, ...]:
    """What was new in each version up to one, newest first."""
    t = texts(lang)
    withdrawn = warehouse.rolled_back()
    found: list[Entry] = []
    for one in [name for name in stored if name <= version and name not in withdrawn][:_VERSIONS]:
        if warehouse.problem_with(one) is None:
            found += _of_version(one, t)
    return tuple(found)


def _of_version(version: str, t: Texts) -> list[Entry]:
    report = changes.read(paths.warehouse() / "versions" / version / warehouse.CHANGES)
    when = files.made_at(version)
    if report is None:
        return []
    day = numbers.day(when, t.lang)
    if report.base is None:
        text = t("feed.first_text", count=len(report.documents), version=version)
        return [Entry(version, t("feed.first", day=day), (text,), _page("data", t), when, "version")]
    if report.nothing_new:
        return []
    new = tuple(
        t(
            "feed.document",
            table=one.table_id,
            document=one.document,
            vintage=numbers.day(one.vintage, t.lang) if one.vintage else t("feed.gone"),
        )
        for one in report.documents
    )
    figures = report.figures
    added, revised = (figures.rows_added, figures.cells_revised) if figures else (0, 0)
    told = (t("feed.revised", **{key: numbers.number(count, 0, t.lang) for key, count in
                                 (("added", added), ("revised", revised))}),)  # fmt: skip
    page = _page("since", t, since=report.base)
    found = [Entry(version, t("feed.version", day=day), told, page, when, "version", new)]
    if report.base not in warehouse.stored() or warehouse.problem_with(report.base):
        return found
    changed = standings.changed_since(version, report.base)
    rows = changed[changed["region"] == plan().goal.region].astype(object)
    for row in rows.where(rows.notna(), None).to_dict("records"):
        found.append(_of_indicator(version, row, when, t))
    return found


def _of_indicator(version: str, row: dict[str, Any], when: datetime, t: Texts) -> Entry:
    """What changed for the home region in one indicator."""
    name = str(row["indicator"])
    about = standings.declared(version).get(name)
    title = str(about[f"name_{t.data}"]) if about else name
    told = []
    if row["status"] != row["status_before"] and row["status_before"]:
        before, now = (standing_words.status(row[key], t) for key in ("status_before", "status"))
        told.append(t("feed.status", before=before, now=now))
    if about:
        before, now = (
            f"{standing_words.amount(row[value], about, t)} ({numbers.year(row[year])})" if row[year] else "–"
            for value, year in (("value_before", "year_before"), ("value", "year"))
        )
        told.append(t("feed.value", before=before, now=now))
    told += since.why_in_words(str(row["why"]), t.data)
    status = bool(told) and row["status"] != row["status_before"] and bool(row["status_before"])
    category = "status" if status else "revision" if "revision" in str(row["why"]) else "figures"
    page = _page("indicator", t, indicator=name)
    news = t(f"feed.news.{category}")
    return Entry(f"{version}/{name}", f"{title}: {news}", tuple(told), page, when, category)


def _page(page: str, t: Texts, **asked: str) -> str:
    if t.lang != DEFAULT:
        asked["lang"] = t.lang
    return f"/{page}{'?' + urlencode(asked) if asked else ''}"


def entries(version: str, t: Texts) -> tuple[Entry, ...]:
    """What was new in each version up to one, newest first, in a language."""
    return _entries(version, tuple(warehouse.stored()), t.lang)


def _feed(served: Store, asked: Asked) -> Response:
    # Imported here: it brings an XML library along, and only this route needs it.
    from feedgen.feed import FeedGenerator

    t, made = asked.t, FeedGenerator()
    query = f"?lang={t.lang}"
    made.id(f"urn:uuid:{uuid5(NAMESPACE_URL, f'malbarometeret/feed/{plan().goal.region}/{t.lang}')}")
    made.title(t("feed.title"))
    made.subtitle(t("feed.subtitle"))
    made.language(t.lang)
    made.author({"name": t("site.name")})
    made.rights(t("site.licence"))
    made.link(href=f"{asked.base}{ROOT}/feed.atom{query}", rel="self", type=MEDIA)
    made.link(href=f"{asked.base}{_page('since', t)}", rel="alternate", type="text/html", hreflang=t.lang)
    found = entries(served.version, t)
    made.updated(max((one.when for one in found), default=files.made_at(served.version)))
    for one in found:
        entry = made.add_entry(order="append")
        entry.id(one.id)
        entry.title(one.title)
        entry.content(one.html, type="html")
        entry.link(href=f"{asked.base}{one.page}", rel="alternate", type="text/html", hreflang=t.lang)
        entry.category(term=one.category, label=t(f"feed.category.{one.category}"))
        entry.published(one.when)
        entry.updated(one.when)
    return Response(made.atom_str(pretty=True), media_type=MEDIA + _CHARSET)


def routes() -> list[Declared]:
    """The route of the feed."""
    return [Declared("feed", f"{ROOT}/feed.atom", _feed, media=(MEDIA,))]
