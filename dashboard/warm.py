"""What is read and imported before the first visitor comes."""

from __future__ import annotations

from dashboard import store
from dashboard.parts import goal as goal_page
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
