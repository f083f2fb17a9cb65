"""DuckDB with the extensions that a DuckLake needs, taken from installed packages: nothing is fetched at run time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from urllib.parse import urlsplit

import duckdb

from pipelines.lake.setting import Setting
from pipelines.version import WarehouseError

LAKE = "lake"
#: DuckDB may look for extensions in no other place than the packages, and ask nobody for them.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


class NotInstalled(WarehouseError):
    """A library that the lake needs is not installed."""


class Unreachable(WarehouseError):
    """The catalogue or the files cannot be reached."""


def missing(what: str) -> NotInstalled:
    """What to say when a library is not there."""
    return NotInstalled(
        f"The warehouse is set to lie in a DuckLake, which needs {what}; install it: "
        "pip install -r requirements-ducklake.txt"
    )


@contextmanager
def connect(setting: Setting, snapshot: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB with the lake attached as `lake`.

    Args:
        setting: where the lake lies.
        snapshot: attach read-only as of this snapshot; None attaches for writing, and makes a lake where there is none.

    Raises:
        NotInstalled: the extensions are not installed.
        Unreachable: PostgreSQL or the files cannot be reached, or the files lie elsewhere than the setting says.
    """
    with duckdb.connect(config=_CONFIG) as con:
        for name in ("postgres_scanner", "ducklake", *(["httpfs"] if setting.remote_files else [])):
            con.execute(f"LOAD {text(_extension(name))}")
        # Secrets rather than a connection string: a connection string is repeated in error messages, password and all.
        con.execute(f"CREATE SECRET catalogue ({', '.join(_catalogue_secret(setting))})")
        if setting.remote_files:
            con.execute(f"CREATE SECRET files ({', '.join(_files_secret(os.environ))})")
        how = f"READ_ONLY, SNAPSHOT_VERSION {int(snapshot)}" if snapshot is not None else "DATA_INLINING_ROW_LIMIT 0"
        try:
            con.execute(
                f"ATTACH 'ducklake:postgres:' AS {LAKE} (META_SECRET 'catalogue', METADATA_SCHEMA '{setting.schema}',"
                f" DATA_PATH {text(setting.data)}, {how})"
            )
        except duckdb.Error as error:
            raise unreachable(setting, error) from None
        yield con


def unreachable(setting: Setting, error: Exception) -> Unreachable:
    """One sentence about a lake that cannot be reached, without the password whatever the library said."""
    if "does not match existing data path" in str(error):
        return Unreachable(f"The lake's files do not lie in {setting.data}, as the setting says; correct data= in it.")
    first = next((line for line in str(error).splitlines() if line.strip()), "no reason given").strip()
    if setting.password:
        first = first.replace(setting.password, "…")
    return Unreachable(f"The warehouse's catalogue ({setting.catalogue}) cannot be reached: {first.rstrip('.')}.")


def _extension(name: str) -> str:
    try:
        folder = files(f"duckdb_extension_{name}")
    except ModuleNotFoundError:
        raise missing(f"the DuckDB extension {name}") from None
    file = folder / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    if not file.is_file():
        raise missing(f"the DuckDB extension {name} for DuckDB {duckdb.__version__}")
    return str(file)


def _catalogue_secret(setting: Setting) -> list[str]:
    parts = {
        "HOST": setting.host,
        "PORT": str(setting.port) if setting.port else None,
        "USER": setting.user,
        "PASSWORD": setting.password,
        "DATABASE": setting.database,
    }
    return ["TYPE postgres", *(f"{key} {text(value)}" for key, value in parts.items() if value)]


def _files_secret(environment: os._Environ[str]) -> list[str]:
    endpoint = urlsplit(environment.get("AWS_ENDPOINT_URL", ""))
    parts = {
        "KEY_ID": environment.get("AWS_ACCESS_KEY_ID"),
        "SECRET": environment.get("AWS_SECRET_ACCESS_KEY"),
        "SESSION_TOKEN": environment.get("AWS_SESSION_TOKEN"),
        "REGION": environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION"),
        "ENDPOINT": endpoint.netloc,
    }
    said = ["TYPE s3", *(f"{key} {text(value)}" for key, value in parts.items() if value)]
    # A storage of one's own has one host name for all its buckets.
    return [*said, "URL_STYLE 'path'", f"USE_SSL {endpoint.scheme != 'http'}"] if endpoint.netloc else said


def text(value: str) -> str:
    """A value as SQL text."""
    return "'" + value.replace("'", "''") + "'"
