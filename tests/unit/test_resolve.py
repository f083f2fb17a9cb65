"""From what is declared to the codes to send: by code, by label, under code lists, and errors that name the nearest."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import codes, jsonstat, resolve
from pipelines.pxweb import Choice, CodeList
from pipelines.resolve import ResolveError
from tests.standin.examples import TABLE, request

CONTENTS = {"BNPB": "Bruttoprodukt i basisverdi. Løpende priser (mill. kr)", "SYSP": "Sysselsatte personer (1 000)"}


def metadata(
    dimensions: dict[str, tuple[str, dict[str, str]]],
    codelists: dict[str, dict[str, str]] | None = None,
    eliminable: tuple[str, ...] = (),
    spelling: str = "codelists",
) -> jsonstat.Metadata:
    offered = codelists or {}
    return jsonstat.Metadata(
        label=f"{TABLE}: Made up for a test",
        source="",
        updated=None,
        notes=(),
        dimensions=tuple(
            jsonstat.Dimension(
                code,
                label,
                tuple(labels),
                labels,
                extension={
                    "elimination": code in eliminable,
                    spelling: [{"id": id_, "label": text} for id_, text in offered.get(code, {}).items()],
                },
            )
            for code, (label, labels) in dimensions.items()
        ),
        role={"time": ("Tid",), "metric": ("ContentsCode",)},
        extension={},
    )


REGIONS = {"0001": "Alpha", "0002": "Beta", "0003": "Gamma"}
YEARS = {"2001": "2001", "2002": "2002", "2003": "2003"}


def table(regions: dict[str, str] = REGIONS, region: str = "Region", **options: Any) -> jsonstat.Metadata:
    contents = options.pop("contents", {"One": "First (number)", "Two": "Second (number)"})
    return metadata(
        {
            region: ("region", regions),
            "ContentsCode": ("statistikkvariabel", contents),
            options.pop("time", "Tid"): ("år", YEARS),
            **options.pop("more", {}),
        },
        **options,
    )


def dimensions(**changes: Any) -> dict[str, Any]:
    return {"Region": {"column": "region", "label": "region"} | changes, "Tid": {"column": "year", "label": "år"}}


def test_as_declared() -> None:
    found = resolve.resolve(request(), table(), {})
    assert found.query.choices == (
        Choice("Region", ("0001", "0002", "0003")),
        Choice("Tid", ("2001", "2002", "2003")),
        Choice("ContentsCode", ("One", "Two")),
    )
    assert (found.dimensions, found.found, found.code_prefixes) == ({}, {}, {})
    assert {finding.how for finding in found.findings} == {"code"}


def test_a_renamed_dimension_is_found_by_label_and_time_and_contents_by_role() -> None:
    told = table(region="Region2", time="Aar")
    told.role.update(time=("Aar",))
    found = resolve.resolve(request(), told, {})
    assert found.dimensions == {"Region": "Region2", "Tid": "Aar"}
    assert [choice.dimension for choice in found.query.choices] == ["Region2", "Aar", "ContentsCode"]


def test_a_quarter_is_time_too() -> None:
    told = table(time="Kvartal")
    told.role.update(time=("Kvartal",))
    declared = dimensions() | {"Tid": {"column": "quarter", "label": "no such label"}}
    assert resolve.resolve(request(dimensions=declared), told, {}).dimensions == {"Tid": "Kvartal"}


def test_contents_are_found_by_label_and_recorded() -> None:
    declared = {"BNPB": {"column": "value_added_mnok", "label": CONTENTS["BNPB"], "certainty": "likely"}}
    own = {"own_employed": {"column": "employed", "label": "Sysselsatte personer", "certainty": "own"}}
    told = table(contents={"BNP9": CONTENTS["BNPB"], "SYSP": CONTENTS["SYSP"]})
    found = resolve.resolve(request(contents=declared | own), told, {})
    assert found.found == {"ContentsCode": {"BNPB": "BNP9", "own_employed": "SYSP"}}
    assert found.query.choices[2].codes == ("BNP9", "SYSP")


def test_a_likely_code_that_now_means_something_else_gives_way_to_the_label() -> None:
    declared = {"A": {"column": "a", "label": "First", "certainty": "likely"}}
    told = table(contents={"A": "Second", "B": "First"})
    assert resolve.resolve(request(contents=declared), told, {}).found == {"ContentsCode": {"A": "B"}}


def test_a_sure_code_stays_whatever_its_label_has_become() -> None:
    declared = {"A": {"column": "a", "label": "Fixed 2022-prices"}}
    told = table(contents={"A": "Fixed 2023-prices", "B": "Other"})
    assert resolve.resolve(request(contents=declared), told, {}).query.choices[2].codes == ("A",)


def test_the_only_content_needs_no_name() -> None:
    declared = {"own_one": {"column": "one", "certainty": "own"}}
    assert resolve.resolve(request(contents=declared), table(contents={"X": "Y"}), {}).found == {
        "ContentsCode": {"own_one": "X"}
    }


def test_declared_values_are_found_by_label() -> None:
    declared = dimensions(certainty="likely", values={"a": "Alpha", "0002": "Beta", "c": "¬ Gamma"})
    found = resolve.resolve(request(dimensions=declared), table(), {})
    assert found.found == {"Region": {"a": "0001", "c": "0003"}}


def test_labels_are_looked_for_in_english_too() -> None:
    declared = dimensions(certainty="likely", values={"x": "Alpha (county)"})
    norwegian = table({"0001": "Alfa", "0002": "Beta"})
    with pytest.raises(ResolveError):
        resolve.resolve(request(dimensions=declared), norwegian, {})
    found = resolve.examine(request(dimensions=declared), norwegian, {}, table())
    assert (found.problems, found.found) == ([], {"Region": {"x": "0001"}})


@pytest.mark.parametrize("prefix", ["K-", "K_", "K.", ""])
@pytest.mark.parametrize("spelling", ["codelists", "codeLists"])
def test_the_prefix_is_read_from_the_code_list(prefix: str, spelling: str) -> None:
    listed = CodeList("agg_X", "Today", {f"{prefix}{c}": name for c, name in REGIONS.items()}, {})
    told = table(codelists={"Region": {"agg_X": "Today"}}, spelling=spelling)
    declared = dimensions(codelist={"id": "agg_X"}, select=["0001", "0003"])
    found = resolve.resolve(request(dimensions=declared), told, {"agg_X": listed})
    assert found.query.choices[0] == Choice("Region", (f"{prefix}0001", f"{prefix}0003"), "agg_X")
    assert found.code_prefixes == ({"Region": prefix} if prefix else {})
    assert found.found == {}


def test_a_renamed_code_list_is_found_by_its_label() -> None:
    listed = CodeList("agg_New", "Today", {"K-0001": "Alpha"}, {"K-0001": ("0001",)})
    told = table(codelists={"Region": {"agg_New": "Today", "agg_Old": "Before"}})
    declared = dimensions(codelist={"id": "agg_X", "label": "Today"})
    assert resolve.codelist_ids(request(dimensions=declared), told) == {"Region": "agg_New"}
    found = resolve.resolve(request(dimensions=declared), told, {"agg_New": listed})
    assert found.codelists == {"Region": "agg_New"}


def test_groups_without_a_member_in_the_table_are_not_asked_for() -> None:
    members = {"K-0001": ("0001",), "K-0009": ("0009", "0010")}
    listed = CodeList("agg_X", "", {"K-0001": "Alpha", "K-0009": "Omega"}, members)
    told = table(codelists={"Region": {"agg_X": "Today"}})
    found = resolve.resolve(request(dimensions=dimensions(codelist={"id": "agg_X"})), told, {"agg_X": listed})
    assert found.query.choices[0].codes == ("K-0001",)


@pytest.mark.parametrize(
    ("declared", "told", "message"),
    [
        (dimensions(select=["0009"]), table(), "Table 99999, Region: there is no code 0009; nearest: 000"),
        (
            dimensions(select=["x"], values={"x": "Gamma ray"}),
            table(),
            "Table 99999, Region: there is no code x (“Gamma ray”); nearest: 0003 “Gamma”",
        ),
        (
            dimensions(values={"x": "Alpha", "y": "Delta"}),
            table(),
            "Table 99999, Region: there is no code y (“Delta”); nearest: ",
        ),
        (
            dimensions() | {"Kjonn": {"column": "sex", "label": "kjønn"}},
            table(),
            "Table 99999 has no dimension Kjonn (“kjønn”); it has ",
        ),
        (
            dimensions(),
            table(more={"Alder": ("alder", {"000": "0 år"})}),
            "Table 99999 has a dimension Alder (“alder”) that has to be chosen from; declare it for request made_up",
        ),
        (
            dimensions(codelist={"id": "agg_X", "label": "Today"}),
            table(codelists={"Region": {"agg_Y": "Todays"}}),
            "Table 99999, Region: code list agg_X (“Today”) is not offered; there are agg_Y “Todays”",
        ),
        (
            dimensions(select="from(9000)"),
            table(),
            "Table 99999, Region: the selection from(9000) matches none of its 3",
        ),
    ],
)
def test_what_is_not_there_is_named_with_the_nearest(
    declared: dict[str, Any], told: jsonstat.Metadata, message: str
) -> None:
    with pytest.raises(ResolveError) as error:
        resolve.resolve(request(dimensions=declared), told, {})
    assert message in str(error.value)


def test_a_missing_content_is_named_with_the_nearest() -> None:
    with pytest.raises(ResolveError, match=r"ContentsCode: there is no content One .*; nearest: Three “First things”"):
        resolve.resolve(request(), table(contents={"Two": "Antall", "Three": "First things"}), {})


def test_a_dimension_that_ssb_sums_up_may_be_left_out() -> None:
    told = table(more={"Kjonn": ("kjønn", {"1": "Menn"})}, eliminable=("Kjonn",))
    assert len(resolve.resolve(request(), told, {}).query.choices) == 3


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(ResolveError) as error:
        resolve.resolve(request(dimensions=dimensions(select=["8", "9"])), table(contents={"Two": "Second"}), {})
    assert str(error.value).count("\n") == 2


CODES = ["2001", "2002", "2003", "2004"]


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        ("*", CODES),
        ("200?", CODES),
        ("*4", ["2004"]),
        ("2002", ["2002"]),
        ("1999", []),
        ("top(2)", ["2003", "2004"]),
        ("top(1,1)", ["2003"]),
        ("top(many)", []),
        ("top()", []),
        ("bottom(1)", ["2001"]),
        ("from(2003)", ["2003", "2004"]),
        ("from(2000)", CODES),
        ("from(2005)", []),
        ("to(2002)", ["2001", "2002"]),
        ("range(2002,2003)", ["2002", "2003"]),
        ("[range(2002, 2003)]", ["2002", "2003"]),
    ],
)
def test_selection_expressions(select: str, expected: list[str]) -> None:
    assert codes.expand(select, CODES, time=True) == expected


def test_top_means_the_first_where_it_is_not_about_time() -> None:
    assert codes.expand("top(1)", CODES) == ["2001"]
    assert codes.expand("bottom(1)", CODES) == ["2004"]


@given(st.integers(0, 5), st.integers(0, 5), st.booleans(), st.sampled_from(["top", "bottom"]))
def test_selections_agree_with_the_servers_own(number: int, offset: int, time: bool, name: str) -> None:
    """The stand-in works expressions out by itself, from SSB's guide: both must choose the same."""
    from tests.standin.selection import select

    expression = f"{name}({number},{offset})"
    assert codes.expand(expression, CODES, time) == select([expression], CODES, time)


def test_labels_that_two_codes_share_are_not_guessed() -> None:
    assert codes.by_label("Våler", {"3419": "Våler", "3114": "Våler"}) == ""
    assert codes.by_label("Industri", {"a": "Industri", "b": "¬ Industri"}) == "a"


def test_a_few_odd_codes_do_not_hide_the_prefix() -> None:
    assert codes.code_prefix(["K-0001", "K-0002", "0"]) == "K-"
    assert codes.code_prefix(["0001", "0002", "F-1"]) == ""
    assert codes.code_prefix([]) == ""
