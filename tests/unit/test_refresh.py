"""The refresh with made-up steps: how it ends in each case, and that the old version stays when anything goes wrong."""

import errno
import hashlib
import os
import subprocess
import sys
import textwrap
from dataclasses import replace

import duckdb
import pytest
from pydantic import ValidationError

from pipelines import changes, checks, paths, publishing, warehouse
from pipelines.documents import Document
from pipelines.gather import Fetched, UnknownTable
from pipelines.refresh import Content, Order, RefreshError, Steps, recipe, refresh
from pipelines.tables import CodeList

SNAPSHOT = Order(source="snapshot")


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path))
    return tmp_path


def document(persons: int) -> Document:
    """A made-up document that stands for one municipality's population."""
    return Document(
        name="made_up",
        request="made_up",
        table="99999",
        publisher="Nobody",
        role="current",
        vintage="2000-01-01",
        vintage_basis="made up",
        sha256=hashlib.sha256(str(persons).encode()).hexdigest(),
        read=lambda: [str(persons).encode()],
    )


def build_core(con, documents, progress):
    for schema in ("core", "meta"):
        con.execute(f"CREATE SCHEMA {schema}")
    con.execute("CREATE TABLE meta.schema_version AS SELECT 1 AS schema_version")
    con.execute(
        "CREATE TABLE meta.table_key AS SELECT 'core.population' AS table_name,"
        " ['municipality', 'year'] AS key_columns, ['persons'] AS value_columns"
    )
    con.execute(
        "CREATE TABLE meta.document (sha256 VARCHAR, request VARCHAR, table_id VARCHAR, document VARCHAR,"
        " vintage VARCHAR, role VARCHAR)"
    )
    con.execute("CREATE TABLE core.population (municipality VARCHAR, year INTEGER, persons INTEGER)")
    for d in documents:
        progress(d.table)
        con.execute("INSERT INTO core.population VALUES ('0001', 2020, ?)", [int(d.read()[0])])
        con.execute(
            "INSERT INTO meta.document VALUES (?, ?, ?, ?, ?, ?)",
            [d.sha256, d.request, d.table, d.name, d.vintage, d.role],
        )


def build_out(con, progress):
    con.execute("CREATE SCHEMA out")
    con.execute("CREATE TABLE core.municipality AS SELECT municipality FROM core.population")
    con.execute("CREATE TABLE core.population_nation AS SELECT year, persons FROM core.population")
    con.execute(
        "CREATE TABLE core.county_total AS SELECT '2000' AS vintage, '99999' AS table_id, 'basic' AS price,"
        " 2020 AS year, '00' AS county, 1.0 AS value_added_mnok"
    )
    con.execute("CREATE TABLE out.municipal_value_added AS SELECT 'made_up' AS method, * FROM core.county_total")
    con.execute("CREATE TABLE out.region AS SELECT 'here' AS region")
    con.execute(
        "CREATE TABLE out.indicator_value AS SELECT 'made_up' AS indicator, 'here' AS region, year, '' AS denominator,"
        " 'fixed' AS membership, '' AS prices, 'latest' AS vintage, 2.0 * persons AS \"value\", 'measured' AS status"
        " FROM core.population"
    )


def nobody_fetches(names, progress):
    raise AssertionError("a refresh from the snapshot asks nobody")


def steps(persons: int = 100, **other) -> Steps:
    made = Steps(
        fetch=nobody_fetches, documents=lambda _: [document(persons)], build_core=build_core, build_out=build_out
    )
    return replace(made, **other)


def yes(report, results):
    return True


def no(report, results):
    return False


def persons_served() -> int:
    with warehouse.open_store() as con:
        return con.execute("SELECT persons FROM core.population").fetchone()[0]


# --- how it ends -----------------------------------------------------------------------------------------------------


def test_a_first_refresh_publishes_a_version_with_its_report_and_checks():
    outcome = refresh(SNAPSHOT, yes, steps=steps())
    assert outcome.ending == "published"
    assert outcome.version == warehouse.current_version()
    assert changes.read(warehouse.folder_of(outcome.version) / warehouse.CHANGES) == outcome.report
    known = warehouse.about(outcome.version)
    assert (known.source, known.base) == ("snapshot", None)
    with warehouse.open_store() as con:
        assert con.execute("SELECT count(*) FROM meta.check WHERE passed").fetchone() == (len(checks.CHECKS),)


def test_nothing_new_is_a_result_of_its_own_and_makes_no_version():
    first = refresh(SNAPSHOT, yes, steps=steps()).version

    def not_called(*_):
        raise AssertionError("nothing is built when nothing is new")

    outcome = refresh(SNAPSHOT, yes, steps=steps(build_core=not_called))
    assert (outcome.ending, outcome.version) == ("nothing_new", first)
    assert len(warehouse.versions()) == 1


def test_new_figures_make_a_version_that_tells_what_changed():
    first = refresh(SNAPSHOT, yes, steps=steps(100)).version
    shown = []
    outcome = refresh(SNAPSHOT, lambda report, results: shown.append(report) or True, steps=steps(110))
    assert outcome.ending == "published"
    assert shown == [outcome.report]
    assert outcome.report.base == first
    (table,) = outcome.report.tables
    assert [(c.old, c.new, c.percent) for c in table.cells] == [(100, 110, 10)]
    assert [(c.old, c.new) for c in outcome.report.figures.cells] == [(200, 220)]
    assert persons_served() == 110
    assert warehouse.about(outcome.version).base == first


def test_when_nobody_says_yes_nothing_is_published():
    refresh(SNAPSHOT, yes, steps=steps(100))
    outcome = refresh(SNAPSHOT, no, steps=steps(110))
    assert outcome.ending == "declined"
    assert outcome.report.tables
    assert persons_served() == 100
    assert len(list(warehouse.versions_folder().iterdir())) == 1


def test_a_dry_run_builds_and_compares_but_never_asks():
    refresh(SNAPSHOT, yes, steps=steps(100))

    def not_asked(*_):
        raise AssertionError("a dry run asks nobody")

    outcome = refresh(Order(source="snapshot", dry_run=True), not_asked, steps=steps(110))
    assert outcome.ending == "dry_run"
    assert outcome.report.tables
    assert persons_served() == 100


def test_a_failed_check_stops_the_publication_and_can_be_accepted_by_name():
    refresh(SNAPSHOT, yes, steps=steps(100))
    outcome = refresh(SNAPSHOT, yes, steps=steps(200))
    assert outcome.ending == "stopped"
    assert [r.name for r in outcome.checks if r.stops] == ["population_steady"]
    assert persons_served() == 100
    (found,) = [r for r in outcome.checks if r.stops]
    said = checks.acceptances([found.called], "made up for this test")
    accepted = refresh(Order(source="snapshot", accept=said), yes, steps=steps(200))
    assert accepted.ending == "published"
    assert persons_served() == 200


def test_what_was_rolled_back_from_is_not_published_again_by_itself():
    first = refresh(SNAPSHOT, yes, steps=steps(100)).version
    second = refresh(SNAPSHOT, yes, steps=steps(110)).version
    publishing.rollback()
    outcome = refresh(SNAPSHOT, yes, steps=steps(110))
    assert (outcome.ending, outcome.version) == ("held_back", second)
    assert warehouse.current_version() == first
    assert refresh(SNAPSHOT, yes, steps=steps(115)).ending == "published"


def test_a_version_that_was_finished_but_never_pointed_to_is_taken_up(monkeypatch):
    first = refresh(SNAPSHOT, yes, steps=steps(100)).version

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "_point", full)
        with pytest.raises(RefreshError, match="The disk is full"):
            refresh(SNAPSHOT, yes, steps=steps(110))
    assert warehouse.current_version() == first
    assert refresh(SNAPSHOT, no, steps=steps(110)).ending == "declined"
    assert refresh(Order(source="snapshot", dry_run=True), no, steps=steps(110)).ending == "dry_run"
    outcome = refresh(SNAPSHOT, yes, steps=steps(110))
    assert outcome.ending == "published"
    assert outcome.report.base == first
    assert persons_served() == 110
    assert len(warehouse.versions()) == 2


def test_a_changed_recipe_is_news_like_a_changed_document(tmp_path):
    folder = tmp_path / "indicators" / "goal"
    folder.mkdir(parents=True)
    before = Content.of([document(1)], tmp_path)
    assert Content.of([document(1)], tmp_path) == before
    (folder / "made_up.sql").write_text("SELECT 1")
    after = Content.of([document(1)], tmp_path)
    assert after.all != before.all
    assert after.documents == before.documents
    assert Content.of([document(2)], tmp_path).documents != before.documents


def test_the_recipe_names_what_the_figures_depend_on():
    names = {file.relative_to(paths.ROOT).as_posix() for file in recipe()}
    assert {"pipelines/ssb_tables.toml", "pipelines/build.py", "data/regions.toml", "data/plan.toml"} <= names
    assert any(name.startswith("pipelines/core/") for name in names)
    assert not any(name.startswith("dashboard/") for name in names)


# --- from Statistics Norway ------------------------------------------------------------------------------------------


def fetched(status="unchanged", request="made_up", sentence=""):
    return Fetched(request=request, table="99999", status=status, updated="2000-01-01T08:00:00Z", sentence=sentence)


def test_a_refresh_from_ssb_asks_for_the_tables_named_and_builds_from_the_answers():
    asked = []

    def fetch(names, progress):
        asked.append(list(names))
        return [fetched("answered")]

    sources = []

    def documents(source):
        sources.append(source)
        return [document(100)]

    outcome = refresh(Order(tables=["99999"]), yes, steps=steps(fetch=fetch, documents=documents))
    assert outcome.ending == "published"
    assert (asked, sources) == ([["99999"]], ["ssb"])
    assert outcome.fetched == [fetched("answered")]


def test_a_table_that_could_not_be_fetched_stops_the_refresh_unless_told_to_go_on():
    refresh(SNAPSHOT, yes, steps=steps(100))
    broken = steps(110, fetch=lambda *_: [fetched("failed", sentence="table 99999: gone"), fetched(request="other")])
    outcome = refresh(Order(), yes, steps=broken)
    assert outcome.ending == "failed"
    assert [f.sentence for f in outcome.fetched if f.failed] == ["table 99999: gone"]
    assert persons_served() == 100
    assert refresh(Order(skip_failed=True), yes, steps=broken).ending == "published"


def test_an_unknown_table_is_a_sentence():
    def fetch(names, progress):
        raise UnknownTable("No table or request is called nonsense.")

    with pytest.raises(UnknownTable, match="No table or request is called nonsense"):
        refresh(Order(tables=["nonsense"]), yes, steps=steps(fetch=fetch))


# --- what goes wrong -------------------------------------------------------------------------------------------------


def spoilt(error):
    def build(con, documents, progress):
        build_core(con, documents, progress)
        raise error

    return build


def invalid() -> ValidationError:
    """What a declaration with an unknown key raises."""
    with pytest.raises(ValidationError) as raised:
        CodeList.model_validate({"id": "1", "nonsense": 2})
    return raised.value


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full: make room in "),
        (duckdb.IOException("IO Error: Could not write file: No space left on device"), "The disk is full"),
        (PermissionError(errno.EACCES, "Permission denied", "warehouse"), "Permission denied: warehouse"),
        (invalid(), "CodeList: nonsense: Extra inputs are not permitted; nothing"),
        (ValueError("table 99999 (made_up): dimension Region is missing"), "table 99999 .made_up.: dimension Region"),
        (
            duckdb.CatalogException("Catalog Error: Table core.x does not exist\nmore"),
            "The build failed: Catalog Error",
        ),
    ],
)
def test_what_goes_wrong_in_the_build_is_one_sentence_and_the_old_version_is_served(error, sentence):
    refresh(SNAPSHOT, yes, steps=steps(100))
    with pytest.raises(RefreshError, match=sentence) as raised:
        refresh(SNAPSHOT, yes, steps=steps(110, build_core=spoilt(error)))
    assert "\n" not in str(raised.value)
    assert str(raised.value).endswith("nothing was published, and the version before is still served.")
    assert persons_served() == 100
    assert len(list(warehouse.versions_folder().iterdir())) == 1
    assert refresh(SNAPSHOT, yes, steps=steps(110)).ending == "published"


def test_without_a_document_there_is_nothing_to_build():
    with pytest.raises(RefreshError, match="no document to build from"):
        refresh(SNAPSHOT, yes, steps=steps(documents=lambda _: []))


def test_of_two_refreshes_at_once_the_second_gets_a_sentence():
    with publishing.writing(), pytest.raises(publishing.Busy, match="Another refresh"):
        refresh(SNAPSHOT, yes, steps=steps())


def test_a_damaged_served_version_is_replaced_and_compared_with_the_one_that_stands_in():
    first = refresh(SNAPSHOT, yes, steps=steps(100)).version
    second = refresh(SNAPSHOT, yes, steps=steps(110)).version
    file = warehouse.folder_of(second) / warehouse.DATABASE
    file.chmod(0o644)
    file.write_bytes(b"1")
    outcome = refresh(SNAPSHOT, yes, steps=steps(110))
    assert outcome.ending == "published"
    assert outcome.report.base == first
    assert persons_served() == 110


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX matter")
@pytest.mark.parametrize("moment", ["build_core", "build_out", "approve"])
def test_killed_during_a_refresh_the_old_version_is_served_and_the_next_one_succeeds(moment):
    refresh(SNAPSHOT, yes, steps=steps(100))
    code = f"""
        import os, signal
        from tests.unit import test_refresh as made_up
        def die(*_):
            os.kill(os.getpid(), signal.SIGKILL)
        moment = {moment!r}
        steps = made_up.steps(110) if moment == "approve" else made_up.steps(110, **{{moment: die}})
        made_up.refresh(made_up.SNAPSHOT, die if moment == "approve" else made_up.yes, steps=steps)
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=paths.ROOT,
        env=os.environ | {"PYTHONPATH": str(paths.ROOT)},
        timeout=120,
    )
    assert ended.returncode == -9
    assert persons_served() == 100
    assert warehouse.served().problem is None
    assert refresh(SNAPSHOT, yes, steps=steps(110)).ending == "published"
    assert [f.name for f in warehouse.versions_folder().iterdir() if f.name.startswith(".")] == []


@pytest.mark.parametrize("room", [0, 5_000, 100_000, 1_000_000])
def test_a_disk_that_runs_full_is_told_and_the_old_version_is_served(room):
    pytest.importorskip("resource", reason="file size limits are a POSIX matter")
    refresh(SNAPSHOT, yes, steps=steps(100))
    code = f"""
        import resource
        from tests.unit import test_refresh as made_up
        resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))
        try:
            made_up.refresh(made_up.SNAPSHOT, made_up.yes, steps=made_up.steps(110))
        except made_up.RefreshError as error:
            print(error)
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=paths.ROOT,
        env=os.environ | {"PYTHONPATH": str(paths.ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.stdout.startswith("The disk is full: make room in "), ended
    assert persons_served() == 100
    assert warehouse.served().problem is None
    assert refresh(SNAPSHOT, yes, steps=steps(110)).ending == "published"
