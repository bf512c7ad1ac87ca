"""A parameter of a formula, declared once.

A `Parameter` is a symbol, the name under which a function or a slider takes it, and the `Domain` it
may lie in. `numpy_function` checks its arguments by it, `computes` makes the public function of a
formula from it, and a slider takes its name and its limits from it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import wraps
from inspect import signature
from typing import Any, TypeVar

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike, NDArray

from threeforms.compiler import described, numpy_function

EXACT = 2**53
"""Up to here every whole number is a float: one that is whole has not been rounded."""

F = TypeVar("F", bound=Callable[..., Any])


def require(condition: object, argument: str, value: object, allowed: str) -> None:
    """Raise the `ValueError` that names argument, value and what is allowed, unless `condition`."""
    if not condition:
        raise ValueError(f"{argument} is {value!r}; allowed: {allowed}")


def require_each(conditions: Any, argument: str, values: NDArray[Any], allowed: str) -> None:
    """Raise the same `ValueError` for the first of `values` whose condition does not hold."""
    for where in np.argwhere(np.logical_not(conditions))[:1].tolist():
        place = f"{argument}{where}" if where else argument
        require(False, place, values[tuple(where)].item(), allowed)


@dataclass(frozen=True)
class Domain:
    """Finite numbers between two ends.

    Parameters
    ----------
    lo, hi
        The ends. An infinite one is no number and always left out.
    open_lo, open_hi
        Whether the end itself is left out.
    whole
        Whether only whole numbers are meant. They come as ints, or as whole floats up to 2**53, such as
        1e3: a greater one may have been rounded.

    Examples
    --------
    >>> Domain(0, 1, open_hi=True).check([0, 0.25], "leak")
    array([0.  , 0.25])
    >>> Domain(0, 1, open_hi=True).check([0, 1], "leak")
    Traceback (most recent call last):
    ValueError: leak[1] is 1; allowed: a number, 0 or more and below 1
    """

    lo: float = -math.inf
    hi: float = math.inf
    open_lo: bool = False
    open_hi: bool = False
    whole: bool = False

    def __post_init__(self) -> None:
        require(self.lo < self.hi, "lo and hi", (self.lo, self.hi), "lo < hi")

    @property
    def allowed(self) -> str:
        """What is allowed, in words."""
        finite = "" if math.isfinite(self.lo) and math.isfinite(self.hi) else "finite "
        kind = f"a {finite}{'whole number' if self.whole else 'number'}"
        low = f" above {self.lo:.17g}" if self.open_lo else f", {self.lo:.17g} or more"
        high = f"{'below' if self.open_hi else 'at most'} {self.hi:.17g}"
        if not finite and not self.open_lo and not self.open_hi:
            text = f"{kind} from {self.lo:.17g} to {self.hi:.17g}"
        elif not finite:
            text = f"{kind}{low} and {high}"
        elif math.isfinite(self.lo):
            text = kind + low
        else:
            text = f"{kind} {high}" if math.isfinite(self.hi) else kind
        return f"{text}, as an int or a float up to 2**53" if self.whole else text

    def holds(self, values: Any) -> Any:
        """Whether numbers lie inside; elementwise for an array."""
        above = values > self.lo if self.open_lo else values >= self.lo
        below = values < self.hi if self.open_hi else values <= self.hi
        return above & below & np.isfinite(values)

    def check(self, values: ArrayLike | Fraction, argument: str) -> NDArray[np.float64]:
        """The numbers, in any shape, as float64.

        Raises
        ------
        ValueError
            If one of them is outside, or they are no array of numbers.
        """
        array = _array(float(values) if isinstance(values, Fraction) else values)
        require(array.dtype.kind in "iuf", argument, values, self.allowed)
        if self.whole and array.dtype.kind == "f":
            whole = (np.floor(array) == array) & (np.abs(array) <= EXACT)
            require_each(whole, argument, array, self.allowed)
        # The extremes decide, and not-a-number is one of them.
        if array.size and not (self.holds(array.min()) and self.holds(array.max())):
            require_each(self.holds(array), argument, array, self.allowed)
        return array.astype(np.float64, copy=False)


@dataclass(frozen=True)
class Parameter:
    """A symbol of a formula, under the name and within the limits in which the public meets it.

    Parameters
    ----------
    symbol
        As it stands in formulas.
    name
        The name of the function's argument and of the slider.
    domain
        Where it may lie.

    Raises
    ------
    ValueError
        If the name is no Python identifier, or the symbol is assumed to be what the inside of the
        domain is not: SymPy may have used that. (At an end that is not left out, a formula is
        meant by continuity.)

    Examples
    --------
    >>> leak = Parameter(sp.Symbol("p", positive=True), "leak", Domain(0, 1, open_lo=True))
    >>> leak.check([1, 0.5])
    array([1. , 0.5])
    """

    symbol: sp.Symbol
    name: str
    domain: Domain

    def __post_init__(self) -> None:
        require(isinstance(self.symbol, sp.Symbol), "symbol", self.symbol, "a SymPy symbol")
        identifier = isinstance(self.name, str) and self.name.isidentifier()
        require(identifier, "name", self.name, "a Python identifier")
        symbol, domain = self.symbol, self.domain
        wrong = (
            (symbol.is_extended_nonnegative and domain.lo < 0)
            or (symbol.is_extended_nonpositive and domain.hi > 0)
            or (symbol.is_integer and not domain.whole)
            or symbol.is_real is False
        )
        require(
            not wrong, f"the domain of {described(symbol)}", domain, "numbers it is assumed to be"
        )

    def over(self, domain: Domain) -> Parameter:
        """The same parameter, for a function that is defined on another domain."""
        return replace(self, domain=domain)

    def check(self, values: ArrayLike | Fraction) -> NDArray[np.float64]:
        """The numbers as float64, if all lie in the domain; else a `ValueError` with the name."""
        return self.domain.check(values, self.name)


def computes(expr: sp.Expr, *parameters: Parameter) -> Callable[[F], F]:
    """Let a function of which only the signature and the docstring are written compute a formula.

    Parameters
    ----------
    expr
        The formula, as for `numpy_function`.
    parameters
        One for each argument of the function, of the same names in the same order.

    Raises
    ------
    ValueError
        If the names differ, two symbols have one name, the function has a body, or as for
        `numpy_function`. The function itself raises it for values outside a domain.

    Examples
    --------
    >>> p = sp.Symbol("p", positive=True)
    >>> @computes(1 / p, Parameter(p, "leak", Domain(0, 1, open_lo=True)))
    ... def mean_wait(leak):
    ...     '''Documents to the first turn, on average.'''
    >>> mean_wait(leak=[0.5, 0.01])
    array([  2., 100.])
    """
    symbols = [parameter.symbol for parameter in parameters]
    require(
        len({symbol.name for symbol in symbols}) == len(symbols),
        "the symbols of the parameters",
        ", ".join(map(described, symbols)),
        "each name once: symbols of one name but other assumptions are different",
    )
    compiled = numpy_function(expr, symbols)
    names = tuple(parameter.name for parameter in parameters)

    def decorate(function: F) -> F:
        arguments, code = signature(function), function.__code__
        # Whatever a body does, it uses names.
        require(not code.co_names, f"the body of {function.__name__}", code.co_names, "none")
        require(
            tuple(arguments.parameters) == names,
            f"the arguments of {function.__name__}",
            tuple(arguments.parameters),
            f"the names of its parameters, {names}",
        )

        @wraps(function)
        def computed(*args: Any, **kwargs: Any) -> NDArray[np.float64]:
            bound = arguments.bind(*args, **kwargs)
            bound.apply_defaults()
            values = zip(parameters, bound.arguments.values(), strict=True)
            return compiled(*(parameter.check(value) for parameter, value in values))

        return computed  # type: ignore[return-value]

    return decorate


def _array(values: Any) -> NDArray[Any]:
    try:
        return np.asarray(values)
    except ValueError:  # rows of different lengths: no array of numbers, which is for us to say
        return np.asarray(None)
