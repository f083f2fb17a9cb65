"""Versions and pointer: what is served when all is well, and when something is damaged, newer, missing or full."""

import errno
import json
import os
import subprocess
import sys
import textwrap

import duckdb
import pytest

from pipelines import build, paths, publishing, warehouse


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path))
    return tmp_path


def fill(draft: publishing.Draft, figure: int, schema: int = warehouse.SCHEMA_VERSION) -> None:
    with duckdb.connect(str(draft.database)) as con:
        con.execute("CREATE SCHEMA meta")
        con.execute("CREATE TABLE meta.schema_version AS SELECT CAST(? AS INTEGER) AS schema_version", [schema])
        con.execute("CREATE TABLE figures AS SELECT CAST(? AS INTEGER) AS figure", [figure])


def published(figure: int, content: str | None = None) -> str:
    with publishing.writing(), publishing.draft() as draft:
        fill(draft, figure)
        return publishing.publish(draft, content=content or f"{figure:08d}")


def figure_served(version: str | None = None) -> int:
    with warehouse.open_store(version) as con:
        return con.execute("SELECT figure FROM figures").fetchone()[0]


def database(version: str):
    return warehouse.versions_folder() / version / warehouse.DATABASE


def damage(version: str) -> None:
    file = database(version)
    file.chmod(0o644)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


def test_without_any_version_a_sentence_says_how_to_build_one():
    assert warehouse.current_version() is None
    with pytest.raises(warehouse.NoWarehouse, match=r"no warehouse yet.*refresh --from snapshot"):
        warehouse.open_store()


def test_the_program_reads_what_it_builds():
    assert build.SCHEMA_VERSION == warehouse.SCHEMA_VERSION >= warehouse.OLDEST_READABLE


def test_the_newest_published_version_is_served_and_the_older_stay():
    first, second = published(1), published(2)
    assert warehouse.current_version() == second
    assert [v.id for v in warehouse.versions()] == [second, first]
    assert [v.served for v in warehouse.versions()] == [True, False]
    assert (figure_served(), figure_served(first)) == (2, 1)


def test_versions_sort_by_age_even_when_made_within_one_second_and_equal_content():
    made = [published(1) for _ in range(3)]
    assert len(set(made)) == 3
    assert made == sorted(made)


def test_a_reader_is_not_disturbed_by_a_publication():
    published(1)
    with warehouse.open_store() as reader:
        published(2)
        assert reader.execute("SELECT figure FROM figures").fetchone() == (1,)
        assert figure_served() == 2


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE figures2 AS SELECT 1",
        "SELECT * FROM read_csv('/etc/hosts')",
        "COPY figures TO 'figures.csv'",
        "ATTACH 'other.duckdb'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ],
)
def test_a_reader_can_neither_write_nor_reach_other_files(statement):
    published(1)
    with warehouse.open_store() as con, pytest.raises(duckdb.Error):
        con.execute(statement)


def test_what_is_not_published_leaves_no_trace():
    published(1)
    with publishing.writing(), publishing.draft() as draft:
        fill(draft, 2)
    assert len(warehouse.versions()) == 1
    assert [f.name for f in warehouse.versions_folder().iterdir()] == [warehouse.current_version()]


# --- damage ----------------------------------------------------------------------------------------------------------


def test_for_a_damaged_file_the_newest_whole_version_is_served_and_a_sentence_says_so():
    first, second, third = published(1), published(2), published(3)
    damage(third)
    assert figure_served() == 2
    assert warehouse.served().version == second == warehouse.current_version()
    assert warehouse.served().problem == (
        f"Warehouse version {third} is damaged: warehouse.duckdb is not what was published. "
        f"Version {second} is served instead."
    )
    with pytest.raises(warehouse.Unreadable, match=f"{third} is damaged"):
        warehouse.open_store(third)
    assert figure_served(first) == 1


def test_a_truncated_file_is_told_by_its_size():
    first, second = published(1), published(2)
    file = database(second)
    file.chmod(0o644)
    os.truncate(file, 5000)
    assert "has 5000 bytes instead of" in (warehouse.served().problem or "")
    assert warehouse.current_version() == first


def test_a_version_without_its_record_or_file_is_incomplete():
    first, second, third = published(1), published(2), published(3)
    (warehouse.versions_folder() / third / warehouse.ABOUT).write_text("{")
    database(second).chmod(0o644)
    database(second).unlink()
    assert "version.json is missing or damaged" in (warehouse.problem_with(third) or "")
    assert "warehouse.duckdb is missing or damaged" in (warehouse.problem_with(second) or "")
    assert warehouse.current_version() == first


def test_when_every_version_is_damaged_the_sentence_says_to_build_a_new_one():
    damage(published(1))
    with pytest.raises(warehouse.NoWarehouse, match=r"is damaged.*No other version.*refresh --from snapshot"):
        warehouse.open_store()


def test_a_file_that_is_no_warehouse_is_told_so():
    with publishing.writing(), publishing.draft() as draft:
        draft.database.write_bytes(b"1" * 20000)
        version = publishing.publish(draft, content="1" * 8)
    assert "is damaged: IO Error" in (warehouse.problem_with(version) or "")


@pytest.mark.parametrize("where", ["record", "file"])
def test_a_file_from_a_newer_program_is_not_read(where, monkeypatch):
    first = published(1)
    newer = warehouse.SCHEMA_VERSION + 1
    with publishing.writing(), publishing.draft() as draft:
        fill(draft, 2, schema=newer)
        second = publishing.publish(draft, content="2" * 8)
    if where == "record":
        record = warehouse.versions_folder() / second / warehouse.ABOUT
        record.write_text(json.dumps(json.loads(record.read_text()) | {"schema_version": newer, "unheard_of": 1}))
    assert figure_served() == 1
    assert f"{second} was made by a newer program (schema {newer}" in (warehouse.served().problem or "")
    assert f"{first} is served instead" in (warehouse.served().problem or "")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "The pointer current.json is missing."),
        (b"", "The pointer current.json is damaged."),
        (b"\xff\xfe", "The pointer current.json is damaged."),
        (b"[1, 2]", "The pointer current.json is damaged."),
        (b'{"version": "20000101T000000Z-00000000"}', "names version 20000101T000000Z-00000000, which does not exist."),
        (b'{"version": "../.."}', "is incomplete"),
        (b'{"version": ""}', "is incomplete"),
    ],
)
def test_without_a_usable_pointer_the_newest_whole_version_is_served(content, sentence):
    published(1)
    second = published(2)
    pointer = paths.warehouse() / warehouse.POINTER
    if content is None:
        pointer.unlink()
    else:
        pointer.write_bytes(content)
    assert warehouse.current_version() == second
    assert figure_served() == 2
    assert sentence in (warehouse.served().problem or "")


# --- full disk, killed, two at once ----------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["_write", "_flush", "_rename"])
def test_a_full_disk_during_publication_leaves_the_old_version(step, monkeypatch):
    first = published(1)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(publishing, step, full)
    with pytest.raises(OSError, match="No space left"):
        published(2)
    assert warehouse.current_version() == first
    assert warehouse.served().problem is None
    assert [f.name for f in warehouse.versions_folder().iterdir()] == [first]


def test_a_full_disk_when_the_pointer_moves_keeps_the_old_pointer_and_the_finished_version(monkeypatch):
    first = published(1)
    monkeypatch.setattr(publishing, "_point", lambda _: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    with pytest.raises(OSError, match="full"):
        published(2, content="abcdefgh")
    assert warehouse.current_version() == first
    assert warehouse.with_content("abcdefgh") == warehouse.versions()[0].id


def test_a_draft_that_was_not_written_to_the_end_is_not_published():
    first = published(1)
    with publishing.writing(), publishing.draft() as draft:
        fill(draft, 2)
        draft.database.with_name("warehouse.duckdb.wal").write_bytes(b"1")  # what DuckDB leaves when it fails to close
        with pytest.raises(OSError, match="not everything could be written"):
            publishing.publish(draft, content="22222222")
    assert warehouse.current_version() == first


CHILD = """
    import os, signal, sys, time
    import duckdb
    from pipelines import publishing, warehouse

    def dies(name):
        whole = getattr(publishing, name)
        def step(*arguments):
            if sys.argv[2] == "after":
                whole(*arguments)
            os.kill(os.getpid(), signal.SIGKILL)
        setattr(publishing, name, step)

    with publishing.writing(), publishing.draft() as draft:
        with duckdb.connect(str(draft.database)) as con:
            con.execute("CREATE SCHEMA meta")
            con.execute("CREATE TABLE meta.schema_version AS SELECT 1 AS schema_version")
            con.execute("CREATE TABLE figures AS SELECT 2 AS figure")
        dies(sys.argv[1])
        publishing.publish(draft, content="22222222")
"""


def child(*arguments: str, code: str = CHILD) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        cwd=paths.ROOT,
        env=os.environ | {"PYTHONPATH": str(paths.ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX matter")
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("step", ["_write", "_flush", "_rename", "_point"])
def test_killed_at_any_step_of_a_publication_a_whole_version_is_served(step, moment):
    first = published(1)
    assert child(step, moment).returncode == -9
    expected = 2 if (step, moment) == ("_point", "after") else 1
    assert figure_served() == expected
    assert warehouse.served().problem is None
    third = published(3)
    assert figure_served() == 3
    assert not [f for f in warehouse.versions_folder().iterdir() if f.name.startswith(".")]
    assert figure_served(first) == 1
    assert warehouse.current_version() == third


def test_a_write_that_the_system_cuts_off_leaves_the_old_version():
    resource = pytest.importorskip("resource", reason="file size limits are a POSIX matter")
    assert resource
    first = published(1)
    code = """
        import resource, sys
        import duckdb
        from pipelines import publishing
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        with publishing.writing(), publishing.draft() as draft:
            with duckdb.connect(str(draft.database)) as con:
                con.execute("CREATE TABLE big AS SELECT random() AS figure FROM range(1000000)")
            publishing.publish(draft, content="22222222")
    """
    ended = child(code=code)
    assert ended.returncode == 1
    assert "Error" in ended.stderr
    assert warehouse.current_version() == first
    assert [f.name for f in warehouse.versions_folder().iterdir()] == [first]


def test_of_two_writers_the_second_gets_a_sentence():
    with (
        publishing.writing(),
        pytest.raises(publishing.Busy, match="Another refresh or rollback is under way"),
        publishing.writing(),
    ):
        pass
    with publishing.writing():
        pass


def test_a_writer_in_another_process_keeps_this_one_out():
    published(1)
    code = "from pipelines import publishing\nwith publishing.writing(): print('held', flush=True); input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=paths.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(publishing.Busy):
        publishing.rollback()
    holder.kill()
    holder.wait()
    with publishing.writing():  # the system has released the lock of the killed one
        pass


# --- back and out ----------------------------------------------------------------------------------------------------


def test_rollback_goes_back_one_and_to_any_version():
    first, second, third = published(1), published(2), published(3)
    assert publishing.rollback() == second
    assert figure_served() == 2
    assert warehouse.rolled_back() == [third]
    assert publishing.rollback(first) == first
    assert warehouse.rolled_back() == [third, second]
    assert publishing.rollback(third) == third
    assert warehouse.rolled_back() == []
    assert figure_served() == 3


def test_rollback_passes_over_a_damaged_version():
    first, second, _ = published(1), published(2), published(3)
    damage(second)
    assert publishing.rollback() == first


def test_rollback_to_an_unknown_version_names_the_known_ones():
    first = published(1)
    with pytest.raises(warehouse.UnknownVersion, match=f"no warehouse version 1999; the newest are: {first}"):
        publishing.rollback("1999")
    with pytest.raises(warehouse.UnknownVersion, match="no version before the served one"):
        publishing.rollback()
    assert warehouse.current_version() == first


def test_rollback_to_a_damaged_version_is_refused():
    first, second = published(1), published(2)
    damage(first)
    with pytest.raises(warehouse.Unreadable, match=f"{first} is damaged"):
        publishing.rollback(first)
    assert warehouse.current_version() == second


def test_a_version_that_was_rolled_back_from_is_the_last_to_stand_in():
    first, second, third = published(1), published(2), published(3)
    publishing.rollback(second)
    damage(second)
    assert warehouse.current_version() == first
    damage(first)
    assert warehouse.current_version() == third


def test_all_versions_are_kept_unless_asked_otherwise():
    made = [published(n) for n in range(1, 5)]
    assert publishing.prune() == []
    publishing.rollback(made[0])
    assert publishing.prune(keep=1) == [made[2], made[1]]
    assert [v.id for v in warehouse.versions()] == [made[3], made[0]]
    assert figure_served() == 1
    assert not [f for f in warehouse.versions_folder().iterdir() if f.name.startswith(".")]


def test_a_version_is_found_by_its_content_while_it_can_be_read():
    first = published(1, content="aaaabbbb")
    published(2, content="ccccdddd")
    assert warehouse.with_content("aaaabbbb") == first
    assert warehouse.with_content("unknown") is None
    damage(first)
    assert warehouse.with_content("aaaabbbb") is None
