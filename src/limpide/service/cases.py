"""From a client's id to a case: a client of the snapshot, or an applicant whom the database keeps."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from limpide.core.errors import Unavailable, UnknownClient
from limpide.core.identifiers import ClientId, is_applicant
from limpide.database import applications
from limpide.database.engine import Engine, transaction
from limpide.database.journal import Journal
from limpide.database.keys import Keys
from limpide.portfolio.case import Case
from limpide.service.current import Serving
from limpide.service.security import Caller


@dataclass(frozen=True)
class Cases:
    """Finds cases for one caller: an applicant of another desk is as unknown as one who never was."""

    serving: Serving
    engine: Engine
    journal: Journal | None
    caller: Caller

    @property
    def keys(self) -> Keys:
        """The secret of the journal; ``Unavailable`` in a process without it."""
        if self.journal is None:
            raise Unavailable("this process has no key for the journal; set LIMPIDE_KEY")
        return self.journal.keys

    def get(self, client_id: ClientId) -> Case:
        """Return the case of a client; ``UnknownClient`` when there is none that this caller may see."""
        if not is_applicant(client_id):
            return self.serving.portfolio.case(client_id)
        if self.journal is None:
            raise Unavailable("this process has no key for applications; set LIMPIDE_KEY")
        with transaction(self.engine) as begun:
            stored = applications.find(begun.connection, client_id, keys=self.journal.keys, desk=self.caller.desk)
        if stored is None:
            raise UnknownClient(client_id)
        content = stored.content
        return self.serving.desk.applicant(content["application"], content["histories"], client_id=client_id)


def find_cases(request: Request) -> Cases:
    """Return the cases that whoever asks may see."""
    state = request.app.state
    return Cases(state.current.serving, state.engine, state.journal, request.state.caller)


async def _cases(request: Request) -> Cases:
    return find_cases(request)


TheCases = Annotated[Cases, Depends(_cases)]
