"""The pages about sub-goals, indicators and changes as Streamlit runs them, with artificial figures."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import charted, since_words, standings, store
from dashboard.pages import PAGES
from dashboard.texts import texts
from indicators import progress, read
from pipelines import paths
from tests.app import artificial, artificial_standings

SCRIPT = str(paths.ROOT / "dashboard" / "main.py")
GOAL = "research_based_firms"
NB = texts("nb")


def run(page: str, **parameters: str) -> AppTest:
    """Open a page at an address."""
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    for key, value in parameters.items():
        app.query_params[key] = value
    app.run()
    app.switch_page(str(PAGES[page].script.relative_to(paths.ROOT / "dashboard")))
    for key, value in parameters.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.info)
    return " ".join(str(part.value) for kind in kinds for part in kind)


def html(app: AppTest) -> str:
    return " ".join(str(part.proto.body) for part in app.get("html"))


def cells(app: AppTest) -> str:
    found = " ".join(str(cell) for table in app.table for cell in table.value.to_numpy().ravel())
    return found.replace("\\", "")


@pytest.mark.parametrize(
    ("lang", "headline", "sentence"),
    [
        (
            "nb",
            "Av fem indikatorer går én riktig vei og én feil vei",
            "Av tre indikatorer går én riktig vei og én feil vei; for én kan det ikke sies.",
        ),
        ("en", "Of five indicators: one going the right way, one the wrong way", "Of three indicators: one going"),
    ],
)
def test_the_overview_counts_and_has_no_score(served: str, lang: str, headline: str, sentence: str) -> None:
    app = run("sub-goals", lang=lang)
    assert app.title[0].value == headline
    assert sentence in words(app)
    rank = texts(lang)("sub_goals.rank_not_once")
    assert rank in words(app), "ranked in one indicator only, and second there"


def test_the_spread_is_told_by_marks_and_words(served: str) -> None:
    app = run("sub-goals")
    assert 'aria-label="Noe framgang 1, går feil vei 1, ingen data 1"' in html(app)
    assert "△\u00a0Noe\u00a0framgang\u00a01".replace("Noe\u00a0", "Noe ") in words(app)
    assert "Mest endret: test_rising navn, 7,0\u00a0% → 14,0\u00a0% (2018–2023), noe framgang." in words(app)


def test_the_criteria_are_those_that_the_command_prints(served: str) -> None:
    for lang in ("nb", "en"):
        app = run("sub-goals", lang=lang)
        assert not app.table, "it is filled when it is opened"
        app.session_state["criteria"] = True
        shown = cells(app.run())
        for _, word, criterion in progress.criteria(lang):
            assert word in shown and criterion in shown


def test_a_sub_goal_shows_every_indicator_also_one_without_figures(served: str) -> None:
    app = run("sub-goal", sub_goal=GOAL)
    assert app.title[0].value == "Forskningsbaserte bedrifter"
    assert len(app.get("plotly_chart")) == 2
    assert "test_waiting er en prøve" in cells(app) and "test_waiting venter" in cells(app)
    assert "2023: 14,0\u00a0% · Noe framgang siden 2018 · nr. 2 av 2" in words(app)
    assert "Uten tall for regionen (1)" in words(app)


def test_the_component_table_has_the_parts_of_the_verdict(served: str) -> None:
    app = run("sub-goal", sub_goal=GOAL)
    app.session_state["components"] = True
    shown = cells(app.run())
    # (14 − 7) / 5 = 1.4 a year
    for part in ("2018 → 2023", "7,0\u00a0% → 14,0\u00a0%", "+1,40\u00a0%", "vanlig svingning", "nr. 2 av 2"):
        assert part in shown


def test_a_misspelt_sub_goal_becomes_the_nearest_and_is_told(served: str) -> None:
    app = run("sub-goal", sub_goal="atractive_city_regoin")
    assert app.title[0].value == "Mest attraktive storbyregion"
    assert "atractive_city_regoin" in app.warning[0].value and "Mest attraktive" in app.warning[0].value


def test_an_indicator_has_its_charts_and_all_it_takes_to_judge_it(served: str) -> None:
    app = run("indicator", indicator="test_rising")
    assert app.title[0].value == "test_rising navn"
    assert len(app.get("plotly_chart")) == 3, "values, rank, map"
    assert "Noe framgang siden 2018 · nr. 2 av 2." in words(app)
    assert (
        "Prøveregionen hadde 14,0\u00a0% i 2023, mot 1,0\u00a0% i 2014. Prøvelandet hadde 5,0\u00a0% samme år."
        in words(app)
    )
    t = texts("nb")
    for key in ("definition", "why", "method", "limits", "measures", "direction", "next_release"):
        assert any(t(f"meta.{key}") in str(table.value.index.tolist()) for table in app.table), key
    assert "SSB 99999, registeret test" in cells(app)


def test_without_rank_or_municipalities_their_charts_are_left_out(served: str) -> None:
    assert len(run("indicator", indicator="test_falling").get("plotly_chart")) == 1
    assert "Det er det eneste året med tall." in words(run("indicator", indicator="test_once"))


def test_a_municipality_can_be_added_in_the_address(served: str) -> None:
    app = run("indicator", indicator="test_rising", compare="5001")
    assert app.pills(key="indicator-compare-chosen").value == ["5001"]
    drawn = json.loads(app.get("plotly_chart")[0].proto.spec)
    assert "Prøveby 5001" in {note["text"] for note in drawn["layout"]["annotations"]}
    assert "Prøvebyen" not in words(app)


def test_choosing_regions_writes_the_address(served: str) -> None:
    app = run("indicator", indicator="test_rising")
    app.pills(key="indicator-compare-chosen").set_value(["norway"]).run()
    assert not app.exception
    assert app.query_params["compare"] in ("norway", ["norway"])


def test_an_indicator_without_figures_says_what_it_waits_for(served: str) -> None:
    for lang, waits in (("nb", "test_waiting venter"), ("en", "test_waiting waits")):
        app = run("indicator", indicator="test_waiting", lang=lang)
        assert app.info[0].value == texts(lang)("indicator_page.no_data")
        assert waits in words(app) and not app.get("plotly_chart")


def test_nonsense_in_the_address_becomes_the_nearest_valid_view(served: str) -> None:
    app = run("indicator", indicator="test_rsing", compare="norvay,<b>", lang="en")
    assert app.title[0].value == "test_rising name"
    said = " ".join(warning.value for warning in app.warning)
    assert "test_rsing" in said and "test_rising name" in said
    assert "norvay" in said and "The test country" in said
    assert "<b>" in said and texts("en")("notice.ignored") in said


def test_the_choices_of_an_indicator_stand_in_the_address(served: str) -> None:
    app = run("indicator", indicator="gdp_share", denominator="mainland")
    assert app.segmented_control(key="denominator").value == "mainland"
    assert "3,30" in words(app)


def test_one_chart_can_be_asked_for_alone(served: str) -> None:
    app = run("indicator", indicator="test_rising", chart="rank")
    assert len(app.get("plotly_chart")) == 1 and not app.title
    assert app.header[0].value.startswith("test_rising navn: "), "there is no page around it that says of what it is"


def test_what_goes_by_the_size_of_a_region_is_drawn_for_the_home_region_alone(
    served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = run("indicator", indicator="test_rising")
    assert usual.pills(key="indicator-compare-chosen").value
    monkeypatch.setattr(read, "size_dependent", lambda about: about["indicator"] == "test_rising")
    alone = run("indicator", indicator="test_rising")
    field = alone.selectbox(key="indicator-compare-add")
    assert (field.label, bool(field.help)) == (NB("own.compare.label"), True)
    with pytest.raises(KeyError):
        alone.pills(key="indicator-compare-chosen")
    field.set_value("norway").run()
    assert alone.query_params["compare"] in ("norway", ["norway"])
    assert alone.pills(key="indicator-compare-chosen").value == ["norway"]
    alone.pills(key="indicator-compare-chosen").set_value([]).run()
    assert "compare" not in alone.query_params and not alone.exception


def test_with_one_version_there_is_nothing_to_compare_with(served: str) -> None:
    for lang in ("nb", "en"):
        app = run("since", lang=lang)
        assert app.title[0].value == texts(lang)("since.title_first") and not app.table
    view = charted.view_of("since", served, {})
    assert charted.shared(served, view, "since") is None, "there is no list to share either"


def test_what_changed_is_told_with_the_reason(served: str) -> None:
    standing_still = [1.0, 2.0, 4.0, 5.0, 7.0, 8.0, 10.0, 11.0, 13.0, 7.1]
    artificial.publish("55555555", rising=standing_still)
    app = run("since")
    assert "ny vurdering av" in app.title[0].value
    shown = cells(app)
    assert "Noe framgang → Står stille" in shown
    assert "14,0\u00a0% (2023)" in shown and "7,1\u00a0% (2023)" in shown
    assert progress.words().changes["revision"].nb in shown


@pytest.mark.parametrize(
    ("statuses", "others", "elsewhere", "says"),
    [
        (2, 3, 0, "ny vurdering av to og ellers nye eller andre tall for tre av regionens indikatorer"),
        (1, 0, 4, "ny vurdering av én av regionens indikatorer"),
        (0, 1, 0, "nye eller andre tall for én av regionens indikatorer, men ingen ny vurdering"),
        (0, 0, 5, "er ingenting endret for regionen, bare for andre områder"),
        (0, 0, 0, "Ingenting er endret siden"),
    ],
)
def test_the_headline_counts_every_change_once(statuses: int, others: int, elsewhere: int, says: str) -> None:
    rows = [("home", "on_track", "reached")] * statuses + [("home", "reached", "reached")] * others
    rows += [("other", "on_track", "reached")] * elsewhere
    changes = pd.DataFrame(rows, columns=["region", "status_before", "status"])
    told = since_words.headline(changes, "home", "1. mai 2001", texts("nb"))
    assert says in told and "1. mai 2001" in told
    assert texts("en")("since.nothing", day="x") == since_words.headline(changes[:0], "home", "x", texts("en"))


def test_reasons_are_one_sentence_and_statuses_are_named() -> None:
    assert since_words.why("new_year;revision", texts("nb")) == "Nytt år; tallene er revidert"
    rows = [("a", "on_track", "reached"), ("b", "reached", "reached"), ("c", None, "reached")]
    changes = pd.DataFrame(rows, columns=["indicator", "status_before", "status"])
    assert since_words.statuses(changes, str.upper, texts("en")) == ["A: On track → Reached"]


def test_a_date_before_everything_is_told_and_nonsense_is_named(served: str) -> None:
    artificial.publish("55555555")
    assert "Så langt tilbake finnes ingen tall." in words(run("since", since="2001-01-01"))
    assert "rubbish" in run("since", since="rubbish").warning[0].value


def test_the_list_of_the_screens_leads_to_any_of_them_and_closes(served: str) -> None:
    app = run("presentation", step="gap")
    assert not any(str(button.key).startswith("screen-") for button in app.button), "it is filled when it is opened"
    app.session_state["screens"] = True
    app.run()
    last = next(button for button in app.button if button.key == "screen-municipalities")
    assert texts("nb")("page.municipalities.title") in last.label
    assert next(button for button in app.button if button.key == "screen-gap").disabled
    last.click().run()
    assert app.query_params["step"] == "municipalities" and not app.session_state["screens"]


def test_the_frames_are_those_of_the_one_reader(served: str) -> None:
    now = store.current()
    assert now is not None
    read = progress.rows(now.cursor(), regions=[artificial.HOME])
    kept = standings.all_progress(served, artificial.HOME)
    assert set(kept) == set(read["indicator"])
    assert kept["test_rising"]["latest_value"] == artificial_standings.RISING[-1]
