"""The pages as Streamlit runs them: the answer, the figures, the switches, the notices, the empty state."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.pages import PAGES
from dashboard.texts import texts
from pipelines import paths, warehouse
from tests.app import artificial

SCRIPT = str(paths.ROOT / "dashboard" / "main.py")


def run(page: str = "", **parameters: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    for key, value in parameters.items():
        app.query_params[key] = value
    app.run()
    if page:
        app.switch_page(str(PAGES[page].script.relative_to(paths.ROOT / "dashboard"))).run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    return " ".join(str(part.value) for kind in (app.title, app.header, app.markdown, app.caption) for part in kind)


def test_the_goal_page_answers_in_one_sentence_without_claiming_what_no_band_carries(served: str) -> None:
    app = run()
    assert app.title[0].value.startswith("Prøveregionen manglet anslagsvis 1,0\u00a0mrd.\u00a0kr på målet i 2023")
    assert texts("nb")("answer.no_band") in words(app)
    assert "er nådd" not in app.title[0].value


def test_with_a_band_the_verdict_is_in_the_answer(served_with_band: str) -> None:
    app = run()
    assert app.title[0].value.endswith("det kan ikke avgjøres om målet er nådd")
    assert "9,5" in words(app) and "10,5" in words(app)


def test_the_four_figures(served: str) -> None:
    assert [metric.value for metric in run().metric] == [
        "2,30\u00a0%",
        "3,00\u00a0%",
        "10,0",
        "1,0\u00a0mrd.\u00a0kr",
    ]


def test_the_charts_have_their_twins_and_the_box_to_share_them(served: str) -> None:
    app = run()
    titles = [expander.label for expander in app.expander]
    assert titles.count("Vis som tabell") == 2 and titles.count("Del og last ned") == 2
    assert len(app.get("plotly_chart")) == 2 and not app.table, "a folded table is not sent"
    app.session_state["table-goal-gap"] = True
    app.run()
    assert not app.exception and len(app.table) == 1


def test_an_opened_box_offers_link_files_embed_code_and_citation(served: str) -> None:
    app = run(denominator="mainland")
    assert not app.code
    app.session_state["share-goal-shares"] = True
    app.run()
    assert not app.exception
    assert any("denominator=mainland" in code.value for code in app.code)
    cells = [str(cell) for table in app.table for cell in table.value.to_numpy().ravel()]
    assert any(re.fullmatch(r"\d+\\\. \w+ \d{4}.*", cell) for cell in cells), "a day must not begin a list"
    assert any("iframe" in code.value for code in app.code)
    assert any("SSB 99999" in code.value and served in code.value for code in app.code)


def test_the_address_decides_the_view(served: str) -> None:
    app = run(denominator="mainland", membership="year", prices="fixed", vintage="2001-01-01", lang="en")
    assert app.metric[0].value == "3.30%"
    assert app.segmented_control(key="denominator").value == "mainland"
    assert app.segmented_control(key="vintage").value == "2001-01-01"
    assert "The test region" in app.title[0].value


def test_a_switch_changes_figures_and_address(served: str) -> None:
    app = run()
    app.segmented_control(key="denominator").set_value("with_shelf").run()
    assert not app.exception
    assert app.metric[0].value == "4,30\u00a0%"
    assert app.query_params["denominator"] in ("with_shelf", ["with_shelf"])
    app.segmented_control(key="denominator").set_value("counties").run()
    assert "denominator" not in app.query_params and app.metric[0].value == "2,30\u00a0%"


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_nonsense_in_the_address_is_named(served: str, lang: str) -> None:
    app = run(denominator="<b>rubbish</b>", vintage="1000", lang=lang)
    said = " ".join(warning.value for warning in app.warning)
    assert "denominator" in said and "vintage" in said
    assert app.metric[0].value == ("2,30\u00a0%" if lang == "nb" else "2.30%")


def test_every_page_in_both_languages_leaves_no_blank_unfilled(served: str) -> None:
    for lang in ("nb", "en"):
        for page in PAGES:
            assert "{" not in words(run(page, lang=lang)).replace("{csv", "")


def test_a_page_that_the_menu_has_no_room_for_is_one_click_from_one_it_has(served: str) -> None:
    for path, page in PAGES.items():
        if page.beside:
            ways = [link.proto.page for link in run(path).get("page_link")]
            assert {other for other, one in PAGES.items() if one.beside == page.beside} <= set(ways)
    kinds = {page.beside for page in PAGES.values() if page.in_menu}
    assert all(page.beside in kinds for page in PAGES.values() if page.listed)


def test_the_data_page_names_every_table_with_dates_origin_and_licence(served: str) -> None:
    app = run("data")
    cells = " ".join(
        str(cell).replace("\\", "").replace("\u200b", "") for t in app.table for cell in t.value.to_numpy().ravel()
    )
    for part in (
        "SSB 99999",
        "1. januar 2001",
        "3. februar 2001",
        "2010–\u20602023",
        "1\u202f234",
        "made up for a test",
        "CC BY 4.0",
    ):
        assert part in cells
    assert "er den første" in words(app)


def test_a_chart_can_be_asked_for_alone(served: str) -> None:
    app = run(chart="gap")
    assert len(app.get("plotly_chart")) == 1 and not app.title and not app.metric


def test_a_chart_alone_says_whose_figures_it_shows_and_leads_to_its_page_and_nowhere_else(served: str) -> None:
    app = run(chart="gap", denominator="mainland", embed="true", lang="en")
    said = app.caption[-1].value.replace("\\", "")
    assert said.startswith("Source tables: SSB 99999.") and "Statistics Norway" in said
    ways = " ".join(str(one.proto.body) for one in app.get("html"))
    assert re.findall(r'href="([^"]*)"', ways) == ["/?denominator=mainland&amp;lang=en"]
    assert 'target="_blank"' in ways


def test_without_a_warehouse_the_pages_tell_the_command(empty_state: Path) -> None:
    for page in PAGES:
        app = run(page)
        assert app.code[0].value == "python run.py"
        assert app.title[0].value == texts("nb")("empty.title")


def test_a_damaged_warehouse_is_told_and_no_figure_shown(served: str) -> None:
    database = warehouse.folder_of(served) / warehouse.DATABASE
    database.chmod(0o644)
    database.write_bytes(b"not a database")
    app = run()
    assert app.code[0].value == "python run.py" and not app.metric


def test_a_new_version_is_taken_up_without_a_restart(served: str) -> None:
    app = run()
    assert texts("nb")("answer.no_band") in words(app)
    artificial.publish("44444444", band=True)
    app.run()
    assert "kan ikke avgjøres" in app.title[0].value
