"""The first screen of a case in one answer."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from limpide.contract import CasePage
from limpide.service.case_page import read_case_page
from limpide.service.cases import TheCases
from limpide.service.language import AskedLanguage
from limpide.service.parts import PathClientId
from limpide.service.piece_list import ThePieceRules
from limpide.service.policy import Purpose, permit
from limpide.service.problems import documented

router = APIRouter(tags=["clients"], responses=documented(404, 422, 503))

Features = Annotated[int, Query(ge=0, le=1000, description="How many features of the explanation, strongest first.")]


# Written at once: FastAPI would turn the answer into dictionaries and check it again, a third of its cost.
@router.get("/clients/{client_id}/case", response_model=CasePage, openapi_extra=permit(Purpose.CONSULTATION))
def case_page(
    client_id: PathClientId, cases: TheCases, rules: ThePieceRules, language: AskedLanguage, features: Features = 20
) -> Response:
    """Return what the page of a case shows first: reasons, application, decisions, events, identity, documents.

    Each part is as its own route returns it, for the same caller.
    """
    page = read_case_page(cases, client_id, rules=rules, language=language, most_features=features)
    return Response(page.model_dump_json(), media_type="application/json")
