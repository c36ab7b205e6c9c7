"""What the last monitoring report says."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request

from limpide.contract import DriftSummary
from limpide.service.drift import read_drift
from limpide.service.language import AskedLanguage
from limpide.service.policy import Purpose, permit
from limpide.service.problems import documented

router = APIRouter(tags=["monitoring"], responses=documented(422))


@router.get("/monitoring/drift", responses=documented(404), openapi_extra=permit(Purpose.STATISTICS))
def drift(
    request: Request,
    language: AskedLanguage,
    top: Annotated[int, Query(ge=1, le=1000, description="How many features.")] = 15,
) -> DriftSummary:
    """Tell how far today's clients differ from those that the model learnt from; measured by ``limpide monitor``."""
    folder: Path | None = request.app.state.report
    return read_drift(folder, language=language, top=top)
