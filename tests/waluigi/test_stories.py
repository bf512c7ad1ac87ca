"""Evidence in stories against the model, against enumeration in fractions, and against simulation."""

import itertools
import math
from fractions import Fraction as F

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from waluigi import stories
from waluigi.model import Belief, Corpus
from waluigi.stories import (
    Shelf,
    anthology_evidence,
    chosen_evidence,
    copied_evidence,
    draw_stories,
    least_copied_evidence,
    most_copied_evidence,
    saga_evidence,
    shelved_evidence,
    story_evidence,
    suspected_evidence,
    unfired_evidence,
)

examples = settings(max_examples=60, deadline=None, derandomize=True)
inside = st.fractions(F(1, 100), F(99, 100), max_denominator=100)
ROUNDING = 2.0**-52


def roundings(*values):
    """A few roundings of the largest of the numbers that were added up."""
    return 8 * ROUNDING * max(1e-300, *map(abs, values))


def exact_log(fraction):
    with mpmath.workdps(50):
        return float(mpmath.log(mpmath.mpf(fraction.numerator) / fraction.denominator))


def against_mpmath(found, exact, relative=1e-14):
    with mpmath.workdps(60):
        value = exact()
        assert abs(mpmath.mpf(float(found)) - value) <= relative * abs(value), (found, value)


# Acts and monitors


def test_the_factor_of_a_story_is_that_of_the_model():
    c = sympy.Symbol("c", positive=True)
    story = Belief.from_odds(
        {"Luigi": c, "Waluigi": 1},
        {
            "Luigi": {"act": 0, "monitor": 0},
            "Waluigi": {"act": stories.gun, "monitor": stories.detection},
        },
    ).update(Corpus(clean={"act": stories.acts, "monitor": stories.monitors}))
    moved = sympy.log(story.odds("Luigi", "Waluigi") / c)
    evidence = stories.STORY_EVIDENCE.rewrite(sympy.log)
    assert sympy.simplify(sympy.expand_log(moved - evidence, force=True)) == 0


@examples
@given(st.integers(0, 30), inside, st.integers(0, 30), inside)
def test_acts_and_monitors_multiply(k, g, m, d):
    exact = exact_log(1 / ((1 - g) ** k * (1 - d) ** m))
    found = story_evidence(k, float(g), m, float(d))
    assert found == pytest.approx(exact, rel=1e-13, abs=0)


def test_monitors_are_counted_only_where_there_are_some():
    assert story_evidence(3, 0.5, detection=0.9) == story_evidence(3, 0.5)
    watched = draw_stories(200, np.random.default_rng(2), waluigi=1, acts=0, detection=1.0)
    assert watched == Shelf(0, 200, 0)


def test_long_stories_of_small_chances():
    found = story_evidence(10**12, 1e-15, 10**12, 1e-13)
    against_mpmath(
        found,
        lambda: -(10**12) * (mpmath.log1p(-mpmath.mpf(1e-15)) + mpmath.log1p(-mpmath.mpf(1e-13))),
    )
    assert story_evidence(0, 0.5, 0, 0.5) == 0
    assert story_evidence([1, 2], [[0.5], [0.75]]).shape == (2, 2)
    assert story_evidence(3, 0.5) == pytest.approx(3 * math.log(2), rel=1e-15)


def test_one_voice_is_one_act_and_one_monitor():
    for k, m in itertools.product((0, 1, 7), repeat=2):
        at = {stories.acts: k, stories.monitors: m}
        once = {stories.acts: min(k, 1), stories.monitors: min(m, 1)}
        assert stories.ONE_VOICE.subs(at) == stories.STORY_EVIDENCE.subs(once)


# Monitors that share a source


def urn(first, correlation):
    """Black and white balls such that a draw is black as given; one is added to those it resembles."""
    size = (1 - correlation) / correlation
    return first * size, (1 - first) * size


def urn_texts(m, first, correlation):
    """The naive twin: every sequence of reports, and its probability, by the urn's own rule."""
    black, white = urn(first, correlation)
    for text in itertools.product((0, 1), repeat=m):
        probability, reports = F(1), 0
        for before, report in enumerate(text):
            chance = (black + reports) / (black + white + before)
            probability *= chance if report else 1 - chance
            reports += report
        yield text, probability


@pytest.mark.parametrize("m", range(1, 7))
@pytest.mark.parametrize("first", [F(1, 10), F(1, 2), F(9, 10)])
@pytest.mark.parametrize("correlation", [F(1, 100), F(1, 3), F(9, 10)])
def test_silent_monitors_are_an_urn_of_silences(m, first, correlation):
    texts = list(urn_texts(m, first, correlation))
    assert sum(probability for _, probability in texts) == 1
    silence = next(probability for text, probability in texts if not any(text))
    found = copied_evidence(m, float(first), float(correlation))
    assert found == pytest.approx(exact_log(1 / silence), rel=1e-13, abs=0)


@pytest.mark.parametrize("first", [F(1, 10), F(2, 3)])
@pytest.mark.parametrize("correlation", [F(1, 50), F(1, 2)])
def test_any_two_monitors_have_the_skill_and_the_correlation_stated(first, correlation):
    texts = list(urn_texts(4, first, correlation))
    for one, other in itertools.combinations(range(4), 2):
        mean = sum(p for text, p in texts if text[one])
        both = sum(p for text, p in texts if text[one] and text[other])
        assert mean == first
        assert (both - mean**2) / (mean * (1 - mean)) == correlation


def test_silence_is_a_moment_of_the_shared_skill():
    for m, d, r in [(3, 0.2, 0.1), (200, 0.01, 0.5), (10_000, 0.3, 0.02)]:

        def moment(m=m, d=d, r=r):
            black, white = urn(mpmath.mpf(d), mpmath.mpf(r))
            return mpmath.log(mpmath.beta(black, white) / mpmath.beta(black, white + m))

        # The sum of m rounded terms is off by at most m roundings of the total.
        against_mpmath(copied_evidence(m, d, r), moment, relative=(m + 8) * ROUNDING)


@examples
@given(st.integers(1, 60), inside, inside)
def test_copies_say_more_than_one_and_less_than_independent_ones(m, d, r):
    found = copied_evidence(m, float(d), float(r))
    one, all_of_them = (story_evidence(0, 0, count, float(d)) for count in (1, m))
    slack = (m + 8) * ROUNDING * all_of_them
    assert one - slack <= found <= all_of_them + slack
    assert m == 1 or one < found < all_of_them


@examples
@given(st.lists(st.tuples(inside, st.integers(1, 9)), min_size=1, max_size=5), st.integers(1, 12))
def test_the_bounds_hold_for_any_shared_skill(skills, m):
    total = sum(weight for _, weight in skills)
    mean = sum(skill * weight for skill, weight in skills) / total
    silence = sum((1 - skill) ** m * weight for skill, weight in skills) / total
    assert (1 - mean) ** m <= silence <= 1 - mean


@examples
@given(
    st.lists(st.tuples(st.fractions(0, 1, max_denominator=60), st.integers(1, 9)), min_size=2),
    st.integers(1, 30),
)
def test_mean_and_correlation_bound_what_monitors_of_one_skill_can_say(skills, m):
    total = sum(weight for _, weight in skills)

    def mean(of):
        return sum(of(skill) * weight for skill, weight in skills) / total

    first, second = mean(lambda x: x), mean(lambda x: x * x)
    assume(0 < first < 1)
    correlation = (second - first**2) / (first * (1 - first))
    silence = mean(lambda x: (1 - x) ** m)
    least, most = (
        float(bound(m, float(first), float(correlation)))
        for bound in (least_copied_evidence, most_copied_evidence)
    )
    slack = 1e-10 * (1 + abs(most))
    assert least <= (exact_log(1 / silence) if silence else math.inf) + slack
    assert silence == 0 or exact_log(1 / silence) <= most + slack


@pytest.mark.parametrize("m", [1, 2, 7, 40])
@pytest.mark.parametrize(
    ("d", "r"), [(F(1, 10), F(1, 5)), (F(1, 2), F(1, 2)), (F(9, 10), F(1, 50))]
)
def test_two_skills_attain_the_bounds(m, d, r):
    some = d + r * (1 - d)
    least = {F(0): 1 - d / some, some: d / some}
    rest = d * (1 - r)
    most = {F(1): 1 - (1 - d) / (1 - rest), rest: (1 - d) / (1 - rest)}
    for law, bound in ((least, least_copied_evidence), (most, most_copied_evidence)):
        mean = sum(skill * weight for skill, weight in law.items())
        variance = sum((skill - mean) ** 2 * weight for skill, weight in law.items())
        assert mean == d
        assert variance == r * d * (1 - d)
        silence = sum((1 - skill) ** m * weight for skill, weight in law.items())
        assert bound(m, float(d), float(r)) == pytest.approx(exact_log(1 / silence), rel=1e-12)


@examples
@given(st.integers(1, 60), inside, inside)
def test_one_urn_lies_between_the_bounds(m, d, r):
    at = (m, float(d), float(r))
    found = copied_evidence(*at)
    slack = (m + 8) * ROUNDING * (1 + found)
    assert least_copied_evidence(*at) - slack <= found <= most_copied_evidence(*at) + slack


def test_the_bounds_at_the_ends():
    for bound in (least_copied_evidence, most_copied_evidence):
        assert bound(50, 0.5, 0) == pytest.approx(50 * math.log(2), rel=1e-14)
        assert bound(50, 0.5, 1) == pytest.approx(math.log(2), rel=1e-15)
    each = story_evidence(0, 0, 1, 0.1)
    assert least_copied_evidence(40, 0.1, 0.2) / each == pytest.approx(4.1935, abs=5e-5)
    assert most_copied_evidence(40, 0.1, 0.2) / each == pytest.approx(31.8643, abs=5e-5)
    assert np.exp(most_copied_evidence(1000, 0.1, 0.2)) == pytest.approx(1.666e36, rel=1e-3)


def test_copied_monitors_at_the_ends():
    assert copied_evidence(0, 0.5, 0.5) == 0
    assert copied_evidence(1, 0.5, [0, 0.5, 1]).tolist() == [math.log(2)] * 3
    assert copied_evidence(50, 0.5, 0) == pytest.approx(50 * math.log(2), rel=1e-14)
    assert copied_evidence(50, 0.5, 1) == pytest.approx(math.log(2), rel=1e-15)
    assert copied_evidence(7, 0, 0.3) == 0
    # A hair of correlation must not cost digits.
    near = copied_evidence(100, 0.25, 1e-15)
    assert near == pytest.approx(story_evidence(0, 0, 100, 0.25), rel=1e-12)


def test_monitors_that_divide_the_work_say_more_than_independent_ones():
    # The claim in passing: of three, exactly one sees the faker if anybody does; each does in 3/10.
    d = F(3, 10)
    assert 1 - 3 * d < (1 - d) ** 3


# The unfired gun


def gun_story(hung_luigi, hung_waluigi, gun):
    """The naive twin: every story of both, as (danger shown, turn shown), and its probability."""
    luigi = {(True, False): hung_luigi, (False, False): 1 - hung_luigi}
    waluigi = {
        (True, True): hung_waluigi * gun,
        (True, False): hung_waluigi * (1 - gun),
        (False, False): 1 - hung_waluigi,
    }
    return luigi, waluigi


@examples
@given(inside, inside, inside)
def test_the_unfired_gun_is_bayes_rule_on_all_stories(hung_luigi, hung_waluigi, gun):
    luigi, waluigi = gun_story(hung_luigi, hung_waluigi, gun)
    assert sum(luigi.values()) == sum(waluigi.values()) == 1
    factor = luigi[True, False] / waluigi[True, False]
    found = unfired_evidence(float(hung_luigi), float(hung_waluigi), float(gun))
    parts = [exact_log(x) for x in (hung_luigi, hung_waluigi, 1 - gun)]
    assert found == pytest.approx(exact_log(factor), abs=roundings(*parts))
    assert (factor > 1) == (hung_luigi > hung_waluigi * (1 - gun))
    # Under the Waluigi's own hand the factor is one on average: nothing is gained by mere telling.
    assert sum(p * luigi.get(story, F(0)) / p for story, p in waluigi.items()) == 1


@examples
@given(inside, inside, inside)
def test_all_stories_without_a_turn_speak_for_luigi_whatever_is_hung(hung_luigi, hung_waluigi, gun):
    luigi, waluigi = gun_story(hung_luigi, hung_waluigi, gun)
    clean = [story for story in luigi if not story[1]]
    factor = sum(luigi[story] for story in clean) / sum(waluigi[story] for story in clean)
    assert factor == 1 / (1 - hung_waluigi * gun) > 1
    # Luigi's stories, read for the danger too, say at least as much in the mean.
    with_the_danger = sum(float(luigi[s]) * exact_log(luigi[s] / waluigi[s]) for s in clean)
    assert with_the_danger >= exact_log(factor) - roundings(1)


def test_a_gun_hung_for_both_alike_says_what_the_silence_says():
    for hung in (1e-300, 0.3, 1):
        assert unfired_evidence(hung, hung, 0.9) == story_evidence(1, 0.9)
    assert unfired_evidence(1, 1, 1e-18) == 1e-18
    against_mpmath(
        unfired_evidence(1e-300, 1, 0.5), lambda: mpmath.log(2 * mpmath.mpf(1e-300)), 1e-14
    )


# Endings that were chosen


@examples
@given(inside, st.fractions(0, 20, max_denominator=50), st.fractions(F(1, 9), 1))
def test_a_chosen_ending_is_bayes_rule_on_the_shelf(turn, kept, clean_kept):
    shelved_clean, shelved_turned = (1 - turn) * clean_kept, turn * kept * clean_kept
    clean_of_waluigi = shelved_clean / (shelved_clean + shelved_turned)
    found = chosen_evidence(float(turn), float(kept))
    assert found == pytest.approx(exact_log(1 / clean_of_waluigi), rel=1e-13, abs=0)


@examples
@given(inside, inside, st.fractions(F(1, 50), 20, max_denominator=50))
def test_of_a_hero_of_its_own_an_ending_says_the_same_whoever_chooses(share, turn, kept):
    luigi, quiet, turned = 1 - share, share * (1 - turn), share * turn * kept
    moved_by_choice = luigi / (quiet + turned) * share / (1 - share)
    moved = luigi / quiet * share / (1 - share)
    parts = [exact_log(x) for x in (moved_by_choice, moved / moved_by_choice)]
    found = chosen_evidence(float(turn), float(kept))
    assert found + parts[0] == pytest.approx(exact_log(1 / (1 - turn)), abs=roundings(*parts))


def test_a_shelf_of_many_heroes_moves_each_by_its_own_ending():
    for kept in (0, 0.25, 4):
        shelf = draw_stories(200_000, np.random.default_rng(6), acts=1, gun=0.4, kept=kept)
        clean = shelf.luigi_clean + shelf.waluigi_clean
        exact = 0.6 / 1.6
        error = math.sqrt(exact * (1 - exact) / clean)
        assert abs(shelf.waluigi_clean / clean - exact) < 4 * error


def test_chosen_endings_at_the_ends():
    assert chosen_evidence([0, 0.5, 1 - 1e-16], 0).tolist() == [0, 0, 0]
    assert chosen_evidence(0, [0, 1, 1e300]).tolist() == [0, 0, 0]
    assert chosen_evidence(0.3, 1) == pytest.approx(story_evidence(1, 0.3), rel=1e-15)
    assert chosen_evidence(1e-300, 1) == 1e-300
    against_mpmath(chosen_evidence(0.75, 1e-17), lambda: mpmath.log1p(3 * mpmath.mpf(1e-17)), 1e-15)


@examples
@given(st.fractions(F(1, 1000), 1), st.fractions(F(1, 1000), 1), st.integers(1, 40))
def test_a_suspicion_is_bayes_rule_on_two_publishers(doubt, quiet, documents):
    under_waluigi = doubt + (1 - doubt) * quiet**documents
    together = documents * -exact_log(quiet)
    found = suspected_evidence(together, float(doubt))
    exact = exact_log(1 / under_waluigi)
    # In the worst case the rounded nats pass through unchanged, and near 0 so does their error.
    assert found == pytest.approx(exact, rel=1e-13, abs=roundings(together))
    assert found <= -math.log(float(doubt)) * (1 + ROUNDING * 4) + roundings(1)
    assert found <= together * (1 + ROUNDING * 4)


@pytest.mark.parametrize(
    "together", [1e-300, 1e-12, 0.5, 1 - 2**-53, 1, 1 + 2**-52, 40, 800, 1e308]
)
@pytest.mark.parametrize("doubt", [1e-300, 1e-12, 0.01, 0.5, 1 - 2**-53, 1])
def test_suspected_evidence_at_the_extremes(together, doubt):
    found = float(suspected_evidence(together, doubt))
    with mpmath.workdps(700):
        x, q = mpmath.mpf(together), mpmath.mpf(doubt)
        exact = -mpmath.log(q + (1 - q) * mpmath.exp(-x))
        # From one nat on, what is left of a sum near 1 carries that sum's rounding.
        smallest = ROUNDING if together >= 1 else 5e-324
        assert abs(found - exact) <= 1e-14 * exact + smallest
    assert doubt < 1 or found == 0


# All of it at once


def clean_share(acts, gun, monitors, detection, correlation, selection, printed):
    """The naive twin: every way a Waluigi's story goes, and what of it is clean on the shelf."""
    texts = [((), F(1))]
    if monitors:
        texts = list(urn_texts(monitors, detection, correlation))
    clean = turned = F(0)
    for happens in itertools.product((0, 1), repeat=acts):
        chance = math.prod((gun if turn else 1 - gun for turn in happens), start=F(1))
        for reports, likely in texts:
            for tells, how in ((True, printed), (False, 1 - printed)):
                if (any(happens) and tells) or any(reports):
                    turned += chance * likely * how * (1 - selection)
                else:
                    clean += chance * likely * how
    return clean / (clean + turned)


@pytest.mark.parametrize(("acts", "monitors"), [(0, 0), (0, 3), (1, 1), (3, 0), (3, 4)])
@pytest.mark.parametrize("correlation", [F(1, 100), F(1, 3)])
@pytest.mark.parametrize("selection", [F(0), F(1, 3), F(3, 4), F(1)])
@pytest.mark.parametrize("printed", [F(0), F(1, 5), F(1)])
def test_a_story_on_a_shelf_is_every_way_it_can_go(acts, monitors, correlation, selection, printed):
    how = (acts, F(1, 5), monitors, F(1, 7), correlation, selection, printed)
    found = shelved_evidence(acts, 0.2, monitors, 1 / 7, *map(float, how[4:]))
    assert found == pytest.approx(exact_log(1 / clean_share(*how)), rel=1e-13, abs=roundings(1))


@examples
@given(st.integers(0, 40), inside, st.integers(0, 40), inside, inside, inside)
def test_a_shelf_has_the_other_formulas_at_its_ends(k, g, m, d, r, left_out):
    g, d, r, left_out = map(float, (g, d, r, left_out))
    near = {"rel": 1e-12, "abs": 1e-15}
    assert shelved_evidence(k, g, m, d) == pytest.approx(story_evidence(k, g, m, d), **near)
    assert shelved_evidence(0, g, m, d, r) == pytest.approx(copied_evidence(m, d, r), **near)
    chosen = chosen_evidence(g, 1 - left_out)
    assert shelved_evidence(1, g, selection=left_out) == pytest.approx(chosen, **near)
    assert shelved_evidence(k, g, m, d, r, 1) == 0
    assert shelved_evidence(k, g, printed=0) == 0
    # However many acts, a teller who may keep silent caps what they say.
    told = shelved_evidence(k, g, printed=1 - left_out)
    assert told <= -math.log(left_out) * (1 + 4 * ROUNDING)
    assert shelved_evidence(k, g, m, d, r, left_out) <= shelved_evidence(k, g, m, d, r) * (
        1 + 1e-12
    )


def test_a_shelf_of_long_stories_does_not_overflow():
    assert shelved_evidence(10**6, 0.5) == pytest.approx(10**6 * math.log(2), rel=1e-15)
    half = shelved_evidence(10**6, 0.5, selection=0.5)
    assert half == pytest.approx((10**6 - 1) * math.log(2), rel=1e-15)
    assert shelved_evidence(10**6, 0.5, printed=0.75) == pytest.approx(math.log(4), rel=1e-15)


# Characters and predictors


def pairs(share_a, share_b, turn):
    """The model itself, with a predictor and its character as one hypothesis."""
    prior = {
        "A Luigi": (1 - share_a) / 2,
        "A Waluigi": share_a / 2,
        "B Luigi": (1 - share_b) / 2,
        "B Waluigi": share_b / 2,
    }
    return Belief(prior, {h: {"page": turn if "Waluigi" in h else 0} for h in prior})


@examples
@given(inside, inside, inside, st.integers(0, 20))
def test_a_saga_says_of_its_writer_what_the_model_says(share_a, share_b, turn, documents):
    read = pairs(share_a, share_b, turn).update(Corpus(clean={"page": documents}))
    factor = F(read.share("A Luigi", "A Waluigi")) / F(read.share("B Luigi", "B Waluigi"))
    found = saga_evidence(documents, *map(float, (turn, share_a, share_b)))
    sizes = (math.log1p(-float(share)) for share in (share_a, share_b))
    assert found == pytest.approx(exact_log(factor), rel=1e-13, abs=roundings(*sizes))
    bound = (1 - share_a) / (1 - share_b)
    assert min(1, bound) <= factor <= max(1, bound)


@examples
@given(inside, inside, inside, st.integers(0, 20))
def test_of_its_hero_a_saga_says_the_same_within_every_writer(a, b, turn, documents):
    read = pairs(a, b, turn).update(Corpus(clean={"page": documents}))
    for writer, share in (("A", a), ("B", b)):
        moved = read.odds(f"{writer} Luigi", f"{writer} Waluigi") * share / (1 - share)
        assert moved == 1 / (1 - turn) ** documents


@pytest.mark.parametrize("documents", range(5))
@pytest.mark.parametrize(("a", "b", "turn"), [(F(1, 9), F(1, 2), F(1, 3)), (F(4, 5), 0, F(9, 10))])
def test_an_anthology_is_a_sum_over_all_its_heroes(documents, a, b, turn):
    def clean(share):
        """The naive twin: every cast of heroes, and the probability that nobody turns."""
        total = F(0)
        for cast in itertools.product((False, True), repeat=documents):
            p = F(1)
            for waluigi in cast:
                p *= share * (1 - turn) if waluigi else 1 - share
            total += p
        return total

    found = anthology_evidence(documents, *map(float, (turn, a, b)))
    assert found == pytest.approx(exact_log(clean(a) / clean(b)), rel=1e-13, abs=1e-300)


@examples
@given(inside, inside, st.integers(0, 10**12))
def test_writers_who_write_alike_keep_their_odds(share, turn, documents):
    for evidence in (saga_evidence, anthology_evidence):
        assert evidence(documents, *map(float, (turn, share, share))) == 0


def test_writers_at_the_extremes():
    # A long saga ends at the shares of Luigis; a long anthology does not end.
    found = saga_evidence(10**12, 0.5, 0.25, 0.75)
    assert found == pytest.approx(math.log(3), rel=1e-15)
    for documents, turn, a, b in [(10**12, 1e-15, 1e-9, 0.3), (10**12, 1e-12, 0.9, 1e-12)]:

        def saga(documents=documents, turn=turn, a=a, b=b):
            quiet = (1 - mpmath.mpf(turn)) ** documents
            a, b = mpmath.mpf(a), mpmath.mpf(b)
            return mpmath.log((1 - a + a * quiet) / (1 - b + b * quiet))

        def anthology(documents=documents, turn=turn, a=a, b=b):
            turn = mpmath.mpf(turn)
            return documents * (mpmath.log1p(-a * turn) - mpmath.log1p(-b * turn))

        against_mpmath(saga_evidence(documents, turn, a, b), saga)
        against_mpmath(anthology_evidence(documents, turn, a, b), anthology)
    # A single document cannot tell a saga from an anthology.
    one = (1, 0.3, 0.2, 0.7)
    assert saga_evidence(*one) == pytest.approx(float(anthology_evidence(*one)), rel=1e-14)


# Simulation


def quiet_share(shelf):
    waluigis = shelf.waluigi_clean + shelf.waluigi_turned
    share = shelf.waluigi_clean / waluigis
    return share, math.sqrt(share * (1 - share) / waluigis)


WAYS = {
    "acts": ({"acts": 5, "gun": 0.2}, lambda: story_evidence(5, 0.2)),
    "everything": (
        {
            "acts": 4,
            "gun": 0.2,
            "monitors": 6,
            "detection": 0.1,
            "correlation": 0.3,
            "kept": 0.4,
            "printed": 0.7,
        },
        lambda: shelved_evidence(4, 0.2, 6, 0.1, 0.3, 0.6, 0.7),
    ),
    "monitors": ({"monitors": 9, "detection": 0.1}, lambda: story_evidence(0, 0, 9, 0.1)),
    "both": (
        {"acts": 3, "gun": 0.3, "monitors": 2, "detection": 0.4},
        lambda: story_evidence(3, 0.3, 2, 0.4),
    ),
    "one urn": (
        {"monitors": 15, "detection": 0.2, "correlation": 0.3},
        lambda: copied_evidence(15, 0.2, 0.3),
    ),
    "copies": (
        {"monitors": 6, "detection": 0.4, "correlation": 1},
        lambda: copied_evidence(6, 0.4, 1),
    ),
    "turns printed seldom": (
        {"acts": 1, "gun": 0.6, "kept": 0.2},
        lambda: chosen_evidence(0.6, 0.2),
    ),
    "disaster sells": ({"acts": 1, "gun": 0.3, "kept": 4}, lambda: chosen_evidence(0.3, 4)),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_measured_share_of_quiet_stories_is_the_exact_one(way):
    how, evidence = WAYS[way]
    share, error = quiet_share(draw_stories(200_000, np.random.default_rng(8), waluigi=0.7, **how))
    assert abs(share - math.exp(-evidence())) < 4 * error


def test_characters_come_up_as_often_as_stated_and_luigis_never_turn():
    count, waluigi = 100_000, 0.3
    shelf = draw_stories(count, np.random.default_rng(3), waluigi=waluigi, acts=2, gun=0.5)
    assert sum(shelf) == count
    error = math.sqrt(count * waluigi * (1 - waluigi))
    assert abs(shelf.luigi_clean - count * (1 - waluigi)) < 4 * error
    everybody = {"acts": 3, "gun": 1, "monitors": 3, "detection": 1, "correlation": 0.5}
    assert draw_stories(50, np.random.default_rng(3), waluigi=0, **everybody) == Shelf(50, 0, 0)
    assert draw_stories(50, np.random.default_rng(3), waluigi=1, **everybody) == Shelf(0, 0, 50)
    assert draw_stories(50, np.random.default_rng(3), waluigi=1, **everybody, kept=0) == Shelf(
        0, 0, 0
    )
    assert draw_stories(0, np.random.default_rng(3)) == Shelf(0, 0, 0)


def test_the_publisher_keeps_as_many_as_stated():
    count = 100_000
    for kept, printed, left in ((0.25, 1, 0.25), (4, 0.25, 1)):
        shelf = draw_stories(
            count, np.random.default_rng(4), waluigi=0.5, acts=1, gun=0.4, kept=kept
        )
        expected = (0.5 * printed, 0.5 * 0.6 * printed, 0.5 * 0.4 * left)
        for found, share in zip(shelf, expected, strict=True):
            assert abs(found - count * share) < 4 * math.sqrt(count * share * (1 - share))


def test_the_same_seed_writes_the_same_stories():
    how = {"monitors": 4, "detection": 0.3, "correlation": 0.4, "kept": 0.5}
    one, other = (draw_stories(1000, np.random.default_rng(5), **how) for _ in range(2))
    assert one == other


# Bad input

RNG = np.random.default_rng(0)
REFUSED = {
    r"acts is 1\.5; allowed: a whole number": lambda: story_evidence(1.5, 0.1),
    r"acts is -1; allowed: a whole number": lambda: story_evidence(-1, 0.1),
    "gun is 1; allowed: a number, 0 or more and below 1": lambda: story_evidence(1, 1),
    r"gun\[1\] is nan; allowed: a number, 0 or more and below 1": lambda: story_evidence(
        1, [0, math.nan]
    ),
    r"monitors is -2; allowed: a whole number": lambda: story_evidence(1, 0.1, -2, 0.1),
    r"detection is 1\.0; allowed: a number, 0 or more and below 1": lambda: story_evidence(
        1, 0.1, 2, 1.0
    ),
    "monitors is 10001; allowed: a whole number from 0 to 10000": lambda: copied_evidence(
        10_001, 0.1, 0.1
    ),
    r"detection is -0\.1; allowed: a number, 0 or more and below 1": lambda: copied_evidence(
        1, -0.1, 0.1
    ),
    "detection is 1; allowed: a number, 0 or more and below 1": lambda: copied_evidence(1, 1, 0.1),
    r"correlation is 1\.1; allowed: a number from 0": lambda: copied_evidence(1, 0.1, 1.1),
    r"correlation is -0\.1; allowed: a number": lambda: copied_evidence(1, 0.1, -0.1),
    "hung_luigi is 0; allowed: a number above 0 and at most 1": lambda: unfired_evidence(0, 1, 0.1),
    "hung_waluigi is 0; allowed: a number above 0 and at most 1": lambda: unfired_evidence(
        1, 0, 0.1
    ),
    "hung_waluigi is 2; allowed: a number above 0 and at most 1": lambda: unfired_evidence(
        1, 2, 0.1
    ),
    "gun is 1; allowed: a number, 0 or more": lambda: unfired_evidence(1, 1, 1),
    "turn is 1; allowed: a number, 0 or more and below 1": lambda: chosen_evidence(1, 1),
    r"kept is -1; allowed: a finite number, 0 or more": lambda: chosen_evidence(0.1, -1),
    r"kept is inf; allowed: a finite number": lambda: chosen_evidence(0.1, math.inf),
    r"nats is -1; allowed: a finite number, 0": lambda: suspected_evidence(-1, 0.1),
    r"nats is inf; allowed: a finite number": lambda: suspected_evidence(math.inf, 0.1),
    "suspicion is 0; allowed: a number above 0 and at most 1": lambda: suspected_evidence(1, 0),
    r"suspicion is 1\.5; allowed: a number above 0 and at most 1": lambda: suspected_evidence(
        1, 1.5
    ),
    r"documents is 2\.5; allowed: a whole number": lambda: saga_evidence(2.5, 0.1, 0.1, 0.2),
    "turn is 1; allowed: a number, 0 or more": lambda: saga_evidence(2, 1, 0.1, 0.2),
    "share_a is 1; allowed: a number, 0 or more and below 1": lambda: saga_evidence(2, 0.1, 1, 0.2),
    "share_b is 1; allowed: a number, 0 or more and below 1": lambda: anthology_evidence(
        2, 0.1, 0.1, 1
    ),
    r"documents is -3; allowed: a whole": lambda: anthology_evidence(-3, 0.1, 0.1, 0.2),
    r"stories is -1; allowed: an int from 0": lambda: draw_stories(-1, RNG),
    r"acts is 2\.5; allowed: an int from 0": lambda: draw_stories(1, RNG, acts=2.5),
    r"monitors is True; allowed: an int from 0": lambda: draw_stories(1, RNG, monitors=True),
    r"waluigi is 1\.2; allowed: a number from 0": lambda: draw_stories(1, RNG, waluigi=1.2),
    r"gun is -1; allowed: a number from 0 to 1": lambda: draw_stories(1, RNG, gun=-1),
    r"detection is nan; allowed: a number": lambda: draw_stories(1, RNG, detection=math.nan),
    r"correlation is 2; allowed: a number": lambda: draw_stories(1, RNG, correlation=2),
    r"kept is -0\.5; allowed: a finite number": lambda: draw_stories(1, RNG, kept=-0.5),
    r"generator is 7; allowed: a numpy\.random\.Generator": lambda: draw_stories(1, 7),
}


@pytest.mark.parametrize("message", REFUSED)
def test_bad_input_is_named(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()
