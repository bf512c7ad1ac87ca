"""Triggers: the rotation against the book's learner in fractions, the late starts against enumeration."""

import itertools
import math
from fractions import Fraction as F

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from waluigi.model import Belief, Corpus
from waluigi.triggers import rotation_hazard, rotation_left

examples = settings(max_examples=80, deadline=None, derandomize=True)
rates = st.fractions(0, F(9, 10), max_denominator=20)


def rotated(triggers, rate, documents, quiet):
    """The learner reads the documents one by one: the hazard of the next, and the odds that are left."""
    kinds = [f"kind {i}" for i in range(triggers)]
    waluigis = {k: {s: rate if s == k else F(0) for s in [*kinds, "quiet"]} for k in kinds}
    nobody = dict.fromkeys([*kinds, "quiet"], F(0))
    belief = Belief.from_odds(
        {**dict.fromkeys(kinds, 1), "Luigi": triggers}, {**waluigis, "Luigi": nobody}
    )

    def kind(document):
        return "quiet" if document < quiet else kinds[(document - quiet) % triggers]

    for document in range(documents):
        belief = belief.update(Corpus({kind(document): 1}))
    left = 1 - belief.share("Luigi")
    return belief.predict(kind(documents)) / left, left / (1 - left)


@examples
@given(st.integers(1, 6), rates, st.integers(0, 15), st.integers(0, 4))
def test_a_rotation_is_read_as_the_model_reads_it(triggers, rate, documents, quiet):
    hazard, odds = rotated(triggers, rate, documents, quiet)
    assert rotation_hazard(triggers, float(rate), documents, quiet) == pytest.approx(float(hazard))
    assert rotation_left(triggers, float(rate), documents, quiet) == pytest.approx(float(odds))


def test_two_that_alternate():
    assert [1 - rotation_hazard(2, 0.5, d) for d in range(4)] == pytest.approx(
        [3 / 4, 2 / 3, 3 / 4, 2 / 3]
    )


def test_a_planned_year_that_nobody_knows():
    years = rotation_hazard(50, 1, np.array([0, 49, 50, 94, 98, 99]), 50)
    assert years == pytest.approx([0, 0, 1 / 50, 1 / 6, 1 / 2, 1])
    assert rotation_left(50, 1, [50, 75, 100, 130], 50) == pytest.approx([1, 0.5, 0, 0])
    assert rotation_hazard(50, 1, [100, 149], 50).tolist() == [0, 0]


def test_within_a_round_the_loss_grows_and_over_rounds_it_does_not():
    losses = rotation_hazard(100, 0.9, np.arange(200))
    assert losses[[0, 99]] == pytest.approx([0.009, 0.9 / 10.9])
    assert (np.diff(losses[:100]) > 0).all()
    assert losses[100:] == pytest.approx(losses[:100])


# thm-late-start


@examples
@given(st.lists(st.tuples(rates, rates, st.integers(1, 9)), min_size=1, max_size=5))
def test_a_clean_document_there_lowers_the_hazard_here_by_the_covariance(personas):
    names = [str(i) for i in range(len(personas))]
    table = {i: {"here": x, "there": y} for i, (x, y, _) in zip(names, personas, strict=True)}
    belief = Belief.from_odds({i: p[2] for i, p in zip(names, personas, strict=True)}, table)
    share = belief.shares
    here, there = belief.predict("here"), belief.predict("there")
    both = sum(share[i] * table[i]["here"] * table[i]["there"] for i in names)
    after = belief.update(Corpus({"there": 1}))
    assert here - after.predict("here") == (both - here * there) / (1 - there)


@examples
@given(
    st.lists(st.tuples(rates, st.integers(1, 9)), min_size=1, max_size=4),
    st.fractions(F(1, 10), 500, max_denominator=10),
    st.integers(0, 5),
)
def test_when_the_share_falls_faster_than_before(waluigis, odds, read):
    total = sum(weight for _, weight in waluigis)
    assume(any(rate for rate, _ in waluigis))

    def share(documents):
        left = odds * sum(w * (1 - p) ** documents for p, w in waluigis) / total
        return left / (1 + left)

    left = [w * (1 - p) ** read for p, w in waluigis]
    mean, square = (
        sum(x * p**power for x, (p, _) in zip(left, waluigis, strict=True)) / sum(left)
        for power in (1, 2)
    )
    falls = share(read) - share(read + 1), share(read + 1) - share(read + 2)
    s = share(read)
    assert (falls[1] > falls[0]) == (square * (1 + s * mean) < 2 * s * mean**2)


@examples
@given(st.floats(0.05, 5), st.floats(0.01, 5))
def test_tenfolds_of_a_beta_buy_ever_more_exactly_from_a_plus_2b_on(a, b):
    with mpmath.workdps(60):

        def bought(n):
            a_, b_ = mpmath.mpf(a), mpmath.mpf(b)
            return n * (mpmath.digamma(a_ + b_ + n) - mpmath.digamma(b_ + n))

        amounts = [bought(mpmath.mpf(10) ** k) for k in range(-2, 13)]
    grows = [y > x for x, y in itertools.pairwise(amounts)]
    assume(not math.isclose(a + 2 * b, 1, rel_tol=1e-9))
    assert all(grows) == (a + 2 * b > 1)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: rotation_hazard(0, 0.5, 1), "triggers is 0"),
        (lambda: rotation_hazard(2, 1.5, 1), "rate is 1.5"),
        (lambda: rotation_left(2, 0.5, -1), "documents is -1"),
        (lambda: rotation_left(2, 0.5, 1, 0.5), "quiet is 0.5"),
    ],
)
def test_bad_input_is_named(call, named):
    with pytest.raises(ValueError, match=named):
        call()
