"""Everything that the pages show can be had from the data routes: headlines, figures and tables beside the charts, the
screens of the presentation, every form of exploring, and what a search finds.

The tables beneath the charts are held to their files in `test_pages_and_routes.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import charted, standings, store
from dashboard.address import View
from dashboard.edition.places import Place
from dashboard.edition.recording import PRINTED, Session
from dashboard.pages import PAGES
from dashboard.paper import content
from dashboard.paper.ask import Ask
from dashboard.texts import texts
from dashboard.web import api
from pipelines.plan import plan
from pipelines.regions import read_regions
from tests.data.accounts import Held, answered, ask, drawn, found_by_search, offered, told, worded

REGION = read_regions().home
HOME = f"region={REGION}"
#: What a program asks for beside the files that a page offers.
BESIDE = {
    "": ["sources"],
    "sub-goals": [f"sub-goals.json?{HOME}", f"progress.json?{HOME}", "criteria"],
    "sub-goal": [f"sub-goals.json?{HOME}", f"progress.json?{HOME}", "indicators", "criteria"],
    "indicator": ["progress.json", "indicators", "criteria", "sources"],
    "data": ["sources", "changes", "versions"],
    "round": ["entries/round/{year}.json"],
    "corrections": ["corrections", "changes"],
    "actions": ["entries/actions.json", "entries/action-updates.json"],
    "municipalities": ["analysis/commuters.json?region={municipality}"],
    "estimate": ["analysis/backtest_summary.json", "sources"],
    "why": [
        f"analysis/gap_in_all.json?{HOME}&year=2020",
        f"analysis/goal_growth.json?{HOME}",
        f"values.json?indicator=gdp_index&{HOME}",
        "sources",
    ],
    "vintages": ["sources"],
}
#: Pages without figures, or of what nobody has written yet where the figures come from the snapshot alone.
NOT_HELD = {
    "since",
    "action",
    "cases",
    "self-assessments",
    "accessibility",
    "assumptions",
    "meeting",
    "method",
    "search",
}
#: Views that show what the first view of a page does not.
VIEWS: dict[str, list[dict[str, str]]] = {
    "": [{"denominator": "mainland", "prices": "fixed"}],
    "municipalities": [{"municipality": "5059"}],
    "indicator": [{"indicator": "net_migration"}],
    "sub-goal": [{"sub_goal": "attractive_city_region"}],
    "explore": [
        {"kind": "line", "indicator": "young_adults", "base": "2010"},
        {"kind": "bar", "indicator": "gdp_gap", "per": "inhabitant"},
        {"kind": "scatter", "indicator": "net_migration,young_adults"},
        {"kind": "slope", "indicator": "young_adults"},
        {"kind": "map", "indicator": "young_adults"},
        {"kind": "table", "indicator": "gdp_gap,young_adults"},
    ],
}
HELD = [
    (page, view) for page in PAGES if page not in {*NOT_HELD, "presentation"} for view in [{}, *VIEWS.get(page, [])]
]


@pytest.fixture(scope="module")
def version(snapshot_state: Path) -> Iterator[str]:
    """The real figures are served; the name of their version."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MALBAROMETERET_STATE", str(snapshot_state))
        patch.delenv("MALBAROMETERET_ENTRIES", raising=False)
        store.close()
        served = store.current()
        assert served is not None
        yield served.version
        store.close()


def page_and_routes(version: str, page: str, view: dict[str, str]) -> tuple[Any, Held]:
    """A page with everything unfolded, and what its files and the routes beside them hold."""
    elements = Session("nb", PRINTED).open(Place(page, "nb"), **view)
    questions = [
        question.format(year=2027, municipality=view.get("municipality", "5001")) for question in BESIDE.get(page, [])
    ]
    charts = charted.charts(page, version, charted.view_of(page, version, view)) if page in charted.PAGES else {}
    questions += [chart.files()["JSON"] for chart in charts.values() if chart.route]
    questions += sorted(offered(elements))
    held = ask(*questions)
    if page == "sub-goals":  # the headline counts the indicators of all sub-goals
        counted = standings.summary(version, REGION)
        held.amounts.add(float(sum(counted[one.key]["indicators"] for one in plan().sub_goal)))
    return elements, held


@pytest.mark.parametrize(("page", "view"), HELD)
def test_every_figure_beside_the_charts_is_one_of_the_routes(version: str, page: str, view: dict[str, str]) -> None:
    elements, held = page_and_routes(version, page, view)
    shown = [*told(elements)]
    assert shown
    # the plan's own words, quoted, are no figures of ours
    missing = [(what, text) for what, text in shown if held.missing(text) and not text.startswith("«")]
    missing += [(figures, text) for text in worded(elements) if (figures := held.missing(text, measured=True))]
    assert not missing, missing[:10]
    if page == "explore":
        assert all(held.draws(value) for value in drawn(elements))


@pytest.mark.parametrize(
    ("indicator", "begins", "of_the_nation"),
    [("long_higher_education_share", 2005, 1970), ("patents_per_100000", 1999, 1988), ("net_migration", None, None)],
)
def test_a_table_has_no_pages_of_the_nation_s_past_alone(
    version: str, indicator: str, begins: int | None, of_the_nation: int | None
) -> None:
    view = charted.view_of("indicator", version, {"indicator": indicator})
    chart = charted.charts("indicator", version, view)["compare"]
    years = {int(year) for year in re.findall(r"\[(\d{4})\]", " ".join(chart.table.iloc[:, 0]))}
    held = {row["year"] for row in answered(chart.files()["JSON"])["rows"]}
    told = texts("nb")("compare.earlier", first=of_the_nation, begins=begins)
    assert years == {year for year in held if year >= (begins or 0)}, "the file keeps them all"
    assert (told in chart.notes) == (begins is not None) and min(held) == (of_the_nation or min(years))


def test_every_screen_of_the_presentation_says_and_draws_what_the_routes_give(version: str) -> None:
    moved = {one["moved_most"] for one in standings.summary(version, REGION).values() if one["moved_most"]}
    indicators = ",".join(["gdp_share", "population_share", "gdp_index", "gdp_gap", *sorted(moved)])
    regions = ",".join([REGION, standings.nation(version), *standings.compared(version, REGION)])
    places = charted.charts("municipalities", version, charted.view_of("municipalities", version, {})).values()
    held = ask(
        f"values.json?indicator={indicators}&region={regions}",
        *(f"{table}.json?{HOME}" for table in ("sub-goals", "progress")),
        *(one.files()["JSON"] for one in places),
        "indicators",
        "versions",
    )
    paper = content.meeting(version, Ask(View(), "", "", date(2026, 11, 23)))
    steps, points = [section.key for section in paper.sections], 0
    for step in steps:
        elements = Session("nb", PRINTED).open(Place("presentation", "nb"), step=step)
        screens = [text for what, text in told(elements) if what == "screen"]
        assert len(screens) == 1 and not held.missing(screens[0]), (step, held.missing(screens[0]))
        values = [*drawn(elements)]
        strange = [value for value in values if not held.draws(value)]
        assert not strange, (step, strange[:5])
        points += len(values)
    assert len(steps) == 10 and points > 150


@pytest.mark.parametrize("query", ["innflytting", "malvik", "basisverdi", ""])
def test_what_a_search_finds_stands_in_the_routes(version: str, query: str) -> None:
    held = ask("glossary", "indicators", "regions")
    shown = [*found_by_search(Session("nb", PRINTED).open(Place("search", "nb"), **({"q": query} if query else {})))]
    pages = {texts("nb")(f"page.{one.key}.title") for one in PAGES.values()}
    # the glossary gives a section of the method by its address, the page by the heading that stands there
    answered = TestClient(Starlette(routes=api.routes())).get("/api/v1/method").json()["sections"]
    headings = {f"/method#{one['key']}": f"Metoden: {one['heading']}" for one in answered}
    sources = {"; ".join(headings.get(part, part) for part in one.split("; ")) for one in held.texts}
    strange = {one for one in shown if one not in held.texts | pages | sources}
    assert shown and not strange, strange


def test_a_figure_that_no_route_gives_would_be_found(version: str) -> None:
    held = ask(f"values.json?indicator=gdp_share&{HOME}&year=2020")
    assert held.missing("98,76 %") == ["98,76"] and held.missing("1 234 567 kr") == ["1234567"]
    assert not held.draws(98.76)
