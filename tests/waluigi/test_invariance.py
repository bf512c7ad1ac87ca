"""Classes and reach, checked on every corpus of a few documents."""

import itertools
import math
from fractions import Fraction as F

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from waluigi.invariance import (
    MASS_MOVED_AT_MOST,
    TrainClass,
    epsilon,
    mass_moved,
    mass_moved_at_most,
    n,
    out_of_reach,
    reach,
    spread,
    train_classes,
)
from waluigi.model import Belief, Corpus

examples = settings(max_examples=40, deadline=None, derandomize=True)
NAMES = ("Luigi", "slipping", "clever", "odd", "shy")
rates = st.sampled_from([F(0), F(1, 3), F(1, 2), F(1)])


@st.composite
def beliefs(draw, rates=rates):
    weights = draw(st.lists(st.integers(1, 5), min_size=2, max_size=5))
    names = NAMES[: len(weights)]
    turns = {h: {s: draw(rates) for s in ("chat", "exam", "coup")} for h in names}
    return Belief.from_odds(dict(zip(names, weights, strict=True)), turns)


def all_corpora(documents, scenarios=("chat", "exam")):
    """Every corpus of exactly so many documents on the tested scenarios."""
    kinds = list(itertools.product(scenarios, ("clean", "turned")))
    for text in itertools.combinations_with_replacement(kinds, documents):
        yield Corpus.of(text)


def after_each(belief, corpora):
    """What the belief becomes under each corpus that some hypothesis can write."""
    for corpus in corpora:
        if any(belief_can_write(belief, h, corpus) for h in belief.hypotheses):
            yield belief.update(corpus)


def belief_can_write(belief, h, corpus):
    row = belief.turns[h]
    return all(row[s] < 1 for s in corpus.clean) and all(row[s] > 0 for s in corpus.turned)


@examples
@given(beliefs())
def test_training_moves_the_shares_of_classes_and_nothing_else(belief):
    tested = ("chat", "exam")
    before = {c.members: c for c in train_classes(belief, "coup", tested)}
    assert set(before) == set(belief.classes(tested))
    for after in after_each(belief, all_corpora(2)):
        classes = train_classes(after, "coup", tested)
        for each in classes:
            assert each.prediction == before[each.members].prediction
            assert each.share == sum(after.shares[h] for h in each.members)
        assert after.predict("coup") == sum(each.share * each.prediction for each in classes)


@examples
@given(beliefs())
def test_the_prediction_moves_by_the_covariance_of_passing_and_turning(belief):
    """Part 2 of the theorem, in fractions, hypothesis by hypothesis instead of class by class."""
    for corpus in all_corpora(2):
        if not any(belief_can_write(belief, h, corpus) for h in belief.hypotheses):
            continue
        likelihood = {
            h: math.prod(
                (1 - row[s]) ** corpus.clean.get(s, 0) * row[s] ** corpus.turned.get(s, 0)
                for s in ("chat", "exam")
            )
            for h, row in belief.turns.items()
        }
        shares, coup = belief.shares, {h: row["coup"] for h, row in belief.turns.items()}
        passing = sum(shares[h] * likelihood[h] for h in shares)
        turning = sum(shares[h] * coup[h] for h in shares)
        both = sum(shares[h] * likelihood[h] * coup[h] for h in shares)
        moved = belief.update(corpus).predict("coup") - belief.predict("coup")
        assert moved == (both - passing * turning) / passing


def test_some_clean_corpus_moves_what_classes_differ_about():
    """And none moves what all classes predict alike, however much their rates differ."""
    belief = Belief(
        {"a": F(1, 4), "b": F(1, 2), "c": F(1, 4)},
        {
            "a": {"chat": F(1, 4), "coup": 1},
            "b": {"chat": F(1, 2), "coup": F(1, 2)},
            "c": {"chat": F(3, 4), "coup": 0},
        },
    )
    level = Belief(belief.prior, {h: {**row, "coup": F(1, 3)} for h, row in belief.turns.items()})
    assert not out_of_reach(belief, "coup", ["chat"])
    assert out_of_reach(level, "coup", ["chat"])
    assert belief.update(Corpus({"chat": 1})).predict("coup") > belief.predict("coup")
    for clean in range(1, 30):
        assert level.update(Corpus({"chat": clean})).predict("coup") == F(1, 3)


def test_removing_a_class_can_raise_the_risk():
    belief = Belief(
        {"Luigi": F(1, 100), "clever": F(90, 100), "blunt": F(9, 100)},
        {
            "Luigi": {"chat": 0, "coup": 0},
            "clever": {"chat": 0, "coup": 1},
            "blunt": {"chat": 1, "coup": F(1, 2)},
        },
    )
    assert belief.predict("coup") == F(189, 200)
    assert belief.update(Corpus({"chat": 1})).predict("coup") == F(90, 91)


def test_the_prediction_of_a_class_by_hand():
    belief = Belief(
        {"Luigi": F(1, 2), "clever": F(1, 4), "slipping": F(1, 4)},
        {
            "Luigi": {"chat": 0, "coup": 0},
            "clever": {"chat": 0, "coup": 1},
            "slipping": {"chat": F(1, 2), "coup": F(1, 10)},
        },
    )
    after = belief.update(Corpus({"chat": 1}))
    assert train_classes(after, "coup") == (
        TrainClass(("Luigi", "clever"), F(6, 7), F(1, 3)),
        TrainClass(("slipping",), F(1, 7), F(1, 10)),
    )
    assert train_classes(belief, "coup") == (
        TrainClass(("Luigi", "clever", "slipping"), F(1), F(11, 40)),
    )
    assert spread(after, "coup") == F(7, 30)
    assert mass_moved(belief, after) == F(3, 28)
    assert reach(belief, after, "coup") == F(7, 30) * F(3, 28)
    assert abs(after.predict("coup") - belief.predict("coup")) == F(7, 30) * F(3, 28)


def test_frozen_to_the_last_bit_in_floats():
    rows = {
        "a": {"chat": 0.013, "coup": 0.7},
        "b": {"chat": 0.013, "coup": 0.1},
        "c": {"chat": 0.2, "coup": 0.3},
    }
    belief = Belief({"a": 0.11, "b": 0.23, "c": 0.66}, rows)
    before = train_classes(belief, "coup", ["chat"])[0]
    for size in (1, 10, 1000, 10**15):
        after = train_classes(belief.update(Corpus({"chat": size}, {"chat": size // 70})), "coup")
        assert after[0].prediction == before.prediction
        assert after[0].share > before.share


def test_classes_without_share_are_left_out():
    belief = Belief(
        {"a": F(1, 2), "b": F(1, 2), "c": 0},
        {
            "a": {"chat": 0, "coup": 0},
            "b": {"chat": 1, "coup": 1},
            "c": {"chat": F(1, 2), "coup": 1},
        },
    )
    after = belief.update(Corpus({"chat": 1}))
    assert train_classes(after, "coup") == (TrainClass(("a",), F(1), F(0)),)
    assert out_of_reach(after, "coup")
    assert not out_of_reach(belief, "coup", ["chat"])


@examples
@given(beliefs(st.sampled_from([F(0), F(1, 2), F(1)])))
def test_the_force_is_zero_for_every_corpus_iff_all_classes_predict_the_same(belief):
    # With k classes, corpora of up to k - 1 documents decide it: they span the polynomials of
    # degree k - 1 in the rates, among which are those that are 1 at one class and 0 at the rest.
    tested = ("chat", "exam")
    k = len(belief.classes(tested))
    corpora = itertools.chain.from_iterable(map(all_corpora, range(1, k)))
    unmoved = all(
        after.predict("coup") == belief.predict("coup") for after in after_each(belief, corpora)
    )
    assert unmoved == out_of_reach(belief, "coup", tested)


def test_one_corpus_may_leave_a_prediction_alone_that_another_moves():
    belief = Belief.from_odds(
        {"Luigi": 1, "slipping": 1, "bold": 1},
        {
            "Luigi": {"chat": 0, "coup": 0},
            "slipping": {"chat": F(1, 2), "coup": F(1, 2)},
            "bold": {"chat": 1, "coup": 0},
        },
    )
    assert not out_of_reach(belief, "coup", ["chat"])
    one = belief.update(Corpus({"chat": 1}))
    assert one.predict("coup") == belief.predict("coup") == F(1, 6)
    assert one.shares != belief.shares
    assert one.update(Corpus({"chat": 1})).predict("coup") == F(1, 10)


@examples
@given(beliefs())
def test_the_reach_bounds_every_movement_and_is_exact_for_two_classes(belief):
    for after in after_each(belief, itertools.chain(all_corpora(1), all_corpora(3))):
        moved = abs(after.predict("coup") - belief.predict("coup"))
        bound = reach(belief, after, "coup")
        assert moved <= bound
        if len(belief.classes(after.seen.scenarios)) == 2:
            assert moved == bound


def test_with_three_classes_the_reach_need_not_be_attained():
    belief = Belief.from_odds(
        {"Luigi": 1, "slipping": 1, "bold": 1},
        {
            "Luigi": {"chat": 0, "coup": 0},
            "slipping": {"chat": F(1, 2), "coup": 1},
            "bold": {"chat": F(3, 4), "coup": F(1, 10)},
        },
    )
    after = belief.update(Corpus({"chat": 1}))
    moved = abs(after.predict("coup") - belief.predict("coup"))
    assert 0 < moved < reach(belief, after, "coup")


@examples
@given(beliefs())
def test_the_mass_moved_is_the_most_that_any_set_gained(belief):
    for after in after_each(belief, all_corpora(2)):
        gains = [after.share(h) - belief.share(h) for h in belief.hypotheses]
        most = max(
            sum(subset)
            for size in range(len(gains) + 1)
            for subset in itertools.combinations(gains, size)
        )
        assert mass_moved(belief, after) == mass_moved(after, belief) == most


@examples
@given(
    st.lists(st.integers(1, 20), min_size=2, max_size=5),
    st.lists(st.floats(0.05, 0.6), min_size=5, max_size=5),
)
def test_no_documents_move_more_mass_than_their_evidence_allows(weights, leaks):
    names = NAMES[: len(weights)]
    leaks = leaks[: len(weights)]
    turns = {h: {"chat": leak} for h, leak in zip(names, leaks, strict=True)}
    belief = Belief.from_odds(dict(zip(names, map(float, weights), strict=True)), turns)
    least, most = min(leaks), max(leaks)
    ratio = max(math.log(most / least), math.log((1 - least) / (1 - most)))
    for size in (1, 2, 5):
        for after in after_each(belief, all_corpora(size, ("chat",))):
            assert mass_moved(belief, after) <= mass_moved_at_most(size, ratio) + 1e-15


@pytest.mark.parametrize("leak", [0.001, 0.1, 0.5])
@pytest.mark.parametrize("documents", [1, 7, 100])
def test_two_hypotheses_attain_the_bound(leak, documents):
    ratio = -math.log1p(-leak)
    luigi = 1 / (1 + math.exp(documents * ratio / 2))
    rows = {"Luigi": {"chat": 0.0}, "slipping": {"chat": leak}}
    before = Belief({"Luigi": luigi, "slipping": 1 - luigi}, rows)
    moved = mass_moved(before, before.update(Corpus({"chat": documents})))
    assert moved == pytest.approx(mass_moved_at_most(documents, ratio), rel=1e-12)
    assert moved == pytest.approx(math.tanh(documents * ratio / 4), rel=1e-12)


def test_the_bound_is_the_largest_shift_of_a_share_whose_log_odds_move_so_far():
    x, d = sympy.symbols("x d", positive=True)
    share = 1 / (1 + sympy.exp(-x))
    shift = share.subs(x, d / 2) - share.subs(x, -d / 2)
    bound = MASS_MOVED_AT_MOST.subs(n * epsilon, d)
    assert sympy.simplify((shift - bound).rewrite(sympy.exp)) == 0
    grid = np.linspace(-30, 30, 6001)
    shifts = 1 / (1 + np.exp(-grid - 2.5)) - 1 / (1 + np.exp(-grid))
    assert shifts.max() == pytest.approx(mass_moved_at_most(1, 2.5), rel=1e-6)
    assert shifts.max() <= mass_moved_at_most(1, 2.5)


def test_bounds_broadcast_and_saturate():
    assert mass_moved_at_most([0, 1, 10**15], 1.0) == pytest.approx([0, math.tanh(0.25), 1])
    assert mass_moved_at_most(10**15, [0, 1e-300]) == pytest.approx([0, 2.5e-286], rel=1e-14)


def test_symbols_give_the_reach_of_an_arbitrary_corpus():
    N = sympy.Symbol("N", integer=True, nonnegative=True)
    p, x, y = sympy.symbols("p x y", positive=True)
    rows = {"Luigi": {"chat": 0, "coup": x}, "slipping": {"chat": p, "coup": y}}
    before = Belief.from_odds({"Luigi": 1, "slipping": 3}, rows)
    after = before.update(Corpus({"chat": N}))
    values = {p: 0.25, x: 0.5, y: 0.125, N: 3}
    numbers = Belief(
        {"Luigi": 0.25, "slipping": 0.75},
        {"Luigi": {"chat": 0, "coup": 0.5}, "slipping": {"chat": 0.25, "coup": 0.125}},
    )
    expected = reach(numbers, numbers.update(Corpus({"chat": 3})), "coup")
    assert float(reach(before, after, "coup").subs(values)) == pytest.approx(expected, rel=1e-13)
    assert {c.prediction for c in train_classes(after, "coup")} == {x, y}
    assert out_of_reach(after, "chat", ["chat"]) is False


HALVES = {"a": 0.5, "b": 0.5}
EVEN = Belief(HALVES, {"a": {"chat": 0, "coup": 0}, "b": {"chat": 0.5, "coup": 1}})
OTHER = Belief(HALVES, {"a": {"chat": 0, "coup": 0}, "b": {"chat": 0.5, "coup": 0}})
RENAMED = Belief({"a": 0.5, "c": 0.5}, {"a": EVEN.turns["a"], "c": EVEN.turns["b"]})
REFUSED = {
    "scenario is 'exam'; allowed: 'chat', 'coup'": lambda: train_classes(EVEN, "exam"),
    "a name in scenarios is 'exam'; allowed": lambda: spread(EVEN, "coup", ["exam"]),
    "scenarios is 'chat'; allowed: several names": lambda: out_of_reach(EVEN, "coup", "chat"),
    "the hypotheses of after is .*; allowed: those of before": lambda: mass_moved(EVEN, RENAMED),
    r"after\.turns is .*; allowed: that of before": lambda: reach(EVEN, OTHER, "coup"),
    "documents is -1; allowed: a whole number from 0 to ": lambda: mass_moved_at_most(-1, 1),
    r"documents is 1\.5; allowed: a whole number": lambda: mass_moved_at_most(1.5, 1),
    r"documents is True; allowed: a whole number": lambda: mass_moved_at_most(True, 1),
    r"documents\[1\] is 9007199254740993; allowed": lambda: mass_moved_at_most([1, 2**53 + 1], 1),
    r"ratio is -1; allowed: a finite number, 0 or more": lambda: mass_moved_at_most(1, -1),
    r"ratio is nan; allowed: a finite number, 0 or more": lambda: mass_moved_at_most(1, math.nan),
    r"ratio\[0\] is inf; allowed: a finite number": lambda: mass_moved_at_most(1, [math.inf]),
}


@pytest.mark.parametrize("message", REFUSED)
def test_bad_input_is_named(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()
