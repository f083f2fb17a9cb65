"""What every form of the page that explores is made from: the rows of the question, and where their files are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from dashboard import explored, exploring, figures, standings
from dashboard.charts.regions import Regions
from dashboard.choices import PageView
from dashboard.exploring import Question
from dashboard.texts import Texts

ROUTE = "/api/v1/values"


@dataclass(frozen=True)
class Ground:
    """What every form is made from.

    Attributes:
        version: the warehouse version being shown.
        question: what was asked for.
        view: the view that it was read from.
        regions: the chosen regions, the one in front, and the country.
        t: texts.
    """

    version: str
    question: Question
    view: PageView
    regions: Regions
    t: Texts

    @property
    def choices(self) -> figures.Choices:
        """Denominator, prices, membership and vintage."""
        return tuple(self.view.choices().items())

    def rows(self, indicator: str) -> pd.DataFrame:
        """All rows of an indicator, also those whose value could not be derived, signed and named."""
        found = exploring.rows(self.version, self.question, indicator, self.choices)
        return explored.signed(found, self.version, self.t)

    def about(self, indicator: str) -> dict[str, Any]:
        """The declaration of what is shown."""
        return explored.about(self.version, indicator, self.t, self.question.base, self.question.per)

    def breaks(self, indicator: str) -> list[figures.Break]:
        """The declared breaks of an indicator."""
        return figures.breaks(self.version, indicator)

    def links(self, indicators: Sequence[str], regions: Iterable[str]) -> list[str]:
        """The file of each region's figures, of the version that the address keeps to."""
        kept = {"version": self.view.version} if self.view.version else {}
        asked = self._asked(indicators)
        return [f"{ROUTE}.csv?{urlencode(asked | {'region': region} | kept)}" for region in regions]

    def files(self, indicators: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """The question whose answer holds the regions and years of a chart."""
        question = self.question
        years = {
            "slope": f"{question.first},{question.last}",
            "bar": str(question.last),
            "map": str(question.last),
        }.get(question.kind, f"{question.first}-{question.last}" if question.across_years else str(question.last))
        asked = self._asked(indicators) | {"years": years}
        path = question.points == "path" and question.kind == "scatter"
        behind = () if path else exploring.behind(self.version, question)
        # every region there is: naming four hundred would make an address that no mail programme takes
        if question.also != "country":
            chosen = () if question.kind == "map" else question.regions
            asked["region"] = ",".join(dict.fromkeys([*chosen, *behind]))
        return tuple(asked.items())

    def _asked(self, indicators: Sequence[str]) -> dict[str, str]:
        """What the routes of the figures are asked, but for regions and years."""
        variants = {key for one in indicators for key in standings.about(self.version, one)["variants"]}
        asked = {key: value for key, value in self.view.choices().items() if key in variants}
        asked |= {"base": str(self.question.base)} if self.question.base else {}
        asked |= {"per": self.question.per} if self.question.per else {}
        return {"indicator": ",".join(indicators), **asked}
