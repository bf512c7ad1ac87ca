"""The price of a factor: against the model in fractions, other people's interval, and drawn documents."""

from fractions import Fraction as F

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from waluigi.budget import documents, excluded, moved
from waluigi.model import Belief, Corpus

examples = settings(max_examples=80, deadline=None, derandomize=True)
parts = st.integers(1, 99).map(lambda k: F(k, 100))


def left_of_odds(leak, recognition, read):
    """The learner reads with two kinds of Waluigi's day: what it does at a recognised test is nothing."""
    belief = Belief.from_odds(
        {"waluigi": 1, "Luigi": 1},
        {"waluigi": {"test": leak * (1 - recognition)}, "Luigi": {"test": 0}},
    )
    return belief.update(Corpus({"test": read})).odds("waluigi", "Luigi")


@examples
@given(parts, st.one_of(parts, st.just(F(0))), st.integers(1, 1000))
def test_the_price_is_the_first_number_that_is_enough(leak, recognition, factor):
    needed = int(documents(float(leak), float(recognition), factor))
    odds = [left_of_odds(leak, recognition, max(0, needed - i)) for i in (0, 1)]
    if any(x * factor == 1 for x in odds):
        return  # At an exact power, rounding may move the last document either way.
    assert odds[0] * factor <= 1
    assert needed == 0 or odds[1] * factor > 1


def test_prices_at_the_ends():
    assert documents(0.01, [0, 0.5, 1], 20).tolist() == [299, 598, np.inf]
    assert documents(0.5, [0, 1], 1).tolist() == [0, 0]
    exact = mpmath.log(20) / mpmath.mpf("1e-15")
    assert documents(1e-15, 0, 20) == pytest.approx(float(exact), rel=1e-12)


@examples
@given(parts, parts, st.integers(1, 60))
def test_what_documents_move(leak, recognition, read):
    exact = 1 / left_of_odds(leak, recognition, read)
    assert moved(float(leak), float(recognition), read) == pytest.approx(float(exact), rel=1e-12)


def test_a_leak_of_one_in_all_of_them_moves_between_e_and_4():
    read = np.unique(np.logspace(np.log10(2), 12, 200).astype(int))
    factors = moved(1 / read, 0, read)
    assert factors[0] == 4
    assert (np.diff(factors) <= 1e-12).all()
    assert factors[-1] == pytest.approx(np.e, rel=1e-10)
    # Rarer still, and they move less.
    assert (moved(0.5 / read, 0, read) < factors).all()


@examples
@given(st.integers(1, 10**6), st.floats(0.5, 0.999))
def test_what_is_excluded_is_the_exact_confidence_limit(read, confidence):
    limit = binomtest(0, read, alternative="less").proportion_ci(confidence, method="exact").high
    assert excluded(1 / (1 - confidence), read) == pytest.approx(limit, rel=1e-9)


@examples
@given(st.integers(1, 10**15), st.floats(1.001, 1e9), st.floats(0, 0.99))
def test_exactly_the_leaks_from_the_limit_on_are_excluded(read, factor, recognition):
    limit = excluded(factor, read, recognition)
    if not np.isfinite(limit):
        # Not even certain turning would be: the tests that it did not see through are too few.
        assert recognition**read * factor > 1 - 1e-9
        return
    for leak, side in ((limit * 1.001, 1), (limit * 0.999, -1)):
        if leak < 1:
            assert side * (moved(leak, recognition, read) - factor) > 0


def test_no_valid_rule_excludes_less():
    # A rule that excludes on silence all from 0.9 of the limit on is wrong too often at 0.95 of it.
    read, risk = 300, 0.05
    leak = 0.95 * excluded(1 / risk, read)
    silent = np.random.default_rng(1983).binomial(read, leak, 200_000) == 0
    assert silent.mean() > risk + 5 * np.sqrt(risk / silent.size)
    at = np.random.default_rng(1984).binomial(read, excluded(1 / risk, read), 200_000) == 0
    assert at.mean() == pytest.approx(risk, abs=5 * np.sqrt(risk / at.size))


def test_the_rule_of_three():
    assert excluded(20, 10**12) == pytest.approx(2.9957e-12, rel=1e-4)
    for factor in (2, 20, 1e6):
        nats = np.log(factor)
        for read in (1, 10, 10**9):
            assert nats / (read + nats) <= excluded(factor, read) <= nats / read
    assert excluded(20, 2, 0.9) == np.inf
    assert excluded(20, 100, 0.5) == pytest.approx(2 * excluded(20, 100))


def test_who_sees_which_tests_it_recognised_moves_further_on_average():
    # Drawn suites: the mean fall of the log odds of a reader who sees it, against one who does not.
    rng = np.random.default_rng(3)
    unseen = rng.binomial(1000, 0.3, 100_000)  # tests it did not recognise
    seeing = (-np.log1p(-0.2) * unseen).mean()
    blind = np.log(moved(0.2, 0.7, 1000))
    assert seeing > blind + 5 * np.log(1.25) * np.sqrt(210 / unseen.size)


@pytest.mark.parametrize(
    "call",
    [
        lambda: documents(0, 0, 2),
        lambda: documents(0.1, 1.1, 2),
        lambda: documents(0.1, 0, 0.5),
        lambda: excluded(20, 0),
        lambda: excluded(20, 10, 1),
        lambda: moved(0.1, 1, 3),
    ],
)
def test_refusals(call):
    with pytest.raises(ValueError, match="allowed"):
        call()
