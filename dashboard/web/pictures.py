"""Pictures of charts, for link previews, articles and print:

/api/v1/pictures/{page}/{chart}.{svg|png}?<the page's own address>&size=preview|print&theme=light|dark

The page is its path ("goal" for the first), the chart its name in the embed code. The picture is the chart that the
page shows for that address, with title, sentence, sources, vintage and address around it.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from dashboard import charted, drawn, figures, numbers, store
from dashboard.choices import PageView
from dashboard.once import once
from dashboard.palette import DARK, LIGHT
from dashboard.shown import Shown
from dashboard.texts import texts
from dashboard.web import asking
from dashboard.web.declared import CHOICES, ROOT, VINTAGE, Asked, Declared, Parameter, Refused

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
        told = {"name": key[:40], "word": value[:40], "page": name_of(page)}
        raise Refused(400, "page_parameter", key[:40], values=told)
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
    borders = [note for note in shown.notes if note == t("areas.licence")]
    return drawn.Words(
        title=shown.full_title,
        sentence=shown.sentence,
        notes=(" ".join([foot, *borders]), f"{t('site.name')} – {address}"),
        lang=view.lang,
        key=shown.key,
    )


@once(_KEPT)
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


def _picture(served: store.Store, asked: Asked) -> Response:
    called, name, ending = (asked.path[key] for key in ("page", "chart", "format"))
    page = "" if called == FIRST else called
    if page not in charted.PAGES:
        raise asking.unknown(404, "page", called, [name_of(one) for one in charted.PAGES])
    view = view_of(page, served.version, dict(asked.request.query_params))
    charts = charted.charts(page, served.version, view)
    if name not in charts:
        raise asking.unknown(404, "chart", name, [*charts])
    size, theme = (asked.one.get(key, allowed[0]) for key, allowed in _OWN.items())
    body = made(served.version, view, name, ending, size, theme, asked.base)
    headers = {"Content-Disposition": f'inline; filename="{called}-{name}.{ending}"', "Content-Language": view.lang}
    return Response(body, media_type=MEDIA[ending], headers=headers)


def declared() -> list[Declared]:
    """The route of the pictures. What a page can be asked for besides is the page's own matter."""
    own = tuple(Parameter(key, options=allowed) for key, allowed in _OWN.items())
    return [
        Declared(
            "picture",
            f"{ROOT}/pictures/{{page}}/{{chart}}.{{format}}",
            _picture,
            media=tuple(MEDIA.values()),
            formats=tuple(MEDIA),
            parameters=(*CHOICES, VINTAGE, *own),
            examples={"page": FIRST, "chart": "shares"},
            open_ended=True,
        )
    ]
