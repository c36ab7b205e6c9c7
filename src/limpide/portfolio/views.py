"""Views of the whole client base: one feature or two over groups of clients, counted here and never sent raw."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.contract import Distribution, Group, GroupDistribution, Language, Pairs, PairsCell, Unit
from limpide.portfolio.bins import SMALLEST, Binning, Values, box, find_bins, merge_small
from limpide.portfolio.compared import ComparedFeatures
from limpide.portfolio.disclosure import rounded
from limpide.portfolio.groups import Filter, Groups
from limpide.portfolio.latest import Latest


@dataclass(frozen=True)
class Subject:
    """Whom a view is about: their row in the client base, and the positions of the clients most like them."""

    row: NDArray[np.float32] | None = None
    similar: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Views:
    """Distributions of a client base under one model."""

    versions: tuple[str, str]
    features: ComparedFeatures
    groups: Groups
    kept: Latest

    def distribution(
        self, name: str, groups: tuple[Group, ...], *, bins: int, kept: Filter, subject: Subject, language: Language
    ) -> Distribution:
        """Count one feature over groups, all in the same bins."""
        binning = self._binning(name, bins)
        value = self._value(name, subject)
        counted = [self._counted(binning, group, bins, kept, subject, value) for group in groups]
        model, snapshot = self.versions
        return Distribution(
            model_version=model,
            snapshot_version=snapshot,
            feature=binning.axis(value, family=binning.feature.family, language=language),
            groups=counted,
        )

    def pairs(
        self, x: str, y: str, group: Group, *, bins: int, kept: Filter, subject: Subject, language: Language
    ) -> Pairs:
        """Count two features together over a group."""
        across, up = self._binning(x, bins), self._binning(y, bins)
        asked = ("pairs", x, y, group, bins, kept, subject.similar if group is Group.SIMILAR else ())
        cells, clients = self.kept.get(asked, lambda: self._cells(across, up, group, kept, subject))
        suppressed = clients < SMALLEST or self.groups.singles_out(group, kept, subject.similar)
        if kept.published:
            clients, cells = rounded(clients), [_published(cell, group, kept) for cell in cells]
        shown = sum(cell.clients for cell in cells)
        model, snapshot = self.versions
        return Pairs(
            model_version=model,
            snapshot_version=snapshot,
            group=group,
            suppressed=suppressed,
            clients=None if suppressed else clients,
            left_out=None if suppressed else max(clients - shown, 0),
            x=across.axis(self._value(x, subject), family=across.feature.family, language=language),
            y=up.axis(self._value(y, subject), family=up.feature.family, language=language),
            cells=[] if suppressed else cells,
        )

    def _binning(self, name: str, bins: int) -> Binning:
        feature = self.features.get(name)
        return self.kept.get(("bins", name, bins), lambda: find_bins(feature, self.features.read(name), bins=bins))

    def _value(self, name: str, subject: Subject) -> float | None:
        return None if subject.row is None else self.features.value(name, subject.row)

    def _counted(
        self, binning: Binning, group: Group, bins: int, kept: Filter, subject: Subject, value: float | None
    ) -> GroupDistribution:
        similar = subject.similar if group is Group.SIMILAR else ()
        asked = ("group", binning.feature.name, group, bins, kept, similar, value)
        return self.kept.get(asked, lambda: self._count(binning, group, kept, similar, value))

    def _members(self, name: str, mask: NDArray[np.bool_] | None) -> Values:
        values = self.features.read(name)
        return values if mask is None else values[mask]

    def _count(
        self, binning: Binning, group: Group, kept: Filter, similar: tuple[int, ...], value: float | None
    ) -> GroupDistribution:
        if self.groups.singles_out(group, kept, similar):
            return GroupDistribution(group=group, suppressed=True)
        values = self._members(binning.feature.name, self.groups.members(group, kept, similar))
        counts = np.bincount(binning.places(values) + 1, minlength=binning.bins + 1)
        known = len(values) - int(counts[0])
        is_number = binning.feature.unit is not Unit.CATEGORY
        enough = known == 0 or known >= SMALLEST
        merged = merge_small(counts[1:].tolist(), ordered=binning.feature.categories is None)
        shown = [int(sum(counts[place + 1] for place in places)) for places in merged] if enough else None
        clients, missing = len(values), int(counts[0])
        if kept.published:
            missing, shown = rounded(missing), shown and [rounded(each) for each in shown]
            clients = missing + sum(shown or ())
        return GroupDistribution(
            group=group,
            clients=clients,
            missing=missing,
            counts=shown,
            bins=merged if enough else None,
            boxplot=box(values, grain=binning.grain) if is_number and known >= SMALLEST else None,
            quantile=int((values <= value).sum()) / known if is_number and value is not None and known else None,
        )

    def _cells(
        self, across: Binning, up: Binning, group: Group, kept: Filter, subject: Subject
    ) -> tuple[list[PairsCell], int]:
        mask = self.groups.members(group, kept, subject.similar)
        horizontal = across.places(self._members(across.feature.name, mask))
        vertical = up.places(self._members(up.feature.name, mask))
        target = np.asarray(self.groups.snapshot.target)
        target = target if mask is None else target[mask]
        # One count over everything: the last place is for who lacks a value, the outcome is 0, 1 or 2 (not known).
        size = across.bins * up.bins
        places = horizontal * np.int32(up.bins) + vertical
        places[(horizontal < 0) | (vertical < 0)] = size
        outcome = np.where(target == target, target, 2).astype(np.int32)
        counts = np.bincount(places * 3 + outcome, minlength=3 * (size + 1)).reshape(-1, 3)[:size]
        clients, outcomes, defaults = counts.sum(axis=1), counts[:, :2].sum(axis=1), counts[:, 1]
        cells = [
            PairsCell(
                x=place // up.bins,
                y=place % up.bins,
                clients=int(clients[place]),
                known_outcomes=int(outcomes[place]),
                default_rate=float(defaults[place] / outcomes[place]) if outcomes[place] >= SMALLEST else None,
            )
            for place in np.flatnonzero(clients >= SMALLEST).tolist()
        ]
        return cells, len(target)


def _published(cell: PairsCell, group: Group, kept: Filter) -> PairsCell:
    """Return a cell in multiples of ten; rates of everybody only: two groups that differ by one client tell theirs."""
    whole = group is Group.ALL and kept.is_empty
    return cell.model_copy(
        update={
            "clients": rounded(cell.clients),
            "known_outcomes": rounded(cell.known_outcomes),
            "default_rate": cell.default_rate if whole else None,
        }
    )
