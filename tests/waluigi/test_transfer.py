"""The transfer law against optimisers that do not know it."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.integrate import solve_ivp
from scipy.optimize import linprog, minimize

from waluigi import transfer as module
from waluigi.transfer import (
    adam,
    after_decay,
    descent,
    hard_margin,
    signs,
    steady_fall,
    train,
    transfer,
    untested_odds,
    within_reach,
)

odds_after = module.tested_odds  # by its own name pytest would take it for a test

PHI, FAR, START = np.array([3.0, 1.0]), np.array([1.0, -2.0]), np.array([-1.0, 0.5])


def moves(rule, steps=500, features=PHI, untested=FAR, start=START):
    weights = train(features[None], start, rule, steps)
    return (weights - weights[0]) @ features, (weights - weights[0]) @ untested


@pytest.mark.parametrize(
    ("rule", "direction"),
    [
        (descent(0.1), PHI),
        (descent(0.1, momentum=0.9), PHI),
        (signs(0.001), np.sign(PHI)),
        (adam(0.001, epsilon=0), np.sign(PHI)),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_the_untested_moves_by_kappa_times_the_tested_at_every_step(rule, direction) -> None:
    tested, untested = moves(rule)
    kappa = transfer(PHI, FAR, direction)
    assert tested[-1] < -1
    np.testing.assert_allclose(untested, kappa * tested, rtol=1e-10, atol=1e-13)


def test_two_optimisers_disagree_in_sign_on_the_same_clean_text() -> None:
    assert transfer(PHI, FAR, PHI) == pytest.approx(float(Fraction(1, 10)), rel=1e-15)
    assert transfer(PHI, FAR, np.sign(PHI)) == float(Fraction(-1, 4))
    assert moves(descent(0.1))[1][-1] < 0 < moves(signs(0.001))[1][-1]


@given(
    arrays(float, 4, elements=st.floats(-3, 3).filter(lambda v: abs(v) > 1e-3)),
    arrays(float, 4, elements=st.floats(-3, 3)),
    st.floats(0.1, 3),
)
def test_a_preconditioner_turns_the_direction(features, untested, stretch) -> None:
    scales = np.array([stretch, 1, 1 / stretch, 2])
    # Descent with preconditioner P is plain descent in the coordinates in which P is the identity.
    tested, far = moves(
        descent(0.01), 50, features * np.sqrt(scales), untested * np.sqrt(scales), np.zeros(4)
    )
    kappa = transfer(features, untested, scales * features)
    np.testing.assert_allclose(far, kappa * tested, rtol=1e-9, atol=1e-12)


def test_epsilon_ends_the_signs_and_brings_the_kappa_of_descent_back() -> None:
    tested, untested = moves(adam(0.01, epsilon=1e-3), 60_000)
    early = untested[100] / tested[100]
    late = (untested[-1] - untested[30_000]) / (tested[-1] - tested[30_000])
    assert early == pytest.approx(transfer(PHI, FAR, np.sign(PHI)), abs=0.01)
    assert late == pytest.approx(transfer(PHI, FAR, PHI), abs=0.01)


@pytest.mark.parametrize("odds", [1e-6, 0.3, 1, 50, 1e9])
def test_gradient_flow(odds) -> None:
    times = np.array([0.01, 1, 30, 1e4])
    path = solve_ivp(
        lambda _, z: -1 / (1 + np.exp(-z)),
        (0, times[-1]),
        [np.log(odds)],
        t_eval=times,
        method="Radau",
        rtol=1e-10,
        atol=1e-12,
    )
    np.testing.assert_allclose(np.log(odds_after(odds, times)), path.y[0], rtol=0, atol=1e-6)


def test_the_end_is_laplaces_rule_up_to_a_logarithm() -> None:
    documents = 10.0 ** np.arange(2, 13)
    laplace = 1 / (documents + 1)
    ratio = laplace / odds_after(1, documents)
    assert (np.diff(np.abs(ratio - 1)) < 0).all()
    np.testing.assert_allclose(
        1 / odds_after(1, documents) + np.log(1 / odds_after(1, documents)),
        documents + 1,
        rtol=1e-13,
    )


def test_halving_the_untested_multiplies_training() -> None:
    kappa, late = 0.25, 1e12
    factor = 2 ** (1 / kappa)
    halves = untested_odds(1, late * factor, kappa) / untested_odds(1, late, kappa)
    assert halves == pytest.approx(0.5, rel=1e-9)
    assert untested_odds(0.3, late, 0) == 0.3
    assert untested_odds(0.3, late, -0.5) > 0.3
    assert untested_odds(0.3, late, 1) == pytest.approx(odds_after(0.3, late), rel=1e-12)


@pytest.mark.parametrize(
    ("step", "beta_1", "beta_2"),
    [
        (1e-4, 0.9, 0.999),
        (5e-4, 0.9, 0.999),
        (0.02, 0.9, 0.999),
        (0.02, 0.5, 0.95),
        (3.0, 0.0, 0.9),
    ],
)
def test_adam_falls_as_fast_as_its_own_condition_says(step, beta_1, beta_2) -> None:
    steps = 40_000 if beta_2 > 0.99 else 4_000
    weights = train([[1.0]], [-6.0], adam(step, beta_1, beta_2, epsilon=0), steps)[:, 0]
    assert weights[-1] > -600  # the gradient is still a number
    late = -np.diff(weights)[-10:]
    np.testing.assert_allclose(late, steady_fall(step, beta_1, beta_2), rtol=1e-4)


def test_adam_is_bounded_by_its_memory_and_by_its_step() -> None:
    memory = -np.log(0.999) / 2
    falls = np.array([steady_fall(step) for step in (1e-6, 1e-4, 1e-3, 1e-1, 10.0)])
    assert (np.diff(falls) > 0).all()
    assert falls[0] == pytest.approx(1e-6, rel=2e-3)
    assert falls[-1] == pytest.approx(memory, rel=1e-6)
    assert (falls <= memory).all()


@pytest.mark.parametrize("decay", [0.0, 0.05])
def test_decay_forgets_the_first_weights_and_keeps_kappa(decay) -> None:
    weights = train(PHI[None], START, descent(0.1, decay=decay), 300)
    kept = (1 - 0.1 * decay) ** np.arange(301)
    kappa = transfer(PHI, FAR, PHI)
    expected = after_decay(kappa, START @ PHI, weights @ PHI, START @ FAR, kept)
    np.testing.assert_allclose(weights @ FAR, expected, rtol=1e-10)


@pytest.mark.parametrize("rule", [descent(0.3), descent(0.1, 0.9), descent(0.3, decay=0.01)])
def test_outside_the_span_of_the_tested_nothing_moves_and_decay_forgets(rule) -> None:
    generator = np.random.default_rng(3)
    table, untested, start = (generator.normal(size=shape) for shape in ((3, 6), 6, 6))
    weights = train(table, start, rule, 200)
    reach = within_reach(table, untested)
    outside = (untested - reach) @ start * (1 - rule.decay) ** np.arange(201)
    np.testing.assert_allclose(weights @ untested, weights @ reach + outside, rtol=1e-9, atol=1e-12)
    assert abs((weights[-1] - weights[0]) @ reach) > 0.1
    np.testing.assert_allclose(table @ (untested - reach), 0, atol=1e-12)


def test_a_gaussian_prior_moves_means_by_kappa_of_its_covariance() -> None:
    """Ten clean documents and a turn, by quadrature over both weights."""
    spread = np.array([[1.0, 0.3], [0.3, 2.0]])
    features, untested = np.array([1.0, -0.5]), np.array([0.4, 1.0])
    line = np.linspace(-12, 12, 601)
    w = np.stack(np.meshgrid(line, line, indexing="ij"), axis=-1)
    z, far = w @ features, w @ untested
    log_prior = -np.einsum("...i,ij,...j", w, np.linalg.inv(spread), w) / 2
    log_posterior = log_prior - 10 * np.logaddexp(0, z) - np.logaddexp(0, -z)
    weight = np.exp(log_posterior - log_posterior.max())
    moved_near, moved_far = ((weight * value).sum() / weight.sum() for value in (z, far))
    kappa = transfer(features, untested, spread @ features)
    assert moved_near < -1
    assert moved_far == pytest.approx(kappa * moved_near, rel=1e-9)


@pytest.mark.parametrize("seed", range(8))
def test_hard_margin_against_a_general_optimiser(seed) -> None:
    generator = np.random.default_rng(seed)
    table = generator.normal(size=(4, 7))
    found = hard_margin(table)
    assert (table @ found <= -1 + 1e-9).all()
    best = minimize(
        lambda w: w @ w,
        np.zeros(7),
        jac=lambda w: 2 * w,
        constraints={"type": "ineq", "fun": lambda w: -1 - table @ w, "jac": lambda w: -table},
        options={"ftol": 1e-14, "maxiter": 500},
        method="SLSQP",
    )
    assert found @ found == pytest.approx(best.fun, rel=1e-6)


def test_descent_goes_off_along_the_hard_margin() -> None:
    table = np.array([[1.0, 0.3, 0.0], [1.0, -0.6, 0.4], [1.0, 0.1, 1.5]])
    untested = np.array([0.2, 1.0, -0.3])
    slope = hard_margin(table) @ untested
    ends = np.array([1e6, 1e8, 1e10, 1e12])
    # Gradient flow, with the logarithm of time as its clock.
    path = solve_ivp(
        lambda u, w: -np.exp(u) * table.T @ (1 / (1 + np.exp(-table @ w))) / len(table),
        (np.log(1e-3), np.log(ends[-1])),
        np.zeros(3),
        t_eval=np.log(ends),
        method="LSODA",
        rtol=1e-10,
        atol=1e-10,
    )
    slopes = np.diff(untested @ path.y) / np.diff(np.log(ends))
    np.testing.assert_allclose(slopes, slope, rtol=0.01)


def test_no_hard_margin_where_no_weights_separate() -> None:
    table = [[1.0, 0.0], [-1.0, 0.0]]
    assert linprog([0, 0], A_ub=table, b_ub=[-1, -1], bounds=[(None, None)] * 2).status == 2
    with pytest.raises(ValueError, match="features"):
        hard_margin(table)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: transfer([1, 2], [1], [1, 2]), "untested"),
        (lambda: transfer([1, 2], [1, 1], [2, -1]), "direction"),
        (lambda: transfer([1, np.nan], [1, 1], [1, 1]), "features"),
        (lambda: transfer([[1]], [1], [1]), "features"),
        (lambda: odds_after(0, 1), "odds"),
        (lambda: odds_after(1, -1), "time"),
        (lambda: untested_odds(1, 1, np.inf), "transfer"),
        (lambda: steady_fall(0), "step"),
        (lambda: steady_fall(1, 0.99, 0.9), "beta_1"),
        (lambda: steady_fall(1, 0.9, 1), "beta_2"),
        (lambda: after_decay(1, 0, 0, 0, 1.5), "kept"),
        (lambda: hard_margin([1, 2]), "features"),
        (lambda: within_reach([[1, 2]], [1, 2, 3]), "features"),
    ],
)
def test_bad_input_is_named(call, named) -> None:
    with pytest.raises(ValueError, match=f"^{named}.* allowed: "):
        call()
