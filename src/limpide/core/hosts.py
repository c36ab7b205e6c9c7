"""Host and Origin of HTTP requests: which names a server answers to, against DNS rebinding and cross-site requests."""

import socket
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

_HTTP_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_ANY = "*"


@dataclass(frozen=True)
class AllowedHosts:
    """Names under which a server is reached, without ports; ``*.name`` for all below a name, ``*`` for any.

    Loopback names and addresses written as numbers are always allowed: DNS rebinding needs a name of the attacker's.

    >>> hosts = AllowedHosts(frozenset({"credit.example", "*.internal"}))
    >>> [hosts.allows(host) for host in ("credit.example:8443", "api.internal", "10.0.0.7:8000", "evil.example")]
    [True, True, True, False]
    """

    names: frozenset[str]

    def allows(self, host: str) -> bool:
        """Whether a ``Host`` header names this server."""
        name = host_name(host)
        return bool(name) and (name == "localhost" or _is_address(name) or self._lists(name))

    def allows_origin(self, origin: str, *, host: str) -> bool:
        """Whether an ``Origin`` header is that of a page of this server, reached as ``host``.

        The same host and port are; so is a name that is listed whole (no ``*``), since a proxy may have written another
        ``Host``.

        >>> AllowedHosts(frozenset()).allows_origin("http://127.0.0.1:9000", host="127.0.0.1:8000")
        False
        """
        try:
            parts = urlsplit(origin)
            port = parts.port or _HTTP_PORTS.get(parts.scheme)
        except ValueError:
            return False
        if not parts.hostname or port is None:
            return False
        name, given = _split(host)
        same = parts.hostname == name and port == (given or _HTTP_PORTS[parts.scheme])
        return same or parts.hostname in self.names

    def _lists(self, name: str) -> bool:
        if name in self.names or _ANY in self.names:
            return True
        return any(each.startswith("*.") and name.endswith(each[1:]) for each in self.names)


def read_hosts(setting: str) -> AllowedHosts:
    """Read names with commas between; the machine's own name is always one of them."""
    names = {host_name(name.strip()) for name in setting.split(",") if name.strip()}
    return AllowedHosts(frozenset(names | {socket.gethostname().lower()}))


def host_name(host: str) -> str:
    """Return a host in small letters, without port, brackets and final dot; empty when it is malformed.

    >>> host_name("Credit.Example.:8443"), host_name("[::1]:8000"), host_name("a:b:c")
    ('credit.example', '::1', '')
    """
    return _split(host)[0]


def is_loopback(host: str) -> bool:
    """Whether an address to listen on is reached from this machine alone.

    >>> is_loopback("127.0.0.2"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def _split(host: str) -> tuple[str, int | None]:
    if not host or any(character in host for character in "/@\\ ?#"):
        return "", None
    try:
        parts = urlsplit(f"//{host}")
        port = parts.port
    except ValueError:
        return "", None
    return (parts.hostname or "").rstrip("."), port


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
