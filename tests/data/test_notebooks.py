"""The notebooks run from top to bottom on the shipped figures, and are stored without outputs."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


#: This one asks a running server; it is run in tests/e2e/test_walks.py, where there is one.
ASKS_A_SERVER = "4_the_api_from_a_running_server"


def test_there_are_four():
    assert len(NOTEBOOKS) == 4 and ASKS_A_SERVER in [file.stem for file in NOTEBOOKS]


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_the_notebook_is_stored_without_outputs(file):
    notebook = nbformat.read(file, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert all(not cell.outputs and cell.execution_count is None for cell in code)


@pytest.mark.parametrize("file", [file for file in NOTEBOOKS if file.stem != ASKS_A_SERVER], ids=lambda file: file.stem)
def test_the_notebook_runs(file, snapshot_state, monkeypatch):
    monkeypatch.setenv("MALBAROMETERET_STATE", str(snapshot_state))
    notebook = nbformat.read(file, as_version=4)
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(file.parent)}}
    ).execute()
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert any(output.output_type == "execute_result" for output in shown)
