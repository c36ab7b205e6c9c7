"""One model on one client base: what the service answers about a client, without a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from limpide.bundle.archive import Bundle, open_bundle
from limpide.bundle.coherence import weigh
from limpide.bundle.reasons import Weighed
from limpide.bundle.scorer import Scorer, bind
from limpide.contract import (
    Assessment,
    ClientDetails,
    ClientPage,
    DataWarning,
    Explanation,
    FamilyContribution,
    Interval,
    Language,
    Prediction,
)
from limpide.core.decision import decide
from limpide.core.errors import UnknownClient
from limpide.core.identifiers import ClientId
from limpide.models.calibration import probabilities
from limpide.models.fitted import Matrix
from limpide.portfolio import reasons
from limpide.portfolio.case import Case
from limpide.portfolio.columns import Columns
from limpide.portfolio.compared import ComparedFeatures
from limpide.portfolio.completeness import COMPLETE, Completeness, check_case
from limpide.portfolio.details import client_details
from limpide.portfolio.groups import Groups
from limpide.portfolio.latest import Latest
from limpide.portfolio.learnt_range import find_outside, is_outside
from limpide.portfolio.listing import EVERYBODY, SUMMARY, ClientFilter, Wanted, client_summary, find_page
from limpide.portfolio.members import Decisions, Members, decide_everybody
from limpide.portfolio.missing_histories import rests_on_missing
from limpide.portfolio.needed_tables import missing_tables, redefined_tables
from limpide.portfolio.population import Population, Preparing
from limpide.portfolio.snapshot import Snapshot, open_snapshot
from limpide.portfolio.views import Views
from limpide.portfolio.warnings import warn_of_incomplete, warn_of_unusual

TOP_REASONS = 5
_VIEWS = 400
_EXPLAINED = 64
_LISTS = 16  # every decision with every outcome


@dataclass(frozen=True, eq=False)
class Portfolio:
    """A verified bundle bound to a snapshot; read only, safe to share between threads.

    Every file is opened when the portfolio is: another snapshot may be in its place later.
    """

    bundle: Bundle
    snapshot: Snapshot
    scorer: Scorer
    columns: Columns
    population: Population | None = None
    checks_completeness: bool = True  # not to replay decisions from before there was a minimum of data
    checks_limits: bool = True  # nor those from before there were limits

    @property
    def model_version(self) -> str:
        """Digest of the bundle, 64 hex digits."""
        return self.bundle.version

    @property
    def snapshot_version(self) -> str:
        """Digest of the snapshot, 64 hex digits."""
        return self.snapshot.version

    @property
    def threshold(self) -> float:
        """Probability of default from which an application is refused."""
        return self.bundle.threshold

    @property
    def currency(self) -> str | None:
        """The lender's currency (ISO 4217), None where it declares none."""
        return self.snapshot.lender.currency

    @property
    def clients(self) -> int:
        """How many clients the snapshot holds."""
        return len(self.snapshot.client_ids)

    @cached_property
    def views(self) -> Views:
        """Distributions over groups of clients; ``Preparing`` until everybody is scored."""
        population = self.get_population()
        groups = Groups(self.snapshot, self.decisions, self.columns)
        features = ComparedFeatures(self.columns, self.scorer, population)
        return Views((self.model_version, self.snapshot_version), features, groups, Latest(room=_VIEWS))

    @cached_property
    def decisions(self) -> Decisions:
        """What the model says of everybody; ``Preparing`` until everybody is scored."""
        return decide_everybody(self.bundle, self.get_population(), undecidable=self.undecidable)

    @cached_property
    def _members(self) -> Members:
        return Members(self.snapshot, lambda: self.decisions, Latest(room=_LISTS))

    @cached_property
    def _explained(self) -> Latest:
        return Latest(room=_EXPLAINED)

    def get_population(self) -> Population:
        """Return what was worked out for everybody; ``Preparing`` until it is ready."""
        if self.population is None:
            raise Preparing("the clients are being scored and placed; try again in a moment")
        return self.population

    def find_prediction(self, client_id: ClientId) -> Prediction | None:
        """Score one client, None when the snapshot does not hold that number."""
        position = self.snapshot.find_position(client_id)
        return None if position is None else self._predicted(client_id, position)

    def case(self, client_id: ClientId) -> Case:
        """Return a client of the snapshot; ``UnknownClient`` when it does not hold that number."""
        position = self._position(client_id)
        row, snapshot = self.snapshot.matrix[position], self.snapshot
        return Case(client_id, row, partial(snapshot.application, position), partial(snapshot.read_loans, position))

    def predict(self, client_id: ClientId) -> Prediction:
        """Score one client; ``UnknownClient`` when the snapshot does not hold that number."""
        return self._predicted(client_id, self._position(client_id))

    def predict_case(self, case: Case) -> Prediction:
        """Score one case that has a number."""
        return self._prediction(case.number, self._margin(case.matrix), self.check_completeness(case))

    def check_completeness(self, case: Case) -> Completeness:
        """Return which required facts a case lacks, and what contradicts itself in it."""
        if not self.checks_completeness:
            return COMPLETE
        application = case.read_application()
        found = check_case(application, case.row, self.snapshot.dated_places)
        of_base = case.client_id is not None and self.snapshot.find_position(case.client_id) is not None
        if not self.checks_limits:
            return found
        turned = of_base and bool(rests_on_missing(self.scorer, case.matrix, self.missing)[0])
        tables = (self.missing if turned else ()) if of_base else self.redefined
        unlike = (*find_outside(self.bundle.limits, application), *tables)
        return replace(found, unlike_learnt=unlike) if unlike else found

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Tables that the model learnt from and the client base lacks."""
        return tuple(missing_tables(self.bundle, self.snapshot))

    @cached_property
    def redefined(self) -> tuple[str, ...]:
        """Tables of which this release makes other features than the model learnt: no new application is decided."""
        return tuple(redefined_tables(self.bundle, self.snapshot))

    @cached_property
    def undecidable(self) -> NDArray[np.bool_]:
        """Whose data earn no decision of this model, bool (clients,): the rules of one case, over the whole base."""
        return self._odd | rests_on_missing(self.scorer, self.snapshot.matrix, self.missing)

    def is_doubtful(self, position: int) -> bool:
        """Whether the data of a client of the snapshot may earn no decision: ``check_completeness`` says it."""
        return bool(self.missing) or bool(self._odd[position])

    @cached_property
    def _odd(self) -> NDArray[np.bool_]:
        """Whose application earns no decision, whatever tables the client base has, bool (clients,)."""
        return self.snapshot.undecidable | is_outside(self.bundle.limits, self.snapshot.applications)

    def explain(self, client_id: ClientId, *, language: Language) -> Explanation:
        """Score one client and say why: contributions by feature and by family, strongest first."""
        return self.explain_case(self.case(client_id), language=language)

    def explain_case(self, case: Case, *, language: Language) -> Explanation:
        """Score one case that has a number and say why; whoever decides on a case has just read the same."""
        asked = case.number, case.row.tobytes(), language
        return self._explained.get(asked, lambda: self._explain(case, language=language))

    def _explain(self, case: Case, *, language: Language) -> Explanation:
        base, weighed, availability = self._weighed(case)
        margin = self._margin(case.matrix)
        reference = None if self.bundle.preparation is None else reasons.REFERENCE.text(language)
        return Explanation(
            **vars(self._prediction(case.number, margin, self.check_completeness(case))),
            reference=reference,
            base=base,
            base_probability=_probability(base),
            margin=margin,
            families=reasons.families(
                self.bundle, weighed, availability=availability, language=language, currency=self.currency
            ),
            features=reasons.all_contributions(self.bundle, weighed, availability=availability, language=language),
        )

    def assess(self, case: Case, *, language: Language, warnings: Sequence[DataWarning] = ()) -> Assessment:
        """Score one case, with or without a number; the strongest reasons, and what to know of its data."""
        completeness = self.check_completeness(case)
        _, weighed, availability = self._weighed(case)
        told = reasons.contributions(self.bundle, weighed, language=language)
        families = reasons.families(
            self.bundle, weighed, availability=availability, language=language, currency=self.currency
        )
        return Assessment(
            client_id=case.client_id,
            **self._scored(self._margin(case.matrix), completeness),
            reasons=[each for each in families if each.evidence is not None][:TOP_REASONS],
            warnings=[
                *warn_of_incomplete(completeness, language=language),
                *warnings,
                *warn_of_unusual(told, language=language),
            ],
        )

    def _families(
        self, weighed: Sequence[Weighed], availability: float, language: Language
    ) -> list[FamilyContribution]:
        return reasons.families(
            self.bundle, weighed, availability=availability, language=language, currency=self.currency
        )

    def details(self, client_id: ClientId, *, language: Language) -> ClientDetails:
        """Return everything held on one client."""
        return self.details_of_case(self.case(client_id), language=language)

    def details_of_case(self, case: Case, *, language: Language) -> ClientDetails:
        """Return everything held on one case that has a number."""
        learnt = self.scorer.learnt(case.row)
        return client_details(self.bundle, self.snapshot, case, learnt=learnt, language=language)

    def page(
        self,
        wanted: Wanted = EVERYBODY,
        *,
        language: Language,
        after: ClientId | None = None,
        limit: int = 20,
        filters: Sequence[ClientFilter] = (),
    ) -> ClientPage:
        """List the clients who are wanted and come after ``after``, ``limit`` at a time.

        ``filters`` stand for the state and the clients that are wanted. ``Preparing`` for a decision while it is not
        known.
        """
        members = self._members.find_positions(wanted.decision, wanted.outcome)
        members = self._members.filter_positions(members, filters)
        found = find_page(self.snapshot.index, prefix=wanted.prefix, after=after, limit=limit, members=members)
        columns = self.snapshot.applications.select(["client_id", *SUMMARY])
        rows = columns.take(pa.array(found.positions, type=pa.int64())).to_pylist()
        summaries = [client_summary(str(row["client_id"]), row, language=language) for row in rows]
        return ClientPage(clients=summaries, total=found.total, next_cursor=found.next_cursor)

    def _position(self, client_id: ClientId) -> int:
        position = self.snapshot.find_position(client_id)
        if position is None:
            raise UnknownClient(client_id)
        return position

    def _predicted(self, client_id: ClientId, position: int) -> Prediction:
        margin = (
            self._margin(self.snapshot.matrix[position : position + 1])
            if self.population is None
            else float(self.population.margins[position])
        )
        found = self.check_completeness(self.case(client_id)) if self.is_doubtful(position) else COMPLETE
        return self._prediction(client_id, margin, found)

    def _margin(self, matrix: Matrix) -> float:
        return float(self.scorer.margins(matrix)[0])

    def _weighed(self, case: Case) -> tuple[float, list[Weighed], float]:
        """The base, what every feature adds, in the order of the features, and what the pattern of known data adds."""
        *contributions, base = self.scorer.contributions(case.matrix)[0].tolist()
        usual = base if self.bundle.preparation is None else self.bundle.base
        return usual, weigh(self.scorer, case.row, contributions), base - usual

    def _prediction(self, client_id: ClientId, margin: float, completeness: Completeness) -> Prediction:
        return Prediction(client_id=client_id, **self._scored(margin, completeness))

    def _scored(self, margin: float, completeness: Completeness) -> Mapping[str, Any]:
        """What every scored answer says, by the name of its field."""
        probability = _probability(margin)
        low, high = self.scorer.interval(margin)
        return {
            "probability_of_default": probability,
            "interval": Interval(low=low, high=high, level=self.bundle.manifest.comparables.level),
            "grey_zone": self.bundle.grey_zone,
            "points": self.bundle.points.points(margin),
            "decision": decide(
                probability,
                threshold=self.threshold,
                grey_zone=self.bundle.grey_zone,
                undecidable=completeness.is_undecidable,
            ),
            "incomplete": list(completeness.incomplete),
            "contradictions": list(completeness.contradictions),
            "unlike_learnt": list(completeness.unlike_learnt),
            "threshold": self.threshold,
            "model_version": self.model_version,
            "snapshot_version": self.snapshot_version,
        }


def open_portfolio(bundle: Path, snapshot: Path) -> Portfolio:
    """Open a bundle (every byte verified) and a snapshot, and bind the one to the other."""
    model = open_bundle(bundle)
    base = open_snapshot(snapshot)
    return Portfolio(model, base, bind(model, base.columns), Columns(base))


def _probability(margin: float) -> float:
    return float(probabilities(np.array([margin]))[0])
