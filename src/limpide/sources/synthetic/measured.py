"""What is measured on the rows of a table, and what is drawn for them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limpide.sources.synthetic.draws import Floats

Texts = NDArray[np.object_]

Raw = Mapping[str, NDArray[Any]]
"""The lender's columns, one entry per row: numbers as floats (NaN where missing), text as objects (None)."""

Measured = Mapping[str, "Floats | Texts"]
"""Variables in the order of drawing: numbers (NaN where missing) or text (None where missing)."""
