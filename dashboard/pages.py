"""The pages there are, in the order of the menu.

The menu names a dozen: Streamlit folds away what has no room on a projector, under a word that is English on Norwegian
pages too. The pages beside those lead to each other from a line of their own.

A new page is one line here, one script in `views/`, and its texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

VIEWS = Path(__file__).with_name("views")
#: A picture of our own: Streamlit fetches Material symbols for the browser tab from another server.
ICON = Path(__file__).with_name("icon.png")


@dataclass(frozen=True)
class PageInfo:
    """A page.

    Attributes:
        key: its texts are `page.<key>.title`, `.description` and so on; its script is `views/<key>.py`.
        in_menu: whether the menu names it; other pages lead to one that it does not.
        beside: pages of the same kind lead to each other (`beside.<kind>` in the texts); "" for a page without others.
    """

    key: str
    in_menu: bool = True
    beside: str = ""

    @property
    def listed(self) -> bool:
        """Whether a list of the pages names it: some page's menu or line leads straight to it."""
        return self.in_menu or bool(self.beside)

    @property
    def script(self) -> Path:
        """The script that draws the page."""
        return VIEWS / f"{self.key}.py"


#: path in the address → page; the first page lives at the root.
PAGES: dict[str, PageInfo] = {
    "": PageInfo("goal"),
    "sub-goals": PageInfo("sub_goals"),
    "sub-goal": PageInfo("sub_goal", in_menu=False),
    "indicator": PageInfo("indicator"),
    "explore": PageInfo("explore"),
    "municipalities": PageInfo("municipalities"),
    "data": PageInfo("data"),
    "since": PageInfo("since"),
    "meeting": PageInfo("meeting"),
    "presentation": PageInfo("presentation", in_menu=False),
    "actions": PageInfo("actions", beside="work"),
    "action": PageInfo("action", in_menu=False),
    "round": PageInfo("round", beside="work"),
    "estimate": PageInfo("estimate", beside="answer"),
    "why": PageInfo("why", beside="answer"),
    "quoted-amount": PageInfo("quoted", in_menu=False, beside="answer"),
    "vintages": PageInfo("vintages", in_menu=False, beside="answer"),
    "self-assessments": PageInfo("self_assessments", in_menu=False),
    "self-assessment": PageInfo("self_assessment", in_menu=False, beside="work"),
    "cases": PageInfo("cases", in_menu=False, beside="work"),
    "search": PageInfo("search", in_menu=False),
    "method": PageInfo("method", in_menu=False),
    "assumptions": PageInfo("assumptions", in_menu=False),
    "corrections": PageInfo("corrections", in_menu=False),
    "accessibility": PageInfo("accessibility", in_menu=False),
}
#: Pages that the foot of every page leads to.
FOOT = ("method", "assumptions", "corrections", "accessibility")
