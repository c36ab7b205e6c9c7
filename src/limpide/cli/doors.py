"""What commands need before they may touch personal data: the secret, and who is let in."""

from ipaddress import ip_address
from typing import TYPE_CHECKING

from limpide.core.errors import InvalidInput

if TYPE_CHECKING:
    from limpide.database.engine import Engine
    from limpide.database.keys import Keys
    from limpide.service.security_doors import Doors
    from limpide.service.security_oidc import Issuer
    from limpide.settings import Settings


def secret_of(settings: "Settings") -> "Keys":
    """Return the secret of LIMPIDE_KEY, else that of LIMPIDE_HOME, made at its first use."""
    from limpide.database.keys import find_keys

    return find_keys(settings.secret, settings.home, wrapping=settings.wrapping)


def secret_for(settings: "Settings", url: str) -> "Keys":
    """Return the secret; one is made only where the database at ``url`` holds nothing sealed with another one."""
    from limpide.database.verify import find_fingerprint

    found = find_secret(settings)
    if found is not None:
        return found
    sealed_with = find_fingerprint(url)
    if sealed_with is not None:
        raise InvalidInput(
            f"the journal was sealed with the key {sealed_with} and there is none here; set LIMPIDE_KEY to it, or put "
            f'the file "key" of the LIMPIDE_HOME that it was made with into {settings.home}'
        )
    return secret_of(settings)


def find_secret(settings: "Settings") -> "Keys | None":
    """Return the secret where there is one; none is made, for a command that may do without."""
    from limpide.database.keys import KEY_FILE

    known = settings.secret is not None or (settings.home / KEY_FILE).exists()
    return secret_of(settings) if known else None


def choose_doors(engine: "Engine", issuer: "Issuer | None", host: str) -> "Doors":
    """Return who lets callers in: everybody passes on a loopback address as long as there is no account.

    ``InvalidInput`` when others could reach a service without accounts. A database that is silent closes the doors.
    """
    import structlog

    from limpide.service.security_doors import Doors, account_lookup, accounts_exist

    own = account_lookup(engine)
    if issuer is not None or accounts_exist(engine, unknown=True):
        return Doors(own, issuer)
    if not ip_address(host).is_loopback:
        raise InvalidInput(
            f"there are no accounts yet, and {host} can be reached from elsewhere; make one first with "
            '"limpide accounts create NAME --role officer", or listen on 127.0.0.1'
        )
    structlog.get_logger().warning("open_without_accounts", host=host, advice="limpide accounts create")
    return Doors(own, needed=lambda: accounts_exist(engine, unknown=False))
