"""What the tests of the meeting's papers share: two published versions, a question, and papers read back."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from pptx import Presentation
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import store as served_store
from dashboard.address import View
from dashboard.paper.ask import Ask
from dashboard.paper.model import Paper
from dashboard.web import api as routes
from pipelines import publishing
from pipelines.plan import plan

TODAY = date(2001, 2, 3)

HOME = plan().goal.region


def ask(lang: str = "nb", since: str = "", **choices: Any) -> Ask:
    return Ask(View(lang=lang, **choices), since, "https://example.org/presentation", TODAY)


@pytest.fixture(scope="module")
def published(warehouse_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Two versions are kept: one in which the last year was not there yet, and the one that is served."""
    state = tmp_path_factory.mktemp("state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MALBAROMETERET_STATE", str(state))
        served_store.close()
        yield [publish(warehouse_file, "11111111", without=2023), publish(warehouse_file, "22222222")]
        served_store.close()


def publish(file: Path, name: str, without: int | None = None) -> str:
    with publishing.writing(), publishing.draft() as draft:
        shutil.copy(file, draft.database)
        with duckdb.connect(draft.database) as con:
            if without:
                con.execute("DELETE FROM out.indicator_value WHERE year >= ? AND indicator LIKE 'gdp_%'", [without])
        draft.changes.write_text(json.dumps({"base": None, "documents": []}), encoding="utf-8")
        return publishing.publish(draft, name)


@pytest.fixture
def version(published: list[str]) -> str:
    return published[-1]


@pytest.fixture
def client(published: list[str]) -> TestClient:
    return TestClient(Starlette(routes=routes.routes()))


def section(paper: Paper, key: str) -> Any:
    return next(one for one in paper.sections if one.key == key)


def bare(text: str) -> str:
    """Letters and signs alone; the type draws hyphen and soft hyphen alike, and pypdf tells the one as the other."""
    return "".join(text.split()).replace("\u00ad", "-")


def charts_of(body: bytes) -> dict[str, Any]:
    """Charts of a deck by their title."""
    slides = Presentation(io.BytesIO(body)).slides
    return {shape.name: shape.chart for slide in slides for shape in slide.shapes if shape.has_chart}


def by_year(frame: pd.DataFrame, years: list[str]) -> list[float | None]:
    known = dict(zip(frame["year"].astype(str), frame["value"], strict=True))
    return [float(known[year]) if year in known else None for year in years]
