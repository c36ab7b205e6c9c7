"""Another cost ratio for a sealed model: what depends on the ratio is found again out of fold, nothing is fitted.

The model, its recipe, its preparation and its golden rows stay the same to the byte. Threshold, grey zone and the
candidates' cost figures follow from the tables of outcomes that the bundle keeps. What needs clients who are not in
the bundle (groups, prices of choices, decisions flipped, candidates without a table) is left out.
"""

import shutil
from dataclasses import replace
from pathlib import Path

from limpide.bundle.archive import Bundle, open_bundle
from limpide.bundle.cost_figures import at_cost
from limpide.bundle.grey_zone import find_abstention
from limpide.bundle.judgement import Judgement
from limpide.bundle.manifest import MANIFEST, Candidate, Manifest, Recosted
from limpide.bundle.outcomes import OutcomeTable, table_of_curve
from limpide.core import seal
from limpide.core.cost import CostRatio, CostTerms
from limpide.core.errors import InvalidInput
from limpide.core.output import new_folder


def recost_bundle(path: Path, out: Path, terms: CostTerms, *, replace_existing: bool = False) -> Bundle:
    """Seal the model of a bundle with other costs in a new folder, whole or not at all; return the new bundle.

    Figures of ``terms`` that are None stay as the bundle has them. ``InvalidInput`` when it keeps no outcomes.
    """
    bundle = open_bundle(path)
    manifest = recost(bundle, terms)
    with new_folder(out, replace=replace_existing) as folder:
        for name in seal.read_names(path):
            if name != MANIFEST:
                shutil.copyfile(path / name, folder / name)
        manifest.write(folder)
        seal.seal(folder)
        open_bundle(folder)  # what cannot be opened is not handed over
    return open_bundle(out)


def with_cost(bundle: Bundle, cost: str) -> Bundle:
    """Return a bundle that decides by another ratio, for as long as it is in memory; its version stays."""
    return replace(bundle, manifest=recost(bundle, CostTerms(cost=cost)))


def recost(bundle: Bundle, terms: CostTerms) -> Manifest:
    """Return the manifest of a bundle with other costs."""
    before = bundle.manifest
    terms = _completed(terms, before)
    cost = terms.ratio
    table = _table(bundle)
    abstention = find_abstention(table, cost=cost, review=terms.review)
    other_ratio = cost.ratio != before.cost.ratio
    other_decisions = other_ratio or abstention.zone != before.abstention.zone
    coherence = before.coherence
    if other_decisions and coherence is not None:
        coherence = replace(coherence, three_reasons=None, any_three=None)
    return replace(
        before,
        cost=cost,
        threshold=cost.threshold,
        terms=terms,
        abstention=abstention,
        candidates=_candidates(before, table, cost) if other_ratio else before.candidates,
        reason=_reason(before) if other_ratio else before.reason,
        judgement=_judgement(before.judgement, other_ratio=other_ratio, other_decisions=other_decisions),
        coherence=coherence,
        recosted=Recosted(version=bundle.version, ratio=before.cost.ratio),
    )


def _completed(terms: CostTerms, before: Manifest) -> CostTerms:
    """Keep what the lender once said of reviews; of bundles that do not know what was said, what they assume."""
    kept = before.terms or CostTerms(
        review_cost=before.abstention.review_cost, reviewer_error=before.abstention.reviewer_error
    )
    return CostTerms(
        cost=terms.cost,
        review_cost=kept.review_cost if terms.review_cost is None else terms.review_cost,
        reviewer_error=kept.reviewer_error if terms.reviewer_error is None else terms.reviewer_error,
    )


def _table(bundle: Bundle) -> OutcomeTable:
    data, manifest = bundle.data, bundle.manifest
    if manifest.outcomes is not None:
        return manifest.outcomes
    table = table_of_curve(manifest.judgement.curve, defaults=data.defaults, goods=data.clients - data.defaults)
    if table is None:
        raise InvalidInput(
            f"bundle {bundle.short_version} keeps no outcomes out of fold, so its grey zone cannot be found at another "
            'cost; train it anew with "limpide train --cost"'
        )
    return table


def _candidates(before: Manifest, table: OutcomeTable, cost: CostRatio) -> tuple[Candidate, ...]:
    """Measure the candidates at another ratio; leave out those, other than the chosen, whose outcomes are not kept."""
    known = [(each, each.outcomes or (table if each.chosen else None)) for each in before.candidates]
    return tuple(
        replace(each, quality=at_cost(each.quality, outcomes, cost=cost, seed=before.data.seed))
        for each, outcomes in known
        if outcomes is not None
    )


def _reason(before: Manifest) -> str:
    return f"chosen when a missed default cost {before.cost.ratio:g} refused good clients: {before.reason}"


def _judgement(before: Judgement, *, other_ratio: bool, other_decisions: bool) -> Judgement:
    """Leave out what was measured with other decisions, or in other costs."""
    return replace(
        before,
        attributes=() if other_decisions else before.attributes,
        prices=() if other_ratio else before.prices,
        steadiness=tuple(replace(each, flipped=None) for each in before.steadiness)
        if other_decisions
        else before.steadiness,
    )
