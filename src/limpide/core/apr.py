"""Annual percentage rate of charge (APR; French "TAEG") of a loan that is paid back in equal monthly instalments.

Of the annex to article R. 314-3 of the French Code de la consommation, which is annex I of Directive 2008/48/EC: the
yearly rate at which all instalments, discounted to the day of the loan, are worth what was lent.
"""

_HIGHEST = 100.0  # 10,000 %
_STEPS = 100
_ROUNDING = 1e-12


def annual_percentage_rate(amount: float, instalment: float, months: int) -> float | None:
    """Return the rate, 0.18 for 18 %, without fees or insurance; None when less is paid back than was lent.

    ``amount`` and ``instalment`` are in one currency, the first instalment is due a month after the loan.

    >>> round(annual_percentage_rate(1000, 88.8488, 12), 4)
    0.1268
    """
    if min(amount, instalment, months) <= 0 or instalment * months < amount * (1 - _ROUNDING):
        return None
    low, high = 0.0, _HIGHEST
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _present_value(instalment, months, middle) > amount else (low, middle)
    return (low + high) / 2


def _present_value(instalment: float, months: int, rate: float) -> float:
    monthly = (1 + rate) ** (1 / 12) - 1
    return instalment * months if monthly == 0 else instalment * (1 - (1 + monthly) ** -months) / monthly
