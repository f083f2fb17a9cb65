"""The change report on the data page: tables and figures by names that a reader knows, not the warehouse's."""

from __future__ import annotations

import pytest

from dashboard.parts import data
from dashboard.texts import LANGUAGES, texts
from pipelines import warehouse
from pipelines.build import TABLE_KEYS
from pipelines.changes import FIGURES, Cell, ChangeReport, TableChange
from pipelines.plan import plan
from tests.app.test_standing_pages import cells, run


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_table_whose_changes_are_reported_has_a_name(lang: str) -> None:
    unnamed = [
        table for table in (*TABLE_KEYS, FIGURES) if not texts(lang).has(f"changes.of.{table.partition('.')[2]}")
    ]
    assert unnamed == []


@pytest.mark.parametrize(
    ("lang", "called", "which"), [("nb", "Tiltak", "Prøveby 5001"), ("en", "Actions", "Test town 5001")]
)
def test_a_change_is_told_by_names(served: str, lang: str, called: str, which: str) -> None:
    cell = Cell(key={"municipality": "5001", "year": 2001, "made_up": "code_x"}, column="persons", old=1, new=2)
    report = ChangeReport(
        base="20010203T040506Z-00000000",
        tables=[
            TableChange(table="core.plan_action", rows_before=1, rows_after=2, rows_added=1),
            TableChange(table="core.made_up", rows_before=1, rows_after=1, cells_revised=1, cells=[cell]),
        ],
    )
    file = warehouse.folder_of(served) / warehouse.CHANGES
    file.unlink(missing_ok=True)
    file.write_text(report.model_dump_json(), encoding="utf-8")
    shown = cells(run("data", lang=lang)).replace("\u200b", "").replace("\xad", "")
    assert called in shown and "core.plan_action" not in shown
    assert f"{which}, 2001" in shown, "a municipality has its name"
    assert "code" in shown and "made" in shown, "what nobody has named is shown as it is"


def test_a_revision_is_told_once_by_the_choices_names_and_without_a_percentage_across_zero(served: str) -> None:
    key = {
        "indicator": "gdp_gap",
        "region": plan().goal.region,
        "year": 2019,
        "denominator": "mainland",
        "prices": "fixed",
    }
    cells_of = [
        Cell(key={**key, "vintage": vintage}, column="value", old=old, new=new, percent=percent)
        for old, new, percent in ((-0.1, 0.2, 300.0), (2.0, 3.0, 50.0))
        for vintage in ("2001-02-03", "latest")
    ]
    change = TableChange(table=FIGURES, rows_before=1, rows_after=1, cells_revised=4, cells=cells_of)
    shown = data._revisions(change.cells, {"gdp_gap": "Gapet", plan().goal.region: "Prøveregionen"}, texts("nb"))
    choices = "Andel av: Fastlands-Norge uten oljetjenester, Priser: Faste, Årgang: 3. februar 2001, Nyeste"
    which = f"Gapet, Prøveregionen, 2019, {choices}"
    assert [[cell.replace("\u200b", "").replace("\xad", "") for cell in row.values()] for row in shown] == [
        [which, "−0,100", "0,200", "–"],
        [which, "2,000", "3,000", "50,0\u00a0%"],
    ]


def test_the_examples_of_addresses_are_of_the_plan_s_own_region(served: str) -> None:
    (examples,) = [code.value for code in run("data").code if "/api/v1/progress" in code.value]
    asked = [line.partition("region=")[2].partition("&")[0] for line in examples.splitlines() if "region=" in line]
    assert asked == [plan().goal.region] * 3
