"""What can go wrong before the product runs, each as a sentence that says what to do, in Norwegian and English."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

NEEDED_BYTES = 1_500_000_000  # the environment with what the tests need is 1.1 GB

FULL = ("No space left", "[Errno 28]", "WinError 112", "Disk quota exceeded")
FORBIDDEN = ("Permission denied", "Read-only file system", "WinError 5]", "Access is denied")
NO_NETWORK = (
    "NewConnectionError",
    "name resolution",
    "getaddrinfo",
    "Connection refused",
    "Connection aborted",
    "ConnectionReset",
    "ProxyError",
    "SSLError",
    "Timeout",
    "timed out",
    "unreachable",
    "Max retries",
    "from versions: none",
)


class Problem(Exception):
    """Something the user can mend: one sentence in Norwegian, one in English, and the exit code."""

    def __init__(self, nb: str, en: str, code: int = 1) -> None:
        super().__init__(f"{nb}\n{en}")
        self.code = code


def say(nb: str, en: str) -> None:
    """A line in each language, at once; beside the output, which belongs to what was asked for and may go to a file."""
    print(f"{nb}\n{en}", file=sys.stderr, flush=True)


def no_venv() -> Problem:
    """Python without venv or ensurepip."""
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    return Problem(
        f"Denne Pythonen kan ikke lage miljøer. Debian/Ubuntu: sudo apt install python3-venv (eller {package}); "
        "ellers: installer Python fra python.org. Kjør så det samme igjen.",
        f"This Python can't make environments. Debian/Ubuntu: sudo apt install python3-venv (or {package}); "
        "otherwise: install Python from python.org. Then run the same again.",
    )


def no_room(folder: Path) -> Problem:
    """Too little disk."""
    return Problem(
        f"Disken er full: {folder} trenger {NEEDED_BYTES / 1e9:.1f} GB ledig. Rydd, og kjør det samme igjen.",
        f"The disk is full: {folder} needs {NEEDED_BYTES / 1e9:.1f} GB free. Make room and run the same again.",
    )


def not_writable(folder: Path) -> Problem:
    """A folder that this user may not write in."""
    return Problem(
        f"Mappa {folder} kan ikke skrives i. Avslutt et målbarometer som alt kjører der, eller flytt prosjektet til en "
        "mappe du eier, for eksempel hjemmemappa di.",
        f"The folder {folder} can't be written to. Stop a dashboard that is running from it, or move the project to a "
        "folder of your own, say your home folder.",
    )


def no_network() -> Problem:
    """The packages can't be reached."""
    return Problem(
        "Pakkene lot seg ikke hente: nettet eller pakkeindeksen svarer ikke. Sjekk nettet; bak en brannmur: sett "
        "HTTPS_PROXY, eller PIP_INDEX_URL til virksomhetens pakkeindeks. Kjør så det samme igjen.",
        "The packages could not be fetched: no network, or no answer from the package index. Behind a firewall, set "
        "HTTPS_PROXY, or PIP_INDEX_URL to your organisation's index. Then run the same again.",
    )


def operating_system(error: OSError, folder: Path) -> Problem:
    """An error from the operating system."""
    if error.errno == errno.ENOSPC:
        return no_room(folder)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return not_writable(folder)
    return Problem(
        f"Maskinen svarte: {error}. Rett det den peker på, og kjør det samme igjen.",
        f"The machine answered: {error}. Mend what it points at and run the same again.",
    )


def failed(answer: str, folder: Path, nb: str, en: str) -> Problem:
    """Why a command of Python's failed, read out of its many words.

    Args:
        answer: all that it printed.
        folder: the project's folder.
        nb: what failed, in Norwegian.
        en: what failed, in English.
    """
    if any(sign in answer for sign in FULL):
        return no_room(folder)
    if any(sign in answer for sign in FORBIDDEN):
        return not_writable(folder)
    if any(sign in answer for sign in NO_NETWORK):
        return no_network()
    lines = [line.strip() for line in answer.splitlines() if line.strip()]
    said = next((line for line in lines if line.startswith("ERROR")), lines[-1] if lines else "…")
    said = said if len(said) <= 200 else f"{said[:200]} …"  # pip can list every version there ever was
    return Problem(
        f"{nb}: «{said}» Slett mappa .venv og prøv igjen, gjerne med Python 3.12.",
        f"{en}: “{said}” Delete the folder .venv and try again, with Python 3.12 if you can.",
    )
