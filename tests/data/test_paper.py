"""The meeting's paper on the real figures: every number is the one that `indicators.read` gives, to the last digit."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from typing import Any

import duckdb
import pytest
from pptx import Presentation
from pypdf import PdfReader

from dashboard import figures, numbers, standings
from dashboard.charts import naming
from dashboard.palette import LIGHT
from dashboard.paper import content, deck, report, screen
from dashboard.parts import presentation
from dashboard.texts import texts
from indicators import read
from pipelines.plan import plan
from tests.data.papers import HOME, ask, bare, by_year, charts_of, published, section, version

__all__ = ["published", "version"]


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
