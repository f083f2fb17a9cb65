"""What is read and imported before the first visitor comes."""

from __future__ import annotations

import gc
from threading import Event

from dashboard import charted, figures, store
from dashboard.parts import goal as goal_page
from dashboard.texts import LANGUAGES
from pipelines import freshness, logs, warehouse


def up() -> None:
    """Open the warehouse, read the first page's figures and draw its charts once, in both languages.

    A server starts also when the warehouse is missing or damaged: the pages say so and what to do.
    """
    try:
        freshness.stale_days(), freshness.ready_days()
    except ValueError as error:
        logs.get("dashboard").warning("setting", sentence=str(error))
    try:
        served = store.current()
    except warehouse.WarehouseError as error:
        logs.get("dashboard").warning("no_figures", sentence=str(error))
        return
    if served is None:
        return
    goal_page.warm(served.version)


def the_rest(stop: Event) -> None:
    """Draw the first view of every other page, in every language, while the server already answers.

    Runs in a thread of its own: the page that nobody has asked for yet costs up to a second the first time.

    Args:
        stop: set when the server goes down; looked at between two pages.
    """
    try:
        served = store.current()
        if served is None:
            return
        for page in charted.PAGES:
            for lang in LANGUAGES:
                if stop.is_set():
                    return
                try:
                    charted.charts(page, served.version, charted.view_of(page, served.version, {"lang": lang}))
                except figures.NoFigures:
                    continue  # the page itself says so
    except warehouse.WarehouseError as error:
        logs.get("dashboard").warning("no_figures", sentence=str(error))
    gc.freeze()
