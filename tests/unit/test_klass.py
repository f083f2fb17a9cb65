"""Any year's municipality codes on today's borders: real lives and changes of a few codes, and made-up damage."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from pipelines import klass, paths
from pipelines.klass import KlassError
from pipelines.transport import Transport
from tests.standin import StandIn


def life(code: str, start: str, end: str | None = None) -> dict[str, Any]:
    return {"code": code, "validFromInRequestedRange": start, "validToInRequestedRange": end}


def change(day: str, old: str, *new: str) -> list[dict[str, str]]:
    return [{"oldCode": old, "newCode": code, "changeOccurred": day} for code in new]


def weights(*rows: tuple[str, int, int, str, float]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=klass.WEIGHT_COLUMNS)


NO_WEIGHTS = weights()


def link_rows(codes: list, changes: list, split_weights: pd.DataFrame = NO_WEIGHTS) -> list[tuple]:
    return list(klass.links(codes, changes, split_weights).itertuples(index=False, name=None))


def test_a_merger_weighs_one_and_follows_every_number_on_the_way() -> None:
    """Klæbu was 1662 until 2017 and 5030 in 2018–2019; since 2020 it is part of Trondheim, 5001."""
    codes = [
        life("1662", "1838-01-01", "2018-01-01"),
        life("5030", "2018-01-01", "2020-01-01"),
        life("1601", "1838-01-01", "2018-01-01"),
        life("5001", "2018-01-01", "2020-01-01"),
        life("5001", "2020-01-01"),
    ]
    changes = [
        *change("2018-01-01", "1662", "5030"),
        *change("2018-01-01", "1601", "5001"),
        *change("2020-01-01", "5030", "5001"),
        *change("2020-01-01", "5001", "5001"),
    ]
    assert link_rows(codes, changes) == [
        ("1601", 1977, 2017, "5001", 1.0, False),
        ("1662", 1977, 2017, "5001", 1.0, False),
        ("5001", 2018, 9999, "5001", 1.0, False),
        ("5030", 2018, 2019, "5001", 1.0, False),
    ]


def test_municipalities_of_two_counties_become_one() -> None:
    """Rissa (1624) and Leksvik (1718) became Indre Fosen (5054) in 2018."""
    codes = [
        life("1624", "1964-01-01", "2018-01-01"),
        life("1718", "1889-01-01", "2018-01-01"),
        life("5054", "2018-01-01"),
    ]
    changes = [*change("2018-01-01", "1624", "5054"), *change("2018-01-01", "1718", "5054")]
    assert link_rows(codes, changes) == [
        ("1624", 1977, 2017, "5054", 1.0, False),
        ("1718", 1977, 2017, "5054", 1.0, False),
        ("5054", 2018, 9999, "5054", 1.0, False),
    ]


SNILLFJORD = [
    life("1613", "1925-01-01", "1964-01-01"),
    life("1613", "1964-01-01", "2018-01-01"),
    life("5012", "2018-01-01", "2020-01-01"),
    life("5055", "2020-01-01"),
    life("5056", "2020-01-01"),
    life("5059", "2020-01-01"),
]
SNILLFJORD_CHANGES = [
    *change("2018-01-01", "1613", "5012"),
    *change("2020-01-01", "5012", "5055", "5056", "5059"),
]


def test_a_split_goes_by_the_declared_shares() -> None:
    """Snillfjord (1613, then 5012) was divided between Heim, Hitra and Orkland in 2020."""
    declared = weights(
        ("5012", 2018, 2019, "5055", 0.35), ("5012", 2018, 2019, "5056", 0.35), ("5012", 2018, 2019, "5059", 0.3)
    )
    rows = link_rows(SNILLFJORD, SNILLFJORD_CHANGES, declared)
    assert rows[:6] == [
        ("1613", 1977, 2017, "5055", 0.35, True),
        ("1613", 1977, 2017, "5056", 0.35, True),
        ("1613", 1977, 2017, "5059", 0.3, True),
        ("5012", 2018, 2019, "5055", 0.35, True),
        ("5012", 2018, 2019, "5056", 0.35, True),
        ("5012", 2018, 2019, "5059", 0.3, True),
    ]


def test_shares_declared_for_the_older_code_go_first() -> None:
    declared = weights(
        ("1613", 1977, 2017, "5055", 1.0),
        ("5012", 2018, 2019, "5056", 0.5),
        ("5012", 2018, 2019, "5059", 0.5),
    )
    rows = link_rows(SNILLFJORD, SNILLFJORD_CHANGES, declared)
    assert rows[0] == ("1613", 1977, 2017, "5055", 1.0, False)
    assert rows[1:3] == [("5012", 2018, 2019, "5056", 0.5, True), ("5012", 2018, 2019, "5059", 0.5, True)]


def test_a_split_without_declared_shares_is_left_out_and_listed() -> None:
    rows = link_rows(SNILLFJORD, SNILLFJORD_CHANGES)
    assert [row[0] for row in rows] == ["5055", "5056", "5059"]
    left_out = klass.unlinked(SNILLFJORD, SNILLFJORD_CHANGES, NO_WEIGHTS)
    assert left_out["code"].tolist() == ["1613", "5012"]
    assert left_out["reason"].iloc[1] == (
        "5012 was split between 5055, 5056, 5059 on 2020-01-01, and no shares are declared"
    )


def test_a_split_that_goes_to_one_by_declaration_still_says_so() -> None:
    """Stokke (0720) was divided between Tønsberg and Sandefjord in 2017; here Sandefjord is declared to get all."""
    codes = [life("0720", "1838-01-01", "2017-01-01"), life("0704", "2017-01-01"), life("0710", "2017-01-01")]
    declared = weights(("0720", 1977, 2016, "0710", 1.0))
    assert link_rows(codes, change("2017-01-01", "0720", "0704", "0710"), declared)[2] == (
        ("0720", 1977, 2016, "0710", 1.0, True)
    )


def test_new_numbers_of_2018_2020_and_2024_are_followed_in_turn() -> None:
    """Halden: 0101 until 2019, 3001 in 2020–2023, 3101 since 2024. Steinkjer: 1702, then 5004, since 2020 5006."""
    codes = [
        life("0101", "1967-01-01", "2020-01-01"),
        life("3001", "2020-01-01", "2024-01-01"),
        life("3101", "2024-01-01"),
        life("1702", "1964-01-01", "2018-01-01"),
        life("5004", "2018-01-01", "2020-01-01"),
        life("5006", "2020-01-01"),
    ]
    changes = [
        *change("2020-01-01", "0101", "3001"),
        *change("2024-01-01", "3001", "3101"),
        *change("2018-01-01", "1702", "5004"),
        *change("2020-01-01", "5004", "5006"),
    ]
    assert link_rows(codes, changes) == [
        ("0101", 1977, 2019, "3101", 1.0, False),
        ("1702", 1977, 2017, "5006", 1.0, False),
        ("3001", 2020, 2023, "3101", 1.0, False),
        ("3101", 2024, 9999, "3101", 1.0, False),
        ("5004", 2018, 2019, "5006", 1.0, False),
        ("5006", 2020, 9999, "5006", 1.0, False),
    ]


def test_a_code_that_came_back_means_what_it_meant_that_year() -> None:
    """Made-up lives of one code, with a pause between them."""
    codes = [
        life("0710", "1970-01-01", "1980-01-01"),
        life("0710", "2017-01-01", "2020-01-01"),
        life("3804", "2020-01-01"),
        life("0706", "1980-01-01"),
    ]
    changes = [*change("1980-01-01", "0710", "0706"), *change("2020-01-01", "0710", "3804")]
    assert link_rows(codes, changes)[1:3] == [
        ("0710", 1977, 1979, "0706", 1.0, False),
        ("0710", 2017, 2019, "3804", 1.0, False),
    ]


def test_moved_borders_and_new_names_change_nothing() -> None:
    """A new name (made up), and the part of Ringsaker that went to Hamar in 1992, leave the code alive."""
    codes = [
        life("0412", "1964-01-01", "1992-01-01"),
        life("0412", "1992-01-01"),
        life("0403", "1992-01-01"),
        life("1849", "1964-01-01", "2006-01-01"),
        life("1849", "2006-01-01"),
    ]
    rows = link_rows(codes, change("1992-01-01", "0412", "0403", "0412"))
    assert rows == [
        ("0403", 1992, 9999, "0403", 1.0, False),
        ("0412", 1977, 9999, "0412", 1.0, False),
        ("1849", 1977, 9999, "1849", 1.0, False),
    ]


def test_a_code_that_ended_into_nothing_is_listed() -> None:
    codes = [life("0001", "1970-01-01", "2000-01-01"), life("0002", "1970-01-01", "2000-01-01")]
    left_out = klass.unlinked(codes, change("2000-01-01", "0002", "0003"), NO_WEIGHTS)
    assert left_out["reason"].tolist() == [
        "0001 ended 2000-01-01, and no change says what it became",
        "0002 became 0003 on 2000-01-01, which was not in use then",
    ]


def test_plain_dates_are_read_where_the_range_is_not_told() -> None:
    codes = [{"code": "5001", "validFrom": "2018-01-01", "validTo": None}]
    assert link_rows(codes, []) == [("5001", 2018, 9999, "5001", 1.0, False)]


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        (weights(("5012", 2018, 2019, "5055", 0.3), ("5012", 2018, 2019, "5056", 0.3)), "5012 .* do not sum to 1"),
        (weights(("5012", 2018, 2019, "5055", 1.5), ("5012", 2018, 2019, "5056", -0.5)), "5012 .* do not sum to 1"),
        (weights(("5012", 2018, 2019, "7777", 1.0)), "5012 goes to 7777, which KLASS does not know"),
        (weights().drop(columns="weight"), "column weight is missing"),
    ],
)
def test_wrong_shares_are_refused(declared: pd.DataFrame, message: str) -> None:
    with pytest.raises(KlassError, match=message):
        klass.links(SNILLFJORD, SNILLFJORD_CHANGES, declared)


def test_an_unreadable_date_is_named() -> None:
    with pytest.raises(KlassError, match="validFrom is 'yesterday', not a date"):
        klass.links([life("5001", "yesterday")], [], NO_WEIGHTS)


def test_answers_are_read() -> None:
    assert klass.read_codes(json.dumps({"codes": SNILLFJORD}).encode()) == SNILLFJORD
    assert klass.read_changes(json.dumps({"codeChanges": SNILLFJORD_CHANGES}).encode()) == SNILLFJORD_CHANGES


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"codes": [', "not JSON or cut off"),
        (b"<codes/>", "not JSON"),
        (b"[]", "has no “codes”"),
        (b'{"codes": []}', "has no “codes”"),
        (b'{"codes": [{"name": "x"}]}', "an entry of “codes” lacks code"),
    ],
)
def test_damaged_answers_are_named(data: bytes, message: str) -> None:
    with pytest.raises(KlassError, match=message):
        klass.read_codes(data)


def test_klass_is_asked_for_json_and_everything_since_the_beginning() -> None:
    served = {"codes": json.dumps({"codes": SNILLFJORD}), "changes": json.dumps({"codeChanges": SNILLFJORD_CHANGES})}
    with StandIn([], klass={end: text.encode() for end, text in served.items()}) as server:
        answers = klass.ask(Transport(), server.klass_url)
        assert [path for _, path, _ in server.log] == [
            f"/api/klass/v1/classifications/131/{end}?from=1838-01-01" for end in ("codes", "changes")
        ]
    assert klass.read_codes(answers["codes"]) == SNILLFJORD


def test_an_answer_of_klass_that_is_cut_off_is_refused() -> None:
    with (
        StandIn([], klass={"codes": b'{"codes": [', "changes": b"{}"}) as server,
        pytest.raises(KlassError, match="not JSON or cut off"),
    ):
        klass.ask(Transport(), server.klass_url)


def test_the_recorded_codes_and_the_declared_shares_link_every_code_to_today() -> None:
    codes = klass.read_codes((paths.SNAPSHOT / "klass" / "131_codes.json").read_bytes())
    changes = klass.read_changes((paths.SNAPSHOT / "klass" / "131_changes.json").read_bytes())
    declared = pd.read_csv(paths.REGISTERS / "municipality_split_weights.csv", dtype={"old_code": str})
    found = klass.links(codes, changes, declared)
    sums = found.groupby(["code", "valid_from_year"])["weight"].sum()
    assert (abs(sums - 1) < 1e-9).all()
    today = {entry["code"] for entry in codes if not entry["validTo"]}
    assert set(found["municipality"]) == today
    left_out = klass.unlinked(codes, changes, declared)
    # Varteig (until 1991) and Stokke (until 2016) were divided, and nobody has published by which shares.
    assert set(left_out["code"]) <= {"0114", "0720"}
    trondheim = found[found["municipality"] == "5001"]
    assert set(trondheim["code"]) == {"1601", "1662", "5001", "5030"}
