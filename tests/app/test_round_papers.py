"""What is taken to the council: DOCX and PDF read back, the data routes, and the calendar to subscribe to."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from icalendar import Calendar
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import calendars, entered, sheets
from dashboard.paper import assessment, docx, report, written
from dashboard.paper.assessment import Basis
from dashboard.paper.written import Written
from dashboard.texts import texts
from dashboard.web import api
from entries.round import read_round
from tests.app.test_sheets import OFFICE, adopted

EVIL = '<b>fet</b> {{ figures }} {% for x in y %} #pagebreak() $x$ "sitat" \\ [lenke](x) & \U0001f600 \uffff'
HARMLESS = EVIL.replace("\U0001f600", "☐").replace("\uffff", "☐")
DAY = dt.date(2021, 5, 2)


@pytest.fixture
def client(served: str) -> TestClient:
    return TestClient(Starlette(routes=[*api.routes(), *api.rest()]))


def basis(version: str, lang: str = "nb") -> Basis:
    store = entered.store()
    address = "https://example.org/a?b=1"
    return Basis(version, store.self_assessments.find(), store.references, lang, address, DAY)


def sheet(version: str, lang: str = "nb", code: str = "5001", year: int = 2021) -> Written:
    return assessment.make(code, year, basis(version, lang))


def words_of(body: bytes) -> str:
    document = Document(io.BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def pdf_words(body: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())


def test_a_word_file_has_styles_header_rows_language_and_title(served: str) -> None:
    adopted(served)
    document = Document(io.BytesIO(docx.make(sheet(served))))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles[0] == "Title" and styles.count("Heading 1") == 6 and styles.count("Heading 2") == 6
    assert document.tables
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblDescription")) is not None
    assert {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))} == {"nb-NO"}
    assert document.core_properties.title == "Selvangivelse 2021: Prøveby 5001"
    assert document.core_properties.language == "nb-NO"
    assert "PAGE" in document.sections[0].footer.paragraphs[0]._p.xml


def test_a_pdf_is_tagged_and_has_the_figures_with_it(served: str) -> None:
    adopted(served)
    reader = PdfReader(io.BytesIO(report.make_written(sheet(served, "en"))))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] and reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.metadata and reader.metadata.title == "Self-assessment 2021: Prøveby 5001"
    attached = next(iter(reader.attachments.values()))[0].decode("utf-8")
    assert "value_added" in attached and attached.count("\n") > 9


def test_whatever_is_typed_comes_out_as_text(served: str) -> None:
    adopted(served, situation=EVIL + "\nandre linje\n\nandre avsnitt", priorities=EVIL)
    paper = sheet(served)
    body = docx.make(paper)
    assert EVIL.replace("\uffff", "\ufffd") + "\nandre linje" in words_of(body)
    shown = pdf_words(report.make_written(paper))
    assert HARMLESS in shown and texts("nb")("paper.no_letter") in shown
    both = assessment.summary(2021, basis(served))
    assert EVIL.replace("\uffff", "\ufffd") in words_of(docx.make(both)) and HARMLESS in pdf_words(
        report.make_written(both)
    )


def test_the_longest_texts_fit(served: str) -> None:
    longest = "\n".join(["ord " * 20] * 246)
    adopted(served, situation=longest, done_locally=longest, planned_locally=longest, priorities=longest)
    paper = sheet(served)
    assert len(PdfReader(io.BytesIO(report.make_written(paper))).pages) > 10 and longest[:50] in words_of(
        docx.make(paper)
    )


@pytest.mark.parametrize(("status", "mark"), [("draft", "UTKAST"), ("handled", "TIL BEHANDLING"), ("none", "UTKAST")])
def test_what_is_not_adopted_says_so_on_every_page(served: str, status: str, mark: str) -> None:
    if status != "none":
        typed = {"municipality": "5001", "year": 2021, "situation": "a " * 4000, "done_locally": "b", "status": status}
        typed |= {"handled_on": "2021-03-03"} if status == "handled" else {}
        entered.store().self_assessments.add(OFFICE, typed)
    paper = sheet(served)
    assert paper.name.endswith("-utkast")
    pages = PdfReader(io.BytesIO(report.make_written(paper))).pages
    assert all(mark in page.extract_text() for page in pages)
    header = Document(io.BytesIO(docx.make(paper))).sections[0].header
    assert mark in header.paragraphs[0].text
    adopted(served, "5059", 2021)
    assert sheet(served, code="5059").mark == ""


def test_the_summary_puts_the_actions_first_and_marks_what_is_not_adopted(served: str) -> None:
    adopted(served, priorities="Prøvetiltaket")
    typed = {"municipality": "5059", "year": 2021, "situation": "Kladd"}
    entered.store().self_assessments.add(OFFICE, typed)
    paper = assessment.summary(2021, basis(served))
    headings = [block.text for block in paper.blocks if isinstance(block, written.Heading)]
    assert headings[1] == texts("nb")("sheets.question.priorities") and "Prøveby 5059" in paper.mark
    words = words_of(docx.make(paper))
    assert "Prøvetiltaket" in words and "Prøveby 5059 (ikke vedtatt)" in words
    assert paper.subtitle == "2 av 2 kommuner har begynt; 1 er vedtatt av kommunestyret."


def kinds(paper: Written) -> list[str]:
    return [block.kind for block in paper.blocks if isinstance(block, written.Words)]


def test_a_question_without_an_answer_has_room_to_write_until_the_council_has_adopted(served: str) -> None:
    paper = sheet(served)
    assert kinds(paper).count("room") == 4
    frames = [one for one in Document(io.BytesIO(docx.make(paper))).paragraphs if one._p.xpath("./w:pPr/w:pBdr")]
    assert [one.text.strip() for one in frames] == [texts("nb")("sheet.no_answer")] * 4
    # a few lines by hand, in a frame that is one paragraph and on one page
    assert all(len(one._p.xpath(".//w:br")) > 5 and one.paragraph_format.keep_together for one in frames)
    assert pdf_words(report.make_written(paper)).count(texts("nb")("sheet.no_answer")) == 4
    entry = adopted(served).model_copy(update={"planned_locally": ""})  # as from a time when it was not asked for
    assert "room" not in kinds(assessment.make("5001", 2021, replace(basis(served), known=[entry])))


def test_a_table_s_rows_stay_whole_and_a_short_table_stays_on_one_page(served: str) -> None:
    adopted(served)
    for table in Document(io.BytesIO(docx.make(sheet(served)))).tables:
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
        assert all(kept[:-1]) and not kept[-1] and len(kept) <= 16
        order = [one.tag.rpartition("}")[2] for one in table._tbl.tblPr]
        # the order that Word asks for
        assert order == ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook", *order[-2:]]


def test_the_place_has_a_short_head_and_a_note_that_says_among_whom(served: str) -> None:
    adopted(served)
    paper = sheet(served, "en")
    heads = [block.table.header for block in paper.blocks if isinstance(block, written.Grid)]
    assert any("Rank" in head for head in heads)
    assert max(len(word) for head in heads for name in head for word in name.split()) <= 12
    assert "The rank is the place among" in pdf_words(report.make_written(paper))


def test_the_answers_of_the_summary_stand_under_their_municipality_s_name(served: str) -> None:
    adopted(served, situation="Første avsnitt\n\nAndre avsnitt")
    document = Document(io.BytesIO(docx.make(assessment.summary(2021, basis(served)))))
    told = [(one.style.name, one.text) for one in document.paragraphs]
    place = told.index(("Normal", "Første avsnitt"))
    assert told[place - 1] == ("Heading 2", "Prøveby 5001") and told[place + 1] == ("Normal", "Andre avsnitt")


def test_paragraphs_keep_their_lines() -> None:
    assert written.paragraphs("a\r\nb\n\n\n c \n") == [["a", "b"], [" c"]] and written.paragraphs(" \n ") == []


def test_the_routes_give_files_and_figures(client: TestClient, served: str) -> None:
    adopted(served)
    for path, start in (
        ("paper/self-assessment/5001/2021.docx", b"PK"),
        ("paper/self-assessments/2021.pdf", b"%PDF"),
        ("entries/self-assessment/5001/2023.csv", b"municipality,"),
        ("entries/round/2012.csv", b"sheet_year,"),
        ("entries/self-assessments.csv", b"entry,"),
    ):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 200 and answer.content.startswith(start), path
    kept = client.get("/api/v1/entries/self-assessment/5001/2021.json?of=sheet").json()
    assert len(kept["rows"]) > 9
    none = client.get("/api/v1/entries/self-assessment/5001/2022.json?of=sheet").json()
    assert none["rows"] == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("paper/self-assessment/1638/2027.pdf", "1638"),
        ("paper/self-assessment/0000/2027.pdf", "0000"),
        ("paper/self-assessment/5001/1066.docx", "1066"),
        ("paper/self-assessments/abc.pdf", "abc"),
        ("entries/round/3000.csv", "3000"),
        ("calendar.ics?municipality=9999", "9999"),
        ("paper/self-assessment/5001/2027.exe", "exe"),
    ],
)
def test_what_is_not_there_is_refused_in_a_sentence(client: TestClient, path: str, words: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 404 and words in answer.json()["error"] and answer.json()["nearest"]


def test_entries_that_can_t_be_read_are_a_sentence(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    entered.close()
    monkeypatch.setenv("MALBAROMETERET_ENTRIES", "mysql://nowhere")
    answer = client.get("/api/v1/calendar.ics")
    assert answer.status_code == 503 and "error" in answer.json()


def events(body: bytes) -> dict[str, dict[str, Any]]:
    found = Calendar.from_ical(body)
    return {str(event["UID"]): dict(event) for event in found.walk("VEVENT")}


def test_the_calendar_has_every_deadline_as_a_whole_day(client: TestClient) -> None:
    answer = client.get("/api/v1/calendar.ics?lang=nb")
    # with a METHOD in the file, RFC 5545 (8.1) wants it here as well
    assert answer.headers["content-type"] == "text/calendar; method=PUBLISH; charset=utf-8"
    found = events(answer.content)
    first = read_round().kept_from
    one = found[f"round-{first}-self_assessment-municipality@trondheimsregionen.malbarometeret"]
    assert one["DTSTART"].dt == dt.date(first, 3, 31) and one["DTEND"].dt == dt.date(first, 4, 1)
    assert one["SUMMARY"].params["LANGUAGE"] == "nb" and str(one["SUMMARY"]) == "Frist: Selvangivelse"
    assert len(found) == 4 * len(calendars.years(read_round(), sheets.today()))


def test_the_calendar_says_what_each_program_looks_for(client: TestClient) -> None:
    answer = client.get("/api/v1/calendar.ics?lang=en&municipality=5001")
    whole = Calendar.from_ical(answer.content)
    assert not whole.errors and str(whole["CALSCALE"]) == "GREGORIAN" and str(whole["METHOD"]) == "PUBLISH"
    assert str(whole["X-WR-CALNAME"]) == str(whole["NAME"]) and "Prøveby" in str(whole["NAME"])
    assert whole["REFRESH-INTERVAL"].dt == dt.timedelta(hours=12)
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    for event in whole.walk("VEVENT"):
        assert (
            not event.errors and event["DTSTAMP"].dt.utcoffset() == dt.timedelta(0) and event["TRANSP"] == "TRANSPARENT"
        )
        assert event["DTSTART"].params["VALUE"] == "DATE" == event["DTEND"].params["VALUE"]
        # Google's calendar and Outlook show no URL of an event: it stands in the words too
        assert str(event["URL"]).endswith("&lang=en") and str(event["DESCRIPTION"]).endswith(str(event["URL"]))


def test_a_step_that_is_taken_raises_the_number_and_keeps_the_uid(client: TestClient) -> None:
    year, path = read_round().kept_from, "/api/v1/calendar.ics?municipality=5001"
    uid = f"round-{year}-self_assessment-5001@trondheimsregionen.malbarometeret"
    before = client.get(path)
    store = entered.store()
    entry = store.round_steps.add(
        OFFICE, {"year": year, "step": "self_assessment", "municipality": "5001", "done_on": "2026-11-01"}
    )
    after = client.get(path, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    was, now = events(before.content)[uid], events(after.content)[uid]
    assert str(now["SUMMARY"]) == "Gjort: Selvangivelse (Prøveby 5001)" and str(was["SUMMARY"]).startswith("Frist: ")
    assert now["SEQUENCE"] > was["SEQUENCE"] and now["LAST-MODIFIED"].dt > was["LAST-MODIFIED"].dt
    store.round_steps.remove(OFFICE, entry.id, entry.version)
    gone = events(client.get(path).content)[uid]
    assert gone["SEQUENCE"] > now["SEQUENCE"] and str(gone["SUMMARY"]).startswith("Frist: ")
    assert client.get(path, headers={"If-None-Match": client.get(path).headers["etag"]}).status_code == 304
