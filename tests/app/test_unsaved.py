"""Copies of unsaved texts on disk: whole or not there, a day long, and never in the way of writing."""

from __future__ import annotations

import json
import os
import stat
import time
from pathlib import Path

import pytest

from dashboard import drafts, unsaved
from dashboard.drafts import Draft
from entries.errors import Conflict

FORM, WHO, WHERE = "action/a", "kari@example.org", "action?id=a&do=edit&began=3"
SAID = {"typed": {"title": "Påbegynt"}}


@pytest.fixture
def folder(empty_state: Path) -> Path:
    return empty_state / "entries" / "unsaved"


def only(folder: Path) -> Path:
    [file] = folder.iterdir()
    return file


def test_a_copy_is_found_by_its_person_and_form_and_can_be_let_go(folder: Path) -> None:
    unsaved.keep(FORM, WHO, WHERE, SAID)
    unsaved.forget()  # another process knows nothing but the disk
    assert unsaved.find(FORM, WHO) == SAID and unsaved.waiting(WHO) == [WHERE]
    assert unsaved.find(FORM, "other@example.org") is None and unsaved.find("action/b", WHO) is None
    assert unsaved.waiting("other@example.org") == []
    unsaved.discard(FORM, WHO)
    assert unsaved.find(FORM, WHO) is None and not [*folder.iterdir()]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such bits")
def test_the_copies_are_for_the_server_alone(folder: Path) -> None:
    unsaved.keep(FORM, WHO, WHERE, SAID)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700 and stat.S_IMODE(only(folder).stat().st_mode) == 0o600
    assert "kari" not in only(folder).name and "action" not in only(folder).name


def test_a_name_cannot_lead_out_of_the_folder(folder: Path) -> None:
    unsaved.keep("../../x", "../../y", WHERE, SAID)
    assert only(folder).parent == folder and unsaved.find("../../x", "../../y") == SAID


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"said": 1}',
        b'{"said": {}, "where": "", "at": "now"}',
        b'{"said": {}, "at": 1}',
        b"{",
    ],
)
def test_half_a_copy_is_none(folder: Path, content: bytes) -> None:
    unsaved.keep(FORM, WHO, WHERE, SAID)
    only(folder).write_bytes(content)
    assert unsaved.find(FORM, WHO) is None and unsaved.waiting(WHO) == []


def test_a_draft_of_another_version_of_the_program_is_none(folder: Path) -> None:
    unsaved.keep(FORM, WHO, WHERE, {"typed": 3})
    assert drafts.kept(FORM, WHO) is None


def test_after_a_day_it_is_gone(folder: Path) -> None:
    unsaved.keep(FORM, WHO, WHERE, SAID)
    file = only(folder)
    old = time.time() - 25 * 3600
    file.write_text(json.dumps(json.loads(file.read_text()) | {"at": old}))
    assert unsaved.find(FORM, WHO) is None and unsaved.waiting(WHO) == []
    os.utime(file, (old, old))
    unsaved.keep("action/b", WHO, WHERE, SAID)
    assert not file.exists(), "whoever keeps the next one clears it out"


def test_where_nothing_can_be_written_the_process_keeps_it(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file where the folder should be")
    unsaved.keep(FORM, WHO, WHERE, SAID)
    assert unsaved.find(FORM, WHO) == SAID and unsaved.waiting(WHO) == [WHERE]
    unsaved.discard(FORM, WHO)
    assert unsaved.find(FORM, WHO) is None


def test_a_conflict_and_what_was_set_aside_come_back_whole(folder: Path) -> None:
    both = Conflict({"title": "Min"}, {"title": "Deres"}, {"title": "Før"}, 4, "anna", "Anna Annen")
    draft = Draft({"title": "Før"}, 3, {"title": "Min"}, conflict=both, set_aside={"Tittel": "Eldre"}, drawn=2)
    drafts.keep(FORM, WHO, draft, WHERE)
    found = drafts.kept(FORM, WHO)
    assert found is not None and found.conflict is not None
    assert (found.base, found.version, found.typed, found.drawn) == (draft.base, 3, draft.typed, 2)
    assert (found.conflict.mine, found.conflict.theirs, found.conflict.by_name) == (
        both.mine,
        both.theirs,
        "Anna Annen",
    )
    assert found.set_aside == draft.set_aside


def test_a_new_entry_keeps_its_id_also_where_an_earlier_program_gave_none(folder: Path) -> None:
    draft = Draft({}, 0, {"title": "Ny"})
    drafts.keep(FORM, WHO, draft, WHERE)
    found = drafts.kept(FORM, WHO)
    assert found is not None and found.entry == draft.entry
    file = only(folder)
    said = json.loads(file.read_text())
    del said["said"]["entry"]
    file.write_text(json.dumps(said))
    without = drafts.kept(FORM, WHO)
    assert without is not None and without.typed == {"title": "Ny"} and without.entry not in ("", draft.entry)


def test_a_text_that_is_as_it_was_at_first_leaves_no_copy(folder: Path) -> None:
    draft = Draft({"title": "Før"}, 3, {"title": "Før"})
    drafts.keep(FORM, WHO, draft, WHERE)
    assert not folder.exists()
    draft.typed["title"] = "Ny"
    drafts.keep(FORM, WHO, draft, WHERE)
    assert only(folder).exists()
    draft.typed["title"] = "Før"
    drafts.keep(FORM, WHO, draft, WHERE)
    assert not [*folder.iterdir()]
    drafts.keep(FORM, "", Draft({}, 0, {"title": "Ingens"}), WHERE)
    assert not [*folder.iterdir()], "nobody's text is not kept"
