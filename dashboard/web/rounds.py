"""Routes of the self-assessments and the yearly round: their figures, their papers, and the calendar to subscribe to.

/api/v1/entries/self-assessment/{municipality}/{year}.csv
/api/v1/entries/round/{year}.csv
/api/v1/paper/self-assessment/{municipality}/{year}.{docx|pdf}
/api/v1/paper/self-assessments/{year}.{docx|pdf}
/api/v1/calendar.ics?municipality=5059
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from starlette.responses import Response

from dashboard import calendars, entered, round_words, sheets
from dashboard.paper import assessment, docx, report
from dashboard.paper.written import Written
from dashboard.store import Store
from dashboard.web import asking, entries, files, metrics
from dashboard.web.declared import FLAT, MUNICIPALITY, ROOT, Asked, Declared, Parameter, Refused
from entries.errors import EntriesError
from entries.round import read_round, round_of
from entries.store import Store as Entries

_ENDINGS, _PAPERS = (*FLAT, "csv-metadata.json"), ("docx", "pdf")
_MAKE: dict[str, tuple[Callable[[Written], bytes], str]] = {
    "docx": (docx.make, docx.MIME),
    "pdf": (report.make_written, report.MIME),
}


def _store() -> Entries:
    """The entries.

    Raises:
        Refused: they can't be read.
    """
    try:
        found = entered.store()
        found.is_empty()
    except EntriesError as error:
        raise Refused(503, "entries") from error
    return found


def _year(asked: Asked) -> int:
    """The year in the address.

    Raises:
        Refused: it is none, or none that has a round.
    """
    word, known = asked.path["year"], [str(year) for year in sheets.years(sheets.today())]
    if word not in known:
        raise asking.unknown(404, "year", word, known)
    return int(word)


def _place(served: Store, asked: Asked, store: Entries, code: str, year: int) -> str:
    """A municipality that was a member in the year, or has a sheet of it.

    Raises:
        Refused: there is none; the nearest are named.
    """
    known = assessment.everyone(served.version, year, store.self_assessments.find(year=year))
    if code not in known:
        raise asking.unknown(404, "municipality", code, known)
    return code


def _page(asked: Asked, page: str, **parameters: str) -> str:
    return f"{asked.base}/{page}?{urlencode(parameters | asked.t.asked)}"


def _figures(served: Store, asked: Asked) -> Response:
    """A sheet's figures as they are today, or as they are kept with it, beside those of the sheet before."""
    store, year = _store(), _year(asked)
    code = _place(served, asked, store, asked.path["municipality"], year)
    known = store.self_assessments.find()
    now = sheets.figures_of(served.version, code, year)
    earlier = sheets.before(known, code, year, served.version)
    rows = sheets.beside(now, earlier)
    if asked.one.get("of") == "sheet":
        kept = sheets.kept(assessment.own(known, code, year))
        then = now.iloc[:0] if kept is None else kept.assign(municipality=code, sheet_year=year)[list(now.columns)]
        rows = sheets.beside_today(sheets.beside(then, earlier), now)
    title = asked.t("api.route.sheet_figures.title")
    file = files.File(rows, f"{asked.t('sheet.file')}-{code}-{year}", title, ("figure",))
    return files.answer(served, asked, file)


def _round(served: Store, asked: Asked) -> Response:
    """Where every step of a year's round stands."""
    store, year, declared = _store(), _year(asked), read_round()
    codes = sheets.members(served.version, year)
    found = round_of(store, year, codes, sheets.today(), declared)
    names = {code: sheets.name(store.references, code, year) for code in codes}
    frame = round_words.table(declared, found, names, asked.t)
    file = files.File(frame, f"round-{year}", asked.t("api.route.round.title"), ("step", "municipality"))
    return files.answer(served, asked, file)


def _paper(paper: Written, asked: Asked, kind: str) -> Response:
    make, media = _MAKE[asked.path["format"]]
    with metrics.timed(metrics.PAPERS, kind):
        body = make(paper)
    headers = {"Content-Disposition": f'attachment; filename="{paper.name}.{asked.path["format"]}"'}
    return Response(body, media_type=media, headers=headers)


def _basis(served: Store, asked: Asked, store: Entries, address: str) -> assessment.Basis:
    known = store.self_assessments.find()
    return assessment.Basis(served.version, known, store.references, asked.t.lang, address, sheets.today())


def _sheet(served: Store, asked: Asked) -> Response:
    """One municipality's sheet to take to the council."""
    store, year = _store(), _year(asked)
    code = _place(served, asked, store, asked.path["municipality"], year)
    address = _page(asked, "self-assessment", municipality=code, year=str(year))
    return _paper(assessment.make(code, year, _basis(served, asked, store, address)), asked, "self_assessment")


def _summary(served: Store, asked: Asked) -> Response:
    """All sheets of a year, for the business council."""
    store, year = _store(), _year(asked)
    address = _page(asked, "self-assessments", year=str(year))
    return _paper(assessment.summary(year, _basis(served, asked, store, address)), asked, "self_assessments")


def _calendar(served: Store, asked: Asked) -> Response:
    """The deadlines of the rounds, of one municipality or of all."""
    store, declared, today = _store(), read_round(), sheets.today()
    code = asked.one.get("municipality", "")
    years = calendars.years(declared, today)
    if code:
        _place(served, asked, store, code, years[-1])
    name = sheets.name(store.references, code, years[-1])
    found = []
    for year in years:
        own = calendars.changes(store, year, code) if code else {}
        ours = calendars.changes(store, year, "")
        for one in round_of(store, year, [code], today, declared):
            changed = (own if one.municipality else ours).get(one.step, calendars.Changed())
            found.append((one, changed))
    body = calendars.make(declared, found, (code, name) if code else None, asked.base, asked.t)
    headers = {"Content-Disposition": 'inline; filename="round.ics"'}
    return Response(body, media_type=calendars.MIME, headers=headers)


def routes() -> list[Declared]:
    """The routes of the self-assessments and the round."""
    year = str(read_round().kept_from)
    one = {"municipality": MUNICIPALITY, "year": year}
    sheet, entries_root = "{municipality}/{year}.{format}", f"{ROOT}/entries"
    return [
        Declared(
            "sheet_figures", f"{entries_root}/self-assessment/{sheet}", _figures,
            formats=_ENDINGS, parameters=(Parameter("of", options=("today", "sheet")),), examples=one,
            state=entries.state,
        ),
        Declared(
            "round", f"{entries_root}/round/{{year}}.{{format}}", _round,
            formats=_ENDINGS, examples={"year": year}, dated=True, state=entries.state,
        ),
        Declared(
            "assessment_paper", f"{ROOT}/paper/self-assessment/{sheet}", _sheet,
            formats=_PAPERS, examples=one, dated=True, state=entries.state,
        ),
        Declared(
            "assessments_paper", f"{ROOT}/paper/self-assessments/{{year}}.{{format}}", _summary,
            formats=_PAPERS, examples={"year": year}, dated=True, state=entries.state,
        ),
        Declared(
            "calendar", f"{ROOT}/calendar.ics", _calendar, media=(calendars.MIME.split(";")[0],),
            parameters=(Parameter("municipality", examples=(MUNICIPALITY,)),), dated=True, state=entries.state,
        ),
    ]  # fmt: skip
