"""An explorer's formulas, compiled for NumPy and for JavaScript and tried at the ends of every slider."""

import itertools
import math
from collections.abc import Iterator, Sequence

import numpy as np
import sympy as sp

from bookkit.checks import require
from bookkit.explorer.record import Design
from bookkit.explorer.sentence import Case, which
from threeforms import described, javascript, numpy_function


class Formulas:
    """What a design computes: along its x axis, and as single numbers.

    Names are those of the script: ``curve_NAME``, ``band_NAME_lo``, ``readout_NAME``, ``mark_NAME_x``, and
    ``says`` for the number of the sentence that holds.
    """

    def __init__(self, design: Design) -> None:
        self.design = design
        parameters = [slider.symbol for slider in design.sliders.values()]
        along, single = _along_x(design), _single(design)
        arguments = {key: [*design.along, *parameters] for key in along}
        arguments |= dict.fromkeys(single, parameters)
        self._numpy = {
            key: numpy_function(_with_symbols(key, expr, arguments[key]), arguments[key])
            for key, expr in (along | single).items()
        }
        over_x = javascript(along, [*design.along, *parameters])
        self.javascript = f"{{curves: {over_x}, scalars: {javascript(single, parameters)}}}"
        self._check_ends(along, single)

    def scalar(self, key: str, state: Sequence[float]) -> float:
        """A readout's value or a mark's place, by NumPy, with the sliders at `state`."""
        return float(self._numpy[key](*state))

    def shares(
        self, key: str, state: Sequence[float], along: np.ndarray | None = None
    ) -> np.ndarray:
        """How high a curve or a band's edge runs, as shares of the y axis; at its points, or at others."""
        axes = self.design.axes
        positions = axes["x"].positions() if along is None else along
        values = np.asarray(self._numpy[key](positions, *state), dtype=float)
        return axes["y"].share(np.broadcast_to(values, positions.shape))

    def sorts(self, state: Sequence[float]) -> tuple[list[float], list[float]]:
        """The crowd's shares and probabilities of staying, sort by sort, with the sliders at `state`."""
        names = () if self.design.crowd is None else self.design.crowd.sorts
        shares, stays = (
            [self.scalar(f"crowd_{name}_{part}", state) for name in names]
            for part in ("share", "stays")
        )
        return shares, stays

    def sentence(self, state: Sequence[float]) -> str:
        """What is said with the sliders at `state`."""
        return self._case(state).text(self._printed(state))

    def _case(self, state: Sequence[float]) -> Case:
        return self.design.cases[int(self.scalar("says", state))]

    def _printed(self, state: Sequence[float]) -> dict[str, float]:
        readouts = {name: self.scalar(f"readout_{name}", state) for name in self.design.readouts}
        return dict(zip(self.design.sliders, state, strict=True)) | readouts

    def longest_sentence(self) -> str:
        """The longest that is said at the ends of the sliders, or of all sentences in the first state."""
        first = self._printed(self.design.first)
        said = [case.text(first) for case in self.design.cases]
        return max([*said, *map(self.sentence, self._ends())], key=len)

    def _ends(self) -> Iterator[tuple[float, ...]]:
        return itertools.product(*(slider.ends for slider in self.design.sliders.values()))

    def _check_ends(self, along: dict[str, sp.Expr], single: dict[str, sp.Expr]) -> None:
        # A reader will push every slider to its end; better that the author hears of it first.
        sliders = self.design.sliders
        tried = (attempt.state(sliders) for attempt in self.design.tries)
        for ends in (*self._ends(), *tried):
            where = ", ".join(f"{key}={end:g}" for key, end in zip(sliders, ends, strict=True))
            for key in single:
                value = self.scalar(key, ends)
                allowed = "a case that holds" if key == "says" else "a number"
                require(not math.isnan(value), f"{_spoken(key)} at {where}", value, allowed)
            if self.design.crowd is not None:
                self.design.crowd.check(*self.sorts(ends), where)
            for key in along:
                seen = bool(np.isfinite(self.shares(key, ends)).any())
                require(
                    seen, f"{_spoken(key)} at {where}", "empty", "a number somewhere on the x axis"
                )


def band(key: str) -> tuple[str, str]:
    """The names of the formulas between which a curve's band lies."""
    return f"band_{key}_lo", f"band_{key}_hi"


def fill(key: str) -> tuple[str, str]:
    """The names of the formulas between which the area under a curve is filled."""
    return f"fill_{key}_lo", f"fill_{key}_hi"


def _along_x(design: Design) -> dict[str, sp.Expr]:
    expressions = {f"curve_{key}": curve.expr for key, curve in design.curves.items()}
    for key, curve in design.curves.items():
        if curve.band is not None:
            expressions |= dict(zip(band(key), curve.band, strict=True))
    return {key: sp.sympify(expr) for key, expr in expressions.items()}


def _single(design: Design) -> dict[str, sp.Expr]:
    expressions = {f"readout_{key}": readout.expr for key, readout in design.readouts.items()}
    for key, mark in design.marks.items():
        places = {f"mark_{key}_x": mark.x, f"mark_{key}_y": mark.y}
        expressions |= {place: expr for place, expr in places.items() if expr is not None}
    for key, curve in design.curves.items():
        if curve.filled is not None:
            places = dict(zip(fill(key), curve.filled, strict=True))
            ends = (design.axes["x"].lo, design.axes["x"].hi)
            for (place, expr), end in zip(places.items(), ends, strict=True):
                expressions[place] = end if expr is None else expr
    if design.crowd is not None:
        expressions |= design.crowd.expressions()
    if design.cases:
        expressions["says"] = which(design.cases)
    return {key: sp.sympify(expr) for key, expr in expressions.items()}


def _with_symbols(key: str, expr: sp.Expr, known: Sequence[sp.Symbol]) -> sp.Expr:
    # With their assumptions: symbols of one name and others are different.
    unknown = sorted(map(described, expr.free_symbols - set(known)))
    require(not unknown, f"symbols of {_spoken(key)}", unknown, ", ".join(map(described, known)))
    return expr


def _spoken(key: str) -> str:
    return key.replace("_", " ", 1)
