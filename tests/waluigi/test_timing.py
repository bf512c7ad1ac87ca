"""The best moment: against maximisation, closed forms, clocks that ring, and a race solved by hand."""

import math

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from waluigi import timing
from waluigi.timing import (
    first_strike,
    first_strike_left_alone,
    first_turn,
    late_strike,
    success,
    turning_time,
    value,
)

examples = settings(max_examples=60, deadline=None, derandomize=True)
rates = st.floats(1e-3, 10)
changes = st.floats(-5, 5).filter(lambda g: abs(g) > 1e-3)
mpmath.mp.dps = 50


def exact_value(growth, discovery, months, change):
    """The naive twin, in fifty digits, from the definition."""
    growth, discovery, months, change = map(mpmath.mpf, (growth, discovery, months, change))
    exposed = discovery * (mpmath.expm1(change * months) / change if change else months)
    return -mpmath.expm1(-growth * months) * mpmath.exp(-exposed)


# Values


@examples
@given(rates, rates, st.floats(0, 50), st.floats(-1, 1))
@example(0.1, 0.02, 10.0, 0.0)
@example(1e-9, 1e-9, 1e-6, 1e-9)
@example(0.5, 1.0, 2.0, 0.25)
def test_the_value_in_fifty_digits(growth, discovery, months, change):
    exact = exact_value(growth, discovery, months, change)
    if exact < 1e-300:
        assert value(growth, discovery, months, change) <= 1e-299
        return
    nats = abs(float(mpmath.log(exact))) if exact else 0
    error = 16 * np.finfo(float).eps * (1 + nats)
    got = value(growth, discovery, months, change)
    assert got == pytest.approx(float(exact), rel=error, abs=0)


def test_without_a_hazard_only_success_counts():
    months = [0, 1, 100]
    assert value(0.3, 0, months, 2).tolist() == success(0.3, months).tolist()
    assert turning_time(0.3, 0) == turning_time(0.3, 0, 1) == math.inf
    assert success(0.3, 0) == 0


# The best time


@examples
@given(rates, rates)
def test_a_constant_hazard_has_its_best_time_where_the_rates_meet(growth, discovery):
    best = turning_time(growth, discovery)
    exact = mpmath.log1p(mpmath.mpf(growth) / discovery) / growth
    assert best == pytest.approx(float(exact), rel=4e-16)
    assert best <= 1 / discovery * (1 + 1e-15)
    then = float(success(growth, best))
    assert then == pytest.approx(growth / (growth + discovery), rel=1e-14)
    formula = timing.SUCCESS_THEN.subs({timing.k: growth, timing.delta: discovery})
    assert then == pytest.approx(float(formula), rel=1e-14)
    around = best * np.array([0.9, 0.99, 1.01, 1.1])
    assert all(value(growth, discovery, around) < value(growth, discovery, best))


@examples
@given(rates, rates, changes)
def test_no_time_is_better_than_the_best(growth, discovery, change):
    best = turning_time(growth, discovery, change)
    never_found = math.exp(discovery / change) if change < 0 else 0
    grid = np.geomspace(1e-6, 1e5, 3000)
    worths = value(growth, discovery, grid, change)
    if best == math.inf:
        assert worths.max() <= never_found * (1 + 1e-14)
        return
    top = float(value(growth, discovery, best, change))
    assert top >= never_found
    assert worths.max() <= top * (1 + 1e-14)
    near = minimize_scalar(
        lambda months: -float(value(growth, discovery, months, change)),
        bounds=(best / 2, best * 2),
        method="bounded",
        options={"xatol": best * 1e-9},
    )
    # A maximum is found to the root of the rounding: the top of a hill is flat.
    assert near.x == pytest.approx(best, rel=1e-3)


@pytest.mark.parametrize(("growth", "discovery"), [(0.1, 0.02), (0.1, 5.0), (3.0, 1e-6)])
def test_oversight_that_keeps_pace_has_a_closed_form(growth, discovery):
    root = (1 + math.sqrt(1 + 4 * growth / discovery)) / 2
    best = turning_time(growth, discovery, growth)
    assert best == pytest.approx(math.log(root) / growth, rel=1e-12)


def test_oversight_that_fades_with_success_has_a_closed_form():
    assert turning_time(0.1, 0.3, -0.1) == pytest.approx(math.log(0.3 / 0.2) / 0.1, rel=1e-12)
    assert turning_time(0.1, 0.1, -0.1) == math.inf
    assert turning_time(0.1, 0.05, -0.1) == math.inf


@pytest.mark.parametrize(
    ("growth", "discovery", "change"), [(0.1, 2, -0.5), (0.3, 4, -1), (0.05, 3, -0.6)]
)
def test_a_best_time_before_the_hazard_fades_is_found(growth, discovery, change):
    times = np.linspace(0.01, 10, 1_000_000)
    worths = value(growth, discovery, times, change)
    assert worths.max() > math.exp(discovery / change)
    assert turning_time(growth, discovery, change) == pytest.approx(
        times[worths.argmax()], abs=2e-5
    )


def test_a_small_change_of_the_hazard_changes_little():
    for change in (1e-9, -1e-9):
        assert turning_time(0.1, 0.02, change) == pytest.approx(turning_time(0.1, 0.02), rel=1e-6)


def test_the_best_moment_is_the_one_that_works_most_often():
    generator = np.random.default_rng(11)
    runs, growth, discovery = 400_000, 0.2, 0.1
    able = generator.exponential(1 / growth, runs)
    found = generator.exponential(1 / discovery, runs)
    best = turning_time(growth, discovery)
    for months in (0.5 * best, best, 2 * best):
        works = float(np.mean((able < months) & (months < found)))
        error = math.sqrt(works * (1 - works) / runs)
        assert abs(works - value(growth, discovery, months)) < 4.5 * error


def test_waiting_pays_until_the_rates_meet():
    t, k, delta = timing.t, timing.k, timing.delta
    worth = timing.STEADY_VALUE
    at_best = (
        sympy.diff(worth, t).rewrite(sympy.exp).subs(t, timing.TURNING_TIME.rewrite(sympy.log))
    )
    values = {k: sympy.Rational(1, 7), delta: sympy.Rational(2, 5)}
    assert abs(sympy.N(at_best.subs(values), 40)) < 1e-35


@pytest.mark.parametrize(
    ("growth", "discovery", "change"), [(0.1, 0.5, -0.15), (0.1, 1.0, -0.3), (5.0, 40.0, -6.0)]
)
def test_where_oversight_fades_faster_than_success_saturates_an_early_turn_can_be_best(
    growth, discovery, change
):
    best = turning_time(growth, discovery, change)
    months = np.linspace(0, 20 / growth, 400_001)
    worths = value(growth, discovery, months, change)
    top = worths.argmax()
    # Before the excess turns: the only place where it is a maximum.
    assert 0 < top < months.size / 4
    assert best == pytest.approx(months[top], abs=3 * months[1])


def test_at_a_corner_of_success_the_hazard_lies_between_two_growth_rates():
    months = np.linspace(0, 5, 50_001)[1:]
    able = np.minimum(months, 1)
    top = (able * np.exp(-months / 2)).argmax()
    assert months[top] == 1
    rates = np.diff(np.log(able)) / np.diff(months)
    assert rates[top - 1] > 0.5 > rates[top]


# Oversight of which a share fades, and an equal who waits


def worths(growth, discovery, fading, rivals, steps=400_001, horizon=60):
    """The naive twin: times, success and being unfound, the hazard added up step by step."""
    times = np.linspace(0, horizon / growth, steps)
    hazard = discovery * (1 - fading + fading * np.exp(-growth * times)) + rivals
    added = np.append(0, np.cumsum((hazard[1:] + hazard[:-1]) / 2) * times[1])
    return times, 1 - np.exp(-growth * times), np.exp(-added)


@examples
@given(st.floats(0.05, 1), st.floats(0.01, 3), st.floats(0, 1), st.floats(0, 1))
@example(0.1, 3.0, 1.0, 0.0)
def test_no_time_is_better_where_a_share_of_oversight_fades(growth, ratio, fading, police):
    discovery, rivals = ratio * growth, police * growth
    best = float(first_turn(growth, discovery, fading, rivals))
    times, able, unfound = worths(growth, discovery, fading, rivals)
    worth = able * unfound
    symbols = (timing.k, timing.delta, timing.f, timing.r, timing.t)
    exact = timing.numpy_function(timing.WANING_VALUE, symbols)
    there = exact(growth, discovery, fading, rivals, np.minimum(times, best))
    assert np.all(worth <= there.max() * (1 + 1e-6))
    if best < times[-1] / 2:
        assert times[worth.argmax()] == pytest.approx(best, rel=2e-2)


def test_where_all_of_it_fades_there_may_be_no_best_time():
    assert first_turn(0.1, 0.02, 1) == first_turn(0.1, 0.1, 1) == math.inf
    # Where the root of the quadratic rounds to either side of 1.
    growths = np.random.default_rng(5).uniform(0.2, 1, 1000)
    assert np.all(first_turn(growths, growths * 0.7, 1) == math.inf)
    assert np.all(first_turn(growths, growths * 0.7, 1, 0, 0.5) < 2 / growths)
    assert first_turn(0.1, [0.02, 3], 0.999).max() < math.inf
    assert first_turn(0.1, 0.3, 1) == pytest.approx(turning_time(0.1, 0.3, -0.1), rel=1e-12)
    assert first_turn(0.1, 0.02) == pytest.approx(turning_time(0.1, 0.02), rel=1e-14)
    assert first_turn(0.1, 0.02, 0, 0.1) == pytest.approx(turning_time(0.1, 0.12), rel=1e-14)


def test_what_is_unfound_and_able_is_drawn_from_clocks():
    generator, runs = np.random.default_rng(23), 400_000
    growth, discovery, fading, rivals = 0.1, 0.2, 0.7, 0.02
    able = generator.exponential(1 / growth, runs)
    lasting = generator.exponential(1 / (discovery * (1 - fading) + rivals), runs)
    # Auditors whose jobs end as success saturates: so many look in all, each at a moment of its own.
    looks = generator.poisson(discovery * fading / growth, runs)
    moments = generator.exponential(1 / growth, (runs, looks.max()))
    seen = np.where(np.arange(looks.max()) < looks[:, None], moments, np.inf).min(axis=1)
    at = {timing.k: growth, timing.delta: discovery, timing.f: fading, timing.r: rivals}
    best = float(first_turn(growth, discovery, fading, rivals))
    for months in (best / 2, best, 2 * best):
        works = float(np.mean((able < months) & (months < lasting) & (months < seen)))
        worth = float(timing.WANING_VALUE.subs({**at, timing.t: months}))
        assert abs(works - worth) < 4.5 * math.sqrt(worth * (1 - worth) / runs)


@examples
@given(st.floats(0.05, 1), st.floats(0.01, 3), st.floats(0, 1), st.floats(0, 1), st.floats(0.02, 1))
def test_neither_of_two_equals_gains_by_another_first_turn(growth, ratio, fading, police, left):
    discovery, rivals = ratio * growth, police * growth
    moment = float(first_turn(growth, discovery, fading, rivals, left))
    alone = float(first_turn(growth, discovery, fading, rivals))
    times, able, unfound = worths(growth, discovery, fading, rivals, horizon=30)
    first, second = able * unfound, (1 - able) * left * unfound
    at = min(np.searchsorted(times, moment), times.size - 1)
    slack = 1e-3
    if moment < alone:  # Both strike, and a coin decides who was first.
        both = (first[at] + second[at]) / 2
        assert first[:at].max(initial=0) <= both + slack
        assert second[at] <= both + slack
    else:  # One strikes, the other waits.
        assert first.max() <= first[at] + slack
        assert first[: at + 1].max() <= second[at] + slack


# The race


@examples
@given(st.floats(0.05, 2), st.floats(0.01, 1))
def test_a_survivor_left_alone_waits_for_its_own_best_time(growth, ratio):
    hazard = ratio * growth
    first, left = first_strike_left_alone(growth, hazard)
    # Alone from the first strike on, it tries every later moment.
    later = first + np.linspace(0, 12 / growth, 200_001)
    worth = success(growth, later) * np.exp(-hazard * (later - first))
    assert left == pytest.approx(worth.max(), rel=1e-7)
    able = float(success(growth, first))
    assert able == pytest.approx((1 - able) * left, rel=1e-9)
    assert able < 0.5


def holding_back(growth, hazard, second, steps=4001):
    """Whether no deviation pays from waiting for the best joint strike, tried on a grid in logarithms."""
    able = np.linspace(0, 1, steps, endpoint=False)
    unfound = (1 - able) ** (hazard / growth)
    joint, place = able - able**2 / 2, (1 - able) * second
    best = (joint * unfound).argmax()
    alone = np.where(joint < place, able, joint) * unfound
    return able[best], joint[best] * unfound[best] - alone[:best].max(initial=0)


@examples
@given(st.floats(0.05, 2), st.floats(0.02, 5), st.floats(0.01, 1))
@example(0.1, 0.2, 0.52)
@example(0.1, 0.2, 0.53)
@example(1.0, 0.2, 1.0)
def test_equals_hold_back_where_no_deviation_pays(growth, ratio, second):
    hazard = ratio * growth
    able, lead = holding_back(growth, hazard, second)
    late = late_strike(growth, hazard, second)
    if abs(lead) < 1e-3:
        return
    assert (late < math.inf) == (lead > 0)
    if late < math.inf:
        assert success(growth, late) == pytest.approx(able, abs=1e-3)
        assert late < turning_time(growth, hazard)
        early = float(timing.FIRST_STRIKE.subs({timing.k: growth, timing.v: second}))
        joint = able - able**2 / 2
        assert value(growth, hazard, early) < joint * math.exp(-hazard * late)


def test_two_equals_hold_back_to_seventy_per_cent():
    assert success(0.1, late_strike(0.1, 0.02, 0.5)) == pytest.approx(1 - 1 / math.sqrt(11))
    assert late_strike(0.1, 0.02, 0.52) < math.inf == late_strike(0.1, 0.02, 0.53)


def test_a_joint_strike_wins_as_often_as_both_are_drawn_to():
    generator = np.random.default_rng(1985)
    runs, able = 400_000, 0.4
    mine, other, coin = (generator.random(runs) for _ in range(3))
    wins = (mine < able) & ((other >= able) | (coin < 0.5))
    worth = float(
        timing.JOINT_VALUE.subs({timing.k: 1, timing.t: -math.log(1 - able), timing.delta: 1e-30})
    )
    assert abs(wins.mean() - worth) < 4.5 * math.sqrt(worth * (1 - worth) / runs)


@examples
@given(st.floats(0.05, 2), st.floats(0.01, 1), st.floats(0, 0.9))
def test_rivals_strike_when_both_places_are_worth_the_same(growth, second, share):
    # A hazard below k / v, so that the race is one to be first.
    hazard = share * growth / second
    horizon, steps = 3 / growth + 2 * math.log(2) / growth, 20_000
    step = horizon / steps
    strike, _ = first_strike(success(growth, np.arange(steps) * step), hazard * step, second)
    moment = float(timing.FIRST_STRIKE.subs({timing.k: growth, timing.v: second}))
    assert moment == pytest.approx(math.log1p(second) / growth, rel=1e-14)
    assert strike * step == pytest.approx(moment, abs=2 * step)
    odds = float(timing.FIRST_STRIKE_SUCCESS.subs(timing.v, second))
    assert odds == pytest.approx(second / (1 + second), rel=1e-14)
    assert success(growth, strike * step) == pytest.approx(odds, abs=2 * growth * step)


def test_with_nothing_left_for_the_second_they_strike_at_once():
    strike, values = first_strike([0.5, 0.55, 0.6], 0.01, 0)
    assert strike == 0
    assert values.tolist() == [0.25, 0.275, 0.3]


def test_a_race_solved_by_hand():
    # Last step: first place .6, second .4 * .5 = .2; both strike, worth .4.
    # Before: first .3, second .35. To wait is worth .4 * .9: more than to strike, so both wait.
    strike, values = first_strike([0.3, 0.6], -math.log(0.9), 0.5)
    assert strike == 1
    assert values.tolist() == pytest.approx([0.36, 0.4])


def test_where_both_places_are_worth_the_same_they_strike():
    strike, values = first_strike([0.5, 0.6], 0, 1)
    assert strike == 0
    assert values.tolist() == [0.5, 0.5]


def test_a_war_of_attrition_is_mixed():
    # First place .3, second .7, waiting worth nothing: each strikes with the chance a at which
    # a * .5 + (1 - a) * .3 = a * .7, which is .6.
    strike, values = first_strike([0.3], 0, 1)
    assert strike == 1  # at no step for certain
    assert values.tolist() == pytest.approx([0.6 * 0.7])


def test_a_war_of_attrition_while_waiting_is_worth_something():
    # The last step is worth .42, as above. Before it, first place is .25, second .75, waiting half
    # of .42: striking with chance 4/29 makes the other's two moves worth the same.
    strike = 4 / 29
    _, values = first_strike([0.25, 0.3], math.log(2), 1)
    assert values[0] == pytest.approx(strike * 0.75 + (1 - strike) * 0.21)
    assert values[0] == pytest.approx(strike * 0.5 + (1 - strike) * 0.25)


def best_replies(chances, stay, second, plan):
    """The naive twin: the worth of each single deviation from a plan of certain moves."""
    worth = np.zeros(len(chances) + 1)
    for step in range(len(chances) - 1, -1, -1):
        first, after = chances[step], (1 - chances[step]) * second
        strike = (first + after) / 2 if plan[step] else first
        wait = after if plan[step] else stay * worth[step + 1]
        worth[step] = strike if plan[step] else wait
        yield step, strike, wait


def test_neither_gains_by_leaving_the_equilibrium():
    chances = success(0.1, np.arange(0, 8, 0.01))
    strike, _ = first_strike(chances, 0.02 * 0.01, 0.5)
    assert 0 < strike < len(chances)
    plan = np.arange(len(chances)) >= strike
    for step, strikes, waits in best_replies(chances, math.exp(-0.0002), 0.5, plan):
        assert strikes >= waits if plan[step] else waits >= strikes


# Bad input


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: success(0, 1), "growth is 0"),
        (lambda: success(1, -1), "months is -1"),
        (lambda: value(1, -1, 1), "discovery is -1"),
        (lambda: value(1, 1, [0, math.nan]), "months.*nan"),
        (lambda: value(1, 1, 1, math.inf), "change is inf"),
        (lambda: turning_time(-1, 1), "growth is -1"),
        (lambda: turning_time(1, -1), "discovery is -1"),
        (lambda: turning_time(1, 1, math.nan), "change is nan"),
        (lambda: first_turn(1, 1, 2), "fading is 2"),
        (lambda: first_turn(1, 1, 0, -1), "rivals is -1"),
        (lambda: first_turn(1, 1, rival_chance=1.5), "rival_chance is 1.5"),
        (lambda: first_strike_left_alone(1, 0), "discovery is 0"),
        (lambda: first_strike_left_alone(0, 1), "growth is 0"),
        (lambda: late_strike(1, 0, 1), "discovery is 0"),
        (lambda: late_strike(1, 1, 0), "second_chance is 0"),
        (lambda: first_strike([0.1, 1.1], 0, 1), r"success_by_time\[1\] is 1.1"),
        (lambda: first_strike([0.2, 0.1], 0, 1), "success_by_time is"),
        (lambda: first_strike([], 0, 1), "success_by_time is"),
        (lambda: first_strike([0.1], -1, 1), "hazard_per_step is -1"),
        (lambda: first_strike([0.1], 0, 2), "second_chance is 2"),
    ],
)
def test_bad_input_is_named(call, named):
    with pytest.raises(ValueError, match=named):
        call()
