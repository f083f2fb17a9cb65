"""What the site says about itself, high contrast, and a language that is one file."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import contrast, statements
from dashboard.charts import maps
from dashboard.pages import FOOT, PAGES
from dashboard.palette import DARK, LIGHT, SCREEN, Palette
from dashboard.palette import contrast as ratio
from dashboard.parts import statements as pages
from dashboard.texts import texts
from indicators import analysis
from pipelines import paths


def run(page: str, **query: str) -> AppTest:
    test = AppTest.from_file(str(paths.ROOT / "dashboard" / "main.py"), default_timeout=60)
    for key, value in query.items():
        test.query_params[key] = value
    test.run()
    return test.switch_page(f"views/{page}.py").run()


def words(test: AppTest) -> str:
    return " ".join(str(one.value) for kind in ("title", "header", "markdown") for one in getattr(test, kind))


@pytest.mark.parametrize("page", FOOT)
@pytest.mark.parametrize("lang", ["nb", "en"])
def test_a_statement_stands_on_its_page_in_both_languages(served: str, page: str, lang: str) -> None:
    test = run(page, lang=lang)
    assert not test.exception and len(words(test)) > 300


def test_every_assumption_leads_to_where_it_is_measured(served: str) -> None:
    found = statements.assumptions()
    assert len(found) >= 8 and len({one.key for one in found}) == len(found)
    keys = {info.key for info in PAGES.values()}
    for one in found:
        assert one.page in keys and one.table in analysis.TABLES
    told = words(run("assumptions"))
    assert all(one.what.nb in told for one in found)


def test_without_corrections_the_page_says_so_and_how_to_report(served: str) -> None:
    told = words(run("corrections"))
    if not statements.corrections():
        assert "Ingen publiserte tall eller tekster er rettet" in told
    assert "Har du funnet en feil?" in told


@pytest.mark.parametrize(
    ("known", "said", "unsaid"),
    [
        (statements.Contact(), "ikke oppgitt noen adresse å melde den til", "Meld fra med"),
        (statements.Contact(email="post@example.org"), "Meld fra med adressen til siden", "ikke oppgitt noen adresse"),
    ],
)
def test_an_error_is_reported_where_there_is_somebody_to_report_to(
    served: str, monkeypatch: pytest.MonkeyPatch, known: statements.Contact, said: str, unsaid: str
) -> None:
    monkeypatch.setattr(statements, "contact", lambda: known)
    told = words(run("corrections"))
    assert said in told and unsaid not in told and known.email in told


def test_whoever_has_no_address_to_write_to_is_told_so_and_promised_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    known = statements.Contact(name="Prøvekontoret", email="post@example.org")
    monkeypatch.setattr(statements, "contact", lambda: known)
    told = pages.accessibility_rights("nb")
    assert "så svarer vi" in told and "Prøvekontoret, [post@example.org](mailto:post@example.org)" in told
    monkeypatch.setattr(statements, "contact", statements.Contact)
    told = pages.accessibility_rights("nb")
    assert "ikke oppgitt noen adresse" in told and "så svarer vi" not in told


def test_a_correction_and_a_contact_are_read_from_files(tmp_path: Path) -> None:
    file = tmp_path / "corrections.toml"
    both = '{ nb = "a", en = "b" }'
    file.write_text(f"[[correction]]\ndate = 2001-02-03\nwhat = {both}\nnow = {both}\nwhy = {both}\n", encoding="utf-8")
    assert statements.corrections(file)[0].what.en == "b"
    contact = tmp_path / "contact.toml"
    contact.write_text('email = "no address"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="email"):
        statements.contact(contact)


def test_the_accessibility_document_is_what_the_page_says() -> None:
    document = (paths.ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
    assert document == pages.accessibility_document(), "write it anew: python -m tools.write_accessibility"


# High contrast


def test_high_contrast_draws_in_ink_with_other_dashes_and_leaves_the_rest() -> None:
    lines = [
        go.Scatter(y=[1, 2], mode="lines", line={"color": colour, "width": 2})
        for colour in (SCREEN.region, SCREEN.target, SCREEN.region)
    ]
    band = go.Scatter(y=[1, 2], fill="tozeroy", fillcolor=SCREEN.band, mode="lines", line={"width": 0})
    figure = go.Figure([*lines, band])
    assert contrast.drawn(figure, False) is figure
    high = contrast.drawn(figure, True)
    assert {trace.line.color for trace in high.data[:3]} == {SCREEN.ink}
    # one thing has one look, two things have two
    assert high.data[0].line.dash == high.data[2].line.dash != high.data[1].line.dash
    assert high.data[0].line.width > figure.data[0].line.width
    assert high.data[3].fillcolor == SCREEN.band


def test_high_contrast_leaves_a_map_as_it_is() -> None:
    t, rows = texts("nb"), pd.DataFrame({"region": ["5001"], "name": ["Prøveby"], "value": [1.0]})
    figure = go.Figure(maps.figure(rows, str, maps.classes([], str, t), ["5001"], t, SCREEN))
    assert contrast.drawn(figure, True) is figure, "its borders are lines of one look, its classes colours"


def test_the_language_switch_and_the_foot_keep_high_contrast(served: str) -> None:
    test = run("assumptions", contrast="high")
    links = re.findall(r'href="([^"]*)"', " ".join(str(one.proto.body) for one in test.get("html")))
    kept = [link for link in links if "lang=en" in link or link.startswith(FOOT)]
    assert len(kept) > len(FOOT) and all("contrast=high" in link for link in kept)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_ink_stands_out_from_paper_and_band(palette: Palette) -> None:
    assert ratio(palette.ink, palette.paper) >= 7
    assert ratio(palette.ink, palette.band) >= 7


# Languages


def test_a_language_is_one_file(tmp_path: Path) -> None:
    """An artificial catalogue beside the shipped ones: its own words, the default's for the rest, Norwegian numbers."""
    (tmp_path / "nn.toml").write_text(
        '[language]\nname = "Prøvenynorsk"\nlocale = "nn_NO"\ndata = "nb"\n[page.goal]\ntitle = "Prøvetittel"\n',
        encoding="utf-8",
    )
    asked = (
        "from dashboard.texts import LANGUAGES, texts\n"
        "from dashboard import numbers\n"
        "from dashboard.web import head\n"
        "t = texts('nn')\n"
        "assert LANGUAGES == ('nb', 'en', 'nn'), LANGUAGES\n"
        "assert t('page.goal.title') == 'Prøvetittel' and t.data == 'nb'\n"
        "assert t('page.data.title') == texts('nb')('page.data.title')\n"
        "assert numbers.percent(5.678, 'nn') == numbers.percent(5.678, 'nb')\n"
        "assert numbers.day('2026-01-05', 'nn') == '5. januar 2026'\n"
        "html = head.render('', 'nn', 'https://example.org/')\n"
        "assert '<html lang=\"nn\">' in html and 'nn_NO' in html and 'Prøvetittel' in html\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=paths.ROOT,
        env={"PATH": "", "MALBAROMETERET_TEXTS": str(tmp_path), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
