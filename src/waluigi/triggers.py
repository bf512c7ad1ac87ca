r"""Waluigis with a trigger each: rates that differ from one kind of scenario to the next.

A persona that turns only in one kind of scenario is untouched by clean documents of every other
kind, while the rest lose weight there. So the hazard that a learner expects in kind $s$ moves by
minus the covariance of the rates in $s$ and $t$, over one minus the hazard in $t$, when a clean
document of kind $t$ is read (`thm-late-start`): it *rises* where those that turn there are not those
that turn here.

The worked case is a rotation. After some quiet documents, as many kinds as there are triggers come
round in a fixed order. Each Waluigi, with an equal prior weight, turns in its own kind at one rate
and nowhere else. With a rate of one it is also the story whose Waluigis each have a year in which
they turn.

The names in capitals are the formulas, as SymPy expressions, and their parameters; the functions
below are compiled from them.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sympy import Max, Piecewise, floor, symbols

from threeforms import Parameter, computes
from waluigi.checks import PROBABILITY, SOME, WHOLE

m, q, n, quiet = symbols("m q n quiet", nonnegative=True)
TRIGGERS = Parameter(m, "triggers", SOME)
RATE = Parameter(q, "rate", PROBABILITY)
READ = Parameter(n, "documents", WHOLE)
QUIET = Parameter(quiet, "quiet", WHOLE)

_rounds = floor(Max(0, n - quiet) / m)
_in_round = Max(0, n - quiet) - m * _rounds
LEFT = (1 - q) ** _rounds * (1 - q * _in_round / m)
HAZARD = Piecewise((0, (n < quiet) | (LEFT <= 0)), (q / (m - q * _in_round), True))


@computes(HAZARD, TRIGGERS, RATE, READ, QUIET)
def rotation_hazard(
    triggers: ArrayLike, rate: ArrayLike, documents: ArrayLike, quiet: ArrayLike = 0
) -> NDArray[np.float64]:
    """The probability that a Waluigi turns in the next document of a rotation, given none so far.

    Parameters
    ----------
    triggers
        How many kinds come round, and Waluigis with a trigger each: whole, 1 or more.
    rate
        The probability with which a Waluigi turns in a document of its own kind.
    documents
        Clean ones so far, as ints of 0 or more.
    quiet
        How many of them come before the first round; nobody turns in those.

    Returns
    -------
    0 where the rate is 1 and all triggers have come round, so that no Waluigi is left.

    Raises
    ------
    ValueError
        If triggers are not whole numbers of 1 or more, a rate is outside [0, 1], or documents or
        quiet ones are not counts.
    """


@computes(LEFT, TRIGGERS, RATE, READ, QUIET)
def rotation_left(
    triggers: ArrayLike, rate: ArrayLike, documents: ArrayLike, quiet: ArrayLike = 0
) -> NDArray[np.float64]:
    """The share of Waluigis that stay clean through so many documents of a rotation.

    Also the factor on their odds to a Luigi who never turns. Arguments and errors are those of
    `rotation_hazard`.
    """
