"""Early or late: against every schedule there is, a network whose features move, and the three clocks."""

import itertools
import math
from fractions import Fraction as F

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

from waluigi import transfer
from waluigi.model import Belief, Corpus
from waluigi.schedule import IN_ALL, best, best_time, earliest, effect, lam, latest, weight
from waluigi.schedule import gamma as pace

examples = settings(max_examples=80, deadline=None, derandomize=True)
weights = st.lists(st.fractions(0, 3, max_denominator=6), min_size=1, max_size=4)
caps = st.lists(st.integers(0, 3), min_size=4, max_size=4)


def every(most, budget):
    """All schedules that keep to the limits and use what they can of the budget."""
    can = min(budget, sum(most))
    choices = itertools.product(*(range(cap + 1) for cap in most))
    return [choice for choice in choices if sum(choice) == can]


@examples
@given(weights, caps, st.integers(0, 8))
def test_the_best_is_the_best_of_all(rates, most, budget):
    most = most[: len(rates)]
    found = best(rates, most, budget)
    assert tuple(found) in every(most, budget)
    assert effect(rates, found) == max(effect(rates, each) for each in every(most, budget))


@examples
@given(weights, caps, st.integers(0, 8), st.lists(st.integers(0, 9), min_size=13, max_size=13))
def test_falling_weights_want_it_early_and_rising_ones_late(rates, most, budget, moves):
    # Whatever the response, so long as it rises: the case of descent, which Laplace slows down.
    most = most[: len(rates)]
    heights = [0, *itertools.accumulate(moves)]
    falling = sorted(rates, reverse=True)
    schedules = every(most, budget)
    early, late = earliest(most, budget), latest(most, budget)
    responses = [effect(falling, each, heights.__getitem__) for each in schedules]
    assert effect(falling, early, heights.__getitem__) == max(responses)
    assert effect(falling, late, heights.__getitem__) == min(responses)
    responses = [effect(falling[::-1], each, heights.__getitem__) for each in schedules]
    assert effect(falling[::-1], late, heights.__getitem__) == max(responses)


def test_equal_weights_see_no_order():
    totals = [effect([2.0] * 3, each, math.sqrt) for each in every([2, 2, 2], 3)]
    assert totals == pytest.approx([2 * math.sqrt(3)] * len(totals), rel=1e-12)


def test_where_the_first_documents_move_most_the_largest_weights_need_not_be_best():
    # Weights that neither rise nor fall, and a response that flattens: filling by size falls short.
    rates, most = [F(1, 2), F(1), F(2, 5)], [1, 1, 1]

    def flattens(read):
        return [0, 10, 11][read]

    assert best(rates, most, 2) == [1, 1, 0]
    assert effect(rates, [1, 1, 0], flattens) == 6
    assert effect(rates, [0, 1, 1], flattens) == F(52, 5)


@examples
@given(st.lists(st.integers(0, 9), min_size=3, max_size=3), st.integers(0, 6))
def test_a_bayesians_weights_are_nats(leaks, budget):
    rates = [F(leak, 10) for leak in leaks]
    nats = [-math.log1p(-float(rate)) for rate in rates]
    schedule = best(nats, [2, 2, 2], budget)
    scenarios = {f"step {i}": rate for i, rate in enumerate(rates)}
    belief = Belief.from_odds(
        {"waluigi": 1, "Luigi": 1}, {"waluigi": scenarios, "Luigi": dict.fromkeys(scenarios, 0)}
    )
    read = Corpus({name: count for name, count in zip(scenarios, schedule, strict=True) if count})
    odds = belief.update(read).odds("waluigi", "Luigi")
    assert effect(nats, schedule) == pytest.approx(-math.log(odds), rel=1e-12, abs=1e-15)


# Three clocks


@examples
@given(st.floats(0.05, 20), st.floats(0, 2), st.floats(0, 2), st.floats(1, 30))
def test_the_best_moment_is_where_a_search_finds_it(able, recognises, forgets, ends):
    at = float(best_time(able, recognises, forgets, ends))
    here = weight(at, able, recognises, forgets, ends)
    found = minimize_scalar(
        lambda time: -float(weight(time, able, recognises, forgets, ends)),
        bounds=(0, ends),
        method="bounded",
        options={"xatol": 1e-10},
    )
    grid = weight(np.linspace(0, ends, 2001), able, recognises, forgets, ends)
    assert here >= max(-found.fun, grid.max()) * (1 - 1e-9)
    assert 0 < at <= ends
    if recognises <= forgets:
        assert at == ends


def test_recognition_against_memory_decides():
    assert best_time(1e9, 0.3, 0.1, 100) < 1e-6
    assert best_time(1e9, 0.1, 0.3, 100) == 100
    # An able Waluigi from the start, equal paces: no moment is better than another.
    level = weight(np.array([1, 50, 99]), 1e9, 0.2, 0.2, 100)
    assert np.ptp(level) < 1e-12


def test_what_there_is_to_be_had_in_all():
    value = float(IN_ALL.subs({lam: 0.2, pace: 1.5}))
    numeric, _ = quad(lambda time: float(weight(time, 1.5, 0.2, 0, 1e6)), 0, 500)
    assert value == pytest.approx(numeric, rel=1e-6)
    assert value < 1 / 0.2


# Gradient descent


def network(parameters, inputs):
    """A hidden layer of tangents, and its gradient by every parameter."""
    first, second = parameters
    hidden = np.tanh(first @ inputs)
    gradient = (np.outer(second * (1 - hidden**2), inputs), hidden)
    return second @ hidden, gradient


@pytest.mark.theorem("thm-early-or-late")
@pytest.mark.parametrize("seed", range(3))
def test_what_clean_text_does_elsewhere_is_reach_times_move_as_features_move(seed):
    rng = np.random.default_rng(seed)
    parameters = [rng.standard_normal((6, 3)), rng.standard_normal(6)]
    tested, other = rng.standard_normal((2, 3))
    z, far = network(parameters, tested)[0], network(parameters, other)[0]
    start, reaches, moves = far, [], [z]
    for _ in range(4000):
        z, gradient = network(parameters, tested)
        _, elsewhere = network(parameters, other)
        pairs = list(zip(gradient, elsewhere, strict=True))
        reaches.append(sum((g * e).sum() for g, e in pairs) / sum((g**2).sum() for g in gradient))
        turn = 1 / (1 + np.exp(-z))
        parameters = [p - 0.002 * turn * g for p, g in zip(parameters, gradient, strict=True)]
        moves.append(network(parameters, tested)[0])
    falls = -np.diff(moves)
    told = sum(reach * fall for reach, fall in zip(reaches, falls, strict=True))
    far = network(parameters, other)[0]
    assert abs(reaches[-1] - reaches[0]) > 0.02  # the features did move
    assert start - far == pytest.approx(told, rel=5e-3, abs=5e-3)


def test_the_move_of_the_tested_odds_is_a_response_of_the_documents_alone():
    # Two sittings of descent are one longer one, as the theorem's Z must be.
    together = np.log(transfer.tested_odds(1.0, 30.0))
    between = float(transfer.tested_odds(1.0, 10.0))
    assert np.log(transfer.tested_odds(between, 20.0)) == pytest.approx(float(together), rel=1e-12)


@pytest.mark.parametrize(
    "call",
    [
        lambda: weight(-1, 1, 1, 1, 5),
        lambda: best_time(0, 1, 1, 5),
        lambda: best([1, -1], [1, 1], 1),
        lambda: best([1, 1], [1], 1),
        lambda: earliest([1, 2], -1),
        lambda: effect([1], [1, 2]),
    ],
)
def test_refusals(call):
    with pytest.raises(ValueError, match="allowed"):
        call()
