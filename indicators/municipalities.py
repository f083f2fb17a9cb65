"""What the counties' value added is divided by: jobs, job structure and population of every municipality in a year.

A year's municipalities are taken in the codes of that year (until 2016 in those of 2016, the oldest for which job
totals of every municipality are known).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import duckdb
import numpy as np
import pandas as pd

from indicators.estimate import Floats, Ints, complete_job_structure

OLDEST_BORDERS = 2016
EVERY_GROUP = "00-99"
UNSPECIFIED = "00"
#: A year counts for a county when at least this part of its municipalities have a figure.
WELL_COVERED = 0.9
#: Jobs by code and year. A municipality that only changed its number carries its figures along, both ways.
JOBS = """
    WITH renumbered AS (
        SELECT link.code AS old_code, link.municipality AS new_code
        FROM core.municipality_link AS link
        WHERE link.weight = 1 AND link.code <> link.municipality
          AND NOT EXISTS (
              SELECT 1 FROM core.municipality_link AS other
              WHERE other.municipality = link.municipality AND other.code <> link.code
                AND other.valid_from_year <= link.valid_to_year AND other.valid_to_year >= link.valid_to_year)
    ),
    figures AS (
        SELECT 0 AS priority, code, year, jobs, employed FROM core.jobs
        UNION ALL
        SELECT 1, new_code, year, jobs, employed FROM core.jobs JOIN renumbered ON old_code = code
        UNION ALL
        SELECT 1, old_code, year, jobs, employed FROM core.jobs JOIN renumbered ON new_code = code
    )
    SELECT code, year, arg_min(jobs, priority) AS jobs, arg_min(employed, priority) AS employed
    FROM figures
    GROUP BY code, year
"""


@dataclass(frozen=True)
class Keys:
    """The municipalities of one year and what they are weighed by.

    Attributes:
        codes: municipality codes of the year.
        county: county code of each.
        jobs: jobs by workplace of each (sum of persons).
        employed: employed residents of each, likewise.
        structure: municipalities × job groups, shares summing to one; a row of NaN where it is not known.
        population: persons on 1 January.
        reasons: for each municipality, the reason keys of what stands in for a figure of its own.
    """

    codes: list[str]
    county: list[str]
    jobs: Floats
    employed: Floats
    structure: Floats
    population: Floats
    reasons: list[list[str]] = field(repr=False)


class YearFigures:
    """A table codes × years as a matrix, since looking rows up in a frame takes longer than all the arithmetic."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.years = table.columns.to_numpy(np.int64)
        self._row = {code: i for i, code in enumerate(table.index)}
        # one row more, of nothing, for the codes that are not there
        self._values = np.vstack([table.to_numpy(float), np.full((1, len(self.years)), np.nan)])

    def of(self, codes: list[str]) -> Floats:
        """Rows of the codes, NaN where there is none."""
        return self._values[[self._row.get(code, -1) for code in codes]]


class KeysReader:
    """Reads jobs, structures and population once and gives the keys of any year."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.groups: list[str] = [
            row[0]
            for row in con.execute(
                "SELECT DISTINCT job_group FROM core.jobs_by_industry WHERE job_group NOT IN (?, ?) ORDER BY 1",
                [EVERY_GROUP, UNSPECIFIED],
            ).fetchall()
        ]
        jobs = con.execute(JOBS).df()
        self._jobs = YearFigures(jobs.pivot(index="code", columns="year", values="jobs"))
        self._employed = YearFigures(jobs.pivot(index="code", columns="year", values="employed"))
        self._structure, self._structure_years = self._read_structure(con)
        self._links = con.execute(
            "SELECT code, valid_from_year, valid_to_year, municipality, weight FROM core.municipality_link"
        ).df()
        by_code = con.execute("SELECT code, year, persons FROM core.population_by_code").df()
        self._population_by_code = by_code.pivot(index="code", columns="year", values="persons")
        today = con.execute("SELECT municipality, year, persons FROM core.population").df()
        self._population_today = today.pivot(index="municipality", columns="year", values="persons")
        oldest = con.execute(
            "SELECT code, arg_max(population_at_end, year) AS persons FROM core.jobs_register_population GROUP BY code"
        ).df()
        self._population_oldest = oldest.set_index("code").persons
        # asked for by every vintage of a year and by the back-test: worked out once
        self.keys = cache(self._keys)

    def _read_structure(
        self, con: duckdb.DuckDBPyConnection
    ) -> tuple[dict[tuple[str, int], Floats], dict[str, list[int]]]:
        rows = con.execute("SELECT code, year, job_group, jobs, employed FROM core.jobs_by_industry").df()
        structure: dict[tuple[str, int], Floats] = {}
        years: dict[str, list[int]] = {}
        wide_jobs = rows.pivot(index=["code", "year"], columns="job_group", values="jobs")
        wide_employed = rows.pivot(index=["code", "year"], columns="job_group", values="employed")
        residents = wide_employed[self.groups].to_numpy(float)
        matrix = wide_jobs[self.groups].to_numpy(float)
        totals = wide_jobs[EVERY_GROUP].to_numpy(float)
        for i, (code, year) in enumerate(wide_jobs.index):
            if totals[i] > 0:
                structure[(code, int(year))] = complete_job_structure(matrix[i], totals[i], residents[i])
                years.setdefault(code, []).append(int(year))
        return structure, years

    def _keys(self, year: int) -> Keys:
        """The municipalities of a year with jobs, structure and population.

        Raises:
            ValueError: no year has job totals for all municipalities of a county.
        """
        borders = max(year, OLDEST_BORDERS)
        links = self._links_at(borders)
        codes = sorted(links)
        county = [code[:2] for code in codes]
        reasons: list[list[str]] = [[] for _ in codes]
        jobs, employed = np.zeros(len(codes)), np.zeros(len(codes))
        for one in sorted(set(county)):
            members = [i for i, c in enumerate(county) if c == one]
            inside = [codes[i] for i in members]
            jobs[members], why = self._of_county(self._jobs, inside, year)
            employed[members], _ = self._of_county(self._employed, inside, year)
            for i, reason in zip(members, why, strict=True):
                reasons[i] += [reason] if reason else []
        structure = np.full((len(codes), len(self.groups)), np.nan)
        for i, code in enumerate(codes):
            shares, structure_year = self._nearest_structure(code, links.get(code), year)
            if shares is None:
                reasons[i].append("job_structure_unknown")
            else:
                structure[i] = shares
                if structure_year != year:
                    reasons[i].append(f"job_structure:{structure_year}")
        return Keys(codes, county, jobs, employed, structure, self._population(codes, county, year, borders), reasons)

    def _of_county(self, table: YearFigures, codes: list[str], year: int) -> tuple[Floats, list[str]]:
        """Figures of one county's municipalities, and for each why it is not a figure of the year itself ("" if it is).

        The whole county is taken from the same year or years, so that register breaks fall on all alike; only a
        municipality that a well-covered year happens to lack is reckoned from its own neighbouring years.
        """
        inside = table.of(codes)
        covered = table.years[np.isfinite(inside).mean(axis=0) >= WELL_COVERED]
        if not len(covered):
            raise ValueError(f"no year has job totals for the municipalities of county {codes[0][:2]} ({year})")
        before = max((int(y) for y in covered if y <= year), default=None)
        after = min((int(y) for y in covered if y >= year), default=None)
        column = {int(y): k for k, y in enumerate(table.years)}
        if before is not None and after is not None:
            part = (year - before) / (after - before) if after > before else 0.0
            figures = inside[:, column[before]] * (1 - part) + inside[:, column[after]] * part
            reason = f"jobs_interpolated:{before}-{after}" if after > before else ""
        else:
            nearest = before if before is not None else after
            figures, reason = inside[:, column[nearest or 0]].copy(), f"jobs_nearest:{nearest}"
        why = [reason] * len(codes)
        for i in np.flatnonzero(~np.isfinite(figures)):
            known = np.isfinite(inside[i])
            if not known.any():
                raise ValueError(f"municipality {codes[i]} has no job total in any year, so {year} can't be estimated")
            figures[i] = np.interp(year, table.years[known], inside[i][known])
            why[i] = f"jobs_interpolated:{table.years[known].min()}-{table.years[known].max()}"
        return figures, why

    def _nearest_structure(
        self, code: str, today: list[tuple[str, float]] | None, year: int
    ) -> tuple[Floats | None, int | None]:
        """The municipality's own job structure of the nearest year, else that of the municipality it is part of now."""
        own = min(self._structure_years.get(code, []), key=lambda y: (abs(y - year), y), default=None)
        if own is not None:
            return self._structure[(code, own)], own
        for municipality, _ in sorted(today or [], key=lambda link: -link[1]):
            other = min(self._structure_years.get(municipality, []), key=lambda y: (abs(y - year), y), default=None)
            if other is not None:
                return self._structure[(municipality, other)], other
        return None, None

    def _links_at(self, year: int) -> dict[str, list[tuple[str, float]]]:
        """Code → [(municipality today, weight)] for the codes valid in a year."""
        links = self._links[(self._links.valid_from_year <= year) & (self._links.valid_to_year >= year)]
        result: dict[str, list[tuple[str, float]]] = {}
        for link in links.itertuples():
            result.setdefault(link.code, []).append((link.municipality, float(link.weight)))
        return result

    def _population(self, codes: list[str], county: list[str], year: int, borders: int) -> Floats:
        """Persons on 1 January: as published in the codes of the year, else today's municipality divided as it was."""
        derived = self._derived_population(codes, year, borders)
        if year not in self._population_by_code.columns:
            return derived
        published = self._population_by_code[year].reindex(codes).to_numpy(float)
        for one in set(county):
            members = [i for i, c in enumerate(county) if c == one]
            # one missing municipality would bend its neighbours' shares: a county is published whole or derived whole
            if np.isfinite(published[members]).all():
                derived[members] = published[members]
        return derived

    def _derived_population(self, codes: list[str], year: int, borders: int) -> Floats:
        reference = (
            self._population_oldest
            if borders == OLDEST_BORDERS
            else self._population_by_code.get(min(borders, int(self._population_by_code.columns.max())))
        )
        links = self._links_at(borders)
        size = {code: float(reference.get(code, np.nan)) if reference is not None else np.nan for code in codes}
        inside: dict[str, float] = {}
        parts: dict[str, int] = {}
        for code in codes:
            for municipality, weight in links.get(code, []):
                inside[municipality] = inside.get(municipality, 0.0) + weight * size[code]
                parts[municipality] = parts.get(municipality, 0) + 1
        today = self._population_today[year] if year in self._population_today.columns else pd.Series(dtype=float)
        result = np.zeros(len(codes))
        for i, code in enumerate(codes):
            for municipality, weight in links.get(code, []):
                persons = float(today.get(municipality, np.nan))
                share = 1.0 if parts[municipality] == 1 else weight * size[code] / inside[municipality]
                result[i] += persons * share if np.isfinite(persons * share) else 0.0
        return result


def job_shares(county: list[str], structure: Floats, county_mix: dict[str, Floats]) -> Floats:
    """Job structures with the gaps filled by the county's own mix of employed persons, rows summing to one.

    Args:
        county: county of each municipality.
        structure: municipalities × job groups; NaN rows where unknown.
        county_mix: county → employed persons by job group in the county accounts.
    """
    filled = structure.copy()
    for i in np.flatnonzero(np.isnan(structure).any(axis=1)):
        mix = county_mix[county[i]]
        filled[i] = mix / mix.sum()
    return filled


def rows_of(counties: list[str], county: list[str]) -> Ints:
    """Row of each municipality's county.

    Raises:
        ValueError: a municipality lies in a county that the accounts do not have.
    """
    position = {code: i for i, code in enumerate(counties)}
    missing = sorted(set(county) - set(position))
    if missing:
        raise ValueError(f"county {missing[0]} has municipalities but no accounts")
    return np.array([position[code] for code in county])
