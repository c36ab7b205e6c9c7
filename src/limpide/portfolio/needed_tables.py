"""Tables that a model lives on: a client base without one of them is not scored as if its clients had no history."""

from collections.abc import Iterator, Sequence

from limpide.bundle.archive import Bundle
from limpide.core.errors import InvalidInput
from limpide.portfolio.snapshot import Snapshot

_CODE = "missing-table"
_FOLLOW_UP = ("bureau_late_", "bureau_most_days_late", "bureau_months_", "bureau_serious_", "bureau_since_")


def check_tables(bundle: Bundle, snapshot: Snapshot, *, accept: Sequence[str] = ()) -> list[str]:
    """Return a sentence for each missing table that is accepted ("bureau:missing-table").

    ``InvalidInput`` names the others, and how many of the model's features rest on each.
    """
    lacking = missing_tables(bundle, snapshot)
    accepted = {text.strip().removesuffix(f":{_CODE}") for text in accept if text.strip().endswith(f":{_CODE}")}
    refused = [sentence for table, sentence in lacking.items() if table not in accepted]
    if refused:
        ways = " ".join(f"--accept {table}:{_CODE}" for table in lacking)
        raise InvalidInput(f"{'; '.join(refused)}; rebuild the client base with all tables, or score with {ways}")
    return list(lacking.values())


def missing_tables(bundle: Bundle, snapshot: Snapshot) -> dict[str, str]:
    """Return a sentence for each table that the model learnt from and the client base lacks, by the table's name."""
    return dict(_lacking(bundle, snapshot))


def _lacking(bundle: Bundle, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    manifest = snapshot.manifest
    empty = {*manifest.missing_tables, *(table for table, rows in manifest.rows.items() if not rows)}
    inputs = [each.name for each in bundle.recipe.inputs]
    sources = {card.name: card.source for card in snapshot.columns}
    for table in sorted(empty):
        if table == "bureau_balance":
            of_table = [name for name in inputs if name.startswith(_FOLLOW_UP)]
        else:
            of_table = [name for name in inputs if sources.get(name) == table]
        if of_table:
            share = len(of_table) / len(inputs)
            yield (
                table,
                f"the client base has no {table}, on which {len(of_table)} of the {len(inputs)} features "
                f"({share:.0%}) of model {bundle.short_version} rest",
            )
