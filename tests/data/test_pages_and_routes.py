"""Everything that the pages show can be had from the data routes: each number of each table twin is a number of the
file that the box beneath it offers, and the routes' numbers are those of the command, to the last digit."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from typer.testing import CliRunner

from dashboard import charted, drawn, numbers, store
from dashboard.shown import Shown
from dashboard.web import api, pictures
from indicators.__main__ import app as commands
from pipelines.plan import plan

#: A cell is a figure, perhaps with a sign before and a unit behind; a year, a date or a name is none.
_FIGURE = re.compile(r"(?<![\w.,])([−-]?\d{1,3}(?:[\u202f\u00a0 ]\d{3})+(?:,\d+)?|[−-]?\d+(?:,\d+)?)(?![\w])")
#: Views that show more than the first one does.
VIEWS = (
    {},
    {"denominator": "mainland", "prices": "fixed"},
    {"membership": "year", "denominator": "with_shelf"},
    {"indicator": "net_migration"},
    {"sub_goal": "attractive_city_region"},
    {"year": "2015"},
)


#: Twins that put two tables side by side: the route that holds the other one, asked the same question.
BESIDE = {
    "estimate/backtest": "analysis/backtest_summary",
    "why/industries": "analysis/gap_in_all",
    "why/path": "indicators/gdp_index/values",
}


@pytest.fixture(scope="module")
def warehouse(snapshot_state: Path) -> Iterator[str]:
    """The real figures are served; the name of their version."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MALBAROMETERET_STATE", str(snapshot_state))
        store.close()
        served = store.current()
        assert served is not None
        yield served.version
        store.close()


@pytest.fixture
def client(warehouse: str) -> TestClient:
    return TestClient(Starlette(routes=api.routes()))


def shown(version: str) -> Iterator[tuple[str, Shown]]:
    """Every chart of every page under every view, once."""
    seen = set()
    # the projector shows the paper, which test_paper.py holds to the figures
    for page in set(charted.PAGES) - {"presentation"}:
        for parameters in VIEWS:
            view = charted.view_of(page, version, parameters)
            for name, chart in charted.charts(page, version, view).items():
                key = (page, name, chart.route, chart.asked, chart.sentence)
                if key not in seen and chart.route:
                    seen.add(key)
                    yield f"{page or 'goal'}/{name} {parameters}", chart


def amounts(rows: list[dict[str, Any]]) -> set[float]:
    """Every number that a file holds, in its own unit and in the larger ones that pages write it in."""
    found: set[float] = set()
    for row in rows:
        for name, cell in row.items():
            if isinstance(cell, bool) or not isinstance(cell, int | float) or cell is None:
                continue
            found |= {float(cell), float(cell) / (1000 if name.endswith(("_mnok", "_nok")) else 1)}
    return found


@cache
def written(value: float, decimals: int) -> str:
    return numbers.number(value, decimals, "nb").replace(numbers.MINUS, "-")


def names_of(rows: list[dict[str, Any]]) -> set[str]:
    """What in a file is a name with digits in it: vintages, as pages write their dates, and tables."""
    found = {str(row[key]) for row in rows for key in ("table_id", "vintage", "vintage_used") if row.get(key)}
    return found | {numbers.day(one, "nb") for one in found}


def figures_in(cell: str, names: set[str]) -> list[str]:
    """The figures of a cell, without the grouping of thousands."""
    plain = re.sub(r"\]\([^)]*\)", "]", re.sub(r"\\(.)", r"\1", cell))  # where a cell leads is no figure
    for name in sorted(names, key=len, reverse=True):
        plain = plain.replace(name, "")
    return [re.sub(r"[\u202f\u00a0 ]", "", one).replace("−", "-") for one in _FIGURE.findall(plain)]


def test_every_number_of_every_table_is_in_the_file_beneath_it(client: TestClient, warehouse: str) -> None:
    missing, looked_at = [], 0
    for where, chart in shown(warehouse):
        answer = client.get(chart.files()["JSON"])
        assert answer.status_code == 200, (where, answer.text[:200])
        rows = answer.json()["rows"]
        beside = BESIDE.get(where.split(" ")[0])
        if beside:
            own = {"indicator", "method", "merged", "part"}
            question = {key: value for key, value in chart.asked if key not in own}
            rows += client.get(f"/api/v1/{beside}.json", params=question).json()["rows"]
        held, names = amounts(rows), names_of(rows)
        by_decimals: dict[int, set[str]] = {}
        for column in chart.table:
            for cell in chart.table[column].astype(str):
                for figure in figures_in(cell, names):
                    decimals = len(figure.partition(",")[2])
                    if decimals not in by_decimals:
                        by_decimals[decimals] = {
                            re.sub(r"[\u202f\u00a0 ]", "", written(one, decimals)).lstrip("-") for one in held
                        }
                    looked_at += 1
                    # thousands of kroner are written with their zeros
                    shown_as = {figure.lstrip("-"), figure.lstrip("-").removesuffix("000")}
                    if not shown_as & by_decimals[decimals]:
                        missing.append(f"{where}: {column}: {cell!r}")
    assert looked_at > 1000
    assert not missing, f"{len(missing)} of {looked_at}:\n" + "\n".join(sorted(set(missing))[:60])


def test_the_routes_numbers_are_the_commands_to_the_last_digit(client: TestClient, warehouse: str) -> None:
    names = [row["indicator"] for row in client.get("/api/v1/indicators").json()["rows"]]
    assert len(names) > 50
    for name in names:
        as_csv = CliRunner().invoke(commands, ["show", name, "--format", "csv"])
        assert as_csv.exit_code == 0, as_csv.output
        command = list(csv.DictReader(io.StringIO(as_csv.stdout)))
        route = list(csv.DictReader(io.StringIO(client.get(f"/api/v1/indicators/{name}/values.csv").text)))
        columns = ("region", "year", "value", "low", "high", "rank")
        assert [[row[one] for one in columns] for row in command] == [[row[one] for one in columns] for row in route]
        told = json.loads(CliRunner().invoke(commands, ["show", name, "--format", "json"]).stdout)
        rows = client.get(f"/api/v1/indicators/{name}/values.json").json()["rows"]
        assert [row["value"] for row in told] == [row["value"] for row in rows]


def test_every_chart_of_every_page_can_be_drawn_on_the_real_figures(warehouse: str) -> None:
    goals = [{"sub_goal": one.key} for one in plan().sub_goal]
    views = {"sub-goal": goals, "municipalities": [{}, {"area": "country"}], "explore": [{}, {"kind": "bar"}]}
    for page in charted.PAGES:
        for parameters in views.get(page, [{}]):
            view = charted.view_of(page, warehouse, {**parameters, "lang": "en"})
            charts = charted.charts(page, warehouse, view)
            assert charts, page
            for (name, chart), size in product(charts.items(), drawn.SIZES):
                words = pictures.words(chart, warehouse, view, "https://example.org/")
                picture = drawn.svg(chart.figure.to_dict(), words, size)
                told = ElementTree.fromstring(picture).findtext("{http://www.w3.org/2000/svg}desc")
                assert told == chart.sentence, f"{page}/{name}"
                # a browser and a reader far away have to fetch it; a part of it that is no number is not shown
                assert len(picture) < 350_000 and not re.search(rb'[ ="(,]nan[ ",)]', picture), f"{page}/{name}"
