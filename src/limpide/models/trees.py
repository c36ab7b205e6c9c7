"""LightGBM's trees at work: its own library, called directly, without the Python package that trains them.

That package imports pandas, SciPy and scikit-learn where it finds them: seconds and a hundred megabytes that a
scoring server has no use for.
"""

import ctypes
import importlib.util
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from limpide.core.errors import Unavailable
from limpide.models.fitted import Matrix, Vector
from limpide.models.tree_text import TreesError, check_tree_text

_FLOAT32: Final = 0
_RAW, _CONTRIBUTIONS = 1, 3
_GAIN: Final = 1
_FEW = 64  # below this many rows, waking other threads costs more than they bring
_NAMES = ("lib_lightgbm.so", "lib_lightgbm.dylib", "lib_lightgbm.dll")


class Trees:
    """A tree ensemble read from LightGBM's text; any number of threads may use it.

    ``TreesError`` when the text cannot be followed, or LightGBM refuses it.
    """

    def __init__(self, text: str) -> None:
        self._handle = ctypes.c_void_p()
        check_tree_text(text)
        rounds = ctypes.c_int()
        _call("LGBM_BoosterLoadModelFromString", text.encode("ascii"), ctypes.byref(rounds), ctypes.byref(self._handle))
        self.rounds = rounds.value
        self.columns = self._columns()

    def __del__(self) -> None:
        if self._handle:
            _library().LGBM_BoosterFree(self._handle)

    def margins(self, matrix: Matrix) -> Vector:
        """Return the log-odds of each row, float64 (rows,), of float32 (rows, columns)."""
        return self._predict(matrix, kind=_RAW, width=1).reshape(len(matrix))

    def contributions(self, matrix: Matrix) -> Vector:
        """Return exact TreeSHAP values and the base, float64 (rows, columns + 1)."""
        return self._predict(matrix, kind=_CONTRIBUTIONS, width=self.columns + 1)

    def gains(self) -> Vector:
        """Return how much each column lowered the loss over all splits, float64 (columns,)."""
        gains = np.zeros(self.columns)
        _call("LGBM_BoosterFeatureImportance", self._handle, ctypes.c_int(-1), ctypes.c_int(_GAIN), _pointer(gains))
        return gains

    def _columns(self) -> int:
        columns = ctypes.c_int()
        _call("LGBM_BoosterGetNumFeature", self._handle, ctypes.byref(columns))
        return columns.value

    def _predict(self, matrix: Matrix, *, kind: int, width: int) -> Vector:
        rows = np.ascontiguousarray(matrix, dtype=np.float32)
        if rows.shape[1] != self.columns:
            raise TreesError(f"the trees were learnt on {self.columns} columns and are given {rows.shape[1]}")
        found = np.zeros((len(rows), width))
        if not len(rows):
            return found
        length = ctypes.c_int64()
        shape = (ctypes.c_int32(rows.shape[1]), ctypes.c_int(1))
        wanted = (ctypes.c_int(kind), ctypes.c_int(0), ctypes.c_int(-1))
        output = (ctypes.byref(length), _pointer(found))
        data = (self._handle, _pointer(rows), ctypes.c_int(_FLOAT32))
        if len(rows) == 1:
            _call("LGBM_BoosterPredictForMatSingleRow", *data, *shape, *wanted, b"num_threads=1", *output)
        else:
            threads = b"num_threads=1" if len(rows) < _FEW else b""
            _call("LGBM_BoosterPredictForMat", *data, ctypes.c_int32(len(rows)), *shape, *wanted, threads, *output)
        return found


def _pointer(array: "np.ndarray[Any, Any]") -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def _call(name: str, *arguments: Any) -> None:
    library = _library()
    if getattr(library, name)(*arguments):
        raise TreesError(library.LGBM_GetLastError().decode("utf-8", errors="replace"))


@cache
def _library() -> ctypes.CDLL:
    """Load LightGBM's library from where its package is installed; the package itself is not imported."""
    package = importlib.util.find_spec("lightgbm")
    folders = map(Path, (package.submodule_search_locations if package else None) or ())
    places = [folder / inner / name for folder in folders for inner in ("lib", "bin") for name in _NAMES]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise Unavailable('the library of LightGBM is not installed; run: pip install "limpide[service]"')
    library = ctypes.cdll.LoadLibrary(str(found))
    library.LGBM_GetLastError.restype = ctypes.c_char_p
    return library
