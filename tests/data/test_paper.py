"""The meeting's paper on the real figures: every number is the one that `indicators.read` gives, to the last digit."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from pptx import Presentation
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import explained, figures, numbers, standings
from dashboard import store as served_store
from dashboard.address import View
from dashboard.charts import naming
from dashboard.palette import LIGHT
from dashboard.paper import changed, content, deck, places, report, screen
from dashboard.paper.ask import Ask
from dashboard.paper.model import Paper
from dashboard.parts import presentation
from dashboard.texts import texts
from dashboard.web import api as routes
from indicators import read
from indicators.read import UnknownName
from pipelines import publishing
from pipelines.plan import plan

TODAY = date(2001, 2, 3)
HOME = plan().goal.region


def ask(lang: str = "nb", since: str = "", **choices: Any) -> Ask:
    return Ask(View(lang=lang, **choices), since, "https://example.org/presentation", TODAY)


@pytest.fixture(scope="module")
def published(warehouse_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Two versions are kept: one in which the last year was not there yet, and the one that is served."""
    state = tmp_path_factory.mktemp("state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MALBAROMETERET_STATE", str(state))
        served_store.close()
        yield [publish(warehouse_file, "11111111", without=2023), publish(warehouse_file, "22222222")]
        served_store.close()


def publish(file: Path, name: str, without: int | None = None) -> str:
    with publishing.writing(), publishing.draft() as draft:
        shutil.copy(file, draft.database)
        with duckdb.connect(draft.database) as con:
            if without:
                con.execute("DELETE FROM out.indicator_value WHERE year >= ? AND indicator LIKE 'gdp_%'", [without])
        draft.changes.write_text(json.dumps({"base": None, "documents": []}), encoding="utf-8")
        return publishing.publish(draft, name)


@pytest.fixture
def version(published: list[str]) -> str:
    return published[-1]


@pytest.fixture
def client(published: list[str]) -> TestClient:
    return TestClient(Starlette(routes=routes.routes()))


def section(paper: Paper, key: str) -> Any:
    return next(one for one in paper.sections if one.key == key)


def bare(text: str) -> str:
    """Letters and signs alone; the type draws hyphen and soft hyphen alike, and pypdf tells the one as the other."""
    return "".join(text.split()).replace("\u00ad", "-")


def charts_of(body: bytes) -> dict[str, Any]:
    """Charts of a deck by their title."""
    slides = Presentation(io.BytesIO(body)).slides
    return {shape.name: shape.chart for slide in slides for shape in slide.shapes if shape.has_chart}


def by_year(frame: pd.DataFrame, years: list[str]) -> list[float | None]:
    known = dict(zip(frame["year"].astype(str), frame["value"], strict=True))
    return [float(known[year]) if year in known else None for year in years]


def test_the_paper_tells_goal_sub_goals_changes_and_municipalities_in_this_order(version: str) -> None:
    keys = [one.key for one in content.meeting(version, ask()).sections]
    assert keys == ["goal", "gap", *(one.key for one in plan().sub_goal), "since", "municipalities"]


@pytest.mark.parametrize("choices", [{}, {"denominator": "mainland", "prices": "fixed", "membership": "year"}])
def test_the_charts_on_the_slides_hold_what_is_read_to_the_last_digit(
    version: str, store: duckdb.DuckDBPyConnection, choices: dict[str, str]
) -> None:
    charts = charts_of(deck.make(content.meeting(version, ask("en", **choices))))
    for title, indicators in (
        ("Share against share, per cent", ("gdp_share", "population_share")),
        ("The distance to the goal, billion kroner", ("gdp_gap",)),
    ):
        plot = charts[title].plots[0]
        years = [str(year) for year in plot.categories]
        for series, indicator in zip(plot.series, indicators, strict=False):
            variants = read.describe(store, indicator)["variants"]
            asked = {key: value for key, value in choices.items() if key in variants}
            frame = read.values(store, indicator, regions=[HOME], **asked)
            assert list(series.values) == by_year(frame, years)


def test_no_line_of_the_slides_leads_over_a_break(version: str) -> None:
    paper = content.meeting(version, ask())
    chart = section(paper, "goal").chart
    assert chart.gaps, "the county accounts have a break within the years shown"
    drawn = charts_of(deck.make(paper))[chart.title]
    lifted = {
        series.name: [place for place in range(len(series.values)) if not _has_line(series, place)]
        for series in drawn.plots[0].series
    }
    population = lifted.pop(chart.series[1].name)
    assert population == [] and len(lifted) == 3
    assert all(places_of == chart.gaps for places_of in lifted.values())


def _has_line(series: Any, place: int) -> bool:
    """Whether a line leads to the point; a point that is told nothing has that of its series."""
    spoken = series._element.findall(f".//{{*}}dPt/{{*}}idx[@val='{place}']/../{{*}}spPr/{{*}}ln/{{*}}noFill")
    return not spoken


def test_the_back_row_can_read_every_table_of_the_deck(version: str) -> None:
    slides = Presentation(io.BytesIO(deck.make(content.meeting(version, ask())))).slides
    tables = [shape for slide in slides for shape in slide.shapes if shape.has_table]
    assert len(tables) >= 7
    for shape in tables:
        cells = [cell for row in shape.table.rows for cell in row.cells]
        sizes = {
            run.font.size.pt for cell in cells for paragraph in cell.text_frame.paragraphs for run in paragraph.runs
        }
        assert len(sizes) == 1 and min(sizes) >= 14
        # seven inches and a half is the slide; a row is never lower than its type
        assert shape.top / 914_400 + len(shape.table.rows) * min(sizes) * 1.5 / 72 < 7.0


def test_a_sub_goal_s_chart_holds_every_compared_region(version: str, store: duckdb.DuckDBPyConnection) -> None:
    paper = content.meeting(version, ask("en"))
    charts = charts_of(deck.make(paper))
    names = {row["name_en"]: name for name, row in standings.regions(version).items()}
    checked = 0
    for one in plan().sub_goal:
        moved = standings.summary(version, HOME)[one.key]["moved_most"]
        if not moved:
            continue
        plot = charts[section(paper, one.key).chart.title].plots[0]
        years = [str(year) for year in plot.categories]
        for series in plot.series:
            frame = read.values(store, str(moved), regions=[names[series.name]])
            assert list(series.values) == by_year(frame, years)
            checked += 1
    assert checked > 10


def test_the_pdf_shows_every_year_and_carries_the_rows_that_the_command_shows(
    version: str, store: duckdb.DuckDBPyConnection
) -> None:
    paper = content.meeting(version, ask())
    reader = PdfReader(io.BytesIO(report.make(paper)))
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for row in read.values(store, "gdp_index", regions=[HOME]).itertuples():
        assert f"{row.year} " in words and numbers.index(row.value, "nb") in words
    attached = list(csv.DictReader(io.StringIO(reader.attachments[f"{paper.name}.csv"][0].decode("utf-8"))))
    for indicator in figures.GOAL_INDICATORS:
        frame = read.values(store, indicator, regions=[HOME])
        mine = {int(row["year"]): float(row["value"]) for row in attached if row["indicator"] == indicator}
        assert mine == dict(zip(frame["year"], frame["value"], strict=True))


def test_the_attached_figures_are_those_of_the_command(version: str) -> None:
    command = [sys.executable, "-m", "indicators", "show", "gdp_index", "--region", HOME, "--format", "csv"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    told = {int(row["year"]): row["value"] for row in csv.DictReader(io.StringIO(shown))}
    values = content.meeting(version, ask()).values
    mine = values[values["indicator"] == "gdp_index"]
    assert {int(row.year): repr(float(row.value)) for row in mine.itertuples()} == told


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_choices_vintage_denominator_date_and_address_stand_on_every_page(version: str, lang: str) -> None:
    paper = content.meeting(version, ask(lang, denominator="mainland"))
    wanted = {
        "nb": ("Fastlands-Norge", "Årgang: Nyeste", "3. februar 2001"),
        "en": ("Mainland Norway", "Vintage: Latest", "3 February 2001"),
    }[lang]
    reader = PdfReader(io.BytesIO(report.make(paper)))
    for page in reader.pages:
        words = " ".join(page.extract_text().split())
        assert all(one in words for one in (*wanted, "https://example.org/presentation", version))
    for slide in Presentation(io.BytesIO(deck.make(paper))).slides:
        words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert all(one in words for one in (*wanted, "https://example.org/presentation", version))


def test_the_pdf_has_a_heading_and_a_table_for_everything(version: str) -> None:
    paper = content.meeting(version, ask("en"))
    reader = PdfReader(io.BytesIO(report.make(paper)))
    words = bare("".join(page.extract_text() for page in reader.pages))
    for one in paper.sections:
        assert bare(one.heading) + bare(one.statement) in words, one.key
        assert all(bare(table.title) in words for table in one.tables)
    assert bare(paper.appendix[0].title) in words and bare(paper.appendix[0].rows[0][1]) in words


def test_what_changed_is_what_the_versions_differ_by(published: list[str]) -> None:
    before, now = published
    one = section(content.meeting(now, ask("en", since=before)), "since")
    changes = standings.changed_since(now, before)
    home = changes[changes["region"] == HOME]
    assert len(home) and f"figures for {numbers.in_words(len(home), 'en')} of" in one.statement
    assert len(one.tables[0].rows) == len(home)
    row = next(row for row in one.tables[0].rows if row[0] == standings.declared(now)["gdp_index"]["name_en"])
    assert row[1].endswith("(2021)") and row[2].endswith("(2023)")


def test_without_a_date_it_is_compared_with_the_version_before(published: list[str]) -> None:
    before, now = published
    found = changed.earlier(now, "")
    assert found is not None and found.version == before


def test_a_date_long_ago_shows_what_was_out_then(version: str, store: duckdb.DuckDBPyConnection) -> None:
    one = section(content.meeting(version, ask(since="2023-06-01")), "since")
    then = read.values(store, "gdp_index", regions=[HOME], vintage="2023-02-21")
    years = list(one.chart.categories)
    assert list(one.chart.series[1].values) == by_year(then, years)
    assert any("eldste" in line for line in (one.statement, *one.details))

    assert one.chart.gaps == [years.index("2018")], "the county accounts have a break"


def test_a_date_after_the_newest_figures_says_that_they_are_the_same(version: str) -> None:
    one = section(content.meeting(version, ask(since="2099-01-01")), "since")
    told = [line for line in (one.statement, *one.details) if "det samme som tallene viste" in line]
    assert told and one.chart is None


def test_a_vintage_older_than_the_date_has_no_news(version: str) -> None:
    one = section(content.meeting(version, ask(since="2025-06-01", vintage="2021-12-13")), "since")
    assert one.chart is None and not any("indeksen" in line.lower() for line in (one.statement, *one.details))


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ({1: 97.0}, {1: 97.01}, "The index for 1 is 97.0, the same as the figures showed on D."),
        ({1: 97.0, 2: 98.0}, {1: 97.0, 2: 98.5}, "Since D the index for 2 has changed from 98.0 to 98.5."),
        ({1: 97.0, 2: 98.0}, {1: 96.0, 2: 98.0}, "Since D the index for 1 has changed from 97.0 to 96.0."),
        ({1: 97.0}, {1: 97.0, 3: 95.0}, "from 1 to 3, where the index is 95.0. Earlier years are as before."),
        ({1: 97.0, 2: 9.0}, {1: 99.0, 2: 9.1, 3: 95.0}, "95.0. The index for 2 has changed from 9.0 to 9.1."),
    ],
)
def test_the_index_then_and_now_in_words(before: dict[int, float], after: dict[int, float], says: str) -> None:
    assert changed.index_told(before, after, "D", texts("en")).endswith(says)


def test_the_screens_tell_of_the_target_year_and_what_the_signs_of_uncertainty_are(version: str) -> None:
    t, paper = texts("nb"), content.meeting(version, ask())
    goal = section(paper, "goal")
    assert goal.lead.startswith(f"I målåret {plan().goal.target_year} lå regionen") and goal.lead in goal.details
    assert [one.key for one in paper.sections if one.lead] == ["goal", "municipalities"]
    told = {one.key: presentation.uncertainty(one.chart, t) for one in paper.sections if one.chart}
    assert t("meeting.field") in told["goal"]
    assert t("meeting.strokes") in told["gap"] and t("meeting.strokes") in told["municipalities"]
    assert not told["easy_to_start"]


def test_the_screen_of_the_goal_points_out_the_target_year(version: str) -> None:
    drawn = screen.figure(section(content.meeting(version, ask()), "goal").chart, texts("nb"), LIGHT)["layout"]
    (line,) = [one for one in drawn["shapes"] if one["line"]["dash"] == "dot"]
    assert line["x0"] == line["x1"] == plan().goal.target_year
    assert f"Målåret {plan().goal.target_year}" in {
        note["text"] for note in drawn["annotations"] if note["x"] == line["x0"]
    }


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_no_line_s_name_on_a_screen_is_wider_than_a_phone(version: str, lang: str) -> None:
    for one in content.meeting(version, ask(lang)).sections:
        drawn = screen.figure(one.chart, texts(lang), LIGHT)["layout"]["annotations"] if one.chart else []
        assert all(naming.width(note["text"], screen.TYPE) < naming.PHONE for note in drawn if "<b>" in note["text"])


def test_a_sub_goal_s_chart_says_why_it_is_that_one(version: str) -> None:
    for one in content.meeting(version, ask("en")).sections:
        if one.key in {goal.key for goal in plan().sub_goal} and one.chart.kind == "line":
            assert one.chart.title.startswith("Changed most: ") and one.details[0].startswith("Changed most: ")
            assert "Changed most" not in one.chart.alt, "the title says it already"


def test_a_municipality_that_is_a_county_has_no_band(version: str) -> None:
    one = places.sheet(version, "0301", ask("en")).sections[0]
    assert "between" not in one.statement and "county of its own" in one.statement
    assert not any("Band" in label or "band" in label for label, _ in one.figures)


@pytest.mark.parametrize(
    ("when", "vintage"),
    [
        ("2023-02-20", "2021-12-13"),
        ("2023-02-21", "2023-02-21"),
        ("2023-12-31", "2023"),
        ("2025-01-30", "2023"),
        ("2025-01-31", "2025-01"),
        ("2001-01-01", None),
        ("nonsense", None),
    ],
)
def test_a_vintage_counts_from_the_last_day_it_can_have_come_out(when: str, vintage: str | None) -> None:
    kept = ("latest", "2025-01", "2025", "2023-02-21", "2023", "2021-12-13")
    assert changed.vintage_at(kept, when) == vintage


def test_a_sheet_is_one_page_in_both_formats_for_every_member(version: str) -> None:
    for code in explained.members(version, HOME):
        paper = places.sheet(version, code, ask())
        assert len(PdfReader(io.BytesIO(report.make_sheet(paper))).pages) == 1, code
        assert len(Presentation(io.BytesIO(deck.make_sheet(paper))).slides) == 1


@pytest.mark.parametrize("code", ["5059", "1151"])
def test_a_sheet_tells_the_estimate_with_its_band(version: str, store: duckdb.DuckDBPyConnection, code: str) -> None:
    paper = places.sheet(version, code, ask("en"))
    one, index = paper.sections[0], read.values(store, "gdp_index", regions=[code])
    assert list(one.chart.series[0].values) == pytest.approx(by_year(index, list(one.chart.categories)), nan_ok=True)
    last = index.iloc[-1]
    for value in (last["value"], last["low"], last["high"]):
        assert numbers.index(value, "en") in one.statement
    reader = PdfReader(io.BytesIO(report.make_sheet(paper)))
    words = " ".join(reader.pages[0].extract_text().split())
    assert "jobs" in words and one.statement.replace("\u00a0", " ") in words


def test_a_sheet_ranks_among_the_members_and_tells_the_borders(version: str, store: duckdb.DuckDBPyConnection) -> None:
    paper = places.sheet(version, "5059", ask("en"))
    one, members = paper.sections[0], list(explained.members(version, HOME))
    assert any("Orkdal" in line and "Meldal" in line for line in one.details)
    row = next(
        row for row in one.tables[0].rows if row[0] == standings.declared(version)["higher_education"]["name_en"]
    )
    frame = read.values(store, "higher_education", regions=members, years=[int(row[3])])
    better = int((frame["value"] > float(frame.loc[frame["region"] == "5059", "value"].iloc[0])).sum())
    assert row[4] == f"no. {better + 1} of {len(frame)}"


def test_a_sheet_gives_no_place_by_what_the_larger_municipality_has_more_of(version: str) -> None:
    latest = places._latest_of(version, explained.members(version, HOME))
    row = next(one for one in latest.itertuples(index=False) if one.indicator == "higher_education")
    about = dict(standings.declared(version)["higher_education"])
    assert places._place(latest, row, about, texts("en")).startswith("no. ")
    assert places._place(latest, row, about | {"size_dependent": True}, texts("en")) == "–"


def test_a_municipality_outside_the_region_has_a_sheet_without_places(version: str) -> None:
    table = places.sheet(version, "0301", ask()).sections[0].tables[0]
    assert table.rows and {row[4] for row in table.rows} == {"–"}


def test_an_unknown_municipality_is_told(version: str) -> None:
    with pytest.raises(UnknownName, match="there is no municipality “9999”"):
        places.sheet(version, "9999", ask())


# The routes


@pytest.mark.parametrize("path", ["deck.pptx", "report.pdf", "sheet/5059.pdf", "sheet/5059.pptx"])
def test_the_routes_give_files(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/v1/paper/{path}?lang=en&denominator=mainland")
    assert answer.status_code == 200 and answer.headers["content-disposition"].startswith("attachment")
    assert answer.content.startswith(b"%PDF" if path.endswith("pdf") else b"PK")
    again = client.get(
        f"/api/v1/paper/{path}?lang=en&denominator=mainland", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert again.status_code == 304


def test_the_address_on_the_paper_shows_the_same_view(client: TestClient) -> None:
    body = client.get("/api/v1/paper/report.pdf?lang=en&since=2023-06-01&prices=fixed").content
    words = PdfReader(io.BytesIO(body)).pages[0].extract_text().replace("\n", "")
    assert "/presentation?lang=en&since=2023-06-01&prices=fixed" in words


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("report.pdf?lang=sv", 400, "There is no language “sv”"),
        ("deck.pptx?denominator=oil", 400, "There is no denominator “oil”"),
        ("report.pdf?vintage=1999", 400, "There is no vintage “1999”"),
        ("report.pdf?%3Cscript%3E=1", 400, "There is no parameter “<script>”"),
        ("deck.pptx?since=yesterday", 400, "neither a date such as"),
        ("sheet/9999.pdf", 404, "There is no municipality “9999”"),
        ("sheet/5059.doc", 404, "There is no format “doc”"),
    ],
)
def test_what_is_not_there_is_told_in_a_sentence(client: TestClient, path: str, status: int, says: str) -> None:
    answer = client.get(f"/api/v1/paper/{path}")
    assert answer.status_code == status and says in answer.json()["error"]


def test_a_broken_template_of_the_server_is_told(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "council.pptx"
    file.write_bytes(b"no slides")
    monkeypatch.setenv("MALBAROMETERET_DECK_TEMPLATE", str(file))
    answer = client.get("/api/v1/paper/deck.pptx?lang=en")
    assert answer.status_code == 500 and "is not a PowerPoint file" in answer.json()["error"]
    assert client.get("/api/v1/paper/report.pdf").status_code == 200
