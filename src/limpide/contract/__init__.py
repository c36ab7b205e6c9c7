"""The words that travel over HTTP: every request and answer of the scoring API, for service, client and dashboard."""

from limpide.contract.account import Account, AccountEntry, AccountList, Me, Role
from limpide.contract.applicant import ApplicantRecord, ApplicantRequest
from limpide.contract.assessment import Assessment, AssessmentRequest, DataWarning
from limpide.contract.batch import BatchFailure, BatchScore
from limpide.contract.case_event import (
    AssignmentRequest,
    CaseEvent,
    CaseEventList,
    CaseEventRequest,
    ColleagueList,
    CommentRequest,
    DocumentsReceived,
    DocumentsRequest,
    EventKind,
    LetterHandedOver,
)
from limpide.contract.case_state import CaseState, CaseStatus, LetterWay
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
from limpide.contract.worklist import Worklist, WorklistOrder, WorklistView

__all__ = [
    "Account",
    "AccountEntry",
    "AccountList",
    "ApplicantRecord",
    "ApplicantRequest",
    "Assessment",
    "AssessmentRequest",
    "AssignmentRequest",
    "Axis",
    "BatchFailure",
    "BatchScore",
    "Bins",
    "Boxplot",
    "CaseEvent",
    "CaseEventList",
    "CaseEventRequest",
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
    "ColleagueList",
    "ColumnCard",
    "ColumnList",
    "CommentRequest",
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
    "DocumentsReceived",
    "DocumentsRequest",
    "DriftSummary",
    "DriftedFeature",
    "EventKind",
    "Explanation",
    "FamilyContribution",
    "FeatureCard",
    "FeatureList",
    "FeatureValue",
    "FieldProblem",
    "Group",
    "GroupDistribution",
    "Health",
    "Importance",
    "ImportantFamily",
    "ImportantFeature",
    "Interval",
    "Judgement",
    "Language",
    "LenderUnits",
    "LetterHandedOver",
    "LetterWay",
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
    "Prediction",
    "Probability",
    "Problem",
    "Prospect",
    "Quality",
    "RawValue",
    "Readiness",
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
    "Unit",
    "Urgency",
    "Value",
    "Worklist",
    "WorklistOrder",
    "WorklistView",
]
