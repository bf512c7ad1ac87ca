"""The three forms of a formula at many points: JavaScript in a browser, NumPy, and exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import mpmath
import numpy as np
import pytest
import scipy.special
import sympy as sp
from numpy.typing import NDArray
from playwright.sync_api import Browser
from sympy.printing.pycode import MpmathPrinter

from threeforms import javascript, special_source

PAGE = """<!doctype html><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'">
<script type="module">{special}
globalThis.formulas = [{factories}].map((factory) => factory(special).value);
</script>"""
COMPUTE = "points => points.map((rows, i) => rows.map((row) => formulas[i](...row)))"

#: A formula, its arguments, and the points to compute it at, one row each.
Job = tuple[sp.Expr, Sequence[sp.Symbol], NDArray[np.float64]]
InBrowser = Callable[[Mapping[str, Job]], dict[str, NDArray[np.float64]]]
Exact = Callable[..., mpmath.mpf]


@pytest.fixture(scope="session")
def in_browser(browser: Browser) -> Iterator[InBrowser]:
    """Computes formulas at their points in JavaScript, all in one call, without ``eval``."""
    page = browser.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))

    def values(jobs: Mapping[str, Job]) -> dict[str, NDArray[np.float64]]:
        factories = ",\n".join(javascript({"value": job[0]}, job[1]) for job in jobs.values())
        page.set_content(PAGE.format(special=special_source(), factories=factories))
        assert not failures, factories
        found = page.evaluate(COMPUTE, [job[2].tolist() for job in jobs.values()])
        return {name: np.array(row, float) for name, row in zip(jobs, found, strict=True)}

    yield values
    page.close()


@pytest.fixture(scope="session")
def exactly() -> Callable[[sp.Expr, Sequence[sp.Symbol]], Exact]:
    """Compiles a formula for mpmath, at whatever precision mpmath has when it is called."""
    functions = {
        "NormalCDF": mpmath.ncdf,
        "NormalQuantile": _quantile,
        "LogBeta": lambda a, b: mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b),
        "WrightOmega": _omega,
        "log1p": mpmath.log1p,
        "expm1": mpmath.expm1,
        "total": lambda term, a, b: mpmath.fsum(map(term, mpmath.arange(a, b + 1))),
    }

    def compiled(expr: sp.Expr, arguments: Sequence[sp.Symbol]) -> Exact:
        printer = _MpmathPrinter({"user_functions": {name: name for name in functions}})
        return sp.lambdify(arguments, expr, [functions, {"mpmath": mpmath}], printer=printer)

    return compiled


class _MpmathPrinter(MpmathPrinter):
    def _print_Sum(self, expr: sp.Sum) -> str:
        text = self._print(expr.function)
        for index, lower, upper in expr.limits:
            text = f"total(lambda {index}: {text}, {self._print(lower)}, {self._print(upper)})"
        return text


def _quantile(p: mpmath.mpf) -> mpmath.mpf:
    if p > 0.5:
        return -_quantile(1 - p)
    x = mpmath.mpf(float(scipy.special.ndtri(float(p))))
    for _ in range(3):  # SciPy's 15 digits are doubled three times
        cdf = mpmath.ncdf(x)
        x -= cdf * mpmath.log(cdf / p) / mpmath.npdf(x)
    return x


def _omega(x: mpmath.mpf) -> mpmath.mpf:
    if x < 30:
        return mpmath.lambertw(mpmath.exp(x)).real
    return mpmath.findroot(lambda w: w + mpmath.log(w) - x, x - mpmath.log(x))
