r"""Which of two hypotheses is kept, when nothing that is tested tells them apart.

No learner that sees only the outcomes of tests can decide between them (`thm-indistinguishable`). A
rule that sees no more keeps each member of the class alike, if each position is as likely as any
other to hold a Luigi (`thm-discard-symmetry`). Resampling in a finite population keeps one by
chance, with probability equal to its share (`thm-drift`). What does decide is whatever else the
rule sees: here, a difference in description length, or a cost of pretending, which is worth nothing
in room for many fewer copies than one over the cost (`thm-small-costs`).

The names in capitals are the formulas, as SymPy expressions, and their parameters; the functions
below are compiled from them, except those that enumerate or draw.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom
from sympy import Abs, Eq, Piecewise, Symbol, exp, harmonic, log, symbols
from sympy.codegen.cfunctions import expm1, log1p

from threeforms import Domain, Parameter, computes
from waluigi import checks
from waluigi.checks import BETWEEN, FINITE, NONNEGATIVE, POSITIVE, UNSURE, WHOLE

x, f, n, N = symbols("x f n N", positive=True)
i, c = symbols("i c", nonnegative=True)
b = Symbol("b", real=True)
LEAK = Parameter(f, "leak", UNSURE)
TESTS = Parameter(n, "tests", WHOLE)
LUIGI = Parameter(x, "luigi", BETWEEN)
POPULATION = Parameter(N, "population", POSITIVE)
PASSED = Parameter(n, "passed", WHOLE)
BITS = Parameter(b, "bits", FINITE)
COST = Parameter(c, "cost", NONNEGATIVE)

SURVIVAL = exp(n * log1p(-f))
LEAST_ERROR = SURVIVAL / (1 + SURVIVAL)
KEPT = 1 / (1 + (1 - x) / x * 2**-b)
UNDECIDED = exp(n * log1p(-1 / N))
# The entropy of what is kept, by the size of its log odds: from probabilities it would lose the
# digits of the rarer kind, and be 0 times infinity at a thousand bits.
LOG_ODDS = Abs(log(x) - log1p(-x) + b * log(2))
ENTROPY = log1p(exp(-LOG_ODDS)) + LOG_ODDS / (1 + exp(LOG_ODDS))
GENERATIONS = 2 * N * ENTROPY
MORAN_EVENTS = N * (
    (N - i) * (harmonic(N - 1) - harmonic(N - i - 1)) + i * (harmonic(N - 1) - harmonic(i))
)
KEPT_AT_COST = Piecewise((x, Eq(c, 0)), (expm1(-2 * c * N * x) / expm1(-2 * c * N), True))
MORAN_KEPT = Piecewise((i / N, Eq(c, 0)), (expm1(-c * i) / expm1(-c * N), True))


@computes(LEAST_ERROR, LEAK, TESTS)
def least_error(leak: ArrayLike, tests: ArrayLike) -> NDArray[np.float64]:
    """The least probability of error, in the worse of two cases, of any learner whatever.

    The cases are a Luigi who never turns in a test and a Waluigi who does with probability `leak`;
    the learner sees whether each of `tests` independent tests turned and nothing else, may toss
    coins, and must name one (`thm-indistinguishable`). Source: the method of two points of Le Cam
    (1973), here with the exact minimax value.

    Raises
    ------
    ValueError
        If a leak is outside [0, 1) or tests are not counts.
    """


@computes(KEPT, LUIGI, BITS)
def kept_luigi(luigi: ArrayLike, bits: ArrayLike = 0.0) -> NDArray[np.float64]:
    """The probability that Luigi is the one of the class that is kept (`thm-drift`).

    Parameters
    ----------
    luigi
        Luigi's share of the class, between 0 and 1.
    bits
        By how much the Waluigi's description is longer than Luigi's: each bit doubles the odds of
        Luigi before chance decides. Negative where Luigi's is longer.

    Raises
    ------
    ValueError
        If a share is not between 0 and 1 or bits are not finite.
    """


@computes(KEPT_AT_COST, LUIGI, POPULATION, COST)
def kept_at_cost(luigi: ArrayLike, population: ArrayLike, cost: ArrayLike) -> NDArray[np.float64]:
    """The probability that Luigi is kept, if pretending has a cost (`thm-small-costs`).

    The diffusion's value for Wright-Fisher resampling, meant for large populations and small costs
    (`wright_fisher_exact` has both exactly). Source: Kimura (1962).

    Parameters
    ----------
    luigi
        Luigi's share of the class, between 0 and 1.
    population
        How many copies are kept at a time, above 0.
    cost
        What pretending costs in each generation, in nats, 0 or more: a Waluigi's copy counts for
        exp(-cost) of a Luigi's when the next are drawn. For a cost on Luigi, let the two change
        places.

    Raises
    ------
    ValueError
        If a share is not between 0 and 1, a population not above 0, or a cost negative.
    """


@computes(GENERATIONS, LUIGI, POPULATION, BITS)
def generations(
    luigi: ArrayLike, population: ArrayLike, bits: ArrayLike = 0.0
) -> NDArray[np.float64]:
    """How long Wright-Fisher resampling takes to keep one of two, on average (`thm-drift`).

    The diffusion's value, which is within a few per cent of the exact one for populations of
    hundreds (`wright_fisher_exact`).

    Parameters
    ----------
    luigi, bits
        As in `kept_luigi`.
    population
        How many copies are kept at a time, above 0.

    Raises
    ------
    ValueError
        If a share is not between 0 and 1, a population not above 0, or bits are not finite.
    """


@computes(UNDECIDED, POPULATION.over(Domain(2)), PASSED)
def undecided(population: ArrayLike, passed: ArrayLike) -> NDArray[np.float64]:
    """How much of the initial disagreement is left after Wright-Fisher generations, on average.

    Disagreement is the probability that two copies drawn with replacement differ.

    Raises
    ------
    ValueError
        If a population is not 2 or more, or generations passed are not counts.
    """


def wright_fisher_exact(
    population: int, cost: float = 0.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Solve the Wright-Fisher chain: what is kept, and when, from each initial number of Luigis.

    Parameters
    ----------
    population
        From 2 to 2000: this solves linear equations in so many unknowns.
    cost
        What pretending costs in each generation, in nats, as in `kept_at_cost`.

    Returns
    -------
    The probability that Luigi is kept and the mean number of generations, for 0 to `population`
    Luigis; shapes (population + 1,).

    Raises
    ------
    ValueError
        If the population is not an int from 2 to 2000, or the cost is negative or infinite.
    """
    population = checks.whole(population, "population", least=2, most=2000)
    inside = np.arange(1, population)
    chosen = _chosen(inside, population, _weight(cost))
    moves = binom.pmf(np.arange(population + 1), population, chosen[:, None])
    stay = np.eye(population - 1) - moves[:, 1:-1]
    solved = np.linalg.solve(stay, np.column_stack([moves[:, -1], np.ones(population - 1)]))
    kept, times = np.pad(solved.T, ((0, 0), (1, 1)))
    kept[-1] = 1
    return kept, times


def draw_discards(
    luigis: int,
    population: int,
    runs: int,
    generator: np.random.Generator,
    cost: float = 0.0,
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Resample populations until each holds one kind alone.

    In each generation every copy is made from one of the generation before, chosen at random.

    Parameters
    ----------
    luigis
        How many of the population are Luigis at first.
    population
        How many copies there are, 1 or more.
    runs
        How many populations.
    cost
        What pretending costs in each generation, in nats, as in `kept_at_cost`.

    Returns
    -------
    For each population whether Luigi was kept, and after how many generations; shapes (runs,).

    Raises
    ------
    ValueError
        If a number is not an int of 0 or more, there are more Luigis than copies, or the cost is
        negative or infinite.
    """
    population = checks.whole(population, "population", least=1)
    luigis = checks.whole(luigis, "luigis", most=population)
    checks.generator(generator)
    weight = _weight(cost)
    counts = np.full(checks.whole(runs, "runs"), luigis, dtype=np.int64)
    times = np.zeros_like(counts)
    while (open_ := (counts > 0) & (counts < population)).any():
        counts[open_] = generator.binomial(population, _chosen(counts[open_], population, weight))
        times[open_] += 1
    return counts == population, times


def _chosen(luigis: NDArray[np.int64], population: int, weight: float) -> NDArray[np.float64]:
    """The probability that a copy is made from a Luigi, if a Waluigi's copy counts for `weight`."""
    return luigis / (luigis + (population - luigis) * weight)


def _weight(cost: float) -> float:
    return float(np.exp(-NONNEGATIVE.check(cost, "cost")))
