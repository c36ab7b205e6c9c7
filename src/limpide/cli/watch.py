"""One run of ``limpide monitor``: what was given is checked at once, measured part by part, written whole, and told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from limpide.cli.progress import console, watched
from limpide.core import seal
from limpide.core.errors import InvalidInput
from limpide.core.output import new_folder

if TYPE_CHECKING:
    from limpide.bundle.archive import Bundle
    from limpide.monitoring.crowd import Crowd
    from limpide.monitoring.limits import Limits
    from limpide.monitoring.record import TrackRecord
    from limpide.monitoring.report import Report

ALERT = 3
_SHOWN = 10
Chosen = tuple[Path, str]


@dataclass
class Watch:
    """Gathers the parts of a report; ``finish`` writes them into ``folder``."""

    folder: Path
    limits: "Limits"
    parts: dict[str, Any] = field(default_factory=dict)
    report: "Report | None" = None

    def crowds(self, reference: Chosen, current: Chosen) -> "tuple[Crowd, Crowd]":
        """Open two snapshots and choose the clients to compare."""
        from limpide.monitoring.crowd import Which, open_crowd

        first, second = (open_crowd(path, Which(which)) for path, which in (reference, current))
        return first, second

    def drift(self, crowds: "tuple[Crowd, Crowd]", *, names: tuple[str, str], bundle: Path | None) -> None:
        """Measure drift."""
        from limpide.monitoring.drift import measure_drift

        model = None if bundle is None else _open(bundle)
        self.parts["drift"] = measure_drift(*crowds, limits=self.limits, bundle=model, names=names, progress=watched)

    def performance(self, bundle: Path, record: "TrackRecord") -> None:
        """Measure performance and practice."""
        from limpide.monitoring.performance import measure_performance

        self.parts["performance"] = measure_performance(record, _open(bundle), limits=self.limits)

    def fairness(self, bundle: Path, snapshot: Path, record: "TrackRecord | None") -> None:
        """Compare groups; without a record, those of the whole snapshot by the model alone."""
        from limpide.monitoring.fairness import measure_fairness, score_everybody
        from limpide.portfolio.snapshot import open_snapshot

        model, base = _open(bundle), open_snapshot(snapshot)
        decided = record if record is not None else score_everybody(model, base)
        self.parts["fairness"] = measure_fairness(decided, base, model, limits=self.limits)

    def challenge(
        self, bundles: tuple[Path, Path], *, shadow: Path | None, snapshot: Path | None, record: "TrackRecord | None"
    ) -> None:
        """Compare a challenger with the champion."""
        from limpide.monitoring.challenger import compare_models, read_shadow
        from limpide.portfolio.snapshot import open_snapshot

        champion, challenger = map(_open, bundles)
        versions = {"champion": champion.version, "challenger": challenger.version}
        self.parts["challenge"] = compare_models(
            champion,
            challenger,
            limits=self.limits,
            shadow=None if shadow is None else read_shadow(shadow, **versions),
            record=record,
            snapshot=None if snapshot is None else open_snapshot(snapshot),
        )

    def evidently(self, crowds: "tuple[Crowd, Crowd]") -> None:
        """Write Evidently's report beside our own, after ``drift``."""
        from limpide.monitoring.evidently_report import write_evidently

        features = [each.name for each in self.parts["drift"].features]  # the most changed first
        write_evidently(*crowds, self.folder / "evidently.html", features=features)

    def finish(self, kind: str) -> None:
        """Write the pages and the JSON file."""
        from limpide.monitoring.report import Report

        self.report = Report(kind=kind, limits=self.limits, **self.parts)
        self.report.write(self.folder)


@contextmanager
def watching(
    out: Path, *folders: Path | None, replace: bool, webhook: str | None, limits: Path | None
) -> Iterator[Watch]:
    """Yield a run; at its end the folder is in place, the webhook is told of an alert, and the exit code is 3 for one.

    What cannot be used is said before anything slow: folders, limits, the webhook's address, an existing ``out``.
    """
    for folder in folders:
        if folder is not None:
            seal.read_version(folder)
    from limpide.monitoring.limits import read_limits
    from limpide.monitoring.webhook import check_address, send

    if webhook is not None:
        check_address(webhook)
    with new_folder(out, replace=replace) as partial_folder:
        watch = Watch(partial_folder, read_limits(limits))
        yield watch
    if watch.report is None:
        raise AssertionError("a run ends with finish")
    _say(watch.report, out)
    if watch.report.verdict == "alert":
        if webhook is not None:
            send(watch.report, webhook)
        raise typer.Exit(ALERT)


def read_decisions(path: Path | None, *, database: bool) -> "TrackRecord":
    """Read decisions and outcomes from a file, or from the journal."""
    from limpide.monitoring.record import build_record, read_record

    if (path is None) != database:
        raise InvalidInput("give either --outcomes FILE or --database: where decisions and outcomes come from")
    if path is not None:
        return read_record(path)
    import pyarrow as pa

    return build_record(pa.table(_journal()), name="the journal")


def _journal() -> dict[str, list[Any]]:
    from limpide.cli.database import postgresql
    from limpide.database.engine import create_engine, transaction
    from limpide.database.track_record import read_track_record
    from limpide.settings import Settings

    settings = Settings()
    with postgresql(settings) as url:
        if settings.service_address is not None:
            url = settings.service_address.get_secret_value()
        engine = create_engine(url, restricted=True)
        try:
            with transaction(engine) as begun:
                return read_track_record(begun.connection)
        finally:
            engine.dispose()


def _open(bundle: Path) -> "Bundle":
    from limpide.bundle.archive import open_bundle

    return open_bundle(bundle)


def _say(report: "Report", out: Path) -> None:
    say = partial(console.print, highlight=False, markup=False)
    for alarm in report.alarms[:_SHOWN]:
        say(f"{alarm.verdict.value}: {alarm.subject}: {alarm.kind} {alarm.value:.4g} (limit {alarm.limit:g})")
    if len(report.alarms) > _SHOWN:
        say(f"and {len(report.alarms) - _SHOWN} more")
    told = '; "limpide monitor limits" explains each limit' if report.alarms else ""
    say(f"verdict: {report.verdict.value}; report written to {out}{told}")
