r"""What training cannot move: classes of hypotheses that agree on everything trained on.

Hypotheses with equal rows on the tested scenarios form a class. Training moves mass between
classes, never within one. At an untested scenario the belief therefore predicts
$\sum_C \pi_n(C)\, q_C$, where each $q_C$, what the class predicts there, is frozen at its prior
value (`thm-frozen-classes`). How far the prediction can move is bounded by how far the mass has
moved and by how much the classes differ (`thm-reach`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray
from sympy import Expr, symbols, tanh

from threeforms import Parameter, computes
from waluigi import checks
from waluigi.checks import NONNEGATIVE, WHOLE, Number
from waluigi.model import Belief

n, epsilon = symbols("n epsilon", nonnegative=True)
DOCUMENTS = Parameter(n, "documents", WHOLE)
RATIO = Parameter(epsilon, "ratio", NONNEGATIVE)

MASS_MOVED_AT_MOST = tanh(n * epsilon / 4)


@dataclass(frozen=True)
class TrainClass:
    """Hypotheses that no document of the tested scenarios can tell apart.

    Attributes
    ----------
    members
        Their names.
    share
        Their share together: what training moves.
    prediction
        The probability of a turn at the scenario asked about, given that one of them is true: what
        training leaves as it was.
    """

    members: tuple[str, ...]
    share: Number
    prediction: Number


def train_classes(
    belief: Belief, scenario: str, tested: Iterable[str] | None = None
) -> tuple[TrainClass, ...]:
    """The train-equivalent classes of positive share, and what each predicts at a scenario.

    Parameters
    ----------
    belief
        Before or after training: only the shares of the classes differ (`thm-frozen-classes`).
    scenario
        Where the prediction is asked for.
    tested
        The scenarios trained on; by default those the belief has seen.

    Raises
    ------
    ValueError
        If a scenario is unknown or given twice.
    """
    checks.known(scenario, belief.scenarios, "scenario")
    shares = {members: belief.share(*members) for members in belief.classes(tested)}
    return tuple(
        TrainClass(members, share, belief.given(*members).predict(scenario))
        for members, share in shares.items()
        if share != 0
    )


def out_of_reach(belief: Belief, scenario: str, tested: Iterable[str] | None = None) -> bool:
    """Whether no corpus whatever on the tested scenarios can move the prediction at `scenario`.

    So it is if and only if all classes of positive share predict the same there; if they do not,
    some clean corpus moves it (`thm-frozen-classes`). Exactly so for fractions, to the last digit
    for floats, and as written for symbols.

    Raises
    ------
    ValueError
        As for `train_classes`.
    """
    return len({each.prediction for each in train_classes(belief, scenario, tested)}) == 1


def mass_moved(before: Belief, after: Belief) -> Number:
    """The total variation distance of two beliefs: the share that training has moved, 0 to 1.

    Raises
    ------
    ValueError
        If the beliefs are over different hypotheses.
    """
    checks.require(
        set(before.hypotheses) == set(after.hypotheses),
        "the hypotheses of after",
        after.hypotheses,
        f"those of before: {before.hypotheses}",
    )
    return sum(abs(after.share(h) - before.share(h)) for h in before.hypotheses) / 2


def spread(belief: Belief, scenario: str, tested: Iterable[str] | None = None) -> Number:
    """How much the train-equivalent classes differ at a scenario: largest prediction less smallest.

    Raises
    ------
    ValueError
        As for `train_classes`.
    """
    predictions = [each.prediction for each in train_classes(belief, scenario, tested)]
    if any(isinstance(prediction, Expr) for prediction in predictions):
        return sympy.Max(*predictions) - sympy.Min(*predictions)
    return max(predictions) - min(predictions)


def reach(before: Belief, after: Belief, scenario: str) -> Number:
    """The bound on how far training moved the prediction at a scenario (`thm-reach`).

    Mass moved times spread of the classes. With two classes the bound is what happened.

    Raises
    ------
    ValueError
        If the beliefs have different tables, or the scenario is unknown.
    """
    checks.require(after.turns == before.turns, "after.turns", after.turns, "that of before")
    return mass_moved(before, after) * spread(before, scenario, after.seen.scenarios)


@computes(MASS_MOVED_AT_MOST, DOCUMENTS, RATIO)
def mass_moved_at_most(documents: ArrayLike, ratio: ArrayLike) -> NDArray[np.float64]:
    r"""The bound on the mass that documents can move, known before they are read (`thm-reach`).

    No prior and no number of hypotheses gets past $\tanh(n\epsilon/4)$; two hypotheses whose log
    odds go from $-n\epsilon/2$ to $n\epsilon/2$ attain it.

    Parameters
    ----------
    documents
        How many will be read.
    ratio
        The most that one of them may say between any two hypotheses of positive share, in nats. If
        only clean ones come, it is what the likeliest to turn loses on one; a turn that some
        hypothesis never makes has no bound.

    Raises
    ------
    ValueError
        If documents are not whole numbers of 0 or more, or a ratio is negative or infinite.
    """
