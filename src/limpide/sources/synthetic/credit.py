"""The credit that is asked for: price, insurance, term, rate, annuity."""

from dataclasses import dataclass

import numpy as np

from limpide.sources.synthetic.draws import Coded, Flags, Floats, Generator, to_step
from limpide.sources.synthetic.parameters import ApplicationParameters

CONTRACTS = ("Cash loans", "Revolving loans")


@dataclass(frozen=True)
class Credit:
    """One entry per application; amounts in the lender's currency."""

    revolving: Flags
    goods: Floats
    amount: Floats
    annuity: Floats
    effect: Floats  # added to the log-odds of default

    @property
    def contract(self) -> Coded:
        """NAME_CONTRACT_TYPE."""
        return Coded(self.revolving.astype(np.int64), CONTRACTS)


def draw_credit(rng: Generator, *, income: Floats, risk: Floats, p: ApplicationParameters) -> Credit:
    """Draw the credit of every client; a riskier one (``risk``: standard normal) pays a higher rate."""
    size = len(income)
    revolving = rng.random(size) < p.revolving
    goods = _draw_prices(rng, income=income, revolving=revolving, p=p)
    insurance = np.array(p.insurance)
    pack = np.searchsorted(np.cumsum(insurance[:, 1]) / insurance[:, 1].sum(), rng.random(size), side="right")
    amount = np.where(revolving, goods, to_step(goods * insurance[pack, 0], 4.5))
    size_score = (np.log(goods) - p.goods_centre) / p.goods_spread
    tie = p.term_with_amount
    term = p.terms.at_normal(tie * size_score + np.sqrt(1 - tie**2) * rng.normal(0, 1, size))
    months = np.array([float(name) for name in term.names])[term.codes]
    rate = p.yearly_rate.at_normal(rng.normal(0, 1, size) + p.rate_with_risk * risk)
    annuity = np.where(revolving, amount / 20, to_step(monthly_payment(amount, rate=rate, months=months), 4.5))
    burden = np.clip(annuity / income, 0, 0.6)
    effect = (
        np.where(revolving, p.revolving_effect, insurance[pack, 2] + p.terms.effect(term))
        + p.burden_effect * (burden - 0.18) * 10
        + p.amount_effect * (np.log(goods) - p.goods_centre)
    )
    return Credit(revolving=revolving, goods=goods, amount=amount, annuity=annuity, effect=effect)


def monthly_payment(amount: Floats, *, rate: Floats, months: Floats) -> Floats:
    """Return the constant payment that repays ``amount`` in ``months`` at a nominal yearly ``rate`` (.2 = 20 %).

    >>> monthly_payment(np.array([1000.0]), rate=np.array([0.12]), months=np.array([12.0])).round(2)
    array([88.85])
    """
    monthly = rate / 12
    return np.asarray(amount * monthly / (1 - (1 + monthly) ** -months))


def _draw_prices(rng: Generator, *, income: Floats, revolving: Flags, p: ApplicationParameters) -> Floats:
    centre = p.goods_centre + p.goods_with_income * (np.log(income) - 11.9) - 0.35 * revolving
    raw = np.clip(np.exp(rng.normal(centre, p.goods_spread * 0.93)), *p.goods_range)
    steps = np.array(p.goods_steps)
    step = steps[
        np.searchsorted(np.cumsum(steps[:, 1]), rng.random(len(income)), side="right").clip(0, len(steps) - 1), 0
    ]
    step = np.where(revolving, 45000.0, np.where(raw < 2 * step, np.minimum(step, 22500.0), step))
    return to_step(raw, step)
