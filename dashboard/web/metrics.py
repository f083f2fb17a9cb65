"""What whoever runs the server can watch: requests, pages, papers, sessions, memory, the age of the figures.

`/metrics` answers in Prometheus' own form, for this process alone: each process has its own address to be asked at.
It is for this machine, or for who knows the token in `MALBAROMETERET_METRICS_TOKEN`; never through the front server.
"""

from __future__ import annotations

import hmac
import ipaddress
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, GCCollector, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard import freshness, store
from pipelines import last_refresh, warehouse
from pipelines.freshness import numbers

TOKEN = "MALBAROMETERET_METRICS_TOKEN"
NAME = "malbarometeret"
REGISTRY = CollectorRegistry()
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
REQUESTS = Counter(f"{NAME}_requests", "Answers by route and status.", ["route", "status"], registry=REGISTRY)
DURATIONS = Histogram(
    f"{NAME}_request_seconds", "Time to answer, by route.", ["route"], registry=REGISTRY, buckets=_SECONDS
)
PAGES = Histogram(f"{NAME}_page_seconds", "Time of a page's run.", ["page"], registry=REGISTRY, buckets=_SECONDS)
WAITS = Histogram(
    f"{NAME}_page_wait_seconds", "Time a page waited for those before it.", registry=REGISTRY, buckets=_SECONDS
)
PAPERS = Histogram(f"{NAME}_paper_seconds", "Time to make a file.", ["paper"], registry=REGISTRY, buckets=_SECONDS)
ERRORS = Counter(f"{NAME}_errors", "Errors that nobody foresaw, by route or page.", ["where"], registry=REGISTRY)


def answered(route: str, status: int, seconds: float) -> None:
    """Count an answer."""
    REQUESTS.labels(route, str(status)).inc()
    DURATIONS.labels(route).observe(seconds)


@contextmanager
def timed(histogram: Histogram, label: str) -> Iterator[None]:
    """Time what is done inside, also where it fails or is cut short."""
    started = perf_counter()
    try:
        yield
    finally:
        histogram.labels(label).observe(perf_counter() - started)


class Figures(Collector):
    """The age of the figures, how the last refresh ended, and the readers who are connected; asked anew each time."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """What holds now."""
        now = datetime.now(UTC)
        try:
            served = store.current()
        except warehouse.WarehouseError:
            served = None
        yield GaugeMetricFamily(f"{NAME}_version_served", "1 when there are figures to serve.", float(bool(served)))
        if served is not None:
            for name, value in numbers(freshness.now(served, now), now).items():
                yield GaugeMetricFamily(f"{NAME}_{name}", _EXPLAINED[name], value)
        last = last_refresh.read()
        if last is not None:
            ended = GaugeMetricFamily(f"{NAME}_refresh_ended", "1 for how the last refresh ended.", labels=["ending"])
            ended.add_metric([last.ending], 1.0)
            yield ended
            yield GaugeMetricFamily(f"{NAME}_refresh_failed", "1 when somebody has to look.", float(last.failed))
            yield GaugeMetricFamily(f"{NAME}_refresh_timestamp_seconds", "When it ended.", last.at.timestamp())
            yield GaugeMetricFamily(f"{NAME}_refresh_seconds", "How long it took.", last.seconds)
        yield GaugeMetricFamily(f"{NAME}_sessions", "Readers who are connected to this process.", sessions())


_EXPLAINED = {
    "version_age_seconds": "Age of the served version.",
    "asked_seconds": "Time since Statistics Norway was asked last, or the version was built.",
    "newer_tables": "Tables of which Statistics Norway has told of newer figures.",
    "due_tables": "Tables whose next publication should have come.",
}


def sessions() -> float:
    """How many readers are connected; 0 where no pages run in this process."""
    from streamlit.runtime import Runtime

    if not Runtime.exists():
        return 0.0
    family = "active_sessions"
    found = Runtime.instance().stats_mgr.get_stats(family_names=[family]).get(family, ())
    return float(sum(getattr(stat, "value", 0) for stat in found))


REGISTRY.register(Figures())
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)


def allowed(request: Request) -> bool:
    """Whether whoever asks may know: with the token where one is set, else from this machine and through nobody."""
    token = os.environ.get(TOKEN, "")
    if token:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    if any(name in request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip", "via")):
        return False
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _metrics(request: Request) -> Response:
    if not allowed(request):
        return JSONResponse({"error": "There is nothing here."}, status_code=404)
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def routes() -> list[Route]:
    """The route of the metrics."""
    return [Route("/metrics", _metrics)]
