"""The words that travel over HTTP: every request and answer of the scoring API, for service, client and dashboard."""

from limpide.contract.account import Account, AccountEntry, AccountList, Me, Role
from limpide.contract.applicant import ApplicantRecord, ApplicantRequest
from limpide.contract.assessment import Assessment, AssessmentRequest, DataWarning
from limpide.contract.batch import BatchFailure, BatchScore
from limpide.contract.case_state import CaseState, CaseStatus
from limpide.contract.catalogue import ColumnCard, ColumnList, FeatureCard, FeatureList
from limpide.contract.choice import Choice
from limpide.contract.client import ClientDetails, ClientOutcome, ClientPage, ClientSummary, RawValue
from limpide.contract.counterfactual import Counterfactual, Counterfactuals, Lever, Prospect
from limpide.contract.decision import DecisionList, DecisionRecord, DecisionRequest, Judgement, Motive
from limpide.contract.distribution import (
    Axis,
    Bins,
    Boxplot,
    Distribution,
    Group,
    GroupDistribution,
    Pairs,
    PairsCell,
)
from limpide.contract.drift import DriftedFeature, DriftSummary, ScoreShift, Urgency
from limpide.contract.explanation import Contribution, Explanation, FamilyContribution
from limpide.contract.feature import FeatureValue, Quality, Risk, Unit, Value
from limpide.contract.identity import (
    CoBorrower,
    Identity,
    IdentityChange,
    IdentityMatch,
    IdentityMatches,
    IdentityRecord,
    IdentityRequest,
    IdentitySearch,
    PostalAddress,
    Relation,
    Title,
)
from limpide.contract.lender import LenderUnits
from limpide.contract.message import ClientId, Language, Message, PlainText, Probability
from limpide.contract.model import (
    CostBasis,
    CostCurve,
    CostPoint,
    Importance,
    ImportantFamily,
    ImportantFeature,
    Measure,
    ModelCandidate,
    ModelCard,
)
from limpide.contract.operation import Check, Health, Readiness
from limpide.contract.outcome import Outcome, OutcomeRecord, OutcomeRequest
from limpide.contract.prediction import Interval, Prediction, Scored
from limpide.contract.problem import FieldProblem, Problem
from limpide.contract.review import Cause, Plea, Review, ReviewEntry, ReviewList, ReviewRequest
from limpide.contract.similar import SimilarClient, SimilarClients, SpaceAxis
from limpide.contract.simulation import (
    ChangedFeature,
    ChangedValue,
    LoanTerms,
    Simulation,
    SimulationRequest,
    SimulationWarning,
)
from limpide.contract.tariff import TariffList, TariffPrice

__all__ = [
    "Account",
    "AccountEntry",
    "AccountList",
    "ApplicantRecord",
    "ApplicantRequest",
    "Assessment",
    "AssessmentRequest",
    "Axis",
    "BatchFailure",
    "BatchScore",
    "Bins",
    "Boxplot",
    "CaseState",
    "CaseStatus",
    "Cause",
    "ChangedFeature",
    "ChangedValue",
    "Check",
    "Choice",
    "ClientDetails",
    "ClientId",
    "ClientOutcome",
    "ClientPage",
    "ClientSummary",
    "CoBorrower",
    "ColumnCard",
    "ColumnList",
    "Contribution",
    "CostBasis",
    "CostCurve",
    "CostPoint",
    "Counterfactual",
    "Counterfactuals",
    "DataWarning",
    "DecisionList",
    "DecisionRecord",
    "DecisionRequest",
    "Distribution",
    "DriftSummary",
    "DriftedFeature",
    "Explanation",
    "FamilyContribution",
    "FeatureCard",
    "FeatureList",
    "FeatureValue",
    "FieldProblem",
    "Group",
    "GroupDistribution",
    "Health",
    "Identity",
    "IdentityChange",
    "IdentityMatch",
    "IdentityMatches",
    "IdentityRecord",
    "IdentityRequest",
    "IdentitySearch",
    "Importance",
    "ImportantFamily",
    "ImportantFeature",
    "Interval",
    "Judgement",
    "Language",
    "LenderUnits",
    "Lever",
    "LoanTerms",
    "Me",
    "Measure",
    "Message",
    "ModelCandidate",
    "ModelCard",
    "Motive",
    "Outcome",
    "OutcomeRecord",
    "OutcomeRequest",
    "Pairs",
    "PairsCell",
    "PlainText",
    "Plea",
    "PostalAddress",
    "Prediction",
    "Probability",
    "Problem",
    "Prospect",
    "Quality",
    "RawValue",
    "Readiness",
    "Relation",
    "Review",
    "ReviewEntry",
    "ReviewList",
    "ReviewRequest",
    "Risk",
    "Role",
    "ScoreShift",
    "Scored",
    "SimilarClient",
    "SimilarClients",
    "Simulation",
    "SimulationRequest",
    "SimulationWarning",
    "SpaceAxis",
    "TariffList",
    "TariffPrice",
    "Title",
    "Unit",
    "Urgency",
    "Value",
]
