"""After signing in or out one is back where one was, and nobody is led anywhere else."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.web import returning
from dashboard.web.returning import COMING, COOKIE, LEAVING, Returning

HERE = "https://maal.example.org"
PLACE = "/self-assessment?municipality=5001&year=2027&lang=en"
PROVIDER = "https://login.example.org/authorize?state=1"


def answering(logout_ends: bool = False) -> TestClient:
    """A site whose sign-in goes to a provider and ends on the first page, as Streamlit's does."""

    async def away(_: Request) -> Response:
        return RedirectResponse(PROVIDER, status_code=302)

    async def to_the_first_page(_: Request) -> Response:
        answer = RedirectResponse("/", status_code=302)
        answer.set_cookie("somebody", "else's")
        return answer

    routes = [
        Route(LEAVING[0], away),
        Route(LEAVING[1], to_the_first_page if logout_ends else away),
        Route(COMING, to_the_first_page),
        Route("/elsewhere", to_the_first_page),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Returning)])
    return TestClient(app, base_url=HERE, follow_redirects=False)


@pytest.mark.parametrize("leaving", LEAVING)
@pytest.mark.parametrize(
    "left", [PLACE, "/", "/?lang=en", "/explore?q=%C3%B8st+%26+vest", "/action?id=a&do=edit&began=3"]
)
def test_whoever_signs_in_or_out_is_back_where_they_were(leaving: str, left: str) -> None:
    client = answering()
    assert client.get(leaving, headers={"referer": HERE + left}).headers["location"] == PROVIDER
    back = client.get(COMING, params={"code": "1"})
    assert back.headers["location"] == left
    assert "somebody" in client.cookies, "what the sign-in itself sets is left alone"
    assert client.get(COMING).headers["location"] == "/", "the place is forgotten once it is used"


def test_the_cookie_is_for_the_sign_in_alone() -> None:
    said = answering().get(LEAVING[0], headers={"referer": HERE + PLACE}).headers["set-cookie"]
    assert said.startswith(f"{COOKIE}={quote(PLACE, safe='')};")
    assert f"Path={COMING}" in said and "HttpOnly" in said and "SameSite=lax" in said and "Max-Age=900" in said


def test_a_provider_that_knows_no_signing_out_leads_back_at_once() -> None:
    client = answering(logout_ends=True)
    assert client.get(LEAVING[1], headers={"referer": HERE + PLACE}).headers["location"] == PLACE
    assert COOKIE not in client.cookies


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "https://evil.example.org/self-assessment",
        "https://maal.example.org.evil.example.org/self-assessment",
        "https://maal.example.org@evil.example.org/self-assessment",
        "http://maal.example.org:8080/self-assessment",
        "https://maal.example.org//evil.example.org/",
        "https://maal.example.org/\\evil.example.org",
        "https://maal.example.org/auth/logout",
        "https://maal.example.org/api/v1",
        "https://maal.example.org/no-such-page",
        "//evil.example.org",
        "javascript://maal.example.org/%0aalert(1)",
        "https://[",
    ],
)
def test_another_sites_page_is_no_place_to_come_back_to(referer: str) -> None:
    client = answering()
    client.get(LEAVING[0], headers={"referer": HERE + PLACE})
    client.get(LEAVING[0], headers={"referer": referer})
    assert client.get(COMING).headers["location"] == "/", "nor does the place of an earlier try stay"


@pytest.mark.parametrize(
    "forged",
    [
        "https://evil.example.org/",
        "//evil.example.org",
        "/\\evil.example.org",
        "/self-assessment\r\nSet-Cookie: a=b",
        "/self-assessment/../auth/logout",
        "/auth/logout",
        "%2F%2Fevil.example.org",
        "\udc80",
    ],
)
def test_a_forged_cookie_leads_to_the_first_page(forged: str) -> None:
    value = quote(forged, safe="", errors="surrogatepass")
    answer = answering().get(COMING, headers={"cookie": f"{COOKIE}={value}"})
    assert answer.headers["location"] == "/" and "a" not in answer.cookies


def test_the_parameters_are_written_anew() -> None:
    assert returning.place("/search", "q=a%0d%0aSet-Cookie:+b&embed=true") == "/search?q=a%0D%0ASet-Cookie%3A+b"
    assert returning.place("/search", "q=" + "a" * 3000) == "/search"
    assert returning.place("/search", "&&=&a") == "/search"


def test_no_other_redirect_is_touched() -> None:
    client = answering()
    client.get(LEAVING[0], headers={"referer": HERE + PLACE})
    assert client.get("/elsewhere", headers={"referer": HERE + PLACE}).headers["location"] == "/"
