"""The client's own view: declared data, data computed for the model and loans, of one person and in words."""

from collections.abc import Mapping
from typing import Any

from limpide.contract import ClientRecord, Language, LoanEvent, LoanOrigin, RecordedFeature
from limpide.portfolio.case import Case
from limpide.portfolio.catalogue import feature_list
from limpide.portfolio.details import read_application
from limpide.portfolio.portfolio import Portfolio
from limpide.portfolio.reasons import worded
from limpide.portfolio.themes import THEMES

_OF_OTHERS = {theme.name for theme in THEMES if theme.others}
_KINDS = {LoanOrigin.OWN: "NAME_CONTRACT_TYPE", LoanOrigin.BUREAU: "CREDIT_TYPE"}
_STATES = {LoanOrigin.OWN: "NAME_CONTRACT_STATUS", LoanOrigin.BUREAU: "CREDIT_ACTIVE"}


def client_record(portfolio: Portfolio, case: Case, *, language: Language) -> ClientRecord:
    """Return what is held on a case that has a number."""
    application = read_application(case.read_application(), language)
    own = [raw for raw in application if raw.theme not in _OF_OTHERS]
    loans = case.read_loans()
    return ClientRecord(
        client_id=case.number,
        snapshot_version=portfolio.snapshot_version,
        application=own,
        withheld=len(application) - len(own),
        features=_features(portfolio, case, language),
        loans=None if loans is None else [_loan(row, language) for row in loans],
    )


def _features(portfolio: Portfolio, case: Case, language: Language) -> list[RecordedFeature]:
    """Return the values that the model reads, family by family in the order of the model."""
    cards = {card.name: card for card in feature_list(portfolio, language=language).features if card.in_model}
    details = portfolio.details_of_case(case, language=language).features
    used = [each for each in details if each.name in cards]
    families = list(dict.fromkeys(each.family for each in used))
    return [
        RecordedFeature(
            name=each.name,
            label=each.label,
            family=each.family,
            family_label=cards[each.name].family_label,
            unit=each.unit,
            source=each.source,
            definition=cards[each.name].definition,
            value=each.value,
        )
        for each in sorted(used, key=lambda each: families.index(each.family))
    ]


def _loan(row: Mapping[str, Any], language: Language) -> LoanEvent:
    origin = LoanOrigin(row["origin"])
    told = {name: row[name] for name in LoanEvent.model_fields if name in row}
    return LoanEvent.model_validate(
        {
            **told,
            "kind": worded(_KINDS[origin], row["kind"], language),
            "state": worded(_STATES[origin], row["state"], language),
        }
    )
