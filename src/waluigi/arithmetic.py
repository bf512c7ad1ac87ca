"""One model, three kinds of numbers.

A belief given floats answers in floats, one given fractions (and ints) in fractions, one given
symbols in expressions. What differs between the three is only how a probability is raised to the
number of documents that have it; that, and nothing else, is here.

Floats are read as the exact rational numbers they are, and logarithms are taken to 256 bits. A sum
of logarithms is at most about 10**18 nats for 10**15 documents, so at least 50 decimal places are
left after the point, and a float answer is right to its last digit.
"""

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import Any, Protocol

import sympy
from mpmath import MPContext
from sympy import Eq, Expr, Piecewise

from waluigi.checks import Count, Number, require

Terms = Iterable[tuple[Count, Any]]
"""Pairs of a number of documents and the probability that each of them had."""

_LARGEST_POWER = 2**20
_precise = MPContext()
_precise.prec = 256


class Arithmetic(Protocol):
    """What a belief asks of its numbers."""

    def number(self, value: Number) -> Any:
        """`value` in the form computed with; equal values have equal forms."""

    def likelihood(self, terms: Terms) -> Any:
        """The product of the probabilities, each to the power of its documents; 0**0 is 1."""

    def log_likelihood(self, terms: Terms) -> Any:
        """The sum of the logarithms, each times its documents; 0 log 0 is 0."""


class Floats:
    """Floats in, floats out, and nothing rounded on the way that a reader could see."""

    def number(self, value: Number) -> Fraction:
        return Fraction(value)

    def likelihood(self, terms: Terms) -> Any:
        return _precise.exp(self.log_likelihood(terms))

    def log_likelihood(self, terms: Terms) -> Any:
        return sum((n * _log(p) for n, p in terms if n != 0), start=_precise.zero)


class Fractions(Floats):
    """Exact fractions. Logarithms, which are not fractions, are as for floats."""

    def likelihood(self, terms: Terms) -> Fraction:
        return prod((_power(p, n) for n, p in terms), start=Fraction(1))


class Symbols:
    """SymPy expressions, left as SymPy arranges them."""

    def number(self, value: Number) -> Expr:
        return sympy.sympify(value)

    def likelihood(self, terms: Terms) -> Expr:
        return sympy.Mul(*(p**n for n, p in terms))

    def log_likelihood(self, terms: Terms) -> Expr:
        return sympy.Add(*(_times_log(n, p) for n, p in terms))


def arithmetic_of(numbers: Iterable[Number]) -> Arithmetic:
    """The arithmetic that can hold all the numbers: symbols before floats before fractions."""
    numbers = tuple(numbers)
    if any(isinstance(x, Expr) for x in numbers):
        return Symbols()
    if any(isinstance(x, float) for x in numbers):
        return Floats()
    return Fractions()


def answer(value: Any) -> Any:
    """A result as the reader gets it: a fraction, an expression or a float."""
    return value if isinstance(value, Fraction | Expr) else float(value)


@lru_cache(maxsize=2**16)
def _log(p: Fraction) -> Any:
    # Next to 1 the distance from 1 carries the information, and rounding p first would lose it.
    return _precise.log1p(p - 1) if 2 * p > 1 else _precise.log(p)


def _power(p: Fraction, n: int) -> Fraction:
    digits = 0 if p in (0, 1) else n * p.denominator.bit_length()
    require(
        digits <= _LARGEST_POWER,
        f"the number of documents of probability {p}",
        n,
        f"powers of fractions up to {_LARGEST_POWER} bits; beyond, use floats or log odds",
    )
    return p**n


def _times_log(n: Count, p: Expr) -> Expr:
    if p.is_zero:
        return Piecewise((0, Eq(n, 0)), (-sympy.oo, True))
    return n * sympy.log(p)
