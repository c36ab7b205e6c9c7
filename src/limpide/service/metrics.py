"""Counts and times of requests for Prometheus: by route template, never by client."""

import os
import time
from collections.abc import Callable, Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector

from limpide.portfolio.portfolio import Portfolio
from limpide.service.heartbeat import Beats

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

    def page(self, portfolio: Portfolio, *, workers: Mapping[int, Beats], writable: bool) -> bytes:
        """Return the text that Prometheus reads: what was counted, and how ``workers`` and the database are now."""
        return self._counted(portfolio) + generate_latest(_now(workers, writable=writable))

    def _counted(self, portfolio: Portfolio) -> bytes:
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


def _now(workers: Mapping[int, Beats], *, writable: bool) -> CollectorRegistry:
    registry = CollectorRegistry()
    age = Gauge(
        "limpide_worker_heartbeat_age_seconds",
        "Since a part of a worker last ran: its process, its event loop, its thread pool.",
        ("worker", "part"),
        registry=registry,
    )
    memory = Gauge(
        "limpide_worker_memory_bytes", "Memory of a worker, mapped files too.", ("worker",), registry=registry
    )
    in_use = Gauge(
        "limpide_database_connections_in_use", "Connections to the database at work.", ("worker",), registry=registry
    )
    Gauge("limpide_database_writable", "1 while a decision can be written.", registry=registry).set(writable)
    now = time.monotonic()
    for process_id, beats in workers.items():
        for part in ("process", "loop", "pool"):
            age.labels(str(process_id), part).set(max(0.0, now - getattr(beats, part)))
        memory.labels(str(process_id)).set(beats.memory)
        in_use.labels(str(process_id)).set(beats.connections)
    return registry
