r"""When to turn: success grows with waiting, and so does the chance of having been found out.

A Waluigi that turns at time t succeeds with probability $s(t)$ if it has not been found out by
then, so its value is $V(t)=s(t)e^{-H(t)}$ with $H$ the hazard $h$ added up. At an interior best
time, where $s$ has a derivative, its growth rate equals the hazard, $s'/s=h$ (`thm-turning-time`).
The worked case has $s=1-e^{-kt}$ and a hazard $\delta e^{\gamma t}$ that is constant, improves or
fades; in another a share of the hazard fades as success saturates. Two games of two equals: one
strikes first and a coin breaks ties, or a strike can be answered at once and both count.

The names in capitals are the formulas, as SymPy expressions, and their parameters; the functions
below are compiled from them. Time is in months and rates are per month, though any unit will do.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from sympy import Max, Min, Piecewise, Symbol, exp, log, oo, sqrt, symbols
from sympy.codegen.cfunctions import expm1, log1p

from threeforms import Parameter, computes, numpy_function
from waluigi import checks
from waluigi.checks import FINITE, NONNEGATIVE, POSITIVE, POSSIBLE, PROBABILITY

t, k, delta, v = symbols("t k delta v", positive=True)
gamma = Symbol("gamma", real=True, nonzero=True)
f, r, c = symbols("f r c", nonnegative=True)
GROWTH = Parameter(k, "growth", POSITIVE)
DISCOVERY = Parameter(delta, "discovery", NONNEGATIVE)
CHANGE = Parameter(gamma, "change", FINITE)
MONTHS = Parameter(t, "months", NONNEGATIVE)
FADING = Parameter(f, "fading", PROBABILITY)
RIVALS = Parameter(r, "rivals", NONNEGATIVE)
RIVAL_CHANCE = Parameter(c, "rival_chance", PROBABILITY)

SUCCESS = -expm1(-k * t)
STEADY_VALUE = SUCCESS * exp(-delta * t)
TURNING_TIME = log1p(k / delta) / k
SUCCESS_THEN = k / (k + delta)
CHANGING_HAZARD = delta * expm1(gamma * t) / gamma
FIRST_STRIKE = log1p(v) / k
FIRST_STRIKE_SUCCESS = v / (1 + v)
JOINT_VALUE = -expm1(-2 * k * t) / 2 * exp(-delta * t)
LATE_STRIKE = log1p(2 * k / delta) / (2 * k)
LATE_STRIKE_SUCCESS = 1 - sqrt(delta / (2 * k + delta))
_stays, _fades = delta * (1 - f) + r, delta * f
WANING_HAZARD = _stays + _fades * exp(-k * t)
WANING_VALUE = SUCCESS * exp(-_stays * t + _fades * expm1(-k * t) / k)
# The root between 0 and 1 of a quadratic in success, without a cancellation.
WANING_SUCCESS = (
    2 * k / (k + _stays + _fades + sqrt((k + _stays - _fades) ** 2 + 4 * _stays * _fades))
)
NO_LAST_DAY = Max(c, _stays, _fades - k) <= 0
# Rounding can carry the root past 1.
_alone = Min(1, WANING_SUCCESS)
_first = Min(_alone, FIRST_STRIKE_SUCCESS.subs(v, c))
RACED_SUCCESS = Piecewise((1, NO_LAST_DAY), (_first, c > 0), (_alone, True))
FIRST_TURN = Piecewise((oo, NO_LAST_DAY), (-log1p(-_first) / k, c > 0), (-log1p(-_alone) / k, True))
# 1 + v - sqrt(1 + v^2), without the cancellation.
ANSWER_SUCCESS = 2 * v / (1 + v + sqrt(1 + v**2))
ANSWER_TIME = -log1p(-ANSWER_SUCCESS) / k
# By how much the late joint strike is worth more than the last strike that goes unanswered; below
# zero too where it would itself go unanswered.
LATE_STRIKE_LEAD = Min(
    JOINT_VALUE.subs(t, LATE_STRIKE) - STEADY_VALUE.subs(t, ANSWER_TIME),
    LATE_STRIKE_SUCCESS - ANSWER_SUCCESS,
)

_turning_time = numpy_function(TURNING_TIME, (k, delta))
_steady_hazard = numpy_function(delta * t, (delta, t))
_changing_hazard = numpy_function(CHANGING_HAZARD, (delta, gamma, t))
_late_strike = numpy_function(LATE_STRIKE, (k, delta))
_late_strike_lead = numpy_function(LATE_STRIKE_LEAD, (k, delta, v))
# By how much the growth rate of success, k / (exp(kt) - 1), exceeds the hazard: their logarithms,
# because either overflows.
_excess = numpy_function(
    log(k) - k * t - log(SUCCESS) - log(delta) - gamma * t, (k, delta, gamma, t)
)


@computes(SUCCESS, GROWTH, MONTHS)
def success(growth: float, months: ArrayLike) -> NDArray[np.float64]:
    """The probability that a turn succeeds, by when it is made and if it is made.

    Raises
    ------
    ValueError
        If the growth is not above 0 or a time is below 0.
    """


def value(
    growth: float, discovery: float, months: ArrayLike, change: float = 0.0
) -> NDArray[np.float64]:
    """The probability of reaching a time unfound and then succeeding.

    Parameters
    ----------
    growth
        The rate k at which success saturates, above 0.
    discovery
        The hazard of being found out at first, 0 or more.
    months
        When to turn, 0 or more.
    change
        The rate at which the hazard grows (above 0: oversight improves) or shrinks.

    Raises
    ------
    ValueError
        If a number is outside its range.
    """
    discovery, change = float(DISCOVERY.check(discovery)), float(CHANGE.check(change))
    return success(growth, months) * np.exp(-_cumulative(discovery, change, MONTHS.check(months)))


def turning_time(growth: float, discovery: float, change: float = 0.0) -> float:
    """When to turn (`thm-turning-time`): infinity if waiting ever longer is ever better.

    Parameters
    ----------
    growth
        The rate k at which success saturates, above 0.
    discovery
        The hazard of being found out at first, 0 or more; rivals and policing included.
    change
        The rate at which the hazard grows or, below 0, shrinks.

    Returns
    -------
    Months. In closed form for a constant hazard, else by bracketing where the growth rate of
    success falls to the hazard.

    Raises
    ------
    ValueError
        If a number is outside its range.
    """
    rate, discovery = float(GROWTH.check(growth)), float(DISCOVERY.check(discovery))
    change = float(CHANGE.check(change))
    if discovery == 0:
        return np.inf
    if change == 0:
        return float(_turning_time(rate, discovery))

    def excess(time: float) -> float:
        return float(_excess(rate, discovery, change, time))

    # The excess falls for ever, unless oversight fades faster than success saturates: then it
    # falls to `turn` and rises again, for the hazard is over before success is.
    turn = -np.log1p(rate / change) / rate if change < -rate else np.inf
    late = min(1 / rate, turn)
    while excess(late) > 0 and late < min(turn, 1e300):
        late = min(2 * late, turn)
    if excess(late) >= 0:
        return np.inf
    best = brentq(excess, 1e-300, late, xtol=1e-300, rtol=1e-14, maxiter=2000)
    never_found = np.exp(discovery / change) if change < 0 else 0.0
    return best if value(growth, discovery, best, change) > never_found else np.inf


@computes(FIRST_TURN, GROWTH, DISCOVERY, FADING, RIVALS, RIVAL_CHANCE)
def first_turn(
    growth: ArrayLike,
    discovery: ArrayLike,
    fading: ArrayLike = 0.0,
    rivals: ArrayLike = 0.0,
    rival_chance: ArrayLike = 0.0,
) -> NDArray[np.float64]:
    r"""When the first turn comes, if oversight may fade and an equal may be waiting too.

    The hazard is $\delta(1-f+fe^{-kt})+r$: of the oversight a share $f$ fades at the pace at which
    success saturates, and independent rivals add a hazard that does not. Its best time has success
    $y$ with $f\delta y^2-(k+\delta+r)y+k=0$; the value rises before it and falls after it. It is infinite
    only where nothing of the hazard lasts and what fades is no more than $k$.

    An equal who waits for the same moment is no hazard (`thm-turning-time`, part 4). Who strikes
    first wins with success $s$ and, if it fails, leaves the other the constant chance $c$; a tie is
    settled by a coin, and the hazard is that of both together. If success $c/(1+c)$ comes no later
    than the best time, both strike then; if later, one strikes at the best time and the other
    waits. Either is a Nash equilibrium, for no other moment is worth more to one of them.

    Parameters
    ----------
    growth
        The rate k at which success saturates, above 0.
    discovery
        The hazard of being found out at first, 0 or more.
    fading
        The share of it that fades, from 0 to 1.
    rivals
        The hazard of rivals and police who do not wait, 0 or more.
    rival_chance
        What a failed strike leaves to an equal who waits; 0 where there is none such.

    Returns
    -------
    Months.

    Raises
    ------
    ValueError
        If a number is outside its range.
    """


def first_strike(
    success_by_time: ArrayLike, hazard_per_step: float, second_chance: float
) -> tuple[int, NDArray[np.float64]]:
    """Solve the race of two equal rivals by backward induction (`thm-turning-time`).

    At each step either may strike. The first to strike succeeds with the probability of that step
    and takes everything; if it fails, the other gets `second_chance`. If both strike at once, a
    coin decides who is first. Between steps both may be found out, together.

    Parameters
    ----------
    success_by_time
        The probability of success at each step, nondecreasing; shape (steps,).
    hazard_per_step
        The hazard, added up over one step, 0 or more.
    second_chance
        What is left to the other after a failed strike, from 0 to 1.

    Returns
    -------
    The first step at which both strike for certain in the symmetric equilibrium (the number of steps
    if there is none), and each side's value at every step, shape (steps,).

    Raises
    ------
    ValueError
        If probabilities are outside [0, 1] or fall with time, or the hazard is below 0.
    """
    chances = checks.probabilities(success_by_time, "success_by_time")
    rises = chances.ndim == 1 and chances.size > 0 and bool(np.all(np.diff(chances) >= 0))
    checks.require(rises, "success_by_time", success_by_time, "a nondecreasing sequence")
    stay = float(np.exp(-NONNEGATIVE.check(hazard_per_step, "hazard_per_step")))
    second_chance = checks.chance(second_chance, "second_chance")
    values, strikes = np.zeros_like(chances), np.zeros(chances.size, dtype=bool)
    wait = 0.0
    for step in range(chances.size - 1, -1, -1):
        first, second = chances[step], (1 - chances[step]) * second_chance
        together = (first + second) / 2
        if first >= wait and together >= second:
            values[step], strikes[step] = together, True
        elif first > wait:
            # To strike is best only if the other waits: each strikes with a chance that leaves
            # the other indifferent.
            both, alone = together - second, first - wait
            chance = alone / (alone - both)
            values[step] = chance * second + (1 - chance) * wait
        else:
            values[step] = wait
        wait = stay * values[step]
    return int(np.argmax(np.append(strikes, True))), values


def first_strike_left_alone(growth: float, discovery: float) -> tuple[float, float]:
    """When the first of two equals strikes if the other, left alone, waits for its own best time.

    The race of `first_strike` in continuous time, under a constant hazard; what a failed strike
    leaves to the other then grows until the best time of one alone (`thm-turning-time`).

    Returns
    -------
    Months, and the chance left to the other.

    Raises
    ------
    ValueError
        If the growth or the hazard is not above 0.
    """
    rate = float(GROWTH.check(growth))
    hazard = float(POSITIVE.check(discovery, "discovery"))
    alone = turning_time(rate, hazard)
    at_best = float(value(rate, hazard, alone))

    def lead(months: float) -> float:
        able = float(success(rate, months))
        return able * float(np.exp(-hazard * months)) - (1 - able) * at_best

    first = brentq(lead, 0, alone, xtol=1e-300, rtol=1e-14, maxiter=2000)
    return first, at_best * float(np.exp(hazard * first))


def late_strike(growth: float, discovery: float, second_chance: float) -> float:
    """When two equals strike together, where a strike can be answered at once and then both count.

    Parameters
    ----------
    growth
        The rate k at which success saturates, above 0.
    discovery
        The constant hazard of being found out, together, above 0.
    second_chance
        What is left to the other after a failed strike that it did not answer, above 0 and at most 1.

    Returns
    -------
    Months; infinity where holding back is no equilibrium, because an early strike that is not worth
    answering would be worth more, or the joint one not worth answering (`thm-turning-time`).

    Raises
    ------
    ValueError
        If a number is outside its range.
    """
    rate = float(GROWTH.check(growth))
    hazard = float(POSITIVE.check(discovery, "discovery"))
    left = float(POSSIBLE.check(second_chance, "second_chance"))
    holds = _late_strike_lead(rate, hazard, left) >= 0
    return float(_late_strike(rate, hazard)) if holds else np.inf


def _cumulative(
    discovery: float, change: float, months: NDArray[np.float64]
) -> NDArray[np.float64]:
    if discovery == 0:
        return np.zeros_like(months)
    if change == 0:
        return _steady_hazard(discovery, months)
    return _changing_hazard(discovery, change, months)
