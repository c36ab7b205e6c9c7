"""The drift that ``limpide monitor`` wrote last, read from its folder and told in the caller's language."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from limpide.contract import DriftedFeature, DriftSummary, Language, ScoreShift, Urgency
from limpide.core.errors import Corrupt, NotFound
from limpide.language.wording import Wording, say_feature

_FILES = ("report.json", "drift.json")  # what the commands "report" and "drift" write
_FORMAT = 1
_ORDER = (Urgency.ALERT, Urgency.WATCH, Urgency.UNKNOWN, Urgency.QUIET)


class NoReport(NotFound):
    """Nobody has measured drift yet, or the service was not told where reports are."""


def read_drift(folder: Path | None, *, language: Language, top: int) -> DriftSummary:
    """Return the newest report of a folder; ``NoReport`` without one, ``Corrupt`` when it cannot be read."""
    found = [] if folder is None else [folder / name for name in _FILES if (folder / name).is_file()]
    if not found:
        raise NoReport(f"no report of drift in {folder}; make one with: limpide monitor report --out {folder}")
    newest = max(found, key=lambda path: path.stat().st_mtime)
    content = json.loads(newest.read_text(encoding="utf-8"))
    if content.get("format") != _FORMAT or content.get("drift") is None:
        raise Corrupt(f"{newest} holds no drift in format {_FORMAT}; make it anew with: limpide monitor report")
    measured_at = datetime.fromtimestamp(newest.stat().st_mtime, UTC)
    return _summary(content["drift"], measured_at, language=language, top=top)


def _summary(drift: dict[str, Any], measured_at: datetime, *, language: Language, top: int) -> DriftSummary:
    beyond = {alarm["subject"]: Urgency(alarm["verdict"]) for alarm in reversed(drift["alarms"])}
    used = [feature for feature in drift["features"] if feature["used"]]
    moved = [_feature(feature, beyond.get(feature["name"], Urgency.QUIET), language) for feature in used]
    return DriftSummary(
        measured_at=measured_at,
        urgency=Urgency(drift["verdict"]),
        alarms=len(drift["alarms"]),
        clients_before=drift["reference"]["clients"],
        clients_now=drift["current"]["clients"],
        compared=len(drift["features"]),
        score=None if drift["score"] is None else _score(drift["score"]),
        features=sorted(moved, key=lambda each: (_ORDER.index(each.urgency), -each.psi))[:top],
    )


def _feature(feature: dict[str, Any], urgency: Urgency, language: Language) -> DriftedFeature:
    before, now = feature["missing"]
    return DriftedFeature(
        name=feature["name"],
        label=say_feature(Wording(feature["fr"], feature["en"]), language, feature["name"]),
        psi=feature["psi"],
        missing_before=before,
        missing_now=now,
        urgency=urgency,
    )


def _score(score: dict[str, Any]) -> ScoreShift:
    before, now = score["reference"], score["current"]
    return ScoreShift(
        psi=score["psi"],
        mean_before=before["mean_probability"],
        mean_now=now["mean_probability"],
        accepted_before=before["accepted"],
        accepted_now=now["accepted"],
    )
