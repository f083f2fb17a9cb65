"""The real figures through a lake: every question answered alike from a file, from a copy and from the lake itself."""

import os
from contextlib import contextmanager

import duckdb
import pandas as pd
import pytest

from indicators import analysis, read
from pipelines import status, warehouse
from pipelines.lake import catalogue, engine, moving, setting
from tests.services import lake as services

QUESTIONS = {
    "values": lambda con: read.values(con, "gdp_gap", vintage="latest"),
    "values of one region": lambda con: read.values(con, "net_migration", regions=["trondheimsregionen"]),
    "what there is": read.indicators,
    "what one means": lambda con: pd.DataFrame([{k: str(v) for k, v in read.describe(con, "gdp_index").items()}]),
    "vintages": lambda con: pd.DataFrame(read.vintages(con, "gdp_share")),
    "standings": lambda con: con.execute("FROM out.progress").df(),
    "sources": lambda con: con.execute("FROM out.source_document").df(),
    "status": lambda con: pd.DataFrame([line.model_dump() for line in status.lines(con, {})]),
    **{name: lambda con, name=name: analysis.table(con, name) for name in analysis.TABLES},
}


@pytest.fixture(scope="module")
def lake(postgres, built, tmp_path_factory):
    """A lake with the real version in it, and the folder of a machine that has fetched nothing yet."""
    services.required()
    folder = tmp_path_factory.mktemp("lake")
    with services.set_to_lake(services.text(postgres, folder / "files")), pytest.MonkeyPatch.context() as patch:
        # what was built is taken in from links to it: the folder itself stays as it is
        (folder / "first" / "warehouse").mkdir(parents=True)
        for name in ("versions", "current.json"):
            (folder / "first" / "warehouse" / name).symlink_to(built / "warehouse" / name)
        patch.setenv("MALBAROMETERET_STATE", str(folder / "first"))
        assert moving.take_in().served
        yield os.environ[setting.VARIABLE], folder / "second"


@contextmanager
def opened(kind, lake, built):
    """A connection to the real figures in files, in a copy from the lake, or straight in the lake."""
    text, elsewhere = lake
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(setting.VARIABLE, "" if kind == "files" else text)
        patch.setenv("MALBAROMETERET_STATE", str(built if kind == "files" else elsewhere))
        if kind == "lake itself":
            where = moving.required()
            content = catalogue.of(where).content()
            with engine.connect(where, content.snapshots[content.pointer.version]) as con:
                con.execute(f"USE {engine.LAKE}")
                yield con
        else:
            with warehouse.open_store() as con:
                yield con


def asked(question, con) -> pd.DataFrame:
    """The answer with its rows in an order of their own; lists as text, so that they can be sorted."""
    found = QUESTIONS[question](con)
    found = found.map(lambda cell: str(list(cell)) if isinstance(cell, (list, tuple)) or (hasattr(cell, "tolist") and
                      getattr(cell, "ndim", 0)) else cell)  # fmt: skip
    return found.sort_values(list(found.columns), ignore_index=True) if len(found.columns) else found


@pytest.mark.parametrize("kind", ["copy", "lake itself"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_has_the_same_answer(question, kind, lake, built):
    with opened("files", lake, built) as files:
        expected = asked(question, files)
    with opened(kind, lake, built) as con:
        found = asked(question, con)
    assert len(expected)
    pd.testing.assert_frame_equal(found, expected)


def test_every_table_is_the_same_in_shape_and_content(lake, built):
    def told(con):
        columns = con.execute(
            "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns()"
            " WHERE NOT internal ORDER BY ALL"
        ).fetchall()
        rows = {
            f"{s}.{t}": con.execute(f'SELECT count(*), sum(hash(t)::HUGEINT) FROM "{s}"."{t}" AS t').fetchone()
            for s, t in {(row[0], row[1]) for row in columns}
        }
        return columns, rows

    with opened("files", lake, built) as files, opened("copy", lake, built) as copy:
        assert told(copy) == told(files)


def test_a_copy_is_as_closed_as_any_version(lake, built):
    with opened("copy", lake, built) as con:
        for statement in (
            "FROM read_csv('/etc/hosts')",
            "DROP TABLE out.region",
            "FROM duckdb_secrets()",
            "INSTALL httpfs",
        ):
            with pytest.raises(duckdb.Error):
                con.execute(statement)
