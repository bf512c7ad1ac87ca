r"""The clever Waluigi: a detector of tests, and what its best rule lets slip.

A Waluigi sees an appearance and acts with a probability that depends on it alone. It acts in a
share $\tau$ of real chances, its *act rate*, and in a share $f$ of tests, its *leak*. If it reads a
normal score whose mean differs by $d$ between tests and real chances, then
$d = \sqrt2\,\Phi^{-1}(\mathrm{AUC})$ and the least leak is $\Phi(\Phi^{-1}(\tau) - d)$
(`thm-leak`). Where a share of the tests is as good as real, the leak has a floor and the likelihood
ratio a bound; where none is, rarer action is purer action (`thm-bounded-recognition`).

What a leak costs, test by test, is the same for the clever as for the slipping: see
`waluigi.slipping`. The names in capitals are the formulas, as SymPy expressions; the functions are
compiled from them.
Source for the best rule: Neyman and Pearson (1933).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri
from sympy import Max, Min, ceiling, diff, exp, log, sqrt, symbols
from sympy.codegen.cfunctions import expm1, log1p

from threeforms import Domain, NormalCDF, NormalQuantile, Parameter, computes, numpy_function
from waluigi import checks
from waluigi.checks import BETWEEN, NONNEGATIVE, ONE_OR_MORE, POSITIVE, PROBABILITY, SOME

A, tau, harm = symbols("A tau h", positive=True)
epsilon = symbols("epsilon", nonnegative=True)
n, m, K, L, rho, kappa = symbols("n m K L rho kappa", positive=True)
mu = symbols("mu", real=True)
sigma = symbols("sigma", positive=True)
AUC = Parameter(A, "auc", Domain(0.5, 1, open_hi=True))
ACTING = Parameter(tau, "act_rate", BETWEEN)
REALISTIC = Parameter(epsilon, "realistic", PROBABILITY)
TESTS = Parameter(n, "tests", SOME)
CHANCES = Parameter(m, "chances", SOME)
HARM = Parameter(harm, "harm", BETWEEN)
RATIO = Parameter(L, "ratio", ONE_OR_MORE)
FACTOR = Parameter(K, "factor", ONE_OR_MORE)
PER_CHANCE = Parameter(kappa, "realistic_tests_per_chance", POSITIVE)

SEPARATION = sqrt(2) * NormalQuantile(A)
BINORMAL_LEAK = NormalCDF(NormalQuantile(tau) - SEPARATION)
LEAK = epsilon * tau + (1 - epsilon) * BINORMAL_LEAK
PURITY = tau / LEAK
SAME_AREA = {
    "capped": 2 * (1 - A) * tau,
    "binormal": BINORMAL_LEAK,
    "power": tau ** (A / (1 - A)),
    "certain": Max(0, (tau + 1 - 2 * A) / (2 - 2 * A)),
}
ACTS_SOMEWHERE = -expm1(m * log1p(-tau))
ACT_RATE = -expm1(log1p(-harm) / m)
ENOUGH_TESTS = ceiling(L * log(K) / tau)
MOST_LEAK = -expm1(-log(K) / n)
ACTS_SOMEWHERE_AT_MOST = ACTS_SOMEWHERE.subs(tau, Min(1, L * MOST_LEAK))
ACTS_SOMEWHERE_LIMIT = -expm1(-rho * L * log(K))
LOG_LARGEST_RATIO = mu**2 / (2 * (1 - sigma**2)) - log(sigma)
LOG_SUCCESS = n * log1p(-LEAK) + log(ACTS_SOMEWHERE)
BEST_SUCCESS_LIMIT = exp(-kappa * log1p(1 / kappa)) / (1 + kappa)

_same_area = {name: numpy_function(leak, (A, tau)) for name, leak in SAME_AREA.items()}
_log_largest_ratio = numpy_function(LOG_LARGEST_RATIO, (mu, sigma))
_log_success = numpy_function(LOG_SUCCESS, (A, tau, epsilon, n, m))
_gain = numpy_function(diff(LOG_SUCCESS, tau), (A, tau, epsilon, n, m))


@computes(SEPARATION, AUC)
def separation(auc: ArrayLike) -> NDArray[np.float64]:
    """How far apart tests and real chances look, in standard deviations (`thm-leak`).

    Parameters
    ----------
    auc
        Area under the ROC: how often a random real chance looks more real than a random test;
        1/2 or more and less than 1.

    Raises
    ------
    ValueError
        If an AUC is not in [1/2, 1).
    """


@computes(LEAK, AUC, ACTING, REALISTIC)
def leak(auc: ArrayLike, act_rate: ArrayLike, realistic: ArrayLike = 0.0) -> NDArray[np.float64]:
    """The least probability of acting in a test, for a given act rate (`thm-leak`).

    Parameters
    ----------
    auc
        Of the recogniser, on the tests that differ from real chances.
    act_rate
        The share of real chances in which it acts, strictly between 0 and 1.
    realistic
        The share of tests that look exactly like real chances: the likelihood ratio is then at
        most 1 / realistic (`thm-bounded-recognition`).

    Raises
    ------
    ValueError
        If an AUC is not in [1/2, 1), an act rate not in (0, 1) or a share not in [0, 1].
    """


def leaks_of_same_area(auc: ArrayLike, act_rate: ArrayLike) -> dict[str, NDArray[np.float64]]:
    """The least leaks of four recognisers that no AUC tells apart (`thm-bounded-recognition`).

    *Capped*: a share 2 (1 - AUC) of the tests is as good as real, the rest is spotted at once.
    *Binormal*: as `leak`. *Power*: two exponential tails. *Certain*: a share 2 AUC - 1 of real
    chances is beyond doubt real, the rest looks like tests.

    Raises
    ------
    ValueError
        If an AUC is not in [1/2, 1) or an act rate not in (0, 1).
    """
    values = (AUC.check(auc), ACTING.check(act_rate))
    return {name: formula(*values) for name, formula in _same_area.items()}


@computes(PURITY, AUC, ACTING, REALISTIC)
def purity(auc: ArrayLike, act_rate: ArrayLike, realistic: ArrayLike = 0.0) -> NDArray[np.float64]:
    """How many times likelier it acts in a real chance than in a test, at best.

    At most 1 / realistic, and without bound as the act rate falls if no test is realistic and the
    AUC is above 1/2 (`thm-bounded-recognition`).

    Raises
    ------
    ValueError
        As for `leak`.
    """


@computes(ACT_RATE, HARM, CHANCES)
def act_rate_for(harm: ArrayLike, chances: ArrayLike) -> NDArray[np.float64]:
    """The act rate with which it acts somewhere in so many chances with probability `harm`.

    Raises
    ------
    ValueError
        If a probability is not strictly between 0 and 1, or chances are not ints of 1 or more.
    """


@computes(ENOUGH_TESTS, RATIO, ACTING, FACTOR)
def enough_tests(ratio: ArrayLike, act_rate: ArrayLike, factor: ArrayLike) -> NDArray[np.float64]:
    """Clean tests that are sure to divide the odds by a factor (`thm-bounded-recognition`).

    Parameters
    ----------
    ratio
        The bound on the likelihood ratio real : test, 1 or more.
    act_rate
        The share of real chances in which it acts, in (0, 1).
    factor
        By how much the odds are to fall, 1 or more.

    Raises
    ------
    ValueError
        If a ratio or factor is below 1 or infinite, or an act rate not in (0, 1).
    """


@computes(ACTS_SOMEWHERE_AT_MOST, RATIO, FACTOR, TESTS, CHANCES)
def acts_somewhere_at_most(
    ratio: ArrayLike, factor: ArrayLike, tests: ArrayLike, chances: ArrayLike
) -> NDArray[np.float64]:
    r"""The most probable it can be that it acts, if tests leave its odds (`thm-bounded-recognition`).

    Parameters
    ----------
    ratio
        The bound on the likelihood ratio real : test, 1 or more.
    factor
        The tests divide its odds by at most this: 1 or more.
    tests, chances
        How many clean tests, and how many real chances, each 1 or more. With chances
        $= \rho\,\cdot$ tests, and more and more of both, the bound falls to $1 - K^{-\rho L}$.

    Raises
    ------
    ValueError
        If a ratio or factor is below 1 or infinite, or tests or chances are not ints of 1 or more.
    """


def log_largest_ratio(mean: ArrayLike, sd: ArrayLike) -> NDArray[np.float64]:
    """The logarithm of the largest likelihood ratio real : test of two normal laws.

    Tests are standard normal. Finite if real chances vary less than tests, or look the same;
    infinite otherwise (`thm-bounded-recognition`).

    Parameters
    ----------
    mean, sd
        Of real chances, in standard deviations of tests.

    Raises
    ------
    ValueError
        If a mean is not finite or a standard deviation not above 0.
    """
    size = NONNEGATIVE.check(np.abs(mean), "the size of mean")
    sd = POSITIVE.check(sd, "sd")
    alike = (sd == 1) & (size == 0)
    return np.where(sd < 1, _log_largest_ratio(size, sd), np.where(alike, 0.0, np.inf))[()]


def best_response(
    auc: float, tests: int, chances: int, realistic: float = 0.0
) -> tuple[float, float]:
    """The act rate at which it most probably passes all tests and then acts at least once.

    The logarithm of that probability is concave in the act rate, since the least leak is convex in
    it: there is one best rate, where the derivative vanishes.

    Parameters
    ----------
    auc
        Of the recogniser, on the tests that differ from real chances; in [1/2, 1).
    tests, chances
        How many of each, 1 or more; the tests come first.
    realistic
        The share of tests that look exactly like real chances.

    Returns
    -------
    act_rate, success
        The best act rate, and the probability of passing and then acting. As tests and chances
        grow together, success tends to `best_success_limit`.

    Raises
    ------
    ValueError
        If an argument is outside its range or not a single number.
    """
    given = (AUC.check(auc), REALISTIC.check(realistic))
    counts = (TESTS.check(tests), CHANCES.check(chances))
    for argument, value in zip(
        ("auc", "realistic", "tests", "chances"), (*given, *counts), strict=True
    ):
        checks.require(value.ndim == 0, argument, value, "one number")

    # On the scale of the normal quantile, rates next to 0 and next to 1 are told apart equally.
    def gain(score: float) -> float:
        return float(_gain(given[0], ndtr(score), given[1], *counts))

    rate = float(ndtr(brentq(gain, -30, 8, xtol=1e-12)))
    return rate, float(np.exp(_log_success(given[0], rate, given[1], *counts)))


@computes(BEST_SUCCESS_LIMIT, PER_CHANCE)
def best_success_limit(realistic_tests_per_chance: ArrayLike) -> NDArray[np.float64]:
    r"""The best response's success when tests keep step with real chances, in the limit.

    With $\kappa$ realistic tests for each real chance, $\kappa^\kappa / (1+\kappa)^{1+\kappa}$,
    however many other tests there are; exact for all numbers if every test is realistic.

    Raises
    ------
    ValueError
        If a number of tests per chance is not above 0.
    """


def least_leak(tested: Sequence[Any], real: Sequence[Any], act_rate: Any) -> Any:
    """The least leak on finitely many kinds of appearance, exactly in fractions (`thm-leak`).

    The best rule acts on the kinds that are most telling, in the order of their likelihood ratio,
    until it has its act rate; on the last kind it tosses a coin. Source: Neyman and Pearson (1933).

    Parameters
    ----------
    tested, real
        The probability of each kind among tests, and among real chances.
    act_rate
        The share of real chances in which it acts, from 0 to 1.

    Raises
    ------
    ValueError
        If the lengths differ, a number is not a probability, or either row does not sum to 1.
    """
    rows = []
    for values, argument in ((tested, "tested"), (real, "real")):
        row = [checks.probability(p, f"{argument}[{i}]") for i, p in enumerate(values)]
        row = [Fraction(p) if isinstance(p, int) else p for p in row]
        checks.require(abs(sum(row) - 1) <= 1e-9, f"the sum of {argument}", sum(row), "1")
        rows.append(row)
    lengths = [len(row) for row in rows]
    checks.require(len(set(lengths)) == 1, "the lengths of tested, real", lengths, "one length")
    left = checks.probability(act_rate, "act_rate")
    kinds = sorted(
        zip(*rows, strict=True), key=lambda kind: kind[0] / kind[1] if kind[1] else 2e308
    )
    total = 0 * left
    for test, chance in kinds:
        taken = min(left, chance)
        if taken > 0:
            total += test * taken / chance
            left -= taken
    return total


def careers(
    auc: float,
    act_rates: ArrayLike,
    tests: int,
    chances: int,
    worlds: int,
    generator: np.random.Generator,
    realistic: float = 0.0,
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Draw test suites and real chances, and let Waluigis of many act rates live through them.

    In each world all of them see the same appearances: normal scores, of mean 0 for tests and
    `separation` for real chances and for the realistic share of tests. Each acts on the scores
    above its own threshold, so the largest score of a suite decides who passes it.

    Parameters
    ----------
    auc, realistic
        As for `best_response`.
    act_rates
        One for each Waluigi, in (0, 1).
    tests, chances
        How many of each.
    worlds
        How many suites are drawn.

    Returns
    -------
    passed, acted
        Of shape (worlds, Waluigis): whether it passed all tests, and whether it acted in one of
        the chances it would have. Acting *after* passing is ``passed & acted``.

    Raises
    ------
    ValueError
        If an argument is outside its range.
    """
    checks.generator(generator)
    gap = float(separation(auc))
    share = checks.chance(realistic, "realistic")
    thresholds = gap - ndtri(np.atleast_1d(BETWEEN.check(act_rates, "act_rates")))
    sizes = [checks.whole(size, name, 1) for size, name in ((tests, "tests"), (chances, "chances"))]
    highest = np.empty((checks.whole(worlds, "worlds"), 2))
    for world in highest:
        seen = generator.standard_normal(sizes[0])
        seen[: generator.binomial(sizes[0], share)] += gap
        world[:] = seen.max(), gap + generator.standard_normal(sizes[1]).max()
    return highest[:, :1] <= thresholds, highest[:, 1:] > thresholds
