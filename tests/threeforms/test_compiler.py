"""What may be compiled, what the text looks like, and that the three forms follow the syntax."""

from __future__ import annotations

import re

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy.codegen.cfunctions import log1p

from threeforms import (
    FUNCTIONS,
    LogBeta,
    NormalQuantile,
    javascript,
    numpy_function,
    special_source,
)

x, y, k, n = sp.symbols("x y k n")

# All are exact in float64 at the points below, so the forms must give the same number.
SYNTAX = [
    x / (y * (x + 3)) - x / y / 2,
    -(x - y) / 4 - -y * (-x),
    (x / y) ** 2 / (y / 2) ** 3,
    1 / (1 / x + 1 / y),
    (-x) ** 3 - (x + 3) ** -1,
    2 ** (x - y) * 2 ** (-x),
    sp.sqrt(x**2 * 4) / sp.sqrt(y**2),
    x - NormalQuantile(sp.Rational(1, 10)) * 0 + sp.log(sp.Rational(1, 8)) / sp.log(2) * y,
    -sp.log(sp.Rational(1, 2)) / sp.log(2) * x,
    sp.Piecewise((x, sp.Not(sp.And(x > y, sp.Or(y < 1, x > 3)))), (-y, True)) * 2 - 1,
    sp.Piecewise((1, sp.Eq(x, y)), (sp.Piecewise((2, x < y), (3, True)), sp.Ne(x, 4)), (5, True)),
    2 - sp.Max(x, y, 2) * sp.Min(x, -y) - sp.Abs(-y) * sp.sign(x - y),
    sp.floor(x / 4) - sp.ceiling(-y / 4),
    sp.Sum(k * x - sp.Sum(n, (n, 1, k)) * y, (k, x, y)),
    sp.Sum((x + y) * k, (k, 1, 3)) + sp.Sum((x + y) ** 2, (k, 3, 1)) + (x + y) ** 2,
    sp.Sum(k, (k, sp.Rational(1, 2), x)),
    sp.Integer(10) ** 20 * x,
]
AT = np.array([[1, 2], [2, 1], [4, 4], [4, 8], [8, 4], [-2, 4], [2, -8]], float)
#: What is not a power of two over a power of two is rounded once or twice.
TOLERANCE = 1e-14


def same(found: np.ndarray, expected: np.ndarray) -> None:
    np.testing.assert_allclose(found, expected, rtol=TOLERANCE, atol=TOLERANCE)


def by_sympy(formula: sp.Expr, points: np.ndarray = AT) -> np.ndarray:
    return np.array([float(formula.subs({x: int(u), y: int(v)}).doit()) for u, v in points])


def test_syntax(in_browser) -> None:
    jobs = {str(index): (formula, [x, y], AT) for index, formula in enumerate(SYNTAX)}
    for found, formula in zip(in_browser(jobs).values(), SYNTAX, strict=True):
        same(found, numpy_function(formula, [x, y])(*AT.T))
    positive = AT[:5]
    for formula in SYNTAX[:13]:  # SymPy gives empty and uneven sums another meaning
        same(numpy_function(formula, [x, y])(*positive.T), by_sympy(formula, positive))


def test_sums() -> None:
    total = numpy_function(sp.Sum(k**2, (k, x, y)), [x, y])
    np.testing.assert_array_equal(
        total([[1], [2]], [3, 2, 0, np.nan, np.inf]),
        [[14, 5, 0, np.nan, np.nan], [13, 4, 0, np.nan, np.nan]],
    )
    assert total(1e16, 1e16 + 2) == pytest.approx(3e32)  # there 1e16 + 1 == 1e16


#: Operations that are exact on small whole numbers.
OPERATIONS = [
    lambda u, v: u + v,
    lambda u, v: u - v,
    lambda u, v: u * v,
    lambda u, v: -(u**3) + v**2,
    lambda u, v: sp.Abs(u - v),
    sp.Min,
    lambda u, v: sp.Max(u, v, 0),
    lambda u, v: sp.floor(u / 2) + sp.ceiling(v / 2),
    lambda u, v: sp.sign(u) * v,
    lambda u, v: sp.Piecewise((u, x < y), (v, (x > 2) | (y >= 1)), (u - v, True)),
    lambda u, v: sp.Sum(u + k * v, (k, y, y + 2)),
]
LEAVES = [x, y, *map(sp.Integer, range(-3, 4)), sp.Rational(1, 2)]
FORMULAS = st.recursive(
    st.sampled_from(LEAVES),
    lambda parts: st.builds(lambda f, u, v: f(u, v), st.sampled_from(OPERATIONS), parts, parts),
    max_leaves=10,
)


@settings(max_examples=8, deadline=None)
@given(formulas=st.lists(FORMULAS, min_size=10, max_size=20))
def test_random_formulas(in_browser, formulas: list[sp.Expr]) -> None:
    jobs = {str(index): (formula, [x, y], AT) for index, formula in enumerate(formulas)}
    for found, formula in zip(in_browser(jobs).values(), formulas, strict=True):
        same(numpy_function(formula, [x, y])(*AT.T), by_sympy(formula))
        same(found, by_sympy(formula))


def test_names_of_all_kinds(in_browser) -> None:
    names = ["lambda", "class", "m", "Math", "exp", "NaN", "eval", "λ", "a b", "x_{1}", "</script>"]
    symbols = [sp.Symbol(name) for name in names]
    symbols += [sp.Symbol("x"), sp.Symbol("x", positive=True), sp.Dummy("x"), sp.Symbol("_t0")]
    symbols += [sp.Symbol("_a0"), sp.Symbol("_0"), sp.Symbol("numpy"), sp.Symbol("finite_sum")]
    repeated = sp.exp(sp.Add(*symbols) / 1000)
    bound = symbols[0]
    formula = repeated / (1 + repeated) + sp.Sum(bound * sp.Add(*symbols), (bound, 1, 3))
    point = np.arange(1.0, len(symbols) + 1)
    found = in_browser({"names": (formula, symbols, point[None])})["names"]
    total = point.sum()
    others = total - point[0]
    expected = np.exp(total / 1000) / (1 + np.exp(total / 1000)) + 6 * others + (1 + 4 + 9)
    same(found, expected)
    same(numpy_function(formula, symbols)(*point), expected)


def test_constants_are_exact_to_the_last_bit() -> None:
    constants = {
        sp.Rational(1, 3): 1 / 3,
        sp.Float("0.1"): 0.1,
        sp.Rational(-1, 10**300): -1e-300,
        sp.log(1 - sp.Rational(1, 10**15)): -1.0000000000000005e-15,
        sp.pi: np.pi,
        -sp.E * sp.oo: -np.inf,
        sp.Integer(10) ** 20: 1e20,
        sp.erfinv(sp.Rational(1, 2)): 0.4769362762044699,
    }
    for constant, value in constants.items():
        text = javascript({"value": constant}, [])
        printed = re.fullmatch(r'\(m\) => \(\{\n  "value": \(\) => \(?(.*?)\)?,\n\}\)', text)
        assert printed, text
        assert float(printed[1].replace("Infinity", "inf")) == value
        assert numpy_function(constant, [])() == value


def test_text() -> None:
    repeated = sp.exp(n * log1p(-x))
    assert javascript({"share": repeated / (1 + repeated), "half-life": 1 / x}, [n, x]) == (
        "(m) => ({\n"
        '  "share": (n, x) => { const _t0 = Math.exp(n*Math.log1p(-x)); return _t0/(_t0 + 1); },\n'
        '  "half-life": (n, x) => 1/x,\n'
        "})"
    )


def test_nothing_that_a_page_would_misread() -> None:
    everything = {f"f{index}": formula for index, formula in enumerate(SYNTAX)}
    text = special_source() + javascript(everything, [x, y])
    assert not re.search(r"</|<!--|-->|\beval\b|\bFunction\(|`", text)
    assert special_source().count("export ") == 1


def test_numpy_broadcasts() -> None:
    constant = numpy_function(sp.Integer(3), [x, y])
    np.testing.assert_array_equal(constant([[1], [2]], [1, 2, 3]), np.full((2, 3), 3.0))
    only_x = numpy_function(x + 1, [x, y])
    assert only_x([1, 2], [[1], [2]]).shape == (2, 2)
    assert only_x([1, 2], [[1], [2]]).flags.writeable
    assert isinstance(only_x(1, 2), np.float64)
    assert numpy_function(x, [x])([True, False]).dtype == np.float64
    assert numpy_function(x, [x])([]).shape == (0,)


@pytest.mark.filterwarnings("error")
def test_numpy_is_silent() -> None:
    formula = sp.Piecewise((sp.log(x) / x, x > 0), (sp.exp(-1000 * x), x < 0))
    np.testing.assert_array_equal(numpy_function(formula, [x])([1, -1, 0]), [0, np.inf, np.nan])


def test_wrong_number_of_values() -> None:
    with pytest.raises(TypeError, match=r"takes \[x, y\]; got 1"):
        numpy_function(x + y, [x, y])(1)


@pytest.mark.parametrize("compiled", [numpy_function, lambda f, a: javascript({"f": f}, a)])
@pytest.mark.parametrize(
    ("formula", "arguments", "message"),
    [
        (x + y + k, [x], "k, y not among the arguments"),
        (sp.Symbol("x", positive=True), [x], "assumptions"),
        (x, [x, x], "arguments: x; allowed are SymPy symbols, each once"),
        (x, [x, 1], "arguments: 1; allowed"),
        (x, ["x"], "arguments: 'x'; allowed"),
        (sp.zeta(x), [x], "zeta is not supported; allowed are .* log1p.* NormalCDF"),
        (sp.Function("f")(x), [x], "f is not supported"),
        (sp.Integral(sp.exp(-(y**2)), (y, 0, x)), [x], "Integral is not supported"),
        (sp.Derivative(sp.gamma(x), x), [x], "Derivative is not supported"),
        (sp.Sum(x**k, (k, 0, sp.oo)), [x], "no finite bounds"),
        (sp.Sum(1 / k**2, (k, 1, sp.oo)), [], "no finite bounds"),
        (x * sp.I, [x], "the constant I is .*I; allowed are real numbers"),
        (x + sp.zoo, [x], "zoo"),
        (x < 1, [x], "StrictLessThan"),
        (sp.Matrix([x]), [x], "Matrix"),
    ],
)
def test_what_cannot_be_compiled(compiled, formula, arguments, message) -> None:
    with pytest.raises(ValueError, match=message):
        compiled(formula, arguments)


@pytest.mark.parametrize("name", ["", "1", "a b", "__proto__", 'a"', "</script>", "é"])
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(ValueError, match="starts with a letter"):
        javascript({name: x}, [x])


def test_every_function_is_listed_with_a_form_that_exists(in_browser) -> None:
    twos = {sp.Min, sp.Max, sp.beta, LogBeta}
    jobs = {}
    for function in FUNCTIONS:
        formula = function(x, y) if function in twos else function(x)
        jobs[function.__name__] = (formula, [x, y], np.array([[0.3, 0.4]]))
    for name, found in in_browser(jobs).items():
        formula, arguments, at = jobs[name]
        same(found, numpy_function(formula, arguments)(*at.T))
