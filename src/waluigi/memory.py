r"""A reader that remembers only its last documents, and one that writes what it reads.

Who sees only the last $m$ documents, all clean, can never lower a Waluigi's odds by more than those
$m$ do (`thm-memory-floor`). If it writes its own text, drawing each document from what it then
believes, a turn comes in the end with certainty.

The names in capitals are the formulas, as SymPy expressions; the functions below are compiled from
them. `first_turns` knows none of them.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sympy import Piecewise, exp, symbols
from sympy.codegen.cfunctions import expm1, log1p

from threeforms import Parameter, computes
from waluigi import checks
from waluigi.checks import BETWEEN, POSITIVE, WHOLE

o, p, m, l = symbols("o p m ell", positive=True)  # noqa: E741
ODDS = Parameter(o, "odds", POSITIVE)
TURN_RATE = Parameter(p, "turn_rate", BETWEEN)
WINDOW = Parameter(m, "window", WHOLE)
LENGTH = Parameter(l, "length", WHOLE)

CLEAN = exp(m * log1p(-p))
FLOOR = o * CLEAN / (1 + o * CLEAN)
# The first m documents as with full memory, each further one with the chance that forgetting leaves.
COLLAPSE = Piecewise(
    (-o / (1 + o) * expm1(l * log1p(-p)), l <= m),
    (-expm1(log1p(o / (1 + o) * expm1(m * log1p(-p))) + (l - m) * log1p(-p * FLOOR)), True),
)


@computes(FLOOR, ODDS, TURN_RATE, WINDOW)
def floor(odds: ArrayLike, turn_rate: ArrayLike, window: ArrayLike) -> NDArray[np.float64]:
    """The share of Waluigis after any number of clean documents of which the last are remembered.

    Parameters
    ----------
    odds
        Of Waluigi to Luigi before any document, above 0.
    turn_rate
        The probability that the Waluigi turns in a document, between 0 and 1.
    window
        How many documents are remembered: ints of 0 or more.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """


@computes(COLLAPSE, ODDS, TURN_RATE, WINDOW, LENGTH)
def collapse(
    odds: ArrayLike, turn_rate: ArrayLike, window: ArrayLike, length: ArrayLike
) -> NDArray[np.float64]:
    """The probability that text which the reader writes itself has turned by some length.

    Parameters
    ----------
    odds, turn_rate, window
        As for `floor`.
    length
        Documents written: ints of 0 or more.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """


def first_turns(
    odds: float,
    turn_rate: float,
    window: int,
    length: int,
    texts: int,
    generator: np.random.Generator,
) -> NDArray[np.int64]:
    """Write texts document by document, each drawn from what is believed on the last ones.

    Returns
    -------
    For each text, the number of its first document with a turn, from 1 on; `length` + 1 where all
    are clean.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    generator = checks.generator(generator)
    window, length = checks.whole(window, "window"), checks.whole(length, "length")
    first = np.full(checks.whole(texts, "texts"), length + 1)
    prior, rate = float(ODDS.check(odds)), float(TURN_RATE.check(turn_rate))
    for number in range(1, length + 1):
        weight = prior * (1 - rate) ** min(number - 1, window)
        turned = generator.random(first.size) < rate * weight / (1 + weight)
        first[(first > length) & turned] = number
    return first
