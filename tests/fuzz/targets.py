"""What is fuzzed: each target takes any bytes, and may answer with a sentence of its own kind but with nothing else."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

import duckdb

from dashboard import address, asked
from entries import exchange
from entries.errors import EntriesError
from entries.store import Store
from indicators.registry import read_metadata
from pipelines import build, codes, jsonstat, klass, plan, regions, tables, transport
from pipelines.transport import Answer, TransportError
from tests.services import entries

#: A diagnosis longer than this is no sentence.
LONGEST = 2_000


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _sentence(error: Exception) -> None:
    assert len(str(error)) < LONGEST, f"{len(str(error))} characters: {str(error)[:200]}"


def decoder(data: bytes) -> None:
    """JSON-stat: decoded whole, or refused."""
    try:
        dataset = jsonstat.decode(data)
    except jsonstat.JsonStatError:
        return
    cells = 1
    for dimension in dataset.dimensions:
        cells *= len(dimension.codes)
        assert len(set(dimension.codes)) == len(dimension.codes)
    assert len(dataset.values) == len(dataset.symbols) == cells


def answers(data: bytes) -> None:
    """Everything else that SSB and KLASS answer."""
    for read in (klass.read_codes, klass.read_changes):
        try:
            read(data)
        except klass.KlassError as error:
            _sentence(error)
    try:
        Answer(data, "somewhere").json_object()
    except TransportError as error:
        _sentence(error)
    title, _ = transport.problem(data)
    assert len(title) < LONGEST
    wait = transport.retry_after(_text(data), _text(data[::-1]))
    assert wait is None or wait >= 0


def selections(data: bytes) -> None:
    """Selection expressions and labels."""
    expression, _, rest = _text(data).partition("\n")
    labels = {str(i): label for i, label in enumerate(rest.split("\n")[:20])}
    assert set(codes.expand(expression, list(labels))) <= set(labels)
    assert codes.by_label(expression, labels) in {*labels, ""}
    codes.nearest(expression[:100], {code: label[:100] for code, label in labels.items()})
    codes.code_prefix(labels.values())


def declarations(data: bytes) -> None:
    """The plan, the regions and the tables (TOML), and an indicator's words (YAML)."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "made_up.toml"
        file.write_bytes(data)
        for read in (plan.read_plan, regions.read_regions, tables.read_requests):
            try:
                read(file)
            except ValueError:
                continue
        words = Path(folder) / "made_up.yml"
        words.write_bytes(data)
        try:
            read_metadata(words)
        except ValueError:
            return


def registers(data: bytes) -> None:
    """A register (CSV) as the build imports it."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        (Path(folder) / "made_up.csv").write_bytes(data)
        con.execute("CREATE SCHEMA register")
        try:
            build.load_register(con, Path(folder) / "made_up.csv")
        except ValueError as error:
            _sentence(error)


def addresses(data: bytes) -> None:
    """The parameters of an address: what means nothing becomes the default and a problem to tell."""
    words = _text(data).split("&")
    parameters = dict(word.partition("=")[::2] for word in words)
    view = address.parse(parameters, ["latest", "2001-01-01"])
    assert view.denominator in address.OPTIONS["denominator"]
    assert view.prices in address.OPTIONS["prices"]
    again = address.parse(dict(parse_qsl(view.query())), ["latest", "2001-01-01"])
    assert again.problems == ()
    assert (again.choices(), again.lang) == (view.choices(), view.lang)
    for value in parameters.values():
        assert asked.nearest(value[:200], {"here": "Here", "there": "There"}, "here") in ("here", "there")


@cache
def _entered() -> Store:
    """People's entries, with one action in them."""
    made = next(entries.opened(f"sqlite:///{tempfile.mkdtemp()}/entries.sqlite"))
    exchange.take_in(made, entries.OFFICE, "action", json.dumps([{**entries.ACTION, "id": "known"}]), "json")
    return made


def imports(data: bytes) -> None:
    """A register of people's entries, as somebody uploads it: which and in what form on the first line."""
    first, _, file = data.partition(b"\n")
    table, _, form = _text(first).partition(".")
    if table not in entries.EXAMPLES:
        return
    try:
        text = exchange.text_of(file)
        exchange.take_in(_entered(), entries.OFFICE, table, text, "json" if form == "json" else "csv", dry_run=True)
    except EntriesError as error:
        for line in str(error).splitlines():
            _sentence(ValueError(line))


TARGETS: dict[str, Callable[[bytes], None]] = {
    f.__name__: f for f in (decoder, answers, selections, declarations, registers, imports, addresses)
}


#: Files of entries that once came out as something else than a sentence.
MENDED = (
    b"action.json\n[" + b"[" * 100_000,
    b"self_assessment.csv\nmunicipality;year;figures\n9001;2027;" + b"[" * 100_000 + b"\n",
    b'self_assessment.json\n[{"municipality":"9001","year":2027,"figures":{"a":' + b"[" * 900 + b"]" * 900 + b"}}]",
    b'action.json\n[{"id":"known","title":"x","version":"' + b"9" * 5_000 + b'"}]',
    b'action.json\n[{"id":"known","title":"x","sub_goals":["easy_to_start"],"version":"' + b"9" * 50 + b'"}]',
    b'action.json\n[{"' + b"x" * 5_000 + b'":1}]',
)


def seeds(name: str) -> list[bytes]:
    """What a target is begun with: good answers, and every case that was found and mended."""
    corpus = Path(__file__).parent / "corpus" / name
    found = [file.read_bytes() for file in sorted(corpus.glob("*"))] if corpus.is_dir() else []
    good = {
        "decoder": [file.read_bytes() for file in sorted((Path(__file__).parents[1] / "corpus").glob("*.json"))],
        "answers": [
            json.dumps({"codes": [{"code": "0001"}]}).encode(),
            json.dumps({"codeChanges": [{"oldCode": "0001", "newCode": "0002", "changeOccurred": "2001"}]}).encode(),
            b"Wed, 01 Jan 2031 07:00:00 GMT",
            b"120",
        ],
        "selections": [b"range(1,5)\na\nb", b"top(3)\nK-0001\nK-0002", b"*", b"[from(2)]\n1\n2\n3"],
        "declarations": [
            b"[goal]\nregion = 'here'\n",
            b"[[region]]\nname = 'here'\n",
            b"[[request]]\nname = 'x'\n",
            b"a = " + b"[" * 5_000,
            b"request = 1",
            b"a: " + b"[" * 5_000,
        ],
        "registers": [b"name,year,source\nmade up,2001,nobody\n", b'"a";"b"\n1;2\n'],
        "imports": [
            *(
                f"{table}.json\n{json.dumps([example, {**example, 'id': 'known', 'version': 1}])}".encode()
                for table, example in entries.EXAMPLES.items()
            ),
            b"action.csv\nid,version,title,sub_goals\nknown,1,Et tiltak,easy_to_start\n,,Nytt,\n",
            b"self_assessment.csv\nmunicipality;year;figures\n9001;2027;{}\n",
            *MENDED,
        ],
        "addresses": [
            b"denominator=mainland&lang=en",
            b"chart=gap&vintage=2001-01-01",
            b"prices=fixed&membership=year",
        ],
    }
    return good[name] + found
