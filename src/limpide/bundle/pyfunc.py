"""A bundle behind MLflow's plainest interface: a table of inputs in, a table of scores out; nothing of MLflow in it.

MLflow finds ``_load_pyfunc`` by the name of this module, written into its description of the model, and gives it the
folder of the bundle: a model in a registry is the same sealed data, without a pickle.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.archive import Bundle, open_bundle
from limpide.bundle.scorer import Scorer, bind_to_inputs
from limpide.core.decision import decide
from limpide.core.errors import InvalidInput
from limpide.features.fitted.recipe import Input
from limpide.models.calibration import probabilities

if TYPE_CHECKING:
    import pandas as pd

_NAMED = 5


@dataclass(frozen=True, eq=False)
class ScoringTable:
    """What MLflow calls with a data frame."""

    scorer: Scorer

    @property
    def bundle(self) -> Bundle:
        """The verified bundle behind it."""
        return self.scorer.bundle

    def predict(self, model_input: "pd.DataFrame", params: dict[str, Any] | None = None) -> "pd.DataFrame":  # noqa: ARG002
        """Score rows of inputs by name (numbers, words for categories, null when missing); one line a row.

        Returns probability_of_default, points and decision; features do not tell whether an application is complete
        (``core.minimum_data``), so that whoever asks must know. Raises ``InvalidInput`` naming the inputs that lack.
        """
        import pandas as pd

        margins = self.scorer.margins(_matrix(model_input, self.bundle.recipe.inputs))
        chances = probabilities(margins)
        zone, threshold = self.bundle.grey_zone, self.bundle.threshold
        return pd.DataFrame(
            {
                "probability_of_default": chances,
                "points": [self.bundle.points.points(margin) for margin in margins.tolist()],
                "decision": [decide(each, threshold=threshold, grey_zone=zone).value for each in chances.tolist()],
            }
        )


def _load_pyfunc(path: str) -> ScoringTable:
    """Open the bundle in a folder; MLflow's name for it."""
    return ScoringTable(bind_to_inputs(open_bundle(Path(path))))


def _matrix(frame: "pd.DataFrame", inputs: tuple[Input, ...]) -> NDArray[np.float32]:
    lacking = [each.name for each in inputs if each.name not in frame.columns]
    if lacking:
        listed = ", ".join(lacking[:_NAMED]) + (", …" if len(lacking) > _NAMED else "")
        raise InvalidInput(f"{len(lacking)} of {len(inputs)} inputs lack: {listed}; a value may be null, not absent")
    return np.column_stack([_column(frame[each.name], each) for each in inputs]).astype(np.float32)


def _column(values: "pd.Series[Any]", each: Input) -> NDArray[np.float64]:
    """Return one input as numbers: a category by its code, anything unknown or missing as NaN."""
    import pandas as pd

    if each.categories is None:
        return np.asarray(pd.to_numeric(values, errors="raise"), dtype=np.float64)
    codes = {word: float(code) for code, word in enumerate(each.categories)}
    return np.array([codes.get(value, np.nan) for value in values.tolist()])
