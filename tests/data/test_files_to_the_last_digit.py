"""Every way a figure leaves the house gives the number of `python -m indicators show`, to the last digit."""

from __future__ import annotations

import io
import json
import math
import zipfile
from typing import Any

import openpyxl
import pandas as pd
import pytest
from pyjstat import pyjstat
from starlette.applications import Starlette
from starlette.testclient import TestClient
from typer.testing import CliRunner

from dashboard.web import api
from indicators.__main__ import app as commands
from tests.data.test_pages_and_routes import warehouse  # noqa: F401  the served figures

_CHOICES = ("denominator", "membership", "prices", "vintage")
Figures = dict[tuple[str, int], float]


@pytest.fixture
def client(warehouse: str) -> TestClient:  # noqa: F811
    return TestClient(Starlette(routes=api.routes()))


@pytest.fixture
def shown(client: TestClient) -> dict[str, list[dict[str, Any]]]:
    """Indicator → the rows that the command shows."""
    names = [row["indicator"] for row in client.get("/api/v1/indicators").json()["rows"]]
    assert len(names) > 50
    return {name: json.loads(CliRunner().invoke(commands, ["show", name, "--format", "json"]).stdout) for name in names}


def by_cell(rows: list[dict[str, Any]]) -> Figures:
    return {
        (str(row["region"]), int(row["year"])): float(row["value"])
        for row in rows
        if row["value"] is not None and not math.isnan(row["value"])
    }


def test_workbooks_and_cubes_hold_what_the_command_shows(
    client: TestClient, shown: dict[str, list[dict[str, Any]]]
) -> None:
    for name, rows in shown.items():
        told, address = by_cell(rows), f"/api/v1/indicators/{name}/values"
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}.xlsx").content), read_only=True)
        header, *cells = book["Tall"].iter_rows(values_only=True)
        assert by_cell([dict(zip(header, row, strict=True)) for row in cells]) == told, name
        if not told:
            continue
        cube = pyjstat.Dataset.read(client.get(f"{address}.jsonstat").text).write("dataframe", naming="id")
        assert by_cell(cube.to_dict("records")) == told, name


def test_the_bulk_file_holds_what_the_command_shows(client: TestClient, shown: dict[str, list[dict[str, Any]]]) -> None:
    with (
        zipfile.ZipFile(io.BytesIO(client.get("/api/v1/bulk.zip").content)) as bundle,
        bundle.open("values.csv") as csv,
    ):
        every = pd.read_csv(csv, dtype={"region": str} | dict.fromkeys(_CHOICES, str), float_precision="round_trip")
    every[[*_CHOICES]] = every[[*_CHOICES]].fillna("")
    held = {
        key: float(value)
        for *key, value in every[["indicator", "region", "year", *_CHOICES, "value"]].itertuples(index=False)
        for key in [tuple(key)]
        if not math.isnan(value)
    }
    compared = 0
    for rows in shown.values():
        for row in rows:
            if row["value"] is not None:
                key = (row["indicator"], row["region"], row["year"], *(row.get(one) or "" for one in _CHOICES))
                assert held[key] == row["value"], key
                compared += 1
    assert compared > 10_000
