"""One applicant as the model sees them: a client of the snapshot, or somebody who has just applied."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limpide.core.errors import InvalidInput
from limpide.core.identifiers import ClientId


def no_loans() -> None:
    """Say of somebody that nothing is kept on their loans."""


@dataclass(frozen=True, eq=False)
class Case:
    """``row`` is float32 (columns,) in the order of the snapshot; ``client_id`` is None before a number is given.

    ``read_application`` returns the lender's row, by column name, ``read_loans`` the loans before it (None where they
    are not kept, see ``features.loan_files``); both are read when somebody asks for them.
    """

    client_id: ClientId | None
    row: NDArray[np.float32]
    read_application: Callable[[], Mapping[str, Any]]
    read_loans: Callable[[], Sequence[Mapping[str, Any]] | None] = no_loans

    @property
    def number(self) -> ClientId:
        """The client's number; ``InvalidInput`` before one is given."""
        if self.client_id is None:
            raise InvalidInput("this applicant has no number yet; store the application, or ask for an assessment")
        return self.client_id

    @property
    def matrix(self) -> NDArray[np.float32]:
        """The row as a client base of one, float32 (1, columns)."""
        return self.row.reshape(1, -1)
