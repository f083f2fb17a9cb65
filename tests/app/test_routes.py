"""The data routes and what goes with every answer, asked over HTTP as any program would."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import openpyxl
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from streamlit.web.server.starlette.starlette_gzip_middleware import SelectiveGZipMiddleware
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_assets_routes

from dashboard import store
from dashboard.web import api, head
from dashboard.web.headers import Headers
from indicators import read
from pipelines import warehouse
from tests.app import artificial

VALUES = "/api/v1/indicators/gdp_share/values"


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=[*api.routes(), *head.routes()], middleware=[Middleware(Headers)]))


def test_every_format_gives_the_same_figures(client: TestClient, served: str) -> None:
    question = "?region=norway&years=2010-2012&denominator=mainland"
    expected = [2.0, 2.1, 2.2]
    rows = list(csv.DictReader(io.StringIO(client.get(f"{VALUES}.csv{question}").text)))
    assert [float(row["value"]) for row in rows] == expected
    assert [row["value"] for row in client.get(f"{VALUES}.json{question}").json()["rows"]] == expected
    assert client.get(f"{VALUES}.jsonstat{question}").json()["value"] == expected
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{VALUES}.xlsx{question}").content))["Tall"]
    column = [cell.value for cell in sheet[1]].index("value")
    assert [row[column].value for row in list(sheet.iter_rows())[1:]] == expected


def test_the_route_reads_what_the_one_reader_reads(client: TestClient, served: str) -> None:
    now = store.current()
    assert now is not None
    frame = read.values(now.cursor(), "gdp_gap", regions=["norway"], prices="fixed")
    rows = client.get("/api/v1/indicators/gdp_gap/values.json?region=norway&prices=fixed").json()["rows"]
    assert [row["value"] for row in rows] == frame["value"].tolist()
    assert {"region", "year", "value", "status"} <= set(rows[0])


def test_an_index_of_a_base_year_is_a_figure_of_the_route_too(client: TestClient, served: str) -> None:
    answer = client.get(f"{VALUES}.json?region=norway&years=2011-2012&base=2010").json()["rows"]
    # 1.0 in 2010, 1.1 and 1.2 after that
    assert [row["value"] for row in answer] == pytest.approx([110.0, 120.0])
    assert {row["unit"] for row in answer} == {"2010 = 100"}


def test_several_indicators_in_one_file(client: TestClient, served: str) -> None:
    rows = client.get("/api/v1/values.json?indicator=gdp_share,population_share&indicator=gdp_gap&year=2010").json()
    assert {row["indicator"] for row in rows["rows"]} == {"gdp_share", "population_share", "gdp_gap"}
    assert {row["year"] for row in rows["rows"]} == {2010}
    assert rows["licence"].startswith("CC BY 4.0") and rows["warehouse_version"] == served


def test_a_vintage_is_asked_of_those_indicators_that_have_one(client: TestClient, served: str) -> None:
    question = "indicator=gdp_share,population_share&vintage=2001-01-01&region=norway&year=2010"
    rows = client.get(f"/api/v1/values.json?{question}").json()["rows"]
    assert [(row["indicator"], row["vintage"]) for row in rows] == [
        ("gdp_share", "2001-01-01"),
        ("population_share", ""),
    ]


def test_listing_and_description(client: TestClient, served: str) -> None:
    assert len([row for row in client.get("/api/v1/indicators").json()["rows"] if row["goal"] == "goal"]) == 4
    assert client.get("/api/v1/indicators/gdp_gap").json()["indicators"][0]["unit_en"] == "test unit"


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        (f"{VALUES}.csv?region=nowhere", 400, "nowhere"),
        (f"{VALUES}.csv?denominator=rubbish", 400, "denominator"),
        (f"{VALUES}.csv?vintage=rubbish", 400, "vintage"),
        (f"{VALUES}.csv?year=twenty", 400, "twenty"),
        (f"{VALUES}.csv?reigon=norway", 400, "reigon"),
        (f"{VALUES}.csv?base=MMX", 400, "MMX"),
        (f"{VALUES}.csv?per=inhabitant", 400, "per inhabitant"),
        (f"{VALUES}.csv?per=cow", 400, "inhabitant"),
        (f"{VALUES}.parquet", 404, "parquet"),
        ("/api/v1/indicators/gdp_shar", 404, "gdp_share"),
        ("/api/v1/indicators/gdp_shar/values.csv", 404, "gdp_share"),
        ("/api/v1/values.csv", 400, "indicator"),
        (f"{VALUES}.jsonstat?year=1900", 400, "no figures"),
        (f"{VALUES}.csv?region=';DROP TABLE out.region;--", 400, "region"),
    ],
)
def test_a_question_that_makes_no_sense_gets_one_plain_sentence(
    client: TestClient, served: str, address: str, status: int, says: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    sentence = answer.json()["error"]
    assert says in sentence and sentence.endswith(".") and "\n" not in sentence and "Traceback" not in sentence
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_csv_is_safe_to_open_and_carries_its_name(client: TestClient, served: str) -> None:
    answer = client.get(f"{VALUES}.csv?region=norway")
    assert answer.headers["content-disposition"] == 'attachment; filename="gdp_share.csv"'
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


def test_an_answer_says_when_nothing_has_changed_and_a_new_version_is_taken_up(client: TestClient, served: str) -> None:
    first = client.get(f"{VALUES}.csv")
    again = client.get(f"{VALUES}.csv", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304 and again.content == b""
    newer = artificial.publish("33333333")
    after = client.get(f"{VALUES}.csv", headers={"If-None-Match": first.headers["etag"]})
    assert after.status_code == 200 and newer in after.headers["etag"]


def test_without_a_warehouse_the_routes_say_what_to_do(client: TestClient, empty_state: Path) -> None:
    for address in ("/api/v1/indicators", f"{VALUES}.csv"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert "python run.py" in answer.json()["error"]


def test_a_damaged_warehouse_is_not_served(client: TestClient, served: str) -> None:
    database = warehouse.folder_of(served) / warehouse.DATABASE
    database.chmod(0o644)
    database.write_bytes(b"not a database")
    store.close()
    assert client.get("/api/v1/indicators").status_code == 503


@pytest.mark.parametrize(("query", "lang", "title"), [("", "nb", "Målet"), ("?lang=en", "en", "The goal")])
def test_a_page_says_its_language_title_and_preview(client: TestClient, query: str, lang: str, title: str) -> None:
    html = client.get(f"/{query}").text
    assert f'<html lang="{lang}">' in html
    assert f"<title>{title} – Målbarometeret</title>" in html
    assert f'<meta property="og:title" content="{title} – Målbarometeret" />' in html
    assert '<meta property="og:description" content="' in html
    assert "<title>Streamlit" not in html and "JavaScript to run this app" not in html


def test_script_in_an_address_stays_text(client: TestClient) -> None:
    html = client.get("/data?lang=<script>alert(1)</script>").text
    assert "<script>alert" not in html and '<html lang="nb">' in html


def test_nothing_may_come_from_elsewhere_and_only_embeds_may_be_framed(client: TestClient) -> None:
    plain, embedded = client.get("/"), client.get("/?embed=true&chart=gap")
    assert "default-src 'self'" in plain.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in plain.headers["content-security-policy"]
    assert plain.headers["x-frame-options"] == "SAMEORIGIN"
    assert plain.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors *" in embedded.headers["content-security-policy"]
    assert "x-frame-options" not in embedded.headers


def test_an_unknown_page_is_a_404_in_words(client: TestClient) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404 and "Denne siden finnes ikke." in answer.text


@pytest.mark.parametrize("address", ["/static/anything", "/static/js/gone.js", "/robots.txt", "/.env", "/goal/x.html"])
def test_a_file_that_is_not_there_is_a_404_and_not_the_first_page(address: str) -> None:
    """Streamlit gives its first page, with 200, for every file it does not have."""
    assets = create_streamlit_static_assets_routes(None)
    client = TestClient(Starlette(routes=assets, middleware=[Middleware(Headers)]))
    assert client.get(address).status_code == 404 and client.head(address).status_code == 404
    first = client.get("/")
    assert first.status_code == 200
    for file in re.findall(r'(?:src|href)="\./([^"_]+)"', first.text):
        assert client.get(f"/{file}").status_code == 200, file


def test_what_is_packed_on_its_way_has_another_tag_than_what_is_not(served: str) -> None:
    """RFC 9110, 8.8.3.3: a strong tag is of one sequence of bytes; and either is known when it is asked about."""
    packed = Middleware(SelectiveGZipMiddleware)
    client = TestClient(Starlette(routes=api.routes(), middleware=[Middleware(Headers), packed]))
    as_it_is, gzip = (
        client.get(f"{VALUES}.csv", headers={"Accept-Encoding": coding}) for coding in ("identity", "gzip")
    )
    assert "content-encoding" not in as_it_is.headers and gzip.headers["content-encoding"] == "gzip"
    assert as_it_is.headers["etag"].startswith('"') and gzip.headers["etag"] == f"W/{as_it_is.headers['etag']}"
    assert "accept-encoding" in gzip.headers["vary"].lower()
    for answer in (as_it_is, gzip):
        again = client.get(f"{VALUES}.csv", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304 and not again.content


def test_the_description_is_json_all_through(client: TestClient, served: str) -> None:
    for address in ("/api/v1/indicators", "/api/v1/indicators/gdp_share", f"{VALUES}.json?year=2010"):
        json.loads(client.get(address).content)


def test_a_frozen_question_is_answered_from_its_own_version(client: TestClient, served: str) -> None:
    question = f"{VALUES}.json?region=norway&years=2010"
    frozen = client.get(f"{question}&version={served}")
    newest = artificial.publish("33333333", band=True)
    assert client.get(question).json()["warehouse_version"] == newest
    again = client.get(f"{question}&version={served}")
    assert again.json() == frozen.json() and again.json()["warehouse_version"] == served
    tag = again.headers["etag"]
    assert tag == frozen.headers["etag"] and served in tag
    assert client.get(f"{question}&version={served}", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("version", ["nonsense", "../../etc/passwd", "20010101T000000Z-00000000", "<script>"])
def test_a_version_that_is_not_kept_is_refused_in_words(client: TestClient, served: str, version: str) -> None:
    answer = client.get(f"{VALUES}.csv", params={"version": version})
    assert answer.status_code == 404
    assert "There is no warehouse version" in answer.json()["error"] and served in answer.json()["error"]


def test_a_region_that_was_is_answered_with_what_continues_it(client: TestClient, served: str) -> None:
    for word in ("1638", "gamleby"):
        answer = client.get(f"{VALUES}.csv?region={word}&lang=nb")
        assert answer.status_code == 400 and answer.json()["nearest"] == ["5059"]
    assert client.get(f"{VALUES}.csv?region=pr%C3%B8velandet").json()["nearest"] == ["norway"]
    row = client.get("/api/v1/analysis/former_codes.json?code=1638").json()["rows"]
    assert [(one["region"], one["name"], one["last_year"], one["weight"]) for one in row] == [
        ("5059", "Gamleby", 2019, 0.5)
    ]
    assert client.get("/api/v1/regions/nowhere").status_code == 404


def test_a_choice_that_is_made_twice_is_refused(client: TestClient, served: str) -> None:
    refused = client.get(f"{VALUES}.csv?denominator=counties&denominator=mainland&lang=nb")
    assert refused.status_code == 400 and "flere ganger" in refused.json()["error"]
    assert client.get(f"{VALUES}.csv?denominator=counties&denominator=counties").status_code == 200


def test_the_cube_and_the_rows_are_two_files(client: TestClient, served: str) -> None:
    names = [client.get(f"{VALUES}.{one}?region=norway").headers["content-disposition"] for one in ("json", "jsonstat")]
    assert names == ['attachment; filename="gdp_share.json"', 'attachment; filename="gdp_share.jsonstat.json"']
