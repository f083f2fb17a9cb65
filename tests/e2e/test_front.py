"""The front server: Debian's nginx with the configuration of `deploy/`, before two real processes of the pages."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, FilePayload, expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from deploy.settings import IPV6
from tests.e2e import browser as helpers
from tests.e2e import front

pytestmark = pytest.mark.browser
VALUES = "/api/v1/indicators/gdp_share/values.json"
#: Headers that each answer of the site has exactly once.
ONCE = (
    *("strict-transport-security", "x-content-type-options", "content-security-policy", "referrer-policy"),
    *("permissions-policy", "cross-origin-opener-policy", "x-frame-options"),
)


@pytest.fixture(scope="module")
def backends(state: Path, systemd: socket.socket) -> Iterator[tuple[str, str]]:
    """Two processes of the pages."""
    front.program()
    app = helpers.ROOT / "app.py"
    systemd.settimeout(60)
    watched = {"NOTIFY_SOCKET": systemd.getsockname(), "WATCHDOG_USEC": "3000000"}
    with helpers.serving(app, state, **watched) as one, helpers.serving(app, state) as other:
        yield one, other


@pytest.fixture(scope="module")
def systemd() -> Iterator[socket.socket]:
    """Where systemd listens to the first of them."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"{folder}/notify")
        yield listening


def test_a_process_tells_systemd_that_it_answers(backends: tuple[str, str], systemd: socket.socket) -> None:
    """So that one which no longer does is started anew; `tests/app/test_watching.py` has when it is not told."""
    said = [systemd.recv(100).decode() for _ in range(2)]
    assert said == ["READY=1\nWATCHDOG=1", "WATCHDOG=1"]


@pytest.fixture(scope="module")
def site(backends: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[front.Site]:
    """The front before them, which asks again about a figure after a second."""
    with front.running(tmp_path_factory.mktemp("front"), backends, fresh_seconds=1) as running:
        yield running


def reader(chromium: Browser) -> BrowserContext:
    """A reader who trusts our certificate."""
    made = chromium.new_context(ignore_https_errors=True, locale="nb-NO", viewport={"width": 1280, "height": 720})
    made.set_default_timeout(60_000)
    return made


def place(context: BrowserContext) -> str:
    """The process that a reader's cookie names."""
    return next((str(c["value"]) for c in context.cookies() if c["name"] == "malbarometeret_place"), "")


def sessions(site: front.Site) -> list[float]:
    """How many readers each process has."""
    found = [requests.get(f"{address}/metrics", timeout=30).text for address in site.backends]
    return [float(re.findall(r"^malbarometeret_sessions (\S+)", text, re.MULTILINE)[0]) for text in found]


def headers(answer: requests.Response) -> Counter[str]:
    """Every header of an answer, as it came."""
    raw: Any = answer.raw.headers
    return Counter(name.lower() for name, _ in raw.iteritems())


def stream(site: front.Site, origin: str | None, **more: Any) -> Any:
    """A websocket to the pages."""
    context = ssl.create_default_context(cafile=str(site.certificate))
    address = site.address.replace("https", "wss") + "/_stcore/stream"
    told = {"origin": Origin(origin) if origin else None, "subprotocols": [Subprotocol("streamlit")]}
    return connect(address, ssl=context, open_timeout=60, **told, **more)


# The configuration


def test_the_configuration_is_whole(tmp_path: Path) -> None:
    front.written(tmp_path, (8501, 8502, 8503))
    done = subprocess.run(
        [front.program(), "-t", "-p", str(tmp_path), "-e", str(tmp_path / "e"), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


# What goes through it


def test_pages_load_in_a_browser_and_live_in_one_process(chromium: Browser, site: front.Site) -> None:
    with reader(chromium) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" and "404" not in m.text else None)
        before = sessions(site)
        helpers.ready(page, f"{site.address}/")
        where = place(context)
        grown = [now - then for now, then in zip(sessions(site), before, strict=True)]
        assert grown == ([1.0, 0.0] if where == "1" else [0.0, 1.0])
        page.get_by_text("Med sokkelen", exact=True).click()
        page.wait_for_url(re.compile("with_shelf"))
        helpers.settled(page)
        helpers.ready(page, f"{site.address}/data")
        assert place(context) == where
        assert complaints == []
        (cookie,) = [one for one in context.cookies() if one["name"] == "malbarometeret_place"]
        assert cookie["secure"] and cookie["httpOnly"] and cookie["sameSite"] == "Lax"
        assert all(one["secure"] for one in context.cookies())


def test_readers_are_shared_between_the_processes_and_keep_theirs(site: front.Site) -> None:
    seen = Counter(site.get("/").cookies["malbarometeret_place"] for _ in range(40))
    assert set(seen) == {"1", "2"}
    for number in ("1", "2"):
        answer = site.get("/", cookies={"malbarometeret_place": number})
        assert "malbarometeret_place" not in answer.cookies, "it was where it belongs"
    assert site.get("/", cookies={"malbarometeret_place": "7; DROP"}).cookies["malbarometeret_place"] in "12"


def test_an_upload_reaches_the_session_that_it_belongs_to(chromium: Browser, site: front.Site) -> None:
    with reader(chromium) as context:
        page = context.new_page()
        helpers.ready(page, f"{site.address}/meeting")
        not_slides = FilePayload(name="notater.pptx", mimeType="application/octet-stream", buffer=b"not slides")
        page.locator("input[type=file]").first.set_input_files(not_slides)
        expect(page.get_by_text("er ikke en PowerPoint-fil")).to_be_visible()


def test_a_page_in_somebody_elses_frame_lives_without_a_cookie(
    chromium: Browser, site: front.Site, tmp_path: Path
) -> None:
    with reader(chromium) as context:
        page = context.new_page()
        (tmp_path / "index.html").write_text(
            f'<iframe src="{site.address}/?embed=true&chart=gap" width="900" height="700"></iframe>'
        )
        newspaper = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
        with ThreadingHTTPServer(("127.0.0.1", 0), newspaper) as elsewhere:
            threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
            page.goto(f"http://127.0.0.1:{elsewhere.server_port}/")
            page.frame_locator("iframe").locator("[data-testid=stPlotlyChart] .main-svg").first.wait_for()
            elsewhere.shutdown()
        assert place(context) == "", "a browser keeps no cookie in somebody else's frame"


def test_every_answer_has_each_header_once(site: front.Site) -> None:
    for path in ("/", "/data?lang=en", VALUES, "/api/v1/indicators/nothing", "/nowhere", "/favicon.png"):
        found = headers(site.get(path))
        assert {name: found[name] for name in ONCE} == dict.fromkeys(ONCE, 1), path
        assert found["server"] == 1 and found["cache-control"] <= 1
    asset = static_file(site)
    first, second = site.get(asset), site.get(asset)
    assert {name: headers(second)[name] for name in ONCE} == dict.fromkeys(ONCE, 1)
    assert second.headers["x-cache"] == "HIT" and first.content == second.content
    assert second.headers["cache-control"] == "public, immutable, max-age=31536000"
    assert second.headers["content-encoding"] == "gzip"


def static_file(site: front.Site) -> str:
    """A file of the pages that bears a fingerprint in its name."""
    return re.findall(r'src="\.(/static/js/[^"]+)"', site.get("/").text)[0]


def test_plain_http_leads_to_https_and_other_names_lead_nowhere(site: front.Site) -> None:
    plain = requests.get(f"http://localhost:{site.http}/data?lang=en", allow_redirects=False, timeout=30)
    assert (plain.status_code, plain.headers["location"]) == (301, f"{site.address}/data?lang=en")
    if IPV6.exists():
        six = f"http://[::1]:{site.http}/"
        comes = requests.get(six, headers={"Host": "localhost"}, allow_redirects=False, timeout=30)
        assert comes.status_code == 301, "whoever has IPv6 alone comes in too"
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.1:{site.http}/", timeout=30)
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(site.address.replace("localhost", "127.0.0.1"), verify=False, timeout=30)
    with pytest.raises(ssl.SSLError):
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.load_verify_locations(site.certificate)
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        connect(site.address.replace("https", "wss"), ssl=old)


def test_figures_are_kept_for_a_moment_and_asked_about_again(site: front.Site) -> None:
    question = f"{VALUES}?region=norway&year=2011"
    first = site.get(question)
    seen = [site.get(question).headers["x-cache"] for _ in range(5)]
    assert first.headers["x-cache"] == "MISS" and "HIT" in seen
    other = site.get(f"{VALUES}?region=norway&year=2012")
    assert other.json()["rows"] != first.json()["rows"], "the question is part of the key"
    again = site.get(question, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304 and again.content == b""
    assert "no-cache" in first.headers["cache-control"], "a reader's browser asks each time"
    refused = [site.get(f"{VALUES}?region=nowhere") for _ in range(2)]
    assert [one.status_code for one in refused] == [400, 400] and refused[1].headers["x-cache"] != "HIT"


def test_a_long_address_takes_nothing_away_from_others(site: front.Site) -> None:
    """What the cache keeps of an answer has to have room, or nginx takes the process that answered for a dead one."""
    for length in (3_000, 8_000):
        answer = site.get(f"{VALUES}?region={'x' * length}")
        assert (answer.status_code, "error" in answer.json()) == (400, True)
        assert site.get(f"/static/{'x' * length}.js").status_code < 500
    assert site.get(f"{VALUES}?region=norway&year=2017").status_code == 200


def test_what_is_asked_for_with_a_password_is_never_kept(site: front.Site) -> None:
    question = f"{VALUES}?region=norway&year=2013"
    seen = [site.get(question, headers={"Authorization": "Bearer artificial"}).headers["x-cache"] for _ in range(3)]
    assert set(seen) <= {"MISS", "BYPASS"}


def test_a_websocket_from_another_site_is_refused(site: front.Site) -> None:
    with stream(site, site.address) as own:
        assert own.subprotocol == "streamlit"
    for origin in (
        "https://evil.example",
        "http://localhost:1",
        "https://127.0.0.1",
        "null",
        "https://localhost.evil.example",
    ):
        with pytest.raises(InvalidStatus) as refused:
            stream(site, origin)
        assert refused.value.response.status_code == 403, origin
    with pytest.raises(InvalidStatus):
        stream(site, None, additional_headers={"Sec-Fetch-Site": "cross-site"})


def test_what_is_for_the_server_alone_is_not_there(site: front.Site) -> None:
    for path in ("/metrics", "/_stcore/metrics", "/_stcore/agent/openapi.json", "/data/_stcore/metrics"):
        assert site.get(path).status_code == 404, path
    assert site.get("/healthz").json() == {"status": "ok"}
    assert site.get("/readyz").json()["status"] == "ready"


def test_too_large_is_said(site: front.Site) -> None:
    answer = requests.post(
        f"{site.address}/api/v1/indicators", data=b"x" * 100_000, verify=str(site.certificate), timeout=30
    )
    assert answer.status_code == 413 and "too large" in answer.json()["error"]
    assert headers(answer)["strict-transport-security"] == 1


def logged(site: front.Site, until: str) -> list[dict[str, Any]]:
    """The lines of the access log, once it has come to a path: nginx writes when the answer is gone."""
    end = time.monotonic() + 20
    while True:
        lines = [json.loads(line) for line in site.logged().splitlines()]
        if until in [line["path"] for line in lines] or time.monotonic() > end:
            return lines
        time.sleep(0.05)


def test_the_log_tells_of_nobody(site: front.Site) -> None:
    site.get("/data?region=kari-nordmann", headers={"User-Agent": "kari-nordmann", "X-Forwarded-For": "192.0.2.7"})
    site.get("/kari-nordmann@example.no")
    site.get("/api/v1/indicators/gdp_share?name=kari-nordmann")
    lines = logged(site, until="/api/v1/indicators/gdp_share")
    assert {"time", "method", "path", "status", "bytes", "seconds", "cache", "place"} == set(lines[0])
    assert {"/data", "/api/v1/indicators/gdp_share", "other"} <= {line["path"] for line in lines}
    for word in ("kari", "nordmann", "127.0.0.1", "192.0.2.7", "?", "python-requests", "Mozilla"):
        assert word not in site.logged(), word
    for line in lines:
        assert not line["path"].startswith(("/media/", "/_stcore/upload_file/"))


def test_one_address_gets_so_much_and_a_plain_word(backends: tuple[str, str], tmp_path: Path) -> None:
    with front.running(tmp_path, backends, api_per_second=1, pages_per_second=1, connections=50) as narrow:
        asked = [VALUES] * 30 + ["/nowhere"] * 30
        with ThreadPoolExecutor(8) as many:
            answers = list(many.map(narrow.get, asked))
        figures = [one for one in answers[:30] if one.status_code == 429]
        pages = [one for one in answers[30:] if one.status_code == 429]
        assert figures and pages and len(figures) < 30 and len(pages) < 30
        assert "wait a few seconds" in figures[0].json()["error"]
        assert "Vent noen sekunder" in pages[0].text and "Wait a few seconds" in pages[0].text
        for one in (figures[0], pages[0]):
            assert one.headers["retry-after"] == "5" and one.headers["cache-control"] == "no-store"
            assert headers(one)["strict-transport-security"] == headers(one)["x-content-type-options"] == 1


# When processes die: last, because they stay dead


def test_when_a_process_dies_its_readers_go_on_in_the_other(
    chromium: Browser, site: front.Site, backends: tuple[str, str]
) -> None:
    with reader(chromium) as context:
        page = context.new_page()
        helpers.ready(page, f"{site.address}/?denominator=mainland")
        kept = f"{VALUES}?region=norway&year=2014"
        site.get(kept)
        before = int(place(context))
        os.kill(helpers.SERVERS[backends[before - 1]], signal.SIGKILL)
        for _ in range(6):
            assert site.get("/").status_code == 200
            assert site.get(f"{VALUES}?region=norway&year=2015").status_code == 200
        page.get_by_text("Med sokkelen", exact=True).wait_for()
        page.wait_for_function(
            "() => !document.querySelector('[data-testid=stStatusWidget]')?.innerText.includes('CONN')"
        )
        helpers.ready(page, f"{site.address}/?denominator=with_shelf")
        assert int(place(context)) == 3 - before
        page.get_by_text("Fastlands-Norge uten oljetjenester", exact=True).first.click()
        page.wait_for_url(re.compile("mainland"))

        os.kill(helpers.SERVERS[backends[2 - before]], signal.SIGKILL)
        old = site.get(kept)
        assert old.status_code == 200 and old.headers["x-cache"] in ("STALE", "UPDATING", "HIT")
        away = site.get("/")
        assert away.status_code == 503 and "borte et øyeblikk" in away.text and away.headers["retry-after"] == "30"
        figures = site.get(f"{VALUES}?region=norway&year=2016")
        assert figures.status_code == 503 and "ask again" in figures.json()["error"]
