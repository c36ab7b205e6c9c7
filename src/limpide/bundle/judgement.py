"""What a validator asks of a model beside its quality: calibration, groups, the price of choices, steady reasons."""

from dataclasses import dataclass
from typing import Literal

from limpide.bundle.estimate import Estimate


@dataclass(frozen=True, kw_only=True)
class CalibrationTrial:
    """A way to turn margins into probabilities, cross-fitted on clients out of fold.

    ``gain`` is its log-loss minus that of Platt's map on the same clients: negative is better.
    """

    name: Literal["platt", "beta", "isotonic"]
    log_loss: Estimate
    brier: Estimate
    ece: Estimate
    gain: Estimate


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Clients with close probabilities: the mean one, and what became of them with its 95 % interval."""

    clients: int
    probability: float
    default_rate: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Group:
    """Clients who share an attribute, and how the model treats them, out of fold.

    ``approval`` is the share below the threshold, as if reviews followed it; ``opportunity`` the same among those who
    repaid; each ``_ratio`` divides by that of the group that fares best. ``reviewed`` is the share in the grey zone.
    ``accepted_defaults`` and ``refused_goods`` are the shares of defaults and of good clients that the machine alone
    would decide wrongly, with a grey zone found on the other folds; ``promised_…`` are the same as the probabilities
    of this group have it, so that both agree where they mean what they say. ``bins`` are of equal size.

    ``z`` is by how many standard errors defaults exceed the sum of the probabilities, ``p_value`` its two-sided p-value
    adjusted (Holm) for all the groups that were looked at; None in bundles that did not measure it.
    """

    value: str
    fr: str
    en: str
    clients: int
    defaults: int
    probability: float
    default_rate: Estimate
    approval: Estimate
    approval_ratio: Estimate
    opportunity: Estimate
    opportunity_ratio: Estimate
    reviewed: float
    accepted_defaults: Estimate
    promised_defaults: float
    refused_goods: Estimate
    promised_goods: float
    bins: tuple[Bin, ...]
    z: float | None = None
    p_value: float | None = None


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """One way to divide clients into groups; ``learnt`` says whether the model uses it.

    ``small`` counts clients of groups too small to say anything of.
    """

    name: str
    fr: str
    en: str
    learnt: bool
    small: int
    groups: tuple[Group, ...]


@dataclass(frozen=True, kw_only=True)
class Price:
    """What a choice costs in AUC and in cost per client: with it minus without, on the same folds and clients.

    ``choice`` is an attribute that is left out (``features.policy``), or "directions" for the constraints; bundles
    before format 4 say "protected attributes left out" and "monotone constraints". ``columns`` are those concerned.
    """

    choice: str
    auc: Estimate
    cost_per_client: Estimate
    columns: int


@dataclass(frozen=True, kw_only=True)
class Proxy:
    """How well the model's own columns predict an attribute that it must not use: AUC, .5 for not at all."""

    attribute: str
    auc: float


@dataclass(frozen=True, kw_only=True)
class Steadiness:
    """How far the reasons of the same clients stay the same when what should not matter changes.

    ``same_first`` is how often the strongest family stays first, ``shared`` the mean share of the four strongest that
    remain among the four strongest, ``rank`` the mean rank correlation (Spearman) over all families; ``same_four`` how
    often all four remain, ``flipped`` how many decisions change outside the grey zone; ``same_shown`` how often the
    first reasons that are shown, at most four, are the same concepts. None: not measured.
    """

    change: Literal["another seed", "inputs rounded to three digits", "bootstrap refit"]
    clients: int
    same_first: float
    shared: float
    rank: float
    same_four: float | None = None
    flipped: float | None = None
    same_shown: float | None = None


@dataclass(frozen=True, kw_only=True)
class OutOfTime:
    """The champion's settings learnt from ``earlier`` clients (count), measured on ``later`` ones of other persons.

    ``dated`` is the share of the clients whose time of application is known; ``probability`` is the mean one that was
    said of the later clients, ``default_rate`` what became of them; ``cost_per_client`` is in refused good clients.
    """

    earlier: int
    later: int
    dated: float
    probability: float
    default_rate: float
    auc: Estimate
    ece: Estimate
    cost_per_client: Estimate


@dataclass(frozen=True)
class CurvePoint:
    """A point of the learning curve: means over the folds when only so many clients are learnt from."""

    clients: int
    auc: float
    gap: float
    log_loss: float


@dataclass(frozen=True, kw_only=True)
class Curve:
    """At increasing thresholds: the share of defaults below (accepted) and of good clients at or above (refused)."""

    threshold: tuple[float, ...]
    accepted_defaults: tuple[float, ...]
    refused_goods: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """All of it, measured on clients that the judged model had not seen.

    ``looks`` is how many groups were tested for calibration, 0 where none was; ``out_of_time`` is None where the time
    of application is not known; ``learning_curve`` is empty where it was not drawn.
    """

    calibrations: tuple[CalibrationTrial, ...]
    bins: tuple[Bin, ...]
    curve: Curve
    attributes: tuple[Attribute, ...]
    prices: tuple[Price, ...]
    steadiness: tuple[Steadiness, ...]
    proxies: tuple[Proxy, ...] = ()
    looks: int = 0
    out_of_time: OutOfTime | None = None
    learning_curve: tuple[CurvePoint, ...] = ()
