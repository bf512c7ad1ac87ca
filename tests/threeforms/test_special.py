"""The special functions of both forms against mpmath, where it is hard.

Each bound is the accuracy that the library states; it is at most 1e-12 everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import mpmath
import numpy as np
import pytest
import sympy as sp
from numpy.typing import NDArray

from threeforms import LogBeta, NormalCDF, NormalQuantile, WrightOmega, numpy_function

a, b, n, x = sp.symbols("a b n x")
POINTS = 400
SMALLEST_NORMAL = float(np.finfo(float).smallest_normal)
RNG = np.random.default_rng(3)


def powers(low: float, high: float) -> NDArray[np.float64]:
    return 10 ** RNG.uniform(low, high, POINTS)


def both_sides(centre: float) -> NDArray[np.float64]:
    distance = powers(-15.5, -0.5)
    return np.concatenate([[centre], centre + distance, centre - distance])


class Case(NamedTuple):
    formula: sp.Expr
    points: tuple[NDArray[np.float64], ...]
    bound: float
    relative_from: float = 0  # where the value is smaller than this, the bound is absolute


CASES = {
    "loggamma near its zero at 1": Case(sp.loggamma(x), (both_sides(1),), 5e-14),
    "loggamma near its zero at 2": Case(sp.loggamma(x), (both_sides(2),), 5e-14),
    "loggamma near 0": Case(sp.loggamma(x), (powers(-307, 0),), 1e-15),
    "loggamma": Case(sp.loggamma(x), (powers(0, 305),), 5e-14),
    "gamma": Case(sp.gamma(x), (RNG.uniform(1e-3, 170, POINTS),), 4e-13),
    # The logarithm of a survival probability: an absolute error of 5e-13 would be as much in it.
    "beta survival": Case(
        sp.exp(LogBeta(a, b + n) - LogBeta(a, b)),
        (powers(-3, 2), powers(-2, 6), np.round(powers(0, 12))),
        5e-13,
    ),
    # B = 1 on a curve that crosses these ranges; near it only the absolute error is small.
    "LogBeta, one enormous": Case(LogBeta(a, b), (powers(-3, 1), powers(2, 300)), 1e-15, 1),
    "LogBeta, both large": Case(LogBeta(a, b), (powers(1, 15), powers(1, 15)), 1e-15),
    "LogBeta, one tiny": Case(LogBeta(a, b), (powers(-300, -3), powers(-3, 5)), 1e-15, 1),
    "LogBeta, both small": Case(LogBeta(a, b), (powers(-3, 1), powers(-3, 1)), 5e-15, 1),
    # Phi changes by the factor 1 + x^2 epsilon when x changes by one rounding.
    "NormalCDF, left tail": Case(NormalCDF(x), (-powers(-3, np.log10(37.5)),), 4e-13),
    "NormalCDF": Case(NormalCDF(x), (RNG.uniform(-5, 9, POINTS),), 2e-14),
    "NormalQuantile, left tail": Case(NormalQuantile(x), (powers(-323, -1),), 1e-14),
    "NormalQuantile, seam": Case(NormalQuantile(x), (RNG.uniform(0.02, 0.025, POINTS),), 1e-14),
    "NormalQuantile, middle": Case(NormalQuantile(x), (both_sides(0.5),), 5e-15),
    "NormalQuantile, right": Case(NormalQuantile(x), (1 - powers(-15.5, -0.4),), 1e-14),
    "WrightOmega, left": Case(WrightOmega(x), (-powers(-3, 2.8),), 4e-15),
    "WrightOmega, middle": Case(WrightOmega(x), (RNG.uniform(-3, 60, POINTS),), 4e-15),
    "WrightOmega, right": Case(WrightOmega(x), (powers(0, 300),), 4e-15),
    "erf": Case(sp.erf(x), (powers(-300, 1),), 2e-15),
    "erfc": Case(sp.erfc(x), (RNG.uniform(-6, 26, POINTS),), 4e-13),
}


@pytest.fixture(scope="module")
def in_javascript(in_browser) -> dict[str, NDArray[np.float64]]:
    return in_browser(
        {
            name: (case.formula, arguments(case), np.column_stack(case.points))
            for name, case in CASES.items()
        }
    )


def arguments(case: Case) -> list[sp.Symbol]:
    return sorted(case.formula.free_symbols, key=str)


@pytest.mark.parametrize("name", CASES)
def test_relative_error(name: str, in_javascript, exactly: Callable) -> None:
    case = CASES[name]
    in_numpy = numpy_function(case.formula, arguments(case))(*case.points)
    exact = exactly(case.formula, arguments(case))
    for index, point in enumerate(zip(*case.points, strict=True)):
        # ln Gamma of 1e300 has 303 digits before its point.
        with mpmath.workdps(30 + 2 * int(max(0, *np.log10(np.abs(point) + 1)))):
            value = exact(*(mpmath.mpf(float(v)) for v in point))
            for found in (in_numpy[index], in_javascript[name][index]):
                bound = case.bound * max(abs(value), case.relative_from)
                assert abs(found - value) <= max(bound, SMALLEST_NORMAL), (point, found)


def test_ends_of_the_domains(in_browser) -> None:
    inf, nan = np.inf, np.nan
    ends = {
        sp.loggamma(x): {0: inf, -0.5: nan, nan: nan, inf: inf},
        sp.gamma(x): {0: inf, 1: 1, 2: 1, 172: inf, -0.5: nan, nan: nan},
        LogBeta(x, sp.Rational(1, 2)): {0: inf, -1: nan, nan: nan},
        LogBeta(x, 20): {0: inf, -1: nan, nan: nan},
        NormalCDF(x): {-inf: 0, -40: 0, 0: 0.5, 10: 1, inf: 1, nan: nan},
        NormalQuantile(x): {0: -inf, 0.5: 0, 1: inf, -0.1: nan, 1.1: nan, nan: nan},
        WrightOmega(x): {-inf: 0, 1: 1, inf: inf, nan: nan},
        sp.erf(x): {-inf: -1, 0: 0, inf: 1, nan: nan},
        sp.erfc(x): {-inf: 2, 0: 1, inf: 0, nan: nan},
    }
    found = in_browser(
        {str(formula): (formula, [x], np.array([list(at)]).T) for formula, at in ends.items()}
    )
    for formula, at in ends.items():
        np.testing.assert_array_equal(found[str(formula)], list(at.values()), str(formula))
        in_numpy = numpy_function(formula, [x])(list(at))
        np.testing.assert_array_equal(in_numpy, list(at.values()), str(formula))
