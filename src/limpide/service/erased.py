"""Clients who were erased are in no snapshot any more: their numbers are asked for again every few seconds."""

from threading import Event, Thread

from limpide.core.errors import Unavailable
from limpide.core.identifiers import ClientId
from limpide.database.engine import Engine, transaction
from limpide.database.erasure import list_erased
from limpide.service.current import Current

_LOOK_SECONDS = 5.0


class ErasedClients:
    """Keeps what serves free of erased clients; while the database is silent, of those known so far."""

    def __init__(self, engine: Engine, current: Current) -> None:
        self._engine = engine
        self._current = current
        self._known: set[ClientId] = set()
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
        """Take over the numbers that the database holds."""
        try:
            with transaction(self._engine) as begun:
                self._known.update(list_erased(begun.connection))
        except Unavailable:
            pass  # /ready tells; what is known stays suppressed
        self._current.portfolio.snapshot.suppressed.update(self._known)

    def _look_again(self) -> None:
        while not self._ended.wait(_LOOK_SECONDS):
            self.look()
