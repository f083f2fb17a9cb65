"""A chart, or a table, with all that goes with it: on the page, in the box to share it, in a picture, in a citation."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import pandas as pd
import plotly.graph_objects as go

from dashboard.texts import DEFAULT

#: What the figures can be taken away as → the ending of the address.
FORMATS = {"CSV": "csv", "Excel": "xlsx", "JSON": "json", "JSON-stat": "jsonstat"}


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Figures that can be shared.

    Attributes:
        name: its name in the address and in file names.
        title: heading.
        sentence: what it shows; also a chart's text alternative.
        route: where its figures are, without the ending: "/api/v1/values"; "" where there is no such file.
        asked: (key, value) of the question put to that route.
        sources: whose figures they are, for a citation.
        about: (heading, text): definition and unit.
        cited: the title where there is no page around it; "" for the heading.
        formats: names of the formats the figures come in.
    """

    name: str
    title: str
    sentence: str
    route: str
    asked: tuple[tuple[str, str], ...]
    sources: str
    about: tuple[tuple[str, str], ...] = ()
    cited: str = ""
    formats: tuple[str, ...] = tuple(FORMATS)

    @property
    def full_title(self) -> str:
        """The title that stands alone."""
        return self.cited or self.title

    def files(self, version: str = "", lang: str = DEFAULT) -> dict[str, str]:
        """Addresses of the figures, by format name; relative to the server's root.

        Args:
            version: the version of the warehouse they are to be of; "" for the newest at any time.
            lang: the language of what is said of them.
        """
        if not self.route:
            return {}
        language = [("lang", lang)] if lang != DEFAULT and "lang" not in dict(self.asked) else []
        asked = [*self.asked, *language, *([("version", version)] if version else [])]
        query = f"?{urlencode(asked)}" if asked else ""
        return {name: f"{self.route}.{FORMATS[name]}{query}" for name in self.formats}


@dataclass(frozen=True, kw_only=True)
class Tabled(Shared):
    """A table that stands for itself.

    Attributes:
        table: cells that `parts.frame.plain` has made.
        notes: what is to be known about it: what its signs mean, breaks, licences.
        table_note: what is to be known about the table.
    """

    table: pd.DataFrame
    notes: tuple[str, ...] = ()
    table_note: str = ""


@dataclass(frozen=True, kw_only=True)
class Shown(Tabled):
    """A chart, with its table.

    Attributes:
        figure: plotly figure, already checked: checking a dict anew for every reader costs ten times as much.
        key: which mark is which region, in words.
    """

    figure: go.Figure
    key: str = ""
