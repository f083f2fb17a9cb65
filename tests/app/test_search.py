"""The search over the whole site: what is found, in which order, and what a query must not be able to do."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from streamlit.testing.v1 import AppTest

from dashboard import glossary, searching
from dashboard import method as document
from dashboard.parts import method
from dashboard.texts import texts
from tests.app.test_standing_pages import cells, run, words


def titles(version: str, query: str, lang: str = "nb", kind: str | None = None) -> list[str]:
    found = searching.find(version, query, lang)
    return [entry.title for name, some in found.by_kind.items() for entry in some if kind in (None, name)]


def links(app: AppTest) -> list[tuple[str, str, str]]:
    """Label, page and query of every link between pages."""
    return [(p.proto.label, p.proto.page, p.proto.query_string) for p in app.get("page_link")]


@pytest.mark.parametrize(
    ("query", "lang", "kind", "first"),
    [
        ("test_rising navn", "nb", "indicator", "test_rising navn"),
        ("rising name", "nb", "indicator", "test_rising navn"),  # English words, Norwegian answer
        ("TEST_RISING", "en", "indicator", "test_rising name"),
        ("99999", "nb", "indicator", "gdp_share prøve"),  # the number of a source table
        ("prøveregionen", "nb", "region", "Prøveregionen"),
        ("5059", "nb", "region", "Prøveby 5059"),
        ("test town", "nb", "region", "Prøveby 5001"),
        ("basisverdi", "nb", "term", "Basisverdi"),
        ("BRP", "nb", "term", "Bruttoregionalprodukt"),
        ("basic prices", "nb", "term", "Basisverdi"),
        ("årgang", "en", "term", "Vintage"),
        ("anslaget", "nb", "page", "Anslaget"),
    ],
)
def test_what_is_looked_for_comes_first(served: str, query: str, lang: str, kind: str, first: str) -> None:
    assert titles(served, query, lang, kind)[0] == first


def test_a_name_comes_before_a_definition_and_every_word_counts(served: str) -> None:
    assert titles(served, "verdiskaping", kind="term")[0] == "Verdiskaping"
    assert len(titles(served, "verdiskaping", kind="term")) > 2
    assert titles(served, "verdiskaping fastland", kind="term") == ["Nevner"]
    assert titles(served, "olje sokkel", kind="term") == ["Kontinentalsokkelen", "Nevner"]  # the one has it in its name


def test_a_municipality_is_found_by_its_name_in_every_language(served: str) -> None:
    assert titles(served, "Øøpsie 5059", kind="region") == titles(served, "Prøveby 5059", kind="region") != []
    app = run("search", q="Øøpsie 5059")
    assert "Offisielt navn" in words(app) and "Øøpsie" in words(app), "who typed the other name sees why"


@pytest.mark.parametrize(("query", "near"), [("basisvredi", "Basisverdi"), ("prøvelnadet", "Prøvelandet")])
def test_a_slip_of_the_finger_finds_what_comes_nearest(served: str, query: str, near: str) -> None:
    found = searching.find(served, query, "nb")
    assert found.count == 0 and near in [entry.title for entry in found.near]


@pytest.mark.parametrize(
    ("query", "near"),
    [("rising navm", "test_rising navn"), ("baisverdi", "Basisverdi"), ("prøvelnadet", "Prøvelandet")],
)
def test_a_slip_in_one_word_of_several_is_put_right(served: str, query: str, near: str) -> None:
    assert near in [entry.title for entry in searching.find(served, query, "nb").near]


@pytest.mark.parametrize("query", ["provelandet", "proevelandet", "PRØVELANDET"])
def test_norwegian_letters_need_no_norwegian_keyboard(served: str, query: str) -> None:
    assert titles(served, query, kind="region") == ["Prøvelandet"]


def test_letters_that_the_reader_has_are_meant() -> None:
    assert searching.spelt("ålesund") == searching.spelt("aalesund") == searching.spelt("alesund") == "alesund"
    assert searching.spelt("klæbu") == "klaebu" and searching.spelt("kárášjohka") == "karasjohka"


@pytest.mark.parametrize("query", ["gamleby", "1638"])
def test_a_municipality_that_was_leads_to_what_continues_it(served: str, query: str) -> None:
    assert titles(served, query, kind="region") == ["Prøveby 5059"]
    assert r"Omfatter det som var en del av Gamleby" in words(run("search", q=query)).replace("\\", "")


def test_the_kind_of_the_best_comes_first(served: str) -> None:
    assert next(iter(searching.find(served, "Prøvelandet", "nb").by_kind)) == "region"
    assert next(iter(searching.find(served, "test_rising navn", "nb").by_kind)) == "indicator"


def test_nothing_is_found_for_nothing(served: str) -> None:
    for query in ("", "   ", "???", "<>", "`"):
        assert searching.find(served, query, "nb").count == 0


def test_a_long_query_is_cut(served: str) -> None:
    assert searching.find(served, "basisverdi" + " " * 100 + "x" * 100_000, "nb").count


def test_the_results_stand_in_groups_and_lead_to_their_pages(served: str) -> None:
    app = run("search", q="prøve")
    assert texts("nb")("search.kind.region", count=5) in [one.value for one in app.header]
    found = links(app)
    assert ("**Prøveby 5001**", "municipalities", "municipality=5001") in found
    assert any(page == "explore" and "focus=5001" in query for _, page, query in found)
    indicator = run("search", q="rising", lang="en")
    assert ("**test\\_rising name**", "indicator", "indicator=test_rising") in links(indicator)
    assert "test_rising is a test" in words(indicator).replace("\\", "")


def test_a_term_is_explained_where_it_is_found_with_its_source(served: str) -> None:
    app = run("search", q="basisverdi")
    assert "**Basisverdi:**" in words(app) and "Kilde: Eurostat" in words(app)


def test_the_empty_page_explains_itself_and_has_the_words_of_the_method(served: str) -> None:
    for lang in ("nb", "en"):
        app = run("search", lang=lang)
        assert texts(lang)("search.hint") in words(app)
        for term in glossary.terms():
            said = method.source(term.source, texts(lang)).replace("\\", "")
            assert term.said(lang).name in cells(app) and said in cells(app)


def test_a_source_in_the_method_leads_to_its_section() -> None:
    assert method.source("/method#band", texts("nb")) == "[Metoden\\: Båndet](/method#band)"
    assert method.source("A; /method#band", texts("en")) == "A; [The method\\: The band](/method?lang=en#band)"
    assert method.source("/method", texts("en")) == "[The method](/method?lang=en)"
    keys = {section.key for section in document.read(texts("nb"))[1]}
    cited = [part for term in glossary.terms() for part in term.source.split("; ") if part.startswith("/")]
    assert len(cited) > 5 and {part.removeprefix("/method#") for part in cited} <= keys


def test_a_source_in_a_section_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        method.source("/method#nowhere", texts("nb"))


def test_without_a_result_the_page_says_so_and_offers_the_nearest(served: str) -> None:
    app = run("search", q="prøvelnadet")
    assert "Ingen treff for `prøvelnadet`." in words(app)
    assert any(label == "**Prøvelandet**" for label, _, _ in links(app))
    nothing = run("search", q="qqqqqqqqqq", lang="en")
    assert texts("en")("search.advice") in words(nothing) and texts("en")("search.near") not in words(nothing)


def test_script_and_markup_in_a_query_are_text(served: str) -> None:
    app = run("search", q="<script>alert(1)</script>`**[x](javascript:x)")
    assert "Ingen treff for `<script>alert(1)</script>'**[x](javascript:x)`." in words(app)
    # links that keep the view carry the query, encoded
    assert all(mark not in str(part.proto.body) for part in app.get("html") for mark in ("<script", "alert(", "](java"))


def test_typing_writes_the_address_and_every_page_leads_here(served: str) -> None:
    app = run("search")
    app.text_input(key="search-q").set_value(" basisverdi ").run()
    assert not app.exception
    assert app.query_params["q"] in ("basisverdi", ["basisverdi"])
    app.text_input(key="search-q").set_value("").run()
    assert "q" not in app.query_params
    for page in ("", "indicator", "explore", "data", "municipalities"):
        assert any(target == "search" for _, target, _ in links(run(page)))


def test_a_term_without_its_source_is_refused() -> None:
    word = {"name": "a", "text": "b"}
    with pytest.raises(ValidationError, match="source"):
        glossary.Glossary.model_validate({"term": [{"key": "a", "nb": word, "en": word}]})


def test_no_term_stands_twice() -> None:
    for lang in ("nb", "en"):
        names = [term.said(lang).name for term in glossary.terms()]
        assert len(set(names)) == len(names)
