"""What the library asks of its arguments, and how it says no.

Every check returns the value in the form the caller computes with, or raises a `ValueError` that
names the argument, the value and what is allowed.
"""

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sympy import Expr, Integer, nan

from threeforms import Domain
from threeforms.parameters import EXACT
from threeforms.parameters import require as require
from threeforms.parameters import require_each as require_each

Number: TypeAlias = int | float | Fraction | Expr
Count: TypeAlias = int | Expr

# Where the book's parameters may lie.
PROBABILITY = Domain(0, 1)
POSSIBLE = Domain(0, 1, open_lo=True)
UNSURE = Domain(0, 1, open_hi=True)
BETWEEN = Domain(0, 1, open_lo=True, open_hi=True)
NONNEGATIVE = Domain(0)
POSITIVE = Domain(0, open_lo=True)
ONE_OR_MORE = Domain(1)
FINITE = Domain()
WHOLE = Domain(0, EXACT, whole=True)
SOME = Domain(1, EXACT, whole=True)

COUNT = (
    "a whole number of documents, 0 or more "
    "(as an int, as a float up to 2**53, or as a SymPy expression declared integer and nonnegative)"
)


def probability(value: Any, argument: str) -> Number:
    """One number from 0 to 1: an int, a float, a fraction or a SymPy expression.

    An expression is refused only when its declared assumptions put it outside.
    """
    value = _plain(value)
    if isinstance(value, Expr):
        inside = _possible(value) and _possible(1 - value)
    else:
        inside = _real(value) and 0 <= value <= 1
    require(inside, argument, value, PROBABILITY.allowed)
    return value


def chance(value: Any, argument: str) -> float:
    """One number from 0 to 1 that is no symbol, as a float."""
    value = probability(value, argument)
    require(not isinstance(value, Expr) or value.is_number, argument, value, PROBABILITY.allowed)
    return float(value)


def weight(value: Any, argument: str) -> Number:
    """One finite number, 0 or more."""
    value = _plain(value)
    symbolic = isinstance(value, Expr)
    inside = _possible(value) if symbolic else _real(value) and 0 <= value < float("inf")
    require(inside, argument, value, "a finite number, 0 or more")
    return value


def count(value: Any, argument: str) -> Count:
    """One number of documents. A float is refused unless it is whole and too small to be rounded."""
    value = _unrounded(_plain(value))
    if isinstance(value, Integer):
        value = int(value)
    if isinstance(value, Expr):
        whole = value.is_integer and value.is_nonnegative
    else:
        whole = isinstance(value, int) and _real(value) and value >= 0
    require(whole, argument, value, COUNT)
    return value


def whole(value: Any, argument: str, least: int = 0, most: int = 2**63 - 1) -> int:
    """One int within limits, for what a simulation has to draw or an array has to hold."""
    value = _unrounded(_plain(value))
    inside = isinstance(value, int) and _real(value) and least <= value <= most
    require(inside, argument, value, f"an int from {least} to {most}")
    return value


def mapping(value: Any, argument: str) -> dict[str, Any]:
    """A mapping from names to something, copied; of a pandas table its entries or rows, by label."""
    if hasattr(value, "iloc") and hasattr(value, "to_dict"):
        for labels in value.axes:
            require(labels.is_unique, f"the labels of {argument}", list(labels), "each once")
        value = value.to_dict("index") if value.ndim == 2 else value.to_dict()
    require(
        isinstance(value, Mapping),
        argument,
        value,
        "a mapping from names, or a Series or DataFrame",
    )
    for key in value:
        name(key, f"a name in {argument}")
    return dict(value)


def name(value: Any, argument: str) -> str:
    """A name of a hypothesis or a scenario."""
    require(
        isinstance(value, str) and value.strip() == value != "",
        argument,
        value,
        "a text, not empty, without spaces around it",
    )
    return value


def known(value: Any, names: Collection[str], argument: str) -> str:
    """One of the names there are."""
    if not (isinstance(value, str) and value in names):
        require(False, argument, value, ", ".join(map(repr, names)))
    return value


def distinct(values: Iterable[Any], names: Collection[str], argument: str) -> tuple[str, ...]:
    """Several of the names there are, each once."""
    require(not isinstance(values, str), argument, values, "several names, not one text")
    chosen = tuple(values)
    for value in chosen:
        known(value, names, f"a name in {argument}")
    require(len(set(chosen)) == len(chosen), argument, chosen, "each name once")
    return chosen


def probabilities(values: ArrayLike, argument: str) -> NDArray[np.float64]:
    """Numbers from 0 to 1, in any shape."""
    return PROBABILITY.check(values, argument)


def at_least(values: ArrayLike, least: float, argument: str) -> NDArray[np.float64]:
    """Finite numbers not below `least`, in any shape."""
    return Domain(least).check(values, argument)


def generator(value: Any, argument: str = "generator") -> np.random.Generator:
    """A source of random numbers that the caller has seeded."""
    allowed = "a numpy.random.Generator, such as numpy.random.default_rng(1)"
    require(isinstance(value, np.random.Generator), argument, value, allowed)
    return value


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _unrounded(value: Any) -> Any:
    exact = isinstance(value, float) and value.is_integer() and abs(value) <= EXACT
    return int(value) if exact else value


def _real(value: Any) -> bool:
    # Python counts True and False among the ints; no argument here means either.
    return isinstance(value, int | float | Fraction) and not isinstance(value, bool)


def _possible(value: Expr) -> bool:
    return value.is_nonnegative is not False and value.is_finite is not False and value != nan
