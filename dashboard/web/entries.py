"""Routes of people's entries as open data: actions, their updates, council cases, self-assessments. Only to be read;
nobody who wrote an entry is named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import partial

import pandas as pd
from starlette.responses import Response

from dashboard import entered, entry_words, sheets
from dashboard.store import Store
from dashboard.web import files
from dashboard.web.declared import FLAT, ROOT, Asked, Declared, Refused
from dashboard.web.schemas import TABLE
from entries.errors import EntriesError
from entries.store import Store as Entries

_ENDINGS = (*FLAT, "csv-metadata.json")
LICENCE = "CC BY 4.0"


def _actions(store: Entries) -> pd.DataFrame:
    return entry_words.published_actions(store.actions.find())


def _updates(store: Entries) -> pd.DataFrame:
    there = {action.id for action in store.actions.find()}
    return entry_words.published_updates([one for one in store.action_updates.find() if one.action in there])


def _cases(store: Entries) -> pd.DataFrame:
    return entry_words.published_cases(store.council_cases.find())


def _sheets(store: Entries) -> pd.DataFrame:
    return sheets.published(store.self_assessments.find())


#: name below /api/v1/entries/ → what is in it.
REGISTERS: dict[str, Callable[[Entries], pd.DataFrame]] = {
    "actions": _actions,
    "action-updates": _updates,
    "cases": _cases,
    "self-assessments": _sheets,
}


def state() -> str:
    """Changes with every change of the entries: an answer stays the same only as long as this does."""
    try:
        newest = entered.store().history(newest=1)
    except EntriesError:
        return "unavailable"
    return hashlib.sha256(json.dumps([change.id for change in newest]).encode()).hexdigest()[:12]


def _register(name: str, served: Store, asked: Asked) -> Response:
    try:
        rows = REGISTERS[name](entered.store())
    except EntriesError as error:
        raise Refused(503, "entries") from error
    key = f"entries_{name.replace('-', '_')}"
    about = {"source": asked.t("exchange.source"), "licence": LICENCE}
    file = files.File(rows, name, asked.t(f"api.route.{key}.title"), ("entry",), about)
    return files.answer(served, asked, file)


def routes() -> list[Declared]:
    """The routes of the entries that are open data."""
    return [
        Declared(
            f"entries_{name.replace('-', '_')}",
            f"{ROOT}/entries/{name}.{{format}}",
            partial(_register, name),
            formats=_ENDINGS,
            schema=TABLE,
            state=state,
        )
        for name in REGISTERS
    ]
