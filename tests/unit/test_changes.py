"""The change report: a small table before, the same table after, and what is said about it."""

import duckdb
import pytest

from pipelines import changes


def build(file, tables=None, documents=(), figures=()):
    """A warehouse file with core tables {name: (key columns, value columns, SELECT)} and a few figures."""
    with duckdb.connect(str(file)) as con:
        for schema in ("core", "meta", "out"):
            con.execute(f"CREATE SCHEMA {schema}")
        con.execute("CREATE TABLE meta.table_key (table_name VARCHAR, key_columns VARCHAR[], value_columns VARCHAR[])")
        con.execute(
            "CREATE TABLE meta.document (sha256 VARCHAR, request VARCHAR, table_id VARCHAR, document VARCHAR,"
            " vintage VARCHAR, role VARCHAR)"
        )
        con.execute(
            "CREATE TABLE out.indicator_value (indicator VARCHAR, region VARCHAR, year INTEGER, denominator VARCHAR,"
            ' membership VARCHAR, prices VARCHAR, vintage VARCHAR, "value" DOUBLE)'
        )
        for name, (keys, values, select) in (tables or {}).items():
            con.execute(f"CREATE TABLE {name} AS {select}")
            con.execute("INSERT INTO meta.table_key VALUES (?, ?, ?)", [name, keys, values])
        for row in documents:
            con.execute("INSERT INTO meta.document VALUES (?, ?, ?, ?, ?, ?)", row)
        for year, value in figures:
            con.execute(
                "INSERT INTO out.indicator_value VALUES ('made_up', 'here', ?, '', 'fixed', '', 'latest', ?)",
                [year, value],
            )
    return file


def people(*rows):
    values = ", ".join(f"('{code}', {year}, {persons})" for code, year, persons in rows)
    return (
        ["municipality", "year"],
        ["persons"],
        f"SELECT * FROM (VALUES {values}) AS t(municipality, year, persons)",
    )


@pytest.fixture
def pair(tmp_path):
    def compare(before, after, **more):
        old = build(tmp_path / "before.duckdb", {"core.people": before}, **more.get("old", {}))
        new = build(tmp_path / "after.duckdb", {"core.people": after}, **more.get("new", {}))
        return changes.compare(old, new, base="before")

    return compare


def test_two_equal_files_give_nothing_new(pair):
    report = pair(people(("0001", 2020, 1)), people(("0001", 2020, 1)))
    assert report.nothing_new
    assert report.tables_compared == 2
    assert changes.ChangeReport(base="before", tables_compared=2) == report


def test_a_revised_cell_is_told_with_old_new_and_per_cent(pair):
    report = pair(people(("0001", 2020, 4), ("0002", 2020, 7)), people(("0001", 2020, 5), ("0002", 2020, 7)))
    (table,) = report.tables
    assert (table.table, table.rows_before, table.rows_after, table.cells_revised) == ("core.people", 2, 2, 1)
    assert table.cells == [
        changes.Cell(key={"municipality": "0001", "year": 2020}, column="persons", old=4, new=5, percent=25.0)
    ]
    assert not report.nothing_new


def test_new_years_and_codes_that_came_and_went(pair):
    report = pair(
        people(("0001", 2020, 1), ("0002", 2020, 2)),
        people(("0001", 2020, 1), ("0001", 2021, 1), ("0003", 2021, 3)),
    )
    (table,) = report.tables
    assert table.years_added == [2021]
    assert table.codes_added == {"municipality": ["0003"]}
    assert table.codes_removed == {"municipality": ["0002"]}
    assert (table.rows_added, table.rows_removed, table.cells_revised) == (2, 1, 0)


def test_years_that_are_gone_are_told(pair):
    report = pair(people(("0001", 2019, 1), ("0001", 2020, 1)), people(("0001", 2020, 1)))
    assert report.tables[0].years_removed == [2019]


def test_rows_that_changed_places_are_told_though_counts_codes_and_years_agree(pair):
    report = pair(
        people(("0001", 2020, 1), ("0002", 2021, 1), ("0003", 2020, 1), ("0003", 2021, 1), ("0001", 2022, 1)),
        people(("0001", 2021, 1), ("0002", 2021, 1), ("0003", 2020, 1), ("0003", 2021, 1), ("0001", 2022, 1)),
    )
    assert (report.tables[0].rows_added, report.tables[0].rows_removed) == (1, 1)


def test_figures_that_come_and_go_in_a_row_that_stays(pair):
    def table(a, b, c):
        select = f"SELECT * FROM (VALUES ('0001', 2020, {a}), ('0002', 2020, {b}), ('0003', 2020, {c}))"
        return ["municipality", "year"], ["persons"], f"{select} AS t(municipality, year, persons)"

    report = pair(table("NULL", 2, 0), table(1, "NULL", 3))
    cells = {cell.key["municipality"]: cell for cell in report.tables[0].cells}
    assert (cells["0001"].old, cells["0001"].new) == (None, 1)
    assert (cells["0002"].old, cells["0002"].new) == (2, None)
    assert (cells["0003"].old, cells["0003"].new, cells["0003"].percent) == (0, 3, None)


@pytest.mark.parametrize(
    ("before", "after"),
    [("0.3::DOUBLE", "0.1::DOUBLE + 0.2::DOUBLE"), ("0", "1e-13::DOUBLE"), ("1e9::DOUBLE", "1e9::DOUBLE + 1e-3")],
)
def test_what_differs_in_the_last_bits_only_is_the_same_figure(pair, before, after):
    assert pair(people(("0001", 2020, before)), people(("0001", 2020, after))).nothing_new


def test_all_revisions_are_counted_and_the_largest_shown(pair, monkeypatch):
    monkeypatch.setattr(changes, "CELLS_SHOWN", 2)
    report = pair(
        people(*[("0001", year, 100) for year in range(2000, 2010)]),
        people(*[("0001", year, year - 1899) for year in range(2000, 2010)]),
    )
    (table,) = report.tables
    assert table.cells_revised == 10
    assert [cell.percent for cell in table.cells] == [10.0, 9.0]


def test_a_new_publication_is_held_against_the_newest_one_before(pair):
    keys, values = ["vintage", "county", "year"], ["amount"]
    rows = "('2020-01-01', '01', 2019, 10.0), ('2021-01-01', '01', 2019, 20.0)"
    select = "SELECT * FROM (VALUES {}) AS t(vintage, county, year, amount)"
    report = pair(
        (keys, values, select.format(rows)),
        (keys, values, select.format(rows + ", ('2022-01-01', '01', 2019, 21.0), ('2022-01-01', '01', 2020, 1.0)")),
    )
    (table,) = report.tables
    assert table.vintages_added == ["2022-01-01"]
    assert table.years_added == [2020]
    assert table.cells == [
        changes.Cell(
            key={"county": "01", "year": 2019, "vintage": "2021-01-01 → 2022-01-01"},
            column="amount",
            old=20,
            new=21,
            percent=5.0,
        )
    ]


def test_a_table_that_is_new_or_gone(tmp_path):
    old = build(tmp_path / "a.duckdb", {"core.people": people(("0001", 2020, 1))})
    new = build(tmp_path / "b.duckdb", {"core.houses": people(("0001", 2021, 1), ("0002", 2021, 1))})
    gone, came = sorted(changes.compare(old, new, base="a").tables, key=lambda t: t.table, reverse=True)
    assert (gone.table, gone.rows_before, gone.rows_after, gone.rows_removed) == ("core.people", 1, None, 1)
    assert (came.table, came.rows_before, came.rows_after, came.years_added) == ("core.houses", None, 2, [2021])


def test_a_column_that_only_one_file_has_is_left_out_of_the_comparison(tmp_path):
    old = build(tmp_path / "a.duckdb", {"core.people": people(("0001", 2020, 1))})
    keys, values, select = people(("0001", 2020, 1))
    wider = (keys, [*values, "dogs"], f"SELECT *, 2 AS dogs FROM ({select})")
    assert changes.compare(old, build(tmp_path / "b.duckdb", {"core.people": wider}), base="a").nothing_new


def test_the_first_version_has_everything_new_but_no_base(tmp_path):
    new = build(tmp_path / "a.duckdb", {"core.people": people(("0001", 2020, 1))}, figures=[(2020, 1.0)])
    report = changes.compare(None, new)
    assert report.base is None
    assert not report.nothing_new
    assert report.tables[0].rows_after == 1
    assert report.figures is not None


def test_computed_figures_are_compared_in_all_their_choices(pair):
    same = people(("0001", 2020, 1))
    report = pair(same, same, old={"figures": [(2019, 1.0), (2020, 2.0)]}, new={"figures": [(2019, 1.0), (2020, 3.0)]})
    assert report.tables == []
    assert report.figures is not None
    (cell,) = report.figures.cells
    assert (cell.old, cell.new, cell.percent) == (2, 3, 50)
    assert cell.key["indicator"] == "made_up"
    assert cell.key["vintage"] == "latest"


def test_of_the_figures_those_of_the_declared_regions_come_first(tmp_path):
    files = []
    for name, values in (("a", (100, 100, 100)), ("b", (101, 150, 190))):
        file = build(tmp_path / f"{name}.duckdb")
        files.append(file)
        with duckdb.connect(str(file)) as con:
            con.execute("CREATE TABLE out.region AS SELECT * FROM (VALUES ('home', 1), ('0002', 1002), ('0001', 1001))"
                        " AS t(region, order_no)")  # fmt: skip
            for region, value in zip(("home", "0001", "0002"), values, strict=True):
                con.execute(
                    "INSERT INTO out.indicator_value VALUES ('made_up', ?, 2020, '', 'fixed', '', 'latest', ?)",
                    [region, value],
                )
    report = changes.compare(*files, base="a")
    assert [cell.key["region"] for cell in report.figures.cells] == ["home", "0002", "0001"]


def test_documents_that_came_went_and_were_replaced(pair):
    same = people(("0001", 2020, 1))
    old = [("a", "one", "99999", "one_2020", "2020", "current"), ("b", "two", "99998", "two_2019", "2019", "archive")]
    new = [("c", "one", "99999", "one_2021", "2021", "current"), ("d", "two", "99997", "two_2018", "2018", "archive")]
    report = pair(same, same, old={"documents": old}, new={"documents": new})
    told = [(d.document, d.vintage_before, d.vintage) for d in report.documents]
    assert told == [("two_2018", None, "2018"), ("two_2019", "2019", None), ("one_2021", "2020", "2021")]


def test_the_report_is_kept_as_a_file_and_read_again(pair, tmp_path):
    report = pair(people(("0001", 2020, 4)), people(("0001", 2020, 5)))
    file = tmp_path / "changes.json"
    file.write_text(report.model_dump_json(), encoding="utf-8")
    assert changes.read(file) == report
    file.write_text('{"tables": 1}', encoding="utf-8")
    assert changes.read(file) is None
    assert changes.read(tmp_path / "none.json") is None


def test_a_path_with_an_apostrophe_is_a_path(tmp_path):
    folder = tmp_path / "Ola's data"
    folder.mkdir()
    new = build(folder / "a.duckdb", {"core.people": people(("0001", 2020, 1))})
    assert changes.compare(None, new).tables_compared == 2
