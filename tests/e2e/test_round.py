"""A whole round in two browsers at once: three municipalities from draft through a conflict to adoption, the summary,
the papers, and a server that is killed after a save was confirmed."""

from __future__ import annotations

import io
import os
import signal
import urllib.request
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.e2e import browser as helpers
from tests.e2e.visits import violations

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
YEAR = 2026
#: Code → name; the first is the one that two write in at once.
PLACES = {"5059": "Orkland", "5028": "Melhus", "5035": "Stjørdal"}
QUESTIONS = {
    "situation": "Hva er situasjonen og mulighetene for næringslivet i kommunen?",
    "done": "Hva er gjort lokalt for å følge opp planen?",
    "planned": "Hva skal gjøres lokalt etter planen?",
    "priorities": "Hvilke tiltak ut over egen kommune bør Næringsrådet sette først?",
}


def opened(page: Page, address: str, code: str) -> None:
    helpers.ready(page, f"{address}/self-assessment?municipality={code}&year={YEAR}&do=edit")
    expect(page.get_by_label(QUESTIONS["situation"], exact=True)).to_be_visible()


def fill(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    field.blur()
    helpers.settled(page)


def day(page: Page, label: str, digits: str) -> None:
    """Type a date part by part: 20032026."""
    page.get_by_role("group", name=label, exact=True).get_by_role("spinbutton").first.click()
    page.keyboard.type(digits)
    page.keyboard.press("Tab")
    helpers.settled(page)


def stage(page: Page, name: str) -> None:
    page.get_by_role("combobox", name="Hvor langt arket er kommet").click()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    helpers.settled(page)


def save(page: Page) -> None:
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.get_by_text("Lagret.").first).to_be_visible()
    helpers.settled(page)


def fetched(address: str, path: str) -> bytes:
    with urllib.request.urlopen(f"{address}/api/v1/{path}", timeout=60) as answer:
        return bytes(answer.read())


def test_a_whole_round_in_two_browsers(chromium: Browser, state: Path, tmp_path: Path) -> None:
    port = helpers.free_port()
    settings = {"MALBAROMETERET_EDIT": "Kari", "MALBAROMETERET_ENTRIES": f"sqlite:///{tmp_path / 'entries.sqlite'}"}
    with (
        helpers.context(chromium, "projector", "light") as first_reader,
        helpers.context(chromium, "projector", "light") as second_reader,
    ):
        first, second = first_reader.new_page(), second_reader.new_page()
        with helpers.serving(helpers.ROOT / "app.py", state, port, **settings) as address:
            drafts(first, second, address)
            conflict(first, second, address)
            os.kill(helpers.SERVERS[address], signal.SIGKILL)  # right after a confirmed save
        with helpers.serving(helpers.ROOT / "app.py", state, port, **settings) as address:
            for page, code in ((first, "5059"), (second, "5028"), (second, "5035")):
                adopt(page, address, code)
            summary(first, address)
            papers(address)


def drafts(first: Page, second: Page, address: str) -> None:
    """A draft each, and one of the third municipality."""
    for page, code in ((first, "5059"), (second, "5028"), (second, "5035")):
        opened(page, address, code)
        fill(page, QUESTIONS["situation"], f"Mulighetene i {PLACES[code]}")
        save(page)
        expect(page.get_by_text("Utkast").first).to_be_visible()


def conflict(first: Page, second: Page, address: str) -> None:
    """Both write in the same answer; the second one sees both texts and puts them together."""
    opened(first, address, "5059")
    opened(second, address, "5059")
    fill(first, QUESTIONS["done"], "Nytt næringsfond")
    fill(second, QUESTIONS["done"], "Ny næringshage")
    save(first)
    second.get_by_role("button", name="Lagre", exact=True).click()
    expect(second.get_by_text("har lagret en endring siden du begynte").first).to_be_visible()
    assert violations(second) == []
    second.get_by_text("Begge, satt sammen").click()
    helpers.settled(second)
    second.get_by_role("button", name="Lagre valget").click()
    expect(second.get_by_text("Lagret.").first).to_be_visible()


def adopt(page: Page, address: str, code: str) -> None:
    """Handled with the business community, then adopted by the council."""
    opened(page, address, code)
    if code == "5059":
        both = page.get_by_label(QUESTIONS["done"], exact=True)
        expect(both).to_have_value("Nytt næringsfond\n\nNy næringshage")  # the server that was killed lost nothing
    else:
        fill(page, QUESTIONS["done"], "Gjort")
    stage(page, "Behandlet med næringslivet")
    day(page, "Behandlet med næringslivet", "20032026")
    save(page)
    opened(page, address, code)
    fill(page, QUESTIONS["planned"], "Skal gjøres")
    fill(page, QUESTIONS["priorities"], f"Tiltaket fra {PLACES[code]}")
    stage(page, "Vedtatt av kommunestyret")
    day(page, "Vedtatt av kommunestyret", "23042026")
    fill(page, "Saksnummer", "PS 12/26")
    fill(page, "Lenke til saken", "https://example.org/sak/12")
    save(page)
    expect(page.get_by_text("Vedtatt av kommunestyret 23. april 2026")).to_be_visible()
    expect(page.get_by_text("Da arket ble vedtatt").first).to_be_attached()


def summary(page: Page, address: str) -> None:
    """What the business council sees, and where the round stands."""
    helpers.ready(page, f"{address}/self-assessments?year={YEAR}")
    helpers.screenshot(page, "self-assessments")
    for name in PLACES.values():
        expect(page.get_by_text(f"Tiltaket fra {name}")).to_be_visible()
    assert violations(page) == []
    helpers.ready(page, f"{address}/round?year={YEAR}")
    assert page.get_by_text("Gjort 23. april 2026").count() == len(PLACES)


def papers(address: str) -> None:
    """What is taken to the councils and to the business council, read back."""
    document = Document(io.BytesIO(fetched(address, f"paper/self-assessment/5059/{YEAR}.docx")))
    assert "Ny næringshage" in "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert not document.sections[0].header.paragraphs[0].text, "an adopted sheet is marked as nothing else"
    pages = PdfReader(io.BytesIO(fetched(address, f"paper/self-assessments/{YEAR}.pdf"))).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert all(f"Tiltaket fra {name}" in words for name in PLACES.values())
    exported = fetched(address, "entries/self-assessments.csv").decode("utf-8-sig")
    assert exported.count("adopted") >= len(PLACES) and "https://example.org/sak/12" in exported
