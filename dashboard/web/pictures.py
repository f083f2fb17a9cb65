"""Pictures of charts, for link previews, articles and print:

/api/v1/pictures/{page}/{chart}.{svg|png}?<the page's own address>&size=preview|print&theme=light|dark

The page is its path ("goal" for the first), the chart its name in the embed code. The picture is the chart that the
page shows for that address, with title, sentence, sources, vintage and address around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import charted, drawn, figures, numbers, store
from dashboard.choices import PageView
from dashboard.palette import DARK, LIGHT
from dashboard.shown import Shown
from dashboard.texts import texts
from dashboard.web import api

FIRST = "goal"
MEDIA = {"svg": "image/svg+xml", "png": "image/png"}
THEMES = {"light": LIGHT, "dark": DARK}
#: Parameters of a picture that are none of the page's.
_OWN = {"size": tuple(drawn.SIZES), "theme": tuple(THEMES)}
#: Parameters of a page that change nothing in a picture.
_IDLE = ("chart", "embed", "step")
#: So many pictures are kept; one takes some 60 kB.
_KEPT = 128


def name_of(page: str) -> str:
    """What a page is called in the address of a picture."""
    return page or FIRST


def view_of(page: str, version: str, parameters: Mapping[str, str]) -> PageView:
    """The view that a picture is asked for.

    Raises:
        Refused: a parameter means nothing on the page; the sentence names it.
    """
    asked = {key: value for key, value in parameters.items() if key not in (*_OWN, *_IDLE)}
    view = charted.view_of(page, version, asked)
    known = {*view.choices(), *dict(view.own), "lang", "version"}
    strange = [(key, value) for key, value in asked.items() if key not in known]
    wrong = [*view.problems, *((one.key, one.value) for one in view.instead), *strange]
    if wrong:
        key, value = wrong[0]
        raise api.Refused(422, f"Parameter {key[:40]}: “{value[:40]}” does not exist on the page {name_of(page)}.")
    return view


def words(shown: Shown, version: str, view: PageView, address: str) -> drawn.Words:
    """The words around a chart.

    Args:
        shown: the chart.
        version: the warehouse version.
        view: the view.
        address: where the page is.
    """
    t = texts(view.lang)
    made = numbers.day(figures.made_at(version), t.lang)
    foot = t("picture.foot", sources=shown.sources, made=made, version=version)
    if view.vintage != "latest":
        foot += " " + t("picture.vintage", vintage=numbers.day(view.vintage, t.lang))
    kartverket = [note for note in shown.notes if "Kartverket" in note]
    return drawn.Words(
        title=shown.full_title,
        sentence=shown.sentence,
        notes=(" ".join([foot, *kartverket]), f"{t('site.name')} – {address}"),
        lang=view.lang,
        key=shown.key,
    )


@lru_cache(maxsize=_KEPT)
def made(version: str, view: PageView, name: str, ending: str, size: str, theme: str, base: str) -> bytes:
    """A picture, drawn once for each version, view, size and theme.

    Args:
        version: the warehouse version.
        view: the view.
        name: the chart's name.
        ending: "svg" or "png".
        size: one of `drawn.SIZES`.
        theme: one of `THEMES`.
        base: where the site is, for the address in the picture.
    """
    shown = charted.charts(view.page, version, view)[name]
    drawing = drawn.svg if ending == "svg" else drawn.png
    around = words(shown, version, view, f"{base}/{view.path()}")
    return drawing(shown.figure.to_dict(), around, size, THEMES[theme])


def _picture(served: store.Store, request: Request) -> Response:
    called, name, ending = (str(request.path_params[key]) for key in ("page", "chart", "ending"))
    page = "" if called == FIRST else called
    if page not in charted.PAGES:
        there = ", ".join(name_of(one) for one in charted.PAGES)
        raise api.Refused(404, f"There is no page {called[:40]} with charts; there are: {there}.")
    if ending not in MEDIA:
        raise api.Refused(404, f"There is no format {ending[:20]}; there are: {', '.join(MEDIA)}.")
    asked = dict(request.query_params)
    own = {key: asked.get(key, allowed[0]) for key, allowed in _OWN.items()}
    for key, value in own.items():
        if value not in _OWN[key]:
            raise api.Refused(422, f"Parameter {key}: there is no “{value[:40]}”; there are: {', '.join(_OWN[key])}.")
    view = view_of(page, served.version, asked)
    charts = charted.charts(page, served.version, view)
    if name not in charts:
        there = ", ".join(charts) or "none for this view"
        raise api.Refused(404, f"There is no chart {name[:40]} on the page {called}; there are: {there}.")
    base = str(request.base_url).rstrip("/")
    body = made(served.version, view, name, ending, own["size"], own["theme"], base)
    file = f"{called}-{name}.{ending}"
    return Response(body, media_type=MEDIA[ending], headers={"Content-Disposition": f'inline; filename="{file}"'})


def routes() -> list[Route]:
    """The route of the pictures."""
    return [Route("/api/v1/pictures/{page}/{chart}.{ending}", api._answer(_picture))]
