"""Patience against fractions, against mpmath at the extremes, against enumeration and simulation."""

import itertools
import math
from fractions import Fraction as F

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from threeforms import numpy_function
from waluigi import patience
from waluigi.model import Belief, Corpus
from waluigi.patience import (
    as_patient,
    fastest_fall,
    first_turns,
    floor,
    half_life,
    half_life_density,
    hazard,
    log_uniform,
    lomax,
    mixture_survival,
    posterior,
    survival,
    wait,
)

examples = settings(max_examples=60, deadline=None, derandomize=True)
SHAPES = [1e-3, 0.3, 1, 2.5, 100]
SCALES = [1e-2, 1, 37.5, 1e6, 1e15]
DOCUMENTS = [0, 1, 17, 10**6, 10**12]
PRIORS = [(a, b, n) for a in SHAPES for b in SCALES for n in DOCUMENTS]


def exactly(shape, scale, documents, atom=0.0, least=0.0):
    """Survival and hazard to fifty digits, by the integrals that define them."""
    with mpmath.workdps(60):
        a, b, n = mpmath.mpf(shape), mpmath.mpf(scale), mpmath.mpf(documents)
        q, p_0 = mpmath.mpf(atom), mpmath.mpf(least)

        def left(m):
            return q + (1 - q) * (1 - p_0) ** m * mpmath.beta(a, b + m) / mpmath.beta(a, b)

        return left(n), 1 - left(n + 1) / left(n)


def relative(got, exact):
    return float(abs(mpmath.mpf(float(got)) / exact - 1))


# The Beta prior


@pytest.mark.parametrize(("shape", "scale", "documents"), PRIORS)
def test_survival_and_hazard_against_mpmath(shape, scale, documents):
    # The beta functions carry 5e-15 in the logarithm, relative where that is above one: 2e-12.
    for atom, least in ((0.0, 0.0), (1e-6, 0.0), (0.25, 0.0), (0.0, 1e-15), (0.125, 1e-9)):
        left, rate = exactly(shape, scale, documents, atom, least)
        options = {"atom": atom, "least": least}
        if left > 1e-300:
            assert relative(survival(shape, scale, documents, **options), left) < 2e-12
        if rate > 1e-300:
            assert relative(hazard(shape, scale, documents, **options), rate) < 2e-12
            life = mpmath.log(2) / -mpmath.log1p(-rate)
            assert relative(half_life(shape, scale, documents, **options), life) < 2e-12


def test_exact_values():
    assert survival(1, 100, [0, 100, 300]).tolist() == pytest.approx([1, 1 / 2, 1 / 4], rel=1e-14)
    assert hazard(1, 1, [0, 1, 8]).tolist() == pytest.approx([1 / 2, 1 / 3, 1 / 10], rel=1e-15)
    assert half_life(1, 1, 0) == pytest.approx(1, rel=1e-15)
    assert hazard(1, 1, 0, least=0.5) == pytest.approx(3 / 4, rel=1e-15)
    assert hazard(1, 1, 0, atom=0.5) == pytest.approx(1 / 4, rel=1e-15)
    assert hazard(1, 1, 1, atom=F(1, 3)) == pytest.approx(1 / 6, rel=1e-14)
    assert hazard(3, 2, 5, atom=1) == 0
    assert half_life(3, 2, 5, atom=1) == math.inf
    assert survival(3, 2, 5, atom=1) == 1


@examples
@given(
    st.integers(1, 6),
    st.integers(1, 6),
    st.integers(0, 30),
    st.fractions(0, 1, max_denominator=20),
    st.fractions(0, F(19, 20), max_denominator=20),
)
def test_whole_shapes_and_scales_in_fractions(a, b, n, q, p_0):
    def left(m):
        urn = math.prod((F(b + k, a + b + k) for k in range(m)), start=F(1))
        return q + (1 - q) * (1 - p_0) ** m * urn

    options = {"atom": float(q), "least": float(p_0)}
    rate = 1 - left(n + 1) / left(n)
    assert survival(a, b, n, **options) == pytest.approx(float(left(n)), rel=1e-13, abs=0)
    assert hazard(a, b, n, **options) == pytest.approx(float(rate), rel=1e-12, abs=1e-300)


def test_where_the_turners_are_too_few_to_hold_their_hazard_is_still_known():
    assert survival(20, 1, 10**12, least=0.1) == 0
    rate = F(1, 10) + F(9, 10) * F(20, 10**12 + 21)
    assert hazard(20, 1, 10**12, least=0.1) == pytest.approx(float(rate), rel=1e-15)
    assert hazard(20, 1, 10**12, least=0.1, atom=1e-300) == 0
    assert half_life(20, 1, 10**12, least=0.1, atom=1e-300) == math.inf


def test_rates_down_to_1e_15():
    assert hazard(1, 1e15, 0) == pytest.approx(1e-15, rel=2e-15)
    assert half_life(1, 1e15, 0) == pytest.approx(math.log(2) * 1e15, rel=2e-15)
    assert 1 - survival(1, 1e15, 10**12) == pytest.approx(1e-3, rel=2e-3)


def test_arguments_broadcast():
    table = survival([[0.5], [1.0]], 10, [0, 10, 100])
    assert table.shape == (2, 3)
    assert np.all(np.diff(table, axis=1) < 0)
    assert hazard(1, 1, 5, atom=[0, 0.5], least=[[0], [0.1], [0.2]]).shape == (3, 2)


# thm-slowdown


def moments(rates, weights, n):
    """The naive twin: Bayes' rule in fractions."""
    left = [w * (1 - p) ** n for p, w in zip(rates, weights, strict=True)]
    shares = [x / sum(left) for x in left]
    mean = sum(s * p for s, p in zip(shares, rates, strict=True))
    return mean, sum(s * (p - mean) ** 2 for s, p in zip(shares, rates, strict=True)), shares


some_rates = st.lists(st.fractions(0, F(99, 100), max_denominator=100), min_size=1, max_size=5)


@examples
@given(some_rates, st.data(), st.integers(0, 12))
def test_the_hazard_falls_by_the_variance_over_one_minus_itself(rates, data, n):
    weights = [F(data.draw(st.integers(1, 9))) for _ in rates]
    mean, variance, shares = moments(rates, weights, n)
    later, _, _ = moments(rates, weights, n + 1)
    assert mean - later == variance / (1 - mean)
    assert (mean == later) == (len(set(rates)) == 1)
    got = posterior([float(p) for p in rates], [float(w) for w in weights], n)
    assert got == pytest.approx([float(s) for s in shares], rel=1e-12)


@examples
@given(
    st.floats(0.01, 50),
    st.floats(0.01, 1e6),
    st.integers(0, 10**9),
    st.floats(0, 0.99),
    st.floats(0, 0.99),
)
def test_decay_never_speeds_up(a, b, n, atom, least):
    now, later = hazard(a, b, [n, n + 1 + n // 7], atom=atom, least=least)
    assert later <= now * (1 + 1e-14)
    assert now <= hazard(a, b, 0, atom=atom, least=least) * (1 + 1e-14)


def test_the_drop_of_a_beta_is_its_variance_over_one_minus_its_mean():
    r = patience.BETA_HAZARD
    drop = r - r.subs(patience.n, patience.n + 1)
    assert sympy.cancel(drop - patience.BETA_VARIANCE / (1 - r)) == 0
    at = {patience.a: 2, patience.b: 3, patience.n: 4}
    x = sympy.Symbol("x")
    density = x * (1 - x) ** 6 * 56  # Beta(2, 7)
    assert sympy.integrate(density, (x, 0, 1)) == 1
    mean = sympy.integrate(x * density, (x, 0, 1))
    assert r.subs(at) == mean
    assert patience.BETA_VARIANCE.subs(at) == sympy.integrate((x - mean) ** 2 * density, (x, 0, 1))


def test_every_quantile_of_the_rate_falls():
    rates, weights = log_uniform(1e-9)
    belief = [posterior(rates, weights, n).cumsum() for n in (0, 1, 10, 1000, 10**8)]
    for before, after in itertools.pairwise(belief):
        assert np.all(after >= before - 1e-14)


def test_the_model_learns_the_same():
    rates, weights = [0.0, 1e-15, 1e-6, 0.3], [1.0, 2.0, 3.0, 4.0]
    names = [str(p) for p in rates]
    belief = Belief.from_odds(
        dict(zip(names, weights, strict=True)),
        {h: {"story": p} for h, p in zip(names, rates, strict=True)},
    )
    for n in (0, 3, 10**6, 10**12):
        after = belief.update(Corpus(clean={"story": n}))
        expected = [after.share(h) for h in names]
        assert posterior(rates, weights, n) == pytest.approx(expected, rel=1e-11, abs=1e-300)
        left = sum(
            w * (1 - F(p)) ** min(n, 10) for p, w in zip(map(F, rates), weights, strict=True)
        )
        assert mixture_survival(rates, weights, min(n, 10)) == pytest.approx(
            float(left / 10), rel=1e-14
        )


def test_sure_turners_are_left_only_before_the_first_document():
    assert posterior([1, 0], [1, 1], 0).tolist() == [0.5, 0.5]
    assert posterior([1, 0], [1, 1], 1).tolist() == [0, 1]
    assert posterior([0.5, 0.5], [0, 2], 10**9).tolist() == [0, 1]
    assert mixture_survival([1, 0], [3, 1], 0) == 1
    assert mixture_survival([1, 0], [3, 1], 1) == 0.25


@examples
@given(st.data(), st.integers(1, 4), st.integers(0, 3))
def test_personas_whose_rates_never_rise_slow_down_by_both_terms(data, personas, n):
    rate = st.fractions(0, F(9, 10), max_denominator=20)
    plans = [
        sorted(data.draw(st.lists(rate, min_size=n + 2, max_size=n + 2)), reverse=True)
        for _ in range(personas)
    ]
    weights = data.draw(st.lists(st.integers(1, 9), min_size=personas, max_size=personas))

    def left(documents):
        return [
            w * math.prod(1 - f for f in plan[:documents])
            for w, plan in zip(weights, plans, strict=True)
        ]

    def mean(documents, values):
        held = left(documents)
        return sum(x * y for x, y in zip(held, values, strict=True)) / sum(held)

    now, then = [plan[n] for plan in plans], [plan[n + 1] for plan in plans]
    r, later = 1 - F(sum(left(n + 1))) / sum(left(n)), 1 - F(sum(left(n + 2))) / sum(left(n + 1))
    variance = mean(n, [f * f for f in now]) - r**2
    own = mean(n + 1, [f - g for f, g in zip(now, then, strict=True)])
    assert r - later == variance / (1 - r) + own
    assert later <= r


# thm-late-start


@pytest.mark.parametrize(
    ("shape", "scale", "waluigi"),
    [(1.2, 120, 0.99), (2, 200, 0.99), (5, 10, 0.9), (1, 100, 0.999), (0.5, 1, 0.9), (2, 1, 0.6)],
)
def test_the_share_falls_fastest_where_no_other_moment_falls_faster(shape, scale, waluigi):
    moment = float(fastest_fall(shape, scale, waluigi))
    times = np.linspace(0, 4000, 400_001)
    odds = waluigi / (1 - waluigi) * (scale / (scale + times)) ** shape
    falls = -np.diff(odds / (1 + odds))
    assert times[falls.argmax()] == pytest.approx(moment, abs=0.02)


# thm-selection-or-hiding


def differences(sequence):
    while sequence:
        yield from sequence
        sequence = [x - y for x, y in itertools.pairwise(sequence)]


@pytest.mark.theorem("thm-selection-or-hiding")
@examples
@given(
    st.lists(
        st.tuples(st.fractions(0, F(9, 10), max_denominator=20), st.integers(1, 9)),
        min_size=1,
        max_size=4,
    ),
    st.integers(1, 6),
    st.integers(1, 6),
)
def test_a_mixture_is_one_common_rate_and_differs_in_a_second_story(mixture, m, n):
    total = sum(weight for _, weight in mixture)

    def mean(function):
        return sum(F(w, total) * function(p) for p, w in mixture)

    left = [mean(lambda p, d=d: (1 - p) ** d) for d in range(14)]
    common = [1 - after / before for before, after in itertools.pairwise(left)]
    assert sorted(common, reverse=True) == common
    assert min(differences(left)) >= 0
    afresh = mean(lambda p: (1 - p) ** m * (1 - p) ** n)
    assert afresh == left[m + n]
    one_rate = len({p for p, _ in mixture}) == 1
    assert (afresh > left[m] * left[n]) == (not one_rate)
    turned, next_too = mean(lambda p: (1 - p) ** m * p), mean(lambda p: (1 - p) ** m * p * p)
    if turned:
        assert next_too / turned >= common[m] >= common[m + 1]


@pytest.mark.theorem("thm-selection-or-hiding")
def test_hiding_may_be_too_abrupt_for_any_mixture():
    assert min(differences([F(1), F(1, 2), F(1, 4), F(1, 4), F(1, 4)])) < 0


# thm-nearly-luigi


@pytest.mark.theorem("thm-nearly-luigi")
@pytest.mark.parametrize(("a", "a_luigi"), [(2, 1), (1, 1), (0.5, 1)])
def test_quiet_decides_for_whoever_has_more_weight_next_to_zero(a, a_luigi):
    far = np.array([10**9, 10**10])
    moved = survival(a, 30, far) / survival(a_luigi, 70, far)
    with mpmath.workdps(30):
        densities = [1 / mpmath.beta(a, 30) * mpmath.gamma(a)]
        densities.append(1 / mpmath.beta(a_luigi, 70) * mpmath.gamma(a_luigi))
    expected = float(densities[0] / densities[1]) * far ** float(a_luigi - a)
    assert moved == pytest.approx(expected, rel=1e-6)


# thm-power-law


def test_the_limit_is_sympys_for_an_arbitrary_beta():
    a, b, n = patience.a, patience.b, patience.n
    ratio = sympy.gamma(b + n) / sympy.gamma(a + b + n) * n**a
    assert sympy.limit(ratio, n, sympy.oo) == 1


@pytest.mark.parametrize("a", [0.25, 1, 3])
@pytest.mark.parametrize("b", [0.5, 20])
def test_in_the_long_run_a_beta_falls_as_a_power(a, b):
    n = 10**12
    constant = math.gamma(a + b) / math.gamma(b)
    # The next term of Stirling's series: relative a(a + 2b - 1)/(2n).
    assert survival(a, b, n) * n**a == pytest.approx(constant, rel=1e-10)
    assert survival(a, b, n) / survival(a, b, 10 * n) == pytest.approx(10**a, rel=1e-10)
    assert hazard(a, b, n) * n == pytest.approx(a, rel=1e-10)


@pytest.mark.parametrize("power", [0.5, 1.0, 1.5])
def test_in_the_long_run_only_the_density_near_zero_counts(power):
    rates, weights = log_uniform(1e-40)
    tilted = weights * rates**power * (2 - rates) ** 3
    with mpmath.workdps(30):
        total = mpmath.quad(lambda x: x ** (power - 1) * (2 - x) ** 3, [0, 1])
    limit = float(8 / total) * math.gamma(power)
    for n, tolerance in ((10**4, 1e-3), (10**8, 1e-7), (10**12, 1e-11)):
        assert mixture_survival(rates, tilted, n) * n**power == pytest.approx(limit, rel=tolerance)


def test_the_rule_integrates_a_beta():
    rates, weights = log_uniform(1e-60)
    a, b = 1.5, 4  # a whole scale: the rule is for densities that are smooth at 1 too
    tilted = weights * rates**a * (1 - rates) ** (b - 1)
    for n in (0, 1, 1000, 10**6, 10**12):
        assert mixture_survival(rates, tilted, n) == pytest.approx(survival(a, b, n), rel=1e-12)


@pytest.mark.parametrize("least", [0.5, 1e-2, 1e-9, 1e-15])
def test_log_uniform_against_its_sum(least):
    rates, weights = log_uniform(least)
    assert np.all(np.diff(rates) > 0)
    assert least < rates[0] < rates[-1] < 1
    assert weights.sum() == pytest.approx(1, rel=1e-14)
    closed = numpy_function(patience.LOG_UNIFORM, (patience.n, patience.epsilon))
    for n in (0, 1, 2, 50, 3000):
        terms = sum(mpmath.mpf(1 - least) ** k / k for k in range(1, n + 1))
        exact = 1 - terms / -mpmath.log(least)
        got = mixture_survival(rates, weights, n)
        assert got == pytest.approx(float(exact), rel=1e-11, abs=1e-13)
        assert closed(n, least) == pytest.approx(float(exact), rel=1e-11, abs=1e-12)


def test_with_an_open_order_of_magnitude_ten_times_the_documents_remove_one_more_slice():
    rates, weights = log_uniform(1e-12)
    left = [mixture_survival(rates, weights, 10**d) for d in range(4, 9)]
    assert np.diff(left) == pytest.approx(-1 / 12, rel=1e-4)


@pytest.mark.parametrize("a", SHAPES)
@pytest.mark.parametrize("b", SCALES)
@pytest.mark.parametrize("time", [0.0, 0.5, 1e6, 1e12])
def test_lomax_against_mpmath(a, b, time):
    with mpmath.workdps(40):
        exact = (mpmath.mpf(b) / (mpmath.mpf(b) + mpmath.mpf(time))) ** mpmath.mpf(a)
        if exact > 1e-300:
            assert relative(lomax(a, b, time), exact) < 1e-12
        for factor in (2, 1000):
            pause = (mpmath.mpf(b) + mpmath.mpf(time)) * (
                mpmath.mpf(factor) ** (1 / mpmath.mpf(a)) - 1
            )
            if pause < 1e300:
                assert relative(wait(a, b, time, factor), pause) < 1e-11


def test_waits():
    assert wait(1, 100, 0) == pytest.approx(100, rel=1e-15)
    assert wait(1, 100, 100) == pytest.approx(200, rel=1e-15)
    assert wait(0.5, 100, 0, 10) == pytest.approx(9900, rel=1e-14)
    assert lomax(2, 10, 10) == pytest.approx(0.25, rel=1e-15)
    left = lomax(3, 7, 5 + float(wait(3, 7, 5, 9))) / lomax(3, 7, 5)
    assert left == pytest.approx(1 / 9, rel=1e-14)


# The half-life believed in


@pytest.mark.parametrize(("a", "b", "n"), [(1, 100, 0), (0.5, 3, 10**6), (4, 1e4, 10**12)])
def test_the_belief_about_the_half_life_is_that_about_the_rate(a, b, n):
    logs = np.linspace(-12, 90, 40_001)
    density = half_life_density(np.exp(logs), a, b, n)
    assert np.trapezoid(density, logs) == pytest.approx(1, rel=1e-9)
    below = np.trapezoid(density[logs <= logs[20_000]], logs[logs <= logs[20_000]])
    with mpmath.workdps(30):
        slow = -mpmath.expm1(-mpmath.log(2) / mpmath.exp(logs[20_000]))
        exact = 1 - mpmath.betainc(a, b + n, 0, slow, regularized=True)
    assert below == pytest.approx(float(exact), abs=1e-9)


def test_the_belief_keeps_its_shape_and_moves():
    lives = np.geomspace(1e-2, 1e2, 50)
    one, other = (half_life_density(n * lives, 1, 1, n) for n in (10**8, 10**12))
    assert one == pytest.approx(other, rel=1e-5, abs=1e-30)


@pytest.mark.parametrize("a", [0.2, 1, 6])
@pytest.mark.parametrize("b", [0.5, 100])
def test_what_is_left_is_about_the_share_that_was_thought_so_patient(a, b):
    n = np.array([1, 10, 10**4, 10**12])
    left = survival(a, b, n)
    assert np.all(left >= as_patient(a, b, n) / 2)
    for k in (2, 5, 20):
        far = n >= k
        assert np.all(left[far] <= as_patient(a, b, n[far] // k) + 2.0**-k)
    with mpmath.workdps(30):
        for count in n.tolist():
            rate = -mpmath.expm1(-mpmath.log(2) / count)
            exact = mpmath.betainc(a, b, 0, rate, regularized=True)
            assert relative(as_patient(a, b, count), exact) < 1e-11


# thm-floor, thm-bounded-patience


@pytest.mark.parametrize("atom", [0.0, 1e-6, 0.3, 1.0])
@pytest.mark.parametrize("waluigi", [0.0, 0.01, 0.5, 0.999])
def test_the_share_tends_to_the_floor(atom, waluigi):
    left = survival(2, 5, 10**12, atom=atom)
    share = waluigi * left / (waluigi * left + 1 - waluigi)
    # What is left of the turners is below 1e-22; the naive share subtracts 0.999 from 1.
    assert share == pytest.approx(floor(waluigi, atom), rel=1e-12, abs=1e-19)
    assert (floor(waluigi, atom) == 0) == (waluigi * atom == 0)


def test_floors():
    assert floor(0.5, 0.5) == pytest.approx(1 / 3, rel=1e-15)
    assert floor(0.999, 1e-6) == pytest.approx(
        float(F(0.999) * F(1e-6) / (F(0.999) * F(1e-6) + 1 - F(0.999))), rel=1e-15
    )
    assert floor([0.2, 0.8], 1).tolist() == pytest.approx([0.2, 0.8], rel=1e-15)


@pytest.mark.parametrize("p_0", [F(1, 10), F(1, 1000)])
def test_bounded_patience_with_a_uniform_prior(p_0):
    n = np.array([0, 1, 9, 1000])
    expected = [float((1 - p_0) ** int(k) / (k + 1)) for k in n]
    assert survival(1, 1, n, least=float(p_0)) == pytest.approx(expected, rel=1e-12)


def test_with_bounded_patience_decay_is_exponential_in_the_long_run():
    least = 1e-6
    rates = hazard(0.5, 10, [10**d for d in range(13)], least=least)
    assert np.all(np.diff(rates) < 0)
    assert rates[-1] == pytest.approx(least, rel=1e-5)
    n = 10**8
    pace = -np.log(survival(0.5, 10, n, least=least)) / n
    # What is left of the power law is ln(n)/2n and its constant.
    assert pace == pytest.approx(-math.log1p(-least), rel=2 * math.log(n) / (n * least))


# Simulation


@pytest.mark.parametrize(("a", "b", "atom", "least"), [(1, 99, 0, 0), (0.5, 5, 0.1, 0.01)])
def test_drawn_personas_are_left_as_the_formula_says(a, b, atom, least):
    rng = np.random.default_rng(5)
    personas = 400_000
    rates = least + (1 - least) * rng.beta(a, b, personas)
    rates[rng.random(personas) < atom] = 0
    turns = first_turns(rates, rng)
    for n in (0, 1, 5, 30, 300):
        expected = float(survival(a, b, n, atom=atom, least=least))
        error = math.sqrt(expected * (1 - expected) / personas)
        assert abs(np.mean(turns > n) - expected) <= 4 * error
        alive = np.count_nonzero(turns > n)
        rate = float(hazard(a, b, n, atom=atom, least=least))
        error = math.sqrt(rate * (1 - rate) / alive)
        assert abs(np.count_nonzero(turns == n + 1) / alive - rate) <= 4 * error


def test_first_turns_are_those_of_personas_who_go_document_by_document():
    rng = np.random.default_rng(6)
    rate, personas, documents = 0.2, 100_000, 12
    tosses = rng.random((personas, documents)) < rate
    naive = np.where(tosses.any(axis=1), tosses.argmax(axis=1) + 1, np.inf)
    drawn = first_turns(np.full(personas, rate), rng)
    for n in range(1, documents + 1):
        one, other = np.mean(naive == n), np.mean(drawn == n)
        chance = rate * (1 - rate) ** (n - 1)
        assert abs(one - other) <= 4 * math.sqrt(2 * chance * (1 - chance) / personas)


def test_who_never_turns_never_does_and_who_always_turns_does_at_once():
    turns = first_turns([0, 1, 0.5, 0], np.random.default_rng(1))
    assert turns[0] == turns[3] == math.inf
    assert turns[1] == 1
    one, other = (first_turns([0.1] * 9, np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(one, other)


# Bad input

RNG = np.random.default_rng(0)
REFUSED = {
    r"shape is 0; allowed: a finite number above 0": lambda: survival(0, 1, 1),
    r"scale is -1\.0; allowed: a finite number above 0": lambda: hazard(1, -1.0, 1),
    r"scale is inf; allowed": lambda: half_life(1, math.inf, 1),
    r"documents is 1\.5; allowed: a whole number": lambda: survival(1, 1, 1.5),
    r"documents is -1; allowed: a whole number": lambda: hazard(1, 1, -1),
    r"atom is 1\.1; allowed: a number from 0 to 1": lambda: survival(1, 1, 1, atom=1.1),
    r"least\[1\] is 1; allowed: a number, 0 or more and below 1": lambda: hazard(
        1, 1, 1, least=[0, 1]
    ),
    "least is nan; allowed: a number, 0 or more and below 1": lambda: half_life(
        1, 1, 1, least=math.nan
    ),
    "waluigi is 1; allowed: a number, 0 or more and below 1": lambda: floor(1, 0.5),
    r"atom is -0\.1; allowed": lambda: floor(0.5, -0.1),
    r"time is -1; allowed: a finite number, 0 or more": lambda: lomax(1, 1, -1),
    r"shape is nan; allowed": lambda: wait(math.nan, 1, 1),
    r"factor is 0\.5; allowed: a finite number, 1 or more": lambda: wait(1, 1, 1, 0.5),
    r"half_life is 0; allowed: a finite number above 0": lambda: half_life_density(0, 1, 1, 1),
    r"scale is 0; allowed: a finite": lambda: half_life_density(1, 1, 0, 1),
    r"shape is -2; allowed": lambda: half_life_density(1, -2, 1, 1),
    r"documents is 0\.5; allowed": lambda: half_life_density(1, 1, 1, 0.5),
    "documents is 0; allowed: a whole number from 1 to ": lambda: as_patient(1, 1, 0),
    r"shape is -3; allowed": lambda: as_patient(-3, 1, 1),
    r"scale is -3; allowed": lambda: as_patient(1, -3, 1),
    r"least is 0\.0; allowed: a number above 0 and below 1": lambda: log_uniform(0),
    r"least is 1\.0; allowed: a number above 0 and below 1": lambda: log_uniform(1),
    r"rates is 1\.2; allowed": lambda: posterior(1.2, 1, 1),
    r"weights\[0\] is -1; allowed: a finite number, 0 or more": lambda: posterior([0], [-1], 1),
    r"shapes of rates and weights is \(\(2,\), \(1,\)\)": lambda: posterior([0, 1], [1], 1),
    r"shapes of rates and weights is \(\(\), \(\)\)": lambda: mixture_survival(0.5, 1, 1),
    r"documents is -1; allowed: an int from 0": lambda: posterior([0], [1], -1),
    r"weights is \[1\.0\]; allowed: a rate below 1": lambda: posterior([1], [1], 1),
    r"weights is \[\]; allowed: a rate below 1": lambda: posterior([], [], 1),
    r"weights is \[0\.0\]; allowed: a positive weight": lambda: mixture_survival([0.5], [0], 1),
    r"rates is 2; allowed: a number from 0 to 1": lambda: first_turns(2, RNG),
    r"generator is 1; allowed: a numpy\.random\.Generator": lambda: first_turns([0.5], 1),
}


@pytest.mark.parametrize("message", REFUSED)
def test_bad_input_is_refused_by_name(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()
