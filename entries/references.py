"""What entries refer to but don't own: sub-goals, indicators and municipalities. Given in."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Life:
    """One life of a municipality code.

    Attributes:
        code: four digits.
        name: what it was called.
        first_year, last_year: the years in which it was valid on 1 January; `last_year` is 9999 where it still is.
        became: names and codes of today's municipalities that it is part of, e.g. ("Nyvik (9003)",); empty while it is.
    """

    code: str
    name: str
    first_year: int
    last_year: int = 9999
    became: tuple[str, ...] = ()


@dataclass(frozen=True)
class References:
    """What an entry may refer to. Empty ones refuse every reference.

    Attributes:
        sub_goals: keys of the plan's sub-goals.
        indicators: names of the indicators.
        municipalities: every life of every municipality code.
    """

    sub_goals: frozenset[str] = frozenset()
    indicators: frozenset[str] = frozenset()
    municipalities: tuple[Life, ...] = field(default=(), repr=False)

    def life(self, code: str, year: int) -> Life | None:
        """The municipality that bore the code in a year."""
        found = (life for life in self.municipalities if life.code == code)
        return next((life for life in found if life.first_year <= year <= life.last_year), None)

    def lives(self, code: str) -> list[Life]:
        """Every life of a code, oldest first."""
        return sorted((life for life in self.municipalities if life.code == code), key=lambda life: life.first_year)
