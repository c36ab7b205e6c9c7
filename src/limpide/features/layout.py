"""The files of a snapshot and its manifest: what the builder writes and every reader relies on.

A snapshot is a sealed folder (``core.seal``):

=================== ==========================================================================================
manifest.json       format, program version, columns with their wording and policy, categories, rows per table
client_ids.npy      int64 or text (clients,), in the order of ``core.identifiers.sort_key``; so is ``client_id`` below
features.npy        float32 (clients, columns), C order; a category is its position in the manifest's list,
                    anything missing is NaN
target.npy          float32 (clients,): 1 default, 0 repaid, NaN unknown
person.npy          int64 (clients,): the same number for applications that look like the same person's
applications.arrow  the lender's application rows, uncompressed Arrow IPC, in order of client
features.parquet    the same features with their categories in words, for population views
profile.json        shares and quantiles of the raw columns (``sources.base_profile``); absent in older snapshots
loans.arrow         one row for each loan of each client, here and elsewhere (``features.loan_files``);
loans_index.npy     int64 (clients + 1,): where the loans of each client begin; absent in older snapshots
=================== ==========================================================================================
"""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from limpide.contract import Unit
from limpide.core.errors import Corrupt
from limpide.features.feature import Change, Policy, Risk
from limpide.features.policy import policy_of
from limpide.language.wording import Wording
from limpide.sources.admission import Admission

FORMAT = 3
_READ = (2, FORMAT)
MANIFEST = "manifest.json"
CLIENT_IDS = "client_ids.npy"
FEATURES = "features.npy"
TARGET = "target.npy"
PERSON = "person.npy"
APPLICATIONS = "applications.arrow"
POPULATION = "features.parquet"


@dataclass(frozen=True, kw_only=True)
class FeatureColumn:
    """One column of the matrix: a feature as it was defined when the snapshot was built.

    ``categories`` lists the lender's words behind the codes 0, 1, …, those of its ``column``; None for a number.
    ``risk`` is what an expert expects when the value rises, ``change`` what the client can do about it. ``meaning`` is
    the definition, ``sentence`` what a person says (``{value}`` stands for the value), ``otherwise`` what they say when
    a flag is not set; None where no words are written (see ``features.definitions``). ``revision`` is that of the
    expression (``features.revisions``).
    """

    name: str
    fr: str
    en: str
    family: str
    unit: Unit
    source: str
    policy: Policy
    categories: tuple[str, ...] | None = None
    column: str | None = None
    risk: Risk = Risk.MIXED
    change: Change = Change.NONE
    meaning: Wording | None = None
    sentence: Wording | None = None
    otherwise: Wording | None = None
    revision: int = 1


@dataclass(frozen=True, kw_only=True)
class SnapshotManifest:
    """What a snapshot says of itself; ``admission`` is what the data gate accepted, None where it was not asked."""

    limpide: str
    clients: int
    rows: dict[str, int]
    missing_tables: tuple[str, ...]
    columns: tuple[FeatureColumn, ...]
    admission: Admission | None = None

    def write(self, folder: Path) -> None:
        """Write ``manifest.json``."""
        text = json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> SnapshotManifest:
    """Read the manifest of a verified snapshot; a format that this release does not know is refused.

    Format 2 had no definitions: its features have none here either; who may use them is what this release says.
    """
    content: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    found = content.pop("format", None)
    if found not in _READ:
        raise Corrupt(
            f"{folder} has snapshot format {found}, this release reads {FORMAT}; rebuild it with "
            '"limpide features build"'
        )
    manifest = TypeAdapter(SnapshotManifest).validate_python(content)
    if found == FORMAT:
        return manifest
    columns = tuple(replace(column, policy=policy_of(column.name)) for column in manifest.columns)
    return replace(manifest, columns=columns)
