"""What the next loan of a client may depend on: how the newer ones were, the last one and on average."""

import numpy as np

from limpide.sources.synthetic.draws import Flags, Floats
from limpide.sources.synthetic.elsewhere.rows import OLDEST, Levels
from limpide.sources.synthetic.tree import Positions

_FLAGS = (
    ("family", "card"), ("family", "other"), ("end", "far"), ("end", "none"),
    ("state", "Active"), ("outcome", "on"), ("outcome", "late"), ("news", "same"), ("debt", "unknown"),
    ("limit", "unknown"), ("annuity", "some"), ("annuity", "unknown"), ("peak", "unknown"), ("peak", "some"),
    ("gap", "longer"), ("silent", "yes"), ("hidden", "some"), ("behind", "some"),
)  # fmt: skip
_LEVELS = {
    "wait": ("wait",),
    "credit": ("card_credit", "consumer_credit", "other_credit"),
    "term": ("card_term", "term"),
    "age": ("age",),
    "owed": ("card_owed", "owed"),
    "burden": ("card_burden", "burden"),
    "peak_amount": ("peak_amount",),
    "unknown": ("unknown",),
    "late": ("late",),
}
MARKS = (*(f"{name} {level}" for name, level in _FLAGS), *_LEVELS)
"""What is kept of a loan: whether a category has a level, or the level of a number."""

_ALIKE = ("credit", "term", "state Active", "owed", "burden", "end far", "limit unknown")
_MOST = 40  # loans; counts are kept as parts of it
_NEAR = 4000.0  # days around today within which a planned end counts


def marks_of(positions: Positions, levels: Levels, size: int) -> Floats:
    """Return the marks of rows, shape (marks, rows), NaN where there is none."""
    marks = np.full((len(MARKS), size), np.nan)
    for place, (name, level) in enumerate(_FLAGS):
        if name in levels and name in positions:
            known = levels[name]
            marks[place] = positions[name] == (known.index(level) if level in known else -1)
    for place, names in enumerate(_LEVELS.values(), start=len(_FLAGS)):
        for name in names:
            if name in positions:
                marks[place] = np.fmax(marks[place], positions[name])
    return marks


class Memory:
    """The loans seen so far of clients in order of falling number of loans."""

    def __init__(self, counts: Floats) -> None:
        """Remember nothing yet of clients with these numbers of loans."""
        size = len(counts)
        self._counts = counts
        self._rank = 0
        self._last = np.full((len(MARKS), size), np.nan)
        self._total = np.zeros((len(MARKS), size))
        self._seen = np.zeros((len(MARKS), size))
        self._alike = np.full((2, len(_ALIKE), size), np.nan)
        self.start = np.zeros(size)
        self.end = np.full(size, np.nan)

    def left(self, size: int) -> Floats:
        """Return how many loans the first ``size`` clients still have to come."""
        return self._counts[:size] - self._rank

    def recall(self, size: int) -> dict[str, Floats]:
        """Return what is known before the next loan of the first ``size`` clients."""
        with np.errstate(invalid="ignore"):
            mean = self._total[:, :size] / self._seen[:, :size]
        known = {f"last {mark}": self._last[place, :size] for place, mark in enumerate(MARKS)}
        if self._rank > 1:
            known |= {f"mean {mark}": mean[place] for place, mark in enumerate(MARKS)}
        else:  # the mean of one is the last again
            known |= {f"mean {mark}": self._last[place, :size] for place, mark in enumerate(MARKS)}
        return known | {
            "loans": np.minimum(self._counts[:size], _MOST) / _MOST,
            "rank": np.full(size, min(self._rank, _MOST) / _MOST),
            "left": np.minimum(self.left(size), _MOST) / _MOST,
            "before": self.start[:size] / OLDEST,
        }

    def alike(self, card: Flags) -> dict[str, Floats]:
        """Return what is known of the last loan that was a card, or was none, like the next one."""
        size = len(card)
        kept = self._alike[card.astype(np.int64), :, np.arange(size)]
        return {f"alike {mark}": kept[:, place] for place, mark in enumerate(_ALIKE)}

    def note(self, marks: Floats, *, start: Floats, end: Floats) -> None:
        """Remember the next loan of the first clients: its marks, shape (marks, clients), and its days."""
        size = marks.shape[1]
        known = ~np.isnan(marks)
        self._last[:, :size] = np.where(known, marks, self._last[:, :size])
        self._total[:, :size] += np.where(known, marks, 0.0)
        self._seen[:, :size] += known
        card = marks[0].astype(np.int64)
        self._alike[card, :, np.arange(size)] = marks[[MARKS.index(mark) for mark in _ALIKE]].T
        self.start[:size], self.end[:size] = start, end
        self._rank += 1


def timing(start: Floats, end: Floats) -> dict[str, Floats]:
    """Return where a loan stands in its life: age, how near its planned end is, share of its time that has passed."""
    term = np.maximum(end + start, 1.0)
    return {
        "started": start / OLDEST,
        "due": np.clip(end / (2 * _NEAR) + 0.5, 0.0, 1.0),
        "elapsed": np.clip(start / term / 2, 0.0, 1.0),
    }


def closing(fact: Floats) -> dict[str, Floats]:
    """Return how long ago a loan was paid off, NaN while it is not."""
    return {"closed": np.clip(-fact / OLDEST, 0.0, 1.0)}
