"""Mainland Norway as Statistics Norway delimits it, and as the denominator here does: what the method tells of it."""

import re

import pandas as pd
import pytest

from dashboard import method
from dashboard.numbers import number
from tests.data.test_snapshot_accounts import annual_accounts, value_added

VINTAGE, EXTRACTION = "2021-12-13", "nr2X06_09"
YEARS = range(2012, 2019)
WORDS = {
    "nb": "{} til {} poeng lavere i årene 2012–2018",
    "en": "{} to {} points lower in the years 2012–2018",
}
#: The region's oil services: its counties', divided as the estimate divides the industry that they are a part of.
SERVICES = f"""
    WITH municipal AS (
        SELECT code, year, substr(code, 1, 2) AS county,
               value_added_mnok / sum(value_added_mnok) OVER (PARTITION BY year, substr(code, 1, 2)) AS part
        FROM out.industry_value_added
        WHERE vintage = '{VINTAGE}' AND table_id = '11713' AND industry = '{EXTRACTION}'
    )
    SELECT municipal.year, sum(link.weight * part * services.value_added_mnok) AS services_mnok
    FROM municipal
    JOIN core.county_accounts AS services
      ON services.county = municipal.county AND services.year = municipal.year
     AND services.vintage = '{VINTAGE}' AND services.industry = 'own_oil_services'
    JOIN core.municipality_link AS link
      ON link.code = municipal.code AND greatest(municipal.year, 2016) BETWEEN valid_from_year AND valid_to_year
    JOIN core.region_member AS member USING (municipality)
    WHERE member.region = (SELECT region FROM core.region WHERE kind = 'home')
    GROUP BY municipal.year
"""


def national() -> pd.DataFrame:
    return value_added().loc["0"]


def test_statistics_norway_counts_oil_services_as_part_of_the_mainland():
    """Its own Mainland Norway at basic prices (09190) is the total without extraction – with the services."""
    own, ours = annual_accounts()["bnpb.nr23_6fn"], national()
    outside = ours[["own_oil_extraction", "pub2X49B", "pub2X50A"]].sum(axis=1)
    for year in map(str, range(2008, 2017)):
        with_services = ours.loc[year, "nr23_6"] - outside.loc[year]
        assert own.loc[year] == pytest.approx(with_services, rel=0.001)
        assert own.loc[year] > 1.01 * (with_services - ours.loc[year, "own_oil_services"])


def test_the_method_tells_how_much_the_oil_services_matter(store):
    region = dict(store.execute(SERVICES).fetchall())
    shares = store.execute(
        f"""
        SELECT year, value_added_mnok, denominator_mnok, population_share_pct FROM out.region_share
        WHERE region = (SELECT region FROM core.region WHERE kind = 'home') AND vintage = '{VINTAGE}'
          AND method = 'jobs_by_industry' AND membership = 'fixed' AND denominator = 'mainland'
        """
    ).fetchall()
    nation = national()["own_oil_services"]
    lower = {
        year: 1e4 / population * (ours / whole - (ours + region[year]) / (whole + nation.loc[str(year)]))
        for year, ours, whole, population in shares
        if year in YEARS
    }
    assert sorted(lower) == list(YEARS)
    for lang, words in WORDS.items():
        told = words.format(*(number(f(lower.values()), 1, lang) for f in (min, max)))
        assert told in re.sub(r"\s+", " ", method.FILES[lang].read_text(encoding="utf-8"))
