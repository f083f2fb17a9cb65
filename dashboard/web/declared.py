"""What a data route is: declared once, served, documented and tested from the same declaration."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import Response

from dashboard.store import Store
from dashboard.texts import Texts
from pipelines.regions import read_regions

ROOT = "/api/v1"
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "jsonstat": "application/json",
}
CSVW = "application/csvm+json"
#: The formats of a list that is no cube.
FLAT = ("csv", "xlsx", "json")
Kind = Literal["one", "many", "years"]


class Refused(Exception):
    """A question that cannot be answered: HTTP status and one sentence.

    Attributes:
        status: HTTP status.
        key: the sentence in the catalogues, `api.error.<key>`; "" where the sentence came as it is.
        parameter: the parameter it is about.
        nearest: valid words that come near.
        values: what fills the sentence; `what` is the name of a thing and is itself put in the reader's language.
    """

    def __init__(
        self,
        status: int,
        key: str = "",
        parameter: str = "",
        nearest: Sequence[str] = (),
        values: Mapping[str, object] | None = None,
        sentence: str = "",
    ) -> None:
        super().__init__(sentence or key)
        self.status, self.key, self.parameter = status, key, parameter
        self.nearest, self.values = tuple(nearest), dict(values or {})

    def told(self, t: Texts) -> str:
        """The sentence in a language."""
        if not self.key:
            return str(self)
        what = str(self.values.get("what", ""))
        named = {"what": t(f"api.what.{what}") if t.has(f"api.what.{what}") else what} if what else {}
        return t(f"api.error.{self.key}", **self.values | named)


@dataclass(frozen=True)
class Parameter:
    """A parameter of a route.

    Attributes:
        name: its name; the text `api.parameter.<name>` says what it does.
        kind: one value, several (repeated or parted by commas), or years and spans of years.
        options: the values there are, where they are few and always the same.
        examples: values that exist.
        required: whether a question without it is refused.
    """

    name: str
    kind: Kind = "one"
    options: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Asked:
    """A question: what a request asks of a route, read by the route's declaration.

    Attributes:
        request: the request itself.
        t: texts in the language that the address asks for.
        path: the parts of the address that the route leaves open.
        one: parameter → its value.
        many: parameter → its values.
        years: the years asked for, None for all.
        pinned: whether a version of the warehouse was named.
    """

    request: Request
    t: Texts
    path: Mapping[str, str]
    one: Mapping[str, str] = field(default_factory=dict)
    many: Mapping[str, list[str]] = field(default_factory=dict)
    years: list[int] | None = None
    pinned: bool = False

    @property
    def base(self) -> str:
        """Where the server is: the address before the routes."""
        return str(self.request.base_url).rstrip("/")

    @property
    def query(self) -> str:
        """The question as it stands in the address, with its question mark."""
        return f"?{self.request.url.query}" if self.request.url.query else ""


Make = Callable[[Store, Asked], Response]


@dataclass(frozen=True)
class Declared:
    """A data route.

    Attributes:
        key: its name; the texts `api.route.<key>.title` and `.text` say what it gives.
        path: its address, with `{…}` for what it leaves open.
        make: answers a question.
        media: content types of its answers; `FORMATS` by the path's `{format}` where there is one.
        formats: the endings that `{format}` takes.
        parameters: what can be asked; "lang" and "version" go with every route.
        examples: values for what the path leaves open.
        schema: JSON schema of a JSON answer.
        open_ended: whether it takes parameters that its `make` reads itself (tables have keys of their own).
        dated: whether the day it is made stands in it.
        state: changes when the answer does for another reason than the warehouse's version.
    """

    key: str
    path: str
    make: Make
    media: tuple[str, ...] = ("application/json",)
    formats: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    examples: Mapping[str, str] = field(default_factory=dict)
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "object"})
    open_ended: bool = False
    dated: bool = False
    state: Callable[[], str] | None = None


LANG = Parameter("lang", examples=("nb", "en"))
VERSION = Parameter("version")
#: Parameters that every route understands.
ALWAYS = (LANG, VERSION)
_REGIONS = read_regions()
REGION = Parameter("region", "many", examples=(_REGIONS.home, _REGIONS.nation))
_HOME = next(region for region in _REGIONS.region if region.name == _REGIONS.home)
#: A municipality, for examples: one of the home region's, where the file lists them.
MUNICIPALITY = next(iter(_HOME.members), "0301")
INDICATOR = Parameter("indicator", "many", examples=("gdp_share",))
YEAR = Parameter("year", "years", examples=("2010-2023",))
YEARS = Parameter("years", "years", examples=("2010-2023",))
DENOMINATOR = Parameter("denominator", options=("counties", "mainland", "with_shelf"))
MEMBERSHIP = Parameter("membership", options=("fixed", "year"))
PRICES = Parameter("prices", options=("current", "fixed"))
VINTAGE = Parameter("vintage", examples=("latest",))
BASE = Parameter("base", examples=("2010",))
PER = Parameter("per", options=("inhabitant",))
CHOICES = (DENOMINATOR, MEMBERSHIP, PRICES)
