"""Areas under curves, between two x values: a tint, or upright rules that are told from it without colour."""

from collections.abc import Sequence

import numpy as np

from bookkit.drawing.svg import css_color
from bookkit.explorer.formulas import Formulas, fill

# Every so many points of a curve there is a rule; fills.js has the same.
_EVERY = 2
_SIZE = 1000
_OUTSIDE = 1000


def filled_area(formulas: Formulas, name: str, state: Sequence[float]) -> str:
    """The ``<path>`` that fills the area under a curve, with the sliders at `state`."""
    curve = formulas.design.curves[name]
    lo, hi = (formulas.scalar(end, state) for end in fill(name))
    ink = css_color(curve.color)
    if curve.ruled:
        look = f'stroke="{ink}" stroke-width="1.25" vector-effect="non-scaling-stroke"'
        path = _rules(formulas, name, state, lo, hi)
    else:
        look = f'fill="{ink}" fill-opacity="0.28" stroke="none"'
        path = _area(formulas, name, state, lo, hi)
    return f'<path data-fill="{name}" d="{path}" {look}/>'


def _area(formulas: Formulas, name: str, state: Sequence[float], lo: float, hi: float) -> str:
    x = formulas.design.axes["x"]
    lo, hi = max(lo, x.lo), min(hi, x.hi)
    if not lo < hi:
        return ""
    samples = x.positions()
    along = np.array([lo, *samples[(samples > lo) & (samples < hi)], hi])
    tops = _heights(formulas, name, state, along)
    there = ~np.isnan(tops)
    columns = _SIZE * x.share(along)
    corners = [f"{u:.5g},{v:.1f}" for u, v in zip(columns[there], tops[there], strict=True)]
    if not corners:
        return ""
    first, last = (f"{u:.5g}" for u in columns[there][[0, -1]])
    return f"M{first},{_SIZE}L{'L'.join(corners)}L{last},{_SIZE}Z"


def _rules(formulas: Formulas, name: str, state: Sequence[float], lo: float, hi: float) -> str:
    samples = formulas.design.axes["x"].positions()
    tops = _heights(formulas, name, state, samples)
    columns = np.linspace(0, _SIZE, len(samples))
    return "".join(
        f"M{u:.6g},{_SIZE}V{v:.1f}"
        for u, x, v in list(zip(columns, samples, tops, strict=True))[::_EVERY]
        if lo <= x <= hi and v < _SIZE
    )


def _heights(
    formulas: Formulas, name: str, state: Sequence[float], along: np.ndarray
) -> np.ndarray:
    shares = formulas.shares(f"curve_{name}", state, along)
    return np.clip(_SIZE * (1 - shares), -_OUTSIDE, _SIZE + _OUTSIDE).round(1)
