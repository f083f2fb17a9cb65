"""The print view: what the page says, on a sheet that needs no screen; and the process that makes it."""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd
import pytest
from lxml import html
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from dashboard.edition.places import Place
from dashboard.edition.recording import MAIN, PRINTED, Session
from dashboard.edition.writing import every
from dashboard.pages import PAGES
from dashboard.printed import maker, process, tables, writing
from dashboard.printed.maker import Busy, Maker
from dashboard.printed.sheet import ENTRIES, Sheet, Wanted, style
from dashboard.texts import LANGUAGES, texts
from dashboard.web import printed
from dashboard.web.headers import Headers
from tests.app import artificial
from tests.app.conftest import _forget

BASE = "https://example.org/barometer"
DAY = date(2001, 2, 3)
#: Each page once, the languages in turns.
SHEETS = [(page, LANGUAGES[number % len(LANGUAGES)]) for number, page in enumerate(PAGES) if page != "presentation"]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An artificial warehouse; gives its version."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MALBAROMETERET_STATE", str(tmp_path_factory.mktemp("state")))
        patch.delenv("MALBAROMETERET_ENTRIES", raising=False)
        _forget()
        yield artificial.publish("22222222", band=True)
        _forget()


def made(page: str, **parameters: str) -> html.HtmlElement:
    return html.document_fromstring(Sheet(Wanted(page, parameters, BASE, DAY)).made())


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize(("page", "lang"), SHEETS)
def test_a_sheet_has_all_that_the_page_has_and_nothing_to_click(state, monkeypatch, page, lang):
    seen: list[Any] = []
    opened = Session.open
    monkeypatch.setattr(Session, "open", lambda *given, **more: seen.append(opened(*given, **more)) or seen[-1])
    sheet = made(page, **({"lang": lang} if lang != "nb" else {}))
    kinds = [getattr(one, "type", "") for one in every(seen[0])]
    assert len(list(sheet.iter("h1"))) == 1 and sheet.get("lang") == lang
    assert len(sheet.xpath("//figure/svg")) == kinds.count("plotly_chart")
    assert len(sheet.xpath('//dl[@class="metric"]')) == kinds.count("metric")
    assert len(list(sheet.iter("table"))) >= kinds.count("table") - len(sheet.xpath('//p[@class="sources"]'))
    assert not sheet.xpath("//script | //form | //input | //details | //img | //nav | //*[@style]")
    assert all(words(svg.find("title")) for svg in sheet.iter("svg"))
    named = [one.get("id") for one in sheet.iter() if one.get("id")]
    assert len(named) == len(set(named))
    head = words(sheet.find(".//header"))
    assert f"{BASE}/{page}" in head and state in head
    assert ("3. februar 2001" if lang == "nb" else "3 February 2001") in head
    assert (texts(lang)("print.entries_text") in head) == (page in ENTRIES)


def test_the_readers_choices_stand_at_the_head_and_in_the_figures(state):
    sheet = made("", denominator="mainland", lang="en", embed="true")
    head = words(sheet.find(".//header"))
    assert "Mainland Norway" in head
    assert f"{BASE}/?denominator=mainland&lang=en" in head and "embed" not in head
    assert f"{BASE}/?denominator=mainland&lang=en&version={state}" in head
    assert sheet.xpath('//p[@class="screen"]/a/@href') == [f"{BASE}/?denominator=mainland&lang=en"]


@pytest.mark.parametrize(
    ("page", "name", "chosen"),
    [("municipalities", "Kommune", "Prøveby 5001"), ("indicator", "Indikator", "Test_rising navn")],
)
def test_a_choice_is_told_and_not_offered_again(state, page, name, chosen):
    head = made(page, indicator="test_rising", municipality="5001").find(".//header")
    facts = {words(one.find("dt")): words(one.find("dd")) for one in head.findall(".//dl/div")}
    assert facts[name] == chosen
    assert not [fact for fact in facts if fact.startswith("Finn")]


def test_every_cell_of_the_pages_tables_is_on_the_sheet(state):
    session, sheet = Session("nb", PRINTED), made("estimate")
    cells = {words(cell) for table in sheet.iter("table") for cell in table.iter("th", "td")}
    shown = [one.value for one in every(session.open(Place("estimate", "nb"))) if getattr(one, "type", "") == "table"]
    figures = [frame for frame in shown if isinstance(frame.index, pd.RangeIndex)]
    assert len(figures) > 2
    for frame in figures:
        for cell in frame.to_numpy().ravel():
            plain = re.sub(r"\[((?:\\.|[^\]\\])*)\]\([^)]*\)", r"\1", str(cell))
            assert " ".join(re.sub(r"\\(.)", r"\1", plain).split()) in cells


def test_a_chart_alone_has_a_headline_of_its_own(state):
    sheet = made("", chart="gap")
    assert len(sheet.xpath("//figure")) == 1 and len(list(sheet.iter("h1"))) == 1


def test_what_means_nothing_in_the_address_is_told_and_harmless(state):
    sheet = made("", denominator="<script>alert(1)</script>", vintage='"}</style><script>', version="gone")
    told = " ".join(words(note) for note in sheet.xpath('//div[@class="note"]'))
    assert all(name in told for name in ("denominator", "vintage", "gone"))
    assert not list(sheet.iter("script")) and len(list(sheet.iter("style"))) == 1


def test_without_figures_there_is_nothing_to_print(empty_state):
    told = process.answered({"page": "", "parameters": {}, "base": BASE, "today": "2001-02-03"})
    assert list(told) == ["nothing"] and told["nothing"]


# --- the sheet's own ways --------------------------------------------------------------------------------------------


def test_a_table_wider_than_the_sheet_is_cut_and_begins_with_the_same_column():
    widths = [tables.width("Region", ["Norway"]), *(tables.width(str(year), ["1 234,5"]) for year in range(24))]
    parts = tables.cut(widths)
    assert len(parts) > 1 and all(part[0] == 0 for part in parts)
    assert [place for part in parts for place in part[1:]] == list(range(1, 25))
    assert all(sum(widths[place] for place in part) <= 116 for part in parts)
    assert [len(part) for part in tables.cut([20, *[7] * 28])] == [11, 11, 9]
    assert tables.cut([300, 300]) == [[0, 1]]
    assert tables.cut([9]) == [[0]] and tables.cut([]) == []


def test_a_heading_breaks_between_words_and_a_short_cell_does_not():
    assert tables.width("The Stavanger region", ["1 &lt; 2"]) == 9 + 3
    assert tables.width("Rank", ["no. 3 of 6"]) == 10 + 3
    assert tables.width("Text", ["word " * 40]) == 26 + 3
    assert tables.width("Text", ["<b>bold</b>"]) == 4 + 3


def test_a_long_narrow_table_goes_on_beside_itself():
    assert tables.stacks(20, 30) == [range(0, 7), range(7, 14), range(14, 20)]
    assert tables.stacks(20, 100) == [range(0, 20)]
    assert tables.stacks(8, 30) == [range(0, 8)] and tables.stacks(0, 30) == [range(0)]
    assert tables.stacks(9, 300) == [range(0, 9)]


def test_a_chart_stays_with_its_heading():
    body = "<h2>A</h2><p>one</p><div><figure></figure></div><p>note</p><h2>B</h2><p>two</p><figure></figure>"
    assert writing.kept_together(body) == (
        '<div class="keep"><h2>A</h2><p>one</p><div><figure></figure></div></div><p>note</p>'
        '<div class="keep"><h2>B</h2><p>two</p><figure></figure></div>'
    )


def test_no_address_ends_the_style_sheet():
    for foot in ('"; } </style><script>alert(1)</script>', "\\", "a\nb", "æøå"):
        written = style(foot)
        assert "<" not in written and re.search(r'content: "[A-Za-z0-9\\ ]*";', written)


# --- the route -------------------------------------------------------------------------------------------------------


class Told:
    """In the place of the process: answers what it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answer: dict[str, str] | Exception = {"html": "<style>a{}</style>"}
        self.asked: list[Mapping[str, Any]] = []

    def ask(self, question: Mapping[str, Any]) -> dict[str, str]:
        self.asked.append(question)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def told(monkeypatch) -> Told:
    one = Told()
    monkeypatch.setattr(maker, "MAKER", one)
    return one


@pytest.fixture
def client() -> TestClient:
    app = Starlette(routes=printed.routes(), middleware=[Middleware(Headers)])
    return TestClient(app, follow_redirects=False, raise_server_exceptions=False)


def test_a_sheet_may_load_and_run_nothing_but_its_own_style(client, told):
    answer = client.get("/print/goal?lang=en&denominator=mainland&embed=true")
    digest = base64.b64encode(hashlib.sha256(b"a{}").digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200 and answer.headers["content-language"] == "en"
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';") and "frame-ancestors 'self'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["cache-control"] == "no-cache"
    assert "access-control-allow-origin" not in answer.headers
    assert told.asked[0]["page"] == "" and told.asked[0]["parameters"]["denominator"] == "mainland"
    assert told.asked[0]["base"] == "http://testserver"


def test_every_page_is_printed_by_its_own_path(client, told):
    for path in set(PAGES) - {"presentation"}:
        assert client.get(f"/print/{path or 'goal'}").status_code == 200
    assert {question["page"] for question in told.asked} == set(PAGES) - {"presentation"}
    assert client.get("/print").status_code == 200


def test_the_presentation_is_printed_as_the_meetings_pdf(client, told):
    answer = client.get("/print/presentation?step=gap&since=2023-06-01&lang=en")
    assert answer.headers["location"] == "/api/v1/paper/report.pdf?since=2023-06-01&lang=en"
    assert not told.asked


@pytest.mark.parametrize("path", ["/print/nowhere", "/print/goal/more", "/print/..%2f..%2fetc"])
def test_what_is_no_page_is_told_in_both_languages(client, told, path):
    answer = client.get(path)
    assert answer.status_code == 404 and not told.asked
    assert "finnes ikke" in answer.text and "no such page" in answer.text


def test_too_many_and_nothing_to_print_are_sentences(client, told):
    for answered, key in ((Busy("slow"), "busy"), ({"nothing": "x"}, "none")):
        told.answer = answered
        answer = client.get("/print/goal")
        assert answer.status_code == 503 and answer.headers["cache-control"] == "no-store"
        assert all(
            texts(lang)(f"print.{key}") in html.document_fromstring(answer.text).text_content() for lang in LANGUAGES
        )


def test_a_sheet_that_cannot_be_made_is_an_error_that_somebody_looks_at(client, told):
    told.answer = {"failed": "PageFailed: snow"}
    with pytest.raises(printed.PrintFailed, match="snow"):
        TestClient(Starlette(routes=printed.routes())).get("/print/goal")


def test_the_foot_of_a_page_leads_to_its_sheet(state):
    app = AppTest.from_file(str(MAIN), default_timeout=60)
    app.query_params["denominator"], app.query_params["lang"] = "mainland", "en"
    app.run()
    feet = [str(one.proto.body) for one in app.get("html") if "<nav" in str(one.proto.body)]
    assert 'href="/print/goal?denominator=mainland&amp;lang=en"' in feet[0] and "Print view" in feet[0]
    app.query_params["chart"] = "gap"
    app.run()
    assert not [one for one in app.get("html") if "/print/" in str(one.proto.body)]


# --- the process -----------------------------------------------------------------------------------------------------

ECHO = """
import json, os, sys
for line in sys.stdin:
    print(json.dumps({"html": line, "edit": os.environ.get("MALBAROMETERET_EDIT", "")}), flush=True)
"""
#: Answers a first question and dies of the second.
ONCE = "import sys\nprint('{}', flush=True) if sys.stdin.readline() else 0\nsys.stdin.readline()"
MUTE = "import sys\nfor line in sys.stdin: pass"


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def test_one_process_answers_one_after_the_other_and_is_not_told_who_may_write(monkeypatch):
    monkeypatch.setenv("MALBAROMETERET_EDIT", "kari")
    own = Maker(python(ECHO))
    assert own.ask({"page": "æ"}) == {"html": '{"page": "\\u00e6"}\n', "edit": ""}
    first = own._process
    assert own.ask({})["html"] == "{}\n" and own._process is first
    own.close()
    assert first is not None and first.returncode is not None


def test_a_process_that_dies_costs_one_sheet():
    own = Maker(python(ONCE))
    assert own.ask({}) == {}
    with pytest.raises(Busy):
        own.ask({})
    assert own.ask({}) == {}
    own.close()


def test_a_process_that_does_not_answer_is_ended():
    own = Maker(python(MUTE), patience=0.2)
    with pytest.raises(Busy):
        own.ask({})
    assert own._process is None


def test_a_process_that_nobody_asks_gives_its_memory_back():
    own = Maker(python(ECHO), idle=0.0)
    own.ask({})
    assert own._rest is not None
    own._rest.join()
    assert own._process is None


def test_who_comes_when_too_many_wait_is_told_at_once():
    with pytest.raises(Busy):
        Maker(python(MUTE), waiting=0).ask({})
