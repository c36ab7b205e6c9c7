"""Clients who were erased are in no snapshot any more: their digests are asked for again every few seconds."""

from threading import Event, Thread

from limpide.core.errors import Unavailable
from limpide.database.engine import Engine, transaction
from limpide.database.erasure import find_erased, list_erased
from limpide.database.keys import Keys
from limpide.service.current import Current

_LOOK_SECONDS = 5.0


class ErasedClients:
    """Keeps what serves free of erased clients; while the database is silent, of those known so far."""

    def __init__(self, engine: Engine, current: Current, keys: Keys | None) -> None:
        self._engine = engine
        self._current = current
        self._keys = keys
        self._digests: frozenset[bytes] = frozenset()
        self._matched: tuple[str, frozenset[bytes]] = "", frozenset()  # snapshot and digests compared last
        self._ended = Event()
        self._thread = Thread(target=self._look_again, name="erased clients", daemon=True)

    def start(self) -> None:
        """Look once before the first answer, then again and again."""
        self.look()
        self._thread.start()

    def stop(self) -> None:
        """End the looking; one that has begun is waited for, so that its connection is given back in time."""
        self._ended.set()
        self._thread.join(timeout=_LOOK_SECONDS)

    def look(self) -> None:
        """Take over the digests that the database holds, and leave out whom they name; nobody without the secret."""
        if self._keys is None:
            return
        try:
            with transaction(self._engine) as begun:
                self._digests |= list_erased(begun.connection)
        except Unavailable:
            pass  # /ready tells; what is known stays suppressed
        snapshot = self._current.portfolio.snapshot
        if self._matched != (snapshot.version, self._digests):
            names = (snapshot.index.name(position) for position in range(len(snapshot.index)))
            snapshot.suppressed.update(find_erased(names, self._digests, keys=self._keys))
            self._matched = snapshot.version, self._digests

    def _look_again(self) -> None:
        while not self._ended.wait(_LOOK_SECONDS):
            self.look()
