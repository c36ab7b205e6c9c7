"""The model in service: what it is, what weighs in it, what its mistakes cost."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import FiniteFloat

from limpide.contract import CostBasis, CostCurve, Importance, ModelCard
from limpide.portfolio.costs import cost_curve
from limpide.portfolio.model_words import importance, model_card
from limpide.service.language import AskedLanguage
from limpide.service.parts import ThePortfolio
from limpide.service.policy import Purpose, permit
from limpide.service.problems import documented

router = APIRouter(tags=["model"], responses=documented(422))


@router.get("/model", openapi_extra=permit(Purpose.REFERENCE))
def model(portfolio: ThePortfolio, language: AskedLanguage) -> ModelCard:
    """Describe the model: how it decides, what it learnt from, how good it is on clients it had not seen."""
    return model_card(portfolio, language=language)


@router.get("/model/importance", responses=documented(503), openapi_extra=permit(Purpose.REFERENCE))
def global_importance(
    portfolio: ThePortfolio,
    language: AskedLanguage,
    top: Annotated[int, Query(ge=1, le=1000, description="How many features.")] = 10,
) -> Importance:
    """List the features that weigh most: gain while learning, and mean absolute contribution."""
    return importance(portfolio, top=top, language=language)


@router.get("/model/cost-curve", responses=documented(404, 503), openapi_extra=permit(Purpose.STATISTICS))
def costs(
    portfolio: ThePortfolio,
    language: AskedLanguage,
    ratio: Annotated[
        FiniteFloat | None,
        Query(gt=0, le=1000, description="Cost of a missed default, in refused good clients; the model's without it."),
    ] = None,
    on: Annotated[
        CostBasis,
        Query(description="unseen: clients scored by models that had not seen them; snapshot: those of today."),
    ] = CostBasis.UNSEEN,
) -> CostCurve:
    """Tell what refusing from each probability on would cost: with new clients, or on today's of known outcome."""
    return cost_curve(portfolio, basis=on, ratio=ratio, language=language)
