"""Who may write: the sign-in's claims, the roles in the entries, the local session, and what is refused."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from dashboard import entered, local_editing, signed_in
from dashboard.web import head
from dashboard.web.headers import Headers
from entries.actor import Actor, Role
from pipelines import paths

OFFICE = Actor("office", "Ola Kontor", Role.office)
ISSUER = "https://login.example.org/council/v2.0"


def claim(monkeypatch: pytest.MonkeyPatch, trusted: Any = (), **said: Any) -> None:
    """Let the provider say this of the reader."""
    monkeypatch.setattr(signed_in, "claims", lambda: {"is_logged_in": True, "iat": time.time(), **said})
    monkeypatch.setattr(signed_in, "_own_settings", lambda: {"trusted_email_issuers": trusted})


def grant(subject: str, role: str, municipality: str = "") -> None:
    typed = {"subject": subject, "name": "Kari", "role": role, "municipality": municipality}
    entered.store().grants.add(OFFICE, typed)


def test_where_no_sign_in_is_set_up_nobody_writes(served: str) -> None:
    assert signed_in.actor() is None and signed_in.standing() == "off" and signed_in.providers() == []


def test_a_role_goes_by_the_subject(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    grant("abc-123", "contact", "5001")
    claim(monkeypatch, sub="abc-123", name="Kari Kontakt")
    assert signed_in.actor() == Actor("abc-123", "Kari Kontakt", Role.contact, "5001")
    assert signed_in.standing() == "writer"


@pytest.mark.parametrize(
    ("said", "trusted", "role"),
    [
        ({"email": "Kari@Example.org", "email_verified": True}, (), Role.analyst),
        ({"email": "kari@example.org"}, (), None),
        ({"email": "kari@example.org", "email_verified": False}, (), None),
        ({"email": "kari@example.org", "iss": ISSUER}, (ISSUER,), Role.analyst),
        ({"preferred_username": "kari@example.org", "iss": ISSUER}, ISSUER, Role.analyst),
        ({"preferred_username": "kari@example.org", "email_verified": True}, (), None),
        ({"email": "kari@example.org", "iss": "https://elsewhere.example.org"}, (ISSUER,), None),
    ],
)
def test_an_e_mail_address_counts_only_where_the_provider_vouches_for_it(
    served: str, monkeypatch: pytest.MonkeyPatch, said: dict[str, Any], trusted: Any, role: Role | None
) -> None:
    grant("kari@example.org", "analyst")
    claim(monkeypatch, trusted, sub="abc", **said)
    found = signed_in.actor()
    assert (found.role if found else None) == role
    assert signed_in.standing() == ("writer" if role else "reader")


def test_a_role_that_is_taken_away_is_gone_at_once(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    grant("abc", "analyst")
    claim(monkeypatch, sub="abc")
    assert signed_in.actor()
    given = entered.store().grants.find(subject="abc")[0]
    entered.store().grants.remove(OFFICE, given.id, given.version)
    assert signed_in.actor() is None and signed_in.standing() == "reader"


@pytest.mark.parametrize("began", [time.time() - 11 * 3600, None, "yesterday"], ids=["long ago", "never", "nonsense"])
def test_a_sign_in_runs_out(served: str, monkeypatch: pytest.MonkeyPatch, began: Any) -> None:
    grant("abc", "office")
    claim(monkeypatch, sub="abc", iat=began)
    assert signed_in.actor() is None and signed_in.standing() == "expired"


def test_signed_out_is_signed_out(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed_in, "claims", lambda: {"is_logged_in": False, "sub": "abc"})
    assert signed_in.actor() is None and signed_in.standing() == "signed_out"


def test_entries_that_can_t_be_read_give_no_role(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    grant("abc", "office")
    claim(monkeypatch, sub="abc")
    entered.close()
    monkeypatch.setenv("MALBAROMETERET_ENTRIES", "mysql://nowhere")
    assert signed_in.actor() is None


@pytest.fixture
def local(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(local_editing.SETTING, "kari")
    options = {"server.address": "127.0.0.1"}
    monkeypatch.setattr(local_editing.st, "get_option", options.get)


def test_a_local_session_writes_as_the_region_s_office(served: str, local: None) -> None:
    assert signed_in.actor() == Actor("local:kari", "kari", Role.office)


def test_where_sign_in_is_set_up_a_local_session_does_not_count(
    served: str, local: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signed_in, "claims", lambda: {"is_logged_in": False})
    assert signed_in.actor() is None


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-Ip"])
def test_nobody_writes_through_a_proxy(served: str, local: None, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    class Context:
        headers = {name: "203.0.113.9"}  # noqa: RUF012

    monkeypatch.setattr(local_editing.st, "context", Context())
    assert signed_in.actor() is None


@pytest.mark.parametrize("address", [None, "0.0.0.0", "192.168.1.7"])
def test_a_server_for_writing_that_others_reach_does_not_start(
    monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    monkeypatch.setenv(local_editing.SETTING, "kari")
    monkeypatch.setattr(local_editing.st, "get_option", {"server.address": address}.get)
    with pytest.raises(SystemExit) as ended:
        local_editing.require_loopback()
    assert len(str(ended.value).splitlines()) == 2 and local_editing.editor() == ""


def test_the_door_itself_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """`app.py` ends before it serves anything, with the sentence, where it would answer everybody."""
    monkeypatch.setenv(local_editing.SETTING, "kari")
    done = subprocess.run(
        [sys.executable, "-c", "import app"], cwd=paths.ROOT, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 1 and "python run.py --edit" in done.stderr and "Traceback" not in done.stderr


def test_a_page_one_can_write_on_is_in_nobody_s_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    client = TestClient(Starlette(routes=head.routes(), middleware=[Middleware(Headers)]))
    assert "frame-ancestors *" in client.get("/?embed=true").headers["content-security-policy"]
    monkeypatch.setenv(local_editing.SETTING, "kari")
    answer = client.get("/?embed=true")
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"


def test_hours_that_make_no_sense_are_a_working_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(signed_in.HOURS_SETTING, "many")
    assert signed_in._hours() == signed_in.HOURS
    monkeypatch.setenv(signed_in.HOURS_SETTING, "0.5")
    assert signed_in._hours() == 0.5


def test_streamlit_has_no_settings_of_ours_without_secrets() -> None:
    assert "is_logged_in" not in st.user.to_dict()


def test_whose_texts_they_are_is_known_when_the_sign_in_has_run_out(
    served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant("kari@example.org", "analyst")
    claim(monkeypatch, sub="abc-123", name="Kari", email="kari@example.org", email_verified=True, iat=time.time())
    assert signed_in.known_as() == "kari@example.org"
    claim(monkeypatch, sub="abc-123", name="Kari", email="kari@example.org", email_verified=True, iat=1.0)
    assert signed_in.actor() is None and signed_in.known_as() == "kari@example.org"
    claim(monkeypatch, sub="nobody", name="Nils")
    assert signed_in.known_as() == ""
    monkeypatch.setattr(signed_in, "claims", lambda: {"is_logged_in": False})
    assert signed_in.known_as() == ""
