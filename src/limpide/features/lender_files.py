"""What a lender declares beside its tables: its units and its tariff, kept and sealed in the snapshot."""

from dataclasses import dataclass
from pathlib import Path

from limpide.features.tariff import keep_tariff, read_tariff
from limpide.lenders import keep_lender, read_lender


@dataclass(frozen=True)
class LenderFiles:
    """Paths of the lender's files; None where the shipped units and the tariff of the book are good enough."""

    lender: Path | None = None
    tariff: Path | None = None

    def check(self) -> None:
        """Read both before anything slow begins; ``InvalidInput`` names what cannot be used."""
        if self.lender is not None:
            read_lender(self.lender)
        if self.tariff is not None:
            read_tariff(self.tariff)

    def keep(self, folder: Path) -> None:
        """Copy both into a snapshot that is being built."""
        keep_lender(self.lender, folder)
        keep_tariff(self.tariff, folder)


NO_FILES = LenderFiles()
