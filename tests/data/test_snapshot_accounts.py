"""The accounts in the snapshot add up: industries to totals, counties to the country, vintage to vintage."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.tables import declared_requests

from .snapshot_frames import cells, printed, wide

LABELS = declared_requests()["county_accounts"].dimensions["NACE"].values
INDUSTRIES = [
    code for code, label in LABELS.items() if not label.startswith("¬") and code not in ("nr23_6", "nr23_6fn")
]
MANUFACTURING = [c for c in LABELS if c.startswith("own_") and not c.startswith("own_oil")]
COUNTY_SUM = {
    "2008": 1_716_126, "2009": 1_734_961, "2010": 1_829_762, "2011": 1_900_176, "2012": 2_028_947, "2013": 2_145_273,
    "2014": 2_250_130, "2015": 2_337_801, "2016": 2_394_989, "2017": 2_475_190, "2018": 2_597_470, "2019": 2_724_305,
}  # fmt: skip


def value_added() -> pd.DataFrame:
    return wide("county_accounts_2021_12", ["Region", "Tid"], "NACE", ContentsCode="BNPB")


def county_totals() -> pd.DataFrame:
    return value_added()["nr23_6"].unstack("Tid")


def test_there_are_24_industries_under_the_total():
    assert len(INDUSTRIES) == 24
    assert len(LABELS) == 42


def test_industries_sum_to_the_country_to_the_krone():
    national = value_added().loc["0"]
    assert (national[INDUSTRIES].sum(axis=1) == national["nr23_6"]).all()


def test_industries_sum_to_a_county_to_the_krone_unless_some_are_withheld():
    table = value_added()
    complete = table[INDUSTRIES].notna().all(axis=1) & (table["nr23_6"] > 0)
    assert complete.sum() > 50
    assert (table.loc[complete, INDUSTRIES].sum(axis=1) == table.loc[complete, "nr23_6"]).all()


def test_what_is_withheld_is_as_much_as_the_source_says():
    table = value_added()
    gap = (table["nr23_6"] - table[INDUSTRIES].sum(axis=1)).groupby("Tid").max()
    assert gap.drop("2019").max() == 865
    assert gap["2019"] == 17_866


def test_rows_marked_as_parts_sum_to_the_row_above_them():
    national = value_added().loc["0"]
    assert (national[MANUFACTURING].sum(axis=1) == national["nr23ind"]).all()
    assert (national["own_oil_extraction"] + national["own_oil_services"] == national["nr2X06_09"]).all()
    assert (national["nr24_"] + national["nr25_"] == national["nr24_5"]).all()


def test_counties_sum_to_the_printed_sum_which_the_shelf_lifts_to_the_country():
    totals = county_totals()
    counties = totals.drop("0").sum()
    assert counties.to_dict() == COUNTY_SUM
    shelf = totals.loc["0"] - counties
    extraction = value_added().loc["0"]["own_oil_extraction"]
    assert ((shelf / extraction).between(0.9, 1.25)).all()


def test_trap_zeros_stay_as_published():
    totals = county_totals()
    assert (totals.loc["50", "2008":"2017"] == 0).all()
    assert (totals.loc[["16", "17"], "2018"] == 0).all()
    assert totals.loc[["16", "17"], "2019"].isna().all()
    assert (value_added()["nr23_6fn"].dropna() == 0).all()
    assert totals.loc["50", "2019"] == 221_953


def test_symbols_tell_withheld_from_no_basis():
    frame = cells("county_accounts_2021_12")
    counted = frame[frame["symbol"] != ""].groupby(["ContentsCode", "symbol"]).size()
    assert counted.to_dict() == {("BNPB", ":"): 338, ("own_employed", ":"): 338, ("own_employed", ".."): 219}


def test_employed_sum_to_the_country_but_for_the_shelf():
    employed = wide("county_accounts_2021_12", ["Region", "Tid"], "NACE", ContentsCode="own_employed")[
        "nr23_6"
    ].unstack()
    outside = employed.loc["0"] - employed.drop("0").sum()
    assert outside.between(0, 40).all()  # thousand persons on the shelf and Svalbard


def test_older_totals_agree_with_the_totals_by_industry():
    older = wide("county_accounts_totals_2025_01", ["Region"], "Tid")
    apart = (county_totals().loc[older.index, older.columns] / older - 1).abs().stack()
    assert apart.drop(("11", "2017")).max() < 0.0043
    assert apart["11", "2017"] == pytest.approx(0.0106, abs=0.0001)


def test_dose_agrees_with_what_ssb_printed_for_2006():
    dose = wide("county_accounts_dose_v2_11", ["county", "year"], "ContentsCode")["grp_lcu"].unstack() / 1e6
    page = printed("value_added").set_index("region")["value"]
    counties = page.drop(["norway_basic", "shelf_and_svalbard"])
    assert (dose["2006"] / counties - 1).abs().max() < 0.004
    assert dose["2006"].sum() == pytest.approx(page["norway_basic"] - page["shelf_and_svalbard"], rel=0.0001)
    assert dose.loc["16", "2006"] == pytest.approx(75_744, abs=1)


def test_dose_sectors_carry_the_level_that_rounding_took():
    table = wide("county_accounts_dose_v2_11", ["county", "year"], "ContentsCode")
    sectors = table[["ag_grp_pc_lcu", "man_grp_pc_lcu", "serv_grp_pc_lcu"]].sum(axis=1) * table["pop"]
    basic = table.index.get_level_values("year") <= "2014"
    assert (sectors / table["grp_lcu"] - 1)[basic].abs().max() < 0.0043
    assert (sectors / table["grp_lcu"] - 1)[~basic].max() < -0.08  # market prices from 2015


def test_revised_totals_sum_to_what_was_read_off_the_workbook():
    for year, counties, total in (("2019", 18, 2_860_514), ("2023", 11, 3_660_281)):
        table = wide(f"county_accounts_2026_08_counties_{year}", ["Region"], "ContentsCode")
        assert len(table) == counties
        assert table["BNPB"].sum() == total
    trondelag = wide("county_accounts_2026_08_counties_2023", ["Region"], "ContentsCode").loc["50"]
    assert trondelag.to_dict() == {"BNPB": 295_027, "own_employed": 254.5}


def test_the_revised_industries_of_2023_sum_to_the_published_total():
    industries = cells("county_accounts_2026_08_national_industries")
    national = wide("county_accounts_2026_08_national", ["Tid"], "ContentsCode")
    assert sorted(industries["NACE"]) == sorted(INDUSTRIES)
    assert industries["value"].sum() == national.loc["2023", "BNPB"] == 4_852_002


@pytest.mark.parametrize(
    ("name", "tolerance"),
    [
        ("eurostat_gdp_2016", 2.0),
        ("eurostat_gdp_2020_03", 0.02),
        ("eurostat_gdp_2022_04", 0.03),
        ("eurostat_gdp_2023_02", 0.04),
        ("eurostat_gdp_year_2021", 0.04),
    ],
)
def test_regions_sum_to_norway(name: str, tolerance: float):
    for unit in {"MIO_NAC", "MIO_EUR"} & set(cells(name)["unit"]):
        table = wide(name, ["geo"], "time", unit=unit)
        inland = table[~table.index.str.startswith("NOZ")]
        complete = table.loc["NO0"].notna()
        assert complete.any()
        for length in (4, 5):
            regions = inland[inland.index.str.len() == length].sum()
            assert (regions - table.loc["NO0"])[complete].abs().max() <= tolerance
        shelf = table.loc["NO"] - table.loc["NO0"] - table.loc["NOZ"]
        assert shelf[complete].dropna().abs().max() <= tolerance or shelf[complete].isna().all()


def annual_accounts() -> pd.DataFrame:
    quarters = wide("national_accounts_2025_05", ["Tid"], "Makrost", ContentsCode="Priser")
    return quarters.groupby(quarters.index.str[:4]).sum(min_count=4)


def test_quarters_sum_to_the_years_and_mainland_and_shelf_to_norway():
    years = annual_accounts()
    assert years.loc["2000", "bnpb.nr23_9fn"] == 1_142_800
    assert years.loc["2024", "bnpb.nr23_9fn"] == 4_050_137
    parts = years["bnpb.nr23_9fn"] + years["bnpb.nr23oljsj"]
    assert (years["bnpb.nr23_9"] - parts).abs().max() <= 4
    basic = years["bnpb.nr23_6fn"] + years["bnpb.nr29korr"]
    assert (years["bnpb.nr23_9fn"] - basic).abs().max() <= 4


def test_national_accounts_and_eurostat_have_the_same_norway():
    kroner = [wide(name, ["geo"], "time", unit="MIO_NAC").loc["NO"] for name in EUROSTAT_2008_2021]
    eurostat = pd.concat(kroner)
    assert list(eurostat.index) == [str(year) for year in range(2008, 2022)]
    assert (annual_accounts()["bnpb.nr23_9"].loc["2008":"2021"] - eurostat).abs().max() < 15


EUROSTAT_2008_2021 = ("eurostat_gdp_2023_02", "eurostat_gdp_year_2021")


def test_eurostat_and_ssb_agree_on_the_share_of_trondelag():
    eurostat = wide("eurostat_gdp_2023_02", ["geo"], "time", unit="MIO_NAC")
    market = eurostat.loc["NO060"] / (eurostat.loc["NO0"] - eurostat.loc["NO0B"])
    older = wide("county_accounts_totals_2025_01", ["Region"], "Tid")
    basic = older.loc[["16", "17"]].sum() / older.sum()
    assert (market[basic.index] - basic).abs().max() < 0.00001


def test_city_regions_repeat_the_norwegian_rows():
    cities = cells("eurostat_gdp_cities_2023_02").set_index(["geo", "unit", "time"])["value"].dropna()
    norway = cells("eurostat_gdp_2023_02").set_index(["geo", "unit", "time"])["value"].dropna()
    both = cities.index.intersection(norway.index)
    assert len(both) > 400
    assert (cities[both] == norway[both]).all()


def test_research_sectors_sum_to_the_whole_and_eurostat_agrees():
    table = wide("research_development_2025_02", ["ContentsCode", "Tid"], "Sektor")
    assert (table["0"] - table[["1", "2", "3"]].sum(axis=1)).abs().max() <= 1
    personnel = wide("rd_personnel_2020", ["geo"], "time")
    for year in ("2009", "2018"):
        assert personnel.loc["NO", year] == pytest.approx(table.loc[("FoUArsverk", year), "0"], abs=1)
        regions = personnel[personnel.index.str.fullmatch(r"NO0\d")]
        assert regions[year].sum() == pytest.approx(personnel.loc["NO", year], abs=10)


def test_patents_of_the_counties_sum_to_norway():
    table = wide("patents_2012", ["geo"], "time", unit="NR")
    counties = table[table.index.str.fullmatch(r"NO0\d\d")].sum()
    for year in ("2005", "2010", "2012"):
        assert counties[year] == pytest.approx(table.loc["NO0", year], abs=0.05)
    assert table.loc["NO061", "2012"] == 62.15


def test_value_added_per_employed_is_near_what_ssb_printed_in_an_older_vintage():
    figures = printed("value_added_per_employed")
    figures = figures[(figures["year"] == "2017") & figures["region"].str.fullmatch(r"\d\d")]
    ours = county_totals()["2017"] / totals_of_employed()["2017"] * 1000
    apart = (ours[figures["region"]].to_numpy() / figures["value"].to_numpy()) - 1
    assert len(figures) == 19
    assert abs(pd.Series(apart).median()) < 0.005
    assert abs(apart).max() < 0.045


def test_the_index_of_2013_is_near_what_ssb_printed_in_an_older_vintage():
    figures = printed("value_added_per_employed_index").set_index("region")["value"]
    counties = county_totals().drop("0")["2013"]
    employed = totals_of_employed().drop("0")["2013"]
    index = 100 * (counties / counties.sum()) / (employed / employed.sum())
    apart = (index - figures).dropna()
    assert len(apart) == 19
    assert apart.abs().max() < 1.1


def totals_of_employed() -> pd.DataFrame:
    employed = wide("county_accounts_2021_12", ["Region", "Tid"], "NACE", ContentsCode="own_employed")
    return employed["nr23_6"].unstack("Tid")
