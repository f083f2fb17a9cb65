"""A static edition takes its place in a folder whole or not at all, and the command says why not in a sentence."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.__main__ import app as command
from dashboard.edition import publish as publishing
from dashboard.edition.edition import MANIFEST, Order


@pytest.fixture
def small(monkeypatch) -> dict[str, bytes]:
    """Files in the place of an edition's: what is tested here is the folder."""
    files = {MANIFEST: b"{}", "index.html": b"new", "en/index.html": b"new"}
    monkeypatch.setattr(publishing.Edition, "make", lambda self, progress: self.files.update(files))
    return files


def contents(folder: Path) -> dict[str, bytes]:
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_it_takes_the_place_of_an_earlier_edition_and_leaves_nothing_beside(served, small, tmp_path):
    folder = tmp_path / "a" / "edition"
    publishing.publish(folder, Order())
    (folder / "old.html").write_text("old")
    publishing.publish(folder, Order())
    assert contents(folder) == small
    assert [entry.name for entry in folder.parent.iterdir()] == ["edition"]


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_what_is_no_edition_is_left_alone(served, small, tmp_path, kind):
    folder = tmp_path / "home"
    if kind == "folder":
        folder.mkdir()
        (folder / "letter.txt").write_text("dear")
    else:
        folder.write_text("dear")
    before = contents(tmp_path)
    ended = CliRunner().invoke(command, ["publish", str(folder)])
    assert ended.exit_code == 1
    assert ("letter.txt" in ended.output) == (kind == "folder") and "name" in ended.output
    assert contents(tmp_path) == before


def test_a_full_disk_leaves_the_earlier_edition(served, small, tmp_path, monkeypatch):
    folder = tmp_path / "edition"
    publishing.publish(folder, Order())
    before = contents(folder)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    ended = CliRunner().invoke(command, ["publish", str(folder)])
    assert ended.exit_code == 1 and "No space left" in ended.output
    assert contents(folder) == before
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_made(served, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("dear")
    monkeypatch.setattr(publishing.Edition, "make", lambda *_: pytest.fail("it was made first"))
    ended = CliRunner().invoke(command, ["publish", str(tmp_path / "file" / "edition")])
    assert ended.exit_code == 1 and str(tmp_path / "file") in " ".join(ended.output.split())


@pytest.mark.parametrize(
    ("asked", "code", "sentence"),
    [
        (["--lang", "xx"], 2, "There is no language xx"),
        (["--base-url", "ftp://x"], 2, "has to begin with https://"),
        (["--since", "yesterday"], 2, "neither a date nor a version"),
    ],
)
def test_what_cannot_be_understood_is_a_sentence(served, small, tmp_path, asked, code, sentence):
    ended = CliRunner().invoke(command, ["publish", str(tmp_path / "edition"), *asked])
    assert (ended.exit_code, sentence in " ".join(ended.output.split())) == (code, True), ended.output
    assert not (tmp_path / "edition").exists()


def test_without_a_warehouse_the_sentence_says_how_to_build_one(empty_state, tmp_path):
    ended = CliRunner().invoke(command, ["publish", str(tmp_path / "edition")])
    assert ended.exit_code == 1 and "refresh --from snapshot" in " ".join(ended.output.split())
