"""Data gate: what ``data check`` calls an error stops every command, unless the caller accepts it by name."""

from collections.abc import Callable, Sequence
from pathlib import Path

from limpide.core.errors import InvalidInput
from limpide.core.progress import Progress, silent
from limpide.sources.admission import AcceptedFault, Admission
from limpide.sources.base_profile import BaseProfile
from limpide.sources.check import check
from limpide.sources.fault import Fault, Severity, sentences
from limpide.sources.limits import check_limits
from limpide.sources.profiling import profile_tables
from limpide.sources.waivers import Waiver, read_waivers, table_of


def admit(
    path: Path,
    *,
    accept: Sequence[str] = (),
    learnt: BaseProfile | None = None,
    tell: Callable[[str], object] = str,
    progress: Progress = silent,
) -> Admission:
    """Check the tables of a folder or a zip; ``InvalidInput`` with a sentence for each error that is not accepted.

    With ``learnt``, the profile of the base that a model learnt from, the tables are also held to its limits. Each
    warning goes to ``tell``, one sentence for one cause.
    """
    waivers = read_waivers(accept)
    faults = check(path, progress=progress)
    if learnt is not None:
        faults += _beyond(path, learnt, faults, progress=progress)
    errors = [fault for fault in faults if fault.severity is Severity.ERROR]
    refused = [fault for fault in errors if Waiver.of(fault) not in waivers]
    if refused:
        told = "\n  ".join(sentences(refused))
        example = Waiver.of(refused[0])
        raise InvalidInput(
            f"{path} is refused:\n  {told}\ncorrect the files; what is right as it is can be accepted by name, "
            f"such as --accept {example}"
        )
    for sentence in sentences(fault for fault in faults if fault.severity is Severity.WARNING):
        tell(sentence)
    accepted = tuple(
        AcceptedFault(
            table=table_of(fault), column=fault.column, code=fault.kind.code, count=fault.count, sentence=str(fault)
        )
        for fault in errors
    )
    return Admission(accepted=accepted, warnings=len(faults) - len(errors))


def _beyond(path: Path, learnt: BaseProfile, faults: list[Fault], *, progress: Progress) -> list[Fault]:
    """Hold the tables to the limits; a column that the contract refuses is not named twice."""
    profile = profile_tables(path, progress=progress)
    named = {(table_of(fault), fault.column) for fault in faults if fault.severity is Severity.ERROR and fault.column}
    found = [] if profile is None else check_limits(profile, learnt)
    return [fault for fault in found if (table_of(fault), fault.column) not in named]
