"""The data routes as one thing: declared, documented, asked by any program, and known when they have not changed."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import fields
from dashboard.web import api, csvw, reference
from dashboard.web.declared import Declared
from tests.app import artificial

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=[*api.routes(), *api.rest()]))


def examples() -> Iterator[tuple[Declared, str]]:
    """A question to every route in every format that needs nothing beside the artificial warehouse."""
    for route in api.declared():
        for ending in route.formats or ("",):
            if "/paper/" not in route.path and (route.key, ending) != ("analysis_table", "jsonstat"):
                yield route, reference.example(replace(route, formats=(ending,) if ending else ()))


@pytest.mark.parametrize("address", [address for _, address in examples()])
def test_every_documented_address_answers(client: TestClient, served_with_band: str, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:300]
    assert answer.content and answer.headers["access-control-allow-origin"] == "*"
    again = client.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304 and not again.content


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_the_document_names_every_route_and_the_page_shows_it(
    client: TestClient, served_with_band: str, lang: str
) -> None:
    document = client.get(f"/api/v1/openapi.json?lang={lang}").json()
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {route.path for route in api.declared()}
    page = client.get(f"/api/v1?lang={lang}").text
    assert f'<html lang="{lang}">' in page and "<script" not in page
    for route in api.declared():
        told = document["paths"][route.path]["get"]
        assert f'id="{route.key}"' in page and route.path in page
        for one in told["parameters"]:
            assert one["description"] and f"<code>{one['name']}</code>" in page


def test_the_document_tells_what_a_picture_can_be_asked_by(client: TestClient, served: str) -> None:
    told = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/pictures/{page}/{chart}.{format}"]["get"]
    asked = {one["name"]: one["schema"].get("enum") for one in told["parameters"] if one["in"] == "query"}
    assert asked["size"] == ["preview", "print"] and asked["theme"] == ["light", "dark"]
    assert "denominator" in asked and "industry" not in asked, "that is a key of a table"


def test_the_page_needs_no_figures(client: TestClient, empty_state: Path) -> None:
    assert client.get("/api/v1").status_code == client.get("/api/v1/").status_code == 200


def test_every_column_of_every_file_is_described(client: TestClient, served_with_band: str) -> None:
    unknown = set()
    for route, address in examples():
        if "csv" in route.formats and address.split("?")[0].endswith(".csv"):
            columns = client.get(address).text.split("\r\n")[0].split(",")
            unknown |= {column for column in columns if not fields.known(column)}
    assert not unknown


def test_a_csv_leads_to_its_description(client: TestClient, served: str) -> None:
    answer = client.get("/api/v1/indicators/gdp_share/values.csv?region=norway")
    found = re.fullmatch(r'<(.+)>; rel="describedby"; type="application/csvm\+json"', answer.headers["link"])
    assert found is not None
    told = client.get(f"/api/v1/indicators/gdp_share/{found[1]}")
    assert told.headers["content-type"] == "application/csvm+json"
    body = told.json()
    assert body["@context"][0] == csvw.CONTEXT and body["url"] == "values.csv?region=norway"
    columns = {column["name"]: column for column in body["tableSchema"]["columns"]}
    assert list(columns) == answer.text.split("\r\n")[0].split(",")
    assert columns["value"]["datatype"] == "double" and columns["year"]["datatype"] == "integer"
    assert body["tableSchema"]["primaryKey"][:3] == ["indicator", "region", "year"]


def test_a_cube_tells_labels_units_and_roles_in_the_readers_language(client: TestClient, served: str) -> None:
    question = "/api/v1/values.jsonstat?indicator=gdp_share,population_share&region=norway&year=2010"
    for lang, name, unit in (("nb", "Prøvelandet", "prøveenhet"), ("en", "The test country", "test unit")):
        cube = client.get(f"{question}&lang={lang}").json()
        # the population has no denominator: its figure stands under the one that the share was asked for
        assert cube["id"] == ["indicator", "region", "year", "denominator", "membership", "vintage"]
        assert cube["size"] == [2, 1, 1, 1, 1, 1] and None not in cube["value"]
        assert cube["role"] == {"time": ["year"], "geo": ["region"], "metric": ["indicator"]}
        assert cube["dimension"]["region"]["category"]["label"] == {"norway": name}
        units = cube["dimension"]["indicator"]["category"]["unit"]
        assert units["gdp_share"] == {"label": unit, "position": "end", "decimals": 2}


def test_a_table_without_a_choice_stands_under_the_one_that_the_others_have(client: TestClient, served: str) -> None:
    cube = client.get(f"/api/v1/progress.jsonstat?region={artificial.HOME}").json()
    codes = [code for one in cube["dimension"].values() for code in one["category"]["index"]]
    assert codes and "" not in codes


@pytest.mark.parametrize(
    ("lang", "source"), [("nb", "Statistisk sentralbyrå (SSB)"), ("en", "Statistics Norway (SSB)")]
)
def test_a_cube_names_its_source_as_the_reader_speaks(client: TestClient, served: str, lang: str, source: str) -> None:
    address = f"/api/v1/indicators/gdp_share/values.jsonstat?region=norway&lang={lang}"
    answer = client.get(address)
    assert answer.json()["source"].startswith(source) and answer.headers["content-language"] == lang


@pytest.mark.parametrize(
    ("lang", "sheet", "name"), [("nb", "Tall", "Prøvelandet"), ("en", "Figures", "The test country")]
)
def test_files_that_people_open_name_the_region_beside_its_code(
    client: TestClient, served: str, lang: str, sheet: str, name: str
) -> None:
    address = f"/api/v1/indicators/gdp_share/values.{{}}?region=norway&lang={lang}"
    header, first, *_ = csv.reader(client.get(address.format("csv")).text.splitlines())
    assert header[1:3] == ["region", "region_name"] and first[1:3] == ["norway", name]
    book = openpyxl.load_workbook(io.BytesIO(client.get(address.format("xlsx")).content))
    cells = [*book[sheet].iter_rows(values_only=True)]
    assert cells[0][1:3] == ("region", "region_name") and cells[1][1:3] == ("norway", name)


# Conditional requests and other sites


def test_a_date_tells_whether_anything_has_changed(client: TestClient, served: str) -> None:
    address = "/api/v1/indicators/gdp_share/values.csv"
    first = client.get(address)
    modified = first.headers["last-modified"]
    assert client.get(address, headers={"If-Modified-Since": modified}).status_code == 304
    before = format_datetime(parsedate_to_datetime(modified) - pd.Timedelta(seconds=1), usegmt=True)
    assert client.get(address, headers={"If-Modified-Since": before}).status_code == 200
    # a tag, where one is given, decides alone
    other = {"If-Modified-Since": modified, "If-None-Match": '"another"'}
    assert client.get(address, headers=other).status_code == 200
    assert client.get(address, headers={"If-Modified-Since": "rubbish"}).status_code == 200


@pytest.mark.parametrize("form", ["{tag}", "W/{tag}", '"another", {tag}', "*"])
def test_a_tag_is_known_in_every_form(client: TestClient, served: str, form: str) -> None:
    tag = client.get("/api/v1/regions").headers["etag"]
    assert client.get("/api/v1/regions", headers={"If-None-Match": form.format(tag=tag)}).status_code == 304


def test_the_languages_are_different_answers(client: TestClient, served: str) -> None:
    tags = {client.get(f"/api/v1/analysis?lang={lang}").headers["etag"] for lang in ("nb", "en")}
    assert len(tags) == 2


def test_a_named_version_may_be_kept_and_the_served_one_is_asked_about(client: TestClient, served: str) -> None:
    assert "max-age" in client.get(f"/api/v1/regions?version={served}").headers["cache-control"]
    assert client.get("/api/v1/regions").headers["cache-control"] == "public, no-cache"


def test_head_gives_the_headers_alone(client: TestClient, served: str) -> None:
    got, head = client.get("/api/v1/regions"), client.head("/api/v1/regions")
    assert head.status_code == 200 and head.headers["etag"] == got.headers["etag"]
    assert head.headers["content-length"] == got.headers["content-length"]


def test_another_site_may_ask_first(client: TestClient, served: str) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    answer = client.options("/api/v1/values.csv", headers=asked)
    assert answer.status_code == 204 and answer.headers["access-control-allow-origin"] == "*"
    assert "GET" in answer.headers["access-control-allow-methods"]
    assert "If-None-Match" in answer.headers["access-control-allow-headers"]


def test_nothing_can_be_written(client: TestClient, served: str) -> None:
    answer = client.post("/api/v1/regions")
    assert answer.status_code == 405 and "GET" in answer.headers["allow"] and answer.json()["error"]


# Bad questions


@pytest.mark.parametrize(
    ("address", "status", "nearest"),
    [
        ("/api/v1/valus.csv?indicator=gdp_share", 404, "/api/v1/values.{format}"),
        ("/api/v1/values.csv?indicater=gdp_share", 400, "indicator"),
        ("/api/v1/values.csv?indicator=gdp_shar", 400, "gdp_share"),
        ("/api/v1/indicators/gdp_shar", 404, "gdp_share"),
        ("/api/v1/regions?lnag=en", 400, "lang"),
        ("/api/v1/regions?lang=sv", 400, "nb"),
        ("/api/v1/regions/norwya", 404, "norway"),
        ("/api/v1/analysis/verdict.csv", 404, "verdicts"),
        ("/api/v1/analysis/verdicts.csv?denominator=countys", 400, "counties"),
        ("/api/v1/analysis/verdicts.csv?region=norwya", 400, "norway"),
        ("/api/v1/progress.csv?goal=triple", 400, "research_based_firms"),
    ],
)
def test_a_bad_question_is_told_the_nearest_good_one_in_the_readers_language(
    client: TestClient, served_with_band: str, address: str, status: int, nearest: str
) -> None:
    for lang, begins in (("nb-NO,nb;q=0.9", "Det finnes ingen "), ("en-GB", "There is no ")):
        answer = client.get(address, headers={"Accept-Language": lang})
        body = answer.json()
        assert answer.status_code == body["status"] == status
        assert body["error"].startswith(begins) and nearest in body["nearest"] and nearest in body["error"]
        assert answer.headers["cache-control"] == "no-store"
        # a page of another site has to be able to read why
        assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["indicators/gdp_share/values.csv", "analysis/verdicts.csv"])
def test_a_span_that_runs_backwards_is_refused_and_turned(client: TestClient, served_with_band: str, path: str) -> None:
    answer = client.get(f"/api/v1/{path}?year=2020-2012")
    assert answer.status_code == 400, "it would have been taken for every year"
    assert answer.json()["error"].endswith("write 2012-2020.")


@pytest.mark.parametrize("year", ["²", "٢٠٢٠", "20", "2010-", "99999", "1e3"])
def test_what_is_no_year_is_refused(client: TestClient, served_with_band: str, year: str) -> None:
    for path in ("analysis/verdicts.csv", "indicators/gdp_share/values.csv"):
        answer = client.get(f"/api/v1/{path}", params={"year": year})
        assert answer.status_code == 400 and year in answer.json()["error"]


# Everything in one file, and the feed


def test_the_file_with_everything_is_the_same_byte_for_byte(client: TestClient, served_with_band: str) -> None:
    from dashboard.web import bulk

    first = client.get("/api/v1/bulk.zip").content
    bulk._made.cache_clear()
    assert client.get("/api/v1/bulk.zip").content == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        names = set(archive.namelist())
        assert {"values.csv", "indicators.csv", "csv-metadata.json", "README.nb.txt", "LICENCE.md"} <= names
        told = json.loads(archive.read("csv-metadata.json"))
        assert {one["url"] for one in told["tables"]} == {name for name in names if name.endswith(".csv")}
        for one in told["tables"]:
            header = archive.read(one["url"]).decode("utf-8").split("\r\n")[0].split(",")
            assert header == [column["titles"] for column in one["tableSchema"]["columns"]]
        values = pd.read_csv(io.BytesIO(archive.read("values.csv")), keep_default_na=False)
    choices = {"indicator": "gdp_gap", "region": "norway", "denominator": "mainland", "prices": "fixed"}
    asked = client.get("/api/v1/indicators/gdp_gap/values.json?region=norway&denominator=mainland&prices=fixed").json()
    rows = values[(values[list(choices)] == pd.Series(choices)).all(axis=1)]
    rows = rows[(rows.vintage == "latest") & (rows.membership == "fixed")]
    assert rows.value.astype(float).tolist() == [row["value"] for row in asked["rows"]]


def test_the_feed_tells_documents_figures_revisions_and_verdicts(client: TestClient, served: str) -> None:
    document = {"request": "made_up", "table_id": "99999", "document": "<made up> & more", "vintage_before": None}
    figures = {"table": "out.indicator_value", "rows_before": 1, "rows_after": 8, "rows_added": 7, "cells_revised": 3}
    report = {"base": served, "documents": [{**document, "vintage": "2002-03-04"}], "figures": figures}
    artificial.publish("44444444", rising=[float(value) for value in range(14, 4, -1)], report=report)
    for lang, words in (("nb", "Nye tall: 7. Reviderte: 3."), ("en", "New figures: 7. Revised: 3.")):
        feed = ElementTree.fromstring(client.get(f"/api/v1/feed.atom?lang={lang}").content)
        entries: dict[str, ElementTree.Element] = {}
        for one in feed.iter(f"{ATOM}entry"):
            category = one.find(f"{ATOM}category")
            assert category is not None
            entries.setdefault(category.get("term", ""), one)
        assert [*entries] == ["version", "status", "revision"]
        told = entries["version"].find(f"{ATOM}content")
        # a reader's program runs plain lines together: what is told comes as markup, and nothing in it is believed
        assert told is not None and told.get("type") == "html"
        assert f"<p>{words}</p><ul><li>" in str(told.text) and "&lt;made up&gt; &amp; more" in str(told.text)
        status = entries["status"]
        assert str(status.findtext(f"{ATOM}title")).startswith("test_rising")
        assert "→" in str(status.findtext(f"{ATOM}content"))
        link = status.find(f"{ATOM}link")
        assert link is not None and "/indicator?indicator=test_rising" in link.get("href", "")


def test_the_feed_is_atom_with_ids_that_stay(client: TestClient, served: str) -> None:
    first = ElementTree.fromstring(client.get("/api/v1/feed.atom").content)
    assert first.tag == f"{ATOM}feed"
    ids = [entry.findtext(f"{ATOM}id") for entry in first.iter(f"{ATOM}entry")]
    assert len(ids) == 1
    artificial.publish("44444444", rising=[float(value) for value in range(20, 30)])
    english = ElementTree.fromstring(client.get("/api/v1/feed.atom?lang=en").content)
    entries = list(english.iter(f"{ATOM}entry"))
    assert ids[0] in [entry.findtext(f"{ATOM}id") for entry in entries]
    for needed in ("id", "title", "updated"):
        assert english.findtext(f"{ATOM}{needed}")
        assert all(entry.findtext(f"{ATOM}{needed}") for entry in entries)
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
