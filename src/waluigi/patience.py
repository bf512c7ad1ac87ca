r"""The patient Waluigi: one whose turn rate the learner does not know.

Each persona turns at a constant rate $p$, but the rates differ, with a prior over them. Clean
documents remove the impatient first. So the hazard falls with every document, by exactly the
variance of the rates that are left over one minus their mean (`thm-slowdown`). For every tenfold of
documents, or for the share in place of the odds, decay can speed up all the same (`thm-late-start`).
A crowd with one common rate that falls has the same law (`thm-selection-or-hiding`). The prior near zero
sets the law in the long run: a power where its density is one (`thm-power-law`), a level where it
has an atom at zero (`thm-floor`), an exponential only where patience is bounded
(`thm-bounded-patience`). Against Luigis who are only nearly so, the odds move by the ratio of two
survivals (`thm-nearly-luigi`). Survival analysis knows the effect as frailty: Vaupel, Manton and Stallard
(1979).

The named prior is Beta(shape, scale), stretched to rates from `least` to 1, with an atom of
personas that never turn. The scale is in documents: reading a clean one adds one to it. Any other
prior is two arrays, of rates and of their weights.

The names in capitals are the formulas, as SymPy expressions, and their parameters; the functions
below are compiled from them.
"""

import numpy as np
import scipy.special
from numpy.typing import ArrayLike, NDArray
from sympy import Eq, Max, Piecewise, Sum, Symbol, exp, log, symbols
from sympy.codegen.cfunctions import expm1, log1p

from threeforms import LogBeta, Parameter, computes
from waluigi import checks, grid
from waluigi.checks import (
    BETWEEN,
    NONNEGATIVE,
    ONE_OR_MORE,
    POSITIVE,
    PROBABILITY,
    SOME,
    UNSURE,
    WHOLE,
)
from waluigi.evidence import POSTERIOR_SHARE, K, w

a, b, n, t, h, epsilon = symbols("a b n t h epsilon", positive=True)
q, p_0 = symbols("q p_0", nonnegative=True)
_k = Symbol("k", integer=True, positive=True)
SHAPE = Parameter(a, "shape", POSITIVE)
SCALE = Parameter(b, "scale", POSITIVE)
READ = Parameter(n, "documents", WHOLE)
ATOM = Parameter(q, "atom", PROBABILITY)
LEAST = Parameter(p_0, "least", UNSURE)
WALUIGI = Parameter(w, "waluigi", UNSURE)
TIME = Parameter(t, "time", NONNEGATIVE)
FACTOR = Parameter(K, "factor", ONE_OR_MORE)
PRESENT_HALF_LIFE = Parameter(h, "half_life", POSITIVE)

BETA_SURVIVAL = exp(LogBeta(a, b + n) - LogBeta(a, b))
BETA_HAZARD = a / (a + b + n)
BETA_VARIANCE = BETA_HAZARD * (1 - BETA_HAZARD) / (a + b + n + 1)
TURNERS = exp(n * log1p(-p_0) + LogBeta(a, b + n) - LogBeta(a, b))
SURVIVAL = q + (1 - q) * TURNERS
RATE_OF_TURNERS = p_0 + (1 - p_0) * BETA_HAZARD
# Where there is no atom, all that are left are turners, even where their share is too small to hold.
HAZARD = Piecewise(
    (RATE_OF_TURNERS, Eq(q, 0)), (RATE_OF_TURNERS / (1 + q / ((1 - q) * TURNERS)), True)
)
HALF_LIFE = log(2) / -log1p(-HAZARD)
FLOOR = POSTERIOR_SHARE.subs(K, q)
LOMAX = exp(-a * log1p(t / b))
WAIT = (b + t) * expm1(log(K) / a)
FASTEST_FALL = Piecewise(
    (b * expm1(Max(0, log(w) - log1p(-w) + log((a - 1) / (a + 1))) / a), a > 1), (0, True)
)
LOG_UNIFORM = 1 - Sum((1 - epsilon) ** _k / _k, (_k, 1, n)) / -log(epsilon)
HALF_LIFE_DENSITY = (
    exp((a - 1) * log(-expm1(-log(2) / h)) - (b + n) * log(2) / h - LogBeta(a, b + n)) * log(2) / h
)


@computes(SURVIVAL, SHAPE, SCALE, READ, ATOM, LEAST)
def survival(
    shape: ArrayLike,
    scale: ArrayLike,
    documents: ArrayLike,
    *,
    atom: ArrayLike = 0.0,
    least: ArrayLike = 0.0,
) -> NDArray[np.float64]:
    """The share of Waluigis that stay clean through so many documents (`thm-power-law`).

    It is also the factor by which those documents multiply the odds Waluigi : Luigi.

    Parameters
    ----------
    shape
        The power of the prior near its least rate: few are patient where it is large. Above 0.
    scale
        In documents, above 0: about where the power law sets in.
    documents
        Clean ones, as ints of 0 or more.
    atom
        The share of Waluigis that never turn (`thm-floor`).
    least
        The rate below which no other Waluigi is (`thm-bounded-patience`), below 1.

    Raises
    ------
    ValueError
        If a shape or scale is not above 0, documents are not counts, an atom is outside [0, 1] or
        a least rate outside [0, 1).
    """


@computes(HAZARD, SHAPE, SCALE, READ, ATOM, LEAST)
def hazard(
    shape: ArrayLike,
    scale: ArrayLike,
    documents: ArrayLike,
    *,
    atom: ArrayLike = 0.0,
    least: ArrayLike = 0.0,
) -> NDArray[np.float64]:
    """The probability that a Waluigi turns in the next document, given none so far (`thm-slowdown`).

    Arguments and errors are those of `survival`. With shape and scale 1 it is Laplace's rule of
    succession, for turns.
    """


@computes(HALF_LIFE, SHAPE, SCALE, READ, ATOM, LEAST)
def half_life(
    shape: ArrayLike,
    scale: ArrayLike,
    documents: ArrayLike,
    *,
    atom: ArrayLike = 0.0,
    least: ArrayLike = 0.0,
) -> NDArray[np.float64]:
    """The current half-life in documents: that of a Waluigi who would keep the present hazard.

    Arguments and errors are those of `survival`. Infinite where only the atom is left.
    """


@computes(FLOOR, WALUIGI, ATOM)
def floor(waluigi: ArrayLike, atom: ArrayLike) -> NDArray[np.float64]:
    """The share of Waluigis that no number of clean documents removes (`thm-floor`).

    Parameters
    ----------
    waluigi
        Their share before the first document, below 1: Luigi is possible.
    atom
        The share of Waluigis that never turn on what is read.

    Raises
    ------
    ValueError
        If a share of Waluigis is outside [0, 1) or an atom outside [0, 1].
    """


@computes(LOMAX, SHAPE, SCALE, TIME)
def lomax(shape: ArrayLike, scale: ArrayLike, time: ArrayLike) -> NDArray[np.float64]:
    """The share still clean after a time, where turns come at Gamma-distributed rates.

    `survival` in continuous time: rates per document have the density of Gamma(shape), with `scale`
    documents as the inverse of its scale. Source: Lomax (1954).

    Raises
    ------
    ValueError
        If a shape or scale is not above 0, or a time is below 0.
    """


@computes(WAIT, SHAPE, SCALE, TIME, FACTOR)
def wait(
    shape: ArrayLike, scale: ArrayLike, time: ArrayLike, factor: ArrayLike = 2.0
) -> NDArray[np.float64]:
    """How long it takes, after a clean time, to divide those left by a factor (`thm-power-law`).

    For a factor of 2, the median wait for the first turn of a Waluigi. Under the prior of `lomax`;
    in documents, and linear in the clean time.

    Raises
    ------
    ValueError
        If a factor is below 1, or as for `lomax`.
    """


@computes(FASTEST_FALL, SHAPE, SCALE, WALUIGI.over(BETWEEN))
def fastest_fall(shape: ArrayLike, scale: ArrayLike, waluigi: ArrayLike) -> NDArray[np.float64]:
    """When the share of Waluigis, in place of the odds, falls fastest (`thm-late-start`).

    Under the prior of `lomax`, in clean documents: 0 where it never speeds up, as for every shape
    of at most 1.

    Parameters
    ----------
    shape, scale
        As in `lomax`.
    waluigi
        The share of Waluigis before the first document; the rest are Luigis, who never turn.

    Raises
    ------
    ValueError
        If the share is not between 0 and 1, or as for `lomax`.
    """


def as_patient(shape: ArrayLike, scale: ArrayLike, documents: ArrayLike) -> NDArray[np.float64]:
    """The prior share of Waluigis with a half-life of at least so many documents.

    At least half of it is still there after them: `survival` is never less than half of this.

    Parameters
    ----------
    shape, scale
        As in `survival`, without an atom.
    documents
        Ints of 1 or more.

    Raises
    ------
    ValueError
        If a shape or scale is not above 0, or documents are not counts of 1 or more.
    """
    shape, scale = SHAPE.check(shape), SCALE.check(scale)
    documents = READ.over(SOME).check(documents)
    return scipy.special.betainc(shape, scale, -np.expm1(-np.log(2) / documents))


@computes(HALF_LIFE_DENSITY, PRESENT_HALF_LIFE, SHAPE, SCALE, READ)
def half_life_density(
    half_life: ArrayLike, shape: ArrayLike, scale: ArrayLike, documents: ArrayLike
) -> NDArray[np.float64]:
    """What a learner believes of a Waluigi's half-life after clean documents.

    Parameters
    ----------
    half_life
        In documents, above 0.
    shape, scale, documents
        As in `survival`; there is no atom, which would have an infinite half-life.

    Returns
    -------
    The density of the half-life's natural logarithm.

    Raises
    ------
    ValueError
        If a half-life, shape or scale is not above 0, or documents are not counts.
    """


def log_uniform(least: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A prior under which every decade of patience is as likely as every other.

    The rates are the points of a Gauss-Legendre rule, twenty in each decade from `least` to 1, in
    the logarithm of the rate. Multiply the weights by a density over that logarithm, and divide by
    their sum, for any other smooth prior.

    Parameters
    ----------
    least
        The rate of the most patient, above 0 and below 1.

    Returns
    -------
    Rates in increasing order, and their weights, which sum to one.

    Raises
    ------
    ValueError
        If the least rate is not between 0 and 1.
    """
    least = float(BETWEEN.check(checks.chance(least, "least"), "least"))
    panels = int(np.ceil(-np.log10(least)))
    points, weights = np.polynomial.legendre.leggauss(20)
    width = -np.log(least) / panels
    starts = np.log(least) + width * np.arange(panels)
    rates = np.exp(starts[:, None] + width * (points + 1) / 2).ravel()
    return rates, np.tile(weights / 2 / panels, panels)


def posterior(rates: ArrayLike, weights: ArrayLike, documents: int) -> NDArray[np.float64]:
    """What a learner believes of a persona's rate after clean documents, under any prior.

    Parameters
    ----------
    rates
        The probabilities of a turn that a persona may have.
    weights
        Their prior weights, of any total; as many.
    documents
        How many clean ones were read.

    Returns
    -------
    The posterior weights, which sum to one.

    Raises
    ------
    ValueError
        If a rate is outside [0, 1], a weight is negative or not finite, the two differ in number,
        documents is not an int of 0 or more, or no rate of positive weight is left.
    """
    rates, weights, documents = _mixture(rates, weights, documents)
    left = weights[(rates < 1) | (documents == 0)].max(initial=0) > 0
    checks.require(left, "weights", weights.tolist(), "a rate below 1 of positive weight")
    return grid.shares(weights, rates[:, None], [documents])


def mixture_survival(rates: ArrayLike, weights: ArrayLike, documents: int) -> float:
    """The share of personas that stay clean through so many documents, under any prior.

    Arguments and errors are those of `posterior`.
    """
    rates, weights, documents = _mixture(rates, weights, documents)
    checks.require(weights.sum() > 0, "weights", weights.tolist(), "a positive weight")
    return float(np.exp(grid.log_evidence(weights, rates[:, None], [documents])))


def first_turns(rates: ArrayLike, generator: np.random.Generator) -> NDArray[np.float64]:
    """Draw the document in which each persona first turns.

    Parameters
    ----------
    rates
        The probability of a turn in each document, one number for each persona.

    Returns
    -------
    Counted from 1, as floats; infinite for a persona that never turns. Later ones than 2**63 - 1
    are given as that.

    Raises
    ------
    ValueError
        If a rate is outside [0, 1].
    """
    rates = checks.probabilities(rates, "rates")
    checks.generator(generator)
    turns = generator.geometric(np.where(rates > 0, rates, 1.0)).astype(np.float64)
    return np.where(rates > 0, turns, np.inf)


def _mixture(
    rates: ArrayLike, weights: ArrayLike, documents: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], int]:
    rates = checks.probabilities(rates, "rates")
    weights = checks.at_least(weights, 0, "weights")
    checks.require(
        rates.ndim == 1 and rates.shape == weights.shape,
        "the shapes of rates and weights",
        (rates.shape, weights.shape),
        "two rows of one length",
    )
    return rates, weights, checks.whole(documents, "documents")
