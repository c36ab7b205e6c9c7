"""The parts of the card made of figures: quality, calibration, decision."""

from limpide.bundle.manifest import Manifest
from limpide.documents.card_blocks import Block, Facts, Paragraph, Table
from limpide.documents.card_charts import draw_cost, draw_reliability
from limpide.documents.card_words import CardWords

_HEADERS = ("measure", "value", "meaning")
_MEASURES = (
    ("auc", 4),
    ("gap", 3),
    ("pr_auc", 3),
    ("ks", 3),
    ("brier", 4),
    ("ece", 4),
    ("cost_per_client", 4),
    ("saving", 3),
)


def quality_blocks(manifest: Manifest, words: CardWords) -> tuple[Block, ...]:
    """Return the measures of the chosen model, why it was chosen, and what else was tried."""
    chosen = next(each for each in manifest.candidates if each.chosen).quality
    measured = tuple(
        (words.say(f"quality.{name}"), words.estimate(getattr(chosen, name), digits), words.say(f"quality.{name}_told"))
        for name, digits in _MEASURES
    )
    tried = tuple(
        (
            each.name + (" ✓" if each.chosen else ""),
            *(words.estimate(getattr(each.quality, name), digits) for name, digits in _MEASURES[:2]),
            words.estimate(each.quality.cost_per_client, 4),
        )
        for each in manifest.candidates
    )
    headers = tuple(words.say(f"quality.{name}") for name in ("candidate", "auc", "gap", "cost_per_client"))
    return (
        Paragraph(words.say("quality.lead", folds=manifest.data.folds)),
        Table(words.say("quality.caption"), tuple(words.say(f"quality.{name}") for name in _HEADERS), measured),
        Paragraph(words.say("quality.choice", reason=manifest.reason)),
        Table(words.say("quality.candidates"), headers, tried),
    )


def calibration_blocks(manifest: Manifest, words: CardWords) -> tuple[Block, ...]:
    """Return what was said and what became of it, and the ways to calibrate."""
    judgement = manifest.judgement
    bins = tuple(
        (
            words.whole(place),
            words.whole(each.clients),
            words.percent(each.probability),
            words.interval(words.percent(each.default_rate), words.number(100 * each.low, 1), words.percent(each.high)),
        )
        for place, each in enumerate(judgement.bins, start=1)
    )
    trials = tuple(
        (
            words.say(f"calibration.{each.name}"),
            words.estimate(each.log_loss, 4),
            words.estimate(each.ece, 4),
            words.estimate(each.gain, 5),
        )
        for each in judgement.calibrations
    )
    bin_headers = tuple(words.say(f"calibration.{name}") for name in ("bin", "clients", "probability", "became"))
    trial_headers = tuple(words.say(f"calibration.{name}") for name in ("way", "log_loss", "ece", "gain"))
    return (
        Paragraph(words.say("calibration.lead")),
        draw_reliability(judgement.bins, words),
        Table(words.say("calibration.caption"), bin_headers, bins),
        Table(words.say("calibration.trials"), trial_headers, trials),
        Paragraph(words.say("calibration.affine")),
    )


def decision_blocks(manifest: Manifest, words: CardWords) -> tuple[Block, ...]:
    """Return the costs, the threshold, the grey zone with its promise, and the points."""
    found, scale, cost = manifest.abstention, manifest.points, manifest.cost
    pairs = (
        (
            words.say("decision.cost"),
            words.say("decision.cost_told", ratio=f"{cost.missed_default / cost.refused_good:g}"),
        ),
        (words.say("decision.threshold"), words.percent(manifest.threshold, 2)),
        (
            words.say("decision.zone"),
            words.say(
                "decision.zone_told",
                low=words.percent(found.zone.low, 2),
                high=words.percent(found.zone.high, 2),
                share=words.percent(found.share),
                cost=words.number(found.review_cost, 2),
            ),
        ),
        (
            words.say("decision.promise"),
            words.say(
                "decision.promise_told",
                missed=words.percent(found.accepted_defaults),
                refused=words.percent(found.refused_goods),
            ),
        ),
        (
            words.say("decision.points"),
            words.say(
                "decision.points_told", base=f"{scale.base:g}", odds=f"{scale.odds:g}", step=f"{scale.doubling:g}"
            ),
        ),
    )
    facts = Facts((*pairs, *_alternatives(manifest, words)))
    return Paragraph(words.say("decision.lead")), facts, draw_cost(manifest, words)


def _alternatives(manifest: Manifest, words: CardWords) -> tuple[tuple[str, str], ...]:
    """Return how many refused and reviewed clients another loan of the tariff would serve, if that was measured."""
    found = manifest.alternatives
    if found is None:
        return ()
    told = words.say(
        "decision.alternatives_given" if found.given else "decision.alternatives_learnt",
        refused=words.whole(found.refused),
        refused_offered=words.whole(found.refused_offered),
        reviewed=words.whole(found.reviewed),
        reviewed_offered=words.whole(found.reviewed_offered),
    )
    return ((words.say("decision.alternatives"), told),)
