"""What commands need before they may touch personal data: the secret, and who is let in."""

from ipaddress import ip_address
from socket import socket
from typing import TYPE_CHECKING

from limpide.core.errors import InvalidInput, Unavailable

if TYPE_CHECKING:
    from limpide.database.engine import Engine
    from limpide.database.keys import Keys
    from limpide.service.security_doors import Doors
    from limpide.settings import Settings


def read_secret(settings: "Settings") -> "Keys":
    """Return the secret of LIMPIDE_KEY, else that of LIMPIDE_HOME, made at its first use."""
    from limpide.database.keys import find_or_make_key_file, read_keys

    if settings.key is not None:
        return read_keys(settings.key.get_secret_value())
    return find_or_make_key_file(settings.home)


def choose_doors(engine: "Engine", listening: socket) -> "Doors | None":
    """Return who lets callers in; None, everybody, only on a loopback address while there is no account.

    ``InvalidInput`` when others could reach a service without accounts. A database that is silent closes the doors.
    """
    import structlog

    from limpide.service.security_doors import Doors, account_lookup

    if _has_accounts(engine):
        return Doors(account_lookup(engine))
    host = listening.getsockname()[0]
    if not ip_address(host).is_loopback:
        raise InvalidInput(
            f"there are no accounts yet, and {host} can be reached from elsewhere; make one first with "
            '"limpide accounts create NAME --role officer", or listen on 127.0.0.1'
        )
    structlog.get_logger().warning("open_without_accounts", host=host, advice="limpide accounts create")
    return None


def _has_accounts(engine: "Engine") -> bool:
    from limpide.database import accounts
    from limpide.database.engine import transaction

    try:
        with transaction(engine) as begun:
            return accounts.are_there_any(begun.connection)
    except Unavailable:
        return True  # nobody passes until it can be asked
