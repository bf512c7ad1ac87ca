"""JavaScript against NumPy against mpmath on the formulas that the book's explorers need."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import NamedTuple

import mpmath
import numpy as np
import pytest
import sympy as sp
from numpy.typing import NDArray
from sympy.codegen.cfunctions import expm1, log1p

from threeforms import LogBeta, NormalCDF, NormalQuantile, WrightOmega, numpy_function

EPSILON = 2.0**-53
RANDOM_POINTS = 40


class Range(NamedTuple):
    """The values of an argument; the corners of all ranges are always among the points."""

    low: float
    high: float
    log: bool = True
    whole: bool = False

    def sample(self, rng: np.random.Generator) -> NDArray[np.float64]:
        if self.log:
            values = 10 ** rng.uniform(np.log10(self.low), np.log10(self.high), RANDOM_POINTS)
        else:
            values = rng.uniform(self.low, self.high, RANDOM_POINTS)
        return np.round(values) if self.whole else values


LEAK = Range(1e-300, 0.999)
SHARE = Range(1e-9, 0.999)
COUNT = Range(1, 1e12, whole=True)
FEW = Range(1, 40, log=False, whole=True)
POSITIVE = Range(1e-3, 1e3)
ODDS = Range(1e-300, 1e300)

n, m, p, w, t, a, b, k, i, j, x, y, z = sp.symbols("n m p w t a b k i j x y z", real=True)

clean = sp.exp(n * log1p(-p))
beta_survival = sp.exp(LogBeta(a, b + n) - LogBeta(a, b))
hazard = a / (a + b + n)
tested_leak = NormalCDF(NormalQuantile(t) - sp.sqrt(2) * NormalQuantile(w))
window = n * log1p(-p)
memory_floor = x * sp.exp(window) / (1 + x * sp.exp(window))

FORMULAS: dict[str, tuple[sp.Expr, dict[sp.Symbol, Range]]] = {
    "share of odds": (x / (1 + x), {x: ODDS}),
    "clean": (clean, {n: COUNT, p: LEAK}),
    "slipping share": (w * clean / (w * clean + 1 - w), {n: COUNT, p: LEAK, w: SHARE}),
    "half-life": (sp.log(2) / -log1p(-p), {p: LEAK}),
    "documents to target": (
        sp.Max(0, sp.ceiling(sp.log(w * (1 - t) / ((1 - w) * t)) / -log1p(-p))),
        {w: SHARE, t: SHARE, p: LEAK},
    ),
    "evidence budget": (sp.ceiling(sp.log(x) / y), {x: Range(1, 1e300), y: Range(1e-15, 50)}),
    "reach": (
        (sp.Max(x, y, z) - sp.Min(x, y, z)) * sp.tanh(n * p / 4),
        {x: SHARE, y: SHARE, z: SHARE, n: COUNT, p: LEAK},
    ),
    "beta survival": (beta_survival, {a: Range(1e-3, 100), b: Range(1e-2, 1e6), n: COUNT}),
    "hazard's half-life": (
        sp.log(2) / -log1p(-hazard),
        {a: Range(1e-3, 100), b: Range(1e-2, 1e6), n: COUNT},
    ),
    "Lomax": (sp.exp(-a * log1p(t / b)), {a: POSITIVE, t: Range(1e-9, 1e12), b: POSITIVE}),
    "Lomax wait": ((b + t) * expm1(sp.log(2) / a), {a: POSITIVE, t: POSITIVE, b: POSITIVE}),
    "floor": (w * x / (w * x + 1 - w), {w: SHARE, x: SHARE}),
    "tested leak": (tested_leak, {t: Range(1e-12, 0.5), w: Range(0.5, 1 - 1e-12, log=False)}),
    "surviving tests": (
        sp.exp(n * log1p(-tested_leak)),
        {t: Range(1e-12, 0.5), w: Range(0.5, 0.999, log=False), n: COUNT},
    ),
    "bounded recognition": (-expm1(-a * b * sp.log(x)), {a: SHARE, b: POSITIVE, x: Range(1, 1e9)}),
    "Moran time": (
        n * (sp.Sum((n - m) / (n - j), (j, 1, m)) + sp.Sum(m / j, (j, m + 1, n - 1))),
        {n: Range(41, 80, log=False, whole=True), m: FEW},
    ),
    "Wright-Fisher time": (-2 * n * (x * sp.log(x) + (1 - x) * log1p(-x)), {n: COUNT, x: SHARE}),
    "turning time": (log1p(k / x) / k, {k: POSITIVE, x: POSITIVE}),
    "memory floor": (memory_floor, {x: ODDS, n: FEW, p: LEAK}),
    "collapse": (
        -expm1(log1p(expm1(window) / 2) + (m - n) * log1p(-p * memory_floor.subs(x, 1))),
        {n: FEW, p: Range(1e-12, 0.5), m: Range(50, 1e9, whole=True)},
    ),
    "leak series, product": (sp.exp(-sp.log(n) - LogBeta(n, 1 - x)), {n: COUNT, x: SHARE}),
    "leak series, sum": (
        sp.Sum(-log1p(-x * k**-a), (k, 1, n)),
        {n: FEW, x: SHARE, a: Range(0, 3, log=False)},
    ),
    "data budget": (sp.exp(-n * log1p(-1 / n)), {n: Range(2, 1e15, whole=True)}),
    "overlap": (
        sp.cos(x) ** 2 * -expm1(n * log1p(-p)) + sp.sin(x) ** 2 * sp.tan(x / 2),
        {x: Range(1e-9, 1.5), n: COUNT, p: LEAK},
    ),
    "gradient flow": (
        x * (y / WrightOmega(n + 1 / x - sp.log(x)) / x) ** a,
        {x: POSITIVE, y: POSITIVE, n: COUNT, a: Range(-1, 1, log=False)},
    ),
    "dose": (x * (1 + y / z) ** -a, {x: POSITIVE, y: POSITIVE, z: POSITIVE, a: Range(1e-3, 10)}),
    "steps": (
        sp.Piecewise(
            (1 / x, (x > 0) & (x < 1)),
            (sp.log(x), (x >= 1) & (x < 2) | (x > 50)),
            (sp.sqrt(x), sp.Ne(sp.floor(x), 10)),
            (7, True),
        ),
        {x: Range(1e-3, 100)},
    ),
    "nested sums": (
        sp.Sum(sp.Sum(x**i * y**j / (i + j), (j, 1, i)), (i, 1, n)),
        {x: SHARE, y: SHARE, n: FEW},
    ),
    "gammas": (sp.gamma(x) / sp.beta(x, y), {x: Range(1e-3, 60), y: POSITIVE}),
    "hyperbolic": (
        sp.sinh(x) / sp.cosh(x / 2) + sp.atan(x) + sp.asin(x / 10) * sp.acos(x / 10),
        {x: Range(1e-6, 9)},
    ),
    "error function": (sp.erf(x) + sp.erfc(2 * x), {x: Range(1e-6, 5)}),
    "constants": (
        sp.pi * x + sp.Rational(1, 3) ** x + sp.E**3 * sp.sqrt(2) - log1p(-sp.Rational(1, 10**9)),
        {x: POSITIVE},
    ),
}

# Where inputs that differ by four roundings have results that differ by more than 1e-12, no way to
# compute in float64 can promise more; that difference, found with mpmath, is then the bound. The
# test fails if these are not exactly the formulas with such points.
ILL_CONDITIONED = {
    "documents to target": "w = t puts the ceiling on a step",
    "evidence budget": "x = 1 puts the ceiling on a step",
    "reach": "the difference of equal rates is a zero",
    "bounded recognition": "x = 1 is a zero",
    "tested leak": "an AUC within 1e-12 of 1 has few digits left in 1 - AUC",
    "surviving tests": "the exponent, up to 745 before underflow, is rounded",
}


@pytest.fixture(scope="module")
def points() -> dict[str, NDArray[np.float64]]:
    rng = np.random.default_rng(20)
    found = {}
    for name, (_, ranges) in FORMULAS.items():
        corners = list(itertools.product(*((r.low, r.high) for r in ranges.values())))
        inside = np.column_stack([r.sample(rng) for r in ranges.values()])
        found[name] = np.vstack([corners, inside])
    return found


@pytest.fixture(scope="module")
def in_javascript(in_browser, points) -> dict[str, NDArray[np.float64]]:
    return in_browser({name: (f, list(r), points[name]) for name, (f, r) in FORMULAS.items()})


@pytest.mark.parametrize("name", FORMULAS)
def test_three_forms_agree(name: str, points, in_javascript, exactly) -> None:
    formula, ranges = FORMULAS[name]
    arguments = list(ranges)
    with np.errstate(all="raise"):
        in_numpy = numpy_function(formula, arguments)(*points[name].T)
    exact = exactly(formula, arguments)
    inexact = [index for index, values in enumerate(ranges.values()) if not values.whole]
    ill_conditioned = False
    with mpmath.workdps(60):
        for point, python, script in zip(points[name], in_numpy, in_javascript[name], strict=True):
            value, spread = value_and_spread(exact, point, inexact)
            bound = max(mpmath.mpf(10) ** -12 * abs(value), mpmath.mpf(10) ** -307)
            ill_conditioned |= spread > bound
            for found in (python, script):
                assert close(found, value, max(bound, spread)), (arguments, point, value)
    assert ill_conditioned == (name in ILL_CONDITIONED)


def value_and_spread(
    exact: Callable, point: NDArray, inexact: list[int]
) -> tuple[mpmath.mpf, mpmath.mpf]:
    """The value, and how far it moves when each inexact argument moves by four roundings."""
    place = [mpmath.mpf(float(v)) for v in point]
    value = exact(*place)
    spread = mpmath.mpf(0)
    for index in inexact:
        for_each_side = []
        for roundings in (-4, 4):
            moved = list(place)
            moved[index] *= 1 + roundings * EPSILON
            for_each_side.append(abs(exact(*moved) - value))
        spread += max(for_each_side)
    return value, spread


def close(found: float, value: mpmath.mpf, bound: mpmath.mpf) -> bool:
    if abs(value) > np.finfo(float).max:
        return found == float(mpmath.sign(value)) * np.inf
    return abs(found - value) <= bound


def test_a_power_of_a_rounded_base_is_no_substitute_for_log1p() -> None:
    """Rounding 1 - p changes (1 - p)^n by up to n roundings: the way to write it matters."""
    arguments, point = [p, n], (1e-9, 1e9)
    with mpmath.workdps(40):
        exact = float((1 - mpmath.mpf(point[0])) ** int(point[1]))
    naive = numpy_function((1 - p) ** n, arguments)(*point)
    assert 1e-12 < abs(naive / exact - 1) <= point[1] * EPSILON
    assert abs(numpy_function(clean, arguments)(*point) / exact - 1) < 1e-15
