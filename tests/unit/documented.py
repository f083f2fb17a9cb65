"""The commands that the documentation shows, and how each of them can be held to its word without doing harm."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from launch.commands import COMMANDS, module_and_arguments

# Run as they stand, against a warehouse built from the snapshot. Everything else is held against its own --help.
RUN = (
    ("pipelines", "status"),
    ("pipelines", "check"),
    ("pipelines", "versions"),
    ("pipelines", "refresh", "--from", "snapshot"),
    ("indicators",),
    ("deploy",),  # it only prints
)
ALONE = (
    ("pipelines", "changes"),  # with a version, it is one that the reader has and the tests have not
    ("tools.update_docs", "--check"),  # without --check it writes
)


class Shown(NamedTuple):
    """A command as the documentation shows it, cut into words."""

    where: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.where}: {shlex.join(self.words)}"


class Deed(NamedTuple):
    """What a test does with it.

    Attributes:
        kind: `run` it as it stands, hold its options against `help`, or against those of the `start`; or only see that
            the `module` is there, for the tools that the makers of the product use.
        words: the module and its arguments; for `help`, the module and the names of its commands.
        options: the options shown, for `help`; all arguments, for `start`.
    """

    kind: str
    words: tuple[str, ...]
    options: tuple[str, ...] = ()


def shown_in(text: str, name: str) -> Iterator[Shown]:
    """Every `$ ` command in a `console` block, in all its parts, without what the shell does with its output."""
    inside, unfinished = False, ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip().startswith("```"):
            inside, unfinished = line.strip() == "```console" and not inside, ""
        elif inside and (unfinished or line.lstrip().startswith("$ ")):
            typed = unfinished + line.strip().removeprefix("$ ")
            unfinished = typed[:-1] + " " if typed.endswith("\\") else ""
            if not unfinished:
                yield from (Shown(f"{name}:{number}", words) for words in parts(typed))


def parts(typed: str) -> Iterator[tuple[str, ...]]:
    """The words of each command on a line: `a && b` are two, `a > file` and `a | b` are a."""
    lexer = shlex.shlex(typed, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    kept = True
    for word in [*lexer, ";"]:
        if set(word) <= set("&;|<>"):
            if words and kept:
                yield tuple(words)
            words, kept = [], word in ("&&", ";", "||")
        elif words or not re.fullmatch(r"[A-Z_]+=.*", word):
            words.append(word)


#: What is started by `python -m`, beside the tools.
OURS = ("pipelines", "indicators", "entries", "dashboard", "deploy", "tests.fuzz", "tests.load", "pytest")


#: What stands for `python run.py` on a server (deploy/malbarometeret).
SERVERS = "malbarometeret"


def is_ours(words: tuple[str, ...]) -> bool:
    """Whether a command is one of this project's, and not git's or the shell's."""
    if words[0] == SERVERS:
        return True
    python = bool(re.fullmatch(r"python3?(\.\d+)?|py", words[0]))
    its_own = words[1:3] == ("-m", "venv")
    return python and not its_own and len(words) > 1 and (words[1] == "-m" or words[1].endswith("run.py"))


def deed(words: tuple[str, ...]) -> Deed:
    """What to do with a command of ours.

    Raises:
        LookupError: it is none that the project has.
    """
    if words[0] == SERVERS:
        return deed(("python", "run.py", *words[1:]))
    if words[1] == "-m":
        module, rest = words[2], list(words[3:])
    elif len(words) == 2 or words[2].startswith("-"):
        return Deed("start", (), words[2:])
    elif words[2] == "test":
        module, rest = "pytest", list(words[3:])
    elif words[2] == "help":
        return deed((*words[:2], *words[3:], "--help")) if len(words) > 3 else Deed("start", ())
    elif words[2] in COMMANDS:
        module, rest = module_and_arguments(words[2], words[3:])
    else:
        raise LookupError(f"“{words[2]}” is not a command of run.py")
    full = (module, *rest)
    if module.startswith("tools.") and full not in ALONE:
        return Deed("module", (module,))
    if module not in OURS and full not in ALONE:
        raise LookupError(f"“python -m {module}” is not a command of this project")
    if "--help" in rest or full in ALONE or any(full[: len(safe)] == safe for safe in RUN):
        return Deed("run", full)
    options = tuple(word.partition("=")[0] for word in rest if word.startswith("-"))
    names = () if module == "pytest" else tuple(rest[:1])
    return Deed("help", (module, *names), options)


def missing_options(options: tuple[str, ...], help_text: str) -> list[str]:
    """Options that a command's help does not know."""
    return [option for option in options if not re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", help_text)]


def pages(root: Path) -> list[Path]:
    """The documentation: what lies at the top, under docs/, and beside the data."""
    return sorted([*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("data/**/*.md")])


def spoken_of(text: str) -> set[str]:
    """Words that follow `python run.py` anywhere in a text, in running prose as well."""
    return set(re.findall(r"python3? run\.py ([a-zæøå]\w*)", text))
