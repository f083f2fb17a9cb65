"""Everything in one file: all values under every choice and vintage, what they mean, and on what terms.

The bytes hang on the version alone, so that two who fetch the same version hold the same file.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from threading import Lock

import pandas as pd
from starlette.responses import Response

from dashboard import exports, store
from dashboard.once import once
from dashboard.store import Store
from dashboard.texts import LANGUAGES, texts
from dashboard.web import csvw, files, listings
from dashboard.web.declared import ROOT, Asked, Declared
from indicators import analysis, progress, read
from pipelines import paths

MEDIA = "application/zip"
_lock = Lock()


def tables(served: Store) -> Iterator[tuple[str, tuple[str, ...], pd.DataFrame]]:
    """Name, keys and rows of everything in the file."""
    con = served.cursor()
    order = ", ".join(exports.DIMENSIONS)
    yield "values", exports.DIMENSIONS, con.execute(f"SELECT * FROM out.indicator_value ORDER BY {order}").df()
    yield "indicators", ("indicator",), read.indicators(con)
    yield "breaks", ("indicator", "year"), con.execute("SELECT * FROM out.indicator_break ORDER BY ALL").df()
    yield "regions", ("region",), listings.regions(con)
    yield "members", ("region", "membership", "year", "municipality"), listings.members(con)
    yield "sources", ("document",), listings.sources(con)
    yield "progress", ("indicator", "region", "denominator", "membership", "prices"), progress.rows(con)
    for name, table in analysis.TABLES.items():
        yield f"analysis/{name}", table.keys, analysis.table(con, name)


@once(1)
def _made(version: str) -> bytes:
    served = store.of(version)
    content: dict[str, bytes] = {}
    described = []
    for name, keys, frame in tables(served):
        content[f"{name}.csv"] = exports.to_csv(frame)
        described.append(csvw.table(frame, f"{name}.csv", name, keys, "en"))
    about = files.about(served)
    group = csvw.group(described, about, "en")
    content["csv-metadata.json"] = json.dumps(group, ensure_ascii=False, indent=1).encode("utf-8")
    for lang in LANGUAGES:
        words = texts(lang)("api.readme", version=version, made_at=about["made_at"], licence=files.LICENCE)
        content[f"README.{lang}.txt"] = words.encode("utf-8")
    content["LICENCE.md"] = (paths.ROOT / "DATA.md").read_bytes()
    return _zipped(content, files.made_at(version))


def _zipped(content: dict[str, bytes], made: datetime) -> bytes:
    """The files in one, alike on every machine: sorted, dated with the version, without rights and owners."""
    out = io.BytesIO()
    when = (made.year, made.month, made.day, made.hour, made.minute, made.second)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(content):
            entry = zipfile.ZipInfo(name, when)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content[name])
    return out.getvalue()


def _bulk(served: Store, asked: Asked) -> Response:
    # made once for each version, by the first who asks: others wait for it instead of making their own
    with _lock:
        body = _made(served.version)
    headers = {"Content-Disposition": f'attachment; filename="malbarometeret-{served.version}.zip"'}
    return Response(body, media_type=MEDIA, headers=headers)


def routes() -> list[Declared]:
    """The route of the file with everything."""
    return [Declared("bulk", f"{ROOT}/bulk.zip", _bulk, media=(MEDIA,))]
