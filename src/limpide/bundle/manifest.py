"""What a bundle says of itself: features, calibration, threshold, quality, and the data it learnt from."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from limpide.bundle.estimate import Estimate as Estimate
from limpide.bundle.features import FeatureCard
from limpide.bundle.judgement import Judgement
from limpide.bundle.outcomes import OutcomeTable
from limpide.core.cost import CostRatio, CostTerms
from limpide.core.decision import GreyZone
from limpide.core.errors import Corrupt
from limpide.core.points import PointScale
from limpide.language.wording import Wording
from limpide.models.calibration import Calibration

FORMAT = 4
_READ = (3, FORMAT)
MANIFEST = "manifest.json"


@dataclass(frozen=True, kw_only=True)
class Quality:
    """How good a candidate is, out of fold on clients it has not seen, with cross-fitted calibration.

    ``cost_per_client`` is in refused good clients, at the threshold that follows from the cost ratio; ``saving``
    is the share of the cost of accepting everybody that the model avoids; ``best_threshold`` is the cheapest one
    in hindsight, a check of the threshold used; ``gap`` is the AUC on its own training clients minus ``auc``;
    ``cost_by_amount`` is the cost per client with every client weighted by the amount asked for. None: not measured.
    """

    auc: Estimate
    pr_auc: Estimate
    ks: Estimate
    brier: Estimate
    ece: Estimate
    cost_per_client: Estimate
    saving: Estimate
    best_threshold: Estimate
    gap: Estimate
    log_loss: Estimate | None = None
    cost_by_amount: Estimate | None = None


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A model that was tried, and how it did; ``outcomes`` says so at every threshold (None before format 4)."""

    name: str
    chosen: bool
    quality: Quality
    outcomes: OutcomeTable | None = None


@dataclass(frozen=True, kw_only=True)
class LearntFrom:
    """The clients that the model learnt from, and how they were divided.

    ``accepted`` are errors of the lender's tables that the data gate let pass by name; none in older bundles.
    """

    snapshot_version: str
    clients: int
    persons: int
    defaults: int
    default_rate: float
    folds: int
    seed: int
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """A feature that the model does without, and why.

    ``constant``: it tells nobody apart. ``twin``: it says what the feature ``of`` says. ``useless``: it does not help
    with clients that a model has not seen. ``drifting``: its values move (``psi``) more than it helps. ``undirected``:
    a number of which no direction is declared. ``contrary``: the clients go against the direction that is declared.
    ``words`` is what the feature is called; None in bundles that did not keep it, and for constant ones.
    """

    name: str
    why: Literal["constant", "twin", "useless", "drifting", "undirected", "contrary"]
    of: str | None = None
    psi: float | None = None
    words: Wording | None = None


@dataclass(frozen=True, kw_only=True)
class Comparables:
    """What became of clients with similar scores, at increasing calibrated margins (see ``bundle.interval``)."""

    level: float
    neighbours: int
    margin: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class ReviewValue:
    """What the grey zone adds to the cost per client, negative where it saves, if reviewers err in ``error``."""

    error: float
    difference: Estimate


@dataclass(frozen=True, kw_only=True)
class Abstention:
    """The grey zone and what it promises: shares of defaults and of good clients that are decided wrongly by machine.

    ``review_cost`` is what a review may cost, in refused good clients, ``reviewer_error`` in what share of reviews it
    decides wrongly; ``share`` is how many applications it takes (see ``bundle.grey_zone``). ``by_error`` says what the
    zone is worth at other error rates, out of fold; at ``break_even_error`` it is worth nothing. Not measured before
    format 4.
    """

    zone: GreyZone
    review_cost: float
    accepted_defaults: float
    refused_goods: float
    share: float
    reviewer_error: float = 0.0
    by_error: tuple[ReviewValue, ...] = ()
    break_even_error: float | None = None


@dataclass(frozen=True, kw_only=True)
class Recosted:
    """Where a bundle comes from that ``limpide bundle recost`` sealed: the version and the ratio of the original."""

    version: str
    ratio: float


@dataclass(frozen=True, kw_only=True)
class Coherence:
    """What the check of reasons found on clients of the training snapshot (``bundle.coherence``).

    ``contradictory`` counts clients with a reason that contradicts itself; ``opposite`` names features whose effect is
    opposite to their declared direction; ``three_reasons`` is the share of refused and reviewed clients who are shown
    at least three reasons against them, ``any_three`` at least three reasons in all; both None where decisions were
    changed since (``bundle.recost``).
    """

    clients: int
    contradictory: int
    opposite: tuple[str, ...]
    three_reasons: float | None
    any_three: float | None

    @property
    def holds(self) -> bool:
        """Whether no reason contradicts itself."""
        return not self.contradictory and not self.opposite


@dataclass(frozen=True, kw_only=True)
class Alternatives:
    """How many clients of a sample have another loan on the tariff that the model accepts (``portfolio``).

    ``refused`` and ``reviewed`` count clients of the training snapshot, drawn at random; ``…_offered`` those of them
    with at least one alternative. ``given`` says that the lender gave the tariff; otherwise it is learnt.
    """

    refused: int
    refused_offered: int
    reviewed: int
    reviewed_offered: int
    given: bool


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """Everything in a bundle but the model itself; nothing in it depends on when or where it was made.

    ``monotone`` says that the model never contradicts the expected direction of a feature (``FeatureCard.risk``);
    ``contact`` whom to ask about it, empty when nobody was named; ``coherence`` what the check of its reasons found,
    ``terms`` how its costs were stated, ``outcomes`` of clients out of fold by the calibrated probability: all three
    None in bundles before format 4. ``recosted`` says whose costs were replaced, None after training;
    ``alternatives`` how many clients have another loan, None where it was not measured.
    """

    limpide: str
    libraries: dict[str, str]
    kind: str
    monotone: bool
    features: tuple[FeatureCard, ...]
    dropped: tuple[Dropped, ...]
    families: dict[str, Wording]
    sources: dict[str, Wording]
    calibration: Calibration
    cost: CostRatio
    threshold: float
    abstention: Abstention
    points: PointScale
    comparables: Comparables
    candidates: tuple[Candidate, ...]
    reason: str
    contact: str
    judgement: Judgement
    data: LearntFrom
    coherence: Coherence | None = None
    terms: CostTerms | None = None
    outcomes: OutcomeTable | None = None
    recosted: Recosted | None = None
    alternatives: Alternatives | None = None

    def write(self, folder: Path) -> None:
        """Write ``manifest.json``."""
        content = {"format": FORMAT, **asdict(self)}
        text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a verified bundle; ``Corrupt`` when this release cannot make sense of it."""
    path = folder / MANIFEST
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found = content.pop("format", None)
        if found not in _READ:
            raise Corrupt(
                f'{folder} has bundle format {found}, this release reads {FORMAT}; train it anew with "limpide train"'
            )
        return TypeAdapter(Manifest).validate_python(content)
    except (ValidationError, ValueError, AttributeError, TypeError, FileNotFoundError) as error:
        raise Corrupt(f'{path} is not the manifest of a bundle; make one with "limpide train"') from error
