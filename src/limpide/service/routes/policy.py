"""The access policy over HTTP, read from what the routes themselves state."""

from fastapi import APIRouter, Request

from limpide.contract import AccessPolicy, PurposeRule
from limpide.service.policy import POLICY, Purpose, permit

router = APIRouter(tags=["accounts"])


@router.get("/policy", openapi_extra=permit(Purpose.REFERENCE))
async def policy(request: Request) -> AccessPolicy:
    """List what each role may call for which purpose, what counts as invented data, and what is noted of readers."""
    routes: dict[Purpose, list[str]] = request.app.state.purposes
    return AccessPolicy(
        purposes=[
            PurposeRule(
                purpose=purpose.value,
                meaning=rule.meaning,
                roles=list(rule.roles),
                score_budget=rule.invented,
                access_log=rule.clients,
                routes=routes.get(purpose, []),
            )
            for purpose, rule in POLICY.items()
        ]
    )
