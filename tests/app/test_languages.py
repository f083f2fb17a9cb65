"""A third language that is one artificial file: every page, every file and every paper is made in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipelines import paths

CATALOGUE = """
[language]
name = "Prøvenynorsk"
locale = "nn_NO"
data = "nb"
[paper]
file_name = "prove-mote"
"""
#: Runs on its own: which languages there are is found out when the texts are first imported.
SCRIPT = """
import io
from datetime import date
import openpyxl
from pptx import Presentation
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest
from dashboard import store
from dashboard.address import View
from dashboard.pages import PAGES
from dashboard.paper import content, deck, places, report
from dashboard.paper.ask import Ask
from dashboard.texts import LANGUAGES
from dashboard.web import api
from pipelines import paths

assert LANGUAGES == ("nb", "en", "nn")
version = store.current().version
asked = Ask(View(lang="nn"), "", "https://example.org/presentation", date(2001, 2, 3))
paper = content.meeting(version, asked)
assert paper.name == "prove-mote" and "3. februar 2001" in paper.footer()
pdf = PdfReader(io.BytesIO(report.make(paper)))
assert str(pdf.trailer["/Root"]["/Lang"]) == "nn-NO"
slides = Presentation(io.BytesIO(deck.make(paper)))
assert slides.core_properties.language == "nn-NO"
formats = {chart.value_axis.tick_labels.number_format for slide in slides.slides for shape in slide.shapes
           if shape.has_chart for chart in [shape.chart]}
assert any(one.endswith('"\\u00a0%"') for one in formats), formats
client = TestClient(Starlette(routes=api.routes()))
book = openpyxl.load_workbook(io.BytesIO(client.get("/api/v1/indicators/gdp_gap/values.xlsx?lang=nn").content))
assert book.sheetnames == ["Tall", "Om tallene"]
for path in ("/api/v1", "/api/v1/indicators/gdp_gap/values.jsonstat", "/api/v1/bulk.zip", "/api/v1/feed.atom",
             "/api/v1/pictures/goal/shares.svg", "/api/v1/indicators/gdp_gap/values.csv-metadata.json"):
    answer = client.get(path, params={"lang": "nn"})
    assert answer.status_code == 200, (path, answer.text[:300])
for path, page in PAGES.items():
    app = AppTest.from_file(str(paths.ROOT / "dashboard" / "main.py"), default_timeout=60)
    app.query_params["lang"] = "nn"
    app.run()
    app.switch_page(f"views/{page.key}.py").run()
    assert not app.exception, (path, [one.value for one in app.exception])
    if path == "method":  # the data's Norwegian, where the language has no document of its own
        assert "Båndet" in [one.value for one in app.header], [one.value for one in app.header]
boxes = AppTest.from_file(str(paths.ROOT / "dashboard" / "main.py"), default_timeout=60)
boxes.query_params["lang"] = "nn"
boxes.run()
boxes.switch_page("views/sub_goals.py").run()
boxes.session_state["criteria"] = True
boxes.run()
assert not boxes.exception and boxes.table, [one.value for one in boxes.exception]
found = AppTest.from_file(str(paths.ROOT / "dashboard" / "main.py"), default_timeout=60)
found.query_params["lang"] = "nn"
found.query_params["q"] = "indeks"
found.run()
assert not found.switch_page("views/search.py").run().exception
"""


def test_pages_files_and_papers_are_made_in_a_language_that_is_one_file(served_with_band: str, tmp_path: Path) -> None:
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "nn.toml").write_text(CATALOGUE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=paths.ROOT,
        env={
            "PATH": "",
            "MALBAROMETERET_TEXTS": str(tmp_path / "languages"),
            "MALBAROMETERET_STATE": str(tmp_path),
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr[-3000:]
