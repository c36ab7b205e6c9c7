"""Features that combine the application with the histories: total burden, new loan against old ones."""

from ibis import _

from limpide.contract import Unit
from limpide.features.application.rows import known, over
from limpide.features.feature import row_feature

# fmt: off
FEATURES = (
    row_feature("debt_over_income", over(_.bureau_active_debt_sum, _.AMT_INCOME_TOTAL),
                "Dettes en cours chez les autres prêteurs rapportées au revenu",
                "Current debt with other lenders over income", "exposure", Unit.RATIO),
)
# fmt: on
