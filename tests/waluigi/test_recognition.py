"""The detector against mpmath, exact enumeration of rules, brute force and simulation."""

import functools
import itertools
import math
from fractions import Fraction as F

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import ndtr

from waluigi import recognition
from waluigi.recognition import (
    Met,
    act_rate_for,
    acts_somewhere_at_most,
    best_act_rate,
    careers,
    enough_tests,
    first_act,
    first_act_at_most,
    first_act_limit,
    first_met,
    leak,
    leaks_of_same_area,
    least_leak,
    log_largest_ratio,
    purity,
    separation,
)
from waluigi.slipping import half_life, survival

examples = settings(max_examples=60, deadline=None, derandomize=True)
EPS = np.finfo(float).eps
aucs = st.floats(0.5, 1 - 1e-9)
rates = st.floats(1e-12, 1 - 1e-9)


@pytest.fixture(autouse=True)
def digits():
    with mpmath.workdps(60):
        yield


def normal_cdf(x):
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2


def normal_quantile(p):
    with mpmath.extradps(250):  # 2p - 1 has to keep the digits of a small p
        return mpmath.sqrt(2) * mpmath.erfinv(2 * mpmath.mpf(p) - 1)


def exact_leak(auc, act_rate):
    return normal_cdf(normal_quantile(act_rate) - mpmath.sqrt(2) * normal_quantile(auc))


def in_random_order(tests, chances, act_rate, slip):
    """The naive twin: every order of tests and chances, and where the first act falls."""
    orders = list(itertools.combinations(range(tests + chances), chances))
    total = F(0)
    for real in orders:
        idle = F(1)
        for event in range(tests + chances):
            acts = act_rate if event in real else slip
            total += idle * acts if event in real else 0
            idle *= 1 - acts
    return total / len(orders)


def most_realistic_first(ratio, tests, chances):
    """The mean of m / (m + R), where each test is realistic one time in `ratio`."""
    p = 1 / F(ratio)
    return sum(
        math.comb(tests, r) * p**r * (1 - p) ** (tests - r) * F(chances, chances + r)
        for r in range(tests + 1)
    )


# The leak


def test_the_published_recognisers():
    assert leak(0.83, 0.1) == pytest.approx(0.00426, abs=5e-6)
    assert half_life(leak(0.83, 0.1)) == pytest.approx(162.46, abs=0.005)


@pytest.mark.parametrize("auc", [0.5, 0.5 + 1e-12, 0.71, 0.83, 0.95, 1 - 1e-9])
@pytest.mark.parametrize("act_rate", [1e-100, 1e-12, 1e-4, 0.1, 0.5, 0.999])
def test_the_leak_to_the_last_digits(auc, act_rate):
    exact = exact_leak(auc, act_rate)
    score = abs(normal_quantile(act_rate)) + abs(mpmath.sqrt(2) * normal_quantile(auc))
    # A tail at x loses x**2 units in the last place to the rounding of x.
    relative = 8 * EPS * (1 + float(score) ** 2)
    assert leak(auc, act_rate) == pytest.approx(float(exact), rel=relative)
    realistic = 0.01
    mixed = float(mpmath.mpf(realistic) * act_rate + (1 - mpmath.mpf(realistic)) * exact)
    assert leak(auc, act_rate, realistic) == pytest.approx(mixed, rel=relative)


@pytest.mark.parametrize("auc", [0.5, 0.6, 0.83, 0.99])
def test_the_separation_has_the_area_it_is_computed_from(auc):
    with mpmath.workdps(20):
        gap = mpmath.mpf(float(separation(auc)))
        more_real = mpmath.quad(
            lambda x: normal_cdf(x) * mpmath.npdf(x, gap), [-10, 0, gap, gap + 10]
        )
        assert float(more_real) == pytest.approx(auc, rel=1e-14)
        under_roc = mpmath.quad(lambda z: (1 - normal_cdf(z - gap)) * mpmath.npdf(z), [-10, 0, 10])
        assert float(under_roc) == pytest.approx(auc, rel=1e-14)


@examples
@given(rates)
def test_a_recogniser_of_nothing_leaks_what_it_acts(act_rate):
    assert leak(0.5, act_rate) == pytest.approx(act_rate, rel=1e-13)
    assert leak(0.9, act_rate, 1) == act_rate


@examples
@given(aucs, aucs, rates, rates)
def test_the_leak_grows_with_the_act_rate_and_falls_with_recognition(a, b, s, t):
    (a, b), (s, t) = sorted((a, b)), sorted((s, t))
    assume(b - a > 1e-9 and t > s * (1 + 1e-9))
    assert leak(b, s) < leak(a, s) < leak(a, t)
    # Convex with leak 0 at rate 0: rarer action is purer action.
    assert leak(b, s) / s <= leak(b, t) / t * (1 + 1e-12)


@examples
@given(aucs, rates, st.floats(0, 1))
def test_purity_is_the_act_rate_for_each_leak_and_what_is_realistic_bounds_it(auc, rate, realistic):
    assert purity(auc, rate, realistic) * leak(auc, rate, realistic) == pytest.approx(
        rate, rel=1e-15
    )
    assert purity(auc, rate, realistic) * realistic <= 1 + 1e-12


@examples
@given(st.floats(1e-9, 1 - 1e-9), st.integers(1, 10**12))
def test_the_act_rate_for_a_given_harm(harm, chances):
    exact = 1 - (1 - mpmath.mpf(harm)) ** (1 / mpmath.mpf(chances))
    assert act_rate_for(harm, chances) == pytest.approx(float(exact), rel=1e-13)


@pytest.mark.parametrize("auc", [0.55, 0.83, 0.95])
def test_four_recognisers_share_an_area_and_nothing_else(auc):
    # A midpoint sum of a convex function of total rise 1 is wrong by less than one step.
    steps = 100_000
    act_rates = (np.arange(steps) + 0.5) / steps
    leaks = leaks_of_same_area(auc, act_rates)
    for name, slip in leaks.items():
        assert np.mean(1 - slip) == pytest.approx(auc, abs=1 / steps), name
        assert np.all(np.diff(slip, 2) >= -1e-12), name
    assert leaks["capped"] == pytest.approx(2 * (1 - auc) * act_rates, rel=1e-14)
    assert np.all(leaks["binormal"] == leak(auc, act_rates))
    rare = {name: float(slip) for name, slip in leaks_of_same_area(auc, 1e-3).items()}
    assert rare["capped"] > rare["binormal"] > rare["power"] > rare["certain"] == 0


# The best rule, among all rules


def detectors(kinds=4):
    """Two rows of fractions: how likely each kind of appearance is in tests, and in reality."""
    weights = st.lists(st.integers(0, 6), min_size=kinds, max_size=kinds).filter(any)
    return st.tuples(weights, weights).map(
        lambda rows: tuple([F(x, sum(row)) for x in row] for row in rows)
    )


@examples
@given(detectors(), st.lists(st.sampled_from([F(0), F(1, 3), F(1)]), min_size=4, max_size=4))
def test_no_rule_leaks_less_than_the_least_leak(detector, rule):
    tested, real = detector
    act_rate = sum(a * q for a, q in zip(rule, real, strict=True))
    slip = sum(a * p for a, p in zip(rule, tested, strict=True))
    assert least_leak(tested, real, act_rate) <= slip


@examples
@given(detectors())
def test_some_rule_attains_the_least_leak(detector):
    tested, real = detector
    best = {}
    for rule in itertools.product([0, 1], repeat=4):
        act_rate, slip = (
            sum(a * x for a, x in zip(rule, row, strict=True)) for row in (real, tested)
        )
        best[act_rate] = min(slip, best.get(act_rate, slip))
    corners = sorted(best.items())
    # The least leak is the lower convex hull of the rules without coins.
    for act_rate in {F(1, 7), F(1, 2), F(6, 7), *best}:
        hull = min(
            lo + (hi - lo) * (act_rate - s) / (t - s) if t > s else lo
            for (s, lo), (t, hi) in itertools.product(corners, corners)
            if s <= act_rate <= t
        )
        assert least_leak(tested, real, act_rate) == hull


@examples
@given(detectors(), st.fractions(0, 1, max_denominator=50))
def test_a_bounded_ratio_ties_leak_to_harm(detector, act_rate):
    tested, real = detector
    assume(all(p > 0 or q == 0 for p, q in zip(tested, real, strict=True)))
    ratio = max(q / p for p, q in zip(tested, real, strict=True) if p > 0)
    slip = least_leak(tested, real, act_rate)
    assert slip >= act_rate / ratio
    # Sharp for rare action: below the probability of the most telling kind it is an equality.
    telling = sum(q for p, q in zip(tested, real, strict=True) if p > 0 and q == ratio * p)
    assert (slip == act_rate / ratio) == (act_rate <= telling)


@pytest.mark.parametrize("realistic", [0.0, 0.01, 0.3])
def test_the_binormal_is_the_limit_of_fine_kinds(realistic):
    gap = float(separation(0.83))
    edges = np.concatenate([[-np.inf], np.linspace(-4, 6, 101), [np.inf]])
    fake, real = np.diff(ndtr(edges)), np.diff(ndtr(edges - gap))
    tested = realistic * real + (1 - realistic) * fake
    for edge in edges[20:90:10]:  # rates that the kinds reach without a coin
        act_rate = float(ndtr(gap - edge))
        assert least_leak(tested.tolist(), real.tolist(), act_rate) == pytest.approx(
            leak(0.83, act_rate, realistic), rel=1e-9
        )


def test_the_least_leak_by_hand():
    tested, real = [F(9, 10), F(1, 10)], [F(1, 2), F(1, 2)]
    assert least_leak(tested, real, F(1, 2)) == F(1, 10)
    assert least_leak(tested, real, F(3, 4)) == F(1, 10) + F(9, 20)
    assert least_leak([1, 0], [F(1, 2), F(1, 2)], F(1, 2)) == 0
    assert least_leak([0, 1], [0, 1], 1) == 1


# The bounded half


@examples
@given(st.integers(1, 50), st.integers(1, 99), st.integers(2, 60))
def test_enough_tests_are_enough(ratio, percent, factor):
    act_rate = F(percent, 100)
    tests = int(enough_tests(ratio, percent / 100, factor))
    needed = mpmath.mpf(ratio) * mpmath.log(factor) / (mpmath.mpf(percent) / 100)
    assert tests - 1 - 1e-9 < needed <= tests + 1e-9
    assert (1 - act_rate / ratio) ** tests * factor <= 1


@examples
@given(
    st.integers(1, 20), st.integers(2, 20), st.integers(1, 200), st.integers(1, 200), aucs, rates
)
def test_whoever_keeps_its_odds_stays_below_the_bound(ratio, factor, tests, chances, auc, act_rate):
    bound = float(acts_somewhere_at_most(ratio, factor, tests, chances))
    slip = float(leak(auc, act_rate, 1 / ratio))
    acts = -math.expm1(chances * math.log1p(-act_rate))
    if survival(slip, tests) * factor >= 1:
        assert acts <= bound * (1 + 1e-12)
        assert chances * act_rate <= chances / tests * ratio * math.log(factor) * (1 + 1e-12)
    # The best rule on a detector with two kinds attains it, as long as it has a coin to toss.
    edge = ratio * -math.expm1(-math.log(factor) / tests)
    if edge < 1:
        assert bound == pytest.approx(-math.expm1(chances * math.log1p(-edge)), rel=1e-10)
    else:
        assert bound == 1


@pytest.mark.parametrize("per_test", [F(1, 7), F(1), F(3)])
@pytest.mark.parametrize(("ratio", "factor"), [(1, 2), (1.5, 1.1), (4, 1.3)])
def test_the_bound_falls_to_its_limit(per_test, ratio, factor):
    limit = float(
        recognition.ACTS_SOMEWHERE_LIMIT.subs(
            {recognition.rho: per_test, recognition.L: ratio, recognition.K: factor}
        )
    )
    assert limit == pytest.approx(1 - factor ** -(per_test * ratio), rel=1e-14)
    tests = 7 * 10 ** np.arange(1, 9)
    chances = (tests * per_test.numerator) // per_test.denominator
    bounds = acts_somewhere_at_most(ratio, factor, tests, chances)
    assert all(np.diff(bounds) <= 1e-14)
    assert all(bounds >= limit * (1 - 1e-12))
    # ln(1 - Lu) = -Lu - (Lu)**2/2 - ... with u = ln K / n: the next term is of relative size 1/n.
    assert bounds[-1] == pytest.approx(limit, rel=2 * (ratio * math.log(factor) + 1) ** 2 / 7e8)


@pytest.mark.parametrize("ratio", [1, 3, 10])
@pytest.mark.parametrize("per_test", [0.1, 2.0])
def test_every_recogniser_with_a_bound_attains_the_limit(ratio, per_test):
    factor, tests = 3, 10**12
    most = -math.expm1(-math.log(factor) / tests)
    # The rarest acts of this binormal are so pure that only realistic tests catch them.
    score = brentq(lambda z: leak(0.95, ndtr(z), 1 / ratio) / most - 1, -9, 0, xtol=1e-14)
    act_rate = float(ndtr(score))
    acts = -math.expm1(per_test * tests * math.log1p(-act_rate))
    impurity = ratio * leak(0.95, act_rate) / act_rate
    limit = 1 - factor ** -(per_test * ratio)
    # The probability of acting at all changes by no larger a factor than the act rate.
    assert acts == pytest.approx(limit, rel=impurity + 1e-9)
    assert impurity < 1e-3 or ratio == 1


def test_staking_all_on_one_moment_respects_the_average_and_not_the_probability():
    ratio, factor, rounds = 4, 2, 100
    act_rates = [F(1)] + [F(0)] * (rounds - 1)  # test and chance number i come together
    kept = math.prod(1 - rate / ratio for rate in act_rates)
    assert kept * factor >= 1
    assert sum(act_rates) <= ratio * math.log(factor)
    acts = 1 - math.prod(1 - rate for rate in act_rates)
    assert acts > acts_somewhere_at_most(ratio, factor, rounds, rounds)


# The unbounded half


@examples
@given(st.floats(0.501, 0.999), st.floats(1e-200, 0.5))
def test_purity_is_between_the_ratio_at_the_threshold_and_the_bound_of_the_text(auc, act_rate):
    gap = float(separation(auc))
    z = -float(normal_quantile(act_rate))
    log_purity = math.log(act_rate) - math.log(leak(auc, act_rate))
    slack = 1e-12 * (1 + z * z)
    assert log_purity >= gap * z + gap**2 / 2 - slack
    assert log_purity <= gap * math.sqrt(2 * math.log(1 / act_rate)) + gap**2 / 2 + gap + slack


def test_the_marginal_leak_is_one_over_the_ratio_at_the_threshold():
    gap = recognition.SEPARATION
    quantile = recognition.NormalQuantile(recognition.tau)
    slope = sympy.diff(recognition.BINORMAL_LEAK, recognition.tau)
    threshold = gap - quantile
    density = sympy.exp(-(sympy.Symbol("x") ** 2) / 2)
    x = sympy.Symbol("x")
    ratio = density.subs(x, x - gap) / density
    product = slope * ratio.subs(x, threshold)
    for auc, act_rate in ((0.6, 0.3), (0.83, 0.001), (0.99, 1e-6)):
        at = {recognition.A: auc, recognition.tau: act_rate}
        assert float(product.subs(at).evalf(30)) == pytest.approx(1, rel=1e-12)


def test_keeping_step_loses_to_a_binormal_and_outgrowing_wins():
    chances = [10**k for k in (2, 4, 6, 8, 10)]
    in_step = [best_act_rate(0.83, 10 * size, size) for size in chances]
    assert all(np.diff([success for _, success in in_step]) > 0)
    assert in_step[-1][1] > 0.98
    for size, (rate, _) in zip(chances, in_step, strict=True):
        assert 10 * size * leak(0.83, rate) < size * rate
    outgrowing = [
        best_act_rate(0.83, math.ceil(size**1.5), size)[1] for size in (10**6, 10**9, 10**10)
    ]
    assert outgrowing[2] < outgrowing[1] < outgrowing[0]


@examples
@given(st.floats(0.6, 0.95), st.floats(1e-9, 0.999), st.integers(1, 10**6), st.floats(0.1, 1))
def test_outgrowing_tests_bound_the_first_act_as_in_the_proof(auc, rate, chances, power):
    tests = math.ceil(chances ** (1 + power))
    success = float(first_act(rate, leak(auc, rate), tests, chances))
    assert success <= chances * rate * (1 + 1e-12)
    assert success <= float(purity(auc, rate)) / chances**power * (1 + 1e-12)


@pytest.mark.parametrize("mean", [-2.0, 0.0, 0.7])
@pytest.mark.parametrize("sd", [0.05, 0.5, 0.9])
def test_the_largest_ratio_of_two_normals(mean, sd):
    x = np.linspace(-20, 20, 400_001)
    log_ratio = x**2 / 2 - ((x - mean) / sd) ** 2 / 2 - math.log(sd)
    # Between two points of the grid the parabola rises by at most its curvature times h**2/8.
    rise = (1 / sd**2 - 1) * 1e-4**2 / 8
    assert log_ratio.max() <= log_largest_ratio(mean, sd) + 1e-9
    assert log_ratio.max() >= log_largest_ratio(mean, sd) - rise - 1e-9


def test_the_largest_ratio_is_infinite_unless_reality_varies_less():
    assert log_largest_ratio([0, 1, -1], [2.0, 1.0, 1.0]).tolist() == [math.inf] * 3
    assert log_largest_ratio(0, 1) == 0
    assert log_largest_ratio(1, 1 - 1e-6) > 1e5


# The first act


@pytest.mark.parametrize("tests", range(1, 6))
@pytest.mark.parametrize("chances", range(1, 5))
@pytest.mark.parametrize(
    ("act_rate", "slip"), [(F(1), F(1)), (F(1), F(1, 5)), (F(1, 3), F(1, 7)), (F(1, 2), F(0))]
)
def test_the_first_act_against_every_order(tests, chances, act_rate, slip):
    exact = in_random_order(tests, chances, act_rate, slip)
    found = first_act(float(act_rate), float(slip), tests, chances)
    assert found == pytest.approx(float(exact), rel=1e-13)
    # Given how many would be taken of each, either kind comes first in proportion.
    marked = sum(
        math.comb(chances, a)
        * act_rate**a
        * (1 - act_rate) ** (chances - a)
        * math.comb(tests, b)
        * slip**b
        * (1 - slip) ** (tests - b)
        * F(a, a + b)
        for a in range(1, chances + 1)
        for b in range(tests + 1)
    )
    assert marked == exact


@examples
@given(st.integers(1, 10**12), st.integers(1, 10**12), rates, rates)
def test_the_first_act_falls_somewhere_or_nowhere(tests, chances, rate, slip):
    somewhere = first_act(rate, slip, tests, chances) + first_act(slip, rate, chances, tests)
    nowhere = math.exp(chances * math.log1p(-rate) + tests * math.log1p(-slip))
    assert somewhere + nowhere == pytest.approx(1, rel=1e-11)


def test_the_first_act_of_one_who_recognises_nothing_and_acts_at_once():
    assert first_act(1, 1, 1, 1) == pytest.approx(0.5, rel=1e-15)
    many = np.array([10**3, 10**6, 10**9])
    assert first_act(1, 1, 3 * many, many) == pytest.approx(0.25, rel=1e-13)
    assert first_act(0.2, 0, 7, 3) == pytest.approx(1 - 0.8**3, rel=1e-14)


def kinds_of_appearance(ratio):
    """Laws of three kinds of appearance with exactly this largest ratio of real to tested."""
    real = [F(1, 2), F(3, 10), F(1, 5)]
    yield [1 - F(1, 2) / ratio, F(0), F(1, 2) / ratio], [F(1, 2), F(0), F(1, 2)]
    yield [1 - (F(3, 10) + F(1, 5)) / ratio, F(3, 10) / ratio, F(1, 5) / ratio], real
    yield [1 - F(4, 10) - F(1, 5) / ratio, F(4, 10), F(1, 5) / ratio], real


def best_of_all_strategies(tested, real, tests, chances):
    """The best of all, told after each event what it was: by induction on what is left."""

    @functools.cache
    def best(tests, chances):
        if chances == 0:
            return F(0)
        is_real = F(chances, tests + chances)
        after_real = best(tests, chances - 1)
        after_test = best(tests - 1, chances) if tests else F(0)
        return sum(
            max(is_real * q, is_real * q * after_real + (1 - is_real) * p * after_test)
            for p, q in zip(tested, real, strict=True)
        )

    return best(tests, chances)


@pytest.mark.parametrize("ratio", [F(3, 2), 3, 10])
@pytest.mark.parametrize(("tests", "chances"), [(1, 1), (4, 2), (9, 3), (20, 2), (3, 8)])
def test_no_strategy_with_a_memory_beats_the_bound(ratio, tests, chances):
    bound = most_realistic_first(ratio, tests, chances)
    assert first_act_at_most(float(ratio), tests, chances) == pytest.approx(float(bound), rel=1e-13)
    for tested, real in kinds_of_appearance(ratio):
        assert max(q / p for p, q in zip(tested, real, strict=True) if p) == ratio
        assert best_of_all_strategies(tested, real, tests, chances) <= bound
    # Where some tests are as good as real and the rest are spotted at once, acting at once attains it.
    capped = [1 / F(ratio), 1 - 1 / F(ratio)], [F(1), F(0)]
    assert best_of_all_strategies(*capped, tests, chances) == bound
    assert in_random_order(4, 2, F(1), 1 / F(ratio)) == most_realistic_first(ratio, 4, 2)


@examples
@given(st.integers(1, 60), st.integers(1, 400), st.integers(1, 400))
def test_the_bound_lies_between_its_limit_and_a_little_more(ratio, tests, chances):
    exact = most_realistic_first(ratio, tests, chances)
    per_chance = F(tests, chances * ratio)
    assert 1 / (1 + per_chance) <= exact
    above = 1 + per_chance - F(1, chances)
    assert exact <= 1 / above
    assert ratio > 1 or exact == 1 / (1 + per_chance)
    assert float(exact) == pytest.approx(float(first_act_at_most(ratio, tests, chances)), rel=1e-12)
    assert first_act_limit(float(per_chance)) == pytest.approx(float(1 / (1 + per_chance)))


def test_the_bound_at_one_realistic_test_for_each_chance():
    many = 10**9
    found = first_act_at_most(many, [many, 2 * many, 20 * many], [1, 2, 20])
    # E[m / (m + R)] for R Poisson of mean m, by a sum that shares nothing with the integral.
    sums = [
        math.fsum(
            m / (m + r) * math.exp(r * math.log(m) - m - math.lgamma(r + 1)) for r in range(200)
        )
        for m in (1, 2, 20)
    ]
    assert found == pytest.approx(sums, rel=1e-8)
    one = recognition.ONE_CHANCE_LIMIT
    for per_chance in (0.1, 1, 7):
        limit = float(one.subs(recognition.theta, per_chance))
        assert limit == pytest.approx((1 - math.exp(-per_chance)) / per_chance, rel=1e-14)
        tests = round(per_chance * 10**9)
        assert first_act_at_most(1e9, tests, 1) == pytest.approx(limit, rel=1e-8)


@examples
@given(aucs, rates, st.integers(1, 10**9), st.integers(1, 10**9), st.floats(1e-6, 1))
def test_no_recogniser_passes_the_bound_that_realistic_tests_build(
    auc, rate, tests, chances, realistic
):
    found = first_act(rate, leak(auc, rate, realistic), tests, chances)
    assert found <= first_act_at_most(1 / realistic, tests, chances) * (1 + 1e-11)


@pytest.mark.parametrize("auc", [0.5, 0.7, 0.95])
@pytest.mark.parametrize(("tests", "chances"), [(1, 1), (1, 50), (70, 3), (1000, 1000)])
@pytest.mark.parametrize("realistic", [0.0, 0.05])
def test_no_act_rate_beats_the_best(auc, tests, chances, realistic):
    rate, best = best_act_rate(auc, tests, chances, realistic)
    assert best == float(first_act(rate, leak(auc, rate, realistic), tests, chances))
    others = ndtr(np.linspace(-7, 7, 3001))
    assert first_act(others, leak(auc, others, realistic), tests, chances).max() <= best + 1e-12


def test_who_recognises_nothing_does_best_to_act_at_once():
    _, best = best_act_rate(0.5, 30, 10)
    assert best == pytest.approx(0.25, rel=1e-9)


# Simulation


@pytest.mark.parametrize("realistic", [0.0, 0.2])
def test_drawn_careers_agree_with_the_formulas(realistic):
    worlds, tests, chances = 20_000, 40, 12
    act_rates = np.array([0.3, 0.03, 0.003])
    generator = np.random.default_rng(1933)
    first = careers(0.83, act_rates, tests, chances, worlds, generator, realistic)
    slip = leak(0.83, act_rates, realistic)
    met = first_met(0.83, act_rates, tests, chances, realistic)
    expected = {
        Met.CHANCE: met.chance,
        Met.REALISTIC_TEST: met.realistic_test,
        Met.TEST: met.test,
        Met.NOBODY: survival(slip, tests) * survival(act_rates, chances),
    }
    for kind, share in expected.items():
        error = np.sqrt(share * (1 - share) / worlds)
        assert np.all(abs((first == kind).mean(axis=0) - share) <= 4 * error), kind


def test_a_career_without_chances_is_a_suite_of_tests():
    first = careers(0.83, [0.1], 100, 0, 20_000, np.random.default_rng(1))
    share = float(survival(leak(0.83, 0.1), 100))
    error = math.sqrt(share * (1 - share) / 20_000)
    assert abs((first == Met.NOBODY).mean() - share) < 4 * error
    assert set(np.unique(first)) == {Met.NOBODY, Met.TEST}


def test_whoever_acts_more_rarely_is_idle_whenever_the_bolder_is():
    act_rates = np.array([0.5, 0.1, 0.001])
    first = careers(0.9, act_rates, 30, 30, 500, np.random.default_rng(1))
    assert first.shape == (500, 3)
    assert np.all(np.diff((first == Met.NOBODY).astype(int), axis=1) >= 0)


GENERATOR = np.random.default_rng(0)
HALF = [F(1, 2), F(1, 2)]
REFUSED = {
    r"auc is 0\.49; allowed: a number, 0\.5 or more and below 1": lambda: leak(0.49, 0.1),
    r"auc is 1; allowed: a number, 0\.5 or more and below 1": lambda: separation(1),
    r"auc\[1\] is nan; allowed: a number, 0\.5 or more and below 1": lambda: leak(
        [0.6, math.nan], 0.1
    ),
    "act_rate is 0; allowed: a number above 0 and below 1": lambda: leak(0.8, 0),
    r"act_rate is 1\.5; allowed: a number above 0 and below 1": lambda: leak(0.8, 1.5),
    r"auc is 0\.4; allowed: a number, 0\.5 or more and below 1": lambda: leaks_of_same_area(
        0.4, 0.1
    ),
    "act_rate is 0; allowed: a number above 0": lambda: leaks_of_same_area(0.6, 0),
    r"realistic is -0\.1; allowed: a number from 0 to 1": lambda: leak(0.8, 0.5, -0.1),
    r"auc is 0\.3; allowed: a number, 0\.5 or more and below 1": lambda: purity(0.3, 0.1),
    r"realistic is 1\.1; allowed: a number": lambda: purity(0.8, 0.1, 1.1),
    r"tests\[0\] is 1\.5; allowed|tests is \[1\.5\]": lambda: acts_somewhere_at_most(
        2, 2, [1.5], 1
    ),
    "harm is 1; allowed: a number above 0 and below 1": lambda: act_rate_for(1, 5),
    "chances is 0; allowed: a whole number from 1 to ": lambda: act_rate_for(0.5, 0),
    r"ratio is 0\.5; allowed: a finite number, 1 or more": lambda: enough_tests(0.5, 0.1, 2),
    r"factor is inf; allowed: a finite number, 1 or more": lambda: enough_tests(2, 0.1, math.inf),
    "act_rate is 1; allowed: a number above 0 and below 1": lambda: enough_tests(2, 1, 2),
    r"ratio is 0\.9; allowed": lambda: acts_somewhere_at_most(0.9, 2, 1, 1),
    r"factor is 0; allowed": lambda: acts_somewhere_at_most(2, 0, 1, 1),
    "tests is 0; allowed: a whole number from 1 to ": lambda: acts_somewhere_at_most(2, 2, 0, 1),
    "chances is 0; allowed: a whole number from 1": lambda: acts_somewhere_at_most(2, 2, 1, 0),
    r"the size of mean is inf; allowed: a finite": lambda: log_largest_ratio(math.inf, 1),
    r"sd is 0; allowed: a finite number above 0": lambda: log_largest_ratio(1, 0),
    r"chances is array\(\[1\., 2\.\]\); allowed: one number": lambda: best_act_rate(
        0.8, 3, np.array([1, 2])
    ),
    "tests is 0; allowed: a whole number from 1": lambda: best_act_rate(0.8, 0, 1),
    "act_rate is 0; allowed: a number above 0 and at most 1": lambda: first_act(0, 0.1, 1, 1),
    r"leak is 1\.1; allowed: a number from 0 to 1": lambda: first_act(0.5, 1.1, 1, 1),
    r"ratio is 0\.2; allowed: a finite number, 1 or more": lambda: first_act_at_most(0.2, 1, 1),
    r"chances\[1\] is 0; allowed: a whole number from 1": lambda: first_act_at_most(2, 1, [1, 0]),
    r"realistic_tests_per_chance is 0; allowed": lambda: first_act_limit(0),
    r"the sum of real is Fraction\(3, 2\); allowed: 1": lambda: least_leak(HALF, [1, F(1, 2)], 0.5),
    r"tested\[0\] is -1; allowed: a number from 0": lambda: least_leak([-1, 2], HALF, 0.5),
    r"the lengths of tested, real is \[1, 2\]; allowed": lambda: least_leak([1], HALF, 0.5),
    r"act_rate is 2; allowed: a number from 0 to 1": lambda: least_leak(HALF, HALF, 2),
    r"tests is 0; allowed: an int from 1": lambda: careers(0.8, [0.1], 0, 1, 1, GENERATOR),
    r"chances is -1; allowed: an int from 0": lambda: careers(0.8, [0.1], 1, -1, 1, GENERATOR),
    r"worlds is -1; allowed: an int from 0": lambda: careers(0.8, [0.1], 1, 1, -1, GENERATOR),
    r"act_rates\[0\] is 0\.0; allowed: a number above 0 and below 1": lambda: careers(
        0.8, [0.0], 1, 1, 1, GENERATOR
    ),
    r"generator is 1; allowed: a numpy": lambda: careers(0.8, [0.1], 1, 1, 1, 1),
}


@pytest.mark.parametrize("message", REFUSED)
def test_bad_input_is_named(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()
