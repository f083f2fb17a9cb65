"""The door: `streamlit run app.py` starts the pages, the data routes beside them, and warms both up.

The pages themselves are `dashboard/main.py`; this file only says how they are served.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from dashboard import local_editing
from dashboard.failed import page_failed
from dashboard.web import alive, api, head, health, metrics, printed
from dashboard.web.gate import Gate
from dashboard.web.headers import Headers
from dashboard.web.observed import Observed
from dashboard.web.returning import Returning
from pipelines import logs


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Do once what every first visitor would otherwise wait for, and keep it out of every later collection."""
    from dashboard import warm

    logs.take_over()
    warm.up()
    gc.collect()
    gc.freeze()
    stop = Event()
    rest = Thread(target=warm.the_rest, args=(stop,), name="warm-up", daemon=True)
    rest.start()
    async with alive.watched():
        yield {"ready": True}
    stop.set()
    rest.join(timeout=10)


# Whoever reaches a server that was started for writing can write: it answers this machine only, under its own names.
local_editing.require_loopback()
only_here = [Middleware(TrustedHostMiddleware, allowed_hosts=list(local_editing.LOOPBACK))]

app = st.App(
    Path(__file__).with_name("dashboard") / "main.py",
    routes=[
        *health.routes(),
        *metrics.routes(),
        *api.routes(),
        *head.routes(),
        *printed.routes(),
        *api.rest(),
    ],
    middleware=[
        Middleware(Observed),
        *(only_here if local_editing.asked_for() else ()),
        Middleware(Headers),
        Middleware(Gate),
        Middleware(Returning),
    ],
    on_script_error=page_failed,
    lifespan=lifespan,
)

if __name__ == "__main__":
    app.run()
