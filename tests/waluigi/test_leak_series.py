"""Leaks that shrink: term by term, closed forms, both sides of one, and every way to hang together."""

import itertools
import math
from fractions import Fraction as F

import mpmath
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from waluigi.leak_series import clean_between, evidence, evidence_in_all, still_clean_at_one
from waluigi.model import Belief, Corpus

examples = settings(max_examples=80, deadline=None, derandomize=True)
firsts = st.floats(1e-9, 0.99)


def term_by_term(exponent, first, read):
    return math.fsum(-math.log1p(-first * float(k) ** -exponent) for k in range(1, read + 1))


@examples
@given(st.floats(0, 10), firsts, st.integers(0, 3000))
@example(0, 0.99, 3000)
@example(1e-3, 0.99, 17)
@example(10, 1e-9, 16)
def test_the_sum_is_that_of_its_terms(exponent, first, read):
    exact = term_by_term(exponent, first, read)
    assert evidence(exponent, first, read) == pytest.approx(exact, rel=1e-9, abs=0)


def test_closed_forms_at_a_trillion():
    for first in (0.01, 0.5, 0.99):
        for read in (10**3, 10**12):
            at_one = -np.log(still_clean_at_one(first, read))
            assert evidence(1, first, read) == pytest.approx(at_one, rel=1e-8)
            assert evidence(0, first, read) == pytest.approx(-read * np.log1p(-first), rel=1e-12)
        root = mpmath.pi * mpmath.sqrt(first)
        squares = float(-mpmath.log(mpmath.sin(root) / root))
        assert evidence_in_all(2, first) == pytest.approx(squares, rel=1e-9)
        assert evidence(2, first, 2**53) == pytest.approx(squares, rel=1e-9)


@examples
@given(firsts, st.integers(0, 10**6))
def test_at_the_exponent_one_the_gammas_are_the_product(first, read):
    exact = mpmath.gammaprod([read + 1 - first], [1 - first, read + 1])
    assert still_clean_at_one(first, read) == pytest.approx(float(exact), rel=1e-9)


def test_a_learner_who_reads_them_one_by_one():
    # The book's learner, in fractions, with a scenario for each document.
    leaks = {f"document {k}": F(1, 2 * k) for k in range(1, 40)}
    belief = Belief.from_odds(
        {"waluigi": 1, "Luigi": 1}, {"waluigi": leaks, "Luigi": dict.fromkeys(leaks, 0)}
    )
    for scenario in leaks:
        belief = belief.update(Corpus({scenario: 1}))
    left = float(belief.odds("waluigi", "Luigi"))
    assert still_clean_at_one(0.5, 39) == pytest.approx(left, rel=1e-12)
    assert np.exp(-evidence(1, 0.5, 39)) == pytest.approx(left, rel=1e-9)


@examples
@given(st.floats(0, 1), st.floats(1e-3, 0.9))
def test_up_to_one_the_evidence_grows_without_end(exponent, first):
    decades = evidence(exponent, first, 10 ** np.arange(3, 15))
    gains = np.diff(decades)
    # Each tenfold adds at least as much as the one before: there is no end to it.
    assert (gains >= gains[0] * (1 - 1e-2)).all()
    assert gains[0] >= first * np.log(10) * 0.99
    assert evidence_in_all(exponent, first) == np.inf


@examples
@given(st.floats(1.02, 10), firsts)
def test_beyond_one_it_has_an_end(exponent, first):
    whole = evidence_in_all(exponent, first)
    total = first * float(mpmath.zeta(exponent))
    assert total * (1 - 1e-9) <= whole <= total / (1 - first) * (1 + 1e-9)
    decades = evidence(exponent, first, 10 ** np.arange(3, 15))
    rest = whole - decades
    assert (rest >= -1e-8 * whole).all()
    # What is left of it after n documents is what the integral says.
    expected = first * 1e6 ** (1 - exponent) / (exponent - 1)
    assert rest[3] == pytest.approx(expected, rel=1e-2, abs=1e-8 * whole)


def test_close_to_one_from_both_sides():
    assert evidence_in_all(1, 0.5) == np.inf
    assert 0.5 / 0.001 < evidence_in_all(1.001, 0.5) < 0.5 / 0.001 + 2
    # A trillion documents hardly tell the two apart: the question is one of the limit.
    near = evidence([0.999, 1.001], 0.5, 10**12)
    assert near[0] - near[1] < 0.4


def test_the_pace_below_and_at_one():
    # Below one like exp(-c n^(1-a)/(1-a)); at one like n^-c / Gamma(1-c).
    read = 10**14
    for exponent in (0.3, 0.5, 0.7):
        pace = evidence(exponent, 0.2, read) / (0.2 * read ** (1 - exponent) / (1 - exponent))
        assert pace == pytest.approx(1, abs=0.02)
    limit = still_clean_at_one(0.3, read) * read**0.3 * math.gamma(0.7)
    assert limit == pytest.approx(1, rel=1e-6)


@pytest.mark.theorem("thm-leak-series")
def test_personas_who_live_through_it():
    rng = np.random.default_rng(1909)
    leaks = 0.5 / np.arange(1, 401) ** 1.5
    clean = np.ones(100_000, bool)
    for leak in leaks:
        clean &= rng.random(clean.size) >= leak
    share = clean.mean()
    exact = np.exp(-evidence(1.5, 0.5, 400))
    assert share == pytest.approx(exact, abs=5 * np.sqrt(share / clean.size))


# What hangs together


def extreme(leaks, sign):
    """By linear programming: the largest (or least) chance of no turn among all joint laws."""
    worlds = list(itertools.product((0, 1), repeat=len(leaks)))
    rows = [[world[i] for world in worlds] for i in range(len(leaks))] + [[1] * len(worlds)]
    goal = [sign * (not any(world)) for world in worlds]
    return sign * linprog(goal, A_eq=rows, b_eq=[*leaks, 1], bounds=(0, 1)).fun


@examples
@given(st.lists(st.floats(0, 1), min_size=1, max_size=4))
def test_the_limits_over_all_dependence_are_attained(leaks):
    bounds = clean_between(leaks)
    assert bounds.least == pytest.approx(extreme(leaks, 1), abs=1e-6)
    assert bounds.most == pytest.approx(extreme(leaks, -1), abs=1e-6)
    assert bounds.least - 1e-12 <= bounds.independent <= bounds.most + 1e-12
    assert bounds.independent <= bounds.uncorrelated + 1e-12
    assert bounds.uncorrelated <= 1 / (1 + sum(leaks)) + 1e-12


def test_pairwise_independence_is_worth_less_than_independence():
    # Three events, any two independent, made of two coins: none with probability 1/4, not 1/8.
    none = F(1, 4)
    bounds = clean_between([F(1, 2)] * 3)
    assert bounds == (0, F(1, 2), F(1, 4), F(1, 8))
    assert bounds.independent < none <= bounds.uncorrelated


def test_an_infinite_sum_of_marginals_may_remove_nobody_and_a_finite_one_everybody():
    # Decided once, at birth: turns in document n if a uniform number is below c/n.
    born = np.random.default_rng(5).random(200_000)
    marginals = 0.3 / np.arange(1, 1001)
    assert marginals.sum() > 2
    assert (born >= marginals.max()).mean() == pytest.approx(
        clean_between(marginals).most, abs=5e-3
    )
    # Exactly one turn, somewhere: the sum is 1, and nobody is left.
    assert clean_between([F(1, 2), F(1, 4), F(1, 4)]).least == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda: evidence(-1, 0.5, 3),
        lambda: evidence(1, 1, 3),
        lambda: evidence(1, 0.5, -1),
        lambda: evidence_in_all(11, 0.5),
        lambda: still_clean_at_one(0, 3),
        lambda: clean_between([]),
        lambda: clean_between([0.5, 1.5]),
    ],
)
def test_refusals(call):
    with pytest.raises(ValueError, match="allowed"):
        call()
