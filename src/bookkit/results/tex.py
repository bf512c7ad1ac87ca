"""SymPy's mathematics as readers of the book know it."""

import re

import sympy
from sympy.codegen.cfunctions import log1p
from sympy.printing.latex import LatexPrinter

_TOKENS = re.compile(
    r"(?P<opens>\\left(?![a-z])|\\begin(?![a-z])|(?<!\\)\{)"
    r"|(?P<closes>\\right(?![a-z])|\\end(?![a-z])|(?<!\\)\})"
    r"|(?P<cut>\s(?:=|[+-]|<|>|\\(?:le|ge|leq|geq|approx|to)(?![a-z])|\\qquad(?![a-z])))(?=\s)"
    r"|(?P<factor>(?<=\})\s(?=\\left\(|[a-zA-Z]|\\[a-z]))"
)
_SIGN = re.compile(r"[=<>+-]|\\(?:le|ge|leq|geq|approx|to|qquad)(?![a-z])")
_OPERATOR = re.compile(
    r"\\(?:(?:sum|prod|int|lim)(?:[_^](?:\{[^{}]*\}|\S))*|frac\{d[^{}]*\}\{d [^{}]*\})$"
)
_LONG = 40


class _Printer(LatexPrinter):
    def _print_log1p(self, expr: sympy.Expr) -> str:
        return rf"\ln{{\left({self._print(1 + expr.args[0])} \right)}}"

    def _print_expm1(self, expr: sympy.Expr) -> str:
        return rf"\left({self._print(sympy.exp(expr.args[0]) - 1)}\right)"

    def _print_ExpBase(self, expr: sympy.Expr, exp: str | None = None) -> str:
        power = _as_powers(expr)
        if power == expr:
            return str(super()._print_ExpBase(expr, exp))
        return str(
            self._print(power if exp is None else sympy.Pow(power, int(exp), evaluate=False))
        )

    def _print_Mul(self, expr: sympy.Expr) -> str:
        # A product has to know its factors as they will stand, or a power in a fraction prints as e.
        replaced = expr.replace(lambda part: isinstance(part, sympy.exp), _as_powers)
        return str(super()._print_Mul(replaced))


def pieces(source: str) -> list[str]:
    r"""A formula in TeX, cut where a narrow page may break it: before relations and signs outside brackets.

    What is still long is cut between its factors too.

    >>> print(*pieces(r"a_{n + 1} = - \left(b + c\right) - d"), sep=" | ")
    a_{n + 1} | {}= - \left(b + c\right) | {}- d
    """
    cuts, depth, free = [0], 0, 0
    for token in _TOKENS.finditer(source):
        if token["cut"]:
            # Right after a relation a sign belongs to what follows it.
            if not depth and source[free : token.start()].strip():
                cuts.append(token.start())
            free = token.end()
        elif token["factor"] and not depth and token.start() - cuts[-1] > _LONG:
            cuts += [token.start()] * (not _OPERATOR.search(source[: token.start()]))
        depth += bool(token["opens"]) - bool(token["closes"])
    found = [source[cut:end].strip() for cut, end in zip(cuts, [*cuts[1:], None], strict=True)]
    # With nothing before it a sign would stand as close as that of a negative number.
    return [found[0], *("{}" * bool(_SIGN.match(piece)) + piece for piece in found[1:])]


def _as_powers(expr: sympy.Expr) -> sympy.Expr:
    """Of an exponential whose exponent has logarithms in it, their numbers as bases: a^m for e^(m ln a)."""
    rest, powers = [], []
    for term in sympy.Add.make_args(expr.exp.replace(log1p, lambda x: sympy.log(1 + x))):
        times, logarithms = term.as_independent(sympy.log)
        if isinstance(logarithms, sympy.log):
            powers.append(sympy.Pow(logarithms.args[0], times))
        else:
            rest.append(term)
    if not powers:
        return expr
    return sympy.Mul(*powers, sympy.exp(sympy.Add(*rest)))


def tex(expression: sympy.Basic) -> str:
    r"""A formula in TeX, its logarithms natural, also those that were written for their rounding.

    What was written as the exponential of a logarithm, for its rounding or by a proof, prints as a power.

    >>> from sympy.codegen.cfunctions import log1p
    >>> p = sympy.Symbol("p")
    >>> print(tex(sympy.log(2) / p), tex(log1p(-p)))
    \frac{\ln{\left(2 \right)}}{p} \ln{\left(1 - p \right)}
    >>> print(tex(sympy.exp(3 * p * sympy.log(1 - p))))
    \left(1 - p\right)^{3 p}
    """
    return str(_Printer({"ln_notation": True}).doprint(expression))
