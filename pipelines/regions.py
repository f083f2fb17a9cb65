"""The regions of `data/regions.toml`, checked: names, who belongs to them, and who belonged when."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from pipelines import paths
from pipelines.tables import Bilingual, Declared, read_toml


class Period(Declared):
    """Who the members were from one year to another (inclusive), in the municipality codes of that period."""

    from_year: int
    to_year: int = 9999
    codes: list[str]
    source: str


class BorderSet(Declared):
    """Borders that something may have been reckoned for, in the codes of 2016; no codes stand for today's members."""

    name: str
    label: Bilingual
    codes: list[str]
    source: str


class Region(Declared):
    """One region. Exactly one of `members`, `ba_region`, `county` and `all` says which municipalities it has today."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: Literal["home", "comparator", "surroundings", "nation"]
    label: Bilingual
    short: Bilingual | None = None
    members: list[str] = Field(default_factory=list)
    ba_region: int | None = None
    county: str = ""
    all: bool = False
    without: str = Field("", alias="except")
    members_of_the_year: list[Period] = Field(default_factory=list)
    border_set: list[BorderSet] = Field(default_factory=list)
    source: str = ""
    note: Bilingual | None = None

    @model_validator(mode="after")
    def _one_rule(self) -> Region:
        rules = [bool(self.members), self.ba_region is not None, bool(self.county), self.all]
        if sum(rules) != 1:
            raise ValueError(f"region {self.name}: give exactly one of members, ba_region, county, all")
        return self


class Regions(Declared):
    """All regions, the one whose goal is measured and the one it is a share of."""

    home: str
    nation: str
    region: list[Region]

    @model_validator(mode="after")
    def _names_resolve(self) -> Regions:
        names = [region.name for region in self.region]
        for name in [self.home, self.nation, *(r.without for r in self.region if r.without)]:
            if name not in names:
                raise ValueError(f"regions.toml names {name}, which is not declared there")
        if len(set(names)) != len(names):
            raise ValueError("regions.toml declares a region twice")
        return self


def read_regions(file: Path = paths.DATA / "regions.toml") -> Regions:
    """The declared regions.

    Raises:
        ValueError: the file is not TOML, or a region is not declared as it should be; the message says which.
    """
    return Regions.model_validate(read_toml(file))
