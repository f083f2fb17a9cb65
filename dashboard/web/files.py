"""A frame of figures as an answer: in the format that the address ends in, with what it is and how it is described."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from starlette.responses import Response

from dashboard import cube, exports, store
from dashboard.texts import Texts, texts
from dashboard.web import about_sheet, csvw
from dashboard.web.declared import CSVW, FORMATS, Asked
from pipelines import warehouse

#: Programs are told in English, like the names of columns; a cube, which viewers show, is told as the reader speaks.
SOURCE = texts("en")("api.source")
LICENCE = "CC BY 4.0, Statistics Norway"


@dataclass(frozen=True)
class File:
    """Figures that can be taken away.

    Attributes:
        frame: the rows.
        stem: the file's name without its ending.
        title: what it holds, in the reader's language.
        keys: the columns that tell which row it is.
        about: what else is to be said of it.
        measure: the column that holds the figure, for values.
    """

    frame: pd.DataFrame
    stem: str
    title: str
    keys: tuple[str, ...]
    about: Mapping[str, Any] = field(default_factory=dict)
    measure: str | None = None


def made_at(version: str) -> datetime:
    """When a version was made (UTC)."""
    known = warehouse.about(version)
    return known.made_at if known else datetime.now(UTC)


def about(served: store.Store) -> dict[str, Any]:
    """What is said of all figures: which version, when it was made, whose they are."""
    known = warehouse.about(served.version)
    return {
        "warehouse_version": served.version,
        "made_at": known.made_at.isoformat() if known else None,
        "source": SOURCE,
        "licence": LICENCE,
    }


def document(served: store.Store, content: Mapping[str, Any]) -> Response:
    """A JSON answer."""
    body = json.dumps({**about(served), **content}, ensure_ascii=False, default=str)
    return Response(body.encode("utf-8"), media_type=FORMATS["json"])


def answer(served: store.Store, asked: Asked, file: File) -> Response:
    """The file in the format that was asked for.

    Raises:
        cube.NoCube: it makes no cube.
    """
    ending = asked.path["format"]
    if ending == "csv-metadata.json":
        return _description(served, asked, file)
    told = {"table": file.stem, **about(served), **file.about}
    make: dict[str, Callable[[], bytes]] = {
        "csv": lambda: exports.to_csv(named(served, file.frame, asked.t)),
        "xlsx": lambda: _workbook(served, asked, file),
        "json": lambda: exports.to_json(file.frame, told),
        "jsonstat": lambda: cube.to_jsonstat(
            file.frame, file.keys, file.title, asked.t("api.source"), made_at(served.version), file.measure,
            words(served, file, asked.t),
        ),
    }  # fmt: skip
    # the rows as JSON and the cube lie side by side in a reader's folder
    suffix = "jsonstat.json" if ending == "jsonstat" else ending
    headers = {"Content-Disposition": f'attachment; filename="{file.stem}.{suffix}"'}
    if ending == "csv":
        where = asked.request.url.path.rsplit("/", 1)[-1]
        headers["Link"] = f'<{where}-metadata.json{asked.query}>; rel="describedby"; type="{CSVW}"'
    return Response(make[ending](), media_type=FORMATS[ending], headers=headers)


def _workbook(served: store.Store, asked: Asked, file: File) -> bytes:
    t = asked.t
    indicators, regions = file.about.get("indicators", []), names_of(served, "region", t)
    frame = named(served, file.frame, t)
    lines = about_sheet.rows(frame, file.title, about(served), indicators, regions, t)
    sheets = (t("workbook.figures"), t("workbook.about"))
    return exports.to_xlsx(frame, lines, sheets, made_at(served.version))


def named(served: store.Store, frame: pd.DataFrame, t: Texts) -> pd.DataFrame:
    """The rows with each region's name beside its code: nobody who opens a file knows 5059 by heart."""
    if "region" not in frame or "name_nb" in frame:
        return frame
    place = list(frame.columns).index("region") + 1
    beside = frame.copy()
    beside.insert(place, "region_name", frame["region"].map(names_of(served, "region", t)))
    return beside


def _description(served: store.Store, asked: Asked, file: File) -> Response:
    """The CSV's description as CSV on the Web; its address is the CSV's with `-metadata.json` behind."""
    url = asked.request.url.path.rsplit("/", 1)[-1].removesuffix("-metadata.json") + asked.query
    described = csvw.table(named(served, file.frame, asked.t), url, file.title, file.keys, asked.t.lang)
    body = csvw.alone(described, about(served), asked.t.lang)
    return Response(json.dumps(body, ensure_ascii=False).encode("utf-8"), media_type=CSVW)


def words(served: store.Store, file: File, t: Texts) -> cube.Words:
    """Labels and units of a cube, in the reader's language."""
    names = {"region": names_of(served, "region", t), "indicator": names_of(served, "indicator", t)}
    for key in ("denominator", "membership", "prices", "vintage", "method"):
        codes: Sequence[str] = [str(code) for code in file.frame[key].unique()] if key in file.frame else []
        named = {code: f"choice.{key}.{code}" if key != "method" else f"method.{code}" for code in codes}
        names[key] = {code: t(text) for code, text in named.items() if t.has(text)}
    units = {
        str(one["indicator"]): (str(one[f"unit_{t.data}"]), int(one["decimals"]))
        for one in file.about.get("indicators", [])
    }
    extension = {key: value for key, value in about(served).items() if key not in ("source", "licence")}
    extension["licence_url"] = csvw.LICENCE
    return cube.Words(t.lang, names, units, (t("api.note"),), t("site.licence"), extension)


def names_of(served: store.Store, what: str, t: Texts) -> dict[str, str]:
    """Code → name a reader sees, of regions or indicators."""
    table = {"region": "out.region", "indicator": "out.indicator"}[what]
    rows = served.cursor().execute(f"SELECT {what}, name_{t.data} FROM {table}").fetchall()
    return {str(code): str(name) for code, name in rows}
