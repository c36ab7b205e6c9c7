"""The lender's costs in sentences of the terminal: break-even, review zone, and what they stand on."""

from limpide.bundle.manifest import Manifest


def cost_sentence(manifest: Manifest) -> str:
    """Say the ratio and how it was given, the break-even, the zone, and what reviews cost and err."""
    found, terms = manifest.abstention, manifest.terms
    given = f' (given as "{terms.cost}")' if terms is not None and "=" in terms.cost else ""
    zone = (
        f"a person reviews from {found.zone.low:.2%} up to {found.zone.high:.2%} ({found.share:.1%} of applications)"
        if found.zone.low < found.zone.high
        else "no review zone"
    )
    error = f"the reviewer errs in {found.reviewer_error:.0%}"
    worth = (
        "" if found.break_even_error is None else f"; reviews pay up to an error rate of {found.break_even_error:.1%}"
    )
    return (
        f"a missed default costs {manifest.cost.ratio:g} refused good clients{given}: break-even "
        f"{manifest.threshold:.2%}, {zone}; a review costs {found.review_cost:.3g} refused good clients and "
        f"{error}{worth}"
    )


def left_out_sentence(made: Manifest, before: Manifest) -> str:
    """Say what a recosted bundle does without, because it cannot be known at other costs, and who would be cheaper."""
    counts = (
        (len(before.judgement.attributes) - len(made.judgement.attributes), "figures by group"),
        (len(before.judgement.prices) - len(made.judgement.prices), "prices of choices"),
        (len(before.candidates) - len(made.candidates), "other candidates"),
    )
    left = [name for count, name in counts if count]
    told = f"left out, known only after training at this cost: {', '.join(left)}" if left else "nothing is left out"
    cheapest = min(made.candidates, key=lambda each: each.quality.cost_per_client.value)
    if cheapest.chosen:
        return told
    chosen = next(each for each in made.candidates if each.chosen).quality.cost_per_client.value
    cheaper = chosen - cheapest.quality.cost_per_client.value
    return f"{told}; at this cost {cheapest.name} would cost {cheaper:.4f} less per client: train anew to choose by it"
