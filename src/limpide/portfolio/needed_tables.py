"""Tables that a model lives on: which of them a client base lacks, and what each may add to a client's score."""

from limpide.bundle.archive import Bundle
from limpide.features.revisions import revision_of
from limpide.portfolio.snapshot import Snapshot
from limpide.sources.tables import TABLES

_FOLLOW_UP = ("bureau_late_", "bureau_most_days_late", "bureau_months_", "bureau_serious_", "bureau_since_")
_OF_SEVERAL = "cross"


def missing_tables(bundle: Bundle, snapshot: Snapshot) -> dict[str, str]:
    """Return a sentence for each table that the model learnt from and the client base lacks, by the table's name."""
    manifest, inputs = snapshot.manifest, [each.name for each in bundle.recipe.inputs]
    empty = {*manifest.missing_tables, *(table for table, rows in manifest.rows.items() if not rows)}
    sources = {column.name: column.source for column in snapshot.columns}
    found = {}
    for table in sorted(empty):
        of_table = [name for name in inputs if _is_of(table, name, sources.get(name))]
        if of_table:
            found[table] = (
                f"the client base has no {table}, on which {len(of_table)} of the {len(inputs)} features "
                f"({len(of_table) / len(inputs):.0%}) of model {bundle.short_version} rest"
            )
    return found


def redefined_tables(bundle: Bundle, snapshot: Snapshot) -> dict[str, str]:
    """Return a sentence for each table of which this release makes other features than the model learnt from.

    Features of several tables count as the application's. The client base is not concerned: it keeps what it was built
    with. Applications that arrive now are computed by this release.
    """
    sources = {column.name: column.source for column in snapshot.columns}
    found: dict[str, list[str]] = {}
    for each in bundle.recipe.inputs:
        source = sources.get(each.name, "application")
        source = "application" if source == "external" else source  # scores that the application carries
        if each.revision != revision_of(source):
            found.setdefault(source if source in TABLES else "application", []).append(each.name)
    return {
        table: f"{len(names)} features made of {table}, such as {names[0]}, have another definition in this release "
        f"than model {bundle.short_version} learnt from: it cannot decide on applications that arrive now; "
        'train anew with "limpide train", or serve it with the release that made it'
        for table, names in found.items()
    }


def features_by_table(bundle: Bundle) -> dict[str, list[int]]:
    """Return the places of the features that need a history, by its table: its own, and those of several tables."""
    found = {}
    for table in TABLES:
        own = [place for place, card in enumerate(bundle.features) if _is_of(table, card.name, card.source)]
        of_several = [place for place, card in enumerate(bundle.features) if card.source == _OF_SEVERAL]
        if own and table != "application":
            found[table] = own + of_several
    return found


def _is_of(table: str, name: str, source: str | None) -> bool:
    return name.startswith(_FOLLOW_UP) if table == "bureau_balance" else source == table
