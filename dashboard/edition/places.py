"""Which addresses of the pages become files, and what the files are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import explained, standings
from dashboard.pages import PAGES
from dashboard.texts import DEFAULT
from pipelines.plan import plan

#: Pages that show nothing without somebody who acts on them, show what another page shows already, or show people's
#: entries: those change by the day, and an edition is what one version of the figures says.
LEFT_OUT = (
    *("presentation", "search"),
    *("actions", "action", "cases", "round", "self-assessments", "self-assessment"),
)
#: What makes an address of a page another page, not another view of it: parameter of each page that has one.
OWN = {"sub-goal": "sub_goal", "indicator": "indicator", "municipalities": "municipality"}
#: Pages whose figures hang on the date of the last meeting.
SINCE = ("since", "meeting")


@dataclass(frozen=True)
class Place:
    """An address that becomes a file.

    Attributes:
        page: the page's path.
        lang: the language.
        own: what it is about, where the page has one for each of several things; "" for what it shows by itself.
    """

    page: str
    lang: str
    own: str = ""

    @property
    def file(self) -> str:
        """The file's path in the edition. The default language lies on top."""
        name = self.page or "index"
        if self.own:
            name += "-" + re.sub(r"[^a-z0-9_-]", "-", self.own.lower())
        return f"{name}.html" if self.lang == DEFAULT else f"{self.lang}/{name}.html"

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of the page's address."""
        asked = {OWN[self.page]: self.own} if self.own else {}
        return asked if self.lang == DEFAULT else asked | {"lang": self.lang}


def places(version: str, languages: Sequence[str], municipalities: Sequence[str] | None = None) -> list[Place]:
    """Every address that becomes a file, in the order of the menu.

    Args:
        version: the warehouse version.
        languages: languages of the edition.
        municipalities: codes of the municipalities with a page of their own; the region's own where left out.
    """
    if municipalities is None:
        municipalities = explained.members(version, plan().goal.region)
    own: dict[str, Sequence[str]] = {
        "sub-goal": [goal.key for goal in plan().sub_goal],
        "indicator": list(standings.declared(version)),
        "municipalities": municipalities,
    }
    found = []
    for lang in languages:
        for page in PAGES:
            if page not in LEFT_OUT:
                found.append(Place(page, lang))
                found.extend(Place(page, lang, one) for one in own.get(page, ()))
    return found
