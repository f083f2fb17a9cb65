"""What is read and imported before the first visitor comes."""

from __future__ import annotations

import logging

from dashboard import store
from dashboard.parts import goal as goal_page
from pipelines import warehouse

_log = logging.getLogger(__name__)


def up() -> None:
    """Open the warehouse, read the first page's figures and draw its charts once, in both languages.

    A server starts also when the warehouse is missing or damaged: the pages say so and what to do.
    """
    try:
        served = store.current()
    except warehouse.WarehouseError as error:
        _log.warning("%s", error)
        return
    if served is None:
        return
    goal_page.warm(served.version)
