"""The model on arrays against the exact belief, its statement of error, and its last bits."""

import math
import subprocess
import sys
import time
from fractions import Fraction as F

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import example, given, settings
from hypothesis import strategies as st

from waluigi.grid import log_evidence, log_odds, predict, shares
from waluigi.model import Belief, Corpus

examples = settings(max_examples=80, deadline=None, derandomize=True)
ROUNDING = 2.0**-52
SOME_RATES = [0.0, 1.0, 0.5, 0.25, 0.1, 0.3, 0.3 * (1 + 1e-9), 0.3 * (1 + 2e-15), 0.999, 1 - 2**-53]
SOME_RATES += [1e-300, 5e-324, 1e-15, 1e-6, 1e-6 * (1 + 1e-12)]


def belief(prior, turns, number=F):
    """The exact belief in the same numbers; hypotheses and scenarios are called by their places."""
    names = [f"h{i}" for i in range(len(prior))]
    rows = [{f"s{j}": number(float(x)) for j, x in enumerate(row)} for row in turns]
    weights = {h: number(float(x)) for h, x in zip(names, prior, strict=True)}
    return Belief.from_odds(weights, dict(zip(names, rows, strict=True)))


def corpus(clean, turned):
    return Corpus(
        {f"s{j}": int(n) for j, n in enumerate(clean)},
        {f"s{j}": int(n) for j, n in enumerate(turned)},
    )


@st.composite
def cases(draw, counts):
    """A prior, a table, and a corpus that somebody can have written."""
    size, scenarios = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    rate = st.sampled_from(SOME_RATES) | st.floats(0, 1)
    weight = st.sampled_from([0.0, 1.0, 1.0, 3.0, 1e-9, 1e-290])
    prior = np.array(draw(st.lists(weight, min_size=size, max_size=size)))
    prior[draw(st.integers(0, size - 1))] = 1
    turns = np.array(
        draw(
            st.lists(
                st.lists(rate, min_size=scenarios, max_size=scenarios), min_size=size, max_size=size
            )
        )
    )
    clean, turned = (
        np.array(draw(st.lists(counts, min_size=scenarios, max_size=scenarios))) for _ in range(2)
    )
    return prior, turns, clean, turned


few = st.integers(0, 30)
many = st.one_of(st.just(0), few, st.integers(0, 60).map(lambda k: int(10 ** (k / 4))))


def bound(exact, against, scenarios):
    """The module's statement: the error that a hypothesis may have, by the nats that tell it."""
    told = {}
    for h in exact.hypotheses:
        told[h] = 0.0
        for s in exact.seen.scenarios:
            for kind in ("clean", "turned"):
                n = getattr(exact.seen, kind).get(s, 0)
                one = Belief.from_odds(
                    {h: 1.0, "_": 1.0}, {h: exact.turns[h], "_": exact.turns[against]}
                )
                part = Corpus(**{kind: {s: n}})
                try:
                    told[h] += abs(one.update(part).log_odds(h, "_"))
                except ValueError:
                    told[h] = math.inf
    return {h: (2 * scenarios + 10) * ROUNDING * (40 + nats) for h, nats in told.items()}


# Against the exact belief


@examples
@given(cases(few))
def test_shares_and_predictions_are_those_of_the_fractions(case):
    prior, turns, clean, turned = case
    possible = ((turns < 1) | (clean == 0)) & ((turns > 0) | (turned == 0))
    if not (possible.all(axis=1) & (prior > 0)).any():
        with pytest.raises(ValueError, match="documents that some hypothesis of positive weight"):
            shares(*case)
        assert log_evidence(*case) == -np.inf
        return
    exact = belief(prior, turns).update(corpus(clean, turned))
    got = shares(*case)
    for share, right in zip(got, exact.shares.values(), strict=True):
        assert share == pytest.approx(float(right), rel=1e-12, abs=1e-305)
    assert got.sum() == pytest.approx(1, abs=1e-15)
    for turn, scenario in zip(predict(*case), exact.scenarios, strict=True):
        assert turn == pytest.approx(float(exact.predict(scenario)), rel=2e-12, abs=1e-305)


@examples
@given(cases(st.integers(0, 4)))
def test_evidence_is_the_mean_likelihood(case):
    prior, turns, clean, turned = case
    exact = sum(
        F(float(weight))
        * math.prod(
            (1 - F(float(rate))) ** int(n) * F(float(rate)) ** int(m)
            for rate, n, m in zip(row, clean, turned, strict=True)
        )
        for weight, row in zip(prior, turns, strict=True)
    ) / sum(F(float(weight)) for weight in prior)
    if exact == 0:
        assert log_evidence(*case) == -np.inf
    else:
        right = math.log(exact.numerator) - math.log(exact.denominator)
        assert log_evidence(*case) == pytest.approx(right, rel=1e-13, abs=1e-13)


@examples
@given(cases(many))
@example(
    (
        np.ones(2),
        np.array([[0.25, 0.3], [0.25, 0.3 * (1 + 1e-9)]]),
        np.array([10**15, 10**15]),
        np.array([0, 3]),
    )
)
def test_the_error_is_what_the_module_says_up_to_a_quadrillion_documents(case):
    prior, turns, clean, turned = case
    try:
        exact = belief(prior, turns, float).update(corpus(clean, turned))
    except ValueError:
        return
    right = exact.shares
    leader = max(right, key=right.get)
    allowed = bound(exact, leader, len(clean))
    for share, h in zip(shares(*case), right, strict=True):
        if right[h] > 1e-290 and allowed[h] < 0.1:
            assert share == pytest.approx(
                right[h],
                rel=allowed[h] + max(a * right[g] for g, a in allowed.items() if right[g] > 0),
                abs=0,
            ), h
    place = exact.hypotheses.index(leader)
    for odds, h in zip(log_odds(*case, against=place), right, strict=True):
        nats = exact.log_odds(h, leader) if h != leader else 0.0
        if math.isinf(nats):
            assert odds == nats
        else:
            assert odds == pytest.approx(nats, abs=allowed[h])


def test_ten_scenarios_of_agreeing_evidence_are_right_to_twelve_digits():
    rng = np.random.default_rng(5)
    for documents in 10 ** np.arange(1, 16):
        # Rates so small that what the documents say stays in the range of shares.
        turns = rng.uniform(0, 60, (40, 10)) / documents / 10
        case = (
            rng.uniform(0.1, 1, 40),
            np.minimum(turns, 1),
            np.full(10, documents),
            np.zeros(10, int),
        )
        right = list(belief(*case[:2], float).update(corpus(*case[2:])).shares.values())
        assert shares(*case) == pytest.approx(right, rel=1e-12, abs=0)


def test_a_common_factor_of_any_size_leaves_twelve_digits():
    rng = np.random.default_rng(6)
    turns = 0.3 * (1 + rng.uniform(0, 1e-14, (30, 4)))
    clean = np.array([10**15, 3 * 10**14, 7, 10**12])
    case = np.ones(30), turns, clean, np.array([3, 0, 10**15, 1])
    right = list(belief(*case[:2], float).update(corpus(*case[2:])).shares.values())
    assert shares(*case) == pytest.approx(right, rel=1e-12, abs=0)
    bare = np.log1p(-turns) @ clean + np.log(turns) @ case[3]
    bare = np.exp(bare - bare.max())
    assert np.abs(bare / bare.sum() / right - 1).max() > 1e-3


def test_scenarios_that_speak_against_each_other_cost_digits_as_stated():
    # Two scenarios, a billion nats each way: float64 knows their sum to a millionth of a nat or so.
    rates = np.array([[0.1, 0.2], [0.2, 0.1]]) * [[1, 1], [1, 1 + 1e-13]]
    case = np.ones(2), rates, np.array([8 * 10**9 + 7, 8 * 10**9 + 7]), np.zeros(2, int)
    exact = belief(*case[:2], float).update(corpus(*case[2:]))
    wrong = abs(log_odds(*case, against=1)[0] - exact.log_odds("h0", "h1"))
    assert 1e-12 < wrong < bound(exact, "h1", 2)["h0"] < 1e-4


def test_the_right_one_leads_where_the_sums_are_off_by_hundreds_of_nats():
    rng = np.random.default_rng(9)
    turns = 0.5 + 2.0**-53 * rng.integers(-2, 3, (8, 20, 3))
    clean = rng.integers(7 * 10**18, 9 * 10**18, (8, 3))
    for rows, counts in zip(turns, clean, strict=True):
        exact = belief(np.ones(20), rows, float).update(corpus(counts, np.zeros(3)))
        right = np.array(list(exact.shares.values()))
        bare = np.log1p(-rows) @ counts.astype(float)
        assert np.spacing(-bare.max()) >= 512
        assert shares(np.ones(20), rows, counts) == pytest.approx(right, abs=1e-9)


# The last bit


@pytest.mark.parametrize(
    ("size", "scenarios"), [(3, 1), (7, 3), (1001, 10), (70_001, 2), (333, 333), (5, 140_000)]
)
def test_equal_rows_keep_their_odds_to_the_last_bit(size, scenarios):
    rng = np.random.default_rng(size)
    kinds = rng.uniform(0, 0.01, (3, scenarios)) * rng.integers(0, 2, (3, scenarios))
    which = rng.integers(0, 3, size)
    which[:2] = 0
    turns, prior = kinds[which], rng.choice([0.1, 0.3, 0.7], size)
    clean = rng.integers(0, 10**6, (5, scenarios)) * np.array([[0], [1], [10], [10**3], [10**9]])
    turned = (kinds > 0).all(axis=0) * rng.integers(0, 3, (5, scenarios))
    before = log_odds(prior, turns, np.zeros(scenarios, int))
    after = log_odds(prior, turns, clean, turned)
    assert np.array_equal(after[:, which == 0], np.tile(before[which == 0], (5, 1)))
    got = shares(prior, turns, clean, turned)
    for kind in range(3):
        for weight in (0.1, 0.3, 0.7):
            alike = got[:, (which == kind) & (prior == weight)]
            assert (alike == alike[:, :1]).all()


def test_many_corpora_at_once_are_the_same_as_one_by_one():
    rng = np.random.default_rng(3)
    turns = rng.choice([0, 1, 0.5, 1e-6, 0.01], (50, 6))
    turns[0] = 0.5
    prior = rng.choice([0, 1, 2.5], 50) + np.eye(50)[0]
    clean, turned = rng.integers(0, 9, (2, 3, 6)), rng.integers(0, 2, (3, 6))
    for function, tail in ((shares, (50,)), (log_odds, (50,)), (predict, (6,)), (log_evidence, ())):
        got = function(prior, turns, clean, turned)
        assert got.shape == (2, 3, *tail)
        for place in np.ndindex(2, 3):
            alone = function(prior, turns, clean[place], turned[place[1]])
            assert np.array_equal(got[place], alone, equal_nan=True)


# Certainties


def test_rates_of_zero_and_one_and_weights_of_zero():
    turns = [[0, 1], [1, 0], [0.5, 0.5], [0, 0]]
    prior = [1, 1, 2, 0]
    assert shares(prior, turns, [0, 0]).tolist() == [0.25, 0.25, 0.5, 0]
    assert shares(prior, turns, [3, 0], [0, 2]).tolist() == pytest.approx([16 / 17, 0, 1 / 17, 0])
    assert shares(prior, turns, [1, 1]).tolist() == [0, 0, 1, 0]
    assert log_odds(prior, turns, [1, 1], against=2).tolist() == [-np.inf, -np.inf, 0, -np.inf]
    odds = log_odds(prior, turns, [1, 1], against=0)
    assert np.isnan(odds[[0, 1, 3]]).all()
    assert odds[2] == np.inf
    assert predict(prior, turns, [1, 0], [0, 1]).tolist() == pytest.approx([1 / 6, 5 / 6])


def test_nobody_left_is_an_error_that_names_the_corpus():
    with pytest.raises(ValueError, match=r"corpus 1, clean and turned, is .*2\.0.*; allowed: doc"):
        shares([1, 1], [[0], [1]], [[1], [2]], [[0], [1]])
    with pytest.raises(ValueError, match="corpus 0"):
        predict([0, 1], [[0], [1]], [1])
    assert log_evidence([0, 1], [[0], [1]], [[1], [0]], [[0], [5]]).tolist() == [-np.inf, 0]


def test_extreme_priors_are_made_up_for():
    # A factor of 2**-1030 is too small for all its digits to be kept, were it not halved.
    case = [1, 1e-299], [[0.5], [0.0]], [1030]
    right = belief(*case[:2], float).update(corpus(case[2], [0])).shares
    assert shares(*case) == pytest.approx(list(right.values()), rel=1e-12, abs=0)


# Cost


def test_cost_is_flat_from_ten_to_a_quadrillion_documents():
    rng = np.random.default_rng(8)
    prior, turns = rng.uniform(0.1, 1, 20_000), 10 ** rng.uniform(-12, -1, (20_000, 10))
    seconds = {}
    for documents in (10, 10**15):
        clean, times = np.full(10, documents), []
        for _ in range(9):
            start = time.perf_counter()
            shares(prior, turns, clean)
            times.append(time.perf_counter() - start)
        seconds[documents] = min(times)
    assert seconds[10**15] < 5 * seconds[10]


# Labels

TURNS = pd.DataFrame(
    {"chat": [0.0, 0.01, 0.0], "coup": [0.0, 0.01, 1.0], "exam": [0.1, 0.2, 0.1]},
    index=["Luigi", "slipping", "clever"],
)
PRIOR = pd.Series({"clever": 1.0, "Luigi": 2.0, "slipping": 1.0})
PLAIN = np.array([2.0, 1.0, 1.0]), TURNS.to_numpy()


def test_tables_of_pandas_are_taken_by_their_labels():
    clean = pd.Series({"exam": 7, "chat": 100})
    turned = pd.Series({"exam": 1})
    got = shares(PRIOR, TURNS, clean, turned)
    assert isinstance(got, pd.Series)
    assert got.index.tolist() == ["Luigi", "slipping", "clever"]
    assert np.array_equal(got, shares(*PLAIN, [100, 0, 7], [0, 0, 1]))
    assert predict(PRIOR, TURNS, clean)["coup"] == predict(*PLAIN, [100, 0, 7])[1]
    odds = log_odds(PRIOR, TURNS, clean, turned, against="clever")
    assert odds["Luigi"] == math.log(2)
    assert log_evidence(PRIOR, TURNS, clean) == log_evidence(*PLAIN, [100, 0, 7])


def test_rows_of_a_frame_are_corpora():
    clean = pd.DataFrame({"exam": [7, 0], "chat": [1, 50]}, index=["first", "second"])
    got = shares(PRIOR, TURNS, clean)
    assert isinstance(got, pd.DataFrame)
    assert got.index.tolist() == ["first", "second"]
    assert np.array_equal(got, shares(*PLAIN, [[1, 0, 7], [50, 0, 0]]))
    assert log_evidence(PRIOR, TURNS, clean)["second"] == log_evidence(*PLAIN, [50, 0, 0])
    unlabelled = shares(PRIOR, TURNS, [[1, 0, 7], [50, 0, 0]])
    assert np.array_equal(unlabelled, got)
    assert unlabelled.columns.tolist() == TURNS.index.tolist()


def test_arrays_of_xarray_are_taken_by_the_names_of_their_axes():
    turns = xr.DataArray(
        TURNS.to_numpy().T,
        dims=("scenario", "who"),
        coords={"scenario": list(TURNS.columns), "who": list(TURNS.index)},
    )
    prior = xr.DataArray(
        [1.0, 2.0, 1.0], dims="who", coords={"who": ["clever", "Luigi", "slipping"]}
    )
    clean = xr.DataArray(
        [[[1, 50], [7, 0]]],
        dims=("stage", "scenario", "world"),
        coords={"scenario": ["chat", "exam"], "world": [10, 20]},
    )
    turned = xr.DataArray([1], dims="scenario", coords={"scenario": ["exam"]})
    got = shares(prior, turns, clean)
    assert isinstance(got, xr.DataArray)
    assert got.dims == ("stage", "world", "who")
    assert np.array_equal(got.sel(world=20, stage=0), shares(*PLAIN, [50, 0, 0]))
    assert got.sel(who="clever").shape == (1, 2)
    assert predict(prior, turns, clean).dims == ("stage", "world", "scenario")
    assert log_evidence(prior, turns, clean).dims == ("stage", "world")
    both = log_odds(prior, turns, clean.sel(scenario=["exam"]), turned, against="Luigi")
    alone = log_odds(*PLAIN, [0, 0, 7], [0, 0, 1])
    assert np.array_equal(both.sel(world=10, stage=0), alone)


def test_neither_is_imported():
    code = "import sys, waluigi.grid; sys.exit(bool({'pandas', 'xarray'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# Bad input

ROWS = [[0.0, 0.1], [0.2, 0.3]]
REFUSED = {
    r"prior is -1|prior\[0\] is -1": lambda: shares([-1, 2], ROWS, [1, 1]),
    r"prior\[1\] is inf; allowed: a finite number, 0 or more": lambda: shares(
        [1, np.inf], ROWS, [1, 1]
    ),
    r"the largest weight of prior is .*0\.0.*; allowed: above 0": lambda: shares(
        [0, 0], ROWS, [1, 1]
    ),
    "the least weight of prior is .*; allowed: 0, or 1e-300": lambda: shares(
        [1e301, 0.1], ROWS, [1, 1]
    ),
    r"the shape of prior is \(3,\); allowed: \(H,\)": lambda: shares([1, 1, 1], ROWS, [1, 1]),
    r"the shape of turns is \(2,\); allowed: \(H, S\)": lambda: shares([1, 1], [0.1, 0.2], [1, 1]),
    r"turns\[1, 0\] is 1\.2; allowed: a number from 0 to 1": lambda: shares(
        [1, 1], [[0, 0], [1.2, 0]], [1, 1]
    ),
    r"clean\[0\] is -1; allowed: a whole number from 0": lambda: shares([1, 1], ROWS, [-1, 1]),
    r"clean\[0\] is 1\.5; allowed: a whole number": lambda: shares([1, 1], ROWS, [1.5, 1]),
    r"turned\[1\] is -2; allowed: a whole number": lambda: shares([1, 1], ROWS, [1, 1], [0, -2]),
    r"the shapes of clean and turned is \(\(3,\), \(1,\)\); allowed: \(..., 2\)": lambda: shares(
        [1, 1], ROWS, [1, 1, 1]
    ),
    r"the shapes of clean and turned is \(\(2, 2\), \(3, 2\)\)": lambda: shares(
        [1, 1], ROWS, [[1, 1]] * 2, [[0, 0]] * 3
    ),
    r"against is 2; allowed: one of range\(0, 2\)": lambda: log_odds(
        [1, 1], ROWS, [1, 1], against=2
    ),
    "(?s)prior is .*; allowed: a table without labels, as turns": lambda: shares(
        PRIOR, PLAIN[1], [1, 1, 1]
    ),
    "a label of prior is 'bold'; allowed: one of": lambda: shares(
        pd.Series({"bold": 1.0}), TURNS, [1, 1, 1]
    ),
    r"the labels of prior is \['Luigi'\]; allowed: each once of": lambda: shares(
        pd.Series({"Luigi": 1.0}), TURNS, [1, 1, 1]
    ),
    "a label of clean is 'war'; allowed: one of .*'coup'": lambda: shares(
        PRIOR, TURNS, pd.Series({"war": 1})
    ),
    "the labels of clean is .*; allowed: each once": lambda: shares(
        PRIOR, TURNS, pd.Series([1, 2], index=["chat", "chat"])
    ),
    "the labels of turns is .*; allowed: each once": lambda: shares(
        PRIOR, TURNS.set_axis(["chat", "chat", "exam"], axis=1), [1, 1, 1]
    ),
    "the corpora of turned is .*; allowed: ": lambda: shares(
        PRIOR,
        TURNS,
        pd.DataFrame({"chat": [1]}, index=["a"]),
        pd.DataFrame({"chat": [1]}, index=["b"]),
    ),
    "the number of axes is 3; allowed: 1 or 2 with pandas": lambda: shares(
        PRIOR, TURNS, np.zeros((2, 2, 3), dtype=int)
    ),
    "against is 'bold'; allowed: one of .*'Luigi'": lambda: log_odds(
        PRIOR, TURNS, [1, 1, 1], against="bold"
    ),
    r"the axes of clean is \['world'\]; allowed: 'scenario'": lambda: shares(
        PRIOR, TURNS, xr.DataArray([1], dims="world")
    ),
}


@pytest.mark.parametrize("message", REFUSED)
def test_bad_input_is_named(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()


def test_what_is_given_is_left_alone():
    prior, turns, clean = np.array([1.0, 2.0]), np.array(ROWS), np.array([10**6, 10**6])
    for function in (shares, log_odds, predict, log_evidence):
        function(prior, turns, clean)
    assert (prior.tolist(), turns.tolist(), clean.tolist()) == ([1, 2], ROWS, [10**6] * 2)
