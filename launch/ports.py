"""Whether a port of this machine is free for the dashboard."""

from __future__ import annotations

import contextlib
import errno
import socket

from launch.problems import Problem


def check_port(address: str, port: int) -> None:
    """Say so before anything is started if the port is taken, and name the next free one.

    Raises:
        Problem: it is taken, or this user may not have it.
    """
    state = port_state(address, port)
    if state == "denied":
        raise Problem(
            f"Port {port} er forbeholdt administratoren. Velg en høyere: python run.py --port 8501",
            f"Port {port} is for the administrator only. Take a higher one: python run.py --port 8501",
        )
    if state == "taken":
        later = range(port + 1, min(port + 100, 65536))
        free = next((other for other in later if not port_state(address, other)), 8501)
        raise Problem(
            f"Port {port} er opptatt; kanskje kjører Målbarometeret alt på http://localhost:{port}. "
            f"Ellers skriv: python run.py --port {free}",
            f"Port {port} is taken; perhaps the dashboard is already running at http://localhost:{port}. "
            f"If not, type: python run.py --port {free}",
        )


def port_state(address: str, port: int) -> str:
    """`taken`, `denied`, or empty for a free port. Any server on this machine counts, at whichever address."""
    with contextlib.suppress(OSError), socket.create_connection(("localhost", port), timeout=0.5):
        return "taken"
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as attempt:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            # A port just left is free, though the kernel remembers it for a minute.
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1" if address == "localhost" else address, port))
        except PermissionError:
            return "denied"
        except OSError as error:
            return "taken" if error.errno == errno.EADDRINUSE else ""
    return ""
