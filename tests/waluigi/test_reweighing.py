"""Which rules keep the odds of hypotheses that predict alike: exactly, in fractions."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waluigi.model import Belief, Corpus
from waluigi.reweighing import reweigh

PARTS = st.integers(1, 50)
RATES = st.fractions(F(1, 20), F(19, 20), max_denominator=20)


def shares(*parts: int) -> list[F]:
    return [F(part, sum(parts)) for part in parts]


@given(PARTS, PARTS, PARTS, RATES, RATES, st.lists(st.booleans(), max_size=6), st.integers(1, 4))
def test_equal_predictions_keep_their_odds_under_any_tempering(a, b, c, p, q, turns, power) -> None:
    """Luigi and the clever predict alike with p, the third with q; the likelihood to any power."""
    now = shares(a, b, c)
    for turned in turns:
        likelihood = [r if turned else 1 - r for r in (p, p, q)]
        now = reweigh(now, [value**power for value in likelihood])
    assert now[0] / now[1] == F(a, b)
    assert sum(now) == 1


@given(PARTS, PARTS, RATES, RATES, st.integers(0, 5), st.integers(0, 5))
def test_bayes_is_the_case_of_likelihoods(a, b, p, q, clean, turned) -> None:
    now = shares(a, b)
    for factors, times in (((1 - p, 1 - q), clean), ((p, q), turned)):
        for _ in range(times):
            now = reweigh(now, factors)
    belief = Belief.from_odds({"A": F(a), "B": F(b)}, {"A": {"s": p}, "B": {"s": q}})
    corpus = Corpus(clean={"s": clean}, turned={"s": turned})
    assert tuple(now) == tuple(belief.update(corpus).shares.values())


@given(PARTS, PARTS, PARTS, RATES, RATES)
def test_a_standing_cost_makes_the_odds_drift(a, b, c, rest, factor) -> None:
    now = reweigh(shares(a, b, c), [factor, factor, 1 - factor], kept=[1, rest, 1])
    assert now[0] / now[1] == F(a, b) / rest


@given(PARTS, PARTS, st.integers(1, 4))
def test_a_tempered_prior_raises_the_odds(a, b, power) -> None:
    now = reweigh(shares(a, b), [F(1, 2), F(1, 2)], power=power)
    assert now[0] / now[1] == F(a, b) ** power


@given(PARTS, PARTS, st.fractions(0, 1, max_denominator=20), st.integers(1, 8))
def test_an_exchange_of_shares_wears_differences_down(a, b, part, steps) -> None:
    first = now = shares(a, b)
    for _ in range(steps):
        if min(now) > 0:
            now = reweigh(now, [F(1, 3), F(1, 3)], exchanged=part)
    assert now[0] - now[1] == (1 - part) ** steps * (first[0] - first[1])


def test_a_share_next_to_one_is_not_one() -> None:
    nearly = 1 - F(1, 10**40)
    assert reweigh([nearly, 1 - nearly], [1, 1]) == (nearly, 1 - nearly)


@pytest.mark.parametrize(
    ("keywords", "named"),
    [
        ({"factors": [1]}, "factors"),
        ({"factors": [0, 1]}, "a number in factors"),
        ({"shares": [0, 1]}, "a number in shares"),
        ({"kept": [1, -1]}, "a number in kept"),
        ({"power": 0}, "power"),
        ({"exchanged": 2}, "exchanged"),
    ],
)
def test_bad_input_is_named(keywords, named) -> None:
    arguments = {"shares": [F(1, 2), F(1, 2)], "factors": [1, 1], **keywords}
    with pytest.raises(ValueError, match=f"^{named}.* allowed: "):
        reweigh(**arguments)
