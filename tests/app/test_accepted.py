"""What was let through past a data check is told on the data page, in both languages and as plain text."""

from __future__ import annotations

import pytest

from pipelines import warehouse
from pipelines.changes import ChangeReport
from pipelines.checks import Acceptance
from tests.app.test_pages import run

REASON = "Made up: [a link](http://127.0.0.1) and <b>bold</b> $x$ *words*"


def let_through(version: str) -> None:
    """Say in the version's change report that a made-up finding was accepted."""
    said = Acceptance(
        check="years_kept",
        fingerprint="0123456789",
        reason=REASON,
        accepted_at="2001-02-03T04:05:06+00:00",
        tables=["core.made_up"],
        found=1,
        problems=["core.made_up has lost 2001."],
    )
    file = warehouse.folder_of(version) / warehouse.CHANGES
    file.unlink(missing_ok=True)
    file.write_text(ChangeReport(base=None, accepted=[said]).model_dump_json(), encoding="utf-8")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("nb", "publisert selv om kontrollen `years_kept` slo ut (antall funn: 1). Godkjent 3. februar 2001"),
        ("en", "published although the check `years_kept` failed (findings: 1). Accepted on 3 February 2001"),
    ],
)
def test_the_data_page_tells_what_was_accepted_and_why(served: str, lang: str, words: str) -> None:
    let_through(served)
    app = run("data", lang=lang)
    (told,) = [warning.value for warning in app.warning if "years_kept" in warning.value]
    assert words in told.replace("\u00a0", " ")
    assert r"\[a link\](http\://127\.0\.0\.1) and \<b\>bold\</b\> \$x\$ \*words\*" in told
    assert any(r"core\.made\_up has lost 2001\." in part.value for part in app.markdown)


def test_without_an_acceptance_there_is_no_notice(served: str) -> None:
    assert not [warning for warning in run("data").warning if "kontrollen" in warning.value]
