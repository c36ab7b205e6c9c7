"""The answer for the first screen of a case, read in one transaction."""

from limpide.contract import CaseEventList, CasePage, CaseRecords, DecisionList, Language
from limpide.core.errors import Unavailable
from limpide.core.identifiers import ClientId
from limpide.database import case_events, case_states, decisions, identities
from limpide.database.engine import transaction
from limpide.lenders import PieceRules
from limpide.portfolio.case import Case
from limpide.portfolio.details import read_application
from limpide.service.case_states import reads_states
from limpide.service.cases import Cases
from limpide.service.piece_list import product_of, read_piece_list, today


def read_case_page(
    cases: Cases, client_id: ClientId, *, rules: PieceRules, language: Language, most_features: int
) -> CasePage:
    """Return the page of a client; ``most_features`` of the explanation at most, the strongest first."""
    case = cases.get(client_id)
    explanation = cases.serving.portfolio.explain_case(case, language=language)
    return CasePage(
        explanation=explanation.model_copy(update={"features": explanation.features[:most_features]}),
        application=read_application(case.read_application(), language),
        records=_find_records(cases, case, rules=rules, language=language) if reads_states(cases.caller) else None,
    )


def _find_records(cases: Cases, case: Case, *, rules: PieceRules, language: Language) -> CaseRecords | None:
    try:
        return _read_records(cases, case, rules=rules, language=language)
    except Unavailable:  # what is known without a database is told without it
        return None


def _read_records(cases: Cases, case: Case, *, rules: PieceRules, language: Language) -> CaseRecords:
    client_id, keys, desk = case.number, cases.keys, cases.caller.desk
    product = product_of(case.read_application())
    with transaction(cases.engine) as begun:
        connection = begun.connection
        state = case_states.find_state(connection, client_id, desk=desk, keys=keys)
        decided = decisions.list_for_client(connection, client_id, keys=keys, desk=desk)
        events = case_events.list_for_client(connection, client_id, keys=keys, desk=desk)
        return CaseRecords(
            decisions=DecisionList(decisions=decided, state=state),
            events=CaseEventList(events=events, state=state),
            identity=identities.find(connection, client_id, keys=keys),
            pieces=read_piece_list(
                connection, client_id, product, rules=rules, keys=keys, language=language, day=today()
            ),
        )
