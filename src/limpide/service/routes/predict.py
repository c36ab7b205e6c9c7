"""The probability of default of a client."""

from fastapi import APIRouter

from limpide.contract import Prediction, PredictionRequest
from limpide.service.json_body import StrictRoute
from limpide.service.parts import ClientNumber, ThePortfolio
from limpide.service.problems import documented

router = APIRouter(tags=["predict"], route_class=StrictRoute, responses=documented(404, 422))


# Coroutines: they only touch memory, and a turn through the thread pool would take longer than the score.
@router.get("/predict/{client_id}")
async def predict(client_id: ClientNumber, portfolio: ThePortfolio) -> Prediction:
    """Score a client of the snapshot."""
    return portfolio.predict(client_id)


@router.post("/predict", responses=documented(400, 413))
async def predict_posted(request: PredictionRequest, portfolio: ThePortfolio) -> Prediction:
    """Score a client of the snapshot, named in the body."""
    return portfolio.predict(request.client_id)
