"""Capability against sophistication: matched is best, and how far evidence may lag, from both sides."""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waluigi import recognition
from waluigi.lag import half_life, lagging_leak, leak

examples = settings(max_examples=60, deadline=None, derandomize=True)
levels = st.floats(-5, 5)


@examples
@given(levels, levels, st.floats(1e-6, 0.5), st.floats(0, 3))
def test_matched_evidence_is_best_and_leaks_as_one_who_sees_nothing(able, text, rate, dimming):
    matched = leak(able, able, rate, dimming)
    assert matched == pytest.approx(rate, rel=1e-12)
    assert leak(able, text, rate, dimming) <= matched * (1 + 1e-12)
    assert half_life(able, text, rate, dimming) >= half_life(able, able, rate, dimming) * (
        1 - 1e-12
    )


@examples
@given(st.floats(0.5, 0.99), st.floats(1e-6, 0.5), levels)
def test_what_it_sees_through_it_tells_as_the_recogniser_does(auc, rate, text):
    gap = float(recognition.separation(auc))
    assert leak(text + gap, text, rate, 1) == pytest.approx(
        float(recognition.leak(auc, rate)), rel=1e-9
    )


def test_simple_stories_are_better_for_the_small_and_worse_for_the_large():
    simple, deep = 0.0, 4.0
    assert half_life(0.5, simple, 0.1, 1) < half_life(0.5, deep, 0.1, 1)
    assert half_life(4.0, simple, 0.1, 1) > half_life(4.0, deep, 0.1, 1)
    # With nothing lost on it, what is above it is as good as what matches.
    assert half_life(0.5, deep, 0.1) == half_life(0.5, 0.5, 0.1)


def test_scores_that_are_drawn():
    rng = np.random.default_rng(7)
    seen = rng.standard_normal(400_000)  # of tests two deviations too simple
    threshold = 2 - mpmath.sqrt(2) * mpmath.erfinv(2 * 0.1 - 1)
    share = (seen > float(threshold)).mean()
    assert leak(3, 1, 0.1) == pytest.approx(share, abs=5 * np.sqrt(share / seen.size))


def upto(lag, decades):
    """The sum of leaks, as an integral over the logarithm of the document."""
    return float(
        mpmath.quad(
            lambda u: mpmath.exp(u) * mpmath.ncdf(-lag * mpmath.sqrt(2 * u)),
            np.linspace(0, decades * np.log(10), 40).tolist(),
        )
    )


def test_both_sides_of_the_lag_at_which_leaks_add_up():
    # At 1 like the root of the logarithm, without end; above, less and less is added.
    at = [upto(1, d) for d in (100, 400, 1600)]
    assert at[1] / at[0] == pytest.approx(2, rel=0.1)
    assert at[2] / at[1] == pytest.approx(2, rel=0.1)
    below = [upto(0.9, d) for d in (20, 40, 60)]
    assert below[2] - below[1] > below[1] - below[0]
    above = [upto(1.2, d) for d in (20, 40, 60)]
    assert above[2] - above[1] < (above[1] - above[0]) / 1e6 + 1e-9
    for lag in (0.5, 1.0, 1.5):
        for d in (2, 10**6, 10**12):
            exact = mpmath.ncdf(-lag * mpmath.sqrt(2 * mpmath.log(d)))
            assert lagging_leak(lag, d) == pytest.approx(float(exact), rel=1e-10)


def test_a_fixed_lag_keeps_its_half_life():
    grown = np.array([0.0, 3.0, 30.0])
    lives = half_life(grown, grown - 1, 0.1, 1)
    assert np.ptp(lives) < 1e-9


@pytest.mark.parametrize(
    "call",
    [lambda: leak(0, 0, 1), lambda: half_life(np.inf, 0, 0.1), lambda: lagging_leak(-1, 2)],
)
def test_refusals(call):
    with pytest.raises(ValueError, match="allowed"):
        call()
