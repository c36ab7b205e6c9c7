"""The measures of ``models.ranking``, which monitoring needs too, under the name that this room knows them by."""

from limpide.models.ranking import Outcomes, Ranking, Vector, auc, expected_calibration_error, rank

__all__ = ["Outcomes", "Ranking", "Vector", "auc", "expected_calibration_error", "rank"]
