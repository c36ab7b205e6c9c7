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
        f"{manifest.threshold:.2%}, {zone}; a review costs {found.review_cost:.3g} refused good clients and {error}{worth}"
    )


def left_out_sentence(manifest: Manifest) -> str:
    """Say what a recosted bundle does without, because it cannot be known at other costs."""
    judgement = manifest.judgement
    left = [
        name
        for name, present in (
            ("figures by group", judgement.attributes),
            ("prices of choices", judgement.prices),
        )
        if not present
    ]
    told = f"; without {' and '.join(left)}, which need the clients: train with --cost for those" if left else ""
    return f"{len(manifest.candidates)} candidates with cost figures at this ratio{told}"
