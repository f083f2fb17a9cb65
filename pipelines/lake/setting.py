"""The one setting that moves the warehouse to a DuckLake: `MALBAROMETERET_WAREHOUSE`.

    ducklake:postgresql://USER:PASSWORD@HOST:PORT/DATABASE?data=/srv/malbarometeret/lake
    ducklake:postgresql://USER@HOST/DATABASE?data=s3://BUCKET/FOLDER&schema=malbarometeret

Empty, or the word `files`, is the warehouse in files on this machine. What the setting leaves out, PostgreSQL's client
reads from its own variables (PGPASSWORD, PGPASSFILE, PGSSLMODE); the keys to S3-compatible storage are those that its
other tools use (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION, AWS_ENDPOINT_URL).
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from pipelines.version import WarehouseError

VARIABLE = "MALBAROMETERET_WAREHOUSE"
FORM = "ducklake:postgresql://USER:PASSWORD@HOST:PORT/DATABASE?data=FOLDER-OR-S3-ADDRESS"
_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,39}")
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]+(/[\w./-]*)?")


class BadSetting(WarehouseError):
    """The setting cannot be understood; the sentence shows its form and never the password."""


@dataclass(frozen=True)
class Setting:
    """Where the lake lies. The password is never shown: not by str, not by repr.

    Attributes:
        host, port, user, password, database: how PostgreSQL is reached; None leaves it to PostgreSQL's client.
        data: folder (absolute) or `s3://` address of the files, ending in a slash.
        schema: schema of the catalogue in the database.
    """

    data: str
    database: str
    host: str | None = None
    port: int | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    schema: str = "malbarometeret"

    @property
    def remote_files(self) -> bool:
        """Whether the files lie in S3-compatible storage."""
        return self.data.startswith("s3://")

    @property
    def catalogue(self) -> str:
        """Where the catalogue is, for sentences."""
        return f"{self.host or 'localhost'}{f':{self.port}' if self.port else ''}/{self.database}"

    def __str__(self) -> str:
        return f"ducklake:postgresql://{self.catalogue}?data={self.data}&schema={self.schema}"


def setting() -> Setting | None:
    """What `MALBAROMETERET_WAREHOUSE` says; None while the warehouse lies in files on this machine.

    Raises:
        BadSetting: it cannot be understood.
    """
    text = os.environ.get(VARIABLE, "").strip()
    return None if text in ("", "files") else read(text)


def read(text: str) -> Setting:
    """A setting from its text.

    Raises:
        BadSetting: it cannot be understood; the sentence names the part.
    """
    kind, _, address = text.partition(":")
    if kind != "ducklake":
        raise _bad("it begins with neither “ducklake:” nor is it “files”")
    try:
        url = urlsplit(address)
        port = url.port
    except ValueError:
        raise _bad("the address of the database cannot be read") from None
    if url.scheme not in ("postgresql", "postgres"):
        raise _bad("the catalogue has to be a postgresql:// address")
    database = unquote(url.path.lstrip("/"))
    if not database or "/" in database:
        raise _bad("the name of the database is missing after the host")
    told = _parameters(url)
    schema = told.get("schema", "malbarometeret")
    if not _SCHEMA.fullmatch(schema):
        raise _bad("schema has to be a plain name in small letters")
    return Setting(
        data=_data(told.get("data", "")),
        database=database,
        host=unquote(url.hostname) if url.hostname else None,
        port=port,
        user=unquote(url.username) if url.username else None,
        password=unquote(url.password) if url.password else None,
        schema=schema,
    )


def _parameters(url: SplitResult) -> dict[str, str]:
    told = parse_qs(url.query, keep_blank_values=True)
    if unknown := set(told) - {"data", "schema"}:
        raise _bad(
            f"the parameter {min(unknown)} is not known (data and schema are; the rest is read from PostgreSQL's own "
            "variables, such as PGSSLMODE)"
        )
    if twice := [name for name, values in told.items() if len(values) > 1]:
        raise _bad(f"the parameter {twice[0]} is there twice")
    return {name: values[0] for name, values in told.items()}


def _data(text: str) -> str:
    if text.startswith("s3://"):
        if not _BUCKET.fullmatch(text):
            raise _bad("data is not an S3 address such as s3://bucket/folder")
    elif not PurePosixPath(text).is_absolute() and not re.match(r"[A-Za-z]:[\\/]", text):
        raise _bad("data has to be a whole path such as /srv/malbarometeret/lake, or an S3 address")
    return text.rstrip("/") + "/"


def _bad(what: str) -> BadSetting:
    return BadSetting(f"The setting {VARIABLE} cannot be understood: {what}. Its form is {FORM}")
