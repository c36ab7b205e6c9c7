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
from limpide.language.wording import Phrase, Worded, say, say_feature
from limpide.portfolio.portfolio import Portfolio
from limpide.portfolio.reasons import family_label

_FORCED = "was asked for"  # how training.choice ends its reason when somebody named the model
_RULE = Phrase("model.rule")


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
        families={name: family_label(bundle.families, name, language) for name in bundle.families},
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
                label=say_feature(cards[weight.feature], language, weight.feature),
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
    words: dict[str, Worded] = {**portfolio.bundle.families, AVAILABLE_DATA: AVAILABLE_WORDS}
    return [
        ImportantFamily(
            family=weight.family,
            label=family_label(words, weight.family, language),
            contribution=weight.contribution,
            share=weight.contribution / total if total else 0.0,
        )
        for weight in weights
    ]
