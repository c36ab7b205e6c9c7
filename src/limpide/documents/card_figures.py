"""The parts of the card made of figures: quality, calibration, decision."""

from limpide.bundle.manifest import Manifest
from limpide.documents.card_blocks import Block, Facts, Paragraph, Table
from limpide.documents.card_charts import draw_cost, draw_reliability
from limpide.documents.card_reviews import cost_pairs, recosted_blocks, review_blocks
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
    ("cost_by_amount", 4),
    ("saving", 3),
)


def quality_blocks(manifest: Manifest, words: CardWords) -> tuple[Block, ...]:
    """Return the measures of the chosen model, why it was chosen, and what else was tried."""
    chosen = next(each for each in manifest.candidates if each.chosen).quality
    measured = tuple(
        (words.say(f"quality.{name}"), words.estimate(getattr(chosen, name), digits), words.say(f"quality.{name}_told"))
        for name, digits in _MEASURES
        if getattr(chosen, name) is not None
    )
    tried = tuple(
        (
            each.name + (" ✓" if each.chosen else ""),
            *(words.estimate(getattr(each.quality, name), digits) for name, digits in _MEASURES[:2]),
            words.estimate(each.quality.cost_per_client, 4),
            words.say("quality.unmeasured") if by_amount is None else words.estimate(by_amount, 4),
        )
        for each in manifest.candidates
        for by_amount in (each.quality.cost_by_amount,)
    )
    columns = ("candidate", "auc", "gap", "cost_per_client", "cost_by_amount")
    headers = tuple(words.say(f"quality.{name}") for name in columns)
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
            words.number(place),
            words.number(each.clients),
            words.percent(each.probability),
            words.interval(words.percent(each.default_rate), words.figure(100 * each.low, 1), words.percent(each.high)),
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
    """Return the costs, the break-even point, the review zone with its promise and its value, and the points."""
    found, scale = manifest.abstention, manifest.points
    pairs = (
        *cost_pairs(manifest, words),
        (words.say("decision.threshold"), words.percent(manifest.threshold, decimals=2)),
        (
            words.say("decision.zone"),
            words.say(
                "decision.zone_told",
                low=words.percent(found.zone.low, decimals=2),
                high=words.percent(found.zone.high, decimals=2),
                share=words.percent(found.share),
            )
            if found.zone.low < found.zone.high
            else words.say("decision.no_zone"),
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
    return (
        Paragraph(words.say("decision.lead")),
        *recosted_blocks(manifest, words),
        Facts((*pairs, *_alternatives(manifest, words))),
        draw_cost(manifest, words),
        *review_blocks(manifest, words),
    )


def _alternatives(manifest: Manifest, words: CardWords) -> tuple[tuple[str, str], ...]:
    """Return how many refused and reviewed clients another loan of the tariff would serve, if that was measured."""
    found = manifest.alternatives
    if found is None:
        return ()
    told = words.say(
        "decision.alternatives_given" if found.given else "decision.alternatives_learnt",
        refused=words.number(found.refused),
        refused_offered=words.number(found.refused_offered),
        reviewed=words.number(found.reviewed),
        reviewed_offered=words.number(found.reviewed_offered),
    )
    return ((words.say("decision.alternatives"), told),)
