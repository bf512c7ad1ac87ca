r"""Capability against the sophistication of the evidence.

A Waluigi of capability $a$ meets evidence of sophistication $s$, both on one scale. What is simpler
than it is, it sees through: it tells it from the real thing by a normal score, $a-s$ standard
deviations apart, and leaks as little as `thm-leak` allows. What is above it, it does not take in: of
the leak a part $e^{-\beta(s-a)}$ is left. The half-life is least where the two match
(`thm-lag`), and evidence that lags behind a growing Waluigi by a gap of $d_k$ at document $k$ still
adds up if and, up to a factor, only if the gap grows no faster than $\sqrt{2\ln k}$.

That a leak depends on the two in this way is a premise, and nobody has measured it. The names in
capitals are the formulas, as SymPy expressions, and their parameters; the functions below are
compiled from them.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sympy import Max, Symbol, exp, log, sqrt, symbols
from sympy.codegen.cfunctions import log1p

from threeforms import NormalCDF, NormalQuantile, Parameter, computes
from waluigi.checks import BETWEEN, FINITE, NONNEGATIVE, SOME

a, s = symbols("a s", real=True)
tau = Symbol("tau", positive=True)
beta, b = symbols("beta b", nonnegative=True)
k = Symbol("k", positive=True)
CAPABILITY = Parameter(a, "capability", FINITE)
SOPHISTICATION = Parameter(s, "sophistication", FINITE)
ACTING = Parameter(tau, "act_rate", BETWEEN)
DIMMING = Parameter(beta, "dimming", NONNEGATIVE)
LAG = Parameter(b, "lag", NONNEGATIVE)
DOCUMENT = Parameter(k, "document", SOME)

LEAK = NormalCDF(NormalQuantile(tau) - Max(0, a - s)) * exp(-beta * Max(0, s - a))
HALF_LIFE = log(2) / -log1p(-LEAK)
LAGGING = NormalCDF(-b * sqrt(2 * log(k)))


@computes(LEAK, CAPABILITY, SOPHISTICATION, ACTING, DIMMING)
def leak(
    capability: ArrayLike,
    sophistication: ArrayLike,
    act_rate: ArrayLike,
    dimming: ArrayLike = 0.0,
) -> NDArray[np.float64]:
    """The leak of a Waluigi in evidence that is simpler or more sophisticated than it is (`thm-lag`).

    Parameters
    ----------
    capability, sophistication
        On one scale, in standard deviations of its score.
    act_rate
        The share of real chances in which it acts, between 0 and 1.
    dimming
        How fast the leak falls, per unit, in evidence that is above it; 0 or more.

    Raises
    ------
    ValueError
        If a number is out of its range.
    """


@computes(HALF_LIFE, CAPABILITY, SOPHISTICATION, ACTING, DIMMING)
def half_life(
    capability: ArrayLike,
    sophistication: ArrayLike,
    act_rate: ArrayLike,
    dimming: ArrayLike = 0.0,
) -> NDArray[np.float64]:
    """Clean documents that halve its odds (`thm-lag`); arguments and errors as for `leak`."""


@computes(LAGGING, LAG, DOCUMENT)
def lagging_leak(lag: ArrayLike, document: ArrayLike) -> NDArray[np.float64]:
    r"""The leak in document $k$ where the gap exceeds $\Phi^{-1}(\tau)$ by $b\sqrt{2\ln k}$ (`thm-lag`).

    Its sum over all documents is infinite if and only if $b\le1$.

    Raises
    ------
    ValueError
        If a lag is negative or a document is not an int of 1 or more.
    """
