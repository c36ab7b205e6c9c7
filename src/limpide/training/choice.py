"""The rule of choice: the cheapest that knows its own clients no better than it may, and the calmest of its equals."""

from collections.abc import Sequence
from dataclasses import dataclass

from limpide.core.errors import InvalidInput
from limpide.training.pairs import Difference, compare_pair
from limpide.training.trial import Trial

MAX_GAP = 0.05
_SAME_GAP = 3  # decimals: nobody can tell finer gaps apart


@dataclass(frozen=True, eq=False)
class Choice:
    """The trial that was chosen, why in a sentence, and what the gap rule cost.

    ``cheapest`` costs least whatever its gap; ``price`` is by how much the champion costs more than it, paired, and
    what that means in AUC; zero when they are the same. ``equals`` are those among which the gap decided.
    """

    champion: Trial
    reason: str
    cheapest: Trial
    price: Difference
    equals: tuple[Trial, ...] = ()


def choose(trials: Sequence[Trial], *, max_gap: float = MAX_GAP, forced: str | None = None) -> Choice:
    """Choose one of several trials.

    Nobody whose gap is above ``max_gap`` is eligible. Of the others the one with the lowest cost per client leads;
    those within one standard error of its cost (of the difference, on the same clients) are its equals. Among
    equals the smallest gap wins, to three decimals, then the simplest. With ``forced``, the trial of that name.
    """
    cheapest = min(trials, key=_cost)
    if forced is not None:
        return _asked(trials, cheapest, forced=forced)
    eligible = [trial for trial in trials if trial.quality.gap.value <= max_gap]
    if not any(_learns(trial) for trial in eligible) and any(_learns(trial) for trial in trials):
        return _least_gap(trials, cheapest, max_gap=max_gap)
    leader = min(eligible, key=_cost)
    equals = tuple(trial for trial in eligible if _is_equal(trial, leader))
    champion = min(equals, key=lambda trial: (round(trial.quality.gap.value, _SAME_GAP), trial.candidate.complexity))
    reason = _reason(champion, leader, equals, eligible, cheapest, max_gap=max_gap)
    return Choice(champion, reason, cheapest, compare_pair(champion, cheapest), equals)


def _cost(trial: Trial) -> tuple[float, tuple[int, int, int]]:
    return trial.quality.cost_per_client.value, trial.candidate.complexity


def _learns(trial: Trial) -> bool:
    """Whether there is anything to it but the default rate."""
    return trial.candidate.learner.rank > 0


def _is_equal(trial: Trial, leader: Trial) -> bool:
    difference = compare_pair(trial, leader).cost
    return trial is leader or difference.value <= difference.error


def _asked(trials: Sequence[Trial], cheapest: Trial, *, forced: str) -> Choice:
    asked = [trial for trial in trials if trial.candidate.learner.name == forced or trial.name == forced]
    if not asked:
        raise InvalidInput(f'no model "{forced}" was tried; choose one of {", ".join(each.name for each in trials)}')
    within = min(asked, key=_cost)
    return Choice(within, f"{forced} was asked for", cheapest, compare_pair(within, cheapest))


def _least_gap(trials: Sequence[Trial], cheapest: Trial, *, max_gap: float) -> Choice:
    """Nobody who has learnt anything keeps within the gap: the dummy would be no choice."""
    calmest = min((each for each in trials if _learns(each)), key=lambda trial: trial.quality.gap.value)
    reason = (
        f"nobody but the dummy keeps the gap within {max_gap:g}; {calmest.name} comes nearest with "
        f"{calmest.quality.gap.value:.3f}: learn from more clients, or allow more with --max-gap"
    )
    return Choice(calmest, reason, cheapest, compare_pair(calmest, cheapest))


def _reason(
    champion: Trial,
    leader: Trial,
    equals: Sequence[Trial],
    eligible: Sequence[Trial],
    cheapest: Trial,
    *,
    max_gap: float,
) -> str:
    others = sorted((trial for trial in eligible if trial is not champion), key=_cost)
    reason = f"{_told(champion)} costs least per client"
    if champion is not leader:
        reason = (
            f"{_told(champion)} costs no more per client than {_told(leader)} by one standard error, "
            f"and has the smallest gap of {len(equals)} such"
        )
    elif others:
        reason += f", before {', '.join(map(_told, others[:3]))}"
    if cheapest.quality.gap.value > max_gap:
        reason += (
            f"; {_told(cheapest)} is not eligible with a gap of {cheapest.quality.gap.value:.3f}, above {max_gap:g}"
        )
    return reason


def _told(trial: Trial) -> str:
    return f"{trial.name} {trial.quality.cost_per_client.value:.4f}"
