"""A page with a form on it, for the tests of forms: opened, typed in, pressed, read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import entered, signed_in
from dashboard.texts import texts
from entries import contents
from entries.actor import Actor, Role

OFFICE = Actor("office@example.org", "Ola Kontor", Role.office)
OTHER = Actor("other@example.org", "Anna Annen", Role.analyst)
CONTACT = Actor("contact@example.org", "Kari Kontakt", Role.contact, "5001")
NB = texts("nb")


def page() -> None:
    """A page with nothing but a form on it."""
    import streamlit as st

    from dashboard import entered
    from dashboard.parts import editing
    from dashboard.texts import texts

    t = texts("nb")
    editing.said(t)
    entry = entered.store().actions.get(st.session_state["entry"]) if st.session_state.get("entry") else None
    fields = (
        editing.Field("title", "line", "Tittel", wanted=True),
        editing.Field("description", "text", "Beskrivelse"),
        editing.Field("starts_on", "date", "Begynner"),
        editing.Field("ends_on", "date", "Slutter"),
        editing.Field("partners", "lines", "Partnere"),
    )
    form = editing.Form("action/test", "action", fields, entry)
    editing.show(form, t, on_saved=lambda saved: st.session_state.update(entry=saved.id))
    if entry:
        editing.history("action", entry.id, fields, t)
        editing.removal("action", entry, t)


Act = Callable[..., None]


@pytest.fixture
def act(monkeypatch: pytest.MonkeyPatch) -> Iterator[Act]:
    """Lets a test say who is at the page."""

    def become(actor: Actor | None, standing: str = "expired") -> None:
        monkeypatch.setattr(signed_in, "actor", lambda: actor)
        monkeypatch.setattr(signed_in, "standing", lambda: "writer" if actor else standing)

    become(OFFICE)
    yield become


def opened(**state: Any) -> AppTest:
    app = AppTest.from_function(page, default_timeout=60)
    for key, value in state.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    app.run()
    assert not app.exception
    return app


def typed(app: AppTest, title: str = "", description: str = "") -> AppTest:
    if title:
        app.text_input[0].input(title)
    if description:
        app.text_area[0].input(description)
    app.run()
    return app


def said(app: AppTest) -> str:
    return " ".join(
        str(part.value) for kind in (app.markdown, app.error, app.warning, app.info, app.success) for part in kind
    )


@pytest.fixture
def action(served: str) -> contents.Action:
    return entered.store().actions.add(OFFICE, {"title": "Prøvetiltak", "description": "En to tre"})


def at_address(began: str, **state: Any) -> AppTest:
    """A new session at the address that an open form has: the server was away, or the page was loaded anew."""
    app = AppTest.from_function(page, default_timeout=60)
    app.query_params["do"], app.query_params["began"] = "edit", began
    for key, value in state.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception
    return app
