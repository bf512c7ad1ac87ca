"""The memory floor against enumeration and against texts that write themselves."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waluigi.memory import collapse, first_turns, floor
from waluigi.model import Belief, Corpus

RATES = st.fractions(Fraction(1, 50), Fraction(9, 10), max_denominator=50)


def share(odds, rate, remembered):
    """What Bayes' rule leaves of the Waluigi after so many clean documents."""
    belief = Belief.from_odds(
        {"Waluigi": odds, "Luigi": Fraction(1)},
        {"Waluigi": {"text": rate}, "Luigi": {"text": Fraction(0)}},
    )
    return belief.update(Corpus(clean={"text": remembered})).share("Waluigi")


def turned_by(odds, rate, window, length):
    """The same, document by document and exactly."""
    clean = Fraction(1)
    for number in range(length):
        clean *= 1 - rate * share(odds, rate, min(number, window))
    return 1 - clean


@pytest.mark.theorem("thm-memory-floor")
def test_a_window_of_ten_and_a_coin() -> None:
    assert share(Fraction(1), Fraction(1, 2), 10) == Fraction(1, 1025)
    assert floor(1, 0.5, 10) == pytest.approx(1 / 1025, rel=1e-15)


@pytest.mark.theorem("thm-memory-floor")
@given(st.fractions(Fraction(1, 20), 20, max_denominator=20), RATES, st.integers(0, 8))
def test_floor_is_bayes_on_what_is_remembered(odds, rate, window) -> None:
    exact = share(odds, rate, window)
    assert floor(float(odds), float(rate), window) == pytest.approx(float(exact), rel=1e-12)


@given(
    st.fractions(Fraction(1, 20), 20, max_denominator=20),
    RATES,
    st.integers(0, 6),
    st.integers(0, 20),
)
def test_collapse_document_by_document(odds, rate, window, length) -> None:
    exact = turned_by(odds, rate, window, length)
    found = collapse(float(odds), float(rate), window, length)
    assert found == pytest.approx(float(exact), rel=1e-11, abs=1e-15)


def test_without_forgetting_the_chance_stays_below_the_prior_and_with_it_goes_to_one() -> None:
    lengths = np.array([1, 10, 1000, 10**6])
    assert (collapse(1, 0.1, 10**6, lengths) <= 0.5).all()
    assert 0.999 < collapse(1, 0.5, 10, 15_000) < 1


def test_simulated_texts() -> None:
    texts = 200_000
    first = first_turns(1, 0.5, 3, 20, texts, np.random.default_rng(1025))
    for length in (1, 3, 4, 10, 20):
        found = (first <= length).mean()
        expected = collapse(1, 0.5, 3, length)
        assert abs(found - expected) < 4 * np.sqrt(expected * (1 - expected) / texts)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: floor(0, 0.5, 1), "odds"),
        (lambda: floor(1, 1, 1), "turn_rate"),
        (lambda: floor(1, 0.5, -1), "window"),
        (lambda: collapse(1, 0.5, 1, 1.5), "length"),
        (lambda: first_turns(1, 0.5, 1, 1, 1, 7), "generator"),
        (lambda: first_turns(1, 0.5, -1, 1, 1, np.random.default_rng(1)), "window"),
    ],
)
def test_bad_input_is_named(call, named) -> None:
    with pytest.raises(ValueError, match=f"^{named}.* allowed: "):
        call()
