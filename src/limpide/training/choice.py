"""Champion selection among coherent models: lowest cost on unseen clients, log-loss, then the smallest overfit gap."""

from collections.abc import Sequence
from dataclasses import dataclass

from limpide.core.errors import InvalidInput
from limpide.training.pairs import Difference, compare_pair
from limpide.training.trial import Trial

_GAP_DECIMALS = 3  # nobody can tell finer gaps apart


@dataclass(frozen=True, eq=False)
class Choice:
    """The champion, why in a sentence, and what choosing it costs.

    ``cheapest`` costs least whatever its gap and its reasons; ``price`` is by how much the champion costs more than
    it, paired, and what that means in AUC; zero when they are the same. ``equals`` are those whose cost and log-loss
    cannot be told from the best by more than chance.
    """

    champion: Trial
    reason: str
    cheapest: Trial
    price: Difference
    equals: tuple[Trial, ...] = ()


@dataclass(frozen=True, eq=False)
class Shortlist:
    """The rule, step by step: each step keeps some of the trials of the step before.

    ``leader`` costs least; ``affordable`` are not surely dearer (the 95 % interval of the paired difference holds
    zero); ``surest`` of them has the lowest log-loss, and ``equals`` are within one standard error of it.
    """

    leader: Trial
    affordable: tuple[Trial, ...]
    surest: Trial
    equals: tuple[Trial, ...]


def shortlist(trials: Sequence[Trial]) -> Shortlist:
    """Keep the trials whose cost, then log-loss, chance cannot tell from the best."""
    leader = min(trials, key=_cost)
    affordable = tuple(trial for trial in trials if trial is leader or not _dearer(trial, leader))
    surest = min(affordable, key=_log_loss)
    equals = tuple(trial for trial in affordable if trial is surest or not _less_sure(trial, surest))
    return Shortlist(leader, affordable, surest, equals)


def admissible(trials: Sequence[Trial], *, allow_incoherent: bool = False) -> Sequence[Trial]:
    """Return the trials that may be chosen: coherent ones, or all where none of these has learnt anything."""
    coherent = [trial for trial in trials if not trial.candidate.free]
    return trials if allow_incoherent or not any(_learns(trial) for trial in coherent) else coherent


def choose(
    trials: Sequence[Trial],
    *,
    max_gap: float | None = None,
    forced: str | None = None,
    allow_incoherent: bool = False,
) -> Choice:
    """Choose one of several trials.

    The lowest cost per client leads. Those whose cost is not surely higher (95 % interval of the paired difference) are
    kept; of them, those whose log-loss is within one standard error of the lowest. Among these equals the smallest gap
    to the training clients comes first, then the simplest; coherent reasons (direction constraints) before both.
    Families without direction constraints are compared, and chosen only where that is surely cheaper and
    ``allow_incoherent``: their reasons may contradict themselves. ``max_gap`` is a veto that a lender may set; None for
    none. With ``forced``, the trial of that name.
    """
    cheapest = min(trials, key=_cost)
    if forced is not None:
        return _forced(trials, cheapest, forced=forced)
    offered = admissible(trials, allow_incoherent=allow_incoherent)
    eligible = [trial for trial in offered if max_gap is None or trial.quality.gap.value <= max_gap]
    if not any(_learns(trial) for trial in eligible) and any(_learns(trial) for trial in offered):
        return _smallest_gap(offered, cheapest, max_gap=max_gap or 0.0)
    found = shortlist(eligible)
    champion = min(found.equals, key=_preference)
    reason = _reason(champion, found.leader, found.equals, cheapest, max_gap=max_gap)
    return Choice(champion, reason, cheapest, compare_pair(champion, cheapest), found.equals)


def _preference(trial: Trial) -> tuple[bool, float, tuple[int, int, int]]:
    return trial.candidate.free, round(trial.quality.gap.value, _GAP_DECIMALS), trial.candidate.complexity


def _cost(trial: Trial) -> tuple[float, tuple[int, int, int]]:
    return trial.quality.cost_per_client.value, trial.candidate.complexity


def _log_loss(trial: Trial) -> float:
    found = trial.quality.log_loss
    return found.value if found is not None else float("inf")


def _learns(trial: Trial) -> bool:
    """Whether there is anything to it but the default rate."""
    return trial.candidate.learner.rank > 0


def _dearer(trial: Trial, leader: Trial) -> bool:
    """Whether the 95 % interval of the paired difference in cost leaves out zero: costs scatter widely."""
    return compare_pair(trial, leader).cost.low > 0


def _less_sure(trial: Trial, surest: Trial) -> bool:
    """Whether the paired difference in log-loss is above its standard error (one-standard-error rule)."""
    difference = compare_pair(trial, surest).log_loss
    return difference.value > difference.error


def _forced(trials: Sequence[Trial], cheapest: Trial, *, forced: str) -> Choice:
    asked = [trial for trial in trials if forced in (trial.name, trial.candidate.learner.name)]
    if not asked:
        raise InvalidInput(f'no model "{forced}" was tried; choose one of {", ".join(each.name for each in trials)}')
    exact = [trial for trial in asked if trial.name == forced] or asked
    within = min(exact, key=_cost)
    return Choice(within, f"{forced} was asked for", cheapest, compare_pair(within, cheapest))


def _smallest_gap(trials: Sequence[Trial], cheapest: Trial, *, max_gap: float) -> Choice:
    """No model that has learnt anything keeps within the gap: the dummy would be no choice."""
    nearest = min((each for each in trials if _learns(each)), key=lambda trial: trial.quality.gap.value)
    reason = (
        f"only the dummy keeps the overfit gap within {max_gap:g}; {nearest.name} comes nearest with "
        f"{nearest.quality.gap.value:.3f}: learn from more clients, or allow more with --max-gap"
    )
    return Choice(nearest, reason, cheapest, compare_pair(nearest, cheapest))


def _reason(champion: Trial, leader: Trial, equals: Sequence[Trial], cheapest: Trial, *, max_gap: float | None) -> str:
    reason = f"{_figure(champion)} costs least per client"
    if champion is not leader:
        difference = compare_pair(champion, leader).cost
        reason = (
            f"{_figure(champion)} costs {difference.value:+.4f} per client against {_figure(leader)}, "
            f"within chance ({difference.low:+.4f} to {difference.high:+.4f})"
        )
    others = [trial for trial in equals if trial is not champion]
    if others:
        names = ", ".join(trial.name for trial in others[:3])
        reason += f"; its overfit gap of {champion.quality.gap.value:.3f} is not wider than that of {names}"
    elif champion is leader:
        reason += ", and no other model is as sure of unseen clients (log-loss)"
    if cheapest.candidate.free and not champion.candidate.free:
        reason += f"; {_figure(cheapest)} costs less, but its reasons may contradict themselves"
    if max_gap is not None and cheapest.quality.gap.value > max_gap:
        reason += f"; {_figure(cheapest)} has a gap of {cheapest.quality.gap.value:.3f}, above {max_gap:g}"
    return reason


def _figure(trial: Trial) -> str:
    return f"{trial.name} {trial.quality.cost_per_client.value:.4f}"
