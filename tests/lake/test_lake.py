"""What a lake adds: shared by machines, read from copies, told in a sentence when it or a part of it is away."""

import errno
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import duckdb
import pytest

from pipelines import paths, publishing, warehouse
from pipelines.lake import catalogue, copies, engine, moving, setting, tables
from tests.services import lake as services
from tests.services.postgres import cluster, programs_or_skip


def fill(database: Path, figure: int, steady: int = 7) -> None:
    """Made-up tables: one that each version has its own figure in, one that stays, one that comes and goes."""
    with duckdb.connect(str(database)) as con:
        con.execute("CREATE SCHEMA meta; CREATE SCHEMA out")
        con.execute(f"CREATE TABLE meta.schema_version AS SELECT {warehouse.SCHEMA_VERSION} AS schema_version")
        con.execute("CREATE TABLE out.moving AS SELECT ?::INTEGER AS figure, ['a', 'å'] AS words", [figure])
        con.execute("CREATE TABLE out.steady AS SELECT range AS n, ?::DOUBLE AS figure FROM range(1000)", [steady])
        if figure % 2:
            con.execute("CREATE TABLE out.odd AS SELECT 1 AS one WHERE false")


def published(figure: int) -> str:
    with publishing.writing(), publishing.draft() as draft:
        fill(draft.database, figure)
        draft.changes.write_text(f'{{"base": null, "tables_compared": {figure}}}', encoding="utf-8")
        return publishing.publish(draft, content=f"{figure:08d}")


def figure_served(version: str | None = None) -> int:
    with warehouse.open_store(version) as con:
        return con.execute("SELECT figure FROM out.moving").fetchone()[0]


def its() -> setting.Setting:
    return moving.required()


@pytest.fixture
def machine(lake, tmp_path, monkeypatch):
    """Be another machine: with a state folder of its own and nothing remembered."""

    def become(name: str) -> Path:
        monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path / name))
        catalogue.of(its()).close()
        copies.forget()
        return tmp_path / name

    return become


# --- in the lake -----------------------------------------------------------------------------------------------------


def test_every_version_is_a_snapshot_that_the_same_sql_reads(machine):
    first, second = published(1), published(2)
    content = catalogue.of(its()).content()
    assert list(content.versions) == [second, first]
    sql = "SELECT figure, words FROM out.moving"
    for version, figure in ((first, 1), (second, 2)):
        with engine.connect(its(), content.snapshots[version]) as con:
            con.execute(f"USE {engine.LAKE}")
            assert con.execute(sql).fetchall() == [(figure, ["a", "å"])]
            assert con.execute("SELECT tables_compared FROM (SELECT json_extract(report, 'tables_compared')::INT AS"
                               " tables_compared FROM meta.change_report)").fetchall() == [(figure,)]  # fmt: skip


def test_a_table_that_stays_is_not_written_again_and_one_that_goes_is_gone(machine, tmp_path):
    for figure in (1, 2, 3):
        published(figure)
    written = {name: len(list((tmp_path / "files" / "out" / name).glob("*.parquet"))) for name in ("moving", "steady")}
    assert written == {"moving": 3, "steady": 1}
    machine("other")
    there = []
    for version in reversed(warehouse.stored()):
        with warehouse.open_store(version) as con:
            names = {row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
            there.append("odd" in names)
            assert "change_report" not in names
    assert there == [True, False, True]


def test_another_machine_reads_the_same_and_its_change_report(machine):
    first, second = published(1), published(2)
    machine("other")
    assert (warehouse.current_version(), figure_served(), figure_served(first)) == (second, 2, 1)
    assert b'"tables_compared": 2' in (warehouse.folder_of(second) / warehouse.CHANGES).read_bytes()
    assert warehouse.about(first).content == "00000001"
    assert [v.id for v in warehouse.versions() if v.served] == [second]


def test_a_rollback_on_one_machine_holds_on_the_other_and_on_both_nothing_is_lost(machine):
    first, second = published(1), published(2)
    machine("other")
    publishing.rollback()
    machine("state")
    assert (warehouse.current_version(), warehouse.rolled_back()) == (first, [second])
    assert publishing.rollback(second) == second


def test_a_damaged_copy_is_fetched_again(machine):
    version = published(1)
    folder = machine("other")
    assert figure_served() == 1
    copy = folder / "warehouse" / "versions" / version / warehouse.DATABASE
    copy.chmod(0o644)
    copy.write_bytes(b"nothing")
    assert figure_served() == 1
    assert warehouse.served().problem is None


def test_pruning_expires_the_snapshot_and_leaves_the_others(machine):
    first, second, third = published(1), published(2), published(3)
    assert publishing.prune(keep=2) == [first]
    with engine.connect(its()) as con:
        kept = con.execute(f"SELECT commit_message FROM ducklake_snapshots('{engine.LAKE}')").fetchall()
    assert [row[0] for row in kept if row[0]] == [second, third]
    machine("other")
    assert warehouse.stored() == [third, second]
    assert (figure_served(second), figure_served(third)) == (2, 3)
    with pytest.raises(warehouse.UnknownVersion):
        warehouse.open_store(first)


def test_the_next_writer_need_not_wait_until_the_server_has_noticed_that_the_last_has_left(machine, monkeypatch):
    import psycopg

    known, unnoticed = catalogue.of(its()), []
    with monkeypatch.context() as patch:
        patch.setattr(psycopg.Connection, "close", lambda self: unnoticed.append(self))
        with known.writing() as first, known.writing() as beside:
            assert (first, beside) == (True, False)
        with known.writing() as after:
            assert after
    for connection in unnoticed:
        connection.close()


def test_a_machine_keeps_so_many_copies_and_none_that_is_not_in_the_lake(machine, monkeypatch):
    monkeypatch.setattr(copies, "KEPT", 2)
    made = [published(figure) for figure in (1, 2, 3)]
    folder = machine("other") / "warehouse" / "versions"
    (folder / "20200101T000000Z-00000000").mkdir(parents=True)
    for version in made:
        figure_served(version)
    assert len([v for v in made if (folder / v).is_dir()]) == 2
    assert (folder / made[2]).is_dir() and (folder / "20200101T000000Z-00000000").is_dir()


# --- the reader who should not wait ----------------------------------------------------------------------------------


def test_a_reader_sees_the_version_before_until_the_new_one_has_come(machine):
    first = published(1)
    folder = machine("other")
    assert warehouse.at_hand() == first
    machine("state")
    second = published(2)
    machine("other")
    assert warehouse.at_hand() == first
    deadline = time.monotonic() + 60
    while warehouse.at_hand() != second and time.monotonic() < deadline:
        time.sleep(0.05)
    assert warehouse.at_hand() == second
    assert (folder / "warehouse" / "versions" / second).is_dir()


def test_without_a_version_before_a_reader_waits(machine):
    version = published(1)
    machine("other")
    assert warehouse.at_hand() == version


# --- away, damaged, misset -------------------------------------------------------------------------------------------


def test_a_file_that_is_gone_from_the_storage_is_told_and_the_version_before_is_served(machine, tmp_path):
    first, second = published(1), published(2)
    catalogued = sorted((tmp_path / "files" / "out" / "moving").glob("*.parquet"))
    catalogued[-1].unlink()
    machine("other")
    served = warehouse.served()
    assert served.version == first
    assert f"Version {second} cannot be fetched from the lake" in (served.problem or "")
    assert figure_served() == 1


def test_a_file_with_other_figures_is_not_what_was_published(machine, tmp_path):
    version = published(1)
    (file,) = (tmp_path / "files" / "out" / "steady").glob("*.parquet")
    with duckdb.connect() as con:
        # numbered as DuckLake numbers columns: a file that it reads without a word
        con.execute(
            f"COPY (SELECT n, 8.0::DOUBLE AS figure FROM '{file}' ORDER BY n) TO '{file}.new'"
            " (FORMAT parquet, FIELD_IDS {n: 1, figure: 2})"
        )
    file.with_name(f"{file.name}.new").replace(file)
    machine("other")
    problem = f"Version {version} cannot be fetched from the lake: table out.steady is not what was published"
    with pytest.raises(warehouse.WarehouseError, match=problem):
        warehouse.open_store()


def test_while_the_catalogue_is_away_the_copy_is_served_and_nobody_publishes(tmp_path, monkeypatch):
    services.required()
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path / "state"))
    with cluster(programs_or_skip()) as server, services.set_to_lake(services.text(server, tmp_path / "files")):
        version = published(1)
        assert warehouse.served().problem is None
        server.stop()
        catalogue.of(its()).forget()
        served = warehouse.served()
        assert (served.version, figure_served(), warehouse.at_hand()) == (version, 1, version)
        assert "cannot be reached" in served.problem and f"{version}, which lies on this machine" in served.problem
        with pytest.raises(engine.Unreachable, match="catalogue"):
            published(2)
        monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path / "new"))
        with pytest.raises(warehouse.NoWarehouse, match="cannot be reached"):
            warehouse.served()


def test_a_pointer_that_cannot_be_noted_leaves_nothing_behind(monkeypatch, tmp_path):
    """A full disk: every page tries again."""
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path))
    folder = tmp_path / "warehouse"
    folder.mkdir()
    copies.mark(warehouse.Pointer(version="first"))
    assert [file.name for file in folder.iterdir()] == [warehouse.POINTER]

    def full(self, *_, **__):
        self.touch()
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(Path, "write_text", full)
    copies.mark(warehouse.Pointer(version="second"))
    assert [file.name for file in folder.iterdir()] == [warehouse.POINTER]
    assert b"first" in (folder / warehouse.POINTER).read_bytes()


def test_the_password_is_in_no_sentence_and_no_output(postgres, tmp_path):
    services.required()
    address = postgres.new_database().replace("postgres@", "postgres:Hemmelig@")
    text = f"ducklake:{address}_gone?data={tmp_path / 'files'}"
    said = subprocess.run(
        [sys.executable, "-m", "pipelines", "refresh", "--from", "snapshot", "--yes"],
        cwd=paths.ROOT,
        env=os.environ | {setting.VARIABLE: text, "MALBAROMETERET_STATE": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert said.returncode == 1
    assert "cannot be reached" in said.stderr and "does not exist" in said.stderr
    assert "Hemmelig" not in said.stdout + said.stderr and "Traceback" not in said.stderr
    with pytest.raises(engine.Unreachable) as told, engine.connect(setting.read(text)):
        pass
    assert "Hemmelig" not in str(told.value)


def test_files_elsewhere_than_the_setting_says_are_a_sentence(lake, tmp_path):
    published(1)
    other = lake.replace(str(tmp_path / "files"), str(tmp_path / "elsewhere"))
    with services.set_to_lake(other), pytest.raises(engine.Unreachable, match=r"do not lie in .*elsewhere"):
        published(2)


def test_without_its_libraries_a_sentence_says_how_to_install_them(lake, monkeypatch):
    monkeypatch.setattr(duckdb, "__version__", "9.9.9")
    with pytest.raises(engine.NotInstalled, match=r"for DuckDB 9\.9\.9.*requirements-ducklake\.txt"):
        published(1)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    catalogue.of(its()).close()
    with pytest.raises(engine.NotInstalled, match="psycopg"):
        warehouse.served()


def test_a_reader_needs_no_right_to_write(machine, postgres):
    version = published(1)
    where = its()
    with engine.connect(where) as con:
        con.execute("CALL postgres_execute('__ducklake_metadata_lake', 'CREATE ROLE reader LOGIN')")
        con.execute(
            "CALL postgres_execute('__ducklake_metadata_lake', 'GRANT USAGE ON SCHEMA malbarometeret TO reader; "
            "GRANT SELECT ON ALL TABLES IN SCHEMA malbarometeret TO reader')"
        )
    text = os.environ[setting.VARIABLE].replace("postgres@", "reader@")
    with services.set_to_lake(text):
        machine("other")
        assert (warehouse.current_version(), figure_served()) == (version, 1)
        with pytest.raises(warehouse.WarehouseError):
            published(2)
    machine("state")
    assert figure_served() == 1


# --- killed ----------------------------------------------------------------------------------------------------------

CHILD = """
    import os, signal, sys
    from pathlib import Path
    import duckdb
    from pipelines import publishing
    from pipelines.lake import tables
    sys.path.insert(0, os.getcwd())
    from tests.lake.test_lake import published

    class Dying:
        def __init__(self, con):
            self.con = con
        def __enter__(self):
            self.con.__enter__()
            return self
        def __exit__(self, *error):
            return self.con.__exit__(*error)
        def execute(self, sql, *values):
            if sql.startswith(sys.argv[1]) and sys.argv[2] == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            done = self.con.execute(sql, *values)
            if sql.startswith(sys.argv[1]):
                os.kill(os.getpid(), signal.SIGKILL)
            return done

    whole = duckdb.connect
    def connect(*words, **more):
        con = whole(*words, **more)
        return con if words else Dying(con)
    duckdb.connect = connect
    published(2)
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX matter")
@pytest.mark.parametrize(
    ("step", "moment"),
    [("BEGIN", "after"), ("CREATE OR REPLACE TABLE lake.meta", "after"), ("COMMIT", "before"), ("COMMIT", "after")],
)
def test_killed_on_the_way_into_the_lake_the_version_before_is_served_everywhere(machine, step, moment):
    first = published(1)
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(CHILD), step, moment],
        cwd=paths.ROOT,
        env=os.environ | {"PYTHONPATH": str(paths.ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == -9, ended.stderr
    for name in ("state", "other"):
        machine(name)
        assert (warehouse.current_version(), figure_served(), warehouse.served().problem) == (first, 1, None)
    # once it is in the lake a version is whole, and a refresh that comes to its content takes it up
    assert (warehouse.with_content("00000002") is not None) == ((step, moment) == ("COMMIT", "after"))
    assert published(3) == warehouse.current_version()
    machine("third")
    assert figure_served() == 3


# --- moving ----------------------------------------------------------------------------------------------------------


def test_a_warehouse_moves_into_a_lake_and_back_with_every_version_and_the_pointer(lake, tmp_path, monkeypatch):
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path / "before"))
    monkeypatch.setenv(setting.VARIABLE, "files")
    with pytest.raises(moving.NoLake, match=setting.VARIABLE):
        moving.take_in()
    made = [published(figure) for figure in (1, 2, 3)]
    publishing.rollback(made[1])
    monkeypatch.setenv(setting.VARIABLE, lake)
    assert moving.take_in() == moving.Moved(made, made[1])
    assert moving.take_in() == moving.Moved([], made[1])
    assert warehouse.rolled_back() == [made[2]]

    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path / "after"))
    assert "Versions: 3, of which 0 lie on this machine" in moving.told()
    assert moving.bring_home() == moving.Moved(made, made[1])
    monkeypatch.setenv(setting.VARIABLE, "")
    assert [v.id for v in warehouse.versions()] == made[::-1]
    assert (warehouse.current_version(), warehouse.rolled_back()) == (made[1], [made[2]])
    assert [figure_served(version) for version in made] == [1, 2, 3]


def test_a_damaged_version_stops_the_move_before_anything_is_moved(lake, tmp_path, monkeypatch):
    monkeypatch.setenv(setting.VARIABLE, "files")
    made = [published(figure) for figure in (1, 2)]
    (warehouse.versions_folder() / made[1] / warehouse.ABOUT).write_text("{")
    monkeypatch.setenv(setting.VARIABLE, lake)
    with pytest.raises(warehouse.WarehouseError, match=f"{made[1]} is incomplete.*Move it away"):
        moving.take_in()
    assert warehouse.stored() == []


def test_versions_move_in_whatever_is_in_the_lake_already(machine, monkeypatch):
    late = published(9)
    early = machine("early")
    text = os.environ[setting.VARIABLE]
    monkeypatch.setenv(setting.VARIABLE, "")
    monkeypatch.setattr(publishing, "_next_id", lambda content: f"20200101T000000Z-{content}")
    old = published(1)
    assert early.is_dir()
    monkeypatch.setenv(setting.VARIABLE, text)
    assert moving.take_in() == moving.Moved([old], late)
    machine("other")
    assert warehouse.stored() == [late, old]
    assert (figure_served(), figure_served(old)) == (9, 1)
    assert tables.expire(its(), [old]) == []  # the newest snapshot cannot be expired
