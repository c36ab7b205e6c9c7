"""The model in service, told: what it is, and what weighs in it."""

from limpide.bundle.manifest import Manifest
from limpide.bundle.reasons import AVAILABLE_WORDS
from limpide.contract import (
    Importance,
    ImportantFamily,
    ImportantFeature,
    Language,
    Measure,
    ModelCandidate,
    ModelCard,
)
from limpide.contract.explanation import AVAILABLE_DATA
from limpide.features.families import Wording
from limpide.portfolio.portfolio import Portfolio
from limpide.portfolio.reasons import say

_FORCED = "was asked for"  # how training.choice ends its reason when somebody named the model
_RULE = Wording(
    "Le modèle retenu est celui qui coûte le moins par client sur des clients jamais vus. Parmi ceux que le hasard ne "
    "permet pas d’en distinguer (intervalle à 95 % de la différence de coût, puis une erreur type de log-loss), "
    "passent d’abord ceux dont les raisons sont cohérentes, puis le plus petit écart d’AUC entre apprentissage et "
    "clients jamais vus, puis le plus simple.",
    "The model chosen is the one that costs least per client on unseen clients. Among those that chance cannot tell "
    "from it (95% interval of the difference in cost, then one standard error of log-loss), coherent reasons come "
    "first, then the smallest gap between training and unseen AUC, then the simplest.",
)


def model_card(portfolio: Portfolio, *, language: Language) -> ModelCard:
    """Describe the model in service."""
    bundle = portfolio.bundle
    manifest = bundle.manifest
    return ModelCard(
        model_version=portfolio.model_version,
        snapshot_version=portfolio.snapshot_version,
        limpide=manifest.limpide,
        kind=manifest.kind,
        reason=manifest.reason,
        rule=_rule(manifest, language),
        threshold=bundle.threshold,
        grey_zone=bundle.grey_zone,
        missed_default_cost=bundle.cost.missed_default,
        refused_good_cost=bundle.cost.refused_good,
        cost_given=f"{bundle.cost.ratio:g}" if manifest.terms is None else manifest.terms.cost,
        review_cost=manifest.abstention.review_cost,
        reviewer_error=manifest.abstention.reviewer_error,
        break_even_error=manifest.abstention.break_even_error,
        features=len(bundle.features),
        families={name: say(words, language) for name, words in bundle.families.items()},
        learnt_clients=bundle.data.clients,
        learnt_defaults=bundle.data.defaults,
        default_rate=bundle.data.default_rate,
        learnt_snapshot=bundle.data.snapshot_version,
        calibration_slope=bundle.calibration.slope,
        calibration_intercept=bundle.calibration.intercept,
        candidates=[
            ModelCandidate(
                name=candidate.name,
                chosen=candidate.chosen,
                quality={
                    name: Measure(value=measure.value, low=measure.low, high=measure.high)
                    for name, measure in vars(candidate.quality).items()
                    if measure is not None
                },
            )
            for candidate in bundle.candidates
        ],
    )


def importance(portfolio: Portfolio, *, top: int, language: Language) -> Importance:
    """Return the concepts and the features that add most to scores, strongest first."""
    population = portfolio.get_population()
    cards = {card.name: card for card in portfolio.bundle.features}
    total = sum(weight.contribution for weight in population.weights)
    return Importance(
        model_version=portfolio.model_version,
        snapshot_version=portfolio.snapshot_version,
        clients=population.explained,
        families=_important_families(portfolio, language),
        features=[
            ImportantFeature(
                name=weight.feature,
                label=say(cards[weight.feature], language),
                family=cards[weight.feature].family,
                unit=cards[weight.feature].unit,
                gain=weight.gain,
                contribution=weight.contribution,
                share=weight.contribution / total if total else 0.0,
            )
            for weight in population.weights[:top]
        ],
    )


def _rule(manifest: Manifest, language: Language) -> str | None:
    """Return the rule of this release; bundles before format 4 were chosen by another one."""
    if manifest.coherence is None or manifest.reason.endswith(_FORCED):
        return None
    return say(_RULE, language)


def _important_families(portfolio: Portfolio, language: Language) -> list[ImportantFamily]:
    weights = portfolio.get_population().family_weights
    total = sum(weight.contribution for weight in weights)
    words = {**portfolio.bundle.families, AVAILABLE_DATA: AVAILABLE_WORDS}
    return [
        ImportantFamily(
            family=weight.family,
            label=say(words[weight.family], language),
            contribution=weight.contribution,
            share=weight.contribution / total if total else 0.0,
        )
        for weight in weights
    ]
