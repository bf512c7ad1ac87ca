"""The record of one explorer: its parts under their permanent names, checked against one another."""

from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass, field

import sympy as sp
from sympy.logic.boolalg import Boolean

from bookkit.checks import anchor, identifier, one_of, require, sentence
from bookkit.explorer.crowd import Crowd
from bookkit.explorer.parts import POINTS, Axis, Curve, Mark, Readout, Slider
from bookkit.explorer.points import Points
from bookkit.explorer.sentence import Case, Number, cases
from bookkit.explorer.tries import Try


@dataclass(frozen=True)
class Design:
    """All of an explorer that does not change."""

    id: str
    x: Axis | None
    y: Axis | None
    curves: Mapping[str, Curve]
    in_order: InitVar[Sequence[Slider]]
    readouts: Mapping[str, Readout]
    marks: Mapping[str, Mark]
    alt: str
    caption: str
    crowd: Crowd | None = None
    points: Mapping[str, Points] = field(default_factory=dict)
    tries: Sequence[Try] = ()
    says: InitVar[Sequence[tuple[Boolean | bool, str]]] = ()
    sliders: Mapping[str, Slider] = field(init=False)
    cases: tuple[Case, ...] = field(init=False)

    def __post_init__(
        self, in_order: Sequence[Slider], says: Sequence[tuple[Boolean | bool, str]]
    ) -> None:
        anchor(self.id)
        sentence(self.alt, "alt")
        sentence(self.caption, "caption")
        for argument in ("curves", "readouts", "marks", "points"):
            parts = {
                identifier(key, argument): part for key, part in getattr(self, argument).items()
            }
            object.__setattr__(self, argument, parts)
        self._check_drawing()
        require(bool(in_order), "sliders", in_order, "one slider or more")
        names = [slider.name for slider in in_order]
        symbols = [*self.along, *(slider.symbol for slider in in_order)]
        for argument, entries in (
            ("names of sliders", names),
            ("symbols of x and sliders", symbols),
        ):
            require(len(set(entries)) == len(entries), argument, entries, "each one once")
        clash = sorted(set(names) & self.readouts.keys())
        require(not clash, "names of readouts", clash, "names that no slider has")
        object.__setattr__(self, "sliders", {slider.name: slider for slider in in_order})
        if self.crowd is not None and self.crowd.plays is not None:
            one_of(self.crowd.plays, self.sliders, "plays")
        object.__setattr__(self, "cases", cases(says, self.readouts, self.sliders))
        states = [tuple(attempt.state(self.sliders)) for attempt in self.tries]
        require(len(set(states)) == len(states), "states of tries", states, "each one once")
        for name, mark in self.marks.items():
            self._check_drag(name, mark)

    def _check_drawing(self) -> None:
        if self.x is None or self.y is None:
            require(self.x is self.y, "x and y", (self.x, self.y), "both, or none beside a crowd")
            require(self.crowd is not None, "crowd", self.crowd, "a Crowd, where there are no axes")
            for argument in ("curves", "marks", "points"):
                drawn = getattr(self, argument)
                require(not drawn, argument, drawn, "none, where there are no axes")
            return
        require(isinstance(self.x.symbol, sp.Symbol), "x", self.x.symbol, "an Axis with a symbol")
        require(bool(self.curves), "curves", self.curves, "one curve or more")

    @property
    def axes(self) -> dict[str, Axis]:
        """The axes by name; none where a crowd is all that is drawn."""
        return {which: axis for which, axis in (("x", self.x), ("y", self.y)) if axis is not None}

    @property
    def along(self) -> list[sp.Symbol]:
        """The symbol along the x axis, if there is one."""
        return [] if self.x is None or self.x.symbol is None else [self.x.symbol]

    def _check_drag(self, name: str, mark: Mark) -> None:
        if mark.drag is None:
            return
        one_of(mark.drag, self.sliders, f"drag of mark {name}")
        moves = any(self.dragged(mark))
        require(moves, f"drag of mark {name}", mark.drag, "a slider that moves the mark")

    def dragged(self, mark: Mark) -> tuple[bool, bool]:
        """Whether the slider that a mark is dragged by moves it across, and whether up and down."""
        symbol = self.sliders[mark.drag].symbol if mark.drag else None
        across, up = (symbol in sp.sympify(expr or 0).free_symbols for expr in (mark.x, mark.y))
        return across, up

    @property
    def first(self) -> list[float]:
        """Where the sliders stand at first."""
        return [float(slider.value) for slider in self.sliders.values()]

    def fields(self) -> dict[str, object]:
        """All that the script needs to know besides the formulas."""
        fields: dict[str, object] = {
            "points": POINTS,
            "sliders": {
                key: _fields(slider, "lo hi value absent scale zero integer label unit")
                for key, slider in self.sliders.items()
            },
            "curves": {key: curve.band is not None for key, curve in self.curves.items()},
            "fills": {
                key: "ruled" if curve.ruled else "tint"
                for key, curve in self.curves.items()
                if curve.filled is not None
            },
            "readouts": {
                key: _fields(readout, "label unit format digits infinite")
                for key, readout in self.readouts.items()
            },
            "marks": {
                key: [mark.x is not None, mark.y is not None] for key, mark in self.marks.items()
            },
            "drags": {key: mark.drag for key, mark in self.marks.items() if mark.drag},
            "says": [
                [
                    _fields(piece, "name format digits infinite")
                    if isinstance(piece, Number)
                    else piece
                    for piece in case.pieces
                ]
                for case in self.cases
            ],
            "tries": [attempt.state(self.sliders) for attempt in self.tries],
        }
        for which, axis in self.axes.items():
            fields[which] = _fields(axis, "lo hi scale")
        if self.crowd is not None:
            labels = {key: sort.label for key, sort in self.crowd.sorts.items()}
            fields["crowd"] = {**_fields(self.crowd, "figures plays seconds"), "sorts": labels}
        return fields


def _fields(part: object, names: str) -> dict[str, object]:
    return {name: getattr(part, name) for name in names.split()}
