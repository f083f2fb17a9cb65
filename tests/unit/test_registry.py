"""The registry: a pair of files is an indicator, and whatever is wrong with one is told by file and field."""

from pathlib import Path

import duckdb
import pytest
import yaml

from indicators import build
from indicators.registry import ROOM, Indicator, Metadata, read_metadata, read_registry

PAIRS = sorted(ROOM.glob("*/*.yml"))

WORDS = {
    "name": {"nb": "Leker", "en": "Toys"},
    "unit": {"nb": "antall", "en": "number"},
    "decimals": 0,
    "direction": "up",
    "measures": "direct",
    "why": {"nb": "Fordi.", "en": "Because."},
    "definition": {"nb": "Leker.", "en": "Toys."},
    "sources": ["ssb:99999"],
    "method": {"nb": "Telt.", "en": "Counted."},
    "limits": {"nb": "Ingen.", "en": "None."},
    "first_year": 2000,
    "next_release": {"nb": "Aldri.", "en": "Never."},
}
QUERY = """SELECT 'alfa' AS region, 2020 AS year, 1.0 AS "value", 'measured' AS status"""
REQUIRED = sorted(name for name, field in Metadata.model_fields.items() if field.is_required())
TEXTS = ["name", "unit", "why", "definition", "method", "limits", "next_release"]


@pytest.fixture
def put(tmp_path):
    """Put an indicator into a room of its own; None leaves a file out."""

    def write(name="toys", words=WORDS, query=QUERY, goal="some_goal"):
        (tmp_path / goal).mkdir(exist_ok=True)
        if words is not None:
            content = words if isinstance(words, str) else yaml.safe_dump(words, allow_unicode=True)
            (tmp_path / goal / f"{name}.yml").write_text(content, encoding="utf-8")
        if query is not None:
            (tmp_path / goal / f"{name}.sql").write_text(query, encoding="utf-8")
        return tmp_path

    return write


def complaint(room: Path) -> str:
    with pytest.raises(ValueError) as told:
        read_registry(room)
    sentence = str(told.value)
    assert "\n" not in sentence
    return sentence


# The project's own


def test_every_pair_of_the_project_is_whole():
    registry = read_registry()
    assert {(one.goal, key) for key, one in registry.items()} == {(file.parent.name, file.stem) for file in PAIRS}


@pytest.mark.parametrize("file", PAIRS, ids=lambda file: file.stem)
def test_an_indicator_of_the_project_says_what_it_is(file):
    about = read_metadata(file)
    for field in TEXTS:
        text = getattr(about, field)
        assert text.nb.strip() and text.en.strip()
    assert all(source.partition(":")[2] for source in about.sources)
    assert 1900 < about.first_year < 2100
    assert all(about.first_year <= a_break.year < 2100 for a_break in about.breaks)
    assert file.with_suffix(".sql").read_text(encoding="utf-8").strip()


# What can be wrong with the words


def test_a_pair_is_an_indicator(put):
    registry = read_registry(put())
    assert list(registry) == ["toys"]
    assert (registry["toys"].goal, registry["toys"].metadata.name.nb) == ("some_goal", "Leker")


@pytest.mark.parametrize("field", REQUIRED)
def test_a_missing_field_is_named_with_its_file(put, field):
    words = {key: value for key, value in WORDS.items() if key != field}
    assert complaint(put(words=words)).startswith(f"some_goal/toys.yml: {field}: ")


@pytest.mark.parametrize("field", TEXTS)
@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_text_in_one_language_only_is_named(put, field, language):
    empty = WORDS | {field: WORDS[field] | {language: "  "}}
    assert complaint(put(words=empty)) == f"some_goal/toys.yml: {field}: the text in {language} is empty"
    gone = WORDS | {field: {key: text for key, text in WORDS[field].items() if key != language}}
    assert complaint(put(words=gone)).startswith(f"some_goal/toys.yml: {field}.{language}: ")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("direction", "upwards"),
        ("measures", "somehow"),
        ("decimals", -1),
        ("sources", []),
        ("variants", ["weather"]),
        ("breaks", [{"year": 2010, "nb": "Brudd", "en": ""}]),
        ("target", "many"),
        ("colour", "red"),
    ],
)
def test_a_wrong_field_is_named(put, field, value):
    assert complaint(put(words=WORDS | {field: value})).startswith(f"some_goal/toys.yml: {field}")


KRONER = {"unit": {"nb": "kroner per innbygger", "en": "kroner per inhabitant"}}


@pytest.mark.parametrize(
    "fields", [KRONER, KRONER | {"variants": ["prices"], "price_basis": "current"}, {"price_basis": "last year's"}]
)
def test_a_figure_in_kroner_says_whose_prices(put, fields):
    assert "price" in complaint(put(words=WORDS | fields))


@pytest.mark.parametrize("fields", [{"price_basis": "current"}, {"price_basis": "constant"}, {"variants": ["prices"]}])
def test_whose_prices_is_said_once(put, fields):
    assert read_registry(put(words=WORDS | KRONER | fields))["toys"]


@pytest.mark.parametrize("source", ["11713", "SSB:11713", "ssb:", ":11713", "ssb 11713", "ssb: 11713", "ssb:11713 "])
def test_a_source_is_publisher_and_table(put, source):
    assert complaint(put(words=WORDS | {"sources": ["ssb:99999", source]})).startswith(
        "some_goal/toys.yml: sources.1: "
    )


def test_what_is_not_yaml_is_named(tmp_path, put):
    put(words="name: {nb: Leker")
    with pytest.raises(ValueError, match=r"some_goal/toys\.yml is not YAML"):
        read_registry(tmp_path)


# What can be wrong with the pair


def test_words_without_a_query(put):
    assert complaint(put(query=None)) == "some_goal/toys.yml has no toys.sql beside it"


def test_a_query_without_words(put):
    assert complaint(put(words=None)) == "some_goal/toys.sql has no toys.yml beside it"


def test_a_name_that_stands_twice(put):
    put(goal="a_goal")
    assert complaint(put()) == "indicator toys is declared twice: a_goal, some_goal"


def test_a_name_is_small_letters(put):
    assert complaint(put(name="Toys-2")).startswith("some_goal/Toys-2.yml: a name is ")


# What can be wrong with the query


def run(query: str) -> list[tuple]:
    """The rows of out.indicator_value that a query gives."""
    registry = {"toys": Indicator("toys", "some_goal", Metadata.model_validate(WORDS), query)}
    with duckdb.connect() as con:
        con.execute("CREATE SCHEMA out; CREATE TABLE out.region (region VARCHAR, kind VARCHAR, order_no INTEGER)")
        con.execute("INSERT INTO out.region VALUES ('alfa', 'home', 1)")
        build.write_declarations(con, registry)
        build.build_indicators(con, registry)
        return con.execute('SELECT region, year, "value", status, reason, rank FROM out.indicator_value').fetchall()


def test_a_query_gives_rows():
    assert run(QUERY) == [("alfa", 2020, 1.0, "measured", "", None)]  # one alone has no rank


@pytest.mark.parametrize(
    ("query", "word"),
    [
        (QUERY + ", 7 AS colour", "colour"),
        (QUERY.replace("AS region", "AS place"), "place"),
        (QUERY.replace("'measured' AS status", "1 AS low"), "status"),
        (QUERY.replace("1.0", "NULL"), "value"),
        (QUERY.replace("1.0", "'many'"), "many"),
        ("SELECT * FROM core.no_such_table", "no_such_table"),
        ("SELECT region,, year", "syntax"),
    ],
)
def test_a_wrong_query_is_named_with_what_is_wrong(query, word):
    with pytest.raises(ValueError, match=rf"^some_goal/toys\.sql: .*{word}"):
        run(query)


def test_a_region_and_year_that_come_twice_are_found_out():
    with pytest.raises(ValueError, match=r"^toys\.sql gives more than one row for alfa in 2020"):
        run(f"{QUERY} UNION ALL {QUERY}")
