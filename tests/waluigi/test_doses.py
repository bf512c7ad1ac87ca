"""Doses: known parameters found again, intervals that cover, cells left out, bad input."""

import math
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import sympy
from scipy.special import expit

from threeforms import numpy_function
from waluigi import doses
from waluigi.doses import FORMS, PREDICTING, Table, fit, predict, published, scores

CHAPTERS = Path(__file__).parents[2] / "chapters"
TRUE_RHO = 0.015


def truth(model, tokens, rows):
    """A learner with ten pseudo-counts, written out without the library's formulas."""
    level, gain, strength = {"small": (-0.9, 1.2, 0.8), "large": (-0.3, 1.5, 0.9)}[model]
    kept = 1 / (1 + abs(rows) / 120)
    documents = math.copysign(math.log(1 + abs(tokens) / 6e6) / math.log(1 + 1e8 / 6e6), tokens)
    evidence = math.copysign(math.log(1 + abs(rows) / 10), rows)
    return 1 / (1 + math.exp(-(level + gain * documents * kept + strength * evidence)))


def simulated(seed, doses_of=(-60e6, -20e6, 0.0, 20e6, 60e6, 200e6)):
    """A table drawn run by run from `truth`, with three arms of five repeated runs."""
    generator = np.random.default_rng(seed)
    cells = [
        (model, tokens, rows)
        for model in ("small", "large")
        for tokens in doses_of
        for rows in (-400, -80, -20, 0, 20, 80, 400)
    ]

    def run(mean):
        size = 1 / TRUE_RHO - 1
        return generator.binomial(3000, generator.beta(mean * size, (1 - mean) * size))

    return Table(
        models=tuple(model for model, _, _ in cells),
        tokens=np.array([tokens for _, tokens, _ in cells]),
        rows=np.array([rows for _, _, rows in cells], dtype=float),
        chosen=np.array([run(truth(*cell)) for cell in cells]),
        repeats=np.array([[run(mean) for _ in range(5)] for mean in (0.2, 0.5, 0.8)]),
        asked=3000,
    )


@pytest.fixture(scope="module")
def table():
    return simulated(7)


def test_known_parameters_are_found_again(table):
    found = fit(PREDICTING[0], table).fitted
    drawn = fit(PREDICTING[0], table).draws
    for place, value in ((2, math.log(0.85)), (4, math.log(10)), (6, math.log(120))):
        low, high = np.quantile(drawn[:, place], [0.005, 0.995])
        assert low < value < high
    assert found["c"] == pytest.approx(0.85, rel=0.25)
    assert found["rho"] == pytest.approx(TRUE_RHO, rel=0.4)


def test_a_form_that_is_wrong_by_far_is_found_out(table):
    by_form = {form: scores(form, "rows", table).log.mean() for form in ("linear", PREDICTING[0])}
    assert by_form["linear"] < by_form[PREDICTING[0]] - 0.3


def test_intervals_hold_one_run_in_cells_that_were_not_there():
    """Nine in ten, up to what 6 tables of 24 cells can tell: runs of one table share their fit."""
    held = []
    generator = np.random.default_rng(3)
    size = 1 / TRUE_RHO - 1
    for seed in range(6):
        whole = simulated(seed)
        seen = whole.where(np.isin(whole.tokens, [-60e6, 0, 60e6]))
        for model in seen.known:
            tokens, rows = np.meshgrid([-20e6, 20e6, 200e6], [-150, 0, 40, 200])
            mean = np.vectorize(truth)(model, tokens, rows)
            run = generator.beta(mean * size, (1 - mean) * size)
            _, low, high = predict(tokens, rows, model, table=seen)
            held.append((low <= run) & (run <= high))
    assert 0.84 <= np.mean(held) <= 0.98


def test_the_interval_has_the_spread_of_runs_in_it():
    """Where the fit is sure, what is left is the Beta law of one run."""
    share, low, high = predict(0, 0, "12B")
    spread = fit(PREDICTING[0]).fitted["rho"]
    alone = 2 * 1.64 * math.sqrt(spread * share * (1 - share))
    assert alone < high - low < 2 * alone


def test_a_model_that_was_never_seen_is_pooled():
    known = [predict(0, 0, model) for model in ("12B", "27B")]
    pooled = predict(0, 0, "no such model")
    assert known[0].share < pooled.share < known[1].share
    assert all(pooled.high - pooled.low > one.high - one.low for one in known)
    assert predict(0, 0, "another") == pooled


def test_more_evidence_moves_the_share_its_way():
    for model in ("12B", "27B", "third"):
        shares = predict(0, [-410, -82, -8, 0, 8, 82, 410], model).share
        assert (np.diff(shares) > 0).all()
        shares = predict([-190e6, -50e6, -5e6, 0, 5e6, 50e6, 190e6], 20, model).share
        assert (np.diff(shares) > 0).all()


def test_shares_are_ordered_finite_and_of_the_broadcast_shape():
    result = predict(np.array([[-1e12], [0], [1e12]]), [-1e9, 0, 3, 1e9], "12B")
    for part in result:
        assert part.shape == (3, 4)
        assert np.isfinite(part).all()
    assert ((result.low >= 0) & (result.high <= 1)).all()
    assert ((result.low <= result.share) & (result.share <= result.high)).all()
    assert [np.shape(part) for part in predict(0, 0)] == [(), (), ()]
    assert [part.shape for part in predict([], [])] == [(0,)] * 3


def test_a_cell_does_not_depend_on_its_company():
    alone = predict(50e6, -20, "27B")
    many = predict(np.full(1203, 50e6), np.arange(-20, 1183), "27B")
    assert (many.share[0], many.low[0], many.high[0]) == alone


def test_the_same_question_has_the_same_answer():
    fit.cache_clear()
    first = predict([-50e6, 0], [3, -3], "27B")
    fit.cache_clear()
    again = predict([-50e6, 0], [3, -3], "27B")
    assert all((one == other).all() for one, other in zip(first, again, strict=True))


def test_cells_left_out_are_scored_alike_each_time():
    first, again = (scores("pseudo-counts", "models") for _ in range(2))
    assert all((one == other).all() for one, other in zip(first, again, strict=True))
    assert np.isfinite(first.log).all()
    assert (first.crps >= 0).all()


def test_scores_do_not_see_what_is_left_out():
    """A cell's own number changes its score, and no prediction of it."""
    table = published()
    changed = table.chosen.copy()
    column = (np.array(table.models) == "12B") & (table.tokens == 0)
    changed[column] = 1500
    spoiled = Table(table.models, table.tokens, table.rows, changed, table.repeats, 3000)
    before, after = (scores("power", "columns", one) for one in (table, spoiled))
    median = table.shares - before.left
    assert (spoiled.shares - after.left)[column] == pytest.approx(median[column], abs=1e-12)
    assert (before.left != after.left)[~column].any()


def test_the_published_cells_are_those_of_the_chapters_table():
    table = published()
    assert (len(table.models), table.known, table.repeats.shape) == (42, ("12B", "27B"), (3, 5))
    packaged = files("waluigi.data").joinpath("published.csv").read_bytes()
    assert (CHAPTERS / "published.csv").read_bytes() == packaged


@pytest.mark.theorem("thm-doses")
def test_columns_are_parallel_exactly_where_log_odds_add():
    rows = np.array([-400, -7, 0, 30, 5000])
    for form in FORMS:
        charter, coin = (fit(form).log_odds(tokens, rows, "12B") for tokens in (5e7, -5e7))
        assert (np.ptp(charter - coin) < 1e-9) == ("washed" not in form)


@pytest.mark.theorem("thm-doses")
def test_linear_evidence_is_what_pseudo_counts_without_limit_give():
    rate = sympy.Symbol("r", positive=True)
    form = doses.PSEUDO_COUNTS.subs(doses.c, rate * doses.n_0)
    evidence = numpy_function(form, (rate, doses.n_0, doses.n))
    assert evidence(0.01, 1e9, [-410, 0, 82]) == pytest.approx([-4.1, 0, 0.82], rel=1e-6)


def test_every_form_starts_at_the_same_odds():
    for form in FORMS:
        fitted = fit(form)
        for model in ("12B", "27B"):
            assert expit(fitted.log_odds(0, 0, model)) == pytest.approx(0.34, abs=0.12)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([math.nan], 0), "tokens"),
        ((0, [math.inf]), "rows"),
        (("many", 0), "tokens"),
        ((50, 0), "tokens is 50.0; allowed: 0, or tokens by the thousand"),
        (([0, 0], [0, 0, 0]), "broadcasts"),
        ((0, 0, ""), "model"),
        ((0, 0, None), "model"),
    ],
)
def test_bad_input_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        predict(*arguments)


def test_bad_names_and_tables_are_refused():
    with pytest.raises(ValueError, match="form is 'cubic'"):
        fit("cubic")
    with pytest.raises(ValueError, match="leave is 'nothing'"):
        scores("power", "nothing")
    with pytest.raises(ValueError, match="forms"):
        predict(0, 0, forms=())
    with pytest.raises(ValueError, match="chosen"):
        Table(("a",), np.zeros(1), np.zeros(1), np.array([3001.0]), np.zeros((1, 2)), 3000)
    with pytest.raises(ValueError, match="rows"):
        Table(("a",), np.zeros(1), np.zeros(2), np.zeros(1), np.zeros((1, 2)), 3000)
