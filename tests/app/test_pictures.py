"""Every chart of every page as a picture, and the routes that give them."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import charted, drawn, standings
from dashboard.palette import LIGHT
from dashboard.texts import LANGUAGES
from dashboard.web import api, head
from pipelines.plan import plan
from tests.app import artificial

ROOT = "/api/v1/pictures"


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=[*api.routes(), *head.routes()]))


def asked_of(page: str) -> list[dict[str, str]]:
    if page == "sub-goal":
        return [{"sub_goal": goal.key} for goal in plan().sub_goal]
    return [{"area": area} for area in ("region", "county", "country")] if page == "municipalities" else [{}]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", charted.PAGES)
def test_every_chart_of_every_page_can_be_drawn(served_with_band: str, page: str, lang: str) -> None:
    found = 0
    for parameters in asked_of(page):
        view = charted.view_of(page, served_with_band, {**parameters, "lang": lang})
        for name, shown in charted.charts(page, served_with_band, view).items():
            words = drawn.Words(shown.full_title, shown.sentence, (), lang, shown.key)
            document = ElementTree.fromstring(drawn.svg(shown.figure.to_dict(), words, colours=LIGHT))
            assert shown.name == name and len(list(document.iter())) > 15
            assert document.findtext("{http://www.w3.org/2000/svg}desc") == shown.sentence
            found += 1
    assert found


def test_a_picture_shows_what_the_address_asks_for(client: TestClient, served: str) -> None:
    usual, other = (client.get(f"{ROOT}/goal/shares.svg{q}") for q in ("", "?denominator=mainland&lang=en"))
    assert usual.headers["content-type"] == "image/svg+xml" and "Prøveregionen" in usual.text
    assert "The test region" in other.text and "denominator=mainland" in other.text
    between = r"(<[^>]*>|\s)+"  # the label may be in two lines
    assert re.search(rf">Verdiskaping{between}2,30\s%<", usual.text)
    assert re.search(rf">Value added{between}3\.30%<", other.text)


def test_a_png_and_its_tag(client: TestClient, served: str) -> None:
    first = client.get(f"{ROOT}/goal/gap.png")
    assert first.content.startswith(b"\x89PNG") and first.headers["content-type"] == "image/png"
    assert 'filename="goal-gap.png"' in first.headers["content-disposition"]
    again = client.get(f"{ROOT}/goal/gap.png", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304 and not again.content


@pytest.mark.parametrize(
    ("address", "status", "named"),
    [
        ("nowhere/shares.png", 404, "nowhere"),
        ("goal/nothing.png", 404, "nothing"),
        ("goal/shares.gif", 404, "gif"),
        ("goal/shares.png?size=huge", 400, "huge"),
        ("goal/shares.png?theme=pink", 400, "pink"),
        ("goal/shares.png?denominator=all", 400, "all"),
        ("goal/shares.png?vintage=1814-05-17", 400, "1814-05-17"),
        ("goal/shares.png?foo=<script>", 400, "foo"),
        ("indicator/compare.png?indicator=test_risin", 400, "test_risin"),
        ("goal/shares.png?version=gone", 404, "gone"),
    ],
)
def test_what_does_not_exist_is_named_in_a_sentence(
    client: TestClient, served: str, address: str, status: int, named: str
) -> None:
    answer = client.get(f"{ROOT}/{address}")
    assert answer.status_code == status and named in answer.json()["error"]


def test_a_frozen_picture_keeps_its_figures(client: TestClient, served: str) -> None:
    before = client.get(f"{ROOT}/goal/shares.svg?version={served}").text
    newer = artificial.publish("33333333", band=True)
    assert client.get(f"{ROOT}/goal/shares.svg?version={served}").text == before
    assert newer in client.get(f"{ROOT}/goal/shares.svg").text and newer not in before


def preview(html: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', html))


@pytest.mark.parametrize("page", ["", "why", "data", "sub-goals", "estimate"])
def test_a_link_shows_a_real_picture(client: TestClient, served: str, page: str) -> None:
    html = client.get(f"/{page}?denominator=mainland&lang=en&x=<script>").text
    meta = preview(html)
    assert meta["twitter:card"] == "summary_large_image" and meta["og:image:alt"]
    assert (meta["og:image:width"], meta["og:image:height"]) == ("1200", "630")
    picture = unescape(meta["og:image"])
    assert picture.startswith("http://testserver/api/") and "denominator=mainland" in picture and "lang=en" in picture
    assert "script" not in picture and client.get(picture).content.startswith(b"\x89PNG")


def test_a_view_of_its_own_gives_the_link_its_title(client: TestClient, served: str) -> None:
    html = client.get("/indicator?indicator=test_rising&lang=en").text
    name = standings.indicator_names(served, "en")["test_rising"]
    assert f'og:title" content="{name} – ' in html


def test_a_table_is_sent_with_its_own_words_and_its_figures_as_a_chart(client: TestClient, served: str) -> None:
    meta = preview(client.get("/explore?kind=table&indicator=test_rising&from=2015").text)
    assert meta["og:title"].startswith("test_rising navn, prosent") and "14,0" in meta["og:description"]
    picture = unescape(meta["og:image"])
    assert "/explore/1.png?" in picture and "indicator=test_rising" in picture and "from=2015" in picture
    assert client.get(picture).content.startswith(b"\x89PNG") and "kind=table" in unescape(meta["og:url"])


def test_where_nothing_is_chosen_the_goal_stands_for_it(client: TestClient, served: str) -> None:
    meta = preview(client.get("/explore?indicator=&lang=en").text)
    assert "/goal/" in meta["og:image"] and client.get(unescape(meta["og:image"])).status_code == 200


def test_without_figures_a_link_has_no_picture(client: TestClient, empty_state: object) -> None:
    html = client.get("/").text
    assert "og:image" not in html and 'name="twitter:card" content="summary"' in html
