"""The pages there are, in the order of the menu: on a projector the first dozen are seen, the others fold up.

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
    """

    key: str
    in_menu: bool = True

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
    "actions": PageInfo("actions"),
    "action": PageInfo("action", in_menu=False),
    "round": PageInfo("round"),
    "estimate": PageInfo("estimate"),
    "why": PageInfo("why"),
    "quoted-amount": PageInfo("quoted"),
    "vintages": PageInfo("vintages"),
    "self-assessments": PageInfo("self_assessments", in_menu=False),
    "self-assessment": PageInfo("self_assessment"),
    "cases": PageInfo("cases"),
    "search": PageInfo("search", in_menu=False),
    "method": PageInfo("method", in_menu=False),
    "assumptions": PageInfo("assumptions", in_menu=False),
    "corrections": PageInfo("corrections", in_menu=False),
    "accessibility": PageInfo("accessibility", in_menu=False),
}
#: Pages that the foot of every page leads to.
FOOT = ("method", "assumptions", "corrections", "accessibility")
