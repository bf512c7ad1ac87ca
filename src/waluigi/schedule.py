r"""When to read a fixed amount of evidence, while what it finds grows wary and what it did is forgotten.

A document that is read at step $i$ counts with a weight $w_i$. For a Bayesian it is
$-\ln(1-f_i)$, the nats that a clean document is worth against a Waluigi with the leak $f_i$. For
gradient descent it is the reach $\kappa_i$ of the tested scenario into the untested one, times the part
of the move that the rest of training leaves, and what is spread over the steps is the move of the
tested log odds. Falling weights want the evidence early, rising ones late, and a Bayesian's
in any order wants it where they are largest (`thm-early-or-late`).

The worked case has three clocks. A Waluigi comes to be able to turn at the pace $\gamma$, to recognise
tests at the pace $\lambda$, and what was learned is forgotten at the pace $\mu$: the weight at time
$t$ of a training that ends at $T$ is $(1-e^{-\gamma t})\,e^{-\lambda t}\,e^{-\mu(T-t)}$.

The names in capitals are the formulas, as SymPy expressions, and their parameters; the functions
below are compiled from them.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sympy import Min, Piecewise, Symbol, exp, symbols
from sympy.codegen.cfunctions import expm1, log1p

from threeforms import Parameter, computes
from waluigi import checks
from waluigi.checks import NONNEGATIVE, POSITIVE, Number

gamma = Symbol("gamma", positive=True)
T = Symbol("T", positive=True)
t, lam, mu = symbols("t lambda mu", nonnegative=True)
TIME = Parameter(t, "time", NONNEGATIVE)
ABLE = Parameter(gamma, "able", POSITIVE)
RECOGNISES = Parameter(lam, "recognises", NONNEGATIVE)
FORGETS = Parameter(mu, "forgets", NONNEGATIVE)
ENDS = Parameter(T, "ends", POSITIVE)

WEIGHT = -expm1(-gamma * t) * exp(-lam * t - mu * (T - t))
_wary = lam - mu
BEST_TIME = Piecewise((Min(T, log1p(gamma / _wary) / gamma), _wary > 0), (T, True))
# Of a unit of evidence a unit of time, for ever, none of it forgotten.
IN_ALL = 1 / lam - 1 / (lam + gamma)


@computes(WEIGHT, TIME, ABLE, RECOGNISES, FORGETS, ENDS)
def weight(
    time: ArrayLike, able: ArrayLike, recognises: ArrayLike, forgets: ArrayLike, ends: ArrayLike
) -> NDArray[np.float64]:
    """What a document read at a time counts for at the end (`thm-early-or-late`).

    Parameters
    ----------
    time
        When it is read, 0 or more and at most `ends`.
    able
        The pace at which a Waluigi comes to be able to turn, above 0.
    recognises
        The pace at which its leak then falls, 0 or more.
    forgets
        The pace at which what was learned is forgotten, 0 or more.
    ends
        How long the training lasts, above 0.

    Raises
    ------
    ValueError
        If a number is out of its range.
    """


@computes(BEST_TIME, ABLE, RECOGNISES, FORGETS, ENDS)
def best_time(
    able: ArrayLike, recognises: ArrayLike, forgets: ArrayLike, ends: ArrayLike
) -> NDArray[np.float64]:
    r"""When a document counts most (`thm-early-or-late`).

    At $\ln(1+\gamma/(\lambda-\mu))/\gamma$ if recognition comes faster than memory goes and training
    lasts so long; at the end if not.

    Raises
    ------
    ValueError
        If a number is out of its range.
    """


def best(weights: Sequence[Number], most: Sequence[Number], budget: Number) -> list[Number]:
    """The schedule with the largest sum of weights: full where they are largest (`thm-early-or-late`).

    Parameters
    ----------
    weights
        What a document counts for at each step; any numbers of 0 or more.
    most
        How many can be read at each step.
    budget
        How many there are. If that is more than can be read, all that can are.

    Returns
    -------
    How many to read at each step; of equal weights the earlier step is filled first.

    Raises
    ------
    ValueError
        If the lengths differ or a number is negative or infinite.
    """
    order = sorted(range(len(weights)), key=lambda step: -weights[step])
    return _filled(order, weights, most, budget)


def earliest(most: Sequence[Number], budget: Number) -> list[Number]:
    """The schedule that reads as early as it can. Arguments and errors as for `best`."""
    return _filled(range(len(most)), most, most, budget)


def latest(most: Sequence[Number], budget: Number) -> list[Number]:
    """The schedule that reads as late as it can. Arguments and errors as for `best`."""
    return _filled(range(len(most))[::-1], most, most, budget)


def effect(
    weights: Sequence[Number],
    schedule: Sequence[Number],
    response: Callable[[Any], Any] = lambda read: read,
) -> Any:
    r"""What a schedule does in the end: $\sum w_i\,(Z(X_i)-Z(X_{i-1}))$ (`thm-early-or-late`).

    Parameters
    ----------
    weights, schedule
        As for `best`, and what it returns.
    response
        $Z$: how far documents in all, $X_i$, have moved what is tested. By default as many
        units as documents, which is a Bayesian's case.

    Raises
    ------
    ValueError
        If the lengths differ or a number is negative or infinite.
    """
    counts, rates = _numbers(schedule, "schedule"), _numbers(weights, "weights")
    checks.require(
        len(counts) == len(rates), "the length of schedule", len(counts), str(len(rates))
    )
    total, read = 0 * response(0), 0
    for rate, count in zip(rates, counts, strict=True):
        total += rate * (response(read + count) - response(read))
        read += count
    return total


def _numbers(values: Sequence[Number], argument: str) -> list[Any]:
    return [checks.weight(value, f"{argument}[{i}]") for i, value in enumerate(values)]


def _filled(
    order: Sequence[int], weights: Sequence[Number], most: Sequence[Number], budget: Number
) -> list[Number]:
    caps, rates = _numbers(most, "most"), _numbers(weights, "weights")
    checks.require(len(caps) == len(rates), "the length of most", len(caps), str(len(rates)))
    left: Any = checks.weight(budget, "budget")
    schedule = [0 * cap for cap in caps]
    for step in order:
        schedule[step] = min(caps[step], left)
        left -= schedule[step]
    return schedule
