"""HTTP as Statistics Norway wants it: one call at a time, inside its limit, tried again when it asks for that.

Both the StatBank and KLASS are spoken to through one `Transport`. What goes wrong comes out as one of four errors, each
a sentence that can stand on a screen: `Unreachable` (nobody answers), `Busy` (asked to wait longer than we are willing
to), `Refused` (the question was wrong; SSB's own `title` is in it) and `Unusable` (an answer, but not one to trust).
"""

from __future__ import annotations

import datetime as dt
import email.utils
import json
import re
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import tenacity

CALLS, WINDOW_SECONDS = 30, 60.0  # SSB's guide; used when neither /config nor the headers tell
WAIT_WHEN_SILENT = 60.0  # after 429 without Retry-After
LONGEST_WAIT = 300.0  # above this, giving up with a sentence serves people better than a silent terminal
ATTEMPTS = 5
CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 10.0, 90.0, 600.0
MAX_BYTES = 256 * 1024 * 1024  # 800 000 cells are about 6 MB; anything near this is not an answer
MOST_CALLS, LONGEST_WINDOW = 10_000, 3_600.0  # a limit told beyond these is a mistake of whoever tells it
REDIRECTS = 3  # an address may gain a slash or an https; more turns than this are a loop
AGENT = "malbarometeret/0.1"


class TransportError(Exception):
    """SSB could not be asked, or its answer can't be used; the message is one sentence."""


class Unreachable(TransportError):
    """Nobody answers, the connection drops, or the server keeps failing."""


class Busy(TransportError):
    """SSB asks to wait longer than we are willing to, or again and again."""


class Unusable(TransportError):
    """An answer came, but not one that can be trusted."""


class Refused(TransportError):
    """SSB refused the question.

    Attributes:
        status: HTTP status, or the one inside the error body where they differ.
        title: SSB's diagnosis, "" where it gave none.
    """

    def __init__(self, message: str, status: int, title: str) -> None:
        super().__init__(message)
        self.status = status
        self.title = title


@dataclass(frozen=True)
class Answer:
    """A good answer: its bytes, and the address it came from."""

    body: bytes
    url: str

    def json_object(self) -> dict[str, Any]:
        """The body as JSON object.

        Raises:
            Unusable: it is none.
        """
        url = self.url.split("?")[0]
        try:
            document = json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise Unusable(f"{url}: the answer is not JSON or cut off") from error
        if not isinstance(document, dict):
            raise Unusable(f"{url}: the answer is JSON but not an object")
        return document


class _Again(Exception):
    """Try again after `seconds` (None: as the number of attempts suggests)."""

    def __init__(self, outcome: TransportError, seconds: float | None = None) -> None:
        super().__init__(str(outcome))
        self.outcome = outcome
        self.seconds = seconds


class Transport:
    """One connection to one publisher.

    Attributes:
        server_clock: (server's Date header, local UTC time) of the last answer; None before the first or without one.
        limit: calls allowed in `window` seconds, as last told.
        calls: how many calls were made.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        timeout: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
        attempts: int = ATTEMPTS,
        longest_wait: float = LONGEST_WAIT,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": AGENT, "Accept": "application/json"})
        self._clock, self._sleep = clock, sleep
        self._timeout, self._attempts = timeout, attempts
        self._longest_wait, self._max_bytes = longest_wait, max_bytes
        self._sent: deque[float] = deque()
        self.limit, self.window = CALLS, WINDOW_SECONDS
        self.server_clock: tuple[dt.datetime, dt.datetime] | None = None
        self.calls = 0

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def allow(self, calls: int, seconds: float) -> None:
        """Take over a limit that the server told; 0 means it did not tell, and an absurd one is not believed."""
        if 0 < calls <= MOST_CALLS and 0 < seconds <= LONGEST_WINDOW:
            self.limit, self.window = calls, seconds

    def pause(self, seconds: float) -> None:
        """Wait, by the clock that was given."""
        self._sleep(seconds)

    def call(self, method: str, url: str, *, params: Mapping[str, str] | None = None, body: Any = None) -> Answer:
        """Ask, and ask again on 429, 5xx and dropped connections.

        Args:
            method: "GET" or "POST".
            url: address without query.
            params: query.
            body: what to send as JSON.

        Raises:
            Unreachable: nobody answered, or the server failed, as often as we tried.
            Busy: told to wait longer than `longest_wait`, or to wait as often as we tried.
            Refused: any other 4xx.
            Unusable: the answer is larger than `max_bytes`, can't be unpacked, or comes from somewhere else.
        """
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_Again),
            stop=tenacity.stop_after_attempt(self._attempts),
            wait=self._wait,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(self._once, method, url, params, body)
        except _Again as error:
            raise error.outcome from error

    @staticmethod
    def _wait(state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, _Again) and error.seconds is not None:
            return error.seconds
        return float(min(60, 2**state.attempt_number))

    def _once(self, method: str, url: str, params: Mapping[str, str] | None, body: Any) -> Answer:
        try:
            response, content = self._ask(method, url, params, body)
        except requests.exceptions.SSLError as error:
            raise Unreachable(f"{url}: the server's certificate can't be trusted") from error
        except requests.exceptions.ContentDecodingError as error:
            raise Unusable(f"{url}: the answer says that it is compressed, but can't be unpacked") from error
        except requests.ConnectTimeout as error:
            raise _Again(Unreachable(f"{url}: no connection within {self._timeout[0]:g} seconds")) from error
        except requests.Timeout as error:
            raise _Again(Unreachable(f"{url}: no answer within {self._timeout[1]:g} seconds")) from error
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as error:
            raise _Again(Unreachable(f"{url}: the connection failed or was cut off")) from error
        except requests.RequestException as error:
            raise Unreachable(f"{url}: {error}") from error
        except ValueError as error:
            raise Unusable(f"{url}: the answer has a header or an address that can't be read") from error
        if response.ok:
            return Answer(content, response.url)
        self._raise(response, content)
        raise AssertionError("unreachable")

    def _ask(
        self, method: str, url: str, params: Mapping[str, str] | None, body: Any
    ) -> tuple[requests.Response, bytes]:
        """One question, sent on where the same server says so; its answer and the bytes of it.

        Raises:
            Unusable: the server sends us in a circle, to another server, or from a safe connection to an unsafe one.
        """
        asked = url
        for _ in range(REDIRECTS + 1):
            self._take_turn()
            with self._session.request(
                method, asked, params=params, json=body, timeout=self._timeout, stream=True, allow_redirects=False
            ) as response:
                self._read_headers(response)
                if not response.is_redirect:
                    return response, self._content(response)
                # the query is part of the address that the server gives
                asked, params = _sent_on(response.url, response.headers["location"]), None
        raise Unusable(f"{url}: the server sends us on again and again (more than {REDIRECTS} times)")

    def _take_turn(self) -> None:
        """Wait until one more call is inside the limit."""
        now = self._clock()
        while self._sent and now - self._sent[0] >= self.window:
            self._sent.popleft()
        if len(self._sent) >= self.limit:
            # A second more than the window: the server's clock started when the call arrived, not when it was sent.
            self._sleep(self._sent[-self.limit] + self.window + 1 - now)
            now = self._clock()
        self._sent.append(now)
        self.calls += 1

    def _read_headers(self, response: requests.Response) -> None:
        headers = response.headers
        window = re.search(r"([0-9]{1,9})\s*;\s*w=([0-9]{1,9})", headers.get("x-ratelimit-policy", ""))
        calls = headers.get("x-ratelimit-limit", "").strip()
        if window:
            self.allow(int(window[1]), float(window[2]))
        elif re.fullmatch(r"[0-9]{1,9}", calls):
            self.allow(int(calls), self.window)
        if headers.get("x-ratelimit-remaining") == "0":
            # Others behind the same address use the limit too: take the server's word over our own count.
            self._sent.extend([self._clock()] * (self.limit - len(self._sent)))
        date = _http_date(headers.get("Date", ""))
        if date:
            self.server_clock = (date, dt.datetime.now(dt.UTC))

    def _content(self, response: requests.Response) -> bytes:
        pieces, size, start, url = [], 0, self._clock(), f"{response.url.split('?')[0]:.200}"
        for piece in response.iter_content(1 << 16):
            size += len(piece)
            if size > self._max_bytes:
                raise Unusable(f"{url}: the answer is larger than {self._max_bytes} bytes")
            if self._clock() - start > WHOLE_SECONDS:
                raise _Again(Unreachable(f"{url}: the answer took longer than {WHOLE_SECONDS:g} seconds"))
            pieces.append(piece)
        if not size and response.raw.tell():  # unpacking is content with the beginning of what it was to unpack
            raise _Again(Unreachable(f"{url}: the connection failed or was cut off"))
        return b"".join(pieces)

    def _raise(self, response: requests.Response, content: bytes) -> None:
        status, url = response.status_code, response.url.split("?")[0]
        title, inner = problem(content)
        told = f": {title}" if title else ""
        if status == 429 or (status == 503 and "Retry-After" in response.headers):
            wait = retry_after(response.headers.get("Retry-After", ""), response.headers.get("Date", ""))
            seconds = WAIT_WHEN_SILENT if wait is None else wait
            busy = Busy(f"{url}: {_told_to_wait(wait)} (HTTP {status}{told}); try again later")
            if seconds > self._longest_wait:
                raise busy
            raise _Again(busy, seconds)
        if status >= 500:
            raise _Again(Unreachable(f"{url}: the server failed (HTTP {status}{told})"))
        if not title and content.lstrip()[:1] == b"<":
            why = ", which it does when an address is too long" if status == 404 else ""
            raise Refused(f"{url}: answered with an HTML page (HTTP {status}){why}", status, "")
        raise Refused(f"{url}: refused (HTTP {status}){told}", inner or status, title)


def _told_to_wait(seconds: float | None) -> str:
    """What the server asks for, in words: it may leave open how long, and may turn us away without asking to wait."""
    if seconds is None:
        return "asks to wait, and does not say how long"
    if seconds < 1:
        return "turned every call away"
    if seconds >= 86_400:
        return "asks to wait longer than a day"
    return f"asks to wait {seconds:.0f} seconds" if seconds < 120 else f"asks to wait {ceil(seconds / 60)} minutes"


def problem(content: bytes) -> tuple[str, int | None]:
    """SSB's diagnosis from an error body: (`title`, and `detail` where there is one; `status` inside the body)."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return "", None
    if not isinstance(body, dict):
        return "", None
    # The StatBank writes title, its older version error, KLASS message.
    title = next((_short(body[key]) for key in ("title", "error", "message") if body.get(key)), "")
    detail = _short(body.get("detail") or "")
    status = body.get("status")
    return (f"{title} ({detail})" if title and detail else title or detail), status if isinstance(status, int) else None


def _short(words: object) -> str:
    """A diagnosis on one line, and no longer than a person reads."""
    return " ".join(str(words)[:500].split())


def retry_after(value: str, date: str) -> float | None:
    """Seconds to wait from a `Retry-After` header: seconds, or an HTTP date measured from the server's own `Date`."""
    value = value.strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", value):
        return float(value)
    moment = _http_date(value)
    if moment is None:
        return None
    now = _http_date(date) or dt.datetime.now(dt.UTC)
    return max(0.0, (moment - now).total_seconds())


def _sent_on(url: str, location: str) -> str:
    """The address that a server sends us to.

    Raises:
        Unusable: it is another server's, or an unsafe one; figures from there would pass for this server's.
    """
    try:
        there = urljoin(url, location)
        came, goes = urlsplit(url), urlsplit(there)
        same = (came.hostname, came.port) == (goes.hostname, goes.port) and came.scheme == goes.scheme
        safer = came.hostname == goes.hostname and (came.scheme, goes.scheme) == ("http", "https")
    except ValueError:
        there, same, safer = "an address that can't be read", False, False
    if not (same or safer):
        shown = there.split("?")[0][:200]
        raise Unusable(f"{url.split('?')[0]}: the server sends us to {shown}, which is not asked for the figures")
    return there


def _http_date(value: str) -> dt.datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
