"""The static edition: what the live pages say, in files that lead to each other, whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import posixpath
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from lxml import html
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard import method
from dashboard.__main__ import app as command
from dashboard.edition import publish as publishing
from dashboard.edition.edition import MANIFEST, Edition, Order
from dashboard.edition.links import Links
from dashboard.edition.places import LEFT_OUT, Place
from dashboard.edition.recording import MAIN, PageFailed
from dashboard.edition.writing import Writer
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


# --- links and words -------------------------------------------------------------------------------------------------

HERE = Place("indicator", "en", "gdp_gap")
FILES = frozenset({HERE, Place("indicator", "nb", "gdp_gap"), Place("", "en"), Place("sub-goal", "en", "goal_a")})


@pytest.mark.parametrize(
    ("address", "base", "to"),
    [
        ("/sub-goal?sub_goal=goal_a&lang=en", "", "sub-goal-goal_a.html"),
        ("/?lang=en", "", "index.html"),
        ("?indicator=gdp_gap", "", "../indicator-gdp_gap.html"),
        ("/sub-goal?sub_goal=goal_a&lang=en&denominator=mainland", "", None),
        (
            "/sub-goal?sub_goal=goal_a&lang=en&vintage=<x>",
            LIVE,
            f"{LIVE}/sub-goal?sub_goal=goal_a&lang=en&vintage=%3Cx%3E",
        ),
        ("/nowhere", "", None),
        ("/nowhere", LIVE, f"{LIVE}/nowhere"),
        ("#band", "", "#band"),
        ("/?lang=en#band", "", "index.html#band"),
        ('/nowhere?lang=en#a"b', LIVE, f"{LIVE}/nowhere?lang=en#a%22b"),
        ("/nowhere#band", "", None),
        ("https://www.ssb.no/statbank/table/01222", "", "https://www.ssb.no/statbank/table/01222"),
        ("javascript:alert(1)", LIVE, None),
        ("//evil.example/x", LIVE, None),
        ("data:text/html,x", LIVE, None),
    ],
)
def test_a_link_leads_to_a_file_to_the_live_pages_or_nowhere(address, base, to):
    assert Links(HERE, FILES, lambda *_: None, base).to(address) == to


def test_a_data_file_is_linked_where_it_is_offered_only():
    links = Links(HERE, FILES, lambda address, lang: f"data/{lang}-{len(address)}.csv", LIVE)
    assert links.to("/api/v1/values.csv?x=1", offered=True) == "../data/en-30.csv"
    assert links.to("/api/v1/values.csv?x=1") == f"{LIVE}/api/v1/values.csv?x=1&lang=en"


@pytest.mark.parametrize(("lang", "asked"), [("nb", "?x=1"), ("en", "?x=1&lang=en")])
def test_a_data_file_is_asked_for_in_the_language_of_its_page(lang, asked):
    asked_for = []
    links = Links(Place("indicator", lang, "gdp_gap"), FILES, lambda address, _: asked_for.append(address), "")
    assert links.to("/api/v1/values.csv?x=1", offered=True) is None
    links.to("/api/v1/values.csv?x=1&lang=nb", offered=True)
    assert asked_for == [f"/api/v1/values.csv{asked}", "/api/v1/values.csv?x=1&lang=nb"]


def test_what_an_edition_is_compared_with_leads_to_its_own_page_in_the_other_language():
    files = frozenset({Place("since", "nb"), Place("since", "en")})
    links = Links(Place("since", "nb"), files, lambda *_: None, since="2026-09-01")
    assert links.to("?since=2026-09-01&lang=en") == "en/since.html"
    assert links.to("?since=2025-09-01&lang=en") is None


def test_a_row_of_links_holds_those_that_lead_somewhere():
    goal, other = '<a href="/sub-goal?sub_goal=goal_a&amp;lang=en">A</a>', '<a href="?contrast=high">B</a>'
    row = f'<nav aria-label="x">{goal} · {other}</nav>'

    class Html:
        type, value = "html", row

    assert writer().written(Html()) == '<nav aria-label="x"><a href="sub-goal-goal_a.html">A</a></nav>'
    assert f'<a href="{LIVE}/indicator?contrast=high">B</a>' in writer(LIVE).written(Html())


def test_a_file_that_is_made_when_asked_for_says_so_where_nothing_makes_it():
    class Way:
        type = "link_button"

        class proto:
            url, label = "/api/v1/paper/deck.pptx", "Slides"

    assert writer().written(Way()) == "<p>Slides – made on the live pages only</p>"


def writer(base: str = "") -> Writer:
    return Writer(Links(HERE, FILES, lambda *_: None, base), lambda *_: "", lambda _: "", texts("en"))


@pytest.mark.parametrize(
    ("markdown", "markup"),
    [
        (":material/search: Search", "Search"),
        ("**a** :gray[b] :red-badge[c]", "<strong>a</strong> b c"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ('[x](/nowhere?a="b")', "x"),
        (r"1\. januar \[a\]", "1. januar [a]"),
    ],
)
def test_words_become_markup_that_nobody_can_break_out_of(markdown, markup):
    assert writer().inline(markdown) == markup


def test_an_element_that_nobody_has_said_how_to_write_stops_the_edition_by_name():
    class Strange:
        type = "snow"

    with pytest.raises(PageFailed, match=r"en/indicator-gdp_gap\.html has an element that cannot be written: snow"):
        writer().written(Strange())


# --- into a folder ---------------------------------------------------------------------------------------------------


@pytest.fixture
def small(monkeypatch) -> dict[str, bytes]:
    """Files in the place of an edition's: what is tested here is the folder."""
    files = {MANIFEST: b"{}", "index.html": b"new", "en/index.html": b"new"}
    monkeypatch.setattr(publishing.Edition, "make", lambda self, progress: self.files.update(files))
    return files


def contents(folder: Path) -> dict[str, bytes]:
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_it_takes_the_place_of_an_earlier_edition_and_leaves_nothing_beside(served, small, tmp_path):
    folder = tmp_path / "a" / "edition"
    publishing.publish(folder, Order())
    (folder / "old.html").write_text("old")
    publishing.publish(folder, Order())
    assert contents(folder) == small
    assert [entry.name for entry in folder.parent.iterdir()] == ["edition"]


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_what_is_no_edition_is_left_alone(served, small, tmp_path, kind):
    folder = tmp_path / "home"
    if kind == "folder":
        folder.mkdir()
        (folder / "letter.txt").write_text("dear")
    else:
        folder.write_text("dear")
    before = contents(tmp_path)
    ended = CliRunner().invoke(command, ["publish", str(folder)])
    assert ended.exit_code == 1
    assert ("letter.txt" in ended.output) == (kind == "folder") and "name" in ended.output
    assert contents(tmp_path) == before


def test_a_full_disk_leaves_the_earlier_edition(served, small, tmp_path, monkeypatch):
    folder = tmp_path / "edition"
    publishing.publish(folder, Order())
    before = contents(folder)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    ended = CliRunner().invoke(command, ["publish", str(folder)])
    assert ended.exit_code == 1 and "No space left" in ended.output
    assert contents(folder) == before
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_made(served, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("dear")
    monkeypatch.setattr(publishing.Edition, "make", lambda *_: pytest.fail("it was made first"))
    ended = CliRunner().invoke(command, ["publish", str(tmp_path / "file" / "edition")])
    assert ended.exit_code == 1 and str(tmp_path / "file") in " ".join(ended.output.split())


@pytest.mark.parametrize(
    ("asked", "code", "sentence"),
    [
        (["--lang", "xx"], 2, "There is no language xx"),
        (["--base-url", "ftp://x"], 2, "has to begin with https://"),
        (["--since", "yesterday"], 2, "neither a date nor a version"),
    ],
)
def test_what_cannot_be_understood_is_a_sentence(served, small, tmp_path, asked, code, sentence):
    ended = CliRunner().invoke(command, ["publish", str(tmp_path / "edition"), *asked])
    assert (ended.exit_code, sentence in " ".join(ended.output.split())) == (code, True), ended.output
    assert not (tmp_path / "edition").exists()


def test_without_a_warehouse_the_sentence_says_how_to_build_one(empty_state, tmp_path):
    ended = CliRunner().invoke(command, ["publish", str(tmp_path / "edition")])
    assert ended.exit_code == 1 and "refresh --from snapshot" in " ".join(ended.output.split())


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
