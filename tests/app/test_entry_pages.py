"""The pages of actions and council cases: what they show, what they say is not known, and when the store fails."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import sqlite3
import tomllib
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from dashboard import entered, entry_words, signed_in
from dashboard.charts import timeline
from dashboard.palette import SCREEN
from dashboard.texts import texts
from dashboard.web import api
from entries.actor import Actor, Role
from entries.contents import Action
from entries.database import default_file
from entries.references import Life, References
from pipelines import paths
from tests.app.test_pages import run

OFFICE = Actor("office@example.org", "Ola Kontor", Role.office)
CONTACT = Actor("contact@example.org", "Kari Kontakt", Role.contact, "5001")
NB = texts("nb")


def said(app: AppTest) -> str:
    kinds = (app.title, app.header, app.markdown, app.caption, app.error, app.warning, app.info, app.success)
    return " ".join(str(part.value) for kind in kinds for part in kind)


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed_in, "actor", lambda: OFFICE)


def case(**more: object) -> dict[str, object]:
    return {"municipality": "5001", "decided_on": "2020-04-22", "title": "Prøvesak"} | more


def test_the_board_has_the_twelve_and_says_what_is_not_known(served: str) -> None:
    app = run("actions")
    shown = said(app)
    assert len(entered.store().actions.find()) == 12
    assert shown.count(NB("action.status.unknown")) == 12 and shown.count(NB("action.owner_unknown")) == 12
    assert "12 tiltak: 1 med kjent start og slutt" in shown and NB("action.beside") in shown
    assert len(app.get("plotly_chart")) == 1, "the time line"
    assert NB("actions.new") not in [button.label for button in app.button]


def test_the_filters_live_in_the_address(served: str) -> None:
    shown = said(run("actions", sub_goal="triple_helix"))
    assert "Trippel heliks (2)" in shown and "2 tiltak" in shown
    assert NB("actions.none_chosen") in said(run("actions", status="delivered"))
    assert "sub_goal" in said(run("actions", sub_goal="<b>nonsense</b>"))


def test_an_action_s_page_tells_what_it_is_and_what_has_happened(served: str) -> None:
    shown = said(run("action", id="plan-2012-05"))
    assert "Kompetanseheving tiltaksapparatet" in shown and "17\\. februar 2012" in shown
    assert NB("action.no_indicators") in shown and NB("action.status.under_way") in shown


@pytest.mark.parametrize("wanted", ["", "nonsense", "<script>alert(1)</script>"])
def test_an_action_that_is_not_there_is_told(served: str, wanted: str) -> None:
    shown = said(run("action", id=wanted))
    assert NB("action.not_found") in shown and "<script>" not in shown


def test_a_removed_action_is_told_and_can_be_brought_back(served: str, office: None) -> None:
    store = entered.store()
    store.actions.remove(OFFICE, "plan-2012-05", 1)
    app = run("action", id="plan-2012-05")
    assert NB("action.removed") in said(app)
    next(button for button in app.button if button.label == NB("editing.bring_back")).click()
    app.run()
    assert store.actions.get("plan-2012-05").removed_at is None


def test_a_sub_goal_shows_its_actions_beside_its_indicators(served: str) -> None:
    shown = said(run("sub-goal", sub_goal="triple_helix"))
    assert NB("action.beside_title") in shown and NB("action.beside") in shown
    assert NB("action.none_for_sub_goal") in said(run("sub-goal", sub_goal="knowledge_hubs"))


def test_the_register_of_cases_is_honest_when_it_is_empty(served: str) -> None:
    shown = said(run("cases"))
    assert NB("cases.none") in shown and "kommer med neste gang de settes sammen" in shown


def test_the_register_counts_what_was_looked_at_and_escapes_what_was_typed(served: str) -> None:
    store = entered.store()
    store.council_cases.add(OFFICE, case(refers_to_plan=True, case_link="https://example.org/a)b<c>"))
    store.council_cases.add(OFFICE, case(title="<b>Annen</b> [x](y)", decided_on="2021-03-01"))
    app = run("cases")
    assert "Saker som vises: 2. Gjelder næringsutvikling: 2. Av disse er 1 undersøkt, og 1 viser til planen." in said(
        app
    )
    cells = [str(cell) for table in app.table for cell in table.value.to_numpy().ravel()]
    assert "[Prøvesak](https://example.org/a%29b%3Cc%3E)" in cells
    assert "\\<b\\>Annen\\</b\\> \\[x\\](y)" in cells
    assert "Saker som vises: 1." in said(run("cases", year="2021"))


def test_a_contact_is_not_offered_the_registers(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed_in, "actor", lambda: CONTACT)
    assert NB("actions.new") not in [button.label for button in run("actions").button]
    assert NB("cases.new") not in [button.label for button in run("cases").button]


@pytest.mark.parametrize(
    ("actor", "told"),
    [
        (OFFICE, NB("sign_in.role.office")),
        (CONTACT, NB("sign_in.role.contact", name="Prøveby 5001")),
        (Actor("a@example.org", "Anna", Role.analyst), NB("sign_in.role.analyst")),
        (None, NB("sign_in.reader")),
    ],
)
def test_who_has_signed_in_reads_what_they_may_write(
    served: str, monkeypatch: pytest.MonkeyPatch, actor: Actor | None, told: str
) -> None:
    monkeypatch.setattr(signed_in, "configured", lambda: True)
    monkeypatch.setattr(signed_in, "person", lambda: signed_in.Person("x", "x@example.org", "Anna", expired=False))
    monkeypatch.setattr(signed_in, "actor", lambda: actor)
    app = run("actions")
    assert told in [part.value for kind in (app.text, app.markdown) for part in kind]


def test_a_new_case_is_entered_from_the_page(served: str, office: None) -> None:
    app = run("cases", do="new")
    app.selectbox[0].set_value("5001")
    app.date_input[0].set_value(dt.date(2020, 4, 22))
    app.text_input[0].input("En sak")
    app.run()
    next(button for button in app.button if button.label == NB("editing.save")).click()
    app.run()
    assert not app.exception and NB("editing.saved") in said(app)
    assert [found.title for found in entered.store().council_cases.find()] == ["En sak"]


HEAD = "municipality,decided_on,title\n"


@pytest.mark.parametrize(
    ("lang", "file", "faults"),
    [
        (
            "nb",
            HEAD + "5001,i går,\n7777,2020-04-22,*Sak*\n",
            {
                "2": "decided\\_on: Dette er ikke en dato; skriv den som 2027-03-31. title: Dette må fylles ut.",
                "3": "municipality: Ingen kommune har nummeret 7777.",
            },
        ),
        ("en", HEAD + "5001,2020-04-22\n", {"2": "The line has 2 cells, but the file has 3 columns."}),
        ("nb", "*tittel*\nx\n", {"1": "Det finnes ingen kolonne som heter \\*tittel\\*."}),
    ],
)
def test_the_faults_of_a_file_are_told_by_line_in_the_reader_s_language(
    served: str, office: None, lang: str, file: str, faults: dict[str, str]
) -> None:
    app = run("cases", lang=lang)
    app.file_uploader[0].upload("cases.csv", file.encode(), "text/csv").run()
    assert dict(app.table[-1].value.to_numpy().tolist()) == faults
    assert not entered.store().council_cases.find()


def test_a_file_is_taken_in_when_the_reader_says_so(served: str, office: None) -> None:
    app = run("cases")
    app.file_uploader[0].upload("cases.csv", (HEAD + "5001,2020-04-22,Sak\n").encode(), "text/csv").run()
    assert not entered.store().council_cases.find() and "Nye: 1" in said(app)
    next(button for button in app.button if button.label == NB("exchange.write")).click().run()
    assert [case.title for case in entered.store().council_cases.find()] == ["Sak"]
    # the file is let go: nothing says any more that it is not written, and no button would write it again
    assert "Ingenting er skrevet ennå" not in said(app)
    assert NB("exchange.write") not in [button.label for button in app.button]


def test_a_file_that_is_too_large_is_refused_with_its_limit(served: str, office: None) -> None:
    app = run("cases")
    app.file_uploader[0].upload("cases.csv", HEAD.encode() + b"x" * 5 * 1024 * 1024, "text/csv").run()
    assert NB("exchange.too_large", limit=5) in said(app) and not entered.store().council_cases.find()


def test_what_is_removed_stands_in_a_box_with_the_way_back(served: str, office: None) -> None:
    store = entered.store()
    gone = store.council_cases.add(OFFICE, case(title="Fjernet *sak*"))
    store.council_cases.remove(OFFICE, gone.id, gone.version)
    store.actions.remove(OFFICE, "plan-2012-05", 1)
    update = store.action_updates.find(action="plan-2012-01")[0]
    store.action_updates.remove(OFFICE, update.id, update.version)
    for page, register, entry in (
        ("cases", store.council_cases, gone.id),
        ("actions", store.actions, "plan-2012-05"),
        ("action", store.action_updates, update.id),
    ):
        app = run(page, id="plan-2012-01")
        assert NB("editing.removed_box", count=1) in [box.label for box in app.expander]
        next(button for button in app.button if button.label == NB("editing.bring_back")).click().run()
        assert not app.exception and register.get(entry).removed_at is None


def test_a_reader_sees_nothing_of_what_is_removed(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = entered.store().council_cases.add(OFFICE, case(title="Fjernet sak"))
    entered.store().council_cases.remove(OFFICE, gone.id, gone.version)
    app = run("cases")
    assert "Fjernet sak" not in said(app)
    assert NB("editing.removed_box", count=1) not in [box.label for box in app.expander]


@pytest.mark.parametrize("lang", ["nb", "en"])
@pytest.mark.parametrize("fault", ["gone", "newer", "damaged"])
def test_a_store_that_fails_is_told_and_the_page_stands(served: str, lang: str, fault: str) -> None:
    entered.store()
    entered.close()
    file = default_file()
    if fault == "newer":
        with closing(sqlite3.connect(file)) as con:
            con.execute("UPDATE alembic_version SET version_num = 'v9999_of_tomorrow'")
            con.commit()
    else:
        for part in file.parent.glob("entries.sqlite*"):
            part.unlink()
        if fault == "damaged":
            file.write_bytes(b"this is no database at all, and quite long enough to be looked at" * 20)
        else:
            file.mkdir()
    t = texts(lang)
    for page in ("actions", "action", "cases", "sub-goal"):
        app = run(page, lang=lang)
        assert any(warning.value.startswith(t(f"trouble.{fault}")[:20]) for warning in app.warning), page
        assert app.title and "Traceback" not in said(app) and "sqlite" not in said(app)


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=[*api.routes(), *api.rest()]))


def test_the_open_data_has_every_entry_and_nobody_s_name(client: TestClient, served: str) -> None:
    store = entered.store()
    store.actions.change(OFFICE, "plan-2012-05", 1, {"title": "=1+1", "status": "delivered", "partners": ["A", "B"]})
    answer = client.get("/api/v1/entries/actions.csv")
    rows = {row["entry"]: row for row in csv.DictReader(io.StringIO(answer.text))}
    assert len(rows) == 12 and rows["plan-2012-05"]["title"] == "'=1+1" and rows["plan-2012-05"]["partners"] == "A;B"
    for name in ("actions", "action-updates", "cases"):
        text = client.get(f"/api/v1/entries/{name}.json").text
        assert "Ola Kontor" not in text and "office@example.org" not in text and "changed_by" not in text
    assert client.get("/api/v1/entries/grants.csv").status_code == 404
    assert client.get("/api/v1/entries/role_grant.json").status_code == 404


def test_an_answer_stays_only_as_long_as_the_entries_do(client: TestClient, served: str) -> None:
    address = "/api/v1/entries/actions.csv"
    first = client.get(address)
    tag = {"If-None-Match": first.headers["etag"]}
    assert client.get(address, headers=tag).status_code == 304
    entered.store().actions.add(OFFICE, {"title": "Nytt prøvetiltak"})
    after = client.get(address, headers=tag)
    assert after.status_code == 200 and "Nytt prøvetiltak" in after.text
    since = {"If-Modified-Since": first.headers["last-modified"]}
    assert "Nytt prøvetiltak" in client.get(address, headers=since).text


SAID_OF_ENTRIES = (
    *("actions.none", "action.not_found", "cases.none", "round.proposed", "round.region", "sheets.who"),
    *("sheets.no_answers", "sheet.state.none", "sheet.no_answer", "sheet.figures"),
)


@pytest.mark.parametrize("page", ["actions", "action", "cases", "round", "self-assessments", "self-assessment"])
def test_of_entries_that_can_t_be_read_nothing_is_said(
    served: str, office: None, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a reader would take a municipality for late, and a register for empty, because a server does not answer."""
    monkeypatch.setenv("MALBAROMETERET_ENTRIES", "postgresql://nobody@127.0.0.1:1/nowhere")
    entered.close()
    app = run(page, id="plan-2012-05") if page == "action" else run(page)
    shown = said(app)
    assert not app.exception and app.title and shown.count(NB("trouble.unread")) == 1
    assert [key for key in SAID_OF_ENTRIES if NB(key) in shown] == []


def test_a_lost_database_leaves_a_text_on_the_page_of_an_action(
    served: str, office: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = run("action", id="plan-2012-05", do="edit")
    with monkeypatch.context() as gone:
        gone.setenv("MALBAROMETERET_ENTRIES", "postgresql://nobody@127.0.0.1:1/nowhere")
        entered.close()
        app.text_area[0].set_value("Skrevet mens basen var borte").run()
        next(button for button in app.button if button.label == NB("editing.save")).click().run()
        assert NB("trouble.unavailable") in said(app) and app.text_area[0].value == "Skrevet mens basen var borte"
    entered.close()
    next(button for button in app.button if button.label == NB("editing.save")).click().run()
    assert entered.store().actions.get("plan-2012-05").description == "Skrevet mens basen var borte"


def row(**more: Any) -> timeline.Row:
    usual = timeline.Row("Et tiltak", starts_on=None, ends_on=None, updates=(), period="ukjent", status="x")
    return replace(usual, **more)


def test_the_time_line_draws_what_is_known_and_nothing_else() -> None:
    first, last, told = dt.date(2027, 3, 1), dt.date(2027, 6, 30), dt.date(2027, 4, 1)
    rows = [row(starts_on=first, ends_on=last), row(starts_on=first), row(ends_on=last), row(updates=(told,)), row()]
    drawn = timeline.figure(rows, told, NB, SCREEN)
    assert [(trace["mode"], trace["y"][0]) for trace in drawn["data"]] == [
        ("lines+markers", 0),
        ("markers", 1),
        ("markers", 2),
        ("markers", 3),
    ]
    labels = [note["text"] for note in drawn["layout"]["annotations"]]
    assert labels == ["Et tiltak"] * 3 + ["Et tiltak<br>ukjent"] * 2
    assert len(drawn["layout"]["shapes"]) == 1, "today lies within it"
    said = timeline.sentence(rows, NB)
    assert "5 tiltak: 1 med kjent start og slutt, 2 med bare start eller slutt kjent, 2 uten" in said
    assert timeline.span(rows)
    assert timeline.span([row()]) is None and "–" in timeline.table(rows, NB).to_numpy()


def test_an_action_of_one_day_is_seen_and_told_as_one() -> None:
    day = dt.date(2027, 3, 1)
    assert timeline.sentence([row(starts_on=day, ends_on=day)], NB) == "1 tiltak: 1 med kjent start og slutt."
    [bar] = timeline.figure([row(starts_on=day, ends_on=day)], day, NB, SCREEN)["data"]
    assert bar["marker"]["symbol"] == "square", "a bar of no length is not drawn"


def test_days_that_are_all_the_same_are_told_and_not_drawn() -> None:
    told = [row(updates=(dt.date(2012, 2, 17),)), row(updates=(dt.date(2012, 2, 17),))]
    assert timeline.span(told) is None
    words = "2 tiltak, ingen av dem med kjent start eller slutt. Den siste opplysningen er fra 17. februar 2012."
    assert timeline.sentence(told, NB).replace("\u00a0", " ") == words


def test_typed_tags_take_no_effect_on_the_time_line() -> None:
    drawn = timeline.figure([row(title="<b>fet</b>" * 9, updates=(dt.date(2027, 1, 1),))], dt.date.today(), NB, SCREEN)
    text = drawn["layout"]["annotations"][0]["text"]
    assert "<b>" not in text and text.count("…") == 1 and "<b>" not in drawn["data"][0]["hovertemplate"]


def test_a_period_is_told_as_far_as_it_is_known() -> None:
    now = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    kept = {"id": "a", "version": 1, "created_by": "x", "changed_by": "x", "created_at": now, "changed_at": now}

    def told(**more: str) -> str:
        return entry_words.period(Action.model_validate(kept | {"title": "x"} | more), NB)

    assert told(starts_on="2027-03-01", ends_on="2027-06-30") == "1. mars 2027 – 30. juni 2027"
    assert told(starts_on="2027-03-01", ends_on="2027-03-01") == "1. mars 2027"
    assert told(starts_on="2027-03-01") == "Fra 1. mars 2027; slutt ikke kjent"
    assert told(ends_on="2027-06-30", period="vår") == "Til 30. juni 2027; start ikke kjent"
    assert told(period="vår 2012") == "Tidsrom i kilden: «vår 2012»" and told() == NB("action.period_unknown")


def test_a_case_can_belong_to_a_member_of_the_past() -> None:
    lives = (
        Life("5001", "Nyby", 2018),
        Life("1601", "Gamleby", 1990, 2017, ("Nyby (5001)",)),
        Life("0301", "Oslo", 1990),
    )
    assert entry_words.places(References(municipalities=lives), ["5001"]) == {
        "5001": "Nyby",
        "1601": "Gamleby (1601, –2017)",
    }


def test_the_example_of_the_sign_in_s_settings_has_what_is_needed_and_no_secret() -> None:
    text = (paths.ROOT / "docs" / "secrets.example.toml").read_text(encoding="utf-8")
    auth = tomllib.loads(text)["auth"]
    assert auth["redirect_uri"].endswith("/oauth2callback")
    for provider in ("entra", "idporten"):
        assert {"client_id", "client_secret", "server_metadata_url"} <= set(auth[provider])
        assert re.fullmatch(r"[A-Z_]+", auth[provider]["client_secret"])
