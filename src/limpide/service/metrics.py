"""Counts and times of requests for Prometheus: by route template, never by client."""

import os
from collections.abc import Callable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector

from limpide.portfolio.portfolio import Portfolio

MEDIA_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder where several workers put their numbers together."""
_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The numbers of one process, or of all workers together where ``FOLDER`` is set before the start."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "limpide_requests", "Requests answered.", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "limpide_request_seconds",
            "From the first byte of a request to the end of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._serving = Gauge(
            "limpide_serving_clients",
            "Clients that are served, by model and snapshot; the one that serves is not zero.",
            ("model", "snapshot"),
            multiprocess_mode="mostrecent",
            registry=self._registry,
        )
        self._known: dict[tuple[str, str, int], Callable[[], None]] = {}
        self._timers: dict[str, Callable[[float], None]] = {}
        self._told: tuple[str, str] | None = None

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        key = method, route, status
        counted = self._known.get(key)
        if counted is None:
            counted = self._known[key] = self._requests.labels(method, route, str(status)).inc
            self._timers.setdefault(route, self._seconds.labels(route).observe)
        counted()
        self._timers[route](seconds)

    def page(self, portfolio: Portfolio) -> bytes:
        """Return the text that Prometheus reads."""
        serving = portfolio.model_version[:12], portfolio.snapshot_version[:12]
        if self._told is not None and self._told != serving:
            self._serving.labels(*self._told).set(0)
        self._told = serving
        self._serving.labels(*serving).set(portfolio.clients)
        if FOLDER not in os.environ:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)
