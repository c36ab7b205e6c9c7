"""The kinds of model there are, by the name a bundle gives them."""

from pathlib import Path

from limpide.core.errors import Corrupt
from limpide.models.binned import AdditiveModel, ScorecardModel
from limpide.models.blend import BlendModel
from limpide.models.boosted import BoostedModel
from limpide.models.dummy import DummyModel
from limpide.models.fitted import FittedModel
from limpide.models.logistic import LogisticModel
from limpide.models.preparation import Preparation
from limpide.models.prepared import PreparedModel

_Kind = (
    type[DummyModel]
    | type[LogisticModel]
    | type[BoostedModel]
    | type[ScorecardModel]
    | type[AdditiveModel]
    | type[BlendModel]
)
KINDS: dict[str, _Kind] = {
    model.kind: model for model in (DummyModel, LogisticModel, BoostedModel, ScorecardModel, AdditiveModel, BlendModel)
}


def load_model(kind: str, folder: Path) -> FittedModel:
    """Read a model of a kind from a verified folder; ``Corrupt`` when this release cannot make sense of it."""
    if kind not in KINDS:
        raise Corrupt(f'{folder} holds a model of kind "{kind}", which this release does not know; install a newer one')
    try:
        model, preparation = KINDS[kind].load(folder), Preparation.load(folder)
        return model if preparation is None else PreparedModel(preparation, model)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Corrupt(
            f'{folder} does not hold a readable model of kind "{kind}"; make one with "limpide train"'
        ) from error
