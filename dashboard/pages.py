"""The pages there are, in the order of the menu. A new page is one line here, one script in `views/`, and its texts."""

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
        menu: the part of the menu that names it, one of `MENU`; None where other pages lead to it.
    """

    key: str
    menu: str | None = ""

    @property
    def in_menu(self) -> bool:
        """Whether the menu names it."""
        return self.menu is not None

    @property
    def script(self) -> Path:
        """The script that draws the page."""
        return VIEWS / f"{self.key}.py"


#: The parts of the menu: "" stands open, the others fold out under the word `menu.<part>`.
MENU = ("", "plan", "method")
#: path in the address → page; the first page lives at the root.
PAGES: dict[str, PageInfo] = {
    "": PageInfo("goal"),
    "sub-goals": PageInfo("sub_goals"),
    "sub-goal": PageInfo("sub_goal", menu=None),
    "indicator": PageInfo("indicator"),
    "explore": PageInfo("explore"),
    "municipalities": PageInfo("municipalities"),
    "since": PageInfo("since"),
    "actions": PageInfo("actions", "plan"),
    "action": PageInfo("action", menu=None),
    "cases": PageInfo("cases", "plan"),
    "round": PageInfo("round", "plan"),
    "self-assessments": PageInfo("self_assessments", menu=None),
    "self-assessment": PageInfo("self_assessment", "plan"),
    "meeting": PageInfo("meeting"),
    "presentation": PageInfo("presentation", menu=None),
    "estimate": PageInfo("estimate", "method"),
    "why": PageInfo("why", "method"),
    "quoted-amount": PageInfo("quoted", "method"),
    "vintages": PageInfo("vintages", "method"),
    "data": PageInfo("data"),
    "search": PageInfo("search", menu=None),
    "assumptions": PageInfo("assumptions", menu=None),
    "corrections": PageInfo("corrections", menu=None),
    "accessibility": PageInfo("accessibility", menu=None),
}
#: Pages that the foot of every page leads to.
FOOT = ("assumptions", "corrections", "accessibility")
