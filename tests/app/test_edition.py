"""The static edition: what the live pages say, in files that lead to each other, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Iterator
from functools import cache

import pandas as pd
import pytest
from lxml import html
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from dashboard import method
from dashboard.edition.edition import MANIFEST, Edition, Order
from dashboard.edition.places import LEFT_OUT, Place
from dashboard.edition.recording import MAIN
from dashboard.pages import PAGES
from dashboard.texts import LANGUAGES, texts
from dashboard.web import api
from pipelines import warehouse
from tests.app import artificial
from tests.app.conftest import _forget

LIVE = "https://example.org/barometer"
SHOWN = [page for page in PAGES if page not in LEFT_OUT]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edition]:
    """An edition of an artificial warehouse with two versions, in both languages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MALBAROMETERET_STATE", str(tmp_path_factory.mktemp("state")))
        patch.delenv("MALBAROMETERET_ENTRIES", raising=False)
        _forget()
        artificial.publish("11111111")
        version = artificial.publish("22222222", band=True)
        edition = Edition(version, Order(base=LIVE))
        edition.make()
        yield edition
        _forget()
    live.cache_clear()


def page(edition: Edition, file: str) -> html.HtmlElement:
    return html.document_fromstring(edition.files[file])


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def said(markdown: object) -> str:
    """The words of a cell or a heading of the live page, without its markup."""
    text = re.sub(r":material/\w+:\s*", "", str(markdown))
    text = re.sub(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"(?<!\\)(\*\*|\*(?=\S)|(?<=\S)(?<!\\)\*|`)", "", text.removeprefix("> "))
    return " ".join(re.sub(r"\\([\\`*_\[\]#+\-.!|<>~$:])", r"\1", text).split())


def pieces(markdown: str) -> list[str]:
    """The lines of a markdown text without the marks of a list, and the cells of a table in it one by one."""
    found = []
    for line in markdown.splitlines():
        row = re.fullmatch(r"\|(.*)\|", line.strip())
        if row is None:
            found.append(re.sub(r"^\s*([-*]|\d+\.)\s+", "", line))
        elif set(row[1]) - set("|-: "):
            found += re.split(r"(?<!\\)\|", row[1])
    return found


@cache
def live(place: Place) -> AppTest:
    """The live page of `made`'s version, opened as a reader opens it."""
    app = AppTest.from_file(str(MAIN), default_timeout=120)
    for key, value in place.parameters.items():
        app.query_params[key] = value
    app.run()
    app.switch_page(str(PAGES[place.page].script.relative_to(MAIN.parent)))
    for key, value in place.parameters.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


# --- the same as the live pages --------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", SHOWN)
def test_a_file_says_what_the_live_page_says(made, path, lang):
    place = Place(path, lang)
    app, written = live(place), page(made, place.file)
    assert [said(title.value) for title in app.title] == [words(title) for title in written.iter("h1")]
    assert [said(head.value) for head in app.header] == [words(head) for head in written.iter("h2")]
    figures = [(said(one.label), said(one.value)) for one in app.metric]
    shown = [(words(one.find("dt")), words(one.find("dd"))) for one in written.xpath('//dl[@class="metric"]')]
    assert shown == figures
    everything = words(written.find("body"))
    for paragraph in app.markdown:
        for piece in pieces(str(paragraph.value)):
            assert said(piece) in everything


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", SHOWN)
def test_every_cell_of_every_table_is_the_live_one(made, path, lang):
    place = Place(path, lang)
    written = [
        [[words(cell) for cell in row if cell.tag in ("th", "td")] for row in table.iter("tr")]
        for table in page(made, place.file).iter("table")
    ]
    for table in live(place).table:
        frame = table.value
        if isinstance(frame.index, pd.RangeIndex):
            rows = [list(frame.columns), *frame.itertuples(index=False)]
        else:
            rows = list(frame.itertuples())  # name and text of one thing's properties
        assert [[said(cell) for cell in row] for row in rows] in written


def test_every_data_file_is_the_routes_own_answer(made):
    client = TestClient(Starlette(routes=api.routes()))
    told = json.loads(made.files[MANIFEST])["files"]
    from_routes = {name: about for name, about in told.items() if "route" in about}
    assert {name.rpartition(".")[2] for name in from_routes} >= {"csv", "xlsx", "json"}
    for name, about in from_routes.items():
        answer = client.get(about["route"], headers={"Accept-Language": about["lang"]})
        assert (answer.status_code, answer.content) == (200, made.files[name]), name


def test_a_csv_is_described_beside_it_by_its_name_here(made):
    files = [name for name in made.files if name.endswith(".csv")]
    described = [
        json.loads(made.files[f"{name}-metadata.json"]) for name in files if f"{name}-metadata.json" in made.files
    ]
    assert len(described) == len(files) > 3
    assert [one["url"] for one in described] == [name.rpartition("/")[2] for name in files]


def test_every_page_and_each_thing_with_a_page_of_its_own_is_there(made):
    files = set(made.files)
    for lang in LANGUAGES:
        for path in SHOWN:
            assert Place(path, lang).file in files
    assert "sub-goal-attractive_city_region.html" in files and "en/indicator-gdp_gap.html" in files
    assert [file for file in files if file.startswith("municipalities-")]
    names = {words(title) for file in files if file.startswith("sub-goal-") for title in page(made, file).iter("h1")}
    assert len(names) == 6


# --- plain files -----------------------------------------------------------------------------------------------------


def test_every_link_leads_to_a_file_of_the_edition_or_away(made):
    broken, marked = [], 0
    pages = {file: page(made, file) for file in made.files if file.endswith(".html")}
    ids = {file: set(read.xpath("//@id")) for file, read in pages.items()}
    for file, read in pages.items():
        for _, _, address, _ in read.iterlinks():
            if address.startswith(("https://", "http://", "mailto:")):
                continue
            path, _, mark = address.partition("#")
            there = posixpath.normpath(posixpath.join(posixpath.dirname(file), path)) if path or not mark else file
            if there not in made.files or (mark and mark not in ids[there]):
                broken.append((file, address))
            marked += mark not in ("", "content")
    assert not broken and marked, "the page of the method leads to its own sections"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_method_is_written_in_the_language_of_its_page(made, lang):
    read = page(made, Place("method", lang).file)
    headings = [(words(head), head.get("id")) for head in read.xpath("//h2[@id] | //h3[@id]")]
    assert headings == [(one.heading, one.key) for one in method.read(texts(lang))[1]]


def test_no_script_no_style_of_its_own_and_a_policy_that_allows_neither(made):
    for file in [name for name in made.files if name.endswith(".html")]:
        read = page(made, file)
        assert not read.xpath(
            "//script | //style | //iframe | //form | //*[@style] | //@*[starts-with(name(), 'on')]"
        ), file
        policy = read.xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')[0]
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy
        assert read.get("lang") == ("en" if file.startswith("en/") else "nb")
        assert all(image.get("alt") for image in read.iter("img"))
        assert len(list(read.iter("h1"))) == 1 and len(list(read.iter("main"))) == 1
        assert made.version in words(read)


def test_charts_are_drawn_for_light_and_dark_and_load_nothing(made):
    charts = [name for name in made.files if name.startswith("charts/")]
    sources = page(made, "index.html").xpath("//picture/source/@srcset")
    assert len(charts) > 10 and sources and all("dark" in m for m in page(made, "index.html").xpath("//source/@media"))
    for name in charts:
        svg = made.files[name].decode()
        assert "<script" not in svg and "href=" not in svg.replace('href="#', "") and "<title>" in svg


def test_a_version_gives_the_same_bytes_every_time(made):
    again = Edition(made.version, made.order)
    again.make()
    assert {n: hashlib.sha256(c).hexdigest() for n, c in again.files.items()} == {
        n: hashlib.sha256(c).hexdigest() for n, c in made.files.items()
    }


def test_the_manifest_holds_every_file_and_the_sitemap_every_page(made):
    told = json.loads(made.files[MANIFEST])
    assert told["warehouse_version"] == made.version and told["languages"] == list(LANGUAGES)
    assert set(told["files"]) == set(made.files) - {MANIFEST}
    for name, about in told["files"].items():
        assert about["sha256"] == hashlib.sha256(made.files[name]).hexdigest()
        assert about["bytes"] == len(made.files[name])
    addresses = re.findall(r"<loc>(.*?)</loc>", made.files["sitemap.xml"].decode())
    assert addresses == [f"{LIVE}/{place.file}" for place in made.places]


def test_the_archive_copy_of_a_meeting_says_what_it_is_compared_with(empty_state, monkeypatch):
    first = artificial.publish("11111111")
    second = artificial.publish("22222222", band=True)
    assert warehouse.current_version() == second
    monkeypatch.setattr("dashboard.edition.edition.places", lambda *_: [Place("since", "en"), Place("meeting", "en")])
    edition = Edition(second, Order(languages=("en",), since=first))
    edition.make()
    for file in ("en/since.html", "en/meeting.html"):
        assert f"Compared with {first}." in words(page(edition, file))
    assert json.loads(edition.files[MANIFEST])["since"] == first
