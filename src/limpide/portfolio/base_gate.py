"""Gate between a model and a client base: the base is held to what the model learnt from, or a person says why not."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from limpide.bundle.archive import Bundle
from limpide.core.errors import InvalidInput
from limpide.portfolio.needed_tables import missing_tables, redefined_tables
from limpide.portfolio.snapshot import Snapshot
from limpide.sources.fault import Kind
from limpide.sources.limits import check_limits
from limpide.sources.tables import TABLES
from limpide.sources.waivers import Waiver, read_waivers, waiver_of

_SHOWN = 10


@lru_cache(maxsize=2)  # probes ask it again and again
def find_base_faults(bundle: Bundle, snapshot: Snapshot) -> Mapping[Waiver, str]:
    """Return a sentence for each table that a client base lacks and each limit that it is beyond, by its waiver."""
    faults = _of_tables(missing_tables(bundle, snapshot), Kind.MISSING_TABLE)
    learnt = None if bundle.limits is None else bundle.limits.base
    if learnt is not None and snapshot.profile is not None:
        for fault in check_limits(snapshot.profile, learnt):
            if fault.kind is not Kind.MISSING_TABLE:  # said above, with the features that rest on it
                faults[Waiver.of(fault)] = str(fault)
    return faults


def _of_tables(sentences: Mapping[str, str], kind: Kind) -> dict[Waiver, str]:
    return {
        Waiver(table=TABLES[table].files[0], column=None, code=kind.code): sentence
        for table, sentence in sentences.items()
    }


def check_base(
    bundle: Bundle, snapshot: Snapshot, *, accept: Sequence[str] = (), applications: bool = False
) -> list[str]:
    """Return a sentence for each fault that is accepted by name, and one where nothing can be held.

    ``InvalidInput`` names the others. ``accept`` is as of ``sources.gate``, such as ``bureau:missing-table``; what the
    snapshot sealed as accepted is accepted here too. ``applications`` says that new ones will be scored, by the
    definitions of this release.
    """
    admission = snapshot.manifest.admission
    accepted = {*read_waivers(accept), *(() if admission is None else map(waiver_of, admission.accepted))}
    faults = dict(find_base_faults(bundle, snapshot))
    if applications:
        faults |= _of_tables(redefined_tables(bundle, snapshot), Kind.CHANGED_DEFINITION)
    refused = {waiver: sentence for waiver, sentence in faults.items() if waiver not in accepted}
    if refused:
        shown = [*refused.values()][:_SHOWN] + ([f"… {len(refused) - _SHOWN} more"] if len(refused) > _SHOWN else [])
        lines, ways = "\n  ".join(shown), " ".join(f"--accept {waiver}" for waiver in refused)
        raise InvalidInput(
            f"model {bundle.short_version} and the client base do not go together:\n  {lines}\n"
            f"rebuild the base from right tables; what is right as it is can be accepted by name: {ways}"
        )
    return [*(f"accepted: {sentence}" for sentence in faults.values()), *find_unheld(bundle, snapshot)]


def find_unheld(bundle: Bundle, snapshot: Snapshot) -> list[str]:
    """Say, in one sentence or none, why a client base is held to no limits: model or base are of an older release."""
    if bundle.limits is None or bundle.limits.base is None:
        which = f"model {bundle.short_version}"
    elif snapshot.profile is None:
        which = f"client base {snapshot.version[:12]}"
    else:
        return []
    return [f"{which} keeps no limits of its tables: the client base is not held to what the model learnt from"]
