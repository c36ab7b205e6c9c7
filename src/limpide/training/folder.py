"""The laboratory's folder: searches as they go, to be taken up again, and the report when it is done."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from limpide.core.errors import InvalidInput

if TYPE_CHECKING:
    import optuna

STUDIES = "studies.journal"
REPORT, REPORT_DATA = "report.md", "report.json"
_OURS = (STUDIES, REPORT, REPORT_DATA)


def open_studies(out: Path, *, resume: bool, replace: bool, searched: bool) -> "optuna.storages.JournalStorage | None":
    """Make the folder ready and open its searches; None when nothing is searched.

    ``InvalidInput`` when there is a folder already that is neither to be taken up again nor replaced.
    """
    studies = out / STUDIES
    if resume and not studies.is_file():
        raise InvalidInput(f"{out} holds no searches to take up again; leave out --resume to begin new ones")
    if out.exists() and not resume:
        _clear(out, replace=replace)
    out.mkdir(parents=True, exist_ok=True)
    if not searched:
        return None
    import optuna
    from optuna.storages.journal import JournalFileBackend

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna.storages.JournalStorage(JournalFileBackend(str(studies)))


def _clear(out: Path, *, replace: bool) -> None:
    if not out.is_dir() or not all(each.name.startswith(_OURS) for each in out.iterdir()):
        raise InvalidInput(f"{out} exists already and is no laboratory's folder; choose another name")
    if any(out.iterdir()) and not replace:
        raise InvalidInput(
            f"{out} exists already; add --resume to take its searches up again, or --replace to begin new ones"
        )
    shutil.rmtree(out)
