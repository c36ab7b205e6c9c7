"""The words that travel over HTTP: every request and answer of the scoring API, for service, client and dashboard."""

from limpide.contract.client import ClientDetails, ClientPage, ClientSummary, RawValue
from limpide.contract.decision import Choice, DecisionList, DecisionRecord, DecisionRequest, Motive
from limpide.contract.explanation import Contribution, Explanation, FamilyContribution
from limpide.contract.feature import FeatureValue, Quality, Unit, Value
from limpide.contract.message import ClientId, Language, Message, PlainText, Probability
from limpide.contract.operation import Check, Health, Readiness
from limpide.contract.prediction import Interval, Prediction, PredictionRequest, Scored
from limpide.contract.problem import FieldProblem, Problem

__all__ = [
    "Check",
    "Choice",
    "ClientDetails",
    "ClientId",
    "ClientPage",
    "ClientSummary",
    "Contribution",
    "DecisionList",
    "DecisionRecord",
    "DecisionRequest",
    "Explanation",
    "FamilyContribution",
    "FeatureValue",
    "FieldProblem",
    "Health",
    "Interval",
    "Language",
    "Message",
    "Motive",
    "PlainText",
    "Prediction",
    "PredictionRequest",
    "Probability",
    "Problem",
    "Quality",
    "RawValue",
    "Readiness",
    "Scored",
    "Unit",
    "Value",
]
