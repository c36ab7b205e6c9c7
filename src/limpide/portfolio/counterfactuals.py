"""What would change the decision: loans that this client could ask for instead, each scored before it is told."""

from collections.abc import Sequence

import numpy as np

from limpide.contract import Counterfactual, Counterfactuals, Language, Lever, Prospect
from limpide.core.decision import Decision, decide
from limpide.features.families import Wording
from limpide.portfolio.case import Case
from limpide.portfolio.declared import Row
from limpide.portfolio.desk import Desk, Editable
from limpide.portfolio.edits import tell_changes
from limpide.portfolio.loans import AMOUNT, GOODS, INSTALMENT, Loan, Offer, Ranges, find_loan, offers
from limpide.portfolio.portfolio import Portfolio
from limpide.portfolio.reasons import say

_MOST = 4
_FOUND = {
    Prospect.ALREADY_ACCEPTED: Wording(
        "La demande est déjà acceptée par le modèle.", "The model accepts this application as it is."
    ),
    Prospect.FOUND: Wording(
        "Autres crédits que le modèle accepterait : {count}.", "Other loans that the model would accept: {count}."
    ),
    Prospect.NONE: Wording(
        "Aucun autre crédit plausible, parmi {tried} essayés, ne serait accepté.",
        "No other plausible loan, among {tried} that were tried, would be accepted.",
    ),
}
_LEVERS = {
    Lever.LESS: Wording("emprunter {amount} au lieu de {amount_before}", "borrow {amount} instead of {amount_before}"),
    Lever.DOWN_PAYMENT: Wording(
        "payer {down} comptant et emprunter {amount}", "pay {down} at once and borrow {amount}"
    ),
    Lever.LONGER: Wording(
        "rembourser {instalment} à chaque échéance, plus longtemps", "pay back {instalment} each time, for longer"
    ),
    Lever.SHORTER: Wording(
        "rembourser {instalment} à chaque échéance, moins longtemps", "pay back {instalment} each time, less long"
    ),
}


def find_counterfactuals(
    portfolio: Portfolio, desk: Desk, ranges: Ranges, case: Case, *, language: Language
) -> Counterfactuals:
    """Look for other loans that are accepted, for a case that has a number."""
    score = portfolio.predict_case(case)
    application = case.read_application()
    loan, usual = find_loan(application), ranges.find(application.get("NAME_CONTRACT_TYPE"))
    tried: list[Offer] = []
    found: list[Counterfactual] = []
    if score.decision is not Decision.ACCEPTED and loan is not None and usual is not None:
        tried = offers(loan, usual)
        editable = desk.resume(case)
        chosen = _diverse([tried[place] for place in _accepted(portfolio, editable, tried, application)])
        told = (_told(portfolio, editable, offer, loan, language) for offer in chosen)
        found = [one for one in told if one.score.decision is Decision.ACCEPTED]
    prospect = Prospect.FOUND if found else Prospect.NONE
    if score.decision is Decision.ACCEPTED:
        prospect = Prospect.ALREADY_ACCEPTED
    sentence = say(_FOUND[prospect], language).format(count=len(found), tried=len(tried))
    return Counterfactuals(prospect=prospect, sentence=sentence, score=score, tried=len(tried), counterfactuals=found)


def _accepted(portfolio: Portfolio, editable: Editable, tried: Sequence[Offer], application: Row) -> list[int]:
    """Return the places of the loans that the model accepts, in order."""
    if not tried:
        return []
    edits = [edit_of(offer.loan, application) for offer in tried]
    rows = editable.rows({name: [edit[name] for edit in edits] for name in edits[0]})
    chances = portfolio.scorer.probabilities(np.asarray(rows)).tolist()
    zone = portfolio.bundle.grey_zone
    decided = [decide(chance, threshold=portfolio.threshold, grey_zone=zone) for chance in chances]
    return [place for place, decision in enumerate(decided) if decision is Decision.ACCEPTED]


def edit_of(loan: Loan, application: Row) -> dict[str, float | None]:
    """Return a loan as an edit of the application, with every column that a loan has."""
    edit = {AMOUNT: loan.amount, INSTALMENT: loan.instalment, GOODS: loan.goods}
    return {name: value if value != application.get(name) else application.get(name) for name, value in edit.items()}


def _diverse(accepted: Sequence[Offer]) -> list[Offer]:
    """Keep the least effort of each set of levers; no set that only adds a lever to one that is enough."""
    kept: list[Offer] = []
    for offer in accepted:
        needless = any(set(one.levers) <= set(offer.levers) for one in kept)
        if not needless and len(kept) < _MOST:
            kept.append(offer)
    return kept


def _told(portfolio: Portfolio, editable: Editable, offer: Offer, loan: Loan, language: Language) -> Counterfactual:
    application = editable.case.read_application()
    edit = edit_of(offer.loan, application)
    changes = {name: value for name, value in edit.items() if value != application.get(name)}
    return Counterfactual(
        levers=list(offer.levers),
        sentence=_sentence(offer, loan, language),
        changes=tell_changes(application, changes, language=language),
        duration_before=loan.months,
        duration_after=offer.loan.months,
        score=portfolio.predict_case(editable.edited(changes)),
    )


def _sentence(offer: Offer, before: Loan, language: Language) -> str:
    amounts = {
        "amount": offer.loan.amount,
        "amount_before": before.amount,
        "down": before.amount - offer.loan.amount,
        "instalment": offer.loan.instalment,
    }
    written = {name: _euros(amount, language) for name, amount in amounts.items()}
    parts = [say(_LEVERS[lever], language).format(**written) for lever in offer.levers]
    sentence = (" et " if language == "fr" else " and ").join(parts)
    return sentence[0].upper() + sentence[1:] + "."


def _euros(amount: float, language: Language) -> str:
    return f"{amount:,.0f} €".replace(",", "\u202f") if language == "fr" else f"€{amount:,.0f}"
