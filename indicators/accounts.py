"""The county accounts of one year in one vintage, complete: every industry of every county, adding up to its total.

A vintage that has only totals borrows the industry mix of the nearest year that has one, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import duckdb
import numpy as np
import pandas as pd

from indicators.estimate import Floats, fill_withheld, rake

TOTAL = "nr23_6"


@dataclass(frozen=True)
class CountyAccounts:
    """Value added by county and industry for one year, in one vintage, in million kroner.

    Attributes:
        vintage, table_id, price: what the county totals are.
        year: the year.
        counties: county codes of the year, in the order of the rows.
        value_added: counties × industries, basic prices.
        employed: counties × industries, 1 000 persons, of the year the industry mix is from; 0 where withheld.
        wage_costs: counties × industries, million kroner, of the year the industry mix is from; 0 where withheld.
        withheld_filled_mnok: amount placed in withheld cells, per county.
        counties_mnok: denominator "counties": the sum of the counties.
        mainland_mnok: denominator "mainland", or None where it can't be told in this vintage.
        with_shelf_mnok: denominator "with_shelf", or None likewise.
        mix_year: the year of the industry mix where it is borrowed, else None.
        mainland_year: the year whose mainland proportion is used where the vintage has none itself, else None.
        level_year: the year in which the level of basic prices is tied to market prices, else None.
    """

    vintage: str
    table_id: str
    price: str
    year: int
    counties: list[str]
    value_added: Floats
    employed: Floats
    wage_costs: Floats
    withheld_filled_mnok: Floats
    counties_mnok: float
    mainland_mnok: float | None
    with_shelf_mnok: float | None
    mix_year: int | None
    mainland_year: int | None
    level_year: int | None

    def reasons(self) -> list[str]:
        """Reason keys that hold for every municipality of this year."""
        keys = []
        if self.table_id == "DOSE":
            keys.append("county_totals_dose")
        if self.price == "market":
            keys.append(f"county_totals_eurostat:{self.level_year}")
        if self.mix_year is not None:
            keys.append(f"industry_mix:{self.mix_year}")
        return keys


class AccountsReader:
    """Reads the core tables once and gives the accounts of each year and vintage."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.industries: list[str] = [
            row[0] for row in con.execute("SELECT industry FROM register.industries ORDER BY sort::INTEGER").fetchall()
        ]
        mainland = con.execute(
            "SELECT industry FROM register.industries WHERE mainland = '1' ORDER BY sort::INTEGER"
        ).fetchall()
        self.in_mainland = np.isin(self.industries, [row[0] for row in mainland])
        cells = con.execute(
            "SELECT vintage, year, county, industry, value_added_mnok, employed_thousand, wage_costs_mnok"
            " FROM core.county_accounts WHERE industry IN (SELECT industry FROM register.industries)"
        ).df()
        self._cells = dict(list(cells.groupby(["vintage", "year"], observed=True)))
        self._employed_totals = con.execute(
            "SELECT vintage, year, county, employed_thousand FROM core.county_accounts WHERE industry = ?", [TOTAL]
        ).df().set_index(["vintage", "year", "county"]).employed_thousand.sort_index()  # fmt: skip
        nation = con.execute("SELECT * FROM core.national_accounts_by_industry").df()
        self._nation = nation.pivot_table(index=["vintage", "year"], columns="industry", values="value_added_mnok")
        self._totals = con.execute("SELECT * FROM core.county_total ORDER BY vintage, year, county").df()
        self._counties_total = con.execute("SELECT vintage, table_id, price, year FROM core.counties_total").df()
        self._nation_total = con.execute("SELECT * FROM core.nation_total").df()
        self._eurostat = con.execute("SELECT * FROM core.eurostat_counties_total ORDER BY vintage").df()
        self._parts: dict[str, list[str]] = {
            row[0]: list(row[1]) for row in con.execute("SELECT county, merged_from FROM core.county").fetchall()
        }
        # a few dozen years and vintages, asked for by the estimate, its mixes and the back-test: worked out once
        self._completed = cache(self._complete)
        self.accounts = cache(self._accounts)
        self._wide = cache(self._pivot)

    def __iter__(self) -> Iterator[CountyAccounts]:
        """The accounts of every vintage and year in which all counties have a total."""
        for row in self._counties_total.sort_values(["year", "vintage"]).itertuples():
            yield self.accounts(str(row.vintage), str(row.table_id), int(row.year))

    def _accounts(self, vintage: str, table_id: str, year: int) -> CountyAccounts:
        """The complete accounts of one vintage and year."""
        chosen = self._totals[
            (self._totals.vintage == vintage) & (self._totals.table_id == table_id) & (self._totals.year == year)
        ]
        price = str(chosen.price.iloc[0])
        counties = chosen.county.tolist()
        factor, level_year = (1.0, None) if price == "basic" else self._level(year)
        totals = chosen.value_added_mnok.to_numpy(float) * factor
        own_mix = (vintage, year) in self._cells and table_id == "11713" and self._has_industries(vintage, year)
        mix_vintage, mix_year = (vintage, year) if own_mix else self._nearest_mix(year)
        mix, filled = self._completed(mix_vintage, mix_year)
        rows = [self._mix_of(county, mix) for county in counties]
        value_added = np.array([row[0] for row in rows])
        value_added *= (totals / value_added.sum(axis=1))[:, None]
        if not own_mix and self._nation_has_industries(vintage, year):
            value_added = self._raked(value_added, vintage, year)
        mainland, mainland_year = self._mainland(vintage, year, mix_vintage, mix_year, value_added)
        shelf = self._nation_total[
            (self._nation_total.vintage == vintage) & (self._nation_total.year == year)
            & (self._nation_total.price == price)
        ].value_added_mnok  # fmt: skip
        return CountyAccounts(
            vintage=vintage,
            table_id=table_id,
            price=price,
            year=year,
            counties=counties,
            value_added=value_added,
            employed=np.array([row[1] for row in rows]),
            wage_costs=np.array([row[2] for row in rows]),
            withheld_filled_mnok=np.array([filled.get(c, 0.0) if own_mix else 0.0 for c in counties]),
            counties_mnok=float(totals.sum()),
            mainland_mnok=mainland,
            with_shelf_mnok=float(shelf.iloc[0]) * factor if len(shelf) else None,
            mix_year=None if own_mix else mix_year,
            mainland_year=mainland_year,
            level_year=level_year,
        )

    def _nation_has_industries(self, vintage: str, year: int) -> bool:
        return (vintage, year) in self._nation.index and bool(
            self._nation.loc[(vintage, year)].reindex(self.industries).notna().all()
        )

    def _raked(self, value_added: Floats, vintage: str, year: int) -> Floats:
        """A borrowed mix brought into line with the nation's industries of the year itself.

        The mainland industries of the counties add up to the nation's (Svalbard's few are counted in); what the
        counties have of oil and gas, pipelines and ocean transport is what is left, since the nation's includes the
        shelf.
        """
        nation = self._nation.loc[(vintage, year)].reindex(self.industries).to_numpy(float)
        columns = np.where(self.in_mainland, nation, 0.0)
        left = value_added.sum() - columns.sum()
        outside = np.where(self.in_mainland, 0.0, value_added.sum(axis=0))
        return rake(value_added, value_added.sum(axis=1), columns + outside / outside.sum() * left)

    def _has_industries(self, vintage: str, year: int) -> bool:
        cells = self._cells[(vintage, year)]
        return cells.industry.nunique() == len(self.industries)

    def _nearest_mix(self, year: int) -> tuple[str, int]:
        """Vintage and year of the nearest complete industry mix; of two equally near the older, the newest vintage."""
        candidates = [key for key in self._cells if self._has_industries(*key)]
        if not candidates:
            raise ValueError("table 11713: no vintage has value added by industry, so nothing can be broken down")
        nearest = min(abs(y - year) for _, y in candidates)
        return max((k for k in candidates if abs(k[1] - year) == nearest), key=lambda k: (-k[1], k[0]))

    def _complete(self, vintage: str, year: int) -> tuple[dict[str, tuple[Floats, Floats, Floats]], dict[str, float]]:
        """Value added, employed and wage costs by county for a year with industries, withheld cells filled."""
        wide = {
            column: self._wide(vintage, year, column)
            for column in ("value_added_mnok", "employed_thousand", "wage_costs_mnok")
        }
        known = wide["value_added_mnok"]
        counties = known.index.tolist()
        totals = self._totals[
            (self._totals.vintage == vintage) & (self._totals.year == year) & (self._totals.table_id == "11713")
        ].set_index("county").value_added_mnok.reindex(counties)  # fmt: skip
        prior = self._prior("value_added_mnok", known, vintage, year)
        filled, placed = fill_withheld(known.to_numpy(float), totals.to_numpy(float), prior)
        # withheld together with value added; where only the employed are missing (dwelling services) there are none
        persons = wide["employed_thousand"].where(known.isna() | wide["employed_thousand"].notna(), 0.0)
        employed_totals = self._employed_totals.loc[(vintage, year)].reindex(counties).to_numpy(float)
        prior = self._prior("employed_thousand", persons, vintage, year)
        employed, _ = fill_withheld(persons.to_numpy(float), employed_totals, prior)
        wages = wide["wage_costs_mnok"].fillna(0.0).to_numpy(float)
        mix = {c: (filled[i], employed[i], wages[i]) for i, c in enumerate(counties)}
        return mix, dict(zip(counties, placed, strict=True))

    def _pivot(self, vintage: str, year: int, column: str) -> pd.DataFrame:
        """One figure of a vintage and year, counties × industries."""
        cells = self._cells[(vintage, year)]
        return cells.pivot(index="county", columns="industry", values=column).reindex(columns=self.industries)

    def _prior(self, column: str, known: pd.DataFrame, vintage: str, year: int) -> Floats:
        """What to expect in a withheld cell: the same county's nearest published year, else what the nation leaves."""
        prior = pd.DataFrame(np.nan, index=known.index, columns=known.columns)
        for other in sorted((y for v, y in self._cells if v == vintage and y != year), key=lambda y: abs(y - year)):
            cells = self._wide(vintage, other, column)
            prior = prior.fillna(cells.reindex(index=known.index, columns=known.columns))
        if column == "value_added_mnok" and (vintage, year) in self._nation.index:
            nation = self._nation.loc[(vintage, year)].reindex(known.columns)
            left = (nation - known.sum()).clip(lower=0) / known.isna().sum().replace(0, np.nan)
            # the shelf is in the nation but in no county: what it leaves says nothing of the counties there
            left[~self.in_mainland] = 0.0
            prior = prior.fillna(left)
        return prior.fillna(0.0).to_numpy(float)

    def _mix_of(self, county: str, mix: dict[str, tuple[Floats, Floats, Floats]]) -> tuple[Floats, Floats, Floats]:
        """The industry mix of a county, added up from the parts it was merged from where the mix is older."""
        if county in mix:
            return mix[county]
        parts = [part for part in self._parts.get(county, []) if part in mix]
        if not parts:
            # an older county inside a newer one (16 and 17 in 50) has the mix of the newer
            parts = [c for c, older in self._parts.items() if county in older and c in mix]
        if not parts:
            raise ValueError(f"county {county} has no industry mix and is not declared in counties.csv as merged")
        first, second, third = (np.sum([mix[p][i] for p in parts], axis=0) for i in range(3))
        return first, second, third

    def _mainland(
        self, vintage: str, year: int, mix_vintage: str, mix_year: int, value_added: Floats
    ) -> tuple[float | None, int | None]:
        """Mainland value added at basic prices: the country less oil and gas, pipelines and ocean transport."""
        if self._nation_has_industries(vintage, year):
            nation = self._nation.loc[(vintage, year)].reindex(self.industries).to_numpy(float)
            return float(nation[self.in_mainland].sum()), None
        if (mix_vintage, mix_year) not in self._nation.index:
            return None, None
        # the proportion between the nation's mainland and the counties', so that the counties never exceed the nation
        nation = self._nation.loc[(mix_vintage, mix_year)].reindex(self.industries).to_numpy(float)
        mix, _ = self._completed(mix_vintage, mix_year)
        counties = np.sum([row[0] for row in mix.values()], axis=0)
        ratio = nation[self.in_mainland].sum() / counties[self.in_mainland].sum()
        return float(ratio * value_added[:, self.in_mainland].sum()), mix_year

    def _level(self, year: int) -> tuple[float, int]:
        """What turns Eurostat's market prices into SSB's newest level of basic prices, and the year it is tied to."""
        basic = self._counties_total[self._counties_total.price == "basic"].sort_values("vintage")
        sums = self._totals.groupby(["vintage", "table_id", "year"]).value_added_mnok.sum()
        best: tuple[int, str, float, int] | None = None
        for row in basic.itertuples():
            market = self._eurostat[self._eurostat.year == row.year].gdp_market_mnok
            if market.empty:
                continue
            near = -abs(int(row.year) - year)
            factor = float(sums[(row.vintage, row.table_id, row.year)]) / float(market.iloc[-1])
            if best is None or (near, str(row.vintage)) > best[:2]:
                best = (near, str(row.vintage), factor, int(row.year))
        if best is None:
            raise ValueError("Eurostat nama_10r_3gdp: no year in common with Statistics Norway's county accounts")
        return best[2], best[3]
