"""What is kept: against enumeration of every learner, exact chains in fractions, and copying by hand."""

import math
from fractions import Fraction as F
from itertools import permutations, product

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from waluigi import discard
from waluigi.discard import (
    draw_discards,
    generations,
    kept_at_cost,
    kept_luigi,
    least_error,
    undecided,
    wright_fisher_exact,
)
from waluigi.model import Belief, Corpus

examples = settings(max_examples=60, deadline=None, derandomize=True)
mpmath.mp.dps = 50

# No learner


@examples
@given(st.fractions(0, F(9, 10)), st.integers(0, 40))
def test_the_least_error_is_what_bayes_leaves_in_doubt(leak, tests):
    belief = Belief(
        {"Luigi": F(1, 2), "Waluigi": F(1, 2)},
        {"Luigi": {"test": 0}, "Waluigi": {"test": leak}},
    ).update(Corpus({"test": tests}))
    expected = float(belief.share("Waluigi"))
    assert least_error(float(leak), tests) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("leak", [F(0), F(1, 7), F(2, 3)])
@pytest.mark.parametrize("tests", [0, 1, 2])
def test_no_learner_does_better(leak, tests):
    """The naive twin: every way of answering, with coins of several weights."""
    runs = list(product([0, 1], repeat=tests))
    luigi = [F(not any(run)) for run in runs]
    waluigi = [math.prod((leak if y else 1 - leak for y in run), start=F(1)) for run in runs]
    survival = (1 - leak) ** tests
    balance = survival / (1 + survival)
    coins = [F(0), F(1, 4), balance, F(3, 4), F(1)]
    worst = min(
        max(
            sum(q * cry for q, cry in zip(luigi, learner, strict=True)),
            sum(q * (1 - cry) for q, cry in zip(waluigi, learner, strict=True)),
        )
        for learner in product(coins, repeat=len(runs))
    )
    assert worst == balance
    assert least_error(float(leak), tests) == pytest.approx(float(worst), rel=1e-14)


def test_least_errors_at_the_extremes():
    assert least_error(0, [0, 10**15]).tolist() == [0.5, 0.5]
    survival = mpmath.exp(10**12 * mpmath.log(1 - mpmath.mpf(1e-12)))
    exact = survival / (1 + survival)
    assert least_error(1e-12, 10**12) == pytest.approx(float(exact), rel=1e-14)
    assert least_error(0.9, 10**6) == 0


# No favourites


def kept_by_position(likes, class_, orders):
    """How often a Luigi is kept by a rule that is shown, of each member, what it predicts of the tests."""
    kept = F(0)
    for order in orders:
        scores = [like * class_[member]["tests"] for like, member in zip(likes, order, strict=True)]
        luigis = [score for score, m in zip(scores, order, strict=True) if not class_[m]["coup"]]
        kept += F(sum(luigis), sum(scores))
    return kept / len(orders)


@pytest.mark.theorem("thm-discard-symmetry")
@examples
@given(st.lists(st.integers(0, 9), min_size=1, max_size=5).filter(any), st.data())
def test_what_only_sees_tests_keeps_luigis_as_often_as_there_are(likes, data):
    m = len(likes)
    k = data.draw(st.integers(0, m))
    class_ = [{"tests": F(1, 10), "coup": F(i >= k)} for i in range(m)]
    assert kept_by_position(likes, class_, list(permutations(range(m)))) == F(k, m)
    # An arrangement that is no shuffle has favourites, if the rule likes their places.
    assert kept_by_position(likes, class_, [range(m)]) == F(sum(likes[:k]), sum(likes))


def test_who_predicts_otherwise_of_tests_has_no_such_symmetry():
    class_ = [{"tests": F(1, 10), "coup": F(0)}, {"tests": F(3, 10), "coup": F(1)}]
    assert kept_by_position([1, 1], class_, list(permutations(range(2)))) == F(1, 4)


# Shares and bits


@examples
@given(st.floats(1e-6, 1 - 1e-6), st.floats(-60, 60))
def test_bits_weigh_the_odds(luigi, bits):
    x, b = mpmath.mpf(luigi), mpmath.mpf(bits)
    odds = x / (1 - x) * 2**b
    assert kept_luigi(luigi, bits) == pytest.approx(float(odds / (1 + odds)), rel=1e-13)
    lost = 1 / (1 + odds)
    exact = -200 * (lost * mpmath.log(lost) + odds * lost * mpmath.log(odds * lost))
    assert generations(luigi, 100, bits) == pytest.approx(float(exact), rel=1e-13)


def test_without_bits_the_share_is_kept():
    assert kept_luigi([0.1, 0.5]).tolist() == pytest.approx([0.1, 0.5])
    assert kept_luigi(0.5, 10) == 1024 / 1025
    assert generations(0.5, 100) == pytest.approx(200 * math.log(2))


def test_thousands_of_bits_are_certainty():
    assert kept_luigi([0.1, 1e-300, 0.9], [5000, 5000, -5000]).tolist() == [1, 1, 0]
    assert generations([0.1, 0.1, 1e-300], 10, [5000, -5000, 5000]).tolist() == [0, 0, 0]


# Drift


def moran(population):
    """The naive twin: the chain's equations in fractions, by elimination."""
    size = population - 1
    rows = []
    for j in range(1, population):
        move = F(j * (population - j), population**2)
        row = [F(0)] * (size + 1)
        row[j - 1] = 2 * move
        if j > 1:
            row[j - 2] = -move
        if j < size:
            row[j] = -move
        row[size] = F(1)
        rows.append(row)
    return sympy.Matrix([[sympy.Rational(v.numerator, v.denominator) for v in r] for r in rows])


@pytest.mark.parametrize("population", [2, 3, 7, 12])
def test_moran_times_solve_the_chain(population):
    system = moran(population)
    solved = system[:, :-1].LUsolve(system[:, -1])
    for luigis in range(population + 1):
        # The harmonic numbers' limits make both ends zero.
        time = discard.MORAN_EVENTS.subs({discard.N: population})
        if 0 < luigis < population:
            assert time.subs(discard.i, luigis) == solved[luigis - 1]


def test_the_share_is_a_martingale_and_the_odds_are_not():
    for population, luigis in ((5, 2), (9, 1)):
        move = F(luigis * (population - luigis), population**2)
        shares = [F(luigis + step, population) for step in (-1, 0, 1)]
        chances = [move, 1 - 2 * move, move]
        assert sum(p * s for p, s in zip(chances, shares, strict=True)) == shares[1]
        if luigis + 1 < population:
            odds = [s / (1 - s) for s in shares]
            assert sum(p * o for p, o in zip(chances, odds, strict=True)) > odds[1]


@pytest.mark.parametrize("population", [2, 3, 6])
def test_wright_fisher_against_the_chain_in_fractions(population):
    def chance(before, after):
        p = F(before, population)
        return math.comb(population, after) * p**after * (1 - p) ** (population - after)

    inside = range(1, population)
    matrix = sympy.Matrix(
        [[sympy.Rational(str(F(a == b) - chance(a, b))) for b in inside] for a in inside]
    )
    times = matrix.LUsolve(sympy.ones(population - 1, 1))
    kept, means = wright_fisher_exact(population)
    assert kept.tolist() == pytest.approx([j / population for j in range(population + 1)])
    assert means[1:-1].tolist() == pytest.approx([float(v) for v in times])
    assert means[0] == means[-1] == 0


def test_the_diffusion_is_near_the_chain_and_nearer_for_more_copies():
    gaps = []
    for population in (50, 200, 800):
        _, means = wright_fisher_exact(population)
        gaps.append(float(generations(0.1, population)) / means[population // 10] - 1)
    assert 0.05 > gaps[0] > gaps[1] > gaps[2] > 0


def test_copying_by_hand_keeps_luigi_as_often_as_there_were():
    """The naive twin copies one by one; both have the exact chain's means."""
    generator, population, luigis, runs = np.random.default_rng(5), 8, 2, 4000
    kept, times = draw_discards(luigis, population, 40_000, generator)
    twin_kept, twin_times = [], []
    for _ in range(runs):
        copies, passed = [True] * luigis + [False] * (population - luigis), 0
        while len(set(copies)) == 2:
            copies = [copies[j] for j in generator.integers(population, size=population)]
            passed += 1
        twin_kept.append(copies[0])
        twin_times.append(passed)
    chances, means = wright_fisher_exact(population)
    for got, exact in (
        (kept, chances[luigis]),
        (np.array(twin_kept), chances[luigis]),
        (times, means[luigis]),
        (np.array(twin_times), means[luigis]),
    ):
        assert abs(got.mean() - exact) < 4.5 * got.std() / math.sqrt(len(got))


def test_what_is_decided_stays_decided():
    generator = np.random.default_rng(1)
    kept, times = draw_discards(0, 5, 3, generator)
    assert kept.tolist() == [False] * 3
    assert times.tolist() == [0] * 3
    kept, times = draw_discards(5, 5, 3, generator)
    assert kept.tolist() == [True] * 3
    assert times.tolist() == [0] * 3


def test_disagreement_shrinks_by_one_copy_in_all_each_generation():
    assert undecided(100, [0, 1]).tolist() == pytest.approx([1, 0.99], rel=1e-15)
    population, passed, runs = 20, 10, 200_000
    generator = np.random.default_rng(2)
    counts = np.full(runs, 6)
    for _ in range(passed):
        counts = generator.binomial(population, counts / population)
    left = counts / population * (1 - counts / population) / (0.3 * 0.7)
    assert abs(left.mean() - undecided(population, passed)) < 4.5 * left.std() / math.sqrt(runs)


# Costs


def test_the_cost_in_a_small_room_by_hand():
    """Two copies, one of each: both draws must fall on Luigi before both fall on the Waluigi."""
    for cost in (0.0, 0.3, 2.0):
        chosen = 1 / (1 + math.exp(-cost))
        kept, _ = wright_fisher_exact(2, cost)
        assert kept[1] == pytest.approx(chosen**2 / (chosen**2 + (1 - chosen) ** 2), rel=1e-13)


@pytest.mark.parametrize("population", [2, 3, 7, 12])
@pytest.mark.parametrize("weight", [F(1, 3), F(9, 10)])
def test_moran_at_a_cost_solves_the_chain(population, weight):
    """The naive twin: the chain's own probabilities of going up and down, in fractions."""
    size = population - 1
    system = sympy.zeros(size, size + 1)
    for j in range(1, population):
        total = j + (population - j) * weight
        up = j / total * F(population - j, population)
        down = (population - j) * weight / total * F(j, population)
        system[j - 1, j - 1] = sympy.Rational(str(up + down))
        if j > 1:
            system[j - 1, j - 2] = -sympy.Rational(str(down))
        if j < size:
            system[j - 1, j] = -sympy.Rational(str(up))
        else:
            system[j - 1, size] = sympy.Rational(str(up))
    solved = system[:, :-1].LUsolve(system[:, -1])
    kept = discard.MORAN_KEPT.subs({discard.N: population, discard.c: -sympy.log(str(weight))})
    for luigis in range(1, population):
        assert sympy.simplify(kept.subs(discard.i, luigis) - solved[luigis - 1]) == 0


def test_the_diffusion_at_a_cost_is_near_the_chain_and_nearer_for_more_copies():
    """At one charge in all, 2cN = 3: the error falls about as the cost itself."""
    gaps = []
    for population in (50, 200, 800):
        cost = 1.5 / population
        kept, _ = wright_fisher_exact(population, cost)
        gaps.append(abs(float(kept_at_cost(0.1, population, cost)) / kept[population // 10] - 1))
    assert 0.02 > gaps[0] > 2 * gaps[1] > 4 * gaps[2] > 0


def test_choosing_by_hand_at_a_cost():
    """The naive twin chooses copies one by one, each by its weight."""
    generator, population, luigis, cost, runs = np.random.default_rng(6), 8, 2, 0.2, 4000
    kept, _ = draw_discards(luigis, population, 40_000, generator, cost=cost)
    by_hand = []
    for _ in range(runs):
        copies = np.array([True] * luigis + [False] * (population - luigis))
        while 0 < copies.sum() < population:
            weights = np.where(copies, 1, math.exp(-cost))
            copies = generator.choice(copies, size=population, p=weights / weights.sum())
        by_hand.append(copies[0])
    exact = wright_fisher_exact(population, cost)[0][luigis]
    assert exact > 1.3 * luigis / population
    for got in (kept, np.array(by_hand)):
        assert abs(got.mean() - exact) < 4.5 * got.std() / math.sqrt(len(got))


@examples
@given(st.floats(1e-6, 1 - 1e-6), st.floats(1, 1e6), st.floats(1e-12, 1))
def test_a_cost_is_worth_no_more_than_what_it_charges_in_the_room(luigi, population, cost):
    kept = mpmath.mpf(float(kept_at_cost(luigi, population, cost)))
    charge = 2 * mpmath.mpf(cost) * population
    exact = mpmath.expm1(-charge * luigi) / mpmath.expm1(-charge)
    assert kept == pytest.approx(float(exact), rel=1e-12)
    rest = mpmath.fsub(1, luigi)
    odds = mpmath.expm1(charge * luigi) / -mpmath.expm1(-charge * rest)
    assert odds / (1 + odds) == pytest.approx(float(exact), rel=1e-12)
    assert 1 <= odds / (luigi / rest) <= mpmath.exp(charge)


def test_costs_at_the_extremes():
    assert kept_at_cost(0.1, 100, 0) == 0.1
    assert kept_at_cost(0.1, 100, 1e-300) == pytest.approx(0.1, rel=1e-15)
    assert kept_at_cost(0.1, 1e300, 1) == 1


# Bad input


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: least_error(1, 1), "leak is 1"),
        (lambda: least_error(-0.1, 1), "leak is -0.1"),
        (lambda: least_error(0.1, 0.5), "tests is 0.5"),
        (lambda: kept_luigi(0), "luigi is 0"),
        (lambda: kept_luigi(0.5, math.inf), "bits is inf"),
        (lambda: generations(1, 10), "luigi is 1"),
        (lambda: generations(0.5, 0), "population is 0"),
        (lambda: generations(0.5, 10, math.nan), "bits is nan"),
        (lambda: undecided(1, 1), "population is 1"),
        (lambda: undecided(10, -1), "passed is -1"),
        (lambda: wright_fisher_exact(1), "population is 1"),
        (lambda: wright_fisher_exact(2001), "population is 2001"),
        (lambda: draw_discards(3, 2, 1, np.random.default_rng(1)), "luigis is 3"),
        (lambda: draw_discards(1, 0, 1, np.random.default_rng(1)), "population is 0"),
        (lambda: draw_discards(1, 2, -1, np.random.default_rng(1)), "runs is -1"),
        (lambda: draw_discards(1, 2, 1, 7), "generator is 7"),
        (lambda: draw_discards(0, 2, 1, np.random.default_rng(1), cost=-1), "cost is -1"),
        (lambda: wright_fisher_exact(5, -0.1), "cost is -0.1"),
        (lambda: kept_at_cost(0.5, 10, -1), "cost is -1"),
        (lambda: kept_at_cost(0.5, 0, 1), "population is 0"),
        (lambda: kept_at_cost(0, 10, 1), "luigi is 0"),
    ],
)
def test_bad_input_is_named(call, named):
    with pytest.raises(ValueError, match=named):
        call()
