"""The dashboard's server: a free port, the address as soon as it answers, and a quiet end."""

from __future__ import annotations

import argparse
import http.client
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from launch.problems import say
from launch.processes import ended, exit_code, patiently

if TYPE_CHECKING:
    from launch.machine import Machine

# `streamlit run`, without the “Aborted!” that its command line says to Ctrl-C, which is how one is meant to stop it.
STREAMLIT = """
import click
from streamlit.web.cli import main
try:
    main(prog_name="streamlit", standalone_mode=False)
except (click.Abort, KeyboardInterrupt):
    pass
"""


def start_options(arguments: Sequence[str]) -> argparse.Namespace:
    """Port, address and whether to leave the browser alone; argparse itself answers what it does not know."""
    parser = argparse.ArgumentParser(
        prog="python run.py",
        add_help=False,
        usage="python run.py [--port PORT] [--address ADDRESS] [--no-browser] [--edit]",
    )
    parser.add_argument("--port", type=port_number, default=8501)
    parser.add_argument("--address", default="localhost")
    parser.add_argument("--no-browser", "--headless", action="store_true")
    parser.add_argument("--edit", action="store_true")
    return parser.parse_args(arguments)


def port_number(text: str) -> int:
    """A port from 1 to 65535.

    Raises:
        argparse.ArgumentTypeError: it is not one.
    """
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r}: en port er et tall fra 1 til 65535 / a port is 1 to 65535")
    return int(text)


def serve(machine: Machine, python: Path, options: argparse.Namespace) -> int:
    """Run the dashboard until it is stopped.

    Returns:
        0 when the user stopped it with Ctrl-C, else the server's own exit code.
    """
    command = [str(python), "-c", STREAMLIT, "run", "app.py"]
    settings = {
        "server.port": str(options.port),
        "server.address": options.address,
        "server.headless": "true",  # without its question about an e-mail address; the browser is opened here
        "browser.gatherUsageStats": "false",
        "logger.hideWelcomeMessage": "true",
    }
    for name, value in settings.items():
        command += [f"--{name}", value]
    server = machine.start_server(command)
    try:
        with ended(server):
            announce(machine, server, options)
            server.wait()
    except KeyboardInterrupt:
        patiently(server, 0)
        return 0
    return exit_code(server)


def announce(machine: Machine, server: subprocess.Popen, options: argparse.Namespace) -> None:
    """Tell the address, and open the browser, as soon as the server answers; not at all where it ended before."""
    everywhere = options.address in ("localhost", "0.0.0.0", "::")
    url = f"http://{'localhost' if everywhere else options.address}:{options.port}"
    while server.poll() is None and not answers(url):
        time.sleep(0.1)
    if server.poll() is None:
        say(f"Målbarometeret: {url}   (avslutt med Ctrl-C)", f"Open {url}   (stop with Ctrl-C)")
        if not options.no_browser:
            machine.open_browser(url)


def answers(url: str) -> bool:
    """Whether a server answers there."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # this machine is never behind the proxy
    try:
        with opener.open(url + "/_stcore/health", timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except (OSError, http.client.HTTPException):
        return False
