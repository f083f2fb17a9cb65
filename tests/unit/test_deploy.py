"""The server's configuration: what may be written into it, and units that give the product no more than it needs."""

from __future__ import annotations

import ipaddress
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from pydantic import ValidationError
from typer.testing import CliRunner

from deploy.__main__ import app
from deploy.settings import HERE, Front, nginx
from launch.commands import COMMANDS, module_and_arguments

UNITS = HERE / "systemd"
COMMAND = HERE / "malbarometeret"
SERVICES = sorted(UNITS.glob("*.service"))
GIVEN = {"domain": "barometer.example.no", "certificate": "/etc/ssl/site.pem", "key": "/etc/ssl/site.key"}
MISSING = "systemd-analyze is not on this machine; install it (Debian: apt-get install systemd)."
#: Of systemd's own reckoning, from 0 (shut in) to 10 (may do anything): what Debian calls OK ends at 4.
EXPOSED = 2.5


def test_the_configuration_holds_what_it_was_given() -> None:
    text = nginx(Front(**GIVEN, ports=(8501, 8502, 8503), brotli=False))
    assert text.count("server_name barometer.example.no;") == 2
    assert "ssl_certificate /etc/ssl/site.pem;" in text and "ssl_protocols TLSv1.2 TLSv1.3;" in text
    assert re.findall(r"upstream malbarometeret_(\w+)", text) == ["1", "2", "3", "any"]
    assert "https://barometer.example.no$request_uri" in text
    assert "brotli" not in text and "{{" not in text and "{%" not in text
    assert "brotli on;" in nginx(Front(**GIVEN, brotli=True))


def test_it_listens_where_the_machine_can() -> None:
    both = nginx(Front(**GIVEN, ipv6=True))
    assert re.findall(r"listen \[::\]:(.*);", both) == re.findall(r"listen (\d.*);", both)
    assert "[::]" not in nginx(Front(**GIVEN, ipv6=False))


def test_nginx_can_make_the_folder_of_its_cache() -> None:
    """It makes the last folder of a path only, and Debian has no /var/cache/nginx."""
    assert Front(**GIVEN).cache.parent == Path("/var/cache")


def test_a_connection_to_a_process_is_let_go_before_the_process_does() -> None:
    text = nginx(Front(**GIVEN))
    kept = [block for block in re.findall(r"upstream \w+ \{(.*?)\n\}", text, re.DOTALL) if "keepalive" in block]
    idle = [int(re.findall(r"keepalive_timeout (\d+)s;", block)[0]) for block in kept]
    assert len(idle) == 3  # both processes, and whichever of them is there
    assert max(idle) < uvicorn.Config("app:app").timeout_keep_alive


def test_the_limits_count_a_network_of_ipv6_as_one() -> None:
    text = nginx(Front(**GIVEN))
    assert set(re.findall(r"limit_(?:req|conn)_zone (\S+)", text)) == {"$malbarometeret_from"}
    (network,) = re.findall(r'"~(\S+)" \$malbarometeret_network;', text)
    for address, first in (("2001:db8::a0a", 8), ("192.0.2.10", None)):
        found = re.match(network.replace("?<", "?P<").encode(), ipaddress.ip_address(address).packed)
        assert (found and len(found[1])) == first


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("domain", "https://barometer.example.no"),
        ("domain", "a.no; return 200"),
        ("domain", "a.no\ninclude /etc/passwd"),
        ("domain", ""),
        ("domain", "-a.no"),
        ("certificate", "site.pem"),
        ("key", "/etc/ssl/../shadow"),
        ("log", "/var/log/x; include y"),
        ("ports", ["8501", "8501"]),
        ("ports", []),
        ("ports", ["0"]),
        ("api_per_second", "-1"),
        ("nonsense", "1"),
    ],
)
def test_what_does_not_belong_in_a_configuration_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        Front.model_validate({**GIVEN, name: value})


def test_the_command_prints_it_or_says_what_is_wrong() -> None:
    given = [word for name, value in GIVEN.items() for word in (f"--{name}", value)]
    done = CliRunner().invoke(app, ["nginx", *given, "--ports", "9001", "--set", "fresh_seconds=60"])
    assert done.exit_code == 0 and "127.0.0.1:9001" in done.output and "proxy_cache_valid 200 60s;" in done.output
    wrong = CliRunner().invoke(app, ["nginx", *given, "--set", "upload_mb=much"])
    assert wrong.exit_code == 2 and wrong.output.startswith("upload_mb: ") and "Traceback" not in wrong.output


def test_the_key_may_be_for_root_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command runs as the product's own user, who may not read what nginx reads."""
    for name in ("certificate", "key"):
        (tmp_path / name).touch()
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    words = [f"--{name}={tmp_path / name}" for name in ("certificate", "key")]
    done = CliRunner().invoke(app, ["nginx", "--domain", GIVEN["domain"], *words])
    assert done.exit_code == 0 and f"ssl_certificate_key {tmp_path / 'key'};" in done.output


# The command


@pytest.mark.skipif(os.name == "nt", reason="a command of Debian's")
@pytest.mark.parametrize("word", [*COMMANDS, ""])
def test_the_servers_command_takes_the_words_of_run_py(word: str, tmp_path: Path) -> None:
    """And hands them on as they are, to the program that runs, as its user, with the settings that the units have."""
    stub = tmp_path / "systemd-run"
    stub.write_text('#!/bin/sh\nfor word in "$@"; do printf "%s\\0" "$word"; done\n', encoding="utf-8")
    stub.chmod(0o755)
    given = [word, "--reason", "It's 5 % «more»; $HOME"] if word else []
    done = subprocess.run(
        [COMMAND, *given], env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, check=True, capture_output=True, text=True
    )
    told = done.stdout.split("\0")[:-1]
    module, rest = module_and_arguments(word, given[1:]) if word else ("pipelines", [])
    python = "/opt/malbarometeret/current/.venv/bin/python"
    assert told[told.index(python) :] == [python, "-m", module, *rest]
    refresh = settings(UNITS / "malbarometeret-refresh.service")
    environment = [one.removeprefix("--setenv=") for one in told if one.startswith("--setenv=")]
    assert environment == refresh["Environment"].split()
    for name in ("EnvironmentFile", "StateDirectory", "ProtectSystem", "NoNewPrivileges", "UMask"):
        assert f"--property={name}={refresh[name]}" in told
    for option, name in (("uid", "User"), ("gid", "Group"), ("working-directory", "WorkingDirectory")):
        assert f"--{option}={refresh[name]}" in told


# The units


@pytest.fixture
def analyze() -> Iterator[str]:
    found = shutil.which("systemd-analyze")
    if found is None:
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    yield found


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "SYSTEMD_PAGER": ""}
    )


def installed(folder: Path) -> list[str]:
    """The units as on a server, with a Python and a front that are there."""
    names = []
    for unit in sorted(UNITS.iterdir()):
        if unit.suffix not in (".service", ".timer", ".target"):
            continue
        text = unit.read_text(encoding="utf-8").replace("/opt/malbarometeret/current/.venv/bin/python", sys.executable)
        name = unit.name.replace("@", "@8501")
        (folder / name).write_text(text, encoding="utf-8")
        names.append(str(folder / name))
    return names


def test_systemd_understands_every_unit(analyze: str, tmp_path: Path) -> None:
    done = run(analyze, "verify", "--man=no", "--recursive-errors=no", *installed(tmp_path))
    ours = [line for line in done.stdout.splitlines() if "malbarometeret" in line]
    assert done.returncode == 0 and ours == [], done.stdout


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_may_do_little(analyze: str, unit: Path, tmp_path: Path) -> None:
    installed(tmp_path)
    file = tmp_path / unit.name.replace("@", "@8501")
    done = run(analyze, "security", "--offline=yes", f"--threshold={int(EXPOSED * 10)}", "--no-pager", str(file))
    overall = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert done.returncode == 0 and overall and float(overall[1]) <= EXPOSED, done.stdout
    table = json.loads(run(analyze, "security", "--offline=yes", "--json=short", "--no-pager", str(file)).stdout)
    open_ = {entry["json_field"] for entry in table if entry.get("set") is False}
    assert not open_ & {
        "NoNewPrivileges",
        "ProtectSystem",
        "ProtectHome",
        "PrivateDevices",
        "PrivateTmp",
        "UserOrDynamicUser",
    }


def settings(unit: Path) -> dict[str, str]:
    """The last value of each setting of a unit."""
    return dict(re.findall(r"^(\w+)=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_pages_cannot_write_the_figures_nor_speak_to_anybody() -> None:
    pages = settings(UNITS / "malbarometeret@.service")
    assert "/var/lib/malbarometeret" in pages["ReadOnlyPaths"] and pages["ProtectSystem"] == "strict"
    assert pages["StateDirectory"] == "malbarometeret/entries" and "ReadWritePaths" not in pages
    assert (pages["IPAddressDeny"], pages["IPAddressAllow"]) == ("any", "localhost")
    assert "--server.address 127.0.0.1" in pages["ExecStart"]


def test_a_process_that_answers_nobody_is_started_anew() -> None:
    """`tests/app/test_watching.py` has what it must do for that."""
    pages = settings(UNITS / "malbarometeret@.service")
    assert (pages["Type"], pages["NotifyAccess"], pages["Restart"]) == ("notify", "main", "always")
    assert 60 <= int(pages["WatchdogSec"]) <= 180, "a moment's load is no reason to take the pages away"
    assert int(pages["TimeoutStartSec"]) > 180 and pages["LimitCORE"] == "0"
    assert "AF_UNIX" in pages["RestrictAddressFamilies"], "systemd is told through a socket of that kind"


def test_the_refresh_writes_in_its_state_alone() -> None:
    refresh = settings(UNITS / "malbarometeret-refresh.service")
    assert (refresh["ProtectSystem"], refresh["StateDirectory"]) == ("strict", "malbarometeret")
    assert "ReadWritePaths" not in refresh and refresh["ReadOnlyPaths"] == "/opt/malbarometeret"
    assert refresh["ExecStart"].endswith("-m pipelines refresh --yes") and refresh["Type"] == "oneshot"


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_no_unit_runs_as_root_or_holds_a_secret(unit: Path) -> None:
    found = settings(unit)
    assert (
        found["User"] == "malbarometeret" and found["CapabilityBoundingSet"] == "" and found["NoNewPrivileges"] == "yes"
    )
    assert not re.search(
        r"(?i)(token|secret|password)\s*=\s*\w", re.sub(r"(?m)^#.*$", "", unit.read_text(encoding="utf-8"))
    )


def test_the_nightly_refresh_comes_after_the_publication_and_outside_the_reloads(analyze: str) -> None:
    timer = settings(UNITS / "malbarometeret-refresh.timer")
    hour, minute = (int(part) for part in re.findall(r"(\d\d):(\d\d):00 Europe/Oslo", timer["OnCalendar"])[0])
    start, latest = hour * 60 + minute, hour * 60 + minute + int(timer["RandomizedDelaySec"].removesuffix("min"))
    assert start >= 8 * 60 + 30 and latest <= 11 * 60, "good hours are 08:30 to 11:00 (docs/operating.md)"
    assert run(analyze, "calendar", timer["OnCalendar"]).returncode == 0
