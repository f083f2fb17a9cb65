"""The stand-in speaks PxWebApi 2 as SSB's guide, its OpenAPI description and the recorded answers do.

The expectations here come from those, not from our client: a stand-in that shared the client's mistakes would hide
them.
"""

from __future__ import annotations

import email.utils
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from pipelines import jsonstat
from tests.standin import Fault, Faults, Served, StandIn
from tests.standin.examples import TABLE, document, grouped, served

SEX = {
    "Region": {"0001": "Alpha", "0002": "Beta", "0003": "Gamma"},
    "Kjonn": {"1": "Men", "2": "Women"},
    "ContentsCode": {"One": "First (number)", "Two": "Second (number)"},
    "Tid": {"2001": "2001", "2002": "2002"},
}


@pytest.fixture(scope="module")
def server() -> Iterator[StandIn]:
    documents = [served(), Served(TABLE, document(SEX)), grouped(table="88888")]
    with StandIn(documents, max_cells=20) as running:
        yield running


def get(server: StandIn, path: str, **options: Any) -> requests.Response:
    return requests.get(server.url + path, timeout=10, **options)


def data(server: StandIn, query: str, table: str = TABLE) -> requests.Response:
    return get(server, f"/tables/{table}/data?{query}")


def codes(response: requests.Response, dimension: str) -> list[str]:
    return list(jsonstat.decode(response.content).dimension(dimension).codes)


def test_tables_are_listed_searched_and_paged(server: StandIn) -> None:
    everything = get(server, "/tables").json()
    assert [table["id"] for table in everything["tables"]] == ["88888", TABLE]
    assert everything["page"] == {"pageNumber": 1, "pageSize": 20, "totalElements": 2, "totalPages": 1, "links": []}
    second = get(server, "/tables?pageSize=1&pageNumber=2").json()
    assert [table["id"] for table in second["tables"]] == [TABLE]
    assert second["page"]["totalPages"] == 2
    assert get(server, "/tables?query=88888 made").json()["page"]["totalElements"] == 1


def test_metadata_has_no_cells_and_tells_code_lists_and_elimination(server: StandIn) -> None:
    body = get(server, f"/tables/{TABLE}/metadata?lang=no").json()
    assert body["value"] == []
    assert (body["id"], body["size"]) == (["Region", "Kjonn", "ContentsCode", "Tid"], [3, 2, 2, 2])
    elimination = {code: body["dimension"][code]["extension"]["elimination"] for code in body["id"]}
    assert elimination == {"Region": False, "Kjonn": True, "ContentsCode": False, "Tid": False}
    region = get(server, "/tables/88888/metadata").json()["dimension"]["Region"]
    assert list(region["category"]["index"]) == ["0001", "0002", "Rest"]
    offered = region["extension"]["codelists"][0]
    assert (offered["id"], offered["label"]) == ("agg_X", "Municipalities of today")
    linked = requests.get(offered["links"][0]["href"], timeout=10).json()
    assert linked["values"][0] == {"code": "K-0001", "label": "Alpha", "valueMap": ["0001"]}


BASE = "valueCodes[ContentsCode]=One&valueCodes[Tid]=2001&valueCodes[Region]="


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("*", ["0001", "0002", "0003"]),
        ("0001,0003", ["0001", "0003"]),
        ("000?", ["0001", "0002", "0003"]),
        ("*2,0001", ["0001", "0002"]),
        ("top(2)", ["0001", "0002"]),
        ("bottom(1)", ["0003"]),
        ("from(0002)", ["0002", "0003"]),
        ("to(0002)", ["0001", "0002"]),
        ("[range(0001,0002)]", ["0001", "0002"]),
        ("%5Brange(0001,0002)%5D,0003", ["0001", "0002", "0003"]),
    ],
)
def test_selection_expressions_in_an_address(server: StandIn, expression: str, expected: list[str]) -> None:
    assert codes(data(server, BASE + expression), "Region") == expected


def test_top_of_time_is_the_newest_in_ascending_order(server: StandIn) -> None:
    query = "valueCodes[Region]=0001&valueCodes[ContentsCode]=One&valueCodes[Tid]="
    assert codes(data(server, query + "top(1)"), "Tid") == ["2002"]
    assert codes(data(server, query + "[top(1,1)]"), "Tid") == ["2001"]
    assert codes(data(server, query + "top(2)"), "Tid") == ["2001", "2002"]


def test_names_are_taken_in_any_letter_case(server: StandIn) -> None:
    assert data(server, "valuecodes[REGION]=0001&valueCODES[contentscode]=one&valuecodes[tid]=2001").ok


def test_a_dimension_that_may_be_left_out_vanishes(server: StandIn) -> None:
    assert jsonstat.decode(data(server, BASE + "*").content).shape == (3, 1, 1)
    assert jsonstat.decode(data(server, BASE + "*&valueCodes[Kjonn]=*").content).shape == (3, 2, 1, 1)
    gone = jsonstat.decode(data(server, BASE + "*&valueCodes[Kjonn]=9*").content)
    assert [dimension.code for dimension in gone.dimensions] == ["Region", "ContentsCode", "Tid"]


def test_without_a_selection_the_default_one_comes(server: StandIn) -> None:
    told = get(server, f"/tables/{TABLE}/defaultselection").json()["selection"]
    assert [one["variableCode"] for one in told] == ["Region", "ContentsCode", "Tid"]
    assert jsonstat.decode(data(server, "lang=no").content).shape == (3, 2, 1)
    assert jsonstat.decode(requests.post(server.url + f"/tables/{TABLE}/data", timeout=10).content).shape == (3, 2, 1)


@pytest.mark.parametrize(
    ("query", "status", "title"),
    [
        (BASE + "9999", 400, "Non-existent value"),
        (BASE + "from(9999)", 400, "Non-existent value"),
        (BASE + "range(0001,0002)", 400, "Illegal selection expression"),
        (BASE + "nearby(3)", 400, "Illegal selection expression"),
        (BASE + "*&valueCodes[Alder]=*", 400, "Non-existent variable"),
        (BASE + "*&codelist[Region]=agg_x", 400, "Non-existent codelist"),
        ("valueCodes[Region]=*", 400, "Missing selection for mandantory variable"),
        (
            "valueCodes[Region]=*&valueCodes[Kjonn]=*&valueCodes[ContentsCode]=*&valueCodes[Tid]=*",
            400,
            "Too many cells",
        ),
        ("lang=de", 400, "Unsupported language"),
        ("outputFormat=csv3", 400, "Unsupported output format"),
    ],
)
def test_errors_as_recorded(server: StandIn, query: str, status: int, title: str) -> None:
    answer = data(server, query)
    assert answer.status_code == status
    body = answer.json()
    assert body["title"].startswith(title)
    assert set(body) == {"type", "title", "status"}


def test_a_code_list_counts_only_for_the_same_spelling(server: StandIn) -> None:
    query = "valueCodes[ContentsCode]=*&valueCodes[Tid]=*&valueCodes[Region]=K-0001&codelist["
    assert data(server, query + "Region]=agg_X", "88888").ok
    assert data(server, query + "region]=agg_X", "88888").json()["title"] == "Non-existent value"


def test_a_table_that_is_not_there_is_400_for_data_and_404_for_the_rest(server: StandIn) -> None:
    answer = data(server, "", "77777")
    assert (answer.status_code, answer.json()) == (
        400,
        {"type": "Parameter error", "title": "Non-existent table", "status": 404},
    )
    for path in ("/tables/77777", "/tables/77777/metadata", "/tables/77777/defaultselection"):
        assert (get(server, path).status_code, get(server, path).json()["status"]) == (404, 404)
    assert get(server, "/navigation").status_code == 404


def test_the_same_code_twice_is_an_empty_500(server: StandIn) -> None:
    answer = data(server, BASE + "0001,0001")
    assert (answer.status_code, answer.content) == (500, b"")


def test_a_long_address_is_an_html_404(server: StandIn) -> None:
    answer = data(server, BASE + ",".join(["0001"] * 500))
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.text.startswith("<!DOCTYPE html")


def test_post_takes_expressions_without_brackets(server: StandIn) -> None:
    selection = [
        {"variableCode": "Region", "valueCodes": ["range(0001,0002)"]},
        {"variableCode": "ContentsCode", "valueCodes": ["One"]},
        {"variableCode": "Tid", "valueCodes": ["*"]},
    ]
    answer = requests.post(server.url + f"/tables/{TABLE}/data", json={"selection": selection}, timeout=10)
    assert jsonstat.decode(answer.content).values.tolist() == [1, 2, 5, 6]


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"selection": {}}'])
def test_a_malformed_post_is_refused(server: StandIn, body: bytes) -> None:
    assert requests.post(server.url + f"/tables/{TABLE}/data", data=body, timeout=10).status_code == 400


@pytest.mark.parametrize("retry_after", ["", "7", "date:30"])
def test_above_the_limit_it_is_429(retry_after: str) -> None:
    with StandIn([served()], calls=2, window=60, retry_after=retry_after) as server:
        first = get(server, "/config")
        assert first.headers["x-ratelimit-policy"] == "2;w=60s"
        assert first.headers["x-ratelimit-remaining"] == "1"
        get(server, "/config")
        answer = get(server, "/config")
    assert answer.status_code == 429
    told = answer.headers.get("Retry-After")
    if retry_after.startswith("date:"):
        moment = email.utils.parsedate_to_datetime(told or "").timestamp()
        assert 27 <= moment - time.time() <= 31
    else:
        assert told == (retry_after or None)


def test_values_and_symbols_come_from_the_document_that_has_them() -> None:
    withheld = Served(TABLE, document(values=[None, *range(2, 13)], status={"0": ":"}))
    nation = Served(
        TABLE, document({"Region": {"0": "All"}, "ContentsCode": {"One": "First"}, "Tid": {"2001": "2001"}})
    )
    with StandIn([withheld, nation]) as server:
        both = jsonstat.decode(data(server, BASE + "*").content)
        assert dict(zip(both.dimension("Region").codes, both.values, strict=True))["0002"] == 5
        assert both.symbol_names[both.symbols[0]] == ":"
        assert jsonstat.decode(data(server, BASE + "0").content).values.tolist() == [1]


def test_tables_change_as_ordered() -> None:
    faults = Faults(
        scaled={TABLE: 1000},
        updated={TABLE: "2000-01-01T07:00:00Z"},
        missing_contents={TABLE: ["Two"]},
        norwegian={(TABLE, "Region"): {"0001": "Alfa"}},
    )
    with StandIn([served()], faults) as server:
        assert jsonstat.decode(data(server, BASE + "0001").content).values.tolist() == [1000]
        assert get(server, f"/tables/{TABLE}").json()["updated"] == "2000-01-01T07:00:00Z"
        labels = {
            language: get(server, f"/tables/{TABLE}/metadata?lang={language}").json()["dimension"]
            for language in ("no", "en")
        }
    assert list(labels["no"]["ContentsCode"]["category"]["index"]) == ["One"]
    assert labels["no"]["Region"]["category"]["label"]["0001"] == "Alfa"
    assert labels["en"]["Region"]["category"]["label"]["0001"] == "Alpha"


def test_faults_are_counted() -> None:
    with StandIn([served()], Faults(http=[Fault("status", path="/config", after=1, times=1)])) as server:
        assert [get(server, "/config").status_code for _ in range(3)] == [200, 500, 200]


def test_klass_answers_xml_unless_asked_for_json() -> None:
    with StandIn([], klass={"codes": b"{}", "changes": b"{}"}) as server:
        path = server.klass_url + "/classifications/131/codes"
        assert requests.get(path, timeout=10).headers["Content-Type"] == "application/xml"
        asked = requests.get(path, timeout=10, headers={"Accept": "application/json"})
        assert asked.headers["Content-Type"] == "application/json"
