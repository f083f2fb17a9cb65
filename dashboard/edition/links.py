"""Where a link of a page leads in the edition: to another file, to a data file, or to the live pages."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from dashboard.edition.places import OWN, SINCE, Place
from dashboard.pages import PAGES
from dashboard.texts import DEFAULT


@dataclass(frozen=True)
class Links:
    """The links of one page.

    Attributes:
        place: the page they stand on.
        files: every place of the edition.
        data: gives the file of a data route's address, or None where the edition does not hold it.
        base: where the live pages are; "" where that is not known.
        since: what the edition is compared with, which the pages of what changed have in their addresses.
    """

    place: Place
    files: frozenset[Place]
    data: Callable[[str, str], str | None]
    base: str = ""
    since: str = ""

    def to(self, address: str, offered: bool = False) -> str | None:
        """The address to write in the place of one that the page gives; None where there is nowhere to lead to.

        Args:
            address: of another site, of a page (`/sub-goal?sub_goal=…`, `?lang=en`) or a place on it (`/method#band`,
                `#band`), or of a data route.
            offered: whether the page offers it as a file to take away. Every row of many a table leads to its own
                slice of the figures as well, which are in the offered file already.
        """
        parts = urlsplit(address)
        if parts.scheme in ("http", "https", "mailto"):
            return address
        if parts.scheme or parts.netloc:
            return None
        if address.startswith("#"):
            return address
        path = parts.path.lstrip("./")
        if path.startswith("api/"):
            query = self._in_language(parts.query)
            asked = f"/{path}{'?' + query if query else ''}"
            found = self.data(asked, self.place.lang) if offered else None
            return self.relative(found) if found else self._live(path, query)
        page = path if parts.path else self.place.page
        there = self._place(page, dict(parse_qsl(parts.query)))
        to = self.relative(there.file) if there in self.files else self._live(page, parts.query)
        return f"{to}#{quote(unquote(parts.fragment))}" if to and parts.fragment else to

    def _in_language(self, query: str) -> str:
        """A question to a data route in the language of the page: names and labels in a file are words too."""
        if self.place.lang == DEFAULT or "lang" in dict(parse_qsl(query)):
            return query
        return f"{query}{'&' if query else ''}lang={self.place.lang}"

    def _place(self, page: str, asked: Mapping[str, str]) -> Place | None:
        """The place of an address; None where it asks for a view that no file shows."""
        if page not in PAGES:
            return None
        rest = dict(asked)
        lang = rest.pop("lang", DEFAULT)
        own = rest.pop(OWN.get(page, ""), "")
        if page in SINCE and rest.get("since") == self.since:
            del rest["since"]
        return Place(page, lang, own) if not rest else None

    def _live(self, page: str, query: str) -> str | None:
        if not self.base:
            return None
        query = urlencode(parse_qsl(query))
        return f"{self.base}/{page}{'?' + query if query else ''}"

    def relative(self, file: str) -> str:
        """A file of the edition, seen from this page."""
        return posixpath.relpath(file, posixpath.dirname(self.place.file) or ".")
