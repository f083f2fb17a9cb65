"""Two people at two browsers, signed in with a provider on this machine; a role that is gone, a locked database, a
killed server: what was typed is still there."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Browser, Page, expect

from dashboard.web.returning import COOKIE
from entries.actor import COMMAND_LINE, Actor, Role
from entries.seed import ready_store
from entries.store import Store, open_store
from indicators.references import references
from pipelines import warehouse
from tests.e2e import browser as helpers
from tests.e2e.visits import violations

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
PEOPLE = {
    "office": ("Ola Kontor", "office", ""),
    "analyst": ("Anna Analytiker", "analyst", ""),
    "contact": ("Kari Kontakt", "contact", "5001"),
    "nobody": ("Nils Ingen", "", ""),
}
ACTION = "plan-2012-05"


@dataclass(frozen=True)
class Site:
    """The dashboard with sign-in, and its entries."""

    address: str
    store: Store
    file: Path


@pytest.fixture(scope="module")
def store(state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Entries of their own, with a role for three of the four people."""
    file = tmp_path_factory.mktemp("entries") / "entries.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MALBAROMETERET_STATE", str(state))
        with warehouse.open_store() as con:
            made = ready_store(references(con), f"sqlite:///{file}")
    for subject, (name, role, municipality) in PEOPLE.items():
        if role:
            typed = {"subject": f"{subject}@example.org", "name": name, "role": role, "municipality": municipality}
            made.grants.add(COMMAND_LINE, typed)
    yield made
    made.close()


@pytest.fixture(scope="module")
def writing(chromium: Browser, state: Path, store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with sign-in, and a provider that knows four people."""
    users = [
        User(sub=subject, claims={"name": name, "email": f"{subject}@example.org", "email_verified": True})
        for subject, (name, *_) in PEOPLE.items()
    ]
    file = Path(str(store.engine.url.database))
    with run_server_in_thread(user_claims=users) as provider:
        secrets = tmp_path_factory.mktemp("secrets") / "secrets.toml"
        secrets.write_text(
            "[auth]\n"
            'redirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
            'cookie_secret = "a secret of a test, long enough"\n'
            'client_id = "malbarometeret"\nclient_secret = "of a test"\n'
            f'server_metadata_url = "http://localhost:{provider.server_port}/.well-known/openid-configuration"\n',
            encoding="utf-8",
        )
        with helpers.serving(
            helpers.ROOT / "app.py",
            state,
            more=["--secrets.files", str(secrets)],
            MALBAROMETERET_ENTRIES=f"sqlite:///{file}",
        ) as address:
            yield Site(address, store, file)


SignIn = Callable[[str], Page]


@pytest.fixture
def sign_in(chromium: Browser, writing: Site) -> Iterator[SignIn]:
    """A browser of each person's own, signed in by the provider."""
    with ExitStack() as contexts:

        def signed_in(subject: str) -> Page:
            page = contexts.enter_context(helpers.context(chromium, "projector", "light")).new_page()
            enter(page, subject, f"{writing.address}/actions")
            return page

        yield signed_in


def enter(page: Page, subject: str, where: str) -> None:
    """Sign in from a page, and be there again."""
    helpers.ready(page, where)
    page.get_by_role("button", name=re.compile("Logg inn|Sign in")).first.click()
    page.get_by_role("button", name=subject, exact=True).click()
    page.wait_for_url(where)
    page.wait_for_selector("h1")
    helpers.settled(page)


def test_signing_in_and_out_leads_back_to_where_one_was(sign_in: SignIn, writing: Site, chromium: Browser) -> None:
    here = f"{writing.address}/self-assessment?municipality=5001&year=2027&lang=en"
    with helpers.context(chromium, "phone", "dark") as context:
        page = context.new_page()
        enter(page, "contact", here)
        assert page.locator("html").get_attribute("lang") == "en"
        page.get_by_role("button", name="Signed in").click()
        assert COOKIE not in {cookie["name"] for cookie in context.cookies()}, "used, and gone"
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("button", name="End session").click()  # the provider's page
        page.wait_for_url(here)
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def edit(page: Page, site: Site) -> None:
    helpers.ready(page, f"{site.address}/action?id={ACTION}")
    page.get_by_role("button", name="Endre").first.click()
    expect(page.get_by_label("Hva som gjøres")).to_be_visible()
    helpers.settled(page)


def write(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).fill(text)
    page.get_by_label(label).blur()
    expect(page.get_by_text("Endringene er ikke lagret ennå")).to_be_visible()
    helpers.settled(page)


def save(page: Page) -> None:
    page.get_by_role("button", name="Lagre", exact=True).click()


def test_two_at_once_see_each_others_text_and_lose_none(sign_in: SignIn, writing: Site) -> None:
    office, analyst = sign_in("office"), sign_in("analyst")
    edit(office, writing)
    edit(analyst, writing)
    write(office, "Hva som gjøres", "Samarbeid med NTNU og fylket")
    write(analyst, "Hva som gjøres", "Samarbeid med NTNU <script>alert(1)</script> **og** SINTEF")
    save(office)
    expect(office.get_by_text("Lagret.").first).to_be_visible()
    save(analyst)
    expect(analyst.get_by_text("Ola Kontor har lagret en endring siden du begynte").first).to_be_visible()
    helpers.settled(analyst)
    shown = analyst.locator("[data-testid=stMain]").inner_text()
    helpers.screenshot(analyst, "conflict")
    assert "[+ fylket +]" in shown and "<" in shown and "script" in shown and "SINTEF +]" in shown
    assert violations(analyst) == []
    analyst.get_by_text("Begge, satt sammen").click()
    merged = analyst.get_by_role("textbox", name="Hva som gjøres")
    expect(merged).to_have_value(re.compile(r"fylket\n\nSamarbeid med NTNU <script>"))
    merged.fill("Samarbeid med NTNU, fylket og SINTEF")
    merged.blur()
    helpers.settled(analyst)
    analyst.get_by_role("button", name="Lagre valget").click()
    expect(analyst.get_by_text("Lagret.").first).to_be_visible()
    helpers.settled(analyst)
    assert writing.store.actions.get(ACTION).description == "Samarbeid med NTNU, fylket og SINTEF"
    analyst.get_by_text("Historikk").last.click()
    expect(analyst.get_by_text("Ola Kontor").first).to_be_visible()
    helpers.settled(analyst)
    analyst.get_by_role("button", name="Gå tilbake til denne teksten").first.click()
    expect(analyst.get_by_text("er tilbake. Det som sto der, ligger i historikken").first).to_be_visible()
    assert writing.store.actions.get(ACTION).description == "Samarbeid med NTNU og fylket"


def test_a_locked_database_and_a_role_that_is_gone_leave_the_text_where_it_is(sign_in: SignIn, writing: Site) -> None:
    page = sign_in("analyst")
    edit(page, writing)
    write(page, "Hva som skal komme ut av det", "Flere som kan hjelpe gründere")
    with closing(sqlite3.connect(writing.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        save(page)
        expect(page.get_by_text("Databasen er opptatt, og ingenting ble lagret")).to_be_visible()
        other.execute("ROLLBACK")
    field = page.get_by_label("Hva som skal komme ut av det")
    expect(field).to_have_value("Flere som kan hjelpe gründere")
    given = writing.store.grants.find(subject="analyst@example.org")[0]
    writing.store.grants.remove(COMMAND_LINE, given.id, given.version)
    try:
        save(page)
        expect(page.get_by_text("Du har ikke lenger en rolle som kan skrive her").first).to_be_visible()
        helpers.settled(page)
        expect(field).to_have_value("Flere som kan hjelpe gründere")
    finally:
        writing.store.grants.bring_back(COMMAND_LINE, given.id)
    # signing in at another machine is a new session, on another page; the text waits there
    again = sign_in("analyst")
    again.get_by_role("link", name="Gå til teksten").click()
    again.wait_for_url(re.compile("do=edit"))
    expect(again.get_by_label("Hva som skal komme ut av det")).to_have_value("Flere som kan hjelpe gründere")
    helpers.settled(again)
    save(again)
    expect(again.get_by_text("Lagret.").first).to_be_visible()
    assert writing.store.actions.get(ACTION).outcome == "Flere som kan hjelpe gründere"


def test_who_has_no_role_for_it_reads(sign_in: SignIn, writing: Site) -> None:
    nobody = sign_in("nobody")
    nobody.get_by_role("button", name="Innlogget").click()
    expect(nobody.get_by_text("nobody@example.org")).to_be_visible()
    for page in (nobody, sign_in("contact")):
        helpers.ready(page, f"{writing.address}/action?id={ACTION}&do=edit")
        expect(page.get_by_role("heading", name="Hva som har skjedd (1)")).to_be_visible()
        assert page.get_by_role("button", name="Lagre", exact=True).count() == 0
        assert page.get_by_role("button", name="Endre").count() == 0


def test_a_case_is_entered_removed_and_brought_back(sign_in: SignIn, writing: Site) -> None:
    page = sign_in("office")
    helpers.ready(page, f"{writing.address}/cases?do=new")
    save(page)
    expect(page.get_by_text("Ikke lagret: Noe må rettes først").first).to_be_visible()
    assert violations(page) == []
    page.get_by_role("combobox", name="Kommune").click()
    page.keyboard.type("Malv")
    page.keyboard.press("Enter")
    page.get_by_label("Sak (må fylles ut)").fill("Rullering av næringsplanen")
    page.get_by_label("Lenke til saken").fill("javascript:alert(1)")
    page.get_by_label("Lenke til saken").blur()
    helpers.settled(page)
    save(page)
    expect(page.get_by_text("En lenke begynner med https://")).to_be_visible()
    expect(page.get_by_label("Sak (må fylles ut)")).to_have_value("Rullering av næringsplanen")


def gone(address: str, *pages: Page) -> None:
    """Kill the server, as a power cut would. Each page notes from here on when it is drawn anew."""
    for page in pages:
        page.evaluate(
            """() => {
                const app = document.querySelector("[data-testid=stApp]")
                window.drawnAnew = false
                new MutationObserver(() => {
                    window.drawnAnew ||= app.getAttribute("data-test-script-state") === "running"
                }).observe(app, { attributeFilter: ["data-test-script-state"] })
            }"""
        )
    os.kill(helpers.SERVERS[address], signal.SIGKILL)
    for page in pages:
        expect(page.get_by_test_id("stApp")).not_to_have_attribute("data-test-connection-state", "CONNECTED")


def reconnected(page: Page) -> None:
    """Wait until a page that saw its server go has come to one that was started anew, and stands still."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")
    # the page looks settled before the new server begins to draw it, and until it has, a click is lost; the drawing can
    # be over before one looks, so the page itself has noted that it began
    page.wait_for_function("() => window.drawnAnew", timeout=60_000)
    helpers.settled(page)


def saved_by_somebody_else(file: Path, state: Path, entry: str, **changed: str) -> None:
    """Write in an action as the others' server, or whoever is at the machine, does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MALBAROMETERET_STATE", str(state))
        with warehouse.open_store() as con:
            store = open_store(references(con), f"sqlite:///{file}")
    now = store.actions.get(entry)
    said = now.model_dump(mode="json", include=set(store.actions.kind.fields))
    store.actions.change(Actor("anna", "Anna Annen", Role.analyst), entry, now.version, said | changed)
    store.close()


def test_a_killed_server_leaves_the_text_in_the_open_page(chromium: Browser, state: Path, tmp_path: Path) -> None:
    """A local session, where nobody signs in. Somebody else saves the same entry before the server is back; the server
    is killed again while the writer puts both texts together."""
    port, file = helpers.free_port(), tmp_path / "entries.sqlite"
    settings = {"MALBAROMETERET_EDIT": "kari", "MALBAROMETERET_ENTRIES": f"sqlite:///{file}"}
    with helpers.context(chromium, "projector", "light") as context:
        page, alone = context.new_page(), context.new_page()
        with helpers.serving(helpers.ROOT / "app.py", state, port, **settings) as address:
            foreign = urllib.request.Request(f"{address}/actions", headers={"Host": "elsewhere.example.org"})
            with pytest.raises(urllib.error.HTTPError, match="400"):
                urllib.request.urlopen(foreign)
            helpers.ready(page, f"{address}/action?id={ACTION}&do=edit")
            write(page, "Hva som gjøres", "Skrevet før serveren ble borte")
            page.get_by_label("Hva som skal komme ut av det").click()
            page.keyboard.type("Midt i en setn")  # the server has not heard of it
            helpers.ready(alone, f"{address}/action?id=plan-2012-06&do=edit")
            write(alone, "Hva som gjøres", "Ingen andre skriver her")
            gone(address, page, alone)
        # copies are lost with the machine; the open pages are not
        shutil.rmtree(tmp_path / "unsaved")
        saved_by_somebody_else(file, state, ACTION, description="Annas tekst")
        with helpers.serving(helpers.ROOT / "app.py", state, port, **settings) as address:
            reconnected(alone)
            expect(alone.get_by_label("Hva som gjøres")).to_have_value("Ingen andre skriver her")
            save(alone)
            expect(alone.get_by_text("Lagret.").first).to_be_visible()
            expect(page.get_by_text("Noen andre har lagret en endring mens du skrev")).to_be_visible()
            helpers.settled(page)
            expect(page.get_by_label("Hva som gjøres")).to_have_value("Skrevet før serveren ble borte")
            expect(page.get_by_label("Hva som skal komme ut av det")).to_have_value("Midt i en setn")
            save(page)
            expect(page.get_by_text("Anna Annen har lagret en endring siden du begynte").first).to_be_visible()
            page.get_by_text("Begge, satt sammen").first.click()
            both = page.get_by_role("textbox", name="Hva som gjøres")
            expect(both).to_have_value("Annas tekst\n\nSkrevet før serveren ble borte")
            both.fill("Annas tekst og min")
            both.blur()
            helpers.settled(page)
            gone(address, page)
        with helpers.serving(helpers.ROOT / "app.py", state, port, **settings):
            reconnected(page)
            expect(page.get_by_role("textbox", name="Hva som gjøres")).to_have_value("Annas tekst og min")
            page.get_by_role("button", name="Lagre valget").click()
            expect(page.get_by_text("Lagret.").first).to_be_visible()
    with closing(sqlite3.connect(file)) as kept:
        [(description, outcome)] = kept.execute("SELECT description, outcome FROM action WHERE id = ?", [ACTION])
    assert (description, outcome) == ("Annas tekst og min", "Midt i en setn")
    assert not [*(tmp_path / "unsaved").iterdir()], "what is saved is no unsaved text any more"
