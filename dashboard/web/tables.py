"""Routes of the tables behind the pages: the analysis of the estimate, where indicators stand, and what has changed."""

from __future__ import annotations

import re

from starlette.responses import Response

from dashboard import standings, store
from dashboard.once import once
from dashboard.store import Store
from dashboard.web import asking, files
from dashboard.web.declared import CHOICES, FLAT, FORMATS, INDICATOR, REGION, ROOT, Asked, Declared, Parameter, Refused
from dashboard.web.schemas import listing
from indicators import analysis, progress, read, since

#: Keys whose values are whole numbers.
_NUMBERS = ("year", "to_year")
_CSVW = "csv-metadata.json"
_PROGRESS = ("indicator", "region", "denominator", "membership", "prices")


@once(64)
def _words(version: str, table: str) -> dict[str, tuple[str, ...]]:
    """What each key column of a table holds."""
    rows = analysis.table(store.of(version).cursor(), table)
    keys = [key for key in analysis.TABLES[table].keys if key not in _NUMBERS]
    return {key: tuple(sorted(str(word) for word in rows[key].unique())) for key in keys}


def asked_for(served: Store, asked: Asked, table: str) -> dict[str, list[str] | list[int]]:
    """The values of key columns that a question asks for.

    Raises:
        Refused: a parameter is no key of the table, or a value is none that it has.
        UnknownName: a region that is not there.
    """
    keys = analysis.TABLES[table].keys
    found: dict[str, list[str] | list[int]] = {}
    for key, words in asked.many.items():
        if key not in keys:
            raise asking.unknown(400, "parameter", key, keys, parameter=key[:40])
        if key in _NUMBERS:
            found[key] = sorted(asking.years(key, words))
        elif key == "region":
            read.known(served.cursor(), "region", words)
            found[key] = words
        else:
            valid = _words(served.version, table)[key]
            for word in words:
                if word not in valid:
                    raise asking.unknown(400, key, word, valid, parameter=key)
            found[key] = words
    return found


def _analysis(served: Store, asked: Asked) -> Response:
    name = asked.path["table"]
    if name not in analysis.TABLES:
        raise asking.unknown(404, "table", name, list(analysis.TABLES))
    keys = analysis.TABLES[name].keys
    frame = analysis.table(served.cursor(), name, **asked_for(served, asked, name))
    title = asked.t(f"api.table.{name}") if asked.t.has(f"api.table.{name}") else name
    return files.answer(served, asked, files.File(frame, name, title, keys, {"keys": list(keys)}))


def _tables(served: Store, asked: Asked) -> Response:
    t = asked.t
    found = [
        {"table": name, "title": t(f"api.table.{name}") if t.has(f"api.table.{name}") else name,
         "keys": list(table.keys)}
        for name, table in analysis.TABLES.items()
    ]  # fmt: skip
    return files.document(served, {"tables": found})


def _progress(served: Store, asked: Asked) -> Response:
    """The component table."""
    next_year = asked.one.get("next_year")
    if next_year is not None and not re.fullmatch(r"2[01][0-9]{2}", next_year):
        raise asking.bad_year("next_year", next_year)
    frame = progress.rows(
        served.cursor(),
        regions=asked.many.get("region"),
        goal=asked.one.get("goal"),
        indicators=asked.many.get("indicator"),
        next_year=int(next_year) if next_year else None,
        denominator=asked.one.get("denominator"),
        membership=asked.one.get("membership"),
        prices=asked.one.get("prices"),
    )
    title = asked.t("api.route.progress.title")
    return files.answer(served, asked, files.File(frame, "progress", title, _PROGRESS))


def _since(served: Store, asked: Asked) -> Response:
    """What changed since a date or a version."""
    word = asked.one["since"]
    try:
        before = since.earlier(word)
    except ValueError as error:
        raise Refused(400, "since", "since", values={"word": word[:40]}) from error
    frame = standings.changed_since(served.version, before.version)
    file = files.File(
        frame, "since", asked.t("api.route.since.title"), ("indicator", "region"), {"before": before.version}
    )
    return files.answer(served, asked, file)


def _summary(served: Store, asked: Asked) -> Response:
    """How many indicators of each sub-goal stand where."""
    con = served.cursor()
    wanted = asked.many.get("region") or []
    read.known(con, "region", wanted)
    where = "WHERE list_contains(?, region)" if wanted else ""
    frame = con.execute(
        f"SELECT * FROM out.sub_goal_summary {where} ORDER BY region, goal", [wanted] if wanted else []
    ).df()
    file = files.File(frame, "sub-goals", asked.t("api.route.sub_goals.title"), ("goal", "region"))
    return files.answer(served, asked, file)


def _criteria(served: Store, asked: Asked) -> Response:
    """The status words with their criteria, as the pages print them."""
    rows = [
        {"status": key, "name": name, "criterion": text} for key, name, text in progress.criteria(asked.t.data, None)
    ]
    return files.document(served, {"criteria": rows})


def routes() -> list[Declared]:
    """The routes of the tables."""
    goal = Parameter("goal", examples=("research_based_firms",))
    next_year = Parameter("next_year", examples=("2030",))
    day = Parameter("since", examples=("2026-11-01",), required=True)
    return [
        Declared("analysis", f"{ROOT}/analysis", _tables, schema=listing("tables")),
        Declared(
            "analysis_table", f"{ROOT}/analysis/{{table}}.{{format}}", _analysis, formats=(*FORMATS, _CSVW),
            open_ended=True, examples={"table": "verdicts"},
        ),
        Declared(
            "progress", f"{ROOT}/progress.{{format}}", _progress, formats=(*FORMATS, _CSVW),
            parameters=(REGION, INDICATOR, goal, next_year, *CHOICES),
        ),
        Declared(
            "sub_goals", f"{ROOT}/sub-goals.{{format}}", _summary, formats=(*FORMATS, _CSVW), parameters=(REGION,)
        ),
        Declared("criteria", f"{ROOT}/criteria", _criteria, schema=listing("criteria")),
        # a list of changes has texts and years side by side: nothing that a cube could hold
        Declared("since", f"{ROOT}/since.{{format}}", _since, formats=(*FLAT, _CSVW), parameters=(day,)),
    ]  # fmt: skip
