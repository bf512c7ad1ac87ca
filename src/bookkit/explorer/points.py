"""Fixed points on an explorer's drawing: what was measured, beside what a formula says."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bookkit.checks import one_of, require, sentence
from bookkit.drawing.figures import key_entry
from bookkit.drawing.style import COLORS
from bookkit.drawing.svg import css_color
from bookkit.explorer.parts import Axis

_SIZE = 1000


@dataclass(frozen=True)
class Points:
    """Points that no slider moves.

    Parameters
    ----------
    x, y
        Where they stand, one number each for every point.
    label
        What they are, for the key.
    color
        A house colour by name.
    square
        Whether they are squares, to tell two sorts apart without colour.

    Raises
    ------
    ValueError
        If there is no point, the two differ in length, or a number is not finite.

    Examples
    --------
    >>> len(Points([1, 2, 4], [0.1, 0.2, 0.4], label="measured").x)
    3
    """

    x: Sequence[float]
    y: Sequence[float]
    label: str
    color: str = "ink"
    square: bool = False

    def __post_init__(self) -> None:
        for argument in ("x", "y"):
            values = tuple(float(value) for value in getattr(self, argument))
            require(len(values) > 0, argument, values, "one number or more")
            require(bool(np.isfinite(values).all()), argument, values, "finite numbers")
            object.__setattr__(self, argument, values)
        require(len(self.x) == len(self.y), "y", self.y, f"{len(self.x)} numbers, as many as x")
        sentence(self.label, "label")
        one_of(self.color, COLORS, "color")

    def key(self) -> str:
        """Its entry in the key."""
        return key_entry(self.label, self.color, dot="s" if self.square else "o")

    def path(self, name: str, x: Axis, y: Axis) -> str:
        """The ``<path>`` of all points inside the axes: lines of no length, so that they keep their shape."""
        places = zip(_SIZE * x.share(self.x), _SIZE * (1 - y.share(self.y)), strict=True)
        inside = [(u, v) for u, v in places if 0 <= u <= _SIZE and 0 <= v <= _SIZE]
        d = "".join(f"M{u:.1f},{v:.1f}h0" for u, v in inside)
        cap = "square" if self.square else "round"
        return (
            f'<path data-points="{name}" d="{d}" stroke="{css_color(self.color)}" '
            f'stroke-width="7" stroke-linecap="{cap}" vector-effect="non-scaling-stroke"/>'
        )
