"""A few computed values, each under its name: what a cell found, for readers."""

import html
from collections.abc import Mapping
from fractions import Fraction
from numbers import Real
from typing import Any

import sympy as sp

from bookkit.checks import one_of, require
from bookkit.formats import FORMATS, rich, show
from bookkit.results.tex import tex


class Facts:
    """Named values; `facts` makes them."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values

    def __repr__(self) -> str:
        return ", ".join(f"{name}: {value}" for name, value in self.values.items())

    def _repr_html_(self) -> str:
        return facts_html({name: rich(value) for name, value in self.values.items()})


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
        For a name whose value is a number, ``"number"`` (the default), ``"percent"`` or ``"odds"``.
    digits
        Significant digits; by default 3 for percentages and 4 for the rest.

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
    return Facts({name: _text(value, formats.get(name), digits) for name, value in values.items()})


def facts_html(values: Mapping[str, str]) -> str:
    """The row, from values that are HTML already."""
    entries = (
        f"<div><dt>{html.escape(name, quote=False)}</dt><dd>{value}</dd></div>"
        for name, value in values.items()
    )
    return f'<dl class="facts">{"".join(entries)}</dl>'


def _text(value: Any, form: str | None, digits: int | None) -> str:
    exact = isinstance(value, Fraction | sp.Rational) and not isinstance(value, sp.Integer)
    if exact and form is None:
        return str(value)
    if isinstance(value, sp.Expr) and not value.is_number:
        return f"${tex(value)}$"
    if isinstance(value, Real | sp.Expr) and not isinstance(value, bool):
        return show(float(value), form or "number", digits)
    return str(value)
