"""The answer in words says no more than the figures carry."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard import sentences
from dashboard.figures import VERDICTS, Goal
from dashboard.texts import texts

NB, EN = texts("nb"), texts("en")
CLAIMS = ("nådd", "avgjøres")


def goal(gap: float, low: float | None = None, high: float | None = None) -> Goal:
    def rows(value: float) -> pd.DataFrame:
        return pd.DataFrame(
            {"year": [2019], "value": [value], "low": [low], "high": [high], "status": ["estimated"], "reason": [""]}
        ).astype({"low": float, "high": float})

    return Goal(gdp_share=rows(1.0), population_share=rows(2.0), gdp_index=rows(50.0), gdp_gap=rows(gap))


def test_the_answer_without_a_band_claims_nothing() -> None:
    said = sentences.answer(goal(3.0), 2019, "Prøveregionen", None, NB)
    assert said == (
        "Prøveregionen manglet anslagsvis 3,0\u00a0mrd.\u00a0kr på målet i 2019: "
        "1,00\u00a0% av verdiskapingen mot 2,00\u00a0% av folketallet"
    )
    assert not any(claim in said for claim in CLAIMS)


def test_above_the_goal_is_not_a_negative_lack() -> None:
    said = sentences.answer(goal(-3.0), 2019, "Prøveregionen", None, NB)
    assert "lå anslagsvis 3,0\u00a0mrd.\u00a0kr over målet" in said and "\u2212" not in said


@pytest.mark.parametrize(
    ("verdict", "ends"),
    [
        ("reached", "– målet er nådd"),
        ("missed", "– målet er ikke nådd"),
        ("cannot_be_decided", "– det kan ikke avgjøres om målet er nådd"),
    ],
)
def test_a_verdict_ends_the_sentence(verdict: str, ends: str) -> None:
    assert sentences.answer(goal(3.0), 2019, "Prøveregionen", verdict, NB).endswith(ends)


def test_every_verdict_has_words_in_both_languages() -> None:
    assert all(t.has(f"answer.{kind}{verdict}") for verdict in VERDICTS for t in (NB, EN) for kind in ("", "target_"))


def test_the_year_of_the_goal() -> None:
    assert sentences.target_year(goal(3.0), 2019, None, NB) == (
        "I målåret 2019 lå regionen anslagsvis 3,0\u00a0mrd.\u00a0kr under målet."
    )
    assert sentences.target_year(goal(3.0), 2019, "missed", NB).endswith("under målet, og målet ble ikke nådd.")
    assert "finnes det ingen tall" in sentences.target_year(goal(3.0), 2020, None, NB)


def test_certainty_is_only_claimed_with_a_verdict_and_a_band() -> None:
    assert sentences.certainty(goal(3.0), 2019, None, NB) == NB("answer.no_band")
    assert sentences.certainty(goal(3.0, 40.0, 60.0), 2019, None, NB) == NB("answer.no_band")
    with_band = sentences.certainty(goal(3.0, 40.0, 60.0), 2019, "missed", NB)
    assert "40,0" in with_band and "60,0" in with_band


def test_reasons_that_differ_in_a_year_are_one_line() -> None:
    lines = sentences.reasons(["jobs_nearest:2015", "jobs_nearest:2005", "split_weights", "brand_new:2001"], NB)
    assert lines[0] == "Antall jobber er hentet fra 2005, 2015."
    assert lines[1] == NB("reason.split_weights")
    assert lines[2] == "`brand_new:2001`"
