"""The SymPy side: exact values, calculus, precision, assumptions, LaTeX."""

from __future__ import annotations

import mpmath
import pytest
import sympy as sp
from sympy.core.function import ArgumentIndexError

from threeforms import LogBeta, NormalCDF, NormalQuantile, WrightOmega

x = sp.Symbol("x", real=True)
z = sp.Symbol("z")
a, b = sp.symbols("a b", positive=True)
half = sp.Rational(1, 2)


def test_exact_values() -> None:
    assert NormalCDF(0) == half
    assert NormalCDF(sp.oo) == 1
    assert NormalCDF(-sp.oo) == 0
    assert NormalQuantile(half) == 0
    assert NormalQuantile(0) == -sp.oo
    assert NormalQuantile(1) == sp.oo
    assert WrightOmega(1) == 1
    assert WrightOmega(-sp.oo) == 0
    assert WrightOmega(sp.oo) == sp.oo
    assert LogBeta(1, b) == LogBeta(b, 1) == -sp.log(b)
    assert LogBeta(b, a) == LogBeta(a, b)


def test_inverses() -> None:
    assert NormalCDF(NormalQuantile(z)) == z
    assert NormalQuantile(NormalCDF(x)) == x
    assert NormalQuantile(NormalCDF(z)) != z  # a complex number need not come back
    assert sp.solve(NormalCDF(x) - sp.Rational(1, 10), x) == [NormalQuantile(sp.Rational(1, 10))]


@pytest.mark.parametrize(
    ("function", "other"),
    [
        (NormalCDF(x), sp.erf),
        (NormalCDF(x), sp.erfc),
        (NormalQuantile(a), sp.erfinv),
        (LogBeta(a, b), sp.loggamma),
        (WrightOmega(x), sp.LambertW),
    ],
)
def test_derivatives_and_values_are_those_of_the_rewritten(
    function: sp.Expr, other: type[sp.Function]
) -> None:
    rewritten = function.rewrite(other)
    assert rewritten.has(other)
    at = {x: sp.Rational(-3, 7), a: sp.Rational(2, 7), b: sp.Rational(5, 3)}
    assert abs(function.subs(at).evalf(40) - rewritten.subs(at).evalf(40)) < 1e-38
    for symbol in function.free_symbols:
        ours, theirs = (f.diff(symbol).subs(at).evalf(40) for f in (function, rewritten))
        assert abs(ours - theirs) < 1e-38


def test_derivative_by_an_argument_that_is_not_there() -> None:
    for function, index in (
        (NormalCDF(x), 2),
        (NormalQuantile(a), 2),
        (LogBeta(a, b), 3),
        (WrightOmega(x), 2),
    ):
        with pytest.raises(ArgumentIndexError):
            function.fdiff(index)


def test_any_precision() -> None:
    tiny = sp.Rational(1, 10**300)
    with mpmath.workdps(50):
        quantile = NormalQuantile(tiny).evalf(45)._to_mpmath(160)
        assert abs(mpmath.ncdf(quantile) * 10**300 - 1) < 1e-38
        expected = mpmath.loggamma(mpmath.mpf("0.5")) - mpmath.log(10**12) / 2
    assert abs(LogBeta(half, 10**12).evalf(30) - sp.Float(expected, 30)) < 1e-12
    with mpmath.workdps(50):
        omega = WrightOmega(10**6).evalf(45)._to_mpmath(160)
        assert abs(omega + mpmath.log(omega) - 10**6) < 1e-38
    assert NormalCDF(sp.Float(3)).is_Float
    assert NormalCDF(z).evalf() == NormalCDF(z)
    difference = (LogBeta(half, 10**12 + 1) - LogBeta(half, 10**12)).evalf(20)
    assert abs(difference * 2 * 10**12 + 1) < 1e-11


def test_assumptions() -> None:
    assert NormalCDF(x).is_positive
    assert NormalCDF(z).is_real is None
    p = sp.Symbol("p", positive=True)
    assert NormalQuantile(p / (1 + p)).is_real
    assert NormalQuantile(half + p / (2 * (1 + p))).is_real
    assert NormalQuantile(sp.Rational(2, 3)).is_positive
    assert NormalQuantile(p).is_real is None
    assert WrightOmega(x).is_positive
    assert WrightOmega(z).is_real is None
    assert LogBeta(a, b).is_real
    assert LogBeta(a, z).is_real is None


def test_latex() -> None:
    assert sp.latex(NormalCDF(x)) == r"\Phi\left(x\right)"
    assert sp.latex(WrightOmega(x)) == r"\omega\left(x\right)"
    assert sp.latex(NormalCDF(x) ** 2) == r"\Phi^{2}\left(x\right)"
    assert sp.latex(NormalQuantile(a)) == r"\Phi^{-1}\left(a\right)"
    assert sp.latex(NormalQuantile(a) ** 2) == r"\left(\Phi^{-1}\left(a\right)\right)^{2}"
    assert sp.latex(LogBeta(a, b)) == r"\ln B\left(a, b\right)"
    assert sp.latex(LogBeta(a, b) ** 2) == r"\left(\ln B\left(a, b\right)\right)^{2}"
