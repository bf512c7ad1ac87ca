"""What an explorer is made of. Each part checks itself when it is made."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import sympy as sp

from bookkit.checks import identifier, one_of, require, sentence
from bookkit.drawing.style import COLORS, SCALES
from bookkit.formats import FORMATS, show
from threeforms import Parameter, described

POINTS = 201
"""How many points make a curve."""

_GAP = 0.06
"""How far the 0 of a log scale lies from its least value, as a share of the scale."""


@dataclass(frozen=True)
class Axis:
    """One axis of an explorer.

    Parameters
    ----------
    symbol
        The symbol that runs along it; ``None`` for the y axis.
    lo, hi
        Its ends, as numbers.
    label
        What it measures, with its unit; plain text.
    scale
        ``"linear"`` or ``"log"``.
    ticks
        Ticks to set by hand, as ``{position: "text"}``.
    """

    symbol: sp.Symbol | None
    lo: float
    hi: float
    label: str
    scale: str = "linear"
    ticks: Mapping[float, str] | None = None

    def __post_init__(self) -> None:
        _check_interval(self.lo, self.hi, self.scale)
        sentence(self.label, "label")
        for tick in self.ticks or ():
            require(
                self.lo <= tick <= self.hi, "ticks", tick, f"positions in [{self.lo}, {self.hi}]"
            )

    def positions(self) -> np.ndarray:
        """The values at which curves are evaluated: even steps on the axis's own scale."""
        if self.scale == "log":
            return 10 ** np.linspace(math.log10(self.lo), math.log10(self.hi), POINTS)
        return np.linspace(self.lo, self.hi, POINTS)

    def share(self, values: np.typing.ArrayLike) -> np.ndarray:
        """How far along the axis values lie, from 0 to 1; not a number where it cannot show them."""
        values = np.asarray(values, dtype=float)
        lo, hi = self.lo, self.hi
        if self.scale == "log":
            values = np.log10(np.where(values > 0, values, np.nan))
            lo, hi = math.log10(lo), math.log10(hi)
        return np.where(np.isfinite(values), (values - lo) / (hi - lo), np.nan)


@dataclass(frozen=True)
class Curve:
    """A curve over the x axis, with an optional band around it.

    Parameters
    ----------
    expr
        Its height, in the x symbol and the sliders' symbols.
    label
        What it shows, for the key.
    color
        A house colour by name.
    dash
        Whether it is dashed.
    band
        Two expressions between which the band is filled.
    filled
        Two x values, in the sliders' symbols, between which the area under the curve is filled, down to the
        axis; ``None`` is the axis's end.
    ruled
        Whether it is filled with upright lines instead of a tint, to tell two areas apart without colour.

    Examples
    --------
    >>> x, threshold = sp.symbols("x threshold", real=True)
    >>> hits = Curve(sp.exp(-((x - 2) ** 2) / 2), label="real", filled=(threshold, None))
    """

    expr: sp.Expr
    label: str
    color: str = "ink"
    dash: bool = False
    band: tuple[sp.Expr, sp.Expr] | None = None
    filled: tuple[sp.Expr | float | None, sp.Expr | float | None] | None = None
    ruled: bool = False

    def __post_init__(self) -> None:
        sentence(self.label, "label")
        one_of(self.color, COLORS, "color")
        pair = isinstance(self.filled, tuple) and len(self.filled) == 2
        require(
            self.filled is None or pair, "filled", self.filled, "two x values, each may be None"
        )
        require(self.filled is not None or not self.ruled, "ruled", True, "an area that is filled")


@dataclass(frozen=True)
class Mark:
    """Something that moves with the sliders: a dot, or a rule across the drawing.

    With ``x`` and ``y`` it is a dot, with ``x`` alone an upright rule, with ``y`` alone a level one.

    Parameters
    ----------
    x, y
        Where it stands, in the sliders' symbols.
    color
        A house colour by name.
    drag
        The name of the slider that a reader moves by dragging the mark. Where the mark stands may be
        any function of that slider: the value whose mark is nearest to the pointer is taken.

    Examples
    --------
    >>> age = sp.Symbol("age", positive=True)
    >>> Mark(x=age, y=sp.exp(-age), color="orange", drag="age").drag
    'age'
    """

    x: sp.Expr | float | None = None
    y: sp.Expr | float | None = None
    color: str = "ink"
    drag: str | None = None

    def __post_init__(self) -> None:
        require(
            self.x is not None or self.y is not None,
            "x and y",
            None,
            "an expression for one or both",
        )
        one_of(self.color, COLORS, "color")


@dataclass(frozen=True)
class Readout:
    """A number beside the drawing.

    Parameters
    ----------
    expr
        Its value, in the sliders' symbols.
    label
        What it is.
    unit
        Printed after it.
    format
        ``"number"``, ``"percent"`` (of a share), ``"chance"`` (``1 in 10,203``) or ``"odds"`` (``3 : 1``).
    digits
        Significant digits; by default 3 for percentages and chances and 4 for the rest.
    color
        The colour of the curve it belongs to, if it belongs to one.
    infinite
        What to print for infinity, such as ``"never"``.
    """

    expr: sp.Expr
    label: str
    unit: str = ""
    format: str = "number"
    digits: int | None = None
    color: str | None = None
    infinite: str = "∞"

    def __post_init__(self) -> None:
        sentence(self.label, "label")
        one_of(self.format, FORMATS, "format")
        require(
            self.digits is None or self.digits in range(1, 16),
            "digits",
            self.digits,
            "a whole number from 1 to 15",
        )
        if self.color is not None:
            one_of(self.color, COLORS, "color")

    def text(self, value: float) -> str:
        """The value as it is printed, without its unit."""
        if value == math.inf:
            return self.infinite
        return show(value, self.format, self.digits)


@dataclass(frozen=True)
class Slider:
    """A parameter under the reader's hand.

    Parameters
    ----------
    symbol
        The symbol it sets, or the parameter, which has a name and a domain too.
    lo, hi
        Its range, ends included; within the parameter's domain.
    value
        Where it stands at first.
    label
        What it is.
    unit
        Printed after the number.
    scale
        ``"linear"``, or ``"log"`` where the range spans decades.
    integer
        Whether only whole numbers make sense; so it is for a parameter that is whole.
    name
        Its name in links and in Python, a permanent one; by default the parameter's or the symbol's.
    absent
        What a link means that does not name it; by default the first value. A slider that comes to a
        published explorer needs the value at which all is as it was before.
    zero
        Whether a log scale has one more place at its left end, which is 0.

    Examples
    --------
    >>> leak = Slider(sp.Symbol("p"), 1e-6, 0.5, value=0.01, label="leak", scale="log", zero=True)
    >>> leak.check(0, "leak"), leak.position(0) < leak.position(1e-6)
    (0.0, True)
    """

    symbol: sp.Symbol | Parameter
    lo: float
    hi: float
    value: float
    label: str
    unit: str = ""
    scale: str = "linear"
    integer: bool = False
    name: str = ""
    absent: float | None = None
    zero: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.symbol, Parameter):
            self._take(self.symbol)
        require(isinstance(self.symbol, sp.Symbol), "symbol", self.symbol, "a symbol or Parameter")
        assert isinstance(self.symbol, sp.Symbol)
        object.__setattr__(self, "name", identifier(self.name or self.symbol.name, "name"))
        sentence(self.label, "label")
        _check_interval(self.lo, self.hi, self.scale)
        if self.integer:
            for argument in ("lo", "hi"):
                end = getattr(self, argument)
                require(float(end).is_integer(), argument, end, "a whole number, as integer=True")
        if self.zero:
            require(self.scale == "log", "scale", self.scale, "'log', as zero=True")
            possible = not self.symbol.is_nonzero
            require(possible, "symbol", described(self.symbol), "a symbol that may be 0")
        self.check(self.value, "value")
        absent = self.value if self.absent is None else self.absent
        object.__setattr__(self, "absent", self.check(absent, "absent"))

    @property
    def ends(self) -> tuple[float, ...]:
        """Where a range of its values ends: the least and the largest, and the least above 0."""
        return (0, self.lo, self.hi) if self.zero else (self.lo, self.hi)

    def _take(self, parameter: Parameter) -> None:
        domain = parameter.domain
        for argument in ("lo", "hi"):
            end = getattr(self, argument)
            require(domain.holds(end), f"{argument} of {parameter.name}", end, domain.allowed)
        if self.zero:
            require(domain.holds(0), f"zero of {parameter.name}", True, domain.allowed)
        object.__setattr__(self, "symbol", parameter.symbol)
        object.__setattr__(self, "name", self.name or parameter.name)
        object.__setattr__(self, "integer", self.integer or domain.whole)

    def check(self, value: float, argument: str) -> float:
        """The value as a float, if the slider can stand there; else a ``ValueError``."""
        kind = "a whole number" if self.integer else "a number"
        allowed = f"{'0 or ' if self.zero else ''}{kind} in [{self.lo}, {self.hi}]"
        require(isinstance(value, int | float | np.number), argument, value, allowed)
        inside = self.lo <= value <= self.hi or (self.zero and value == 0)
        require(inside, argument, value, allowed)
        require(not self.integer or float(value).is_integer(), argument, value, allowed)
        return float(value)

    def position(self, value: float) -> float:
        """Where the thumb stands: the value, or its base-10 exponent on a log scale.

        The 0 of a log scale lies a little to the left of the least exponent.
        """
        if self.zero and value == 0:
            lo, hi = map(math.log10, (self.lo, self.hi))
            return lo - _GAP * (hi - lo)
        return math.log10(value) if self.scale == "log" else float(value)


def _check_interval(lo: float, hi: float, scale: str) -> None:
    one_of(scale, SCALES, "scale")
    for argument, value in (("lo", lo), ("hi", hi)):
        require(
            isinstance(value, int | float) and math.isfinite(value),
            argument,
            value,
            "a finite number",
        )
    require(lo < hi, "lo and hi", (lo, hi), "lo < hi")
    require(scale == "linear" or lo > 0, "lo", lo, "a number above 0, as the scale is log")
