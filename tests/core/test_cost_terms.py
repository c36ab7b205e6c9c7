import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.core.cost import MAX_RATIO, CostRatio, CostTerms, ReviewCost, default_review_cost, parse_cost
from limpide.core.errors import InvalidInput

RATIOS = st.floats(0.01, MAX_RATIO).map(lambda ratio: CostRatio(missed_default=ratio))
ERRORS = st.floats(0, 1)


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_shares_of_the_amount_make_the_ratio_that_they_are(loss: int, gain: int) -> None:
    found = parse_cost(f"loss={loss / 1000},gain={gain / 1000}")
    assert found == parse_cost(f" gain = {gain / 1000} , loss = {loss / 1000}")
    assert found.missed_default == pytest.approx(loss / gain, rel=1e-12)
    assert found.refused_good == 1


@given(st.floats(0.01, MAX_RATIO))
def test_a_ratio_is_read_as_it_is_written(ratio: float) -> None:
    assert parse_cost(repr(ratio)).missed_default == pytest.approx(ratio)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not understood"),
        ("ten", "not understood"),
        ("nan", "not understood"),
        ("loss=0.6", "not understood"),
        ("loss=0.6,gain=0.06,loss=0.5", "not understood"),
        ("loss=0.6,profit=0.06", "not understood"),
        ("loss=60,gain=6", "60 % is written loss=0.6"),
        ("loss=0.6,gain=0", "no share of the amount"),
        ("0", "above 0"),
        ("-3", "not understood"),
        ("60/6", "not understood"),
        ("1e3", "not understood"),
        ("2000", "at most 1000"),
    ],
)
def test_what_cannot_be_a_cost_is_refused_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said) as refusal:
        parse_cost(text)
    assert "\n" not in str(refusal.value)


@given(RATIOS, st.floats(0, 3), ERRORS)
def test_between_its_levels_a_review_is_the_cheapest_choice(cost: CostRatio, review_cost: float, error: float) -> None:
    review = ReviewCost(review_cost, error)
    safe, sure = review.levels(cost)
    assert safe <= cost.threshold <= sure
    for chance in (safe, (safe + cost.threshold) / 2, (sure + cost.threshold) / 2, sure):
        accepted, refused = chance * cost.missed_default, (1 - chance) * cost.refused_good
        reviewed = review.cost + review.error * (accepted + refused)
        if review.pays(cost):
            assert reviewed <= min(accepted, refused) + 1e-9 * cost.missed_default
        else:
            assert reviewed >= min(accepted, refused) - 1e-9 * cost.missed_default


@given(RATIOS, st.floats(0, 3), st.floats(0.5, 1))
def test_a_reviewer_no_better_than_a_coin_never_pays(cost: CostRatio, review_cost: float, error: float) -> None:
    assert not ReviewCost(review_cost, error).pays(cost)


@given(RATIOS, st.floats(0.01, 1))
def test_up_to_its_break_even_error_a_review_pays(cost: CostRatio, share: float) -> None:
    review = ReviewCost(share * cost.at_break_even)
    limit = review.break_even_error(cost)
    assert ReviewCost(review.cost, limit + 0.001).pays(cost) is False
    assert limit < 0.001 or ReviewCost(review.cost, limit - 0.001).pays(cost)


@given(RATIOS)
def test_the_default_review_pays_at_every_ratio_with_the_default_reviewer(cost: CostRatio) -> None:
    terms = CostTerms(cost=repr(cost.missed_default))
    assert terms.review.cost == pytest.approx(default_review_cost(cost))
    assert terms.review.pays(cost)


def test_terms_that_cannot_be_are_refused_at_once() -> None:
    with pytest.raises(InvalidInput, match="cannot cost -1"):
        CostTerms(review_cost=-1)
    with pytest.raises(InvalidInput, match=r"err in 1\.5"):
        CostTerms(reviewer_error=1.5)
    with pytest.raises(InvalidInput, match="cannot cost nan"):
        CostTerms(review_cost=float("nan"))
