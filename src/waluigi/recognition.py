r"""The clever Waluigi: a detector of tests, and what its best rule lets slip.

A Waluigi sees an appearance and acts with a probability that depends on it alone. It acts in a
share $\tau$ of real chances, its *act rate*, and in a share $f$ of tests, its *leak*. If it reads a
normal score whose mean differs by $d$ between tests and real chances, then
$d = \sqrt2\,\Phi^{-1}(\mathrm{AUC})$ and the least leak is $\Phi(\Phi^{-1}(\tau) - d)$
(`thm-leak`). Where a share of the tests is as good as real, the leak has a floor and the likelihood
ratio a bound (`thm-bounded-recognition`); where none is, rarer action is purer action
(`thm-unbounded-recognition`). If tests and real chances come in random order, what counts is where
the *first* act falls (`thm-first-act`).

What a leak costs, test by test, is the same for the clever as for the slipping: see
`waluigi.slipping`. The names in capitals are the formulas, as SymPy expressions; the functions are
compiled from them.
Source for the best rule: Neyman and Pearson (1933).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri
from sympy import Max, Min, ceiling, exp, log, sqrt, symbols
from sympy.codegen.cfunctions import expm1, log1p

from threeforms import Domain, NormalCDF, NormalQuantile, Parameter, computes, numpy_function
from waluigi import checks
from waluigi.checks import BETWEEN, NONNEGATIVE, ONE_OR_MORE, POSITIVE, POSSIBLE, PROBABILITY, SOME

A, tau, harm = symbols("A tau h", positive=True)
epsilon = symbols("epsilon", nonnegative=True)
n, m, K, L, rho, theta = symbols("n m K L rho theta", positive=True)
f, u = symbols("f u", nonnegative=True)
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
LEAKING = Parameter(f, "leak", PROBABILITY)
PER_CHANCE = Parameter(theta, "realistic_tests_per_chance", POSITIVE)

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
FIRST_ACT_DENSITY = m * tau * exp((m - 1) * log1p(-tau * u) + n * log1p(-f * u))
FIRST_ACT_LIMIT = 1 / (1 + theta)
ONE_CHANCE_LIMIT = -expm1(-theta) / theta

_same_area = {name: numpy_function(leak, (A, tau)) for name, leak in SAME_AREA.items()}
_log_largest_ratio = numpy_function(LOG_LARGEST_RATIO, (mu, sigma))
_first_act_density = numpy_function(FIRST_ACT_DENSITY, (tau, f, n, m, u))

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(100)
# An integrand that falls at least like exp(-x) has nothing left to add beyond this x.
_TAIL = 45.0


class Met(IntEnum):
    """Whom a Waluigi's first act meets: nobody, if it never acts; a real chance; or a test."""

    NOBODY = 0
    CHANCE = 1
    REALISTIC_TEST = 2
    TEST = 3


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
    """The least leaks of four recognisers that no AUC tells apart (`thm-unbounded-recognition`).

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
    AUC is above 1/2 (`thm-unbounded-recognition`).

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
    infinite otherwise (`thm-binormal-ratio`).

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


def first_act(
    act_rate: ArrayLike, leak: ArrayLike, tests: ArrayLike, chances: ArrayLike
) -> NDArray[np.float64]:
    """The probability that the first act of all falls in a real chance (`thm-first-act`).

    Tests and real chances come in an order drawn at random. That the first act falls in a test is
    the same with the roles exchanged: ``first_act(leak, act_rate, chances, tests)``.

    Parameters
    ----------
    act_rate
        The share of real chances in which it acts, in (0, 1].
    leak
        The share of tests in which it acts, from 0 to 1.
    tests, chances
        How many of each, 1 or more.

    Raises
    ------
    ValueError
        If an act rate is not in (0, 1], a leak not in [0, 1], or a number not an int of 1 or more.
    """
    rate, slip = ACTING.over(POSSIBLE).check(act_rate), LEAKING.check(leak)
    tested, real = TESTS.check(tests), CHANCES.check(chances)
    steepness = (real - 1) * rate + tested * slip
    end = np.minimum(1.0, _TAIL / np.maximum(steepness, _TAIL))[..., None]
    row = (x[..., None] for x in (rate, slip, tested, real))
    return (_first_act_density(*row, end * (1 + _NODES) / 2) * _WEIGHTS / 2 * end).sum(axis=-1)


class FirstMet(NamedTuple):
    """How probably a Waluigi's first act meets a real chance, a realistic test, another test."""

    chance: NDArray[np.float64]
    realistic_test: NDArray[np.float64]
    test: NDArray[np.float64]


def first_met(
    auc: ArrayLike,
    act_rate: ArrayLike,
    tests: ArrayLike,
    chances: ArrayLike,
    realistic: ArrayLike = 0.0,
) -> FirstMet:
    """Whom the first act meets, for one who leaks as little as its act rate allows (`thm-first-act`).

    Where realistic tests are made of real people, the harm of the first two is the same.

    Parameters
    ----------
    auc, act_rate, realistic
        As for `leak`.
    tests, chances
        How many of each, 1 or more, in random order.

    Raises
    ------
    ValueError
        As for `leak` and `first_act`.
    """
    rate, slip = ACTING.check(act_rate), leak(auc, act_rate, realistic)
    in_tests = first_act(slip, rate, chances, tests)
    as_if_real = REALISTIC.check(realistic) * rate / slip * in_tests
    return FirstMet(first_act(rate, slip, tests, chances), as_if_real, in_tests - as_if_real)


def first_act_at_most(
    ratio: ArrayLike, tests: ArrayLike, chances: ArrayLike
) -> NDArray[np.float64]:
    r"""The most probable it can be that the first act falls in a real chance (`thm-first-act`).

    No strategy does better, with a memory and a clock and told after each event what it was. With
    $\theta = n/mL$ realistic tests for each chance it lies between $1/(1+\theta)$ and
    $1/(1+\theta-1/m)$.

    Parameters
    ----------
    ratio
        The bound $L$ on the likelihood ratio real : test, 1 or more.
    tests, chances
        How many of each, in random order; 1 or more.

    Raises
    ------
    ValueError
        If a ratio is below 1 or infinite, or tests or chances are not ints of 1 or more.
    """
    return first_act(1.0, 1 / RATIO.check(ratio), tests, chances)


@computes(FIRST_ACT_LIMIT, PER_CHANCE)
def first_act_limit(realistic_tests_per_chance: ArrayLike) -> NDArray[np.float64]:
    """What `first_act_at_most` falls to as tests and chances grow in step (`thm-first-act`).

    Raises
    ------
    ValueError
        If a number of tests per chance is not above 0.
    """


def best_act_rate(
    auc: float, tests: int, chances: int, realistic: float = 0.0
) -> tuple[float, float]:
    """The act rate at which the first act most probably falls in a real chance.

    Found by search: on a grid of normal quantiles, then on finer ones about the best.

    Parameters
    ----------
    auc
        Of the recogniser, on the tests that differ from real chances; in [1/2, 1).
    tests, chances
        How many of each, 1 or more, in random order.
    realistic
        The share of tests that look exactly like real chances.

    Returns
    -------
    act_rate, success
        The best fixed act rate, and the probability that a real chance is the first to be taken.

    Raises
    ------
    ValueError
        If an argument is outside its range or not a single number.
    """
    given = {AUC: auc, REALISTIC: realistic, TESTS: tests, CHANCES: chances}
    for parameter, value in given.items():
        number = parameter.check(value)
        checks.require(number.ndim == 0, parameter.name, number, "one number")
    # On the scale of the normal quantile, rates next to 0 and next to 1 are told apart equally.
    middle, half = -11.0, 19.0
    for _ in range(5):
        rates = ndtr(np.linspace(middle - half, min(middle + half, 8.0), 1001))
        success = first_met(auc, rates, tests, chances, realistic).chance
        best = int(np.argmax(success))
        middle, half = float(ndtri(rates[best])), half / 100
    return float(rates[best]), float(success[best])


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
) -> NDArray[np.int8]:
    """Draw tests and real chances in random order, and let Waluigis of many act rates live through them.

    In each world all of them see the same appearances: normal scores, of mean 0 for tests and
    `separation` for real chances and for the realistic share of tests. Each acts on the scores
    above its own threshold; a career ends with the first act.

    Parameters
    ----------
    auc, realistic
        As for `best_act_rate`.
    act_rates
        One for each Waluigi, in (0, 1).
    tests, chances
        How many of each; no chances, and a career is a suite of tests.
    worlds
        How many sequences are drawn.

    Returns
    -------
    Of shape (worlds, Waluigis): whom the first act met, as a number of `Met`.

    Raises
    ------
    ValueError
        If an argument is outside its range.
    """
    checks.generator(generator)
    gap = float(separation(auc))
    share = checks.chance(realistic, "realistic")
    thresholds = gap - ndtri(np.atleast_1d(BETWEEN.check(act_rates, "act_rates")))
    tested, real = checks.whole(tests, "tests", 1), checks.whole(chances, "chances")
    first = np.empty((checks.whole(worlds, "worlds"), thresholds.size), dtype=np.int8)
    for world in first:
        kinds = np.full(tested + real, Met.TEST, dtype=np.int8)
        kinds[:real] = Met.CHANCE
        kinds[real : real + generator.binomial(tested, share)] = Met.REALISTIC_TEST
        generator.shuffle(kinds)
        seen = generator.standard_normal(kinds.size) + gap * (kinds != Met.TEST)
        highest = np.maximum.accumulate(seen)
        world[:] = np.append(kinds, Met.NOBODY)[np.searchsorted(highest, thresholds, side="right")]
    return first
