r"""Leaks that shrink while a Waluigi grows: whether they add up.

Let a Waluigi turn in document $n$ with probability $f_n<1$, given that all documents before it were
clean. Clean documents multiply its odds to a Luigi who never turns by $\prod(1-f_n)$, which is zero
in the end if and only if $\sum f_n=\infty$ (`thm-leak-series`). So, for $f_n=c\,n^{-\alpha}$, what
decides is whether $\alpha\le1$.

If only the chances of a turn in each document are known, and not given the documents before, the
sum decides nothing by itself: `clean_between` has the exact limits.

The sum of $-\ln(1-c\,k^{-\alpha})$ is taken term by term up to the sixteenth and from there on as an
integral with the corrections of Euler and Maclaurin. The names in capitals are the formulas, as
SymPy expressions, and their parameters; the functions below are compiled from them.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sympy import (
    Add,
    Expr,
    Float,
    Integer,
    Max,
    Min,
    Piecewise,
    Sum,
    Symbol,
    exp,
    floor,
    log,
    oo,
    symbols,
)
from sympy.codegen.cfunctions import log1p

from threeforms import Domain, LogBeta, Parameter, computes
from waluigi import checks
from waluigi.checks import BETWEEN, WHOLE, Number

c = Symbol("c", positive=True)
alpha, n = symbols("alpha n", nonnegative=True)
k = Symbol("k", integer=True, positive=True)
EXPONENT = Parameter(alpha, "exponent", Domain(0, 10))
FIRST_LEAK = Parameter(c, "first_leak", BETWEEN)
READ = Parameter(n, "documents", WHOLE)

TERM = -log1p(-c * exp(-alpha * log(k)))
SUMMED = 16
"""Terms that are added up one by one."""


def _slope(x: Expr) -> tuple[Expr, Expr]:
    """The first and the third derivative of the terms, as a function of a continuous index."""
    turn = c * exp(-alpha * log(x))
    odds = turn / (1 - turn)
    bend = alpha * odds * (1 + odds)
    second = bend + odds
    third = alpha / x**3 * (-2 * second - bend - alpha * (1 + 2 * odds) * bend)
    return -alpha * odds / x, third


def _sum_to(last: Expr) -> Expr:
    """The terms after the first few, up to a whole number that is not smaller than these."""
    # On the scale of the logarithm the integrand is nearly an exponential, which Gauss is good at.
    nodes, weights = np.polynomial.legendre.leggauss(24)
    start = log(Integer(SUMMED))
    half = (log(last) - start) / 2
    places = [start + half * (1 + Float(node)) for node in nodes]
    heights = [-log1p(-c * exp(-alpha * u)) * exp(u) for u in places]
    integral = half * Add(*(Float(w) * h for w, h in zip(weights, heights, strict=True)))
    (first_here, third_here), (first, third) = _slope(Integer(SUMMED)), _slope(last)
    ends = TERM.subs(k, last) - TERM.subs(k, SUMMED)
    return integral + ends / 2 + (first - first_here) / 12 - (third - third_here) / 720


_after = Piecewise((0, n <= SUMMED), (_sum_to(Max(n, SUMMED)), True))
EVIDENCE = Sum(TERM, (k, 1, Min(floor(n), SUMMED))) + _after
STILL_CLEAN = exp(-EVIDENCE)
AT_ONE = exp(LogBeta(n + 1 - c, c) - LogBeta(1 - c, c))

_first, _third = _slope(Integer(SUMMED))
_small = c * exp(-alpha * log(Integer(SUMMED)))
_tail = SUMMED * Add(*(_small**j / (j * (j * alpha - 1)) for j in range(1, 16)))
_rest = _tail - TERM.subs(k, SUMMED) / 2 - _first / 12 + _third / 720
IN_ALL = Piecewise((Sum(TERM, (k, 1, SUMMED)) + _rest, alpha > 1), (oo, True))


@computes(EVIDENCE, EXPONENT, FIRST_LEAK, READ)
def evidence(
    exponent: ArrayLike, first_leak: ArrayLike, documents: ArrayLike
) -> NDArray[np.float64]:
    r"""By how many nats clean documents lower the log odds, where leaks fall as a power.

    Minus the logarithm of $\prod_{k\le n}(1-c\,k^{-\alpha})$ (`thm-leak-series`); to nine digits.

    Parameters
    ----------
    exponent
        The power with which the leak falls, from 0 to 10.
    first_leak
        The leak in the first document, between 0 and 1.
    documents
        Clean ones so far, as ints of 0 or more.

    Raises
    ------
    ValueError
        If an exponent is outside [0, 10], a leak not in (0, 1), or documents are not counts.
    """


@computes(IN_ALL, EXPONENT, FIRST_LEAK)
def evidence_in_all(exponent: ArrayLike, first_leak: ArrayLike) -> NDArray[np.float64]:
    """The same from documents without end: finite just above an exponent of 1 (`thm-leak-series`).

    Raises
    ------
    ValueError
        If an exponent is outside [0, 10] or a leak not in (0, 1).
    """


@computes(AT_ONE, FIRST_LEAK, READ)
def still_clean_at_one(first_leak: ArrayLike, documents: ArrayLike) -> NDArray[np.float64]:
    r"""The factor on the odds at the exponent 1, in closed form (`thm-leak-series`).

    $\Gamma(n+1-c)/\Gamma(1-c)\,n!$, which falls like $n^{-c}/\Gamma(1-c)$.

    Raises
    ------
    ValueError
        If a leak is not in (0, 1), or documents are not counts.
    """


class Clean(NamedTuple):
    """How probable it is that none of several turns comes, by what is known of how they hang together."""

    least: Number
    most: Number
    uncorrelated: Number
    independent: Number


def clean_between(leaks: Sequence[Number]) -> Clean:
    r"""What the chances of a turn in each document say about there being none (`thm-leak-series`).

    Parameters
    ----------
    leaks
        The probability of a turn in each document, not given the others: ints, floats or fractions.

    Returns
    -------
    least, most
        Whatever the dependence, none comes with a probability from ``least`` = max(0, 1 - sum) to
        ``most`` = 1 - max, and both ends are attained (Fréchet).
    uncorrelated
        At most this if no two turns are positively correlated: v/(v + m^2) with m the sum of the
        leaks and v that of their variances, which is at most 1/(1 + m).
    independent
        Exactly this if the turns are independent.

    Raises
    ------
    ValueError
        If there are none, or one is no probability.
    """
    rates = [checks.probability(leak, f"leaks[{i}]") for i, leak in enumerate(leaks)]
    checks.require(bool(rates), "leaks", leaks, "one probability or more")
    mean, variance = sum(rates), sum(leak * (1 - leak) for leak in rates)
    independent: Number = 1
    for leak in rates:
        independent *= 1 - leak
    most = variance / (variance + mean**2) if mean else 1
    return Clean(max(0, 1 - mean), 1 - max(rates), most, independent)
