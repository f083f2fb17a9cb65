"""A static edition's links lead to its own files, to the live pages or nowhere, and its words become markup."""

from __future__ import annotations

import pytest

from dashboard.edition.links import Links
from dashboard.edition.places import Place
from dashboard.edition.recording import PageFailed
from dashboard.edition.writing import Writer
from dashboard.texts import texts

LIVE = "https://example.org/barometer"
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
