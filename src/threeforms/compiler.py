"""From a SymPy expression to a NumPy function and to JavaScript source text.

Both forms go through the same three steps: check the expression against one vocabulary, give its
symbols names that are identifiers in both languages, take out repeated subexpressions. Two small
extensions of SymPy's printers then write the text.
"""

from __future__ import annotations

import functools
import json
import keyword
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import scipy.special
import sympy as sp
from numpy.typing import ArrayLike, NDArray
from sympy.codegen.cfunctions import expm1, log1p
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import BooleanAtom
from sympy.printing.codeprinter import CodePrinter
from sympy.printing.jscode import JavascriptCodePrinter
from sympy.printing.numpy import SciPyPrinter
from sympy.printing.precedence import PRECEDENCE

from threeforms.functions import LogBeta, NormalCDF, NormalQuantile, WrightOmega
from threeforms.special import finite_sum, gamma, log_beta, log_gamma

#: Every function a formula may use, with its NumPy and its JavaScript form.
FUNCTIONS: dict[type[sp.Basic], tuple[Callable[..., Any], str]] = {
    sp.exp: (np.exp, "Math.exp"),
    sp.log: (np.log, "Math.log"),
    expm1: (np.expm1, "Math.expm1"),
    log1p: (np.log1p, "Math.log1p"),
    sp.sin: (np.sin, "Math.sin"),
    sp.cos: (np.cos, "Math.cos"),
    sp.tan: (np.tan, "Math.tan"),
    sp.asin: (np.arcsin, "Math.asin"),
    sp.acos: (np.arccos, "Math.acos"),
    sp.atan: (np.arctan, "Math.atan"),
    sp.sinh: (np.sinh, "Math.sinh"),
    sp.cosh: (np.cosh, "Math.cosh"),
    sp.tanh: (np.tanh, "Math.tanh"),
    sp.Abs: (np.abs, "Math.abs"),
    sp.sign: (np.sign, "Math.sign"),
    sp.floor: (np.floor, "Math.floor"),
    sp.ceiling: (np.ceil, "Math.ceil"),
    sp.Min: (lambda *args: functools.reduce(np.minimum, args), "Math.min"),
    sp.Max: (lambda *args: functools.reduce(np.maximum, args), "Math.max"),
    sp.gamma: (gamma, "m.gamma"),
    sp.loggamma: (log_gamma, "m.logGamma"),
    sp.beta: (lambda a, b: np.exp(log_beta(a, b)), "m.beta"),
    LogBeta: (log_beta, "m.logBeta"),
    sp.erf: (scipy.special.erf, "m.erf"),
    sp.erfc: (scipy.special.erfc, "m.erfc"),
    NormalCDF: (scipy.special.ndtr, "m.normalCdf"),
    NormalQuantile: (scipy.special.ndtri, "m.normalQuantile"),
    WrightOmega: (scipy.special.wrightomega, "m.wrightOmega"),
}

_VOCABULARY: tuple[type[Any], ...] = (
    *(sp.Symbol, sp.Number, sp.NumberSymbol, sp.Add, sp.Mul, sp.Pow, sp.Sum, sp.Tuple),
    *(sp.Piecewise, ExprCondPair, Relational, sp.And, sp.Or, sp.Not, BooleanAtom),
    *FUNCTIONS,
)

_RESERVED = {
    *keyword.kwlist,
    *(function.__name__ for function in FUNCTIONS),
    *("numpy", "finite_sum", "m", "Math", "Infinity", "NaN", "undefined", "eval", "arguments"),
    *("case", "catch", "const", "debugger", "default", "delete", "do", "enum", "export"),
    *("extends", "false", "function", "implements", "instanceof", "interface", "let", "new"),
    *("null", "package", "private", "protected", "public", "static", "super", "switch", "this"),
    *("throw", "true", "typeof", "var", "void"),
}


def numpy_function(
    expr: sp.Expr, arguments: Sequence[sp.Symbol]
) -> Callable[..., NDArray[np.float64]]:
    """Compile a formula to a vectorised function of float64 arrays.

    The function broadcasts its arguments, also those that the formula does not contain, and warns
    of nothing: overflow gives an infinity, a value outside the domain NaN. All branches of a
    ``Piecewise`` are computed; where no condition holds it is NaN.

    Parameters
    ----------
    expr
        A real-valued SymPy expression in the functions of `FUNCTIONS`, arithmetic, ``Piecewise``
        and finite ``Sum``. A range ``(i, a, b)`` with b < a is empty, one with an infinite bound
        gives NaN; a sum costs as much as its terms. The functions of Gamma and Beta take positive
        numbers and are NaN elsewhere.
    arguments
        The symbols that become arguments, in order.

    Raises
    ------
    ValueError
        If the expression has a symbol that is not in `arguments` or a function that is not
        supported, or if an argument is not a symbol or occurs twice.

    Examples
    --------
    >>> import sympy
    >>> odds, factor = sympy.symbols("odds factor")
    >>> share = numpy_function(odds * factor / (1 + odds * factor), [odds, factor])
    >>> share(1, [1, 3, float("inf")])
    array([0.5 , 0.75,  nan])
    """
    formula = _formula(expr, arguments)
    namespace = {function.__name__: form for function, (form, _) in FUNCTIONS.items()}
    compiled = sp.lambdify(
        formula.parameters,
        formula.result,
        modules=[{"numpy": np, "finite_sum": finite_sum, **namespace}],
        printer=_NumPyPrinter({"user_functions": {name: name for name in namespace}}),
        cse=lambda _: (formula.steps, formula.result),
    )

    def function(*values: ArrayLike) -> NDArray[np.float64]:
        if len(values) != len(formula.parameters):
            raise TypeError(f"this formula takes {list(arguments)}; got {len(values)} values")
        arrays = [np.asarray(value, dtype=np.float64) for value in values]
        with np.errstate(all="ignore"):
            result = compiled(*arrays)
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
        return np.array(np.broadcast_to(result, shape), dtype=np.float64)[()]

    function.__doc__ = f"{expr}, of {', '.join(map(str, arguments))}."
    return function


def javascript(expressions: Mapping[str, sp.Expr], arguments: Sequence[sp.Symbol]) -> str:
    """Compile formulas to the source text of a JavaScript factory.

    The text is one expression, ``(m) => ({"name": (a, b) => ..., ...})``, strict, free of
    ``eval`` and safe inside an inline ``<script>``. Call it with the object `special` of
    ``special.js`` to get the functions, which take numbers by position.

    Parameters
    ----------
    expressions
        Formulas by name, as for `numpy_function`. A name starts with a letter and goes on with
        letters, digits, ``_`` and ``-``.
    arguments
        The symbols that become the arguments of every function, in order. A name that is not a
        plain identifier is replaced.

    Raises
    ------
    ValueError
        As `numpy_function`, or if a name is not of that form.

    Examples
    --------
    >>> import sympy
    >>> p, n = sympy.symbols("p n")
    >>> print(javascript({"odds": p / (1 - p)}, [p, n]))
    (m) => ({
      "odds": (p, n) => p/(1 - p),
    })
    """
    lines = []
    for name, expr in expressions.items():
        if not re.fullmatch(r"[A-Za-z][\w-]*", name, re.ASCII):
            raise ValueError(
                f"expressions: {name!r} is not a name; a name starts with a letter and goes on "
                "with letters, digits, _ and -"
            )
        lines.append(f"  {json.dumps(name)}: {_javascript_function(_formula(expr, arguments))},\n")
    return f"(m) => ({{\n{''.join(lines)}}})"


def special_source() -> str:
    """Return the text of ``special.js``, an ES module that exports the object `special`.

    The text is one statement, so it may also be put at the head of another module.
    """
    return files("threeforms").joinpath("special.js").read_text(encoding="utf-8")


class _Formula(NamedTuple):
    """A checked formula: parameters, named repeated subexpressions, result."""

    parameters: list[sp.Symbol]
    steps: list[tuple[sp.Symbol, sp.Expr]]
    result: sp.Expr


def _formula(expr: sp.Expr, arguments: Sequence[sp.Symbol]) -> _Formula:
    expr = sp.sympify(expr)
    if not isinstance(expr, sp.Expr):
        raise ValueError(f"expr: {expr} is a {type(expr).__name__}; a formula is a SymPy Expr")
    arguments = list(arguments)
    for argument in arguments:
        if not isinstance(argument, sp.Symbol) or arguments.count(argument) > 1:
            raise ValueError(f"arguments: {argument!r}; allowed are SymPy symbols, each once")
    if unknown := expr.free_symbols - set(arguments):
        raise ValueError(
            f"expr: {_listed(unknown)} not among the arguments {_listed(arguments)}; symbols of "
            "one name but other assumptions are different"
        )
    _check(expr)
    parameters = _parameters(arguments)
    if expr.has(sp.Sum):
        # Bound symbols become _0, _1, ...; no parameter starts with an underscore and a digit.
        expr = expr.as_dummy()
    expr = expr.xreplace(dict(zip(arguments, parameters, strict=True)))
    bound = {symbol for total in expr.atoms(sp.Sum) for symbol in total.bound_symbols}
    steps, result = sp.cse(expr, sp.numbered_symbols("_t"), list=False, ignore=bound)
    return _Formula(parameters, steps, result)


def described(symbol: sp.Symbol) -> str:
    """The symbol with the assumptions that tell it from others of its name, as in ``p (positive)``.

    Only those from which the rest of them follow are named.
    """
    told = ["integer"] if symbol.is_integer else []
    signs = ("zero", "positive", "negative", "nonnegative", "nonpositive", "nonzero", "real")
    told += [sign for sign in signs if getattr(symbol, f"is_{sign}")][:1]
    return f"{symbol.name} ({', '.join(told)})" if told else symbol.name


def _listed(symbols: Iterable[sp.Symbol]) -> str:
    return ", ".join(sorted(map(described, symbols)))


def _check(node: Any) -> None:
    if _is_constant(node):
        _constant(node)
        return
    if not isinstance(node, _VOCABULARY):
        allowed = ", ".join(function.__name__ for function in FUNCTIONS)
        raise ValueError(
            f"expr: {type(node).__name__} is not supported; allowed are arithmetic, Piecewise, "
            f"relations, finite Sum and the functions {allowed}"
        )
    if isinstance(node, sp.Sum) and any(
        len(limit) != 3 or any(bound.is_infinite for bound in limit[1:]) for limit in node.limits
    ):
        raise ValueError(f"expr: {node} has no finite bounds; allowed are sums over (i, a, b)")
    for arg in node.args:
        _check(arg)


def _parameters(arguments: Sequence[sp.Symbol]) -> list[sp.Symbol]:
    names: list[str] = []
    for index, argument in enumerate(arguments):
        plain = re.fullmatch(r"[A-Za-z]\w*", argument.name, re.ASCII)
        taken = argument.name in names or argument.name in _RESERVED
        names.append(argument.name if plain and not taken else f"_a{index}")
    return [sp.Symbol(name) for name in names]


def _is_constant(node: Any) -> bool:
    return isinstance(node, sp.Expr) and node.is_number and not node.has(sp.Sum)


def _constant(node: sp.Expr) -> float:
    value = node.evalf(20)
    if not value.is_extended_real and value is not sp.nan:
        raise ValueError(f"expr: the constant {node} is {value}; allowed are real numbers")
    return float(value)


class _ExactConstants(CodePrinter):
    """Prints every constant subexpression as the float64 nearest to it, and sums as calls."""

    inf = nan = call = anonymous = ""

    def _print(self, expr: Any, **kwargs: Any) -> str:
        if not _is_constant(expr) or (expr.is_Integer and abs(expr) <= 2**53):
            return super()._print(expr, **kwargs)
        value = _constant(expr)
        if math.isnan(value):
            return self.nan
        text = self.inf if math.isinf(value) else repr(abs(value))
        if value >= 0:
            return text
        # SymPy's printer brackets a negative Number itself, and nothing else.
        return f"-{text}" if expr.is_Number else f"(-{text})"

    def _print_Sum(self, expr: sp.Sum) -> str:
        text = self._print(expr.function)
        for index, lower, upper in expr.limits:
            term = self.anonymous.format(self._print(index), text)
            text = f"{self.call}({term}, {self._print(lower)}, {self._print(upper)})"
        return text


for _function in FUNCTIONS:
    # The base printers have methods of their own for some of these, with other targets.
    setattr(_ExactConstants, f"_print_{_function.__name__}", CodePrinter._print_Function)


class _NumPyPrinter(_ExactConstants, SciPyPrinter):
    inf, nan = "numpy.inf", "numpy.nan"
    call, anonymous = "finite_sum", "lambda {}: {}"


class _JavaScriptPrinter(_ExactConstants, JavascriptCodePrinter):
    inf, nan = "Infinity", "NaN"
    call, anonymous = "m.sum", "({}) => {}"

    def _print_Pow(self, expr: sp.Pow) -> str:
        base, exponent = expr.as_base_exp()
        if exponent == -1:
            return f"1/{self.parenthesize(base, PRECEDENCE['Pow'])}"
        if exponent == sp.Rational(1, 2):
            return f"Math.sqrt({self._print(base)})"
        return f"Math.pow({self._print(base)}, {self._print(exponent)})"

    def _print_Piecewise(self, expr: sp.Piecewise) -> str:
        *branches, (last, condition) = expr.args
        text = self._print(last)
        if condition is not sp.true:
            text = f"({self._print(condition)} ? {text} : NaN)"
        for value, condition in reversed(branches):
            text = f"({self._print(condition)} ? {self._print(value)} : {text})"
        return text


def _javascript_function(formula: _Formula) -> str:
    printer = _JavaScriptPrinter(
        {"user_functions": {function.__name__: form for function, (_, form) in FUNCTIONS.items()}}
    )
    parameters = ", ".join(symbol.name for symbol in formula.parameters)
    result = printer._print(formula.result)
    if not formula.steps:
        return f"({parameters}) => {result}"
    steps = " ".join(f"const {name} = {printer._print(step)};" for name, step in formula.steps)
    return f"({parameters}) => {{ {steps} return {result}; }}"
