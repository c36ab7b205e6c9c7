"""Who the caller is, and for administrators, who may call; accounts are made and ended on the command line."""

from fastapi import APIRouter

from limpide.contract import AccountList, Me, Role
from limpide.database import accounts
from limpide.database.engine import transaction
from limpide.service.delegation import find_limit
from limpide.service.parts import TheEngine, WhatServes
from limpide.service.policy import Purpose, permit
from limpide.service.problems import documented
from limpide.service.security import TheCaller

router = APIRouter(tags=["accounts"])


@router.get("/accounts/me", openapi_extra=permit(Purpose.REFERENCE))
async def me(caller: TheCaller, serving: WhatServes) -> Me:
    """Say who the caller is, and what they may accept alone."""
    delegation = serving.portfolio.snapshot.lender.delegation
    limit = find_limit(delegation, caller, signer=caller.name, usual=Role.OFFICER)
    return Me(name=caller.name, role=caller.role, desk=caller.desk, limit=limit)


@router.get("/accounts", responses=documented(503), openapi_extra=permit(Purpose.ADMINISTRATION))
def list_accounts(engine: TheEngine) -> AccountList:
    """List every account, ended ones included; tokens are not kept, so nobody can see them."""
    with transaction(engine) as begun:
        return AccountList(accounts=accounts.list_all(begun.connection))
