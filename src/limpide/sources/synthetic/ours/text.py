"""Several columns of text drawn as one pattern, so that what hangs together stays together."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from limpide.sources.synthetic.draws import Coded, Column, Flags, Floats, Ints
from limpide.sources.synthetic.measured import Texts

_BETWEEN, _MISSING = "|", ""


def joined(*columns: NDArray[np.object_] | Floats) -> Texts:
    """Return one text a row out of several; numbers keep nine digits, missing parts are empty.

    >>> joined(np.array(["a", None], dtype=object), np.array([1.0, 0.5]))
    array(['a|1', '|0.5'], dtype=object)
    """
    texts = [[_written(value) for value in column] for column in columns]
    return np.array([_BETWEEN.join(parts) for parts in zip(*texts, strict=True)], dtype=object)


def _written(value: object) -> str:
    if value is None or value != value:
        return _MISSING
    return f"{value:.9g}" if isinstance(value, float) else str(value)


def parts(pattern: Coded, names: Sequence[str]) -> dict[str, Coded]:
    """Return the columns of text that were joined, by name."""
    rows = [name.split(_BETWEEN) for name in pattern.names]
    return {name: _coded([row[place] for row in rows], pattern.codes) for place, name in enumerate(names)}


def numbers(column: Coded) -> Floats:
    """Return a column of text that held numbers as these numbers, NaN where it is missing."""
    values = np.array([float(name) if name else np.nan for name in column.names] + [np.nan])
    return np.asarray(values[column.codes])


def _coded(values: Sequence[str], codes: Ints) -> Coded:
    names = tuple(sorted(set(values) - {_MISSING}))
    places = np.array([names.index(value) if value else -1 for value in values], dtype=np.int64)
    return Coded(places[codes], names)


def constant(name: str, size: int) -> Coded:
    """Return a column that says the same in every row."""
    return Coded(np.zeros(size, dtype=np.int64), (name,))


def gather(pieces: Sequence[tuple[Ints, Column]], *, size: int) -> Column:
    """Return one column of ``size`` rows from pieces and the rows they belong to; the others are missing."""
    if not isinstance(pieces[0][1], Coded):
        values = np.full(size, np.nan)
        for rows, piece in pieces:
            values[rows] = piece
        return values
    coded = [(rows, piece) for rows, piece in pieces if isinstance(piece, Coded)]
    names = tuple(sorted({name for _, piece in coded for name in piece.names}))
    codes = np.full(size, -1, dtype=np.int64)
    for rows, piece in coded:
        places = np.array([*(names.index(name) for name in piece.names), -1], dtype=np.int64)
        codes[rows] = places[piece.codes]
    return Coded(codes, names)


def among(column: Coded, *names: str) -> Flags:
    """Tell which rows hold one of these names."""
    wanted = np.array([*(name in names for name in column.names), False])
    return np.asarray(wanted[column.codes])
