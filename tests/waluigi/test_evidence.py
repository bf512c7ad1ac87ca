"""The ledger against the model, against enumeration of every text, and against simulation."""

import itertools
import math
from fractions import Fraction as F

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from waluigi import evidence
from waluigi.evidence import (
    clean_ratio,
    documents_needed,
    ever_against_slipping,
    ever_at_most,
    habit,
    ledger,
    ledger_paths,
    posterior_share,
    turned_ratio,
)
from waluigi.model import Belief, Corpus

examples = settings(max_examples=60, deadline=None, derandomize=True)
N, M = sympy.symbols("N M", integer=True, nonnegative=True)


def side_by_side(a, b):
    return Belief({"a": 0.25, "b": 0.75}, {"a": {"chat": a}, "b": {"chat": b}})


# Ratios


def test_the_entries_are_those_of_the_model_for_an_arbitrary_corpus():
    o = sympy.Symbol("o", positive=True)
    turns = {"a": {"chat": evidence.R_A}, "b": {"chat": evidence.R_B}}
    before = Belief.from_odds({"a": o, "b": 1}, turns)
    after = before.update(Corpus({"chat": N}, {"chat": M}))
    entries = N * evidence.CLEAN_RATIO + M * evidence.TURNED_RATIO
    moved = after.log_odds("a", "b") - before.log_odds("a", "b")
    assert sympy.expand(moved - entries.rewrite(sympy.log)) == 0


@examples
@given(st.floats(1e-300, 1 - 1e-9), st.floats(1e-300, 1 - 1e-9))
def test_ratios_agree_with_the_model(a, b):
    before = side_by_side(a, b)
    for corpus, ratio in (
        (Corpus({"chat": 1}), clean_ratio),
        (Corpus({}, {"chat": 1}), turned_ratio),
    ):
        even = Belief({"a": 0.5, "b": 0.5}, before.turns).update(corpus)
        size = max(abs(ratio(a, 0.5)), abs(ratio(b, 0.5)), 1)
        assert ratio(a, b) == pytest.approx(even.log_odds("a", "b"), rel=1e-15, abs=1e-15 * size)
        assert ratio(a, b) == -ratio(b, a)


def test_ratios_at_the_extremes():
    assert clean_ratio(0, 1e-300) == 1e-300
    assert clean_ratio(1e-300, 0) == -1e-300
    assert turned_ratio(1e-300, 1) == pytest.approx(math.log(1e-300), rel=1e-15)
    assert turned_ratio(5e-324, 1) == pytest.approx(float(mpmath.log(5e-324)), rel=1e-15)
    assert clean_ratio([1, 0], [0, 1]).tolist() == [-math.inf, math.inf]
    assert turned_ratio([0, 1], [1, 0]).tolist() == [-math.inf, math.inf]
    assert clean_ratio([[0.0], [0.5]], [0.5, 0.75]).shape == (2, 2)
    assert clean_ratio(0, F(1, 2)) == pytest.approx(math.log(2), rel=1e-15)


# The budget


def test_a_leak_of_one_percent_needs_69_clean_documents_for_a_factor_of_two():
    leak = F(1, 100)
    assert documents_needed(2, clean_ratio(0, 0.01)) == 69
    before = Belief(
        {"Luigi": F(1, 2), "slipping": F(1, 2)},
        {"Luigi": {"chat": 0}, "slipping": {"chat": leak}},
    )
    assert before.update(Corpus({"chat": 68})).odds("Luigi", "slipping") < 2
    assert before.update(Corpus({"chat": 69})).odds("Luigi", "slipping") >= 2


@examples
@given(st.integers(1, 99), st.integers(1, 50))
def test_the_budget_is_the_first_number_of_documents_that_is_enough(percent, factor):
    leak = F(percent, 100)
    needed = int(documents_needed(factor, -math.log1p(-percent / 100)))
    # At an exact power, rounding may move the last document either way.
    assume(all((1 - leak) ** n * factor != 1 for n in (needed - 1, needed) if n > 0))
    assert (1 - leak) ** needed * factor <= 1
    assert needed == 0 or (1 - leak) ** (needed - 1) * factor > 1


@pytest.mark.parametrize("documents", range(1, 7))
def test_no_text_within_the_budget_moves_the_odds_by_the_factor(documents):
    a, b = F(1, 5), F(1, 4)
    most = max(abs(clean_ratio(a, b)), abs(turned_ratio(a, b)))
    for turns in range(documents + 1):
        moved = (a / b) ** turns * ((1 - a) / (1 - b)) ** (documents - turns)
        factor = float(max(moved, 1 / moved))
        assert documents_needed(factor * (1 - 1e-12), most) <= documents


def test_budgets_broadcast():
    assert documents_needed([1, 2, 1e300], 1.0).tolist() == [0, 1, 691]
    assert documents_needed(10, [1e-15, 1]).tolist() == [math.ceil(math.log(10) / 1e-15), 3]


# Shares


@examples
@given(st.fractions(0, 1, max_denominator=1000), st.fractions(F(1, 1000), 1000))
def test_the_posterior_share_is_bayes_rule(share, factor):
    exact = share * factor / (share * factor + 1 - share)
    got = posterior_share(float(share), float(factor))
    assert got == pytest.approx(float(exact), rel=1e-13, abs=0)


def test_posterior_shares_at_the_extremes():
    for factor in (1e-300, 1e-17, 1, 1e17, 1e300):
        assert posterior_share([0, 1], factor).tolist() == [0, 1]
    assert posterior_share(1e-300, 1e300) == pytest.approx(0.5, rel=1e-15)
    assert posterior_share(0.5, 1e-17) == pytest.approx(1e-17, rel=1e-15)
    assert posterior_share(0.5, 3) == 0.75


# Stages and habits


@examples
@given(st.floats(1e-3, 1 - 1e-3), st.floats(1e-3, 1e3))
def test_one_stage_pushes_all_shares_the_same_way(share, factor):
    later = float(posterior_share(share, factor))
    assert (later > share) == (factor > 1) or later == pytest.approx(share, rel=1e-12)
    moved = math.log(later / (1 - later)) - math.log(share / (1 - share))
    assert moved == pytest.approx(math.log(factor), abs=1e-9)


@pytest.mark.parametrize("balls", [(1, 1), (2, 3), (1, 4)])
def test_a_persona_of_habit_is_a_mixture_of_rates_and_blind_to_order(balls):
    """The naive twin draws ball by ball; the mixture's moments are factorials, by integration."""
    a, b = balls
    p = sympy.Symbol("p")
    for text in itertools.product((0, 1), repeat=5):
        chance, urn = F(1), [b, a]
        for turned in text:
            got = habit(urn[0] - b, urn[1] - a, a, b)
            assert got == pytest.approx(urn[1] / sum(urn), rel=1e-15)
            chance *= F(urn[turned], sum(urn))
            urn[turned] += 1
        clean, turns = text.count(0), text.count(1)
        law = p ** (a - 1) * (1 - p) ** (b - 1)
        whole = sympy.integrate(sympy.expand(law), (p, 0, 1))
        part = sympy.integrate(sympy.expand(law * p**turns * (1 - p) ** clean), (p, 0, 1))
        assert sympy.Rational(str(chance)) == part / whole


def test_the_odds_of_a_habit_are_not_enough_to_go_on():
    """Two pasts leave the same odds to a steady half, and the next turn moves them apart."""

    def odds(text):
        chance = 1.0
        for n, turned in enumerate(text):
            turn = float(habit(n - sum(text[:n]), sum(text[:n])))
            chance *= (turn if turned else 1 - turn) / 0.5
        return chance

    assert odds([1, 1]) == pytest.approx(4 / 3)
    assert odds([0, 0]) == pytest.approx(4 / 3)
    assert odds([1, 1, 1]) == pytest.approx(2)
    assert odds([0, 0, 1]) == pytest.approx(2 / 3)


# Ville


def ever_reached(luigi, waluigi, factor, documents, prior_odds=1):
    """The naive twin: every text, its probability under its writer, and its highest odds.

    Each side is a function from the text so far to its probability of a turn.
    """
    reached = F(0)
    for text in itertools.product(("clean", "turned"), repeat=documents):
        odds, written, highest = F(prior_odds), F(1), F(prior_odds)
        for i, kind in enumerate(text):
            p, q = luigi(text[:i]), waluigi(text[:i])
            if kind == "clean":
                p, q = 1 - p, 1 - q
            written *= q
            if written == 0:
                break
            odds *= p / q
            highest = max(highest, odds)
        reached += written if highest >= factor else 0
    return reached


WRITERS = {
    "slipping": (lambda _: F(0), lambda _: F(1, 5)),
    "both turn": (lambda _: F(1, 10), lambda _: F(1, 2)),
    "luigi turns more": (lambda _: F(2, 3), lambda _: F(1, 3)),
    "growing bold": (lambda text: F(1, 9), lambda text: F(1 + len(text), 12)),
    "stops once caught": (
        lambda _: F(1, 20),
        lambda text: F(0) if "turned" in text else F(1, 3),
    ),
    "sure to turn": (lambda _: F(1, 2), lambda text: F(len(text) % 2)),
}


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("factor", [F(1, 2), F(1), F(11, 10), F(2), F(3), F(10)])
@pytest.mark.parametrize("prior_odds", [F(1, 3), F(1), F(3)])
def test_whatever_the_waluigi_writes_the_ledger_seldom_favours_luigi(writer, factor, prior_odds):
    bound = ever_at_most(float(factor), float(prior_odds))
    assert bound == pytest.approx(float(min(1, prior_odds / factor)), rel=1e-15)
    assert ever_reached(*WRITERS[writer], factor, 8, prior_odds) <= F(float(bound)) + F(1, 10**15)


@pytest.mark.parametrize("percent", [20, 50, 80])
@pytest.mark.parametrize("factor", [1, 2, 3, 5])
def test_against_a_slipping_waluigi_the_probability_is_known(percent, factor):
    leak = F(percent, 100)
    long_enough = 9
    exact = ever_reached(lambda _: F(0), lambda _: leak, factor, long_enough)
    got = ever_against_slipping(factor, percent / 100)
    assert got == pytest.approx(float(exact), rel=1e-14)
    assert got <= ever_at_most(factor)


def test_the_bound_is_attained_at_powers():
    assert ever_against_slipping(8, 0.5) == pytest.approx(ever_at_most(8), rel=1e-15)
    assert ever_against_slipping(2, 0.5) == ever_at_most(2) == 0.5


def test_someone_who_is_not_on_the_ledger_can_run_up_any_balance():
    # The clever writer never turns here, so the odds Luigi : slipping reach any factor for sure,
    # while those of Luigi to the writer stay where they were.
    rows = {"Luigi": {"chat": 0}, "slipping": {"chat": F(1, 5)}, "clever": {"chat": 0}}
    belief = Belief.from_odds(dict.fromkeys(rows, 1), rows)
    factor = 1000
    read = int(documents_needed(factor, clean_ratio(0, 0.2)))
    after = belief.update(Corpus({"chat": read}))
    assert after.odds("Luigi", "slipping") >= factor
    assert after.odds("Luigi", "clever") == 1


def test_a_member_of_a_side_reaches_the_factor_at_most_at_odds_over_its_share():
    rows = {"Luigi": F(0), "bold": F(1, 2), "shy": F(1, 10)}
    belief = Belief(
        {"Luigi": F(1, 2), "bold": F(3, 8), "shy": F(1, 8)},
        {h: {"chat": rate} for h, rate in rows.items()},
    )

    def side(text):
        read = belief.given("bold", "shy").update(Corpus.of(("chat", kind) for kind in text))
        return read.predict("chat")

    documents, share = 7, F(1, 4)
    for factor in (F(3, 2), F(2), F(4)):
        whole = ever_reached(lambda _: F(0), side, factor, documents)
        assert whole <= 1 / factor
        # He looks like Luigi only while he has not turned; then the odds Luigi : side are known.
        clean = (belief.update(Corpus({"chat": n})) for n in itertools.count())
        reached = next(x for x in clean if x.share("Luigi") / x.share("bold", "shy") >= factor)
        probability = (1 - rows["shy"]) ** reached.seen.documents
        assert probability <= 1 / (factor * share)
        assert factor == F(3, 2) or probability > 1 / factor


# The ledger of two sides

THREE = Belief(
    {"Luigi": F(1, 2), "slipping": F(1, 4), "bold": F(1, 4)},
    {
        "Luigi": {"chat": F(1, 100), "exam": F(1, 50)},
        "slipping": {"chat": F(1, 10), "exam": F(1, 5)},
        "bold": {"chat": F(1, 2), "exam": F(1, 3)},
    },
)
texts = st.lists(
    st.tuples(st.sampled_from(("chat", "exam")), st.sampled_from(("clean", "turned"))), max_size=6
)


@settings(examples, max_examples=25)
@given(texts, st.randoms(use_true_random=False))
def test_the_balance_is_free_of_order_and_is_what_the_model_says(text, random):
    shuffled = list(text)
    random.shuffle(shuffled)
    theirs = ("slipping", "bold")
    after = THREE.update(Corpus.of(text))
    odds = after.share("Luigi") / after.share(*theirs)
    for order in (text, shuffled):
        entries = ledger(THREE, order, ["Luigi"], theirs)
        assert entries.shape == (len(text),)
        assert entries.sum() == pytest.approx(math.log(odds), abs=1e-13)


def test_entries_of_a_side_depend_on_what_was_read_before():
    text = [("chat", "turned"), ("chat", "clean")]
    theirs = ("slipping", "bold")
    one = ledger(THREE, text, ["Luigi"], theirs)
    other = ledger(THREE, text[::-1], ["Luigi"], theirs)
    # By hand: the side turns with probability 3/10 at first, and (1/20 + 1/4) / (1/10 + 1/2) * ...
    after_turn = (F(1, 10) * F(1, 10) + F(1, 2) * F(1, 2)) / (F(1, 10) + F(1, 2))
    assert one == pytest.approx(
        [math.log(F(1, 100) / F(3, 10)), math.log(F(99, 100) / (1 - after_turn))], rel=1e-14
    )
    assert other[0] == pytest.approx(math.log(F(99, 100) / F(7, 10)), rel=1e-14)
    assert abs(one[1] - other[0]) > 0.05
    assert one.sum() == pytest.approx(other.sum(), rel=1e-14)


def test_entries_between_two_hypotheses_do_not_depend_on_it():
    text = [("chat", "turned"), ("exam", "clean"), ("chat", "turned")]
    entries = ledger(THREE, text, ["Luigi"], ["bold"])
    assert entries[0] == entries[2] == turned_ratio(0.01, 0.5)
    assert entries[1] == pytest.approx(clean_ratio(0.02, 1 / 3), rel=1e-15)


# Simulation


def test_paths_add_up_what_the_drawn_documents_say():
    paths = ledger_paths(0.1, 0.4, 50, 2000, np.random.default_rng(1))
    assert paths.shape == (2000, 51)
    assert np.all(paths[:, 0] == 0)
    steps = np.diff(paths, axis=1)
    turned = steps < 0
    expected = np.where(turned, math.log(0.1 / 0.4), math.log(0.9 / 0.6))
    assert np.abs(steps - expected).max() < 1e-12
    spread = math.sqrt(0.4 * 0.6 / turned.size)
    assert abs(turned.mean() - 0.4) < 5 * spread


def test_paths_are_the_same_for_the_same_seed():
    one, other = (ledger_paths(0, 0.2, 9, 9, np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(one, other)


def test_a_turn_excludes_a_luigi_who_never_turns_for_good():
    paths = ledger_paths(0, [0, 1, 0, 0.5], 4, 20, np.random.default_rng(2))
    assert np.all(paths[:, :2] == 0)
    assert np.all(paths[:, 2:] == -np.inf)
    same = ledger_paths([0, 1, 0.5], [0, 1, 0.5], 3, 20, np.random.default_rng(3))
    assert np.all(same == 0)
    assert ledger_paths(0, 0.5, 0, 3, np.random.default_rng(3)).tolist() == [[0], [0], [0]]


@pytest.mark.parametrize(("leak", "factor"), [(0.05, 3), (0.05, 10), (0.2, 2)])
def test_the_measured_frequency_is_the_exact_probability(leak, factor):
    writers = 20_000
    paths = ledger_paths(0, leak, 60, writers, np.random.default_rng(11))
    frequency = np.mean(paths.max(axis=1) >= math.log(factor))
    exact = ever_against_slipping(factor, leak)
    assert abs(frequency - exact) < 4 * math.sqrt(exact * (1 - exact) / writers)


# Bad input

RNG = np.random.default_rng(0)
RATES = {"clean_ratio": clean_ratio, "turned_ratio": turned_ratio}
REFUSED = {
    r"rate_b is 1\.0; allowed: less than 1 where rate_a is 1": lambda: clean_ratio(1, 1),
    r"rate_b\[1\] is 1\.0; allowed: less than 1 where": lambda: clean_ratio([0, 1], 1),
    r"rate_b is 0\.0; allowed: more than 0 where rate_a is 0": lambda: turned_ratio(0, 0),
    r"factor is 0\.5; allowed: a finite number, 1 or more": lambda: documents_needed(0.5, 1),
    r"factor\[1\] is nan; allowed: a finite number": lambda: documents_needed([1, math.nan], 1),
    r"factor is inf; allowed: a finite number": lambda: documents_needed(math.inf, 1),
    r"ratio is 0; allowed: a finite number above 0": lambda: documents_needed(2, 0),
    r"ratio is inf; allowed: a finite number above 0": lambda: documents_needed(2, math.inf),
    r"ratio is -1\.0; allowed: a finite number above 0": lambda: documents_needed(2, -1.0),
    r"share is 1\.1; allowed: a number from 0 to 1": lambda: posterior_share(1.1, 2),
    r"bayes_factor is 0; allowed: a finite number above 0": lambda: posterior_share(0.5, 0),
    r"factor is 0; allowed: a finite number above 0": lambda: ever_at_most(0),
    r"prior_odds is -1; allowed: a finite number above 0": lambda: ever_at_most(2, -1),
    "leak is 0; allowed: a number above 0 and below 1": lambda: ever_against_slipping(2, 0),
    r"leak\[1\] is 1\.0; allowed: a number above 0 and below 1": lambda: ever_against_slipping(
        2, [0.5, 1]
    ),
    "leak is nan; allowed: a number above 0 and below 1": lambda: ever_against_slipping(
        2, math.nan
    ),
    r"factor is 0\.9; allowed: a finite number, 1 or more": lambda: ever_against_slipping(0.9, 0.5),
    "ours is 'Luigi'; allowed: several names": lambda: ledger(THREE, [], "Luigi", ["bold"]),
    "a name in theirs is 'bald'; allowed": lambda: ledger(THREE, [], ["Luigi"], ["bald"]),
    "what happened in 'chat' is 'turn'; allowed: 'clean', 'turned'": lambda: ledger(
        THREE, [("chat", "turn")], ["Luigi"], ["bold"]
    ),
    "scenario is 'coup'; allowed: 'chat', 'exam'": lambda: ledger(
        THREE, [("coup", "clean")], ["Luigi"], ["bold"]
    ),
    r"hypotheses is \(\); allowed: some hypothesis": lambda: ledger(
        THREE, [("chat", "clean")], [], ["bold"]
    ),
    "the turn in 'chat' is .*p; allowed: a number from 0 to 1": lambda: ledger(
        side_by_side(0, sympy.Symbol("p")), [("chat", "clean")], ["b"], ["a"]
    ),
    r"luigi is -0\.1; allowed: a number from 0 to 1": lambda: ledger_paths(-0.1, 0, 1, 1, RNG),
    r"waluigi\[1\] is 2; allowed: a number from 0 to 1": lambda: ledger_paths(0, [0, 2], 2, 1, RNG),
    r"the shape of luigi is \(2,\); allowed: \(\(\), \(3,\)\)": lambda: ledger_paths(
        [0, 0], 0.1, 3, 1, RNG
    ),
    r"documents is -1; allowed: an int from 0": lambda: ledger_paths(0, 0.1, -1, 1, RNG),
    r"documents is 2\.5; allowed: an int from 0": lambda: ledger_paths(0, 0.1, 2.5, 1, RNG),
    r"paths is True; allowed: an int from 0": lambda: ledger_paths(0, 0.1, 1, True, RNG),
    r"generator is 3; allowed: a numpy\.random\.Generator": lambda: ledger_paths(0, 0.1, 1, 1, 3),
}


@pytest.mark.parametrize("message", REFUSED)
def test_bad_input_is_named(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()


@pytest.mark.parametrize("ratio", RATES.values(), ids=RATES)
@pytest.mark.parametrize("bad", [-1e-9, 1.5, math.nan, math.inf, "0.5", None, True, 0.5j])
def test_rates_outside_0_to_1_are_refused(ratio, bad):
    with pytest.raises(ValueError, match=r"rate_a is .*; allowed: a number from 0 to 1"):
        ratio(bad, 0.5)
    with pytest.raises(ValueError, match=r"rate_b is .*; allowed: a number from 0 to 1"):
        ratio(0.5, bad)
