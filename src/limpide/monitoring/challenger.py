"""Champion and challenger on the same requests: where they decide otherwise, and what it would have cost."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.archive import Bundle
from limpide.bundle.estimate import Estimate
from limpide.bundle.scorer import bind
from limpide.core.decision import Decision
from limpide.core.errors import InvalidInput
from limpide.monitoring.alarm import Alarm, find_alarm, sort_alarms
from limpide.monitoring.expectation import RESAMPLES, Figures, Ruler, expect
from limpide.monitoring.limits import Limits, Verdict, worst
from limpide.monitoring.performance import observe
from limpide.monitoring.record import TrackRecord
from limpide.monitoring.shares import is_above
from limpide.portfolio.snapshot import Snapshot

_BLOCK = 4_096


@dataclass(frozen=True, eq=False)
class Shadow:
    """Requests that both scored: probabilities float64 (requests,), decisions as words."""

    champion: str
    challenger: str
    champion_chances: NDArray[np.float64]
    challenger_chances: NDArray[np.float64]
    decisions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Duel:
    """Both on clients whose outcome is known; ``cost`` is the challenger's cost per client minus the champion's."""

    clients: int
    champion: Figures | None
    challenger: Figures | None
    auc: Estimate
    cost: Estimate


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """Everything compared; ``cells`` counts requests by (champion's decision, challenger's decision)."""

    champion: str
    challenger: str
    requests: int
    agreement: float | None
    cells: dict[str, int]
    expected: tuple[Figures | None, Figures | None]
    duel: Duel | None
    alarms: tuple[Alarm, ...]

    @property
    def verdict(self) -> Verdict:
        """Whether somebody should look before the challenger is promoted."""
        least = Verdict.QUIET if self.requests or self.duel else Verdict.UNKNOWN
        return worst([least, *(alarm.verdict for alarm in self.alarms)])

    def as_json(self) -> dict[str, Any]:
        """Return everything as objects, lists, text, numbers and nulls."""
        return asdict(self) | {"verdict": self.verdict.value}


def read_shadow(folder: Path, *, champion: str, challenger: str) -> Shadow:
    """Read what the service wrote of two versions; a last line that is being written is left out.

    ``InvalidInput`` when the folder holds no request of this pair.
    """
    lines = [line for line in _lines(folder) if (line["champion"], line["challenger"]) == (champion, challenger)]
    if not lines:
        raise InvalidInput(
            f"{folder} holds no request that {champion[:12]} and {challenger[:12]} both scored; "
            'serve with "limpide serve --challenger", and wait for requests'
        )
    return Shadow(
        champion=champion,
        challenger=challenger,
        champion_chances=np.array([line["champion_probability"] for line in lines]),
        challenger_chances=np.array([line["challenger_probability"] for line in lines]),
        decisions=tuple((line["champion_decision"], line["challenger_decision"]) for line in lines),
    )


def _lines(folder: Path) -> Iterator[dict[str, Any]]:
    if not folder.is_dir():
        raise InvalidInput(f"{folder} is not a folder; give the one that the service writes its shadow into")
    for path in sorted(folder.glob("*.jsonl")):
        whole, _, _ = path.read_text(encoding="utf-8").rpartition("\n")
        for number, line in enumerate(filter(None, whole.split("\n")), 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise InvalidInput(f"{path}, line {number} is not JSON; remove that line") from error


def compare_models(
    champion: Bundle,
    challenger: Bundle,
    *,
    limits: Limits,
    shadow: Shadow | None = None,
    record: TrackRecord | None = None,
    snapshot: Snapshot | None = None,
) -> Challenge:
    """Compare two models on live requests (``shadow``), and on clients of a snapshot whose outcome is known."""
    cells = _cells(shadow.decisions if shadow else ())
    requests = sum(cells.values())
    same = sum(count for pair, count in cells.items() if len(set(pair.split(":"))) == 1)
    agreement = same / requests if requests else None
    raised: Iterable[Alarm] = ()
    if agreement is not None:
        bound = limits.challenger.disagreement
        sure = is_above(1 - agreement, requests, bound.watch, risk=limits.false_alarms)
        raised = find_alarm("disagreement", "all", 1 - agreement, bound, sure=sure)
    chances = (shadow.champion_chances, shadow.challenger_chances) if shadow else ()
    costs = (champion.cost, challenger.cost)
    expected = [expect(each, cost=cost) for each, cost in zip(chances, costs, strict=False)]
    duel = _duel(champion, challenger, record, snapshot) if record is not None and snapshot is not None else None
    return Challenge(
        champion=champion.version,
        challenger=challenger.version,
        requests=requests,
        agreement=agreement,
        cells=cells,
        expected=(expected[0], expected[1]) if expected else (None, None),
        duel=duel,
        alarms=sort_alarms(raised),
    )


def _cells(decisions: tuple[tuple[str, str], ...]) -> dict[str, int]:
    if not decisions:
        return {}
    return {f"{one}:{other}": decisions.count((one.value, other.value)) for one in Decision for other in Decision}


def _duel(champion: Bundle, challenger: Bundle, record: TrackRecord, snapshot: Snapshot) -> Duel:
    """Score the clients whose outcome is known with both, and resample them in pairs; costs by the champion's ratio."""
    known = record.where(record.known)
    places = snapshot.index.find_all(known.client_ids.tolist())
    held = places >= 0
    target = known.target[held]
    if len(set(target.tolist())) < 2:
        raise InvalidInput(
            f"{snapshot.path} holds {len(target)} clients with a known outcome; both outcomes must occur"
        )
    chances = [_score(bundle, snapshot, places[held]) for bundle in (champion, challenger)]
    rulers = [Ruler.of(each, champion.cost) for each in chances]
    random = np.random.default_rng(1)
    drawn = []
    for _ in range(RESAMPLES):
        weights = np.bincount(random.integers(0, len(target), len(target)), minlength=len(target)).astype(np.float64)
        found = [ruler.measure(weights * target, weights * (1 - target)) for ruler in rulers]
        drawn += [(b[0] - a[0], b[3] - a[3]) for a, b in [found] if a is not None and b is not None]
    figures = [observe(each, target, cost=champion.cost) for each in chances]
    if figures[0] is None or figures[1] is None:
        raise InvalidInput(f"{len(target)} known outcomes are too few to compare two models")
    low, high = np.quantile(np.array(drawn), (0.025, 0.975), axis=0)
    auc = figures[1].auc.value - figures[0].auc.value
    cost = figures[1].cost_per_client.value - figures[0].cost_per_client.value
    return Duel(
        clients=len(target),
        champion=figures[0],
        challenger=figures[1],
        auc=Estimate(auc, float(low[0]), float(high[0])),
        cost=Estimate(cost, float(low[1]), float(high[1])),
    )


def _score(bundle: Bundle, snapshot: Snapshot, places: NDArray[np.intp]) -> NDArray[np.float64]:
    scorer = bind(bundle, snapshot.columns)
    blocks = (np.asarray(snapshot.matrix[places[at : at + _BLOCK]]) for at in range(0, len(places), _BLOCK))
    return np.concatenate([scorer.probabilities(block) for block in blocks])
