"""Both languages have every text, every text that is asked for exists, and no page has a word of its own."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from pathlib import Path

import pytest

from dashboard.pages import PAGES
from dashboard.texts import LANGUAGES, _flat, catalogues, texts
from pipelines import paths

DASHBOARD = paths.ROOT / "dashboard"
SCRIPTS = [
    *sorted((DASHBOARD / "parts").glob("*.py")),
    *sorted((DASHBOARD / "views").glob("*.py")),
    DASHBOARD / "main.py",
]
CODE = sorted(DASHBOARD.rglob("*.py"))
#: Arguments that no reader sees as words.
UNSEEN = {"key", "icon", "width", "height", "border", "gap", "language", "layout", "page_icon", "url_path", "position"}
UNSEEN |= {
    "horizontal_alignment",
    "vertical_alignment",
    "delta_color",
    "delta_arrow",
    "type",
    "bind",
    "selection_mode",
    "anchor",
    "on_change",
    "label_visibility",
}
#: Not language: a command to type.
COMMANDS = {"python run.py"}


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_catalogues_have_the_same_keys() -> None:
    # from the files: a text that a language lacks is taken from Norwegian, and would not be missed
    nb, en = (
        {key for key, _ in _flat(tomllib.loads(catalogues()[lang].read_text(encoding="utf-8")))} for lang in LANGUAGES
    )
    assert nb == en


@pytest.mark.parametrize("key", sorted(texts("nb").texts))
def test_a_text_has_the_same_blanks_in_both_languages_and_is_not_empty(key: str) -> None:
    nb, en = (texts(lang).texts[key] for lang in LANGUAGES)
    assert nb.strip() and en.strip()
    assert blanks(nb) == blanks(en)


def asked_for() -> set[str]:
    """Keys that stand as they are in the code: t("a.b")."""
    found = set()
    for file in CODE:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            named = isinstance(node.func, ast.Name) and node.func.id == "t"
            called = isinstance(node.func, ast.Call) and getattr(node.func.func, "id", "") == "texts"
            if named or called:
                found.add(str(node.args[0].value))
    return found


def test_every_text_that_is_asked_for_exists() -> None:
    assert len(asked_for()) > 30
    assert asked_for() <= set(texts("nb").texts)


def test_every_page_has_its_title_and_description() -> None:
    for page in PAGES.values():
        assert texts("nb").has(f"page.{page.key}.title") and texts("nb").has(f"page.{page.key}.description")
        assert page.script.is_file()
        assert not page.beside or texts("nb").has(f"beside.{page.beside}")


def test_every_text_is_used() -> None:
    templates = sorted((paths.ROOT / "dashboard").rglob("templates/*.html"))
    code = "\n".join(file.read_text(encoding="utf-8") for file in [*CODE, *templates])
    families = set(re.findall(r"f\"([a-z_]+(?:\.[a-z_]+)*)\.?\{", code)) | {"reason", "choice"}
    unused = [
        key
        for key in texts("nb").texts
        if not re.search(rf"[\"']{re.escape(key)}[\"']", code)
        and not any(key.startswith(f"{family}.") for family in families)
    ]
    assert unused == []


def words(node: ast.expr) -> str:
    """The letters that a literal would put on the screen, markup and icons left out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        literal = node.value
    elif isinstance(node, ast.JoinedStr):
        literal = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    else:
        return ""
    if literal in COMMANDS or literal.startswith("/api/"):
        return ""
    return re.sub(r"<[^>]*>?|[^<]*>|:material/\w+:|[^a-zæøåA-ZÆØÅ]", "", literal)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_page_has_a_bare_string(script: Path) -> None:
    bare = []
    for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "st"):
            continue
        shown = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg not in UNSEEN)]
        bare += [f"line {node.lineno}: {words(arg)}" for arg in shown if len(words(arg)) > 1]
    assert bare == []


def test_the_glossary_is_kept() -> None:
    """One term for one thing: these words would be another term for what the glossary names."""
    nb = " ".join(texts("nb").texts.values()).lower()
    for other in ("verdiøkning", "befolkningsandel", "verdiskapning", "uavgjort", "brutto regionalprodukt"):
        assert other not in nb
    for term in ("verdiskaping", "bruttoregionalprodukt", "andel av folketallet", "kan ikke avgjøres"):
        assert term in nb
