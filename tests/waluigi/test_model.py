"""The model against document-by-document twins, exact cases, and its own extremes."""

import copy
import itertools
import math
import pickle
import time
from dataclasses import FrozenInstanceError
from fractions import Fraction as F

import mpmath
import numpy as np
import pandas as pd
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from waluigi.model import Belief, Corpus

HYPOTHESES = ("Luigi", "slipping", "clever", "odd")
SCENARIOS = ("chat", "exam", "coup")
N, M = sympy.symbols("N M", integer=True, nonnegative=True)

examples = settings(max_examples=60, deadline=None, derandomize=True)
rates = st.sampled_from([F(0), F(1), F(1, 2), F(1, 3), F(2, 3), F(1, 10), F(99, 100)])
documents = st.tuples(st.sampled_from(SCENARIOS), st.sampled_from(("clean", "turned")))


@st.composite
def exact_beliefs(draw, rates=rates):
    weights = draw(st.lists(st.integers(1, 9), min_size=2, max_size=4))
    names = HYPOTHESES[: len(weights)]
    turns = {h: {s: draw(rates) for s in SCENARIOS} for h in names}
    return Belief.from_odds(dict(zip(names, weights, strict=True)), turns)


def in_floats(belief):
    return Belief(
        {h: float(share) for h, share in belief.prior.items()},
        {h: {s: float(r) for s, r in row.items()} for h, row in belief.turns.items()},
    )


def one_by_one(belief, documents):
    """The naive twin: multiply and normalise after each document; None if nobody is left."""
    shares = dict(belief.prior)
    for scenario, kind in documents:
        for h in shares:
            rate = belief.turns[h][scenario]
            shares[h] *= rate if kind == "turned" else 1 - rate
        total = sum(shares.values())
        if total == 0:
            return None
        shares = {h: share / total for h, share in shares.items()}
    return shares


def two(a, b, prior=(0.5, 0.5)):
    return Belief({"a": prior[0], "b": prior[1]}, {"a": a, "b": b})


# The twins


@examples
@given(exact_beliefs(), st.lists(documents, max_size=10))
def test_fractions_equal_updates_one_document_at_a_time(belief, read):
    expected = one_by_one(belief, read)
    if expected is None:
        with pytest.raises(ValueError, match="the corpus is Corpus"):
            belief.update(Corpus.of(read))
        return
    after = belief.update(Corpus.of(read))
    assert after.shares == expected
    assert all(type(share) is F for share in after.shares.values())
    for s in SCENARIOS:
        assert after.predict(s) == sum(expected[h] * belief.turns[h][s] for h in expected)
    for a, b in itertools.permutations(expected, 2):
        if expected[b] != 0:
            assert after.odds(a, b) == expected[a] / expected[b]
        elif expected[a] != 0:
            assert after.odds(a, b) == math.inf


@examples
@given(exact_beliefs(), st.lists(documents, max_size=10))
def test_floats_agree_with_updates_one_document_at_a_time(belief, read):
    belief = in_floats(belief)
    expected = one_by_one(belief, read)
    assume(expected is not None)
    after = belief.update(Corpus.of(read))
    assert max(abs(after.share(h) - expected[h]) for h in expected) < 1e-14
    assert all(type(share) is float for share in after.shares.values())
    alive = [h for h in expected if expected[h] > 0]
    for a, b in itertools.product(alive, alive):
        assert after.log_odds(a, b) == pytest.approx(
            math.log(expected[a] / expected[b]), rel=1e-12, abs=1e-13
        )


@examples
@given(exact_beliefs(), st.lists(documents, max_size=10))
def test_log_likelihood_is_the_logarithm_of_the_product(belief, read):
    corpus = Corpus.of(read)
    for h, row in belief.turns.items():
        product = math.prod(row[s] if kind == "turned" else 1 - row[s] for s, kind in read)
        alone = Belief({h: 1, "spare": 0}, {h: row, "spare": row})
        if product == 0:
            with pytest.raises(ValueError, match="the corpus"):
                alone.update(corpus)
        else:
            got = alone.update(corpus).log_likelihood(h)
            assert got == pytest.approx(math.log(product), rel=1e-14, abs=1e-14)


def test_excluded_hypotheses_have_log_likelihood_minus_infinity():
    after = two({"chat": 0}, {"chat": F(1, 2)}, (F(1, 2), F(1, 2))).update(Corpus({}, {"chat": 1}))
    assert after.log_likelihood("a") == -math.inf
    assert after.log_likelihood("b") == -math.log(2)


# Staging and order


@examples
@given(exact_beliefs(), st.lists(documents, max_size=8), st.integers(0, 8))
def test_stages_equal_one_update_and_the_posterior_is_the_next_prior(belief, read, cut):
    assume(one_by_one(belief, read) is not None)
    pretraining, instruct = Corpus.of(read[:cut]), Corpus.of(read[cut:])
    base = belief.update(pretraining)
    chat = base.update(instruct)
    assert chat == belief.update(pretraining + instruct) == belief.update(instruct + pretraining)
    assert chat.shares == Belief(base.shares, belief.turns).update(instruct).shares


@examples
@given(st.lists(documents, max_size=8), st.randoms(use_true_random=False))
def test_a_corpus_forgets_the_order(read, random):
    shuffled = list(read)
    random.shuffle(shuffled)
    assert Corpus.of(shuffled) == Corpus.of(read)
    assert Corpus.of(read).documents == len(read)
    assert set(Corpus.of(read).scenarios) == {scenario for scenario, _ in read}


# Invariance


@examples
@given(
    st.floats(1e-9, 1 - 1e-9),
    st.floats(1e-300, 1, exclude_max=True),
    st.integers(0, 10**15),
    st.integers(0, 10**15),
)
def test_equal_rows_keep_their_odds_to_the_last_bit(share, rate, clean, turned):
    a = {"chat": rate, "exam": rate / 2, "coup": 0.0}
    b = {"chat": rate, "exam": rate / 2, "coup": 1.0}
    before = two(a, b, (share, 1 - share))
    after = before.update(Corpus({"chat": clean, "exam": turned}, {"chat": turned, "exam": clean}))
    assert after.odds("a", "b") == before.odds("a", "b") == share / (1 - share)
    assert after.log_odds("a", "b") == before.log_odds("a", "b")
    assert after.shares == before.shares
    assert after.predict("coup") == before.predict("coup")


def test_three_times_stays_exactly_three_times_after_a_trillion_documents():
    rows = {"chat": F(1, 100), "coup": 0}, {"chat": F(1, 100), "coup": 1}
    belief = two(*rows, (F(3, 4), F(1, 4)))
    after = belief.update(Corpus({"chat": 10**12}, {"chat": 10**9}))
    assert after.odds("a", "b") == 3
    assert after.shares == {"a": F(3, 4), "b": F(1, 4)}


@examples
@given(rates, rates)
def test_odds_move_under_one_clean_document_unless_the_rates_are_equal(a, b):
    belief = two({"chat": a}, {"chat": b}, (F(1, 4), F(3, 4)))
    assume(not a == b == 1)
    after = belief.update(Corpus({"chat": 1}))
    assert (after.odds("a", "b") == belief.odds("a", "b")) == (a == b)


def test_one_corpus_may_leave_odds_alone_between_unequal_rates():
    belief = two({"chat": F(3, 10)}, {"chat": F(7, 10)}, (F(1, 4), F(3, 4)))
    assert belief.update(Corpus({"chat": 1}, {"chat": 1})).odds("a", "b") == F(1, 3)
    assert belief.update(Corpus({"chat": 1}, {"chat": 2})).odds("a", "b") == F(1, 7)


def test_rates_of_zero_and_one_share_no_possible_document():
    belief = two({"chat": 0}, {"chat": 1}, (F(1, 2), F(1, 2)))
    assert belief.update(Corpus({"chat": 1})).odds("a", "b") == math.inf
    assert belief.update(Corpus({"chat": 1})).odds("b", "a") == 0
    with pytest.raises(ValueError, match="the corpus"):
        belief.update(Corpus({"chat": 1}, {"chat": 1}))


# Extremes

EXTREMES = [
    (1e-300, 2e-300, 10**15, 0),
    (1e-300, 2e-300, 10**15, 1),
    (1e-300, 0.5, 10**15, 10**15),
    (5e-324, 1e-300, 10**15, 7),
    (1e-15, 1.0000001e-15, 10**15, 1),
    (0.3, 0.7, 5 * 10**14, 5 * 10**14),
    (0.3, 0.3 + 1e-9, 7 * 10**14, 3 * 10**14),
    (0.5, 0.5 + 2**-53, 10**15, 10**15 - 3),
    (1 - 2**-53, 0.25, 1, 10**15),
    (0.0, 1e-300, 10**15, 0),
]


@pytest.mark.parametrize(("a", "b", "clean", "turned"), EXTREMES)
def test_extremes_against_700_digits(a, b, clean, turned):
    belief = two({"chat": a, "exam": 0.01}, {"chat": b, "exam": 0.01}, (0.25, 0.75))
    after = belief.update(Corpus({"chat": clean, "exam": 10**15}, {"chat": turned}))
    with mpmath.workdps(700):
        x, y, z = mpmath.mpf(a), mpmath.mpf(b), mpmath.mpf(0.01)

        def log_likelihood(rate):
            of_turns = turned * mpmath.log(rate) if turned else 0
            return clean * mpmath.log(1 - rate) + of_turns + 10**15 * mpmath.log(1 - z)

        evidence = log_likelihood(x) - log_likelihood(y)
        log_odds = mpmath.log(1) - mpmath.log(3) + evidence
        share = 1 / (1 + mpmath.exp(-log_odds))
        expected = [float(v) for v in (log_odds, mpmath.exp(log_odds), share, log_likelihood(x))]
        even = float(evidence)
    got = [after.log_odds("a", "b"), after.odds("a", "b"), after.share("a")]
    got.append(after.log_likelihood("a"))
    assert got == pytest.approx(expected, rel=4e-16, abs=0)
    from_even = Belief({"a": 0.5, "b": 0.5}, belief.turns).update(after.seen)
    assert from_even.log_odds("a", "b") == pytest.approx(even, rel=4e-16, abs=0)
    mirrored = from_even.log_odds("b", "a")
    assert mirrored == -from_even.log_odds("a", "b")


def test_log_odds_stay_finite_where_odds_overflow():
    after = two({"chat": 0.0}, {"chat": 0.5}).update(Corpus({"chat": 10**15}))
    assert after.odds("a", "b") == math.inf
    assert after.odds("b", "a") == 0
    assert after.log_odds("a", "b") == pytest.approx(10**15 * math.log(2), rel=1e-15)
    assert after.shares == {"a": 1, "b": 0}


def test_log_odds_in_fractions_need_no_powers():
    after = two({"chat": 0}, {"chat": F(1, 100)}, (F(1, 2), F(1, 2))).update(
        Corpus({"chat": 10**15})
    )
    assert after.log_odds("a", "b") == pytest.approx(-(10**15) * math.log1p(-0.01), rel=1e-15)
    with pytest.raises(ValueError, match=r"probability 99/100 is 10{15}; allowed: powers of fract"):
        after.odds("a", "b")


def test_the_largest_exact_power_is_about_a_million_bits():
    belief = two({"chat": 0}, {"chat": F(1, 2)}, (F(1, 2), F(1, 2)))
    fits = belief.update(Corpus({"chat": 2**19}))
    assert fits.odds("a", "b") == 2 ** (2**19)
    with pytest.raises(ValueError, match="allowed: powers of fractions up to 1048576 bits"):
        belief.update(Corpus({"chat": 2**19 + 1})).odds("a", "b")


def test_cost_does_not_depend_on_the_number_of_documents():
    names = [str(i) for i in range(200)]
    turns = {h: {"chat": (i + 1) / 300} for i, h in enumerate(names)}
    belief = Belief.from_odds(dict.fromkeys(names, 1.0), turns)
    seconds = {}
    for size in (10, 10**300):
        start = time.perf_counter()
        after = belief.update(Corpus({"chat": size}, {"chat": size}))
        assert sum(after.shares.values()) == pytest.approx(1, abs=1e-15)
        seconds[size] = time.perf_counter() - start
    assert seconds[10**300] < 1


# Symbols


def symbolic():
    w, r, q = sympy.symbols("w r q", positive=True)
    belief = Belief(
        prior={"Luigi": 1 - w, "slipping": w / 3, "clever": 2 * w / 3},
        turns={
            "Luigi": {"chat": r, "coup": 0},
            "slipping": {"chat": q, "coup": q},
            "clever": {"chat": r, "coup": 1},
        },
    )
    return belief, (w, r, q)


def test_an_arbitrary_corpus_leaves_train_equivalent_odds_alone():
    belief, (w, _, _) = symbolic()
    after = belief.update(Corpus({"chat": N}, {"chat": M}))
    assert sympy.simplify(after.odds("Luigi", "clever") - (1 - w) / (2 * w / 3)) == 0
    assert after.log_likelihood("Luigi") - after.log_likelihood("clever") == 0
    assert (
        sympy.simplify(after.log_odds("Luigi", "clever") - belief.log_odds("Luigi", "clever")) == 0
    )


def test_symbols_become_the_fractions_when_numbers_are_put_in():
    belief, (w, r, q) = symbolic()
    after = belief.update(Corpus({"chat": N}, {"chat": M}))
    for numbers in [(3, 2), (0, 4), (5, 0), (0, 0)]:
        values = {w: F(1, 4), r: F(1, 7), q: F(2, 5)}
        put = {k: sympy.Rational(v.numerator, v.denominator) for k, v in values.items()}
        put |= dict(zip((N, M), map(sympy.Integer, numbers), strict=True))

        def number(expression, values=values):
            return F(*sympy.sympify(expression).subs(list(values.items())).as_numer_denom())

        exact = Belief(
            {h: number(x) for h, x in belief.prior.items()},
            {h: {s: number(x) for s, x in row.items()} for h, row in belief.turns.items()},
        ).update(Corpus({"chat": numbers[0]}, {"chat": numbers[1]}))
        for h in exact.hypotheses:
            assert after.share(h).subs(put) == exact.share(h)
            assert after.log_likelihood(h).subs(put).evalf(30) == pytest.approx(
                exact.log_likelihood(h), rel=1e-14
            )
        assert after.odds("slipping", "Luigi").subs(put) == exact.odds("slipping", "Luigi")
        assert after.predict("coup").subs(put) == exact.predict("coup")
        assert float(after.log_odds("slipping", "Luigi").subs(put)) == pytest.approx(
            exact.log_odds("slipping", "Luigi"), rel=1e-14
        )


def test_zero_times_log_zero_is_zero_in_symbols():
    p = sympy.Symbol("p", positive=True)
    belief = Belief.from_odds(
        {"Luigi": 1, "slipping": 1}, {"Luigi": {"chat": 0}, "slipping": {"chat": p}}
    )
    after = belief.update(Corpus({"chat": N}, {"chat": M}))
    assert after.log_likelihood("Luigi").subs(M, 0) == 0
    assert after.log_likelihood("Luigi").subs(M, 2) == -sympy.oo
    assert after.share("Luigi").subs(M, 2) == 0
    assert after.share("Luigi").subs({M: 0, N: 0}) == sympy.Rational(1, 2)


def test_symbolic_counts_declared_positive_exclude():
    turned = sympy.Symbol("m", integer=True, positive=True)
    belief = two({"chat": 0}, {"chat": F(1, 2)}, (F(1, 2), F(1, 2)))
    after = belief.update(Corpus({}, {"chat": turned}))
    assert after.share("b") == 1
    assert after.odds("b", "a") == sympy.oo
    with pytest.raises(ValueError, match="the corpus"):
        two({"chat": 0}, {"chat": 0}).update(Corpus({}, {"chat": turned}))


# Parts of the belief


@examples
@given(exact_beliefs(), st.lists(documents, max_size=6))
def test_a_side_is_the_belief_given_that_one_of_it_is_true(belief, read):
    expected = one_by_one(belief, read)
    assume(expected is not None)
    after = belief.update(Corpus.of(read))
    for size in range(1, len(expected) + 1):
        for side in itertools.combinations(expected, size):
            share = sum(expected[h] for h in side)
            assert after.share(*side) == share
            if share == 0:
                with pytest.raises(ValueError, match="hypotheses is "):
                    after.given(*side)
                continue
            given = after.given(*side)
            assert given.shares == {h: expected[h] / share for h in side}
            for s in SCENARIOS:
                turning = sum(expected[h] * belief.turns[h][s] for h in side)
                assert given.predict(s) == turning / share


def test_classes_are_hypotheses_with_equal_rows():
    rows = {
        "Luigi": {"chat": 0, "exam": 0, "coup": 0},
        "slipping": {"chat": 0.5, "exam": 0, "coup": 0},
        "clever": {"chat": 0, "exam": 0.0, "coup": 1},
        "half": {"chat": F(1, 2), "exam": 1, "coup": 0},
    }
    belief = Belief.from_odds(dict.fromkeys(rows, 1), rows)
    assert belief.classes() == (tuple(rows),)
    assert belief.classes(["chat"]) == (("Luigi", "clever"), ("slipping", "half"))
    assert belief.classes(["chat", "coup"]) == (("Luigi",), ("slipping", "half"), ("clever",))
    assert belief.update(Corpus({"exam": 3})).classes() == (
        ("Luigi", "slipping", "clever"),
        ("half",),
    )


def test_weights_need_not_sum_to_one():
    turns = {"Luigi": {"chat": 0}, "clever": {"chat": 0}}
    assert Belief.from_odds({"Luigi": 3, "clever": 1}, turns).prior == {
        "Luigi": F(3, 4),
        "clever": F(1, 4),
    }
    assert Belief.from_odds({"Luigi": 3.0, "clever": 1}, turns).share("Luigi") == 0.75
    o = sympy.Symbol("o", positive=True)
    assert Belief.from_odds({"Luigi": o, "clever": 1}, turns).odds("Luigi", "clever") == o


def test_numbers_decide_the_arithmetic():
    turns = {"a": {"chat": 0}, "b": {"chat": 1}}
    assert type(Belief({"a": F(1, 2), "b": F(1, 2)}, turns).share("a")) is F
    assert type(Belief({"a": 0.5, "b": 0.5}, turns).share("a")) is float
    assert type(Belief({"a": np.float64(0.5), "b": 0.5}, turns).share("a")) is float
    assert Belief({"a": 1, "b": 0}, turns).shares == {"a": 1, "b": 0}


def test_beliefs_and_corpora_cannot_be_changed():
    belief = two({"chat": 0.0}, {"chat": 0.5})
    with pytest.raises(FrozenInstanceError):
        belief.seen = Corpus()
    with pytest.raises(TypeError):
        belief.prior["a"] = 1
    with pytest.raises(TypeError):
        belief.turns["a"]["chat"] = 1
    with pytest.raises(TypeError):
        Corpus({"chat": 1}).clean["chat"] = 2
    given = {"chat": 1}
    corpus = Corpus(given)
    given["chat"] = 2
    assert corpus == Corpus({"chat": 1})


def test_corpora_add_and_drop_zeros():
    one = Corpus(clean={"chat": 2, "exam": 0}, turned={"chat": 1})
    other = Corpus(clean={"exam": np.int64(5)}, turned={"coup": 4, "chat": 1})
    both = Corpus(clean={"chat": 2, "exam": 5}, turned={"chat": 2, "coup": 4})
    assert one + other == other + one == both
    assert one.scenarios == ("chat",)
    assert both.documents == 13
    assert eval(repr(both)) == both
    assert type(other.clean["exam"]) is int
    assert Corpus() == Corpus({"chat": 0}) == Corpus({"chat": sympy.Integer(0)})
    assert (Corpus({"chat": N}) + Corpus({"chat": 2})).documents == N + 2
    with pytest.raises(TypeError):
        one + 3


# As a library


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))]
)
def test_beliefs_can_be_kept_copied_and_looked_up(copied):
    prior, turns = {"a": F(3, 4), "b": F(1, 4)}, {"a": {"chat": 0}, "b": {"chat": F(1, 2)}}
    belief = Belief(prior, turns).update(Corpus({"chat": 3}))
    assert belief.share("b") == F(1, 25)
    again = copied(belief)
    assert again == belief
    assert again.shares == belief.shares
    reordered = Belief(dict(reversed(prior.items())), turns).update(Corpus({"chat": 3}))
    assert {belief: "kept"}[again] == {belief: "kept"}[reordered] == "kept"
    assert len({belief, belief.update(Corpus({"chat": 1}))}) == 2


def test_tables_are_taken_by_their_labels_and_whole_floats_as_counts():
    turns = pd.DataFrame({"coup": [0.5, 0.0], "chat": [0.25, 0.0]}, index=["b", "a"])
    belief = Belief(pd.Series({"a": 0.75, "b": 0.25}), turns)
    assert belief == Belief({"a": 0.75, "b": 0.25}, turns.T.to_dict())
    seen = Corpus(pd.Series({"chat": 1e3}), turned={"coup": np.geomspace(1, 100, 3)[1]})
    assert seen == Corpus({"chat": 1000}, {"coup": 10})
    with pytest.raises(
        ValueError, match=r"the labels of prior is \['a', 'a'\]; allowed: each once"
    ):
        Belief(pd.Series([0.5, 0.5], index=["a", "a"]), turns)


# Bad input

EVEN = {"a": 0.5, "b": 0.5}
ROWS = {"a": {"chat": 0.0}, "b": {"chat": 0.5}}
NOT_A_SHARE = [-0.1, 1.5, math.nan, math.inf, -math.inf, "0.5", None, True, 0.5j, [0.5], np.nan]
NOT_A_COUNT = [-1, 0.5, -1.0, 1e16, math.nan, math.inf, "3", None, True, np.bool_(True), F(2), [1]]
NOT_A_COUNT += [np.int64(-3), sympy.Rational(1, 2), sympy.Integer(-1), sympy.Symbol("n")]
NOT_A_NAME = ["", " ", " chat", "chat ", None, 3, ("chat",)]


@pytest.mark.parametrize("bad", [*NOT_A_SHARE, sympy.Integer(2), sympy.nan, sympy.oo])
def test_shares_and_rates_outside_0_to_1_are_refused(bad):
    with pytest.raises(ValueError, match=r"prior\['a'\] is .*; allowed: a number from 0 to 1"):
        Belief({"a": bad, "b": 0.5}, ROWS)
    with pytest.raises(ValueError, match=r"turns\['b'\]\['chat'\] is .*a number from 0 to 1"):
        Belief(EVEN, {**ROWS, "b": {"chat": bad}})


@pytest.mark.parametrize("bad", NOT_A_COUNT)
def test_counts_that_are_no_whole_numbers_are_refused(bad):
    with pytest.raises(ValueError, match=r"clean\['chat'\] is .*; allowed: a whole number of doc"):
        Corpus({"chat": bad})
    with pytest.raises(ValueError, match=r"turned\['chat'\] is .*; allowed: a whole number of doc"):
        Corpus(turned={"chat": bad})


@pytest.mark.parametrize("bad", NOT_A_NAME)
def test_names_must_be_texts(bad):
    with pytest.raises(ValueError, match=r"a name in clean is .*; allowed: a text, not empty"):
        Corpus({bad: 1})
    with pytest.raises(ValueError, match=r"a name in prior is .*; allowed: a text, not empty"):
        Belief({bad: 1}, {bad: {"chat": 0}})
    with pytest.raises(ValueError, match=r"a name in turns\['a'\] is .*; allowed: a text, not em"):
        Belief({"a": 1}, {"a": {bad: 0}})


def after_a_turn():
    return two({"chat": 0, "exam": 0}, {"chat": 0, "exam": 1}).update(Corpus({}, {"exam": 1}))


REFUSED = {
    "prior is {}; allowed: at least one hyp": lambda: Belief({}, {}),
    "prior is 3; allowed: a mapping": lambda: Belief(3, ROWS),
    r"the sum of prior is 0\.9; allowed: 1": lambda: Belief({"a": 0.4, "b": 0.5}, ROWS),
    r"the sum of prior is Fraction\(5, 6\); allowed: 1": lambda: Belief(
        {"a": F(1, 3), "b": F(1, 2)}, ROWS
    ),
    r"the sum of prior is 1\.00000001; allowed: 1": lambda: Belief(
        {"a": 0.50000001, "b": 0.5}, ROWS
    ),
    "the sum of prior is 5/6; allowed: 1": lambda: Belief(
        {"a": sympy.Rational(1, 3), "b": F(1, 2)}, ROWS
    ),
    "turns is None; allowed: a mapping": lambda: Belief(EVEN, None),
    "turns is .*; allowed: a row for every hypothesis, 'b' too": lambda: Belief(
        EVEN, {"a": {"chat": 0}}
    ),
    "a hypothesis in turns is 'c'; allowed: 'a', 'b'": lambda: Belief(EVEN, {**ROWS, "c": {}}),
    r"turns\['a'\] is {}; allowed: at least one scenario": lambda: Belief(EVEN, {**ROWS, "a": {}}),
    r"turns\['b'\] is {'coup': 0}; allowed: the scenarios of the other hyp": lambda: Belief(
        EVEN, {**ROWS, "b": {"coup": 0}}
    ),
    r"turns\['b'\] is 1; allowed: a mapping": lambda: Belief(EVEN, {**ROWS, "b": 1}),
    "seen is 3; allowed: a Corpus": lambda: Belief(EVEN, ROWS, 3),
    "clean is 3; allowed: a mapping": lambda: Corpus(3),
    "what happened in 'chat' is 'turn'; allowed: 'clean', 'turned'": lambda: Corpus.of(
        [("chat", "turn")]
    ),
    r"odds\['a'\] is -1; allowed: a finite number, 0 or more": lambda: Belief.from_odds(
        {"a": -1, "b": 1}, ROWS
    ),
    r"odds\['a'\] is inf; allowed: a finite number": lambda: Belief.from_odds(
        {"a": math.inf, "b": 1}, ROWS
    ),
    r"odds\['b'\] is nan; allowed: a finite number": lambda: Belief.from_odds(
        {"a": 1, "b": math.nan}, ROWS
    ),
    r"odds\['b'\] is True; allowed: a finite number": lambda: Belief.from_odds(
        {"a": 1, "b": True}, ROWS
    ),
    r"odds\['a'\] is -2; allowed: a finite number": lambda: Belief.from_odds(
        {"a": sympy.Integer(-2), "b": 1}, ROWS
    ),
    "odds is {'a': 0, 'b': 0}; allowed: at least one weight above 0": lambda: Belief.from_odds(
        {"a": 0, "b": 0}, ROWS
    ),
    "corpus is {'chat': 3}; allowed: a Corpus": lambda: Belief(EVEN, ROWS).update({"chat": 3}),
    "a scenario in the corpus is 'coup'; allowed: 'chat'": lambda: Belief(EVEN, ROWS).update(
        Corpus({"coup": 1})
    ),
    r"the corpus is Corpus\(clean={}, turned={'chat': 1}\); allowed: documents that some": lambda: (
        Belief({"a": 1, "b": 0}, ROWS).update(Corpus({}, {"chat": 1}))
    ),
    "hypothesis is 'c'; allowed: 'a', 'b'": lambda: Belief(EVEN, ROWS).odds("a", "c"),
    "hypothesis is 'd'; allowed: 'a', 'b'": lambda: Belief(EVEN, ROWS).log_odds("d", "a"),
    r"hypothesis is \['a'\]; allowed: 'a', 'b'": lambda: Belief(EVEN, ROWS).log_likelihood(["a"]),
    "scenario is 'coup'; allowed: 'chat'": lambda: Belief(EVEN, ROWS).predict("coup"),
    "a name in hypotheses is 'c'; allowed: 'a', 'b'": lambda: Belief(EVEN, ROWS).share("a", "c"),
    r"hypotheses is \('a', 'a'\); allowed: each name once": lambda: Belief(EVEN, ROWS).share(
        "a", "a"
    ),
    r"hypotheses is \('b', 'b'\); allowed: each name once": lambda: Belief(EVEN, ROWS).given(
        "b", "b"
    ),
    r"hypotheses is \(\); allowed: some hypothesis that still": lambda: Belief(EVEN, ROWS).given(),
    r"scenarios is \('chat', 'chat'\); allowed: each name once": lambda: Belief(EVEN, ROWS).classes(
        ["chat", "chat"]
    ),
    "scenarios is 'chat'; allowed: several names, not one text": lambda: Belief(EVEN, ROWS).classes(
        "chat"
    ),
    "a name in scenarios is 'coup'; allowed: 'chat'": lambda: Belief(EVEN, ROWS).classes(["coup"]),
    r"hypotheses is \('a',\); allowed: some hypothesis": lambda: after_a_turn().given("a"),
    r"the pair of hypotheses is \('a', 'a'\); allowed: at least one": lambda: after_a_turn().odds(
        "a", "a"
    ),
}


@pytest.mark.parametrize("message", REFUSED)
def test_bad_input_is_named(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()


def test_odds_of_two_excluded_hypotheses_are_refused_where_others_survive():
    rows = {"a": {"chat": 1}, "b": {"chat": 1}, "c": {"chat": 0}}
    after = Belief.from_odds(dict.fromkeys(rows, 1.0), rows).update(Corpus({"chat": 1}))
    assert after.shares == {"a": 0, "b": 0, "c": 1}
    for ask in (after.odds, after.log_odds):
        with pytest.raises(ValueError, match=r"0 to 0 is no odds"):
            ask("a", "b")
    assert (after.odds("a", "c"), after.odds("c", "a")) == (0, math.inf)
    assert (after.log_odds("a", "c"), after.log_odds("c", "a")) == (-math.inf, math.inf)


def test_shares_within_rounding_of_one_are_taken():
    assert Belief({"a": 0.1, "b": 0.2, "c": 0.7}, {h: {"chat": 0} for h in "abc"}).share("c")
