"""What the roles are called."""

from limpide.contract import Role

ROLES = {
    Role.OFFICER: "role.officer",
    Role.REVIEWER: "role.reviewer",
    Role.ANALYST: "role.analyst",
    Role.ADMINISTRATOR: "role.administrator",
    Role.SERVICE: "role.service",
}
