"""Why a case is looked at again, in words."""

from limpide.contract import Cause

CAUSES = {
    Cause.GREY_ZONE: "cause.grey_zone",
    Cause.OVERRIDE: "cause.override",
    Cause.REQUEST: "cause.request",
    Cause.DELEGATION: "cause.delegation",
}
