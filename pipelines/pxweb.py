"""A client for PxWebApi 2, the API of SSB's StatBank.

Every question is asked with explicit codes, so every answer can be held against what was asked: the same dimensions,
the same codes, the same table. A question above the cell limit is split on its largest dimension and put together
again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from math import prod
from typing import Any
from urllib.parse import urlencode

import numpy as np

from pipelines import jsonstat
from pipelines.transport import Answer, Refused, Transport, TransportError, Unusable

DEFAULT_BASE = "https://data.ssb.no/api/pxwebapi/v2"
MAX_CELLS = 800_000  # SSB's limit; used when /config does not tell
LONGEST_ADDRESS = 1_800  # SSB answers addresses above about 2 100 characters with an HTML page and 404
UPDATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]{5,15}(Z|[+-][0-9]{2}:?[0-9]{2})?)?")
RELOAD_WAIT, RELOAD_TRIES = 60.0, 3  # while SSB reloads (05:00, 08:00, 11:30) a table can be away for a moment


class TooManyCells(TransportError):
    """SSB counts more cells than it allows."""


@dataclass(frozen=True)
class Config:
    """What `/config` tells: cells per question, calls per window (0 = not told), and versions."""

    max_cells: int
    calls: int
    window: float
    api_version: str
    app_version: str


@dataclass(frozen=True)
class TableInfo:
    """What `/tables/{id}` tells."""

    id: str
    label: str
    updated: str


@dataclass(frozen=True)
class TableMetadata:
    """A table's dimensions and codes, and the fingerprint of the bytes they were read from."""

    metadata: jsonstat.Metadata
    sha256: str


@dataclass(frozen=True)
class CodeList:
    """A code list: code → label, and code → the table's own codes that it stands for."""

    id: str
    label: str
    labels: dict[str, str]
    members: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Choice:
    """The codes asked for in one dimension, and the code list they belong to, if any."""

    dimension: str
    codes: tuple[str, ...]
    codelist: str = ""


@dataclass(frozen=True)
class Query:
    """One question for data: a rectangle of one table, all codes spelt out."""

    table: str
    choices: tuple[Choice, ...]

    @property
    def cells(self) -> int:
        """How many cells the answer has."""
        return prod(len(choice.codes) for choice in self.choices)

    def body(self) -> dict[str, Any]:
        """The question as POST body."""
        return {
            "selection": [
                {"variableCode": c.dimension, "valueCodes": list(c.codes)}
                | ({"codelist": c.codelist} if c.codelist else {})
                for c in self.choices
            ]
        }

    def parameters(self) -> dict[str, str]:
        """The question as query of an address."""
        codes = {f"valueCodes[{c.dimension}]": ",".join(c.codes) for c in self.choices}
        return codes | {f"codelist[{c.dimension}]": c.codelist for c in self.choices if c.codelist}

    def split(self, max_cells: int) -> list[Query]:
        """Questions of at most `max_cells` cells that together ask for exactly this one's cells."""
        if self.cells <= max_cells:
            return [self]
        largest = max(range(len(self.choices)), key=lambda i: len(self.choices[i].codes))
        codes = self.choices[largest].codes
        if len(codes) < 2:
            raise ValueError(f"table {self.table}: a single cell is above the limit of {max_cells} cells")
        step = max(1, max_cells // (self.cells // len(codes)))
        parts = [self._with(largest, codes[i : i + step]) for i in range(0, len(codes), step)]
        return [piece for part in parts for piece in part.split(max_cells)]

    def _with(self, i: int, codes: tuple[str, ...]) -> Query:
        choices = (*self.choices[:i], replace(self.choices[i], codes=codes), *self.choices[i + 1 :])
        return replace(self, choices=choices)


class Client:
    """Asks SSB; what it has been told about tables and code lists it does not ask again.

    Args:
        base_url: the API's address; default `MALBAROMETERET_SSB` from the environment, else SSB's.
        transport: the connection; a new one with SSB's limits by default.
        language: of the labels, "no" or "en".
        patient: whether to wait and ask again when a table is not there, which happens while SSB reloads.
    """

    def __init__(
        self,
        base_url: str | None = None,
        *,
        transport: Transport | None = None,
        language: str = "no",
        patient: bool = True,
    ) -> None:
        self.base_url = (base_url or os.environ.get("MALBAROMETERET_SSB") or DEFAULT_BASE).rstrip("/")
        self.transport = transport or Transport()
        self._language, self._patient = language, patient
        self._counted_cells = MAX_CELLS * 1000
        self._config: Config | None = None
        self._tables: dict[str, TableInfo] = {}
        self._metadata: dict[tuple[str, str], TableMetadata] = {}
        self._codelists: dict[str, CodeList] = {}

    def config(self) -> Config:
        """Limits and versions; from now on the calls keep inside the limit told."""
        if self._config is None:
            body = self._get("/config", {}).json_object()
            calls, window = body.get("maxCallsPerTimeWindow"), body.get("timeWindow")
            self._config = Config(
                max_cells=_positive(body.get("maxDataCells")) or MAX_CELLS,
                calls=_positive(calls),
                window=float(_positive(window)),
                api_version=str(body.get("apiVersion") or ""),
                app_version=str(body.get("appVersion") or ""),
            )
            self.transport.allow(self._config.calls, self._config.window)
        return self._config

    def table(self, table: str) -> TableInfo:
        """What SSB says about a table, among it when it was last updated."""
        if table not in self._tables:
            body = self._ask_table(table, "", {}).json_object()
            told = str(body.get("id") or "")
            if told != table or not body.get("updated"):
                raise Unusable(f"table {table}: SSB answered about “{told:.40}” or without saying when it was updated")
            updated = str(body["updated"])
            if not UPDATED.fullmatch(updated):  # it becomes the name of a folder, and is compared as text
                raise Unusable(f"table {table}: SSB says it was updated “{updated:.40}”, which is not a time")
            self._tables[table] = TableInfo(
                id=told,
                label=str(body.get("label") or ""),
                updated=updated,
            )
        return self._tables[table]

    def metadata(self, table: str, language: str = "") -> TableMetadata:
        """A table's dimensions, codes and code lists, with labels in the client's language or another."""
        key = (table, language or self._language)
        if key not in self._metadata:
            answer = self._ask_table(table, "/metadata", {"lang": key[1]})
            try:
                metadata = jsonstat.decode_metadata(answer.body)
            except jsonstat.JsonStatError as error:
                raise Unusable(f"table {table}: SSB's metadata can't be used: {error}") from error
            _check_table(metadata, table)
            self._metadata[key] = TableMetadata(metadata, sha256(answer.body).hexdigest())
        return self._metadata[key]

    def codelist(self, codelist: str) -> CodeList:
        """A code list; ids are case-sensitive."""
        if codelist not in self._codelists:
            body = self._get(f"/codelists/{codelist}", {"lang": self._language}).json_object()
            values = body.get("values")
            if not isinstance(values, list) or not all(isinstance(v, dict) and "code" in v for v in values):
                raise Unusable(f"code list {codelist}: SSB's answer has no values")
            self._codelists[codelist] = CodeList(
                id=codelist,
                label=str(body.get("label") or codelist),
                labels={str(v["code"]): str(v.get("label") or v.get("value") or v["code"]) for v in values},
                members={str(v["code"]): _texts(v.get("valueMap")) for v in values},
            )
        return self._codelists[codelist]

    def data(self, query: Query) -> jsonstat.Dataset:
        """The cells asked for, in as many calls as the limit demands, as one dataset.

        Raises:
            TransportError: as `part`.
        """
        while True:
            try:
                return join([jsonstat.decode(self.part(part).body) for part in self.parts(query)], query)
            except TooManyCells:
                continue

    def parts(self, query: Query) -> list[Query]:
        """The questions to ask for `query`, each inside SSB's cell limit, as far as it is known."""
        return query.split(min(self.config().max_cells, self._counted_cells))

    def part(self, query: Query) -> Answer:
        """One answer, held against what was asked.

        Raises:
            TooManyCells: SSB allows fewer cells than /config tells; `parts` now gives smaller ones.
            Refused: SSB refused; its own diagnosis is in the message.
            Unusable: the answer is damaged or does not answer what was asked.
            TransportError: SSB could not be asked.
        """
        try:
            answer = self._ask_data(query)
        except Refused as error:
            # “Too many cells selected” (400, the software), or a 403 that speaks of cells (the description).
            if "cell" in error.title.lower() and query.cells > 1:
                self._counted_cells = query.cells // 2
                raise TooManyCells(f"table {query.table}: {error.title} ({query.cells} cells asked)") from error
            raise
        try:
            dataset = jsonstat.decode(answer.body)
        except jsonstat.JsonStatError as error:
            raise Unusable(f"table {query.table}: SSB's answer can't be used: {error}") from error
        check(dataset, query)
        return answer

    def _ask_data(self, query: Query) -> Answer:
        shared = {"lang": self._language, "outputFormat": "json-stat2"}
        parameters = shared | query.parameters()
        with_comma = any("," in code for choice in query.choices for code in choice.codes)
        address = f"{self.base_url}/tables/{query.table}/data?{urlencode(parameters)}"
        if with_comma or len(address) > LONGEST_ADDRESS:
            return self._ask_table(query.table, "/data", shared, query.body())
        return self._ask_table(query.table, "/data", parameters)

    def _ask_table(self, table: str, what: str, parameters: Mapping[str, str], body: Any = None) -> Answer:
        """Ask about a table; "not there" is believed only when it is repeated."""
        for attempt in range(1, RELOAD_TRIES + 1):
            try:
                return self._get(f"/tables/{table}{what}", {"lang": self._language, **parameters}, body)
            except Refused as error:
                if error.status != 404 or not error.title:
                    raise Refused(f"table {table}: {error}", error.status, error.title) from error
                if not self._patient or attempt == RELOAD_TRIES:
                    raise Refused(
                        f"table {table}: SSB says “{error.title}” (404). It says so for a moment at 05:00, 08:00 and"
                        " 11:30 too, while it reloads: try again later, then look for the table at ssb.no/statbank.",
                        error.status,
                        error.title,
                    ) from error
                self.transport.pause(RELOAD_WAIT)
        raise AssertionError("unreachable")

    def _get(self, path: str, parameters: Mapping[str, str], body: Any = None) -> Answer:
        method = "GET" if body is None else "POST"
        return self.transport.call(method, self.base_url + path, params=parameters, body=body)


def check(dataset: jsonstat.Dataset, query: Query) -> None:
    """Hold an answer against what was asked.

    Raises:
        Unusable: another table, other dimensions or other codes than asked.
    """
    _check_table(dataset, query.table)
    asked = {choice.dimension: choice.codes for choice in query.choices}
    came = {dimension.code: dimension.codes for dimension in dataset.dimensions}
    if set(asked) != set(came):
        missing, extra = sorted(set(asked) - set(came)), sorted(set(came) - set(asked))
        raise Unusable(
            f"table {query.table}: the answer has other dimensions than asked"
            f" (missing: {', '.join(missing) or 'none'}; not asked: {', '.join(extra) or 'none'})"
        )
    for dimension, codes in asked.items():
        missing, extra = sorted(set(codes) - set(came[dimension])), sorted(set(came[dimension]) - set(codes))
        if missing or extra:
            raise Unusable(
                f"table {query.table}, {dimension}: the answer has other codes than asked"
                f" (missing: {_some(missing)}; not asked: {_some(extra)})"
            )


def _check_table(metadata: jsonstat.Metadata, table: str) -> None:
    px = metadata.extension.get("px")
    told = px.get("tableid") if isinstance(px, dict) else None
    if not told:
        named = re.match(r"(\d{5}):", metadata.label)
        told = named[1] if named else table
    if told != table:
        raise Unusable(f"table {table}: SSB's answer is about table {told}")


def _some(codes: list[str]) -> str:
    return ", ".join(codes[:5]) + (f" and {len(codes) - 5} more" if len(codes) > 5 else "") if codes else "none"


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _positive(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def join(parts: list[jsonstat.Dataset], query: Query) -> jsonstat.Dataset:
    """Put the parts of a split question together again, in the order of the question's dimensions and codes.

    Raises:
        Unusable: the parts leave a cell out or give it twice.
    """
    shape = tuple(len(choice.codes) for choice in query.choices)
    values, symbols = np.full(shape, np.nan), np.zeros(shape, np.int8)
    times = np.zeros(shape, np.int8)
    names = ("", *sorted({name for part in parts for name in part.symbol_names if name}))
    for part in parts:
        at = np.ix_(*_positions(part, query))
        order = [[d.code for d in part.dimensions].index(choice.dimension) for choice in query.choices]
        values[at] = part.values.reshape(part.shape).transpose(order)
        own = np.array([names.index(name) for name in part.symbol_names], np.int8)
        symbols[at] = own[part.symbols].reshape(part.shape).transpose(order)
        times[at] += 1
    if not (times == 1).all():
        raise Unusable(f"table {query.table}: the parts of the answer leave cells out or overlap")
    dimensions = tuple(_whole(parts, choice) for choice in query.choices)
    return replace(
        parts[0], dimensions=dimensions, values=values.ravel(), symbols=symbols.ravel(), symbol_names=names, texts=None
    )


def _positions(part: jsonstat.Dataset, query: Query) -> Iterator[list[int]]:
    for choice in query.choices:
        position = {code: i for i, code in enumerate(choice.codes)}
        yield [position[code] for code in part.dimension(choice.dimension).codes]


def _whole(parts: list[jsonstat.Dataset], choice: Choice) -> jsonstat.Dimension:
    found = [part.dimension(choice.dimension) for part in parts]
    labels = {code: label for dimension in found for code, label in dimension.labels.items()}
    units = {code: unit for dimension in found for code, unit in dimension.units.items()}
    return replace(found[0], codes=choice.codes, labels={c: labels[c] for c in choice.codes}, units=units)
