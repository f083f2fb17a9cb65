"""The page that explores as Streamlit runs it, with artificial figures: every form, every bad address."""

from __future__ import annotations

import csv
import io
import re
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from dashboard import charted, exploring, once, standings
from dashboard.parts import explore_ground, explore_notes, explore_panels
from dashboard.shown import Tabled
from dashboard.texts import texts
from dashboard.web import api
from tests.app import artificial
from tests.app.test_standing_pages import cells, run, words

HOME = artificial.HOME
NB = texts("nb")


def warned(app: AppTest) -> str:
    return " ".join(warning.value for warning in app.warning)


def files(app: AppTest) -> list[str]:
    return [str(part.proto.url) for part in app.get("link_button")]


def test_the_first_view_is_the_goal_among_the_usual_regions(served: str) -> None:
    app = run("explore")
    assert app.title[0].value == "gdp_index prøve"
    assert len(app.get("plotly_chart")) == 1 and not app.warning
    assert app.pills(key="explore-region-chosen").value == [*exploring.usual_regions(served)]
    assert "kan ikke regnes per innbygger" in words(app)


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("line", "Prøveregionen hadde 14,0\u00a0% i 2023, mot 1,0\u00a0% i 2014"),
        ("bar", "av tre områder med tall lå Prøvebyen høyest (20,0\u00a0%) og Prøvelandet lavest (5,0\u00a0%)"),
        ("slope", "Prøveregionen gikk fra 1,0\u00a0% i 2014 til 14,0\u00a0% i 2023. Av tre områder"),
        ("map", "lå Prøveby 5059 høyest (2,0\u00a0%) og Prøveby 5001 lavest (1,0\u00a0%)"),
        ("table", "Prøveregionen hadde 14,0\u00a0% i 2023"),
    ],
)
def test_every_form_says_what_it_shows(served: str, kind: str, says: str) -> None:
    app = run("explore", indicator="test_rising", kind=kind)
    assert says in words(app)
    assert len(app.get("plotly_chart")) == (0 if kind == "table" else 1)
    assert bool(app.table) == (kind == "table"), "the twin is filled when it is opened"


@pytest.mark.parametrize("lang", ["nb", "en"])
@pytest.mark.parametrize("kind", exploring.KINDS)
def test_every_form_has_a_table_twin(served: str, kind: str, lang: str) -> None:
    app = run("explore", indicator="test_rising,test_neutral", kind=kind, lang=lang)
    if kind != "table":
        app.session_state["table-explore-1"] = True
        app.run()
    # the home region's value of the last year, or the municipality's
    assert ("2,0" if lang == "nb" else "2.0") in cells(app) if kind == "map" else "14" in cells(app)


@pytest.mark.parametrize("kind", exploring.KINDS)
def test_each_row_of_a_table_leads_to_its_own_regions_file(served: str, kind: str) -> None:
    view = charted.view_of("explore", served, {"kind": kind, "indicator": "test_rising,gdp_share"})
    shown = charted.shared(served, view, "1")
    assert isinstance(shown, Tabled)
    cells = [re.fullmatch(r"\[(.+)\]\((.+)\)", cell) for cell in shown.table.iloc[:, 0]]
    assert len({one[2] for one in cells if one}) == len(cells) > 1
    for cell in cells:
        assert cell
        region = parse_qs(urlsplit(cell[2]).query)["region"][0]
        assert cell[1].replace("\\", "") == standings.region_names(served, "nb")[region]


def test_a_table_that_leaves_years_out_says_so(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "av 10 år" not in words(run("explore", indicator="test_rising", kind="table"))
    monkeypatch.setattr(explore_panels, "_CELLS", 5)
    once.forget()
    told = words(run("explore", indicator="test_rising", kind="table", also="country"))
    told += " ".join(
        str(one.value) for one in run("explore", indicator="test_rising", kind="table", also="country").caption
    )
    assert "bare viser 5 av 10 år" in told


def test_two_indicators_against_each_other_in_a_year_and_as_a_path(served: str) -> None:
    one = run("explore", kind="scatter", indicator="test_rising,test_neutral", to="2020")
    assert "I 2020 hadde Prøveregionen 10,0\u00a0% (test_rising navn) og 10,0\u00a0dager (test_neutral navn)" in words(
        one
    )
    assert NB("explore.no_cause") in words(one)
    path = run("explore", kind="scatter", indicator="test_rising,test_neutral", points="path")
    assert "I 2014 var det 1,0\u00a0% og 1,0\u00a0dager." in words(path)


def test_an_index_is_shown_as_an_index_and_the_file_holds_it(served: str) -> None:
    app = run("explore", indicator="test_rising", base="2015")
    # 14 / 2 and 1 / 2
    assert "Prøveregionen hadde 700,0 i 2023, mot 50,0 i 2014." in words(app)
    app.session_state["share-explore-1"] = True
    address = next(one for one in files(app.run()) if ".csv" in one)
    asked = parse_qs(urlsplit(address).query)
    assert asked["base"] == ["2015"] and asked["years"] == ["2014-2023"]
    answer = TestClient(Starlette(routes=api.routes())).get(address)
    rows = {(row["region"], row["year"]): row for row in csv.DictReader(io.StringIO(answer.text))}
    assert float(rows[(HOME, "2023")]["value"]) == 700.0 and rows[(HOME, "2023")]["unit"] == "2015 = 100"
    assert {region for region, _ in rows} == {HOME, "ba_test", "norway"}


def test_a_region_without_the_base_year_is_named_with_the_reason(served: str) -> None:
    app = run("explore", indicator="test_falling,test_once", base="2014")
    assert "«test_once navn»: ingen tall i dette valget. Uten indeks: det finnes ikke noe tall for 2014" in words(app)


def test_regions_without_an_index_are_not_said_to_have_no_figures(served: str) -> None:
    reasons = {"late": ("not_derived", "no_base_year:2014"), "none": ("missing", "")}
    rows = pd.DataFrame(
        [
            {"region": one, "value": None, "status": status, "reason": reason}
            for one, (status, reason) in reasons.items()
        ]
    )
    names = {"late": "Den sene", "none": "Den tomme"}
    ground = SimpleNamespace(t=texts("nb"), regions=SimpleNamespace(names=names), question=SimpleNamespace(kind="line"))
    assert explore_notes._without(cast(Any, ground), rows) == [
        "Uten indeks: det finnes ikke noe tall for 2014, året som skal være 100. Det gjelder Den sene.",
        "Uten tall: Den tomme.",
    ]


def test_before_and_after_needs_two_years(served: str) -> None:
    app = run("explore", indicator="test_rising", kind="slope", **{"from": "2020", "to": "2020"})
    assert not app.get("plotly_chart")
    assert "Før og etter trenger to år, og her er det bare 2020." in words(app)


def test_municipalities_can_stand_behind_and_in_front(served: str) -> None:
    app = run("explore", indicator="test_rising", region="5001,norway", also="country")
    assert app.segmented_control(key="explore-focus").value == "5001"
    assert "Prøveby 5001 hadde 1,0\u00a0% i 2023" in words(app)
    assert NB("explore.behind", count=1) in words(app), "the other municipality"


def test_several_indicators_are_several_charts_and_one_can_be_asked_for_alone(served: str) -> None:
    app = run("explore", indicator="test_rising,test_falling")
    assert app.title[0].value == "test_rising navn og test_falling navn"
    assert len(app.get("plotly_chart")) == 2
    alone = run("explore", indicator="test_rising,test_falling", chart="2")
    assert len(alone.get("plotly_chart")) == 1 and not alone.title and "test_falling" in words(alone)
    table = run("explore", indicator="test_rising", kind="table", chart="1")
    assert table.header[0].value.startswith("test_rising navn") and len(table.table) == 1


def test_choosing_writes_the_address_and_forgets_what_no_longer_fits(served: str) -> None:
    app = run("explore", indicator="test_rising", focus="norway", base="2015")
    app.pills(key="explore-region-chosen").set_value([HOME, "ba_test"]).run()
    assert not app.exception and not app.warning
    assert app.query_params["region"] in (f"{HOME},ba_test", [f"{HOME},ba_test"])
    assert "focus" not in app.query_params
    app.selectbox(key="explore-indicator-add").set_value("test_falling").run()
    assert app.query_params["indicator"] in ("test_rising,test_falling", ["test_rising,test_falling"])
    assert app.selectbox(key="explore-indicator-add").value is None, "it is there for the next one"
    app.pills(key="explore-indicator-chosen").set_value(["test_falling"]).run()
    assert app.query_params["indicator"] in ("test_falling", ["test_falling"])
    assert "base" not in app.query_params and not app.warning


@pytest.mark.parametrize(("key", "field"), [("indicator", "Indikatorer"), ("region", "Områder")])
@pytest.mark.parametrize("kind", exploring.KINDS)
def test_who_takes_the_last_one_away_is_told_what_to_choose(served: str, key: str, field: str, kind: str) -> None:
    app = run("explore", indicator="test_rising", region=HOME, kind=kind)
    app.pills(key=f"explore-{key}-chosen").set_value([]).run()
    assert not app.exception and not app.warning
    assert app.query_params[key] in ("", [""]), "it stands in the address, so that Back and the other language keep it"
    assert app.title[0].value == NB("page.explore.title") and not app.get("plotly_chart") and not app.table
    assert [one.value for one in app.info] == [NB(f"explore.choose.{key}", field=field)]
    assert f"{key}=&" in charted.view_of("explore", served, {key: "", "lang": "en"}).query() + "&"
    added = app.selectbox(key=f"explore-{key}-add")
    assert added.label == field
    added.set_value("test_falling" if key == "indicator" else "ba_test").run()
    assert app.title[0].value in ("test_falling navn", "test_rising navn") or kind == "scatter"
    assert not [one for one in app.info if "Velg minst" in one.value] and not app.exception


def test_several_indicators_are_shown_for_a_year_that_all_of_them_have(served: str) -> None:
    app = run("explore", indicator="test_rising,test_once", kind="bar")
    assert len(app.get("plotly_chart")) == 2 and not app.info and "2020" in words(app)


def test_an_indicator_without_figures_for_the_year_says_which_year_it_has(served: str) -> None:
    app = run("explore", indicator="test_rising,test_once", kind="bar", to="2023")
    assert len(app.get("plotly_chart")) == 1
    assert [one.value for one in app.info] == [
        f"{NB('explore.nothing_of', name='test_once navn')} {NB('explore.latest_of', year='2020')}"
    ]


def test_with_nothing_chosen_there_is_no_chart_to_share(served: str) -> None:
    for key in ("indicator", "region"):
        view = charted.view_of("explore", served, {key: " , ", "kind": "table"})
        assert charted.charts("explore", served, view) == {} and charted.shared(served, view, "1") is None


def test_the_second_of_two_indicators_is_the_readers_own_or_named(served: str) -> None:
    app = run("explore", kind="scatter", indicator="test_rising")
    added = next(one.value for one in app.info)
    assert "er tatt med som den andre til du selv velger en" in added
    assert app.pills(key="explore-indicator-chosen").value == ["test_rising"]
    app.selectbox(key="explore-indicator-add").set_value("test_neutral").run()
    assert app.query_params["indicator"] in ("test_rising,test_neutral", ["test_rising,test_neutral"])
    assert app.title[0].value == "test_rising navn og test_neutral navn" and not app.info
    three = run("explore", kind="scatter", indicator="test_rising,test_neutral,test_falling")
    assert [one.value for one in three.info] == [NB("explore.two_of_many")]


def test_nonsense_becomes_the_nearest_valid_view_and_is_told(served: str) -> None:
    app = run(
        "explore",
        **{"kind": "brr", "indicator": "test_risng", "region": f"{HOME},norvay,zzzzzz", "focus": "nobody"},
        **{"from": "1850", "to": "soon", "base": "3000", "also": "moon", "points": "?", "per": "cow"},
    )
    said = warned(app)
    for nonsense in ("brr", "test_risng", "norvay", "zzzzzz", "nobody", "1850", "soon", "3000", "moon", "cow"):
        assert nonsense in said, nonsense
    assert app.title[0].value == "test_rising navn"
    assert "Prøveregionen hadde" in words(app)


def test_script_in_a_parameter_is_shown_as_text_and_changes_nothing(served: str) -> None:
    script = "<script>alert(1)</script>`**x**"
    app = run("explore", indicator=script, region=script, kind=script, base=script)
    assert app.title[0].value == "gdp_index prøve"
    for warning in app.warning:
        assert "`" in warning.value and "alert(1)</script>'**x**`" in warning.value


def test_a_huge_set_is_cut_with_a_plain_sentence(served: str) -> None:
    many = ",".join([HOME, "norway", *(f"x{number}" for number in range(900))])
    app = run("explore", indicator="test_rising", region=many)
    assert "Adressen ber om 902 områder. Vi viser de 40 første" in warned(app)
    assert len(app.warning) < 8, "nonsense is named three times and then counted"
    assert app.pills(key="explore-region-chosen").value == [HOME, "norway"]


def test_what_cannot_be_derived_is_said(served: str) -> None:
    divided = run("explore", indicator="test_rising", per="inhabitant")
    assert "«test_rising navn» kan ikke regnes per innbygger: enheten er «prosent»" in warned(divided)
    assert "14,0\u00a0%" in words(divided)


def test_an_indicator_without_figures_is_no_empty_chart(served: str) -> None:
    app = run("explore", indicator="test_waiting", per="inhabitant")
    assert NB("explore.nothing") in words(app) and not app.get("plotly_chart")
    assert app.segmented_control(key="explore-per").value == "inhabitant"


def test_without_municipal_figures_a_map_becomes_bars(served: str) -> None:
    app = run("explore", indicator="test_falling", kind="map")
    assert NB("explore.no_map") in warned(app)
    assert app.segmented_control(key="explore-kind").value == "bar"


def test_a_vintage_and_a_denominator_hold_here_too(served: str) -> None:
    app = run("explore", indicator="gdp_share", denominator="mainland")
    assert "3,30" in words(app)
    assert standings.about(served, "gdp_share")["variants"]


@pytest.mark.parametrize("word", ["1638", "gamleby", "Gamleby"])
def test_a_municipality_that_was_is_shown_as_what_continues_it(served: str, word: str) -> None:
    app = run("explore", indicator="test_rising", region=f"norway,{word}")
    assert app.pills(key="explore-region-chosen").value == ["norway", "5059"]
    assert f"`region={word}`, som er Gamleby slik kommunen var til og med 2019. Vi viser «Prøveby 5059»" in warned(app)


def test_a_number_that_no_municipality_has_is_no_slip_for_anothers(served: str) -> None:
    app = run("explore", indicator="test_rising", region="norway,5058")
    assert app.pills(key="explore-region-chosen").value == ["norway"]
    assert "region=5058" in warned(app) and "Prøveby" not in warned(app)


def test_a_parameter_that_stands_twice_is_told(served: str) -> None:
    app = run("explore", indicator="test_rising", region=[HOME, "norway"])
    assert "Adressen har `region` flere ganger. Vi bruker den siste, `norway`." in warned(app)


def test_who_has_no_figure_for_one_of_two_years_is_named(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = explore_ground.Ground.rows

    def late(ground: explore_ground.Ground, indicator: str) -> pd.DataFrame:
        rows = whole(ground, indicator)
        return rows[(rows["region"] != "norway") | (rows["year"] > 2020)]

    monkeypatch.setattr(explore_ground.Ground, "rows", late)
    once.forget()
    asked = {"indicator": "test_rising", "kind": "slope", "region": f"{HOME},norway,5001"}
    shown = charted.shared(served, charted.view_of("explore", served, asked), "1")
    assert shown and "Uten tall for begge årene: Prøvelandet." in shown.notes
    once.forget()
