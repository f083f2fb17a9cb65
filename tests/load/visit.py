"""One reader's session, spoken as the browser speaks it: the page's HTML, a websocket, a run of the script, clicks.

Streamlit's messages are read with Streamlit's own classes, so that a visit sees what a browser is sent: which switches
there are, which charts came, and whether an error was shown.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

PATIENCE_SECONDS = 120.0


@dataclass
class Run:
    """What came of one run of the script.

    Attributes:
        seconds: from the click until the script had finished.
        messages: how many messages came.
        size: their bytes.
        charts: how many charts were drawn anew.
        errors: texts of the errors shown to the reader.
    """

    seconds: float = 0.0
    messages: int = 0
    size: int = 0
    charts: int = 0
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Switch:
    """A choice that the page offers: the widget's id, how its value is sent, and the words to choose among."""

    id: str
    many: bool
    options: tuple[str, ...]

    def chosen(self, option: str) -> WidgetState:
        """The state the browser sends when a reader chooses an option."""
        state = WidgetState(id=self.id)
        if self.many:
            state.string_array_value.data.append(option)
        else:
            state.string_value = option
        return state


def switches_in(element: Element) -> Iterator[Switch]:
    """The switch that an element is; none for other elements and for one with nothing to choose among."""
    if element.WhichOneof("type") == "button_group":
        group = element.button_group
        options = tuple(option.content for option in group.options)
        if not group.disabled and len(options) > 1:
            yield Switch(group.id, True, options)
    elif element.WhichOneof("type") == "selectbox":
        box = element.selectbox
        if not box.disabled and len(box.options) > 1:
            yield Switch(box.id, False, tuple(box.options))


class Visit:
    """An open session. Use as `async with Visit(address) as visit`.

    Args:
        address: the server's address, without a slash at the end.

    Raises:
        OSError, websockets.WebSocketException: the server cannot be reached.
        TimeoutError: a run did not end within `PATIENCE_SECONDS`.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.path = ""
        self.query = ""
        self.switches: dict[str, Switch] = {}
        self._states: dict[str, WidgetState] = {}
        self._socket: ClientConnection | None = None
        self._cookies = httpx.Cookies()

    async def __aenter__(self) -> Visit:
        """Open the websocket as the browser does: same origin, Streamlit's subprotocol."""
        parts = urlsplit(self.address)
        scheme = "wss" if parts.scheme == "https" else "ws"
        self._socket = await connect(
            f"{scheme}://{parts.netloc}/_stcore/stream",
            origin=Origin(self.address),
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            open_timeout=PATIENCE_SECONDS,
            ping_timeout=None,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave, as one closes a tab."""
        if self._socket is not None:
            await self._socket.close()

    async def open(self, path: str, query: str = "") -> Run:
        """Go to a page, by menu or by address: its switches are new."""
        self.path, self.query = path, query
        self._states.clear()
        self.switches.clear()
        return await self._run()

    async def click(self, dice: random.Random) -> Run:
        """Choose another option of some switch; opens the page anew where it has none."""
        if not self.switches:
            return await self._run()
        switch = dice.choice(sorted(self.switches.values(), key=lambda one: one.id))
        self._states[switch.id] = switch.chosen(dice.choice(switch.options))
        return await self._run()

    async def _run(self) -> Run:
        assert self._socket is not None, "open the visit first"
        question = BackMsg()
        state = question.rerun_script
        state.query_string, state.page_name = self.query, self.path
        state.context_info.url = f"{self.address}/{self.path}"
        state.context_info.locale, state.context_info.timezone = "nb-NO", "Europe/Oslo"
        state.widget_states.widgets.extend(self._states.values())
        run, start = Run(), time.perf_counter()
        await self._socket.send(question.SerializeToString())
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not self._read(await self._socket.recv(), run):
                pass
        run.seconds = time.perf_counter() - start
        return run

    def _read(self, data: str | bytes, run: Run) -> bool:
        """Take in one message; whether the run has ended with it."""
        assert isinstance(data, bytes)
        message = ForwardMsg.FromString(data)
        run.messages += 1
        run.size += len(data)
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            shown = element.WhichOneof("type")
            run.charts += shown == "plotly_chart"
            if shown == "exception":
                run.errors.append(f"{element.exception.type}: {element.exception.message}")
            for switch in switches_in(element):
                self.switches[switch.id] = switch
        elif kind == "session_event" and message.session_event.HasField("script_compilation_exception"):
            run.errors.append(message.session_event.script_compilation_exception.message)
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "page_not_found":
            run.errors.append(f"page not found: {self.path!r}")
        # a run that was overtaken by a rerun of its own is followed by the run that the reader waits for
        return kind == "script_finished" and message.script_finished in (
            ForwardMsg.FINISHED_SUCCESSFULLY,
            ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
            ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
        )
