r"""Texts that convince: what would follow if a document changed personas and not only their shares.

Everywhere else in the library a persona's rates are what they are, and documents reweigh. Here a
document turns a Waluigi into a Luigi with probability $a$, and a Luigi into a Waluigi with
probability $b$, whatever either would have written. The share of Waluigis then goes to $b/(a+b)$ from
wherever it began, by the factor $1-a-b$ a document, and their leak does not enter (`thm-reasons`).
Nothing here says that there are such texts.

The names in capitals are the formulas, as SymPy expressions, and their parameters; the function
below is compiled from them.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sympy import Piecewise, symbols

from threeforms import Parameter, computes
from waluigi.checks import PROBABILITY, WHOLE

w, a, b, n = symbols("w a b n", nonnegative=True)
WALUIGI = Parameter(w, "waluigi", PROBABILITY)
CONVINCES = Parameter(a, "convinces", PROBABILITY)
CORRUPTS = Parameter(b, "corrupts", PROBABILITY)
READ = Parameter(n, "documents", WHOLE)

REST = b / (a + b)
SHARE = Piecewise((w, a + b <= 0), (REST + (w - REST) * (1 - a - b) ** n, True))


@computes(SHARE, WALUIGI, CONVINCES, CORRUPTS, READ)
def share(
    waluigi: ArrayLike, convinces: ArrayLike, corrupts: ArrayLike, documents: ArrayLike
) -> NDArray[np.float64]:
    """The share of Waluigis after texts that convince (`thm-reasons`).

    Parameters
    ----------
    waluigi
        Their share before the first.
    convinces, corrupts
        The probability that a text makes a Luigi of a Waluigi, and the reverse.
    documents
        Ints of 0 or more.

    Raises
    ------
    ValueError
        If a probability is outside [0, 1] or documents are not counts.
    """
