"""SymPy's mathematics as readers of the book know it."""

import sympy
from sympy.printing.latex import LatexPrinter


class _Printer(LatexPrinter):
    def _print_log1p(self, expr: sympy.Expr) -> str:
        return rf"\ln{{\left({self._print(1 + expr.args[0])} \right)}}"

    def _print_expm1(self, expr: sympy.Expr) -> str:
        return rf"\left({self._print(sympy.exp(expr.args[0]) - 1)}\right)"


def tex(expression: sympy.Basic) -> str:
    r"""A formula in TeX, its logarithms natural, also those that were written for their rounding.

    >>> from sympy.codegen.cfunctions import log1p
    >>> p = sympy.Symbol("p")
    >>> print(tex(sympy.log(2) / p), tex(log1p(-p)))
    \frac{\ln{\left(2 \right)}}{p} \ln{\left(1 - p \right)}
    """
    return str(_Printer({"ln_notation": True}).doprint(expression))
