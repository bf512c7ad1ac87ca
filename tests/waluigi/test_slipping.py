"""One rate: against the model in fractions, fifty digits, and a population stepped day by day."""

import math
from fractions import Fraction as F

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from waluigi import slipping
from waluigi.model import Belief, Corpus
from waluigi.slipping import (
    clean_after,
    documents_to,
    half_life,
    half_life_of_share,
    half_life_on_stream,
    share,
    survival,
)

examples = settings(max_examples=60, deadline=None, derandomize=True)
leaks = st.floats(1e-15, 0.999)
shares = st.floats(1e-12, 1 - 1e-12)
mpmath.mp.dps = 60


def exact_share(leak, waluigi, documents):
    belief = Belief(
        {"slipping": waluigi, "Luigi": 1 - waluigi},
        {"slipping": {"story": leak}, "Luigi": {"story": 0}},
    )
    return belief.update(Corpus({"story": documents})).share("slipping")


# Formulas


@examples
@given(st.fractions(F(1, 100), F(9, 10)), st.fractions(F(1, 100), F(99, 100)), st.integers(0, 60))
def test_the_share_is_the_models(leak, waluigi, documents):
    exact = exact_share(leak, waluigi, documents)
    got = share(float(leak), float(waluigi), documents)
    assert got == pytest.approx(float(exact), rel=1e-13, abs=0)


@examples
@given(leaks, shares, st.floats(0, 60))
@example(0.01, 1 - 1e-12, 30)
def test_shares_in_fifty_digits(leak, waluigi, nats):
    documents = min(int(-nats / math.log1p(-leak)), 2**53)
    left = mpmath.mpf(waluigi) * (1 - mpmath.mpf(leak)) ** documents
    exact = float(left / (left + 1 - mpmath.mpf(waluigi)))
    # As for survival; the share's logarithm moves by no more than that of the odds.
    error = 8 * np.finfo(float).eps * (1 + nats)
    assert share(leak, waluigi, documents) == pytest.approx(exact, rel=error, abs=0)


@examples
@given(leaks, st.integers(0, 10**12))
def test_survival_in_fifty_digits(leak, documents):
    exact = documents * mpmath.log(1 - mpmath.mpf(leak))
    # exp turns an absolute error of its argument, a few roundings of its size, into a relative one.
    error = 4 * np.finfo(float).eps * float(abs(exact) + 1)
    if exact > -700:
        expected = float(mpmath.exp(exact))
        assert survival(leak, documents) == pytest.approx(expected, rel=error, abs=0)
    else:
        assert survival(leak, documents) <= float(mpmath.exp(-700)) * (1 + error)


@examples
@given(leaks)
def test_half_lives_in_fifty_digits(leak):
    exact = mpmath.log(2) / -mpmath.log(1 - mpmath.mpf(leak))
    assert half_life(leak) == pytest.approx(float(exact), rel=1e-15)
    roundings = 4 * np.finfo(float).eps
    assert half_life(leak) <= math.log(2) / leak * (1 + roundings)
    assert half_life(leak) >= (1 - leak) * math.log(2) / leak * (1 - roundings)


@examples
@given(leaks, shares)
def test_the_half_life_of_the_share_in_fifty_digits(leak, waluigi):
    leak_, waluigi_ = mpmath.mpf(leak), mpmath.mpf(waluigi)
    documents = mpmath.mpf(float(half_life_of_share(leak, waluigi)))
    left = waluigi_ * (1 - leak_) ** documents
    halved = left / (left + 1 - waluigi_)
    # A rounding of the documents moves the odds by as many nats as there are in them.
    nats = float(-documents * mpmath.log(1 - leak_))
    assert float(halved / waluigi_) == pytest.approx(0.5, rel=8 * np.finfo(float).eps * (1 + nats))


def test_the_one_percent_waluigi():
    assert round(float(half_life(0.01)), 2) == 68.97
    assert documents_to(0.01, 0.5, 1e-6) == 1375
    assert half_life(0.5) == 1
    assert half_life_of_share(0.5, 2 / 3) == pytest.approx(2, rel=1e-15)


@examples
@given(st.integers(1, 99), st.integers(1, 99), st.integers(1, 99))
def test_the_documents_to_a_target_are_the_first_that_are_enough(leak, waluigi, target):
    p, w, t = F(leak, 100), F(waluigi, 100), F(target, 100)
    needed = int(documents_to(float(p), float(w), float(t)))
    ratio = w * (1 - t) / ((1 - w) * t)
    if any(ratio * (1 - p) ** d == 1 for d in (needed - 1, needed) if d >= 0):
        return  # At an exact power, rounding may move the last document either way.
    assert exact_share(p, w, needed) <= t
    assert needed == 0 or exact_share(p, w, needed - 1) > t


def test_documents_to_a_target_at_the_extremes():
    assert documents_to(0.01, 0.1, 0.2) == 0
    exact = -mpmath.log(mpmath.mpf("1e-300")) / mpmath.mpf("1e-15")
    assert documents_to(1e-15, 0.5, 1e-300) == pytest.approx(float(exact), rel=1e-14)
    assert documents_to([0.5, 0.25], 0.5, 0.2).tolist() == [2, 5]
    assert share(1e-15, [0, 0.5], 10**12).tolist() == pytest.approx(
        [0, float(1 / (1 + mpmath.exp(mpmath.mpf("1e-3"))))], rel=1e-14
    )


def test_a_slipping_waluigi_has_no_memory():
    n, m = slipping.n, sympy.Symbol("m", positive=True)
    later = slipping.SURVIVAL.subs(n, n + m) / slipping.SURVIVAL
    assert sympy.simplify(sympy.expand_log(later / slipping.SURVIVAL.subs(n, m))) == 1


# The population


def stepped(leak, documents, personas, generator):
    """The naive twin: day by day, everyone who is left may turn."""
    left, counts = personas, {}
    for day in range(max(documents) + 1):
        counts[day] = left
        left -= int((generator.random(left) < leak).sum())
    return [counts[d] for d in documents]


@pytest.mark.parametrize(("leak", "seed"), [(0.01, 3), (0.3, 4), (0.9, 5)])
def test_the_population_is_the_one_stepped_day_by_day(leak, seed):
    documents, personas = [0, 1, 2, 5, 20], 100_000
    drawn = clean_after(leak, documents, personas, seed)
    twin = stepped(leak, documents, personas, np.random.default_rng(seed))
    assert drawn[0] == personas
    for got, other, day in zip(drawn, twin, documents, strict=True):
        chance = (1 - leak) ** day
        error = math.sqrt(2 * personas * chance * (1 - chance))
        assert abs(got - other) <= 5 * error + 1e-9


def test_waits_longer_than_any_run_are_drawn():
    assert clean_after(1e-15, [0, 10**9], 1000, 1).tolist() == [1000, 1000]
    half = clean_after(1e-15, [round(math.log(2) * 1e15)], 40_000, 1)
    assert abs(half[0] - 20_000) < 5 * math.sqrt(10_000)


def test_chunks_add_up(monkeypatch):
    monkeypatch.setattr(slipping, "CHUNK", 300)
    counts = clean_after(0.1, [0, 3, 3, 1], 1000, 8)
    assert counts[0] == 1000
    assert counts[1] == counts[2] < counts[3] < 1000
    # Chunks must not repeat each other's random numbers.
    assert clean_after(0.1, [3], 600, 8)[0] != 2 * clean_after(0.1, [3], 300, 8)[0]


def test_an_interrupted_simulation_goes_on_where_it_stopped(monkeypatch, tmp_path):
    monkeypatch.setattr(slipping, "CHUNK", 100)
    file = tmp_path / "progress.json"
    whole = clean_after(0.2, [1, 4], 1000, 6)

    def interrupt(*_):
        raise KeyboardInterrupt

    update = slipping._keep
    calls = []

    def keep_three(*arguments):
        update(*arguments)
        calls.append(arguments)
        if len(calls) == 3:
            interrupt()

    monkeypatch.setattr(slipping, "_keep", keep_three)
    with pytest.raises(KeyboardInterrupt):
        clean_after(0.2, [1, 4], 1000, 6, progress=file)
    assert '"done": 300' in file.read_text()
    assert clean_after(0.2, [1, 4], 1000, 6, progress=file).tolist() == whole.tolist()
    assert len(calls) == 10
    assert clean_after(0.2, [1, 4], 1000, 6, progress=file).tolist() == whole.tolist()
    assert len(calls) == 10


def test_long_simulations_show_progress(monkeypatch, capfd):
    assert slipping.LONG == 10**8
    monkeypatch.setattr(slipping, "LONG", 10)
    clean_after(0.2, [1], 10, 1)
    assert capfd.readouterr().err == ""
    clean_after(0.2, [1], 11, 1)
    assert "11/11" in capfd.readouterr().err


# A Luigi who errs


@examples
@given(leaks, st.floats(0, 0.999))
@example(0.01, 0.009)
@example(0.01, 0.0)
@example(1e-9, 0.9)
def test_the_fall_on_luigis_stream_in_fifty_digits(leak, errs):
    p, e = mpmath.mpf(leak), mpmath.mpf(errs)
    turns = e * mpmath.log(e / p) if errs else 0
    exact = turns + (1 - e) * mpmath.log((1 - e) / (1 - p))
    if leak == errs:
        assert half_life_on_stream(leak, errs) == math.inf
        return
    # Half of the digits that the difference of the rates has lost are lost once more.
    error = 64 * np.finfo(float).eps * max(leak, errs) / abs(leak - errs)
    got = half_life_on_stream(leak, errs)
    assert got == pytest.approx(float(mpmath.log(2) / exact), rel=error, abs=0)


def test_a_luigi_who_never_errs_writes_clean_documents_only():
    assert half_life_on_stream(0.01, 0) == pytest.approx(float(half_life(0.01)), rel=4e-16)


@pytest.mark.parametrize(("errs", "documents"), [(0.009, 13_263), (0.01, math.inf), (0.02, 177)])
def test_an_erring_luigi_is_told_apart_slowly(errs, documents):
    assert half_life_on_stream(0.01, errs) == pytest.approx(documents, abs=0.5)


@pytest.mark.parametrize(("leak", "errs"), [(F(1, 10), F(1, 4)), (F(1, 4), F(1, 10))])
def test_the_models_odds_fall_on_his_stream_at_the_mean(leak, errs):
    """A stream with turns at exactly his frequency, read by the book's learner in fractions."""
    belief = Belief(
        {"slipping": F(1, 2), "Luigi": F(1, 2)},
        {"slipping": {"story": leak}, "Luigi": {"story": errs}},
    )
    turned = int(400 * errs)
    after = belief.update(Corpus({"story": 400 - turned}, {"story": turned}))
    halvings = -math.log2(after.odds("slipping", "Luigi"))
    assert halvings == pytest.approx(400 / float(half_life_on_stream(float(leak), float(errs))))


def test_a_clean_run_says_less_where_luigi_errs_and_the_opposite_where_he_errs_more():
    p, e, w, t = slipping.p, slipping.e, slipping.w, slipping.t
    at = {p: F(1, 100), e: F(9, 1000), w: F(1, 2), t: F(1, 3)}
    assert float(slipping.CLEAN_HALF_LIFE.subs(at)) == pytest.approx(
        math.log(2) / math.log(0.991 / 0.99)
    )
    assert float(slipping.CLEAN_DOCUMENTS.subs(at)) == math.ceil(686.5622)
    more = {**at, e: F(1, 50)}
    assert slipping.CLEAN_HALF_LIFE.subs(more) == slipping.CLEAN_DOCUMENTS.subs(more) == sympy.oo
    assert slipping.CLEAN_DOCUMENTS.subs({**more, t: F(2, 3)}) == 0


# Bad input


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: survival(0, 1), "leak is 0"),
        (lambda: survival(0.5, -1), "documents is -1"),
        (lambda: survival(0.5, 0.5), "documents is 0.5"),
        (lambda: half_life(1), "leak is 1"),
        (lambda: half_life([0.5, math.nan]), "leak.*nan"),
        (lambda: share(0.5, 1, 1), "waluigi is 1"),
        (lambda: share(0.5, -0.1, 1), "waluigi is -0.1"),
        (lambda: half_life_of_share(0.5, 0), "waluigi is 0"),
        (lambda: half_life_on_stream(0, 0.5), "leak is 0"),
        (lambda: half_life_on_stream(0.5, 1), "errs is 1"),
        (lambda: documents_to(0.5, 0.5, 0), "target is 0"),
        (lambda: documents_to(0.5, 1.5, 0.5), "waluigi is 1.5"),
        (lambda: clean_after(0, [1], 1, 1), "leak is 0"),
        (lambda: clean_after(0.5, [1.5], 1, 1), "documents is 1.5"),
        (lambda: clean_after(0.5, [1], -1, 1), "personas is -1"),
        (lambda: clean_after(0.5, [1], 1, "one"), "seed is 'one'"),
    ],
)
def test_bad_input_is_named(call, named):
    with pytest.raises(ValueError, match=named):
        call()


@pytest.mark.parametrize("text", ["not json", "{}", '{"task": {"leak": 0.5}, "done": 1}'])
def test_progress_of_something_else_is_refused(tmp_path, text):
    file = tmp_path / "progress.json"
    file.write_text(text)
    with pytest.raises(ValueError, match="progress is "):
        clean_after(0.5, [1], 10, 1, progress=file)
    assert file.read_text() == text
