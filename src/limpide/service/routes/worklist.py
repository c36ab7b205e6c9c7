"""The worklist over HTTP: the open cases of a desk, by view and in order."""

from typing import Annotated

from fastapi import APIRouter, Query

from limpide.contract import OwnDecisions, Worklist, WorklistOrder, WorklistView
from limpide.core.errors import Denied
from limpide.database.desks import Signer
from limpide.database.engine import transaction
from limpide.database.own_decisions import count_own
from limpide.database.worklist import WorklistQuery
from limpide.service.access_log import ConsultedDep
from limpide.service.cases import TheCases
from limpide.service.delegation import may_countersign
from limpide.service.language import AskedLanguage
from limpide.service.parts import TheEngine, WhatServes
from limpide.service.policy import Purpose, permit
from limpide.service.problems import documented
from limpide.service.security import Caller, TheCaller
from limpide.service.worklist import read_worklist

router = APIRouter(tags=["work"], responses=documented(422, 503))

View = Annotated[WorklistView, Query(description="Which of the open cases.")]
Order = Annotated[WorklistOrder, Query(description="What comes first.")]
Officer = Annotated[
    str | None, Query(min_length=1, max_length=100, description="Whose list it is, where there are no accounts.")
]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="Cases to pass over.")]
Days = Annotated[int, Query(ge=1, le=366, description="How many days back.")]
Limit = Annotated[int, Query(ge=1, le=100, description="Cases a page.")]


@router.get("/worklist", openapi_extra=permit(Purpose.WORK))
def worklist(
    cases: TheCases,
    serving: WhatServes,
    caller: TheCaller,
    language: AskedLanguage,
    consulted: ConsultedDep,
    view: View = WorklistView.DESK,
    order: Order = WorklistOrder.DUE,
    officer: Officer = None,
    offset: Offset = 0,
    limit: Limit = 20,
) -> Worklist:
    """List the cases on which somebody has to act, with how many there are in each view.

    A case is open when it was assigned or documents were asked for since its latest decision, when a review of it is
    open, and when it is an application on which nobody has decided.
    """
    asked = WorklistQuery(
        reader=_reader(caller, officer),
        view=view,
        may_countersign=may_countersign(serving.portfolio.snapshot.lender.delegation, caller),
        order=order,
        offset=offset,
        limit=limit,
    )
    found = read_worklist(cases, asked, language=language)
    consulted.extend(each.client_id for each in found.clients)
    return found


@router.get("/accounts/me/decisions", openapi_extra=permit(Purpose.WORK))
def own_decisions(engine: TheEngine, caller: TheCaller, officer: Officer = None, days: Days = 30) -> OwnDecisions:
    """Count the caller's own decisions: with the model, against it, under review; of nobody else."""
    reader = _reader(caller, officer)
    with transaction(engine) as begun:
        return count_own(begun.connection, reader, days=days)


def _reader(caller: Caller, officer: str | None) -> Signer:
    if caller.name is not None and officer is not None and officer.casefold() != caller.name.casefold():
        raise Denied("other-name", f"{caller.name} cannot ask for somebody else's list")
    return Signer(caller.name or officer or "", caller.desk)
