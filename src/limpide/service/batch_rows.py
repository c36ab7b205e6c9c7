"""Many scores at once: blocks of rows in, one line out for each, whatever is wrong with some of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import ValidationError

from limpide.contract import AssessmentRequest, BatchFailure, BatchScore, FieldProblem, Language
from limpide.core.decision import decide
from limpide.core.errors import LimpideError, UnknownClient
from limpide.core.identifiers import ClientId
from limpide.models.calibration import probabilities
from limpide.portfolio.completeness import COMPLETE, Completeness
from limpide.portfolio.declared import unknown_categories
from limpide.portfolio.faults import Rejected
from limpide.service.cases import Cases
from limpide.service.json_body import MalformedJSON, read_json
from limpide.service.messages import json_reason, problem_detail, unavailable_reason
from limpide.service.problems import field_fault, field_problems

Line = BatchScore | BatchFailure


@dataclass(frozen=True)
class Row:
    """One row of a request, counted from 1: JSON text, or values that were read already."""

    number: int
    content: bytes | Mapping[str, Any]

    @property
    def may_be_invented(self) -> bool:
        r"""Whether this may be an application; JSON is looked at, not read, and an escape could spell the word.

        >>> Row(1, b'{"client_id": 7}').may_be_invented, Row(2, b'{"\u0061pplication": {}}').may_be_invented
        (False, True)
        """
        if isinstance(self.content, bytes):
            return b"application" in self.content or b"\\" in self.content
        return "client_id" not in self.content


@dataclass(frozen=True)
class BatchRows:
    """Scores rows for one caller with one model, in one language."""

    cases: Cases
    language: Language
    consulted: list[ClientId]  # grows by the clients whose score was told

    def score(self, rows: Sequence[Row]) -> list[Line]:
        """Return one line for each row, in order: its score, or why there is none."""
        found: dict[int, Line] = {}
        clients: list[tuple[int, ClientId, int]] = []  # row, client, position
        for row in rows:
            line = self._read(row, clients)
            if line is not None:
                found[row.number] = line
        found |= {line.row: line for line in self._score_clients(clients)}
        lines = [found[row.number] for row in rows]
        self.consulted.extend(
            line.client_id for line in lines if isinstance(line, BatchScore) and line.client_id is not None
        )
        return lines

    def _read(self, row: Row, clients: list[tuple[int, ClientId, int]]) -> Line | None:
        """Note a client of the snapshot, to be scored with the others; answer anything else at once."""
        client_id: ClientId | None = None
        try:
            asked = _asked(row.content)
            client_id = asked.client_id
            position = None if client_id is None else self.cases.serving.portfolio.snapshot.find_position(client_id)
            if client_id is not None and position is not None:
                clients.append((row.number, client_id, position))
                return None
            return self._score_one(row.number, asked)
        except MalformedJSON as error:
            reason = json_reason(error.reason, self.language, **error.values)
            return self._failure(row.number, "malformed-json", reason=reason)
        except ValidationError as error:
            return self._invalid(row.number, field_problems(error.errors(), self.language))
        except Rejected as error:
            return self._invalid(row.number, [field_fault(fault, self.language) for fault in error.faults])
        except UnknownClient:
            return self._failure(row.number, "unknown-client", client_id=client_id)
        except LimpideError as error:
            reason = unavailable_reason(error, self.language)
            return self._failure(row.number, "unavailable", client_id=client_id, seconds=5, reason=reason)

    def _score_one(self, row: int, asked: AssessmentRequest) -> Line:
        serving = self.cases.serving
        if asked.client_id is not None:
            case = self.cases.get(asked.client_id)
        else:
            case = serving.desk.new_applicant(asked.application or {}, asked.histories or {})
        margin = float(serving.portfolio.scorer.margins(case.matrix)[0])
        unknown = unknown_categories(asked.application or {})
        return self._line(row, asked.client_id, margin, serving.portfolio.check_completeness(case), unknown)

    def _score_clients(self, clients: list[tuple[int, ClientId, int]]) -> Iterator[Line]:
        if not clients:
            return
        portfolio = self.cases.serving.portfolio
        margins = portfolio.scorer.margins(portfolio.snapshot.matrix[[position for *_, position in clients]])
        for (row, client_id, position), margin in zip(clients, margins.tolist(), strict=True):
            doubtful = portfolio.is_doubtful(position)
            found = portfolio.check_completeness(portfolio.case(client_id)) if doubtful else COMPLETE
            yield self._line(row, client_id, margin, found)

    def _line(
        self, row: int, client_id: ClientId | None, margin: float, found: Completeness, unknown: Sequence[str] = ()
    ) -> BatchScore:
        bundle = self.cases.serving.portfolio.bundle
        chance = float(probabilities(np.array([margin]))[0])
        return BatchScore.model_construct(
            row=row,
            client_id=client_id,
            probability_of_default=chance,
            points=bundle.points.points(margin),
            decision=decide(
                chance, threshold=bundle.threshold, grey_zone=bundle.grey_zone, undecidable=found.is_undecidable
            ),
            incomplete=list(found.incomplete),
            contradictions=list(found.contradictions),
            unlike_learnt=list(found.unlike_learnt),
            unknown_categories=list(unknown),
        )

    def _failure(self, row: int, kind: str, *, client_id: ClientId | None = None, **values: Any) -> BatchFailure:
        told = problem_detail(kind, self.language, client_id=client_id, **values)
        return BatchFailure(row=row, client_id=client_id, error=told)

    def _invalid(self, row: int, errors: list[FieldProblem]) -> BatchFailure:
        fields = "; ".join(f"{each.field} ({each.message})" for each in errors)
        told = problem_detail("invalid-request", self.language, fields=fields)
        return BatchFailure(row=row, error=told, errors=errors)


def _asked(content: bytes | Mapping[str, Any]) -> AssessmentRequest:
    given = read_json(content) if isinstance(content, bytes) else content
    return AssessmentRequest.model_validate(given)


def in_blocks(rows: Iterable[Row], *, most: int, largest: int) -> Iterator[list[Row]]:
    """Cut rows into lists of at most so many, or of fewer whose JSON has ``largest`` bytes together."""
    block: list[Row] = []
    size = 0
    for row in rows:
        block.append(row)
        size += len(row.content) if isinstance(row.content, bytes) else 0
        if len(block) == most or size >= largest:
            yield block
            block, size = [], 0
    if block:
        yield block
