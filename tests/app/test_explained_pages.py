"""The pages about the estimate as Streamlit runs them, the files they offer, and the reader behind both."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pandas as pd
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from dashboard import charted, choices, cube, explained, numbers, store
from dashboard.address import View
from dashboard.palette import SCREEN
from dashboard.parts import matrix, municipalities
from dashboard.parts.estimate import summary, vintage_columns
from dashboard.shown import Shown
from dashboard.texts import in_norwegian_order, texts
from dashboard.web import api as data_routes
from indicators import analysis
from indicators.read import UnknownName
from pipelines.plan import plan
from tests.app import artificial
from tests.app.test_pages import run, words

NB = texts("nb")
PAGES = ("estimate", "why", "quoted-amount", "vintages", "municipalities")


def api() -> TestClient:
    return TestClient(Starlette(routes=[*data_routes.routes(), *data_routes.rest()]))


@pytest.mark.parametrize("lang", ["nb", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_runs_and_fills_every_blank(served_with_band: str, page: str, lang: str) -> None:
    app = run(page, lang=lang)
    assert len(app.title) == 1 and "{" not in words(app)
    assert len(app.get("plotly_chart")) >= 1
    assert not app.warning


@pytest.mark.parametrize("page", PAGES)
def test_every_page_runs_without_verdicts(served: str, page: str) -> None:
    assert len(run(page).title) == 1


def test_it_is_told_when_the_plan_was_adopted_and_where_the_goal_is_quoted_from(served_with_band: str) -> None:
    (said,) = [one.value for one in run("quoted-amount", lang="en").markdown if plan().source in one.value]
    assert f"{numbers.day(plan().adopted, 'en')}]({plan().adopted_source})" in said


def test_the_matrix_has_every_choice_and_leads_to_the_goals_chart(served_with_band: str) -> None:
    html = run("estimate").get("html")
    said = " ".join(part.proto.body for part in html)
    assert said.count("<tr>") == 7
    assert "? kan ikke avgjøres" in said
    assert "./?denominator=mainland&amp;membership=year" in said
    assert 'scope="row"' in said and 'id="matrix-caption"' in said


def test_a_method_leads_to_this_pages_own_chart(served_with_band: str) -> None:
    said = " ".join(part.proto.body for part in run("estimate").get("html"))
    assert "./estimate?denominator=with_shelf" in said
    assert "✗ ikke nådd" in said


def goto(page: str, **parameters: str) -> AppTest:
    """The page as an address with these parameters opens it."""
    app = run(page)
    for key, value in parameters.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def test_the_address_decides_a_pages_own_choice(served_with_band: str) -> None:
    app = goto("municipalities", municipality="5059", area="country")
    assert any("Prøveby 5059" in header.value for header in app.header)
    assert any("viderefører Prøve A og en del av Prøve B" in info.value for info in app.info)


def test_a_switch_writes_its_value_into_the_address_and_the_default_needs_none(served_with_band: str) -> None:
    app = run("why")
    app.selectbox(key="why-to_year").set_value("2028").run()
    assert app.query_params["to_year"] in ("2028", ["2028"])
    assert any("2028" in header.value for header in app.header)
    app.selectbox(key="why-to_year").set_value("2030").run()
    assert "to_year" not in app.query_params


def test_nonsense_in_a_pages_own_choice_is_named(served_with_band: str) -> None:
    app = goto("why", year="1066")
    assert "year=1066" in app.warning[0].value
    assert "2019" in app.title[0].value and "«2019»" in app.warning[0].value, "the nearest of the two years there are"


def test_one_chart_can_be_asked_for_alone(served_with_band: str) -> None:
    app = goto("why", chart="industries")
    assert len(app.get("plotly_chart")) == 1 and not app.title


def test_the_own_choices_stand_in_the_pages_link_and_not_in_another_pages() -> None:
    view = choices.PageView(
        denominator="mainland", page="why", own=(("year", "2019"),), own_defaults=(("year", "2020"),), lang="en"
    )
    assert view.query() == "denominator=mainland&year=2019&lang=en"
    assert choices.elsewhere(view, vintage="2001-01-01") == View(
        denominator="mainland", vintage="2001-01-01", lang="en"
    )


VERDICTS = pd.DataFrame(
    {
        "denominator": ["counties", "counties", "counties", "mainland"],
        "membership": ["fixed"] * 4,
        "vintage": ["2001-01-01", "2002-01-01", "latest", "latest"],
        "vintage_used": ["2001-01-01", "2001-01-01", "2002-01-01", "2002-01-01"],
        "verdict": ["missed", "missed", "reached", "missed"],
    }
)


def test_moments_with_the_same_figures_share_a_column() -> None:
    assert vintage_columns(VERDICTS) == [["2001-01-01", "2002-01-01"], ["latest"]]


def test_the_summary_says_where_the_answer_depends_on_the_choice() -> None:
    said = summary(VERDICTS, 2019, NB)
    assert "alle fylkene avhenger svaret for 2019" in said
    assert "Fastlands-Norge uten oljetjenester var målet ikke nådd i 2019" in said
    assert summary(VERDICTS.head(0), 2019, NB) == "Det finnes ingen tall for 2019."


def test_a_verdict_is_a_sign_and_a_word() -> None:
    assert {verdict: matrix.words(matrix.Cell(verdict, "", None), NB) for verdict in matrix.SIGNS} == {
        "reached": "✓ nådd",
        "missed": "✗ ikke nådd",
        "cannot_be_decided": "? kan ikke avgjøres",
    }
    assert matrix.words(matrix.Cell("", "", None), NB) == "ingen tall"


def test_names_with_norwegian_letters_come_last() -> None:
    ordered = sorted(["Ås", "Øyer", "Ærø", "Alta", "Åfjord"], key=in_norwegian_order)
    assert ordered == ["Alta", "Ærø", "Øyer", "Åfjord", "Ås"]


def test_commuting_in_words() -> None:
    row = pd.Series({"year": 2019, "jobs": 1.0, "employed": 3.0, "job_balance": -2.0})
    known = pd.DataFrame({"year": [2019], "in_commuters": [5.0], "out_commuters": [7.0]})
    said = municipalities.commuting(row, known, "Prøveby", NB)
    assert "2 færre jobber enn bosatte i arbeid" in said and "pendlet 5 inn" in said and "7 ut" in said


def test_the_files_hold_the_figures_of_the_chart(served_with_band: str) -> None:
    asked = {"region": artificial.HOME, "year": "2020", "denominator": "counties", "membership": "fixed"}
    answer = api().get("/api/v1/analysis/index_decomposition.csv", params=asked)
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 1 and float(rows[0]["productivity_points"]) == -15.0
    document = api().get("/api/v1/analysis/index_decomposition.jsonstat", params=asked).json()
    assert document["class"] == "dataset" and -15.0 in document["value"]
    assert len(document["value"]) == pd.Series(document["size"]).prod()
    assert api().get("/api/v1/analysis/index_decomposition.xlsx", params=asked).content[:2] == b"PK"


def test_every_table_can_be_taken_away(served_with_band: str) -> None:
    listed = {entry["table"] for entry in api().get("/api/v1/analysis").json()["tables"]}
    assert listed == set(analysis.TABLES)
    for name in listed:
        assert api().get(f"/api/v1/analysis/{name}.json").json()["rows"], name


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("nowhere.csv", 404, "There is no table “nowhere”"),
        ("methods.pdf", 404, "There is no format “pdf”"),
        ("methods.csv?colour=red", 400, "There is no parameter “colour”"),
        ("methods.csv?year=abc", 400, "“abc” is neither a year"),
        ("methods.jsonstat?year=1900", 400, "There are no figures"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(
    served_with_band: str, address: str, status: int, said: str
) -> None:
    answer = api().get(f"/api/v1/analysis/{address}")
    assert answer.status_code == status and said in answer.json()["error"]


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_offers_is_there(served_with_band: str, page: str) -> None:
    view = charted.view_of(page, served_with_band, {})
    offered = [one for shown in charted.charts(page, served_with_band, view).values() for one in shown.files().values()]
    assert offered
    for address in offered:
        answer = api().get(address)
        assert answer.status_code == 200, (address, answer.text[:200])


def test_the_reader_knows_its_tables_and_keys(served_with_band: str) -> None:
    served = store.current()
    assert served is not None
    with pytest.raises(UnknownName, match="backtest"):
        analysis.table(served.cursor(), "backtests")
    with pytest.raises(UnknownName, match="region"):
        analysis.table(served.cursor(), "methods", regions="x")
    assert analysis.home_county(served.cursor(), artificial.HOME) == ("50", "Prøvefylket")
    assert analysis.home_county(served.cursor(), "norway") is None


def test_a_county_is_the_sum_of_its_old_counties_or_nothing(served_with_band: str) -> None:
    served = store.current()
    assert served is not None
    rows = analysis.table(served.cursor(), "county_by_vintage", county="50")
    found = rows[["year", "vintage", "value_added_mnok"]].values.tolist()
    assert found == [[2017, "2001-01-01", 3.0], [2019, "2001-01-01", 1000.0], [2019, "2002-02-02", 2000.0]]
    assert rows["revision_pct"].tolist() == [0.0, 0.0, 100.0]


def test_a_cube_refuses_what_it_cannot_hold() -> None:
    when = pd.Timestamp("2001-01-01", tz="UTC").to_pydatetime()
    twice = pd.DataFrame({"year": [2001, 2001], "value": [1.0, 2.0]})
    with pytest.raises(ValueError, match="two rows"):
        cube.to_jsonstat(twice, ["year"], "t", "s", when)
    sparse = pd.DataFrame({"a": ["x", "y"], "year": [2001, 2002], "value": [1.0, 2.0]})
    document = json.loads(cube.to_jsonstat(sparse, ["a", "year"], "t", "s", when))
    assert document["value"] == [1.0, None, None, 2.0]
    many = pd.DataFrame({"a": range(1001), "b": range(1001), "value": 1.0})
    with pytest.raises(ValueError, match="ask for fewer"):
        cube.to_jsonstat(many, ["a", "b"], "t", "s", when)


def test_a_former_number_and_a_year_without_figures_become_the_nearest(served_with_band: str) -> None:
    app = run("municipalities", municipality="1638", year="1990")
    told = " ".join(warning.value for warning in app.warning)
    assert "som er Gamleby slik kommunen var til og med 2019. Vi viser «Prøveby 5059» i stedet" in told
    nearest = municipalities.owns(served_with_band)[1].options[-1]
    assert f"`year=1990`, som ikke finnes her. Vi viser «{nearest}» i stedet" in told


def test_an_embed_of_what_does_not_exist_says_what_it_shows(served_with_band: str) -> None:
    app = run("municipalities", municipality="1638", chart="sheet")
    assert not app.title and "Vi viser «Prøveby 5059» i stedet" in app.warning[0].value


def test_only_the_last_change_of_borders_gave_the_present_ones() -> None:
    changes = pd.DataFrame({"year": [2020, 2024], "name": ["A", "B"], "is_part": [False, True]})
    told = municipalities.border_notices(changes, "Prøveby", NB)
    assert told[0].startswith("Prøveby har hatt grensene sine siden 2024 og viderefører en del av B.")
    assert told[1] == "Også i 2020 fikk Prøveby nye grenser, og viderefører siden da A."


@pytest.mark.parametrize(
    "asked",
    [
        {"region": "5059", "denominator": "counties"},
        {"region": "5001", "denominator": "mainland", "year": 2020},
        {"region": ("5001", "5059"), "denominator": "counties", "year": 2019},
        {"county": "50", "denominator": "with_shelf"},
        {"denominator": "counties", "year": 2020},
        {"region": "5059", "year": 2020},
        {"region": "5059", "denominator": None},
    ],
)
def test_what_is_picked_from_a_table_is_what_its_query_gives(asked: dict[str, Any], served_with_band: str) -> None:
    rows = analysis.table(store.of(served_with_band).cursor(), "municipalities", **asked)
    assert len(rows)
    pd.testing.assert_frame_equal(explained.table(served_with_band, "municipalities", **asked), rows)


def test_another_municipality_changes_nothing_of_the_map_but_its_outline(
    served_with_band: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn(code: str) -> tuple[Shown, list[str], list[str]]:
        view = municipalities.view_of(served_with_band, {"municipality": code})
        shown = municipalities.charts(served_with_band, view)["map"]
        traces = [trace.to_json() for trace in shown.figure.data]
        around = [trace for trace in traces if SCREEN.ink in trace]
        return shown, around, [trace for trace in traces if trace not in around]

    first, outline, areas = drawn("5001")
    monkeypatch.setattr(municipalities.maps, "figure", None)  # it is there already
    second, other, same = drawn("5059")
    assert len(outline) == len(other) == 1 and outline != other and areas == same
    assert drawn("5001")[1] == outline
    assert first.sentence == second.sentence and first.table is second.table
