r"""What so many clean documents can buy, and what no number of them smaller than that can rule out.

A Waluigi turns with probability $f$, its leak, in each test that it does not recognise, and never
in one that it does; it recognises a share $r$ of them. A learner who sees only that documents were
clean multiplies its odds by $1-f(1-r)$ for each. Read one way this is a price, so many documents
for a factor $K$. Read the other way it is a limit: $n$ clean documents exclude, at the factor $K$,
the leaks from $1-K^{-1/n}$ on and no smaller one, to a Bayesian and to any reader who is wrong with
probability $1/K$ at most (`thm-data-budget`). Source for the rule of three: Hanley and Lippman-Hand (1983).

The names in capitals are the formulas, as SymPy expressions, and their parameters; the functions
below are compiled from them.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sympy import Piecewise, Symbol, ceiling, exp, log, oo, symbols
from sympy.codegen.cfunctions import expm1, log1p

from threeforms import Parameter, computes
from waluigi.checks import BETWEEN, ONE_OR_MORE, PROBABILITY, SOME, UNSURE

f, K, n = symbols("f K n", positive=True)
r = Symbol("r", nonnegative=True)
LEAK = Parameter(f, "leak", BETWEEN)
RECOGNITION = Parameter(r, "recognition", PROBABILITY)
FACTOR = Parameter(K, "factor", ONE_OR_MORE)
READ = Parameter(n, "documents", SOME)

FALL = -log1p(-f * (1 - r))
DOCUMENTS = Piecewise((ceiling(log(K) / FALL), r < 1), (oo, K > 1), (0, True))
MOVED = exp(n * FALL)
EXCLUDED = -expm1(-log(K) / n)
_AMONG_ALL = EXCLUDED / (1 - r)
EXCLUDED_LEAK = Piecewise((_AMONG_ALL, 1 - r >= EXCLUDED), (oo, True))


@computes(DOCUMENTS, LEAK, RECOGNITION, FACTOR)
def documents(leak: ArrayLike, recognition: ArrayLike, factor: ArrayLike) -> NDArray[np.float64]:
    """Clean documents that divide the odds of a Waluigi by a factor (`thm-data-budget`).

    Parameters
    ----------
    leak
        The probability of a turn in a test that it does not recognise, between 0 and 1.
    recognition
        The share of tests that it recognises, from 0 to 1; each is recognised or not independently,
        and the learner does not see which.
    factor
        By how much the odds are to fall, 1 or more.

    Returns
    -------
    Documents, as whole floats; infinite where it recognises all. Where the quotient of logarithms
    is whole up to rounding, the last document may go either way.

    Raises
    ------
    ValueError
        If a leak is not in (0, 1), a share not in [0, 1] or a factor below 1.
    """


@computes(MOVED, LEAK, RECOGNITION.over(UNSURE), READ)
def moved(leak: ArrayLike, recognition: ArrayLike, documents: ArrayLike) -> NDArray[np.float64]:
    """The factor by which so many clean documents divide the odds (`thm-data-budget`).

    At a leak of one in all the documents, and no recognition, it lies between e and 4.

    Raises
    ------
    ValueError
        If a leak is not in (0, 1), a share not in [0, 1) or documents are not ints of 1 or more.
    """


@computes(EXCLUDED_LEAK, FACTOR, READ, RECOGNITION.over(UNSURE))
def excluded(
    factor: ArrayLike, documents: ArrayLike, recognition: ArrayLike = 0.0
) -> NDArray[np.float64]:
    """The least leak that so many clean documents exclude (`thm-data-budget`).

    Excluded are, for a Bayesian, the leaks whose odds to Luigi the documents divide by `factor` or
    more. With ``factor`` = 1 / (1 - confidence) it is also the exact upper confidence limit on a
    rate of which no case was seen: three over the documents, at 95%.

    Parameters
    ----------
    factor
        What counts as excluded, 1 or more: 20 for a confidence of 95%.
    documents
        How many were read, all clean; 1 or more.
    recognition
        The share of them that the Waluigi recognised as tests, 0 or more and below 1.

    Returns
    -------
    A leak per test that it does not recognise; infinite where not even certain turning in all of
    those is excluded.

    Raises
    ------
    ValueError
        If a factor is below 1, documents are not ints of 1 or more, or a share is not in [0, 1).
    """
