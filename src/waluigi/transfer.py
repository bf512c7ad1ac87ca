r"""What gradient descent on clean text does where nothing is tested.

The log odds of a turn in scenario $s$ are linear, $z_s=\langle w,\varphi(s)\rangle$, and only the
tested scenario, with features $\varphi$, is trained. Every rule of this module moves the weights
along one direction $u$ that the tested features fix: $u=\varphi$ for gradient descent with or
without momentum, $u=P\varphi$ with a preconditioner, $u=\operatorname{sgn}\varphi$ for sign steps
and for Adam while its gradients are large. Then the untested log odds move by $\kappa$ times what
the tested ones do (`thm-transfer`),

$$\kappa=\frac{\langle\varphi(s^*),u\rangle}{\langle\varphi,u\rangle}.$$

The names in capitals are the formulas, as SymPy expressions. Time is counted as
$\lVert\varphi\rVert^2$ times learning rate times steps, so that one unit moves the log odds by the
error. The functions that train know none of the formulas.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq, nnls
from sympy import Symbol, exp, log, sqrt, symbols

from threeforms import Parameter, WrightOmega, computes, numpy_function
from waluigi import checks
from waluigi.checks import FINITE, NONNEGATIVE, POSITIVE

kappa = Symbol("kappa", real=True)
o, tau = symbols("o tau", positive=True)
z_before, z_after, far_before, kept = symbols("z_0 z z_* D", real=True)
delta, eta, beta_1, beta_2 = symbols("delta eta beta_1 beta_2", positive=True)

ODDS = Parameter(o, "odds", POSITIVE)
TIME = Parameter(tau, "time", NONNEGATIVE)
TRANSFER = Parameter(kappa, "transfer", FINITE)
BEFORE = Parameter(z_before, "before", FINITE)
AFTER = Parameter(z_after, "after", FINITE)
UNTESTED = Parameter(far_before, "untested", FINITE)
KEPT = Parameter(kept, "kept", checks.PROBABILITY)

TESTED_ODDS = 1 / WrightOmega(tau + 1 / o - log(o))
UNTESTED_ODDS = o * (TESTED_ODDS / o) ** kappa
# The log odds at the untested scenario, where weight decay has kept a part D of the first weights.
FAR = kappa * z_after + kept * (far_before - kappa * z_before)
# Adam's own condition for a steady fall: what it is, minus what it makes itself.
STEADY_FALL = delta - eta * (1 - beta_1) / (1 - beta_1 * exp(delta)) * sqrt(
    (1 - beta_2 * exp(2 * delta)) / (1 - beta_2)
)

_steady_fall = numpy_function(STEADY_FALL, (delta, eta, beta_1, beta_2))

Vector = NDArray[np.float64]


def transfer(features: ArrayLike, untested: ArrayLike, direction: ArrayLike) -> float:
    r"""How far the untested log odds move for each unit that the tested ones do, $\kappa$.

    For a Bayesian with a Gaussian prior over weights, the same number with the covariance times the
    features as direction is what the posterior means move by (`thm-gaussian-prior`).

    Parameters
    ----------
    features
        Of the tested scenario, in the shape (d,).
    untested
        Of the untested scenario, (d,).
    direction
        In which training moves the weights, (d,): the features themselves for gradient descent,
        their signs for sign steps.

    Raises
    ------
    ValueError
        If the three are not vectors of one length, or the direction does not move the tested log
        odds.
    """
    tested, far, along = (
        _vector(values, name)
        for values, name in (
            (features, "features"),
            (untested, "untested"),
            (direction, "direction"),
        )
    )
    for name, vector in (("untested", far), ("direction", along)):
        checks.require(
            vector.shape == tested.shape, name, vector, f"a vector of length {tested.size}"
        )
    moved = float(tested @ along)
    checks.require(moved != 0, "direction", along, "one along which the tested log odds change")
    return float(far @ along) / moved


@computes(TESTED_ODDS, ODDS, TIME)
def tested_odds(odds: ArrayLike, time: ArrayLike) -> NDArray[np.float64]:
    """The odds of a turn in the tested scenario after so much gradient flow on clean text.

    They fall exponentially while they are large, and like one over `time` in the end, which is
    Laplace's rule up to a logarithm (`thm-two-clocks`).

    Parameters
    ----------
    odds
        At the start, above 0.
    time
        Squared length of the features, times learning rate, times steps: 0 or more.

    Raises
    ------
    ValueError
        If odds are not above 0 or the time is negative.
    """


@computes(UNTESTED_ODDS, ODDS, TIME, TRANSFER)
def untested_odds(odds: ArrayLike, time: ArrayLike, transfer: ArrayLike) -> NDArray[np.float64]:
    r"""The odds of a turn where nothing is tested, which start equal to the tested ones.

    Parameters
    ----------
    odds, time
        As for `tested_odds`.
    transfer
        The factor $\kappa$; any number, negative ones included.

    Raises
    ------
    ValueError
        As for `tested_odds`, or if a transfer is not a finite number.
    """


def steady_fall(step: float, beta_1: float = 0.9, beta_2: float = 0.999) -> float:
    r"""By how much Adam lowers the tested log odds in each step, once they are far below 0.

    Adam divides by the size of past gradients, so its steps do not shrink with them. Far out the
    gradient is $e^{z}$ up to a constant; if the log odds fall by $\delta$ a step, the averages of the
    gradient and of its square are geometric sums, and $\delta$ must be the step they make
    (`thm-two-clocks`).

    Parameters
    ----------
    step
        Learning rate times the sum of the features' sizes, $\eta\lVert\varphi\rVert_1$: above 0.
    beta_1, beta_2
        The weights of the past in the two averages, with 0 <= beta_1 <= beta_2 < 1 and beta_2 > 0.

    Returns
    -------
    Nats a step: below `step`, and below half of -ln(beta_2).

    Raises
    ------
    ValueError
        If a number is out of its range.
    """
    checks.require(0 < step < np.inf, "step", step, "a finite number above 0")
    checks.require(0 < beta_2 < 1, "beta_2", beta_2, "a number between 0 and 1")
    checks.require(0 <= beta_1 <= beta_2, "beta_1", beta_1, "a number from 0 to beta_2")
    ceiling = -np.log(beta_2) / 2
    return float(brentq(_steady_fall, 0.0, ceiling, (step, beta_1, beta_2), xtol=1e-300))


@computes(FAR, TRANSFER, BEFORE, AFTER, UNTESTED, KEPT)
def after_decay(
    transfer: ArrayLike, before: ArrayLike, after: ArrayLike, untested: ArrayLike, kept: ArrayLike
) -> NDArray[np.float64]:
    r"""The untested log odds, from the tested ones, with weight decay or without (`thm-transfer`).

    Parameters
    ----------
    transfer
        The factor $\kappa$.
    before, after
        The tested log odds, before training and now.
    untested
        The untested log odds before training.
    kept
        The part of the first weights that decay has left, $(1-\eta\lambda)^t$; 1 without decay.

    Raises
    ------
    ValueError
        If a number is not finite, or `kept` is outside [0, 1].
    """


def within_reach(features: ArrayLike, untested: ArrayLike) -> Vector:
    """The part of the untested features that lies in the span of the tested ones.

    The rest is what gradient descent never moves (`thm-feature-overlap`).

    Parameters
    ----------
    features
        Of the tested scenarios, in the shape (tested, d).
    untested
        Of the untested scenario, (d,).

    Raises
    ------
    ValueError
        If the shapes do not fit or a number is not finite.
    """
    table, far = FINITE.check(features, "features"), _vector(untested, "untested")
    fits = table.ndim == 2 and table.shape[1] == far.size
    checks.require(fits, "features", features, f"a table (tested, {far.size})")
    return np.linalg.pinv(table) @ (table @ far)


def hard_margin(features: ArrayLike) -> Vector:
    r"""The shortest weights under which every tested scenario has log odds of at most -1.

    Gradient descent on clean text goes off in this direction, the log odds in proportion to the
    logarithm of the number of steps (after Soudry et al. 2018). It is a problem of
    least distance, solved as one of non-negative least squares (Lawson and Hanson 1974).

    Parameters
    ----------
    features
        Of the tested scenarios, in the shape (tested, d).

    Returns
    -------
    The weights, (d,).

    Raises
    ------
    ValueError
        If `features` is no such table of finite numbers, or no weights make all log odds negative.
    """
    table = FINITE.check(features, "features")
    checks.require(table.ndim == 2 and table.size, "features", features, "a table (tested, d)")
    system = np.vstack([-table.T, np.ones(len(table))])
    target = np.append(np.zeros(table.shape[1]), 1.0)
    multipliers, _ = nnls(system, target)
    residual = system @ multipliers - target
    checks.require(
        residual @ residual > 1e-12, "features", features, "scenarios that some weights put below 0"
    )
    return -residual[:-1] / residual[-1]


@dataclass(frozen=True)
class Rule:
    """How an optimiser turns a gradient into a step; `state` is what it remembers.

    Parameters
    ----------
    name
        What it is called.
    step
        From (gradient, state, number of the step) to (change of the weights, state).
    decay
        The share of the weights that every step takes away before it changes them.
    """

    name: str
    step: Callable[[Vector, Vector, int], tuple[Vector, Vector]]
    decay: float = 0.0


def descent(rate: float, momentum: float = 0.0, decay: float = 0.0) -> Rule:
    """Gradient descent, with heavy-ball momentum and weight decay if asked for."""

    def step(gradient: Vector, velocity: Vector, _: int) -> tuple[Vector, Vector]:
        velocity = momentum * velocity - rate * gradient
        return velocity, velocity

    return Rule("descent", step, rate * decay)


def signs(rate: float) -> Rule:
    """Steps of one size in each coordinate, against the sign of the gradient."""
    return Rule("signs", lambda gradient, state, _: (-rate * np.sign(gradient), state))


def adam(rate: float, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-8) -> Rule:
    """Adam, with its correction of the first averages."""

    def step(gradient: Vector, state: Vector, number: int) -> tuple[Vector, Vector]:
        first, second = (
            state.reshape(2, -1) if state.size > gradient.size else np.zeros((2, gradient.size))
        )
        first = beta_1 * first + (1 - beta_1) * gradient
        second = beta_2 * second + (1 - beta_2) * gradient**2
        mean, square = first / (1 - beta_1**number), second / (1 - beta_2**number)
        return -rate * mean / (np.sqrt(square) + epsilon), np.concatenate([first, second])

    return Rule("adam", step)


def train(features: ArrayLike, weights: ArrayLike, rule: Rule, steps: int) -> NDArray[np.float64]:
    """Train on clean text in the tested scenarios, logistic loss, and keep the weights of every step.

    Parameters
    ----------
    features
        Of the tested scenarios, (tested, d); each comes up equally often.
    weights
        At the start, (d,).
    rule
        Such as `descent`, `signs` or `adam`.
    steps
        How many.

    Returns
    -------
    The weights, (steps + 1, d).
    """
    table, w = np.asarray(features, float), np.array(weights, float)
    state, kept = np.zeros_like(w), [w]
    for number in range(1, steps + 1):
        turns = 1 / (1 + np.exp(-table @ w))
        change, state = rule.step(table.T @ turns / len(table), state, number)
        w = (1 - rule.decay) * w + change
        kept.append(w)
    return np.array(kept)


def _vector(values: ArrayLike, argument: str) -> Vector:
    vector = FINITE.check(values, argument)
    checks.require(vector.ndim == 1 and vector.size, argument, values, "a vector of numbers")
    return vector
