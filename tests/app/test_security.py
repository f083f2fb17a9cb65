"""The threats of docs/security.md that no other test answers, and that each of its answers is a test that exists."""

from __future__ import annotations

import ast
import io
import re
import struct
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from dashboard import store
from dashboard.paper import template
from dashboard.texts import texts
from dashboard.web.gate import Gate
from dashboard.web.headers import Headers, policy
from dashboard.web.observed import Observed

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security.md"


# The page


def named() -> Iterator[tuple[str, list[str]]]:
    """Each threat of the page with the tests that it names."""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if line.startswith("| ") and len(cells) == 3 and cells[0] not in ("threat", "---"):
            yield cells[0], re.findall(r"`(tests/[\w/]+\.py::\w+)`", cells[2])


def test_every_threat_is_answered_by_tests_that_exist() -> None:
    threats = dict(named())
    assert len(threats) >= 15
    for threat, answers in threats.items():
        assert answers, f"no test answers “{threat}”"
        for answer in answers:
            file, _, name = answer.partition("::")
            tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
            found = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
            assert name in found, f"“{threat}” names {answer}, which does not exist"


# The warehouse


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM read_text('{file}')",
        "COPY (SELECT 1) TO '{file}'",
        "ATTACH '{file}' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM 'https://example.no/x.parquet'",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SET autoload_known_extensions = true",
        "CREATE TABLE out.mine AS SELECT 1",
        "DROP TABLE out.region",
        "UPDATE out.region SET name_nb = 'x'",
        "EXPORT DATABASE '{file}'",
    ],
)
def test_the_warehouse_can_be_read_and_nothing_else(served: str, statement: str, tmp_path: Path) -> None:
    file = tmp_path / "secret.csv"
    file.write_text("a\n1\n")
    now = store.current()
    assert now is not None
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(duckdb.Error):
        now.cursor().execute(statement.format(file=file))
    assert sorted(tmp_path.rglob("*")) == before and file.read_text() == "a\n1\n"


def test_the_warehouse_fetches_no_extension_by_itself(served: str) -> None:
    now = store.current()
    assert now is not None
    for name in ("autoload_known_extensions", "autoinstall_known_extensions", "allow_community_extensions"):
        found = now.cursor().execute(f"SELECT current_setting('{name}')").fetchone()
        assert found == (False,), name


# Other sites


async def _socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.close()


def _written(request: Request) -> PlainTextResponse:
    return PlainTextResponse("written")


@pytest.fixture
def client() -> TestClient:
    routes = [
        WebSocketRoute("/_stcore/stream", _socket),
        Route("/_stcore/metrics", _written),
        Route("/_stcore/agent/interact", _written, methods=["POST"]),
        Route("/data", _written, methods=["GET", "POST", "PUT", "DELETE"]),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Observed), Middleware(Headers), Middleware(Gate)])
    return TestClient(app, base_url="http://barometer.example.no")


STREAM = "ws://barometer.example.no/_stcore/stream"
#: No site of ours, however much each looks like it.
FOREIGN = [
    "https://evil.example",
    "http://localhost:3000",
    "http://127.0.0.1",
    "null",
    "",
    "http://barometer.example.no.evil.example",
    "http://barometer.example.no:8080",
    "http://kari@barometer.example.no",
    "file://barometer.example.no",
    "http://[::1",
]


@pytest.mark.parametrize("origin", FOREIGN)
def test_another_sites_websocket_is_turned_away(client: TestClient, origin: str) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect(STREAM, headers={"Origin": origin}),
    ):
        pass
    assert refused.value.code == 1008


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "http://barometer.example.no"}, {"Origin": "HTTPS://Barometer.example.no"}]
)
def test_our_own_websocket_comes_in(client: TestClient, headers: dict[str, str]) -> None:
    with client.websocket_connect(STREAM, headers=headers):
        pass


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("origin", FOREIGN)
def test_another_sites_pages_cannot_write(client: TestClient, method: str, origin: str) -> None:
    answer = client.request(method, "/data", headers={"Origin": origin})
    assert answer.status_code == 403 and "Another site" in answer.json()["error"]
    assert client.request(method, "/data", headers={"Origin": "http://barometer.example.no"}).status_code == 200


def test_a_browser_that_says_cross_site_is_believed(client: TestClient) -> None:
    assert client.post("/data", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get("/data", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200, "a link is no attack"


def test_what_no_page_asks_for_is_not_there(client: TestClient) -> None:
    assert client.get("/_stcore/metrics").status_code == 404
    assert client.post("/_stcore/agent/interact").status_code == 404


def test_no_script_runs_but_the_one_that_is_known() -> None:
    found = policy("barometer.example.no", embedded=False)
    scripts = re.search(r"script-src ([^;]+);", found)
    assert scripts and "unsafe-inline" not in scripts[1] and "unsafe-eval" not in scripts[1]
    assert scripts[1].count("'sha256-") == 1
    assert "object-src 'none'" in found and "base-uri 'self'" in found and "form-action 'self'" in found
    assert "connect-src 'self' ws://barometer.example.no wss://barometer.example.no data: blob:;" in found


@pytest.mark.parametrize("host", ["a b", "x; script-src *", "evil.example *", "", "[::1", "a\r\nSet-Cookie: x"])
def test_a_host_that_is_none_does_not_get_into_the_policy(host: str) -> None:
    found = policy(host, embedded=True)
    assert "connect-src 'self' data: blob:;" in found and "frame-ancestors *" in found


def test_streamlit_is_set_to_its_strict_sides() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    server, client_ = settings["server"], settings["client"]
    assert server["enableXsrfProtection"] and server["enableCORS"] and not server["enableAgentApi"]
    assert server["maxUploadSize"] == template.LIMIT_MB and not server["enableStaticServing"]
    assert client_["showErrorDetails"] == "none" and not settings["browser"]["gatherUsageStats"]


# What somebody sends


def slides(**parts: bytes) -> bytes:
    """Our own empty presentation with some parts put in or replaced."""
    out = io.BytesIO()
    given = zipfile.ZipFile(io.BytesIO(template._empty()))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part in given.infolist():
            if part.filename not in parts:
                made.writestr(part, given.read(part))
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="http://192.0.2.7/x" '
    "TargetMode='External'/></Relationships>"
)


@pytest.mark.parametrize("kind", ["image", "oleObject", "attachedTemplate", "frame", "package"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_template_that_fetches_from_elsewhere_is_refused(kind: str, encoding: str) -> None:
    part = RELATION.format(kind=kind).encode(encoding)
    attack = slides(**{"ppt/slideLayouts/_rels/x.xml.rels": part})
    with pytest.raises(template.BadTemplate, match="fetches pictures"):
        template.prepare(attack, "x.pptx", texts("en"))


def test_a_template_may_have_links_to_click_on() -> None:
    part = RELATION.format(kind="hyperlink").encode()
    assert template.prepare(slides(**{"ppt/slideLayouts/_rels/x.xml.rels": part}), "x.pptx", texts("en")).area


def test_a_template_that_unpacks_to_a_flood_is_refused() -> None:
    bomb = slides(**{"ppt/media/bomb.bin": b"\0" * (template.UNPACKED_MB * 1_000_000 + 1)})
    assert len(bomb) < 2_000_000
    with pytest.raises(template.BadTemplate, match="too large"):
        template.prepare(bomb, "x.pptx", texts("en"))


def test_a_template_of_countless_parts_is_refused() -> None:
    many = slides(**{f"ppt/x/{number}": b"" for number in range(template.PARTS)})
    with pytest.raises(template.BadTemplate, match="too large"):
        template.prepare(many, "x.pptx", texts("en"))


def test_a_template_that_lies_about_its_size_is_refused() -> None:
    honest = slides(**{"ppt/media/lie.bin": b"\0" * 3_000_000})
    lying = honest.replace(struct.pack("<I", 3_000_000), struct.pack("<I", 3))
    assert lying != honest
    with zipfile.ZipFile(io.BytesIO(lying)) as file, pytest.raises(zipfile.BadZipFile):
        file.read("ppt/media/lie.bin")


@pytest.mark.parametrize("part", ["ppt/presentation.xml", "ppt/_rels/presentation.xml.rels", "[Content_Types].xml"])
def test_entities_of_a_template_are_not_unfolded_and_read_no_file(part: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hemmelig-innhold")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    attack = (
        f'<?xml version="1.0"?><!DOCTYPE p [<!ENTITY l0 "ha">{laughs}<!ENTITY file SYSTEM "file://{secret}">]>'
        '<p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main">&l11;&file;</p:presentation>'
    )
    with pytest.raises(template.BadTemplate) as refused:
        template.prepare(slides(**{part: attack.encode()}), "x.pptx", texts("en"))
    assert "hemmelig" not in str(refused.value)


@pytest.mark.parametrize("entity", ["'{relation}'", "SYSTEM 'file://{file}'"], ids=["from within", "from a file"])
def test_what_an_entity_of_a_template_stands_for_is_never_looked_at(entity: str, tmp_path: Path) -> None:
    """Were it unfolded, this one would be refused for the picture from elsewhere that it stands for."""
    relation = '<Relationship Id="r9" Type="x/image" Target="http://evil.example/" TargetMode="External"/>'
    (tmp_path / "relation").write_text(relation)
    part = "ppt/_rels/presentation.xml.rels"
    with zipfile.ZipFile(io.BytesIO(slides())) as file:
        begins, _, rest = file.read(part).decode().partition("<Relationships")
    told = f"<!DOCTYPE x [<!ENTITY e {entity.format(relation=relation, file=tmp_path / 'relation')}>]>"
    with_entity = f"{begins}{told}<Relationships{rest}".replace("</Relationships>", "&e;</Relationships>")
    assert template.prepare(slides(**{part: with_entity.encode()}), "x.pptx", texts("en"))


def test_a_templates_name_is_shown_as_text() -> None:
    with pytest.raises(template.BadTemplate) as refused:
        template.prepare(b"x", "`[x](javascript:alert(1))`\n" * 10, texts("en"))
    assert "\n" not in str(refused.value) and "`" not in str(refused.value) and len(str(refused.value)) < 200


# What is written into the project


def test_no_secret_lies_in_the_project() -> None:
    from tests.unit.test_house import texts as written

    shapes = re.compile(
        r"-----BEGIN (?:\w+ )?PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{36}"
        r"|(?m:^\s*(?:cookie_secret|client_secret)\s*=\s*[\"'](?![A-Z_]+[\"'])[^\"'<…]{8,})"
    )
    rooms = ("docs", ".streamlit", "deploy", "data")
    found = [name for name, text in written() if name.startswith(rooms) and shapes.search(text)]
    assert not found
    assert ".streamlit/secrets.toml" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()


@pytest.mark.parametrize("file", ["requirements", "requirements-ducklake"])
def test_every_library_is_known_by_its_fingerprint(file: str) -> None:
    """What a server installs is what was tested: the same versions, and the same files."""
    lock = (ROOT / f"{file}.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z])", lock.partition("\n")[2])
    locked = {}
    for entry in entries:
        pinned = re.match(r"([A-Za-z0-9._-]+)(?:\[\w+\])?==([\w.]+)", entry)
        assert pinned, entry
        name, version = pinned.groups()
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
        locked[re.sub(r"[-_.]+", "-", name).lower()] = version
    for line in (ROOT / f"{file}.txt").read_text(encoding="utf-8").splitlines():
        if pinned := re.match(r"([A-Za-z0-9._-]+)(?:\[\w+\])?==([\w.]+)", line):
            name = re.sub(r"[-_.]+", "-", pinned[1]).lower()
            assert locked.get(name) == pinned[2], f"{name}: write {file}.lock anew (CONTRIBUTING.md tells how)"
