"""How long work tells how far it is, without knowing who watches."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Progress(Protocol):
    """Opens one bar of ``total`` steps; the value of the ``with`` is called with the steps just done."""

    def __call__(self, title: str, *, total: int) -> AbstractContextManager[Callable[[int], None]]:
        """Return the open bar."""


@contextmanager
def silent(title: str, *, total: int) -> Iterator[Callable[[int], None]]:  # noqa: ARG001 - the protocol's names
    """Watch nothing: the default for tests and services."""
    yield lambda _steps: None
