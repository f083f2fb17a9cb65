"""The words after `python run.py`: none for the dashboard, the tests, help, and what is handed on to the project."""

from __future__ import annotations

import contextlib
import difflib
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from launch.editing import edit_here
from launch.environment import TESTS, ensure_environment
from launch.machine import INTERRUPTED, Machine, child_environ
from launch.problems import Problem, operating_system, say
from launch.serving import serve, start_options

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# What is handed on: word → (module, what it does in Norwegian, in English). The module takes the word too.
COMMANDS = {
    "refresh": ("pipelines", "hent nye tall fra SSB", "fetch new figures from Statistics Norway"),
    "status": ("pipelines", "hva varehuset inneholder, tabell for tabell", "what the warehouse holds"),
    "changes": ("pipelines", "hva siste oppdatering endret", "what the latest refresh changed"),
    "versions": ("pipelines", "alle versjoner av varehuset", "all versions of the warehouse"),
    "rollback": ("pipelines", "gå tilbake til en tidligere versjon", "go back to an earlier version"),
    "check": ("pipelines", "kontroller tallene i varehuset", "check the figures in the warehouse"),
    "columns": ("pipelines", "tabellene en indikator kan regnes av", "the tables an indicator can be made of"),
    "lake": ("pipelines", "flytt varehuset til en DuckLake", "move the warehouse to a DuckLake"),
    "publish": (
        "dashboard",
        "sidene som filer, til et nettsted eller arkiv",
        "the pages as files, for a site or archive",
    ),
    "doctor": ("pipelines", "prøv forbindelsen til SSB", "try the connection to Statistics Norway"),
    "deploy": ("deploy", "nginx: oppsettet av en server foran sidene", "nginx: the front server's configuration"),
    "indicators": ("indicators", "list, show, progress, since: indikatorene", "list, show, progress, since"),
    "entries": ("entries", "tiltak, egenmeldinger og saker: sikkerhetskopi, roller", "people's entries: backup, roles"),
}

HELP = """\
Målbarometeret

  python run.py                installer, bygg og åpne / install, build and open the dashboard
      --port 8502              en annen port enn 8501 / another port than 8501
      --address 0.0.0.0        vis det for andre maskiner / let other machines see it
      --no-browser             ikke åpne nettleseren / do not open the browser
      --edit                   skriv i tiltak og saker, bare på denne maskinen / write entries, on this machine only
{commands}
  python run.py test …         installer det testene trenger og kjør alle; … går til pytest
                               install what the tests need and run them all; … goes to pytest
  python run.py help KOMMANDO  hjelp til en kommando / help on a command

Alt installeres i mappa .venv her; slett den for å begynne på nytt.
Everything is installed in the folder .venv here; delete it to start afresh.
"""


def main(arguments: Sequence[str], machine: Machine) -> int:
    """Do what the arguments ask; whatever goes wrong becomes a sentence on standard error.

    Returns:
        The exit code: 0, the handed-on command's own, 1 or 2 with a sentence, 130 after Ctrl-C.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # an old Windows console lacks half our letters
    with contextlib.suppress(ValueError):  # not allowed in a thread, and not needed there
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        return dispatch(machine, list(arguments))
    except Problem as problem:
        print(problem, file=sys.stderr)
        return problem.code
    except KeyboardInterrupt:
        print("\nAvbrutt. / Stopped.", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        print(operating_system(error, machine.root), file=sys.stderr)
        return 1


def dispatch(machine: Machine, arguments: list[str]) -> int:
    """Find out which command is meant, and do it; its exit code."""
    word, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if word == "help" and rest and rest[0] in COMMANDS:
        word, rest = rest[0], [*rest[1:], "--help"]
    if word in ("help", "-h", "--help"):
        print(help_text())
        return 0
    if word in COMMANDS:
        return hand_on(machine, ensure_environment(machine), *module_and_arguments(word, rest))
    if word == "test":
        return run_tests(machine, rest)
    if word and not word.startswith("-"):
        raise unknown(word)
    return start(machine, arguments)


def start(machine: Machine, arguments: Sequence[str]) -> int:
    """Install what is missing, build the warehouse if there is none, and open the dashboard; the exit code.

    Raises:
        Problem: one of these can't be done.
    """
    options = start_options(arguments)
    if options.edit:
        edit_here(machine, options)
    machine.check_port(options.address, options.port)
    python = ensure_environment(machine)
    code = build_if_none(machine, python)
    return code or serve(machine, python, options)


def build_if_none(machine: Machine, python: Path) -> int:
    """Build the warehouse from the shipped snapshot where no version is being served; exit code of the build."""
    state = Path(child_environ(machine).get("MALBAROMETERET_STATE") or machine.root / "data")
    if (state / "warehouse" / "current.json").exists():
        return 0
    say("Bygger varehuset av de medfølgende tallene …", "Building the warehouse from the shipped figures …")
    return hand_on(machine, python, "pipelines", ["refresh", "--from", "snapshot", "--yes"])


def hand_on(machine: Machine, python: Path, module: str, arguments: Sequence[str]) -> int:
    """Run one of the project's own commands in the user's own folder, arguments and exit code untouched."""
    environ = child_environ(machine)
    # The project is found wherever the command is given, and a folder of the user's with the same name is not.
    environ.update(PYTHONPATH=str(machine.root), PYTHONSAFEPATH="1")
    return machine.call([str(python), "-m", module, *arguments], None, environ)


def module_and_arguments(word: str, rest: Sequence[str]) -> tuple[str, list[str]]:
    """The module that a word is handed on to, and what it is given."""
    module = COMMANDS[word][0]
    return module, [*([] if module == word else [word]), *rest]


def run_tests(machine: Machine, arguments: Sequence[str]) -> int:
    """Install what the tests need and run them all; arguments go to pytest, whose exit code it is.

    Raises:
        Problem: on a build server (CI=true) where the browser tests could not be run.
    """
    if not any(machine.which(name) for name in CHROMIUM):
        if machine.environ.get("CI", "").lower() in ("1", "true"):
            raise Problem(
                "Chromium mangler, og her (CI=true) skal ingen nettlesertest hoppes over: apt-get install chromium",
                "Chromium is missing, and here (CI=true) no browser test may be skipped: apt-get install chromium",
            )
        say(
            "Chromium mangler: nettlesertestene hoppes over, og listes til slutt (Debian: apt install chromium).",
            "No Chromium: the browser tests are skipped, and listed at the end (Debian: apt install chromium).",
        )
    python = ensure_environment(machine, TESTS)
    # everything at once goes to two workers, a file to each, so that what a file builds is built once; in the files'
    # own order, since those with few tests – the browser's – take longest and one worker would end with them alone
    wanted = arguments or ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    return machine.call([str(python), "-m", "pytest", "-rsR", *wanted], machine.root, child_environ(machine))


def help_text() -> str:
    """Every command with what it does, in both languages."""
    lines = [f"  python run.py {word} …".ljust(31) + f"{nb} / {en}" for word, (_, nb, en) in COMMANDS.items()]
    return HELP.format(commands="\n".join(lines))


def unknown(word: str) -> Problem:
    """A word that is no command, with the one it resembles."""
    near = difflib.get_close_matches(word, [*COMMANDS, "test", "help"], 1)
    instead = f"python run.py {near[0] if near else 'help'}"
    return Problem(f"«{word}» er ingen kommando. Prøv: {instead}", f"“{word}” is not a command. Try: {instead}", code=2)
