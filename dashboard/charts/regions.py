"""The regions of a chart: which is in front, what they are called, and in which colour their words are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from dashboard.palette import Palette


@dataclass(frozen=True)
class Regions:
    """The regions of a chart.

    Attributes:
        home: the region in front.
        nation: the whole country.
        names: region → name a reader sees, in the order in which they are drawn and listed.
        short: region → what it is called beside its mark, for those whose name takes too much of a phone's width.
    """

    home: str
    nation: str
    names: Mapping[str, str]
    short: Mapping[str, str] = field(default_factory=dict)

    def beside(self, region: str) -> str:
        """What a region is called beside its mark."""
        return self.short.get(region, self.names[region])

    def muted(self) -> list[str]:
        """The regions that are neither in front nor the country."""
        return [region for region in self.names if region not in (self.home, self.nation)]

    def ink(self, region: str, colours: Palette) -> str:
        """The colour of a region's words."""
        return {self.home: colours.region, self.nation: colours.norway}.get(region, colours.faint_ink)


def of_region(series: pd.DataFrame, region: str) -> pd.DataFrame:
    """The rows of a region that have a value, oldest first."""
    return series[(series["region"] == region) & series["value"].notna()].sort_values("year")
