"""Where people who are not in the snapshot, or not as they are there, become cases: new applicants and what-ifs."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.archive import Bundle
from limpide.contract import Value
from limpide.core.errors import InvalidInput
from limpide.core.identifiers import ClientId
from limpide.features.layout import FeatureColumn
from limpide.portfolio.case import Case
from limpide.portfolio.completeness import check_case, dated_places, refuse_absurd
from limpide.portfolio.declared import Row, check_declared
from limpide.portfolio.faults import Fault, Rejected
from limpide.sources.spelling import read_row
from limpide.sources.tables import TABLES

if TYPE_CHECKING:
    from limpide.features.applicant import Applicant, ApplicantEngine


@dataclass(frozen=True, eq=False)
class Desk:
    """Computes features by the definitions of the snapshot, in its order of columns."""

    engine: "ApplicantEngine"
    columns: tuple[FeatureColumn, ...]

    def applicant(
        self, application: Row, histories: Mapping[str, Sequence[Row]], *, client_id: ClientId | None = None
    ) -> Case:
        """Return a case made of raw rows, by the lender's names; ``Rejected`` names every field that cannot be used."""
        check_declared(application, histories)
        application = read_row(TABLES["application"], application)
        try:
            found = self.engine.compute(application, histories)
        except InvalidInput as error:  # a rule that the check above does not know
            raise Rejected([Fault("application", "other")]) from error
        return Case(
            client_id, found.row(self.columns)[0], lambda: application, partial(_read_loans, application, histories)
        )

    def new_applicant(self, application: Row, histories: Mapping[str, Sequence[Row]]) -> Case:
        """Return a case of raw rows that are sent now; ``Rejected`` also names what cannot be, such as an age of 12."""
        case = self.applicant(application, histories)
        refuse_absurd(check_case(application, case.row, dated_places(self.columns)))
        return case

    def used_columns(self, bundle: Bundle) -> frozenset[str]:
        """Return the lender's columns of the application of which something reaches a feature of a model."""
        reached = {name for each in bundle.recipe.inputs for name in self.engine.lineage.get(each.name, ())}
        return frozenset(column.name for column in TABLES["application"].columns if column.renamed in reached)

    def resume(self, case: Case) -> "Editable":
        """Return a case that can be edited; the histories are those it was made of."""
        features = {column.name: _value(column, code) for column, code in zip(self.columns, case.row, strict=True)}
        return Editable(self, case, self.engine.resume(case.read_application(), features))


@dataclass(frozen=True, eq=False)
class Editable:
    """A case and what its features come from."""

    desk: Desk
    case: Case
    applicant: "Applicant"

    def rows(self, changes: Mapping[str, Sequence[Any]]) -> NDArray[np.float32]:
        """Return many edits as rows, float32 (edits, columns); ``changes`` has one value an edit for each column.

        A feature that no edit touches keeps the value of the case to the last bit.
        """
        application = self.case.read_application()
        beside = {name: [application.get(name), *values] for name, values in changes.items()}
        unedited, *edited = self.applicant.edited_rows(beside, self.desk.columns)
        rows = np.asarray(edited)
        same = (rows == unedited) | (np.isnan(rows) & np.isnan(unedited))
        return np.where(same, self.case.row, rows)

    def edited(self, changes: Mapping[str, Any]) -> Case:
        """Return the case with other values in its application."""
        row = self.rows({name: [value] for name, value in changes.items()})[0]
        application = {**self.case.read_application(), **changes}
        return Case(self.case.client_id, row, lambda: application, self.case.read_loans)


def _read_loans(application: Row, histories: Mapping[str, Sequence[Row]]) -> list[dict[str, Any]]:
    from limpide.features.loan_history import read_applicant_loans  # here: what a first answer does not wait for

    return read_applicant_loans(application, histories)


def _value(column: FeatureColumn, code: np.float32) -> Value:
    if math.isnan(code):
        return None
    return float(code) if column.categories is None else column.categories[int(code)]
