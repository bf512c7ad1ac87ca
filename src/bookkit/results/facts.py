"""A few computed values, each under its name: what a cell found, for readers."""

import html
from collections.abc import Mapping
from fractions import Fraction
from numbers import Real
from typing import Any

import sympy as sp

from bookkit.checks import one_of, require
from bookkit.formats import FORMATS, column, full, rich, show
from bookkit.results.tex import tex


class Facts:
    """Named values; `facts` makes them."""

    def __init__(self, values: Mapping[str, str], exact: Mapping[str, float]) -> None:
        self.values = values
        self.exact = exact

    def __repr__(self) -> str:
        return ", ".join(f"{name}: {value}" for name, value in self.values.items())

    def _repr_html_(self) -> str:
        return facts_html({name: rich(value) for name, value in self.values.items()}, self.exact)


def facts(
    values: Mapping[str, Any],
    *,
    formats: Mapping[str, str] | None = None,
    digits: int | None = None,
) -> Facts:
    """Computed values in a row, each under its name, as a cell's result.

    Parameters
    ----------
    values
        Name and value. Fractions stay exact; other numbers are rounded for display; SymPy expressions are
        set as mathematics; texts are printed, with ``$math$`` and ``*emphasis*``.
    formats
        For a name whose value is a number, ``"number"`` (the default), ``"percent"``, ``"chance"`` or
        ``"odds"``.
    digits
        Significant digits; by default 3 for percentages and chances and 4 for the rest. All stay within
        reach, on hovering.

    Raises
    ------
    ValueError
        Without values, or for a name or format that is unknown.

    Examples
    --------
    >>> facts({"before": Fraction(2, 3), "after": 0.500008763, "documents": 690_776})
    before: 2/3, after: 0.5, documents: 690,776
    >>> facts({"odds": 3, "share": 0.9}, formats={"odds": "odds", "share": "percent"})
    odds: 3 : 1, share: 90%
    """
    require(bool(values), "values", values, "at least one named value")
    formats = formats or {}
    for name, form in formats.items():
        one_of(name, values, "name in formats")
        one_of(form, FORMATS, f"format of {name!r}")
    printed = {name: _text(value, formats.get(name), digits) for name, value in values.items()}
    # Chances beside each other are to be compared: all as 1 in so many, if one must be.
    chances = {
        name: float(values[name])
        for name, form in formats.items()
        if form == "chance" and is_number(values[name])
    }
    printed |= zip(chances, column(list(chances.values()), "chance", digits), strict=True)
    return Facts(
        printed, {name: float(value) for name, value in values.items() if is_number(value)}
    )


def facts_html(values: Mapping[str, str], exact: Mapping[str, float]) -> str:
    """The row, from values that are HTML already; `exact` has the numbers among them in full."""
    entries = (
        f"<div><dt>{html.escape(name, quote=False)}</dt>"
        f"<dd{full(exact[name]) if name in exact else ''}>{value}</dd></div>"
        for name, value in values.items()
    )
    return f'<dl class="facts">{"".join(entries)}</dl>'


def _text(value: Any, form: str | None, digits: int | None) -> str:
    exact = isinstance(value, Fraction | sp.Rational) and not isinstance(value, sp.Integer)
    if exact and form is None:
        return str(value)
    if isinstance(value, sp.Expr) and not value.is_number:
        return f"${tex(value)}$"
    if is_number(value):
        return show(float(value), form or "number", digits)
    return str(value)


def is_number(value: Any) -> bool:
    """Whether a value is printed as a number."""
    if isinstance(value, sp.Expr):
        return bool(value.is_number)
    return isinstance(value, Real) and not isinstance(value, bool)
