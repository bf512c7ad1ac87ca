"""The four functions that the book needs and SymPy lacks.

They are ordinary SymPy functions: they differentiate, evaluate to any precision, print as
mathematics and rewrite to SymPy's own ``erf``, ``erfc``, ``erfinv``, ``loggamma`` and ``LambertW``.
"""

from __future__ import annotations

from typing import Any

import mpmath
from sympy import (
    Expr,
    Function,
    LambertW,
    S,
    erf,
    erfc,
    erfinv,
    exp,
    log,
    loggamma,
    pi,
    polygamma,
    sqrt,
)
from sympy.core.function import ArgumentIndexError
from sympy.core.sorting import default_sort_key


class _Numeric(Function):
    """A function with real values on real arguments, evaluated through mpmath."""

    @staticmethod
    def _value(*args: Any) -> Any:
        raise NotImplementedError

    def _eval_evalf(self, prec: int) -> Expr | None:
        try:
            args = [arg._to_mpmath(prec + 5) for arg in self.args]
        except ValueError:  # an argument is not a number
            return None
        with mpmath.workprec(prec + 5):
            value = self._value(*args)
        return Expr._from_mpmath(value, prec)


class NormalCDF(_Numeric):
    r"""Probability that a standard normal variable is at most x, :math:`\Phi(x)`.

    ``NormalCDF(-x)`` stays as it is: ``1 - NormalCDF(x)`` would lose the left tail in floating
    point.

    Examples
    --------
    >>> from sympy import Symbol
    >>> NormalCDF(0)
    1/2
    >>> NormalCDF(NormalQuantile(Symbol("tau")))
    tau
    >>> NormalCDF(-37).evalf(15)
    5.72557122252458e-300
    """

    @classmethod
    def eval(cls, x: Expr) -> Expr | None:
        if isinstance(x, NormalQuantile):
            return x.args[0]
        return {S.Zero: S.Half, S.Infinity: S.One, S.NegativeInfinity: S.Zero}.get(x)

    @staticmethod
    def _value(x: Any) -> Any:
        return mpmath.erfc(-x / mpmath.sqrt(2)) / 2

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return the standard normal density."""
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)
        return exp(-(self.args[0] ** 2) / 2) / sqrt(2 * pi)

    def inverse(self, argindex: int = 1) -> type[Function]:
        """Return the class of the inverse function, for ``solve``."""
        return NormalQuantile

    def _eval_rewrite_as_erf(self, x: Expr, **hints: Any) -> Expr:
        return (1 + erf(x / sqrt(2))) / 2

    def _eval_rewrite_as_erfc(self, x: Expr, **hints: Any) -> Expr:
        return erfc(-x / sqrt(2)) / 2

    def _eval_is_positive(self) -> bool | None:
        return True if self.args[0].is_real else None

    def _eval_is_extended_real(self) -> bool | None:
        return True if self.args[0].is_extended_real else None

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        power = f"^{{{exp}}}" if exp else ""
        return rf"\Phi{power}\left({printer._print(self.args[0])}\right)"


class NormalQuantile(_Numeric):
    r"""The value a standard normal variable stays below with probability p, :math:`\Phi^{-1}(p)`.

    Examples
    --------
    >>> from sympy import Rational, Symbol
    >>> NormalQuantile(Rational(1, 2))
    0
    >>> NormalQuantile(NormalCDF(Symbol("x", real=True)))
    x
    >>> NormalQuantile(Rational(1, 10)).evalf(15)
    -1.28155156554460
    """

    @classmethod
    def eval(cls, p: Expr) -> Expr | None:
        if isinstance(p, NormalCDF) and p.args[0].is_extended_real:
            return p.args[0]
        return {S.Zero: S.NegativeInfinity, S.Half: S.Zero, S.One: S.Infinity}.get(p)

    @staticmethod
    def _value(p: Any) -> Any:
        # 2p - 1 must keep the digits of a p as small as 1e-300.
        with mpmath.extraprec(max(0, -mpmath.mag(p)) + 10):
            return mpmath.sqrt(2) * mpmath.erfinv(2 * p - 1)

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return one over the density at the quantile."""
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)
        return sqrt(2 * pi) * exp(self**2 / 2)

    def inverse(self, argindex: int = 1) -> type[Function]:
        """Return the class of the inverse function, for ``solve``."""
        return NormalCDF

    def _eval_rewrite_as_erfinv(self, p: Expr, **hints: Any) -> Expr:
        return sqrt(2) * erfinv(2 * p - 1)

    def _eval_is_real(self) -> bool | None:
        p = self.args[0]
        return True if p.is_positive and (1 - p).is_positive else None

    def _eval_is_positive(self) -> bool | None:
        p = self.args[0]
        return True if (p - S.Half).is_positive and (1 - p).is_positive else None

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        quantile = rf"\Phi^{{-1}}\left({printer._print(self.args[0])}\right)"
        return rf"\left({quantile}\right)^{{{exp}}}" if exp else quantile


class LogBeta(_Numeric):
    r"""Natural logarithm of the beta function of two positive numbers, :math:`\ln B(a, b)`.

    Examples
    --------
    >>> from sympy import symbols
    >>> a, b = symbols("a b", positive=True)
    >>> LogBeta(b, a) == LogBeta(a, b)
    True
    >>> LogBeta(1, b)
    -log(b)
    >>> LogBeta(a, b).diff(b)
    polygamma(0, b) - polygamma(0, a + b)
    """

    @classmethod
    def eval(cls, a: Expr, b: Expr) -> Expr | None:
        if a is S.One:
            return -log(b)
        if b is S.One:
            return -log(a)
        ordered = sorted((a, b), key=default_sort_key)
        return None if ordered == [a, b] else cls(*ordered)

    @staticmethod
    def _value(a: Any, b: Any) -> Any:
        # Three terms of size b ln b cancel to one of size a ln b.
        with mpmath.extraprec(2 * max(0, mpmath.mag(a), mpmath.mag(b)) + 20):
            return mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b)

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return the derivative by one argument, a difference of digamma functions."""
        if argindex not in (1, 2):
            raise ArgumentIndexError(self, argindex)
        return polygamma(0, self.args[argindex - 1]) - polygamma(0, sum(self.args))

    def _eval_rewrite_as_loggamma(self, a: Expr, b: Expr, **hints: Any) -> Expr:
        return loggamma(a) + loggamma(b) - loggamma(a + b)

    def _eval_is_real(self) -> bool | None:
        return True if all(arg.is_positive for arg in self.args) else None

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        a, b = map(printer._print, self.args)
        value = rf"\ln B\left({a}, {b}\right)"
        return rf"\left({value}\right)^{{{exp}}}" if exp else value


class WrightOmega(_Numeric):
    r"""The positive number whose sum with its own logarithm is x, Wright's :math:`\omega(x)`.

    It is ``LambertW(exp(x))`` where the exponential does not overflow.

    Examples
    --------
    >>> from sympy import Symbol
    >>> WrightOmega(1)
    1
    >>> WrightOmega(1000).evalf(15)
    993.099169472389
    >>> WrightOmega(Symbol("x")).diff()
    WrightOmega(x)/(WrightOmega(x) + 1)
    """

    @classmethod
    def eval(cls, x: Expr) -> Expr | None:
        return {S.One: S.One, S.Infinity: S.Infinity, S.NegativeInfinity: S.Zero}.get(x)

    @staticmethod
    def _value(x: Any) -> Any:
        if x < 0:
            return mpmath.lambertw(mpmath.exp(x)).real
        omega = x - mpmath.log(x) if x > 2 else mpmath.mpf(1)
        # Newton's step on a convex function, from its right side on, doubles the digits.
        for _ in range(6 + mpmath.mp.prec.bit_length()):
            omega *= (1 + x - mpmath.log(omega)) / (1 + omega)
        return omega

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return the derivative, omega / (1 + omega)."""
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)
        return self / (1 + self)

    def _eval_rewrite_as_LambertW(self, x: Expr, **hints: Any) -> Expr:
        return LambertW(exp(x))

    def _eval_is_positive(self) -> bool | None:
        return True if self.args[0].is_real else None

    def _eval_is_extended_real(self) -> bool | None:
        return True if self.args[0].is_extended_real else None

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        power = f"^{{{exp}}}" if exp else ""
        return rf"\omega{power}\left({printer._print(self.args[0])}\right)"
