"""Page and view → its charts, the one way: for the pages, their pictures, the boxes that share them, and link previews.

No widget and no session is needed for it. A page with charts is a line in `_ROOMS`; its module in `parts` has

    view_of(version, parameters)    the view that an address's parameters ask for, with what is wrong in them
    charts(version, view)           its charts by name, the first one first
    tables(version, view)           tables that are shared without a chart (optional)
    titled(version, view)           what the view is called, where its first chart does not say it (optional)
    as_chart(view)                  the view with the same figures as a chart, of one that is a table (optional)
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

from dashboard.choices import PageView
from dashboard.shown import Shared, Shown

#: Path of the page → its module in `dashboard.parts`.
_ROOMS = {
    "": "goal",
    "sub-goal": "sub_goal",
    "indicator": "indicator",
    "explore": "explore",
    "presentation": "presentation",
    "estimate": "estimate",
    "why": "why",
    "quoted-amount": "quoted",
    "vintages": "vintages",
    "municipalities": "municipalities",
}
#: Pages that share a table and have no chart of their own.
_TABLES = {"sub-goals": "sub_goals", "since": "changed"}
PAGES = tuple(_ROOMS)


class _Room(Protocol):
    def view_of(self, version: str, parameters: Mapping[str, str]) -> PageView: ...

    def charts(self, version: str, view: PageView) -> dict[str, Shown]: ...


def _room(page: str) -> _Room:
    # imported when it is needed: the pages themselves ask here for their charts in the other language
    return cast(_Room, import_module(f"dashboard.parts.{(_ROOMS | _TABLES)[page]}"))


def view_of(page: str, version: str, parameters: Mapping[str, str]) -> PageView:
    """The view that an address asks for; what it cannot mean becomes what comes nearest, and a problem to tell.

    Args:
        page: path of one of `PAGES`.
        version: the warehouse version.
        parameters: of the address.
    """
    return _room(page).view_of(version, parameters)


def charts(page: str, version: str, view: PageView) -> dict[str, Shown]:
    """The charts that a page shows for a view, by name, in their order; those without figures are left out.

    Args:
        page: path of one of `PAGES`.
        version: the warehouse version.
        view: from `view_of`.
    """
    return _room(page).charts(version, view)


def titled(view: PageView, version: str) -> str:
    """What a view of a page is called; "" where its first chart's title says it."""
    room = _room(view.page)
    return str(room.titled(version, view)) if hasattr(room, "titled") else ""


def pictured(version: str, view: PageView) -> tuple[PageView, Shown] | None:
    """The view and the chart whose picture stands for a view; None where there is none.

    It is the chart that was asked for, else the first one, else the same figures as a chart.

    Args:
        version: the warehouse version.
        view: from `view_of`.
    """
    room = _room(view.page)
    for there in (view, *([room.as_chart(view)] if hasattr(room, "as_chart") else [])):
        found = room.charts(version, there)
        if shown := found.get(there.chart) or next(iter(found.values()), None):
            return there, shown
    return None


def shared(version: str, view: PageView, name: str) -> Shared | None:
    """A chart or a table of a view by its name; None where it has none of that name."""
    room = _room(view.page)
    found: dict[str, Shared] = dict(room.charts(version, view)) if hasattr(room, "charts") else {}
    if hasattr(room, "tables"):
        found |= room.tables(version, view)
    return found.get(name)
