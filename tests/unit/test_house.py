"""The house: linted, typed, data going one way, pinned libraries, and nothing of somebody's machine in it."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("entries", "pipelines", "indicators", "dashboard", "deploy", "launch")
LONGEST = 600

# Put together here so that this file does not hold what it looks for.
FOLDERS = ("work", "root", "tmp", r"home/\w+", r"Users/\w+")
MACHINE_PATHS = re.compile(r"(?<![\w.~}$])/(?:" + "|".join(FOLDERS) + r")/\w")
REGISTRY_HOSTS = re.compile("|".join([r"pypi\.o" + "rg", "python" + r"hosted\.org", r"npm" + r"js\.(?:org|com)"]))


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """A tool of the environment that the tests run in, over the whole project."""
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project: what git knows, or all there is where the project came without git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    )
    if listed.returncode == 0 and listed.stdout:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        made = {".venv", "__pycache__", "raw", "warehouse"}
        paths = [path for path in ROOT.rglob("*") if not made & set(path.relative_to(ROOT).parts)]
    return tuple(path for path in paths if path.is_file())


def code(*rooms: str) -> list[Path]:
    """Python files of some rooms, or of the whole project."""
    return [
        path for path in tracked() if path.suffix == ".py" and (not rooms or path.relative_to(ROOT).parts[0] in rooms)
    ]


def texts() -> list[tuple[str, str]]:
    """Name and content of every tracked file that people write; recorded figures and pictures are not among them."""
    recorded = (ROOT / "data" / "snapshot", ROOT / "data" / "maps", ROOT / "tests" / "corpus")
    written = [path for path in tracked() if not any(folder in path.parents for folder in recorded)]
    found = []
    for path in written:
        data = path.read_bytes()
        if b"\0" not in data[:4096]:
            found.append((str(path.relative_to(ROOT)), data.decode("utf-8")))
    return found


# The tools


def test_ruff() -> None:
    done = run("-m", "ruff", "check", "--output-format", "concise", ".")
    assert done.returncode == 0, done.stdout
    done = run("-m", "ruff", "format", "--check", ".")
    assert done.returncode == 0, done.stdout


def test_mypy() -> None:
    done = run("-m", "mypy", "--no-error-summary")
    assert done.returncode == 0, done.stdout


def test_data_goes_one_way() -> None:
    done = run("-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))")
    assert done.returncode == 0, done.stdout
    assert "kept" in done.stdout


# Code


def test_every_public_function_says_what_it_does() -> None:
    silent = []
    for path in code(*ROOMS):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        bodies = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name[0] != "_")]
        public = [
            node
            for body in bodies
            for node in body.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name[0] != "_"
        ]
        name = path.relative_to(ROOT)
        silent += [f"{name}:{node.lineno} {node.name}" for node in public if not ast.get_docstring(node)]
        silent += [] if ast.get_docstring(tree) else [f"{name}:1"]
    assert not silent, "without a docstring:\n" + "\n".join(silent)


def test_no_file_of_code_is_a_house_of_its_own() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in code()}
    long = [f"{path.relative_to(ROOT)}: {lines} lines" for path, lines in lengths.items() if lines > LONGEST]
    assert not long, f"above {LONGEST} lines:\n" + "\n".join(long)


def test_no_two_test_files_bear_the_same_name() -> None:
    """pytest imports a test file by its bare name, unless its folder is a package."""
    seen: dict[str, Path] = {}
    for path in code("tests"):
        if path.name.startswith("test_") and not (path.parent / "__init__.py").exists():
            assert path.name not in seen, f"{path} and {seen.get(path.name)}"
            seen[path.name] = path


# What does not belong


def found_in_texts(pattern: re.Pattern[str]) -> list[str]:
    """Every line, in every file that people write, in which the pattern is found."""
    return [
        f"{name}:{number} {line.strip()[:100]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_nothing_points_to_somebodys_machine() -> None:
    found = found_in_texts(MACHINE_PATHS)
    assert not found, "paths of one machine:\n" + "\n".join(found)


def test_nothing_names_a_package_registry() -> None:
    found = found_in_texts(REGISTRY_HOSTS)
    assert not found, "hosts of a package registry:\n" + "\n".join(found)


@pytest.mark.parametrize("path", ["tmp/x", "root/a", "work/shared", "home/kari/data"])
def test_a_machine_path_would_be_found(path: str) -> None:
    assert MACHINE_PATHS.search(f"cd /{path}") and MACHINE_PATHS.search(f"open('/{path}')")


@pytest.mark.parametrize("line", ["../work/x", "https://example.org/work/ideas", "{root}/tmp/x", "homework/tmp/a"])
def test_other_paths_are_left_alone(line: str) -> None:
    assert not MACHINE_PATHS.search(line)


# Libraries


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-ducklake.txt"])
def test_every_library_is_pinned_with_a_reason(name: str) -> None:
    entries = [line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if line.strip()]
    wanted = re.compile(r"[A-Za-z0-9_.\[\]-]+==[\w.]+(\s*;[^#]+)?\s+#\s+\S.{3,}")
    wrong = [line for line in entries if not line.startswith(("#", "-r ")) and not wanted.fullmatch(line)]
    assert not wrong, f"{name}: without an exact version or a reason:\n" + "\n".join(wrong)


def test_no_library_is_pinned_twice() -> None:
    entries = [
        re.split(r"[=\[]", line)[0].lower().replace("_", "-")
        for name in ("requirements.txt", "requirements-dev.txt", "requirements-ducklake.txt")
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
        if "==" in line
    ]
    assert len(entries) == len(set(entries)), sorted(entry for entry in set(entries) if entries.count(entry) > 1)


# What stands beside the code


def test_the_licence_is_mit() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("MIT License") and "The Målbarometeret authors" in text


def test_the_data_notice_names_every_publisher_in_the_snapshot() -> None:
    notice = (ROOT / "DATA.md").read_text(encoding="utf-8")
    manifest = json.loads((ROOT / "data" / "snapshot" / "manifest.json").read_text(encoding="utf-8"))
    publishers = {re.split(r"[ ,(]", entry.get("publisher", "SSB"))[0] for entry in manifest["documents"]}
    assert publishers and not {name for name in publishers if name not in notice}
    for wording in ("Kilde: Statistisk sentralbyrå", "© Kartverket", "Source: Eurostat", "CC BY 4.0"):
        assert wording in notice


def test_the_two_commands_stand_at_the_top_of_the_readme() -> None:
    top = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:40]
    assert any(re.fullmatch(r"\$? ?python run\.py(\s+#.*)?", line) for line in top), "python run.py"
    assert any(line.lstrip("$ ").startswith("python run.py test") for line in top), "python run.py test"
