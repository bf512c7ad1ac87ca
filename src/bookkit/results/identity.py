"""Two ways in which a page may say that two things agree: proved by SymPy, or not refuted by a simulation."""

import html
from collections.abc import Callable

import numpy as np
import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p

from bookkit.checks import anchor, require, sentence
from bookkit.formats import number
from bookkit.results.facts import facts_html
from bookkit.results.tex import pieces, tex


class NotProved(AssertionError):
    """SymPy did not reduce the difference of two sides to zero."""


class Disagreement(AssertionError):
    """A simulation lies too far from the formula it is to check."""


def _products_as_sums(difference: sp.Expr) -> sp.Expr:
    """Each product over an index as the exponential of its logarithm's sum, term by term."""

    def as_sums(factor: sp.Expr, *limits: sp.Tuple) -> sp.Expr:
        logarithm = sp.expand(sp.expand_log(sp.log(factor)))
        parts = (term.as_coeff_Mul() for term in sp.Add.make_args(logarithm))
        return sp.exp(sp.Add(*(times * sp.Sum(term, *limits) for times, term in parts)))

    return sp.expand(difference.replace(sp.Product, as_sums))


_ROUTES: tuple[Callable[[sp.Expr], sp.Expr], ...] = (
    lambda difference: difference,
    lambda difference: difference.doit(),
    sp.expand,
    sp.cancel,
    sp.simplify,
    lambda difference: sp.simplify(sp.expand_log(sp.expand_power_base(difference))),
    lambda difference: sp.simplify(sp.powsimp(sp.expand(sp.powdenest(difference)))),
    lambda difference: sp.gammasimp(sp.expand_func(difference.rewrite(sp.gamma))),
    lambda difference: sp.simplify(difference.rewrite(sp.exp)),
    lambda difference: sp.simplify(sp.logcombine(sp.expand(difference.doit()))),
    lambda difference: sp.cancel(sp.together(_products_as_sums(difference))),
)
"""Rewritings, each of which keeps the value; cheap ones first. None evaluates numerically."""


def _plain(expr: sp.Expr | float) -> sp.Expr:
    """`log1p` and `expm1`, which are there for accuracy, as what they mean."""
    return (
        sp.sympify(expr)
        .replace(log1p, lambda x: sp.log(1 + x))
        .replace(expm1, lambda x: sp.exp(x) - 1)
    )


class Identity:
    """An equation that SymPy has proved; `identity` makes it."""

    def __init__(
        self, lhs: sp.Expr, rhs: sp.Expr, proves: str, assuming: sp.Basic | None, left: str
    ) -> None:
        self.lhs = lhs
        self.rhs = rhs
        self.proves = proves
        self.assuming = assuming
        self.left = left

    def __repr__(self) -> str:
        return f"{self.lhs} == {self.rhs}, proved by SymPy for {self.proves}"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self._latex()} \\quad \\checkmark$"

    def _repr_html_(self) -> str:
        # Spaces between the pieces are where a phone may break the line.
        equation = " ".join(
            f'<span class="math notranslate nohighlight">\\(\\displaystyle {piece}\\)</span>'
            for piece in pieces(html.escape(self._latex(), quote=False))
        )
        return (
            f'<div class="identity" data-proves="{self.proves}">'
            f'<p class="equation">{equation}</p>'
            '<p class="proved"><span aria-hidden="true">✓</span> proved by SymPy</p></div>'
        )

    def _latex(self) -> str:
        equation = f"{self.left} = {tex(self.rhs)}"
        if self.assuming is None:
            return equation
        return f"{equation} \\qquad \\text{{if }} {tex(self.assuming)}"


def identity(
    lhs: sp.Expr | float,
    rhs: sp.Expr | float,
    *,
    proves: str,
    assuming: sp.Basic | None = None,
    left: str | None = None,
) -> Identity:
    """Prove that two expressions are equal, and show the equation.

    Nothing is evaluated numerically: the proof is a chain of SymPy's rewritings that ends in zero.

    Parameters
    ----------
    lhs, rhs
        The two sides, as they are to be shown.
    proves
        Label of the theorem of which this is a step, such as ``thm-half-life``.
    assuming
        A SymPy assumption (``Q.positive(x)``) beyond those that the symbols carry.
    left
        What `lhs` is called in the text, in TeX: shown in its place where SymPy's expression for it
        is long, or says too little. By default `lhs` itself is shown.

    Raises
    ------
    NotProved
        With what is left of the difference. An ``AssertionError``, for the book must not build.
    ValueError
        For a malformed label or an empty `left`.

    Examples
    --------
    >>> p, n = sp.symbols("p n", positive=True)
    >>> identity(sp.exp(n * sp.log(p)), p**n, proves="thm-half-life")
    exp(n*log(p)) == p**n, proved by SymPy for thm-half-life
    """
    anchor(proves, "proves")
    lhs, rhs = _plain(lhs), _plain(rhs)
    left = tex(lhs) if left is None else sentence(left, "left")
    rest = difference = lhs - rhs
    for route in _ROUTES:
        reduced = route(difference)
        if assuming is not None:
            reduced = sp.refine(reduced, assuming)
        if reduced == 0:
            return Identity(lhs, rhs, proves, assuming, left)
        rest = min(rest, reduced, key=sp.count_ops)
    raise NotProved(
        f"{proves}: the difference of the two sides does not reduce to 0; left is {rest}"
    )


class Agreement:
    """A simulated number beside its formula's; `agree` makes it."""

    def __init__(self, simulated: float, formula: float, standard_error: float) -> None:
        self.simulated = simulated
        self.formula = formula
        self.standard_error = standard_error

    @property
    def apart(self) -> float:
        """The distance in standard errors."""
        return abs(self.simulated - self.formula) / self.standard_error

    def __repr__(self) -> str:
        return (
            f"simulated {self._texts()[0]} ± {self._texts()[1]}, formula {self._texts()[2]}: "
            f"{number(self.apart, 2)} standard errors apart"
        )

    def _repr_html_(self) -> str:
        simulated, error, formula = self._texts()
        return facts_html(
            {
                "simulated": f"{simulated} ± {error}",
                "formula": formula,
                "apart": f"{number(self.apart, 2)} standard errors",
            },
            {"simulated": self.simulated, "formula": self.formula, "apart": self.apart},
        )

    def _texts(self) -> tuple[str, str, str]:
        # As many places as the standard error makes meaningful, and the formula's beside them.
        error = number(self.standard_error, 2)
        size = max(abs(self.simulated), abs(self.formula), self.standard_error)
        digits = 2 + max(0, int(np.floor(np.log10(size)) - np.floor(np.log10(self.standard_error))))
        return number(self.simulated, digits), error, number(self.formula, digits)


def agree(
    simulated: float, formula: float, *, standard_error: float, sigmas: float = 4
) -> Agreement:
    """Show a simulated number beside its formula's; raise if chance can hardly explain the distance.

    Agreement is no proof: a formula that is wrong by less than a standard error passes.

    Parameters
    ----------
    simulated
        An estimate whose error is nearly normal, such as a mean of many independent draws.
    formula
        What it should be near.
    standard_error
        The estimate's standard error.
    sigmas
        How many standard errors are allowed; a right formula exceeds 4 once in 16,000 times.

    Raises
    ------
    Disagreement
        Beyond `sigmas` standard errors. An ``AssertionError``, for the book must not build.
    ValueError
        For numbers that are not finite, or a standard error or `sigmas` that is not positive.

    Examples
    --------
    >>> agree(0.3692, 0.3679, standard_error=0.0015)
    simulated 0.3692 ± 0.0015, formula 0.3679: 0.87 standard errors apart
    """
    simulated, formula = float(simulated), float(formula)
    standard_error, sigmas = float(standard_error), float(sigmas)
    for argument, value in (("simulated", simulated), ("formula", formula)):
        require(bool(np.isfinite(value)), argument, value, "a finite number")
    for argument, value in (("standard_error", standard_error), ("sigmas", sigmas)):
        require(0 < value < np.inf, argument, value, "a number above 0")
    agreement = Agreement(simulated, formula, standard_error)
    if not agreement.apart <= sigmas:
        raise Disagreement(f"{agreement}; allowed: {sigmas:g}")
    return agreement
