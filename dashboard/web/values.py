"""Routes of the indicators: what there is, what each means, and its values."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
from starlette.responses import Response

from dashboard import exports
from dashboard.store import Store
from dashboard.web import asking, files
from dashboard.web.declared import (
    BASE,
    CHOICES,
    FLAT,
    FORMATS,
    INDICATOR,
    PER,
    REGION,
    ROOT,
    VINTAGE,
    YEAR,
    YEARS,
    Asked,
    Declared,
    Parameter,
)
from dashboard.web.schemas import TABLE, listing
from indicators import derive, read

_FILTERS = (REGION, YEAR, YEARS, *CHOICES, VINTAGE, BASE, PER)
_ENDINGS = (*FORMATS, "csv-metadata.json")
_NAMED = {"indicator": "gdp_share"}


def base(asked: Asked) -> int | None:
    """The year that becomes 100.

    Raises:
        Refused: it is no year.
    """
    word = asked.one.get("base")
    if word is not None and not re.fullmatch(r"[0-9]{4}", word):
        raise asking.bad_year("base", word)
    return int(word) if word is not None else None


def frame(served: Store, asked: Asked, indicators: list[str]) -> pd.DataFrame:
    """The rows a question asks for.

    Raises:
        UnknownName: an indicator, region or choice that is not there.
        CannotDerive: an index or an amount per inhabitant that cannot be derived.
    """
    con, frames = served.cursor(), []
    for name in indicators:
        # a choice that does not change an indicator is not asked of it: the population has no vintages
        variants = set(read.describe(con, name)["variants"])
        chosen = {key: value for key, value in asked.one.items() if key in variants}
        frames.append(
            derive.values(
                con,
                name,
                regions=asked.many.get("region"),
                years=asked.years,
                base=base(asked),
                per=asked.one.get("per"),
                denominator=chosen.get("denominator"),
                membership=chosen.get("membership"),
                prices=chosen.get("prices"),
                vintage=chosen.get("vintage"),
            )
        )
    return pd.concat(frames, ignore_index=True)


def described(served: Store, indicators: list[str]) -> list[dict[str, Any]]:
    """Everything declared about some indicators."""
    con = served.cursor()
    return [exports.rows(pd.DataFrame([read.describe(con, name)]))[0] for name in indicators]


def _file(served: Store, asked: Asked, indicators: list[str]) -> Response:
    rows = frame(served, asked, indicators)
    about = [derive.described(one, base(asked), asked.one.get("per")) for one in described(served, indicators)]
    title = ", ".join(str(one[f"name_{asked.t.data}"]) for one in about)
    file = files.File(rows, "-".join(indicators), title, exports.DIMENSIONS, {"indicators": about}, measure="value")
    return files.answer(served, asked, file)


def _one(served: Store, asked: Asked) -> Response:
    return _file(served, asked, [asked.path["indicator"]])


def _several(served: Store, asked: Asked) -> Response:
    return _file(served, asked, list(dict.fromkeys(asked.many["indicator"])))


def _listing(served: Store, asked: Asked) -> Response:
    rows = read.indicators(served.cursor())
    if "format" not in asked.path:
        return files.document(served, {"rows": exports.rows(rows)})
    file = files.File(rows, "indicators", asked.t("api.route.indicators.title"), ("indicator",))
    return files.answer(served, asked, file)


def _description(served: Store, asked: Asked) -> Response:
    return files.document(served, {"indicators": described(served, [asked.path["indicator"]])})


def _vintages(served: Store, asked: Asked) -> Response:
    """The vintages of every indicator that has any."""
    con = served.cursor()
    names = [
        str(name)
        for name, variants in con.execute("SELECT indicator, variants FROM out.indicator ORDER BY order_no").fetchall()
        if "vintage" in variants
    ]
    wanted = asked.many.get("indicator") or names
    read.known(con, "indicator", wanted)
    found = {name: read.vintages(con, name) if name in names else [] for name in wanted}
    return files.document(served, {"vintages": found})


def routes() -> list[Declared]:
    """The routes of the indicators."""
    several = Parameter("indicator", "many", examples=("gdp_share", "population_share"), required=True)
    return [
        Declared("indicators", f"{ROOT}/indicators", _listing, schema=TABLE),
        Declared("indicators_file", f"{ROOT}/indicators.{{format}}", _listing, formats=(*FLAT, _ENDINGS[-1])),
        Declared(
            "indicator", f"{ROOT}/indicators/{{indicator}}", _description, examples=_NAMED, schema=listing("indicators")
        ),
        Declared(
            "indicator_values", f"{ROOT}/indicators/{{indicator}}/values.{{format}}", _one,
            formats=_ENDINGS, parameters=_FILTERS, examples=_NAMED,
        ),
        Declared(
            "values", f"{ROOT}/values.{{format}}", _several, formats=_ENDINGS, parameters=(several, *_FILTERS)
        ),
        Declared(
            "vintages", f"{ROOT}/vintages", _vintages, parameters=(INDICATOR,),
            schema={"type": "object", "required": ["vintages"], "properties": {"vintages": {"type": "object"}}},
        ),
    ]  # fmt: skip
