"""The sentence under a drawing: which case a state is, and what is said of it, with the state's numbers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

import sympy as sp
from sympy.logic.boolalg import Boolean

from bookkit.checks import one_of, require, sentence
from bookkit.explorer.parts import Readout, Slider
from bookkit.formats import FORMATS, show

_HOW = re.compile(r"(?P<format>[a-z]*)(\.(?P<digits>[1-9]\d?))?")


@dataclass(frozen=True)
class Number:
    """A readout or a slider within a sentence, and how it is printed there."""

    name: str
    format: str
    digits: int | None
    infinite: str

    def text(self, value: float) -> str:
        """The number as it is printed, without its unit."""
        return self.infinite if value == float("inf") else show(value, self.format, self.digits)


@dataclass(frozen=True)
class Case:
    """One sentence, and when it is said.

    Attributes
    ----------
    condition
        In the sliders' symbols.
    pieces
        Plain text, and numbers in it.
    """

    condition: Boolean
    pieces: tuple[str | Number, ...]

    def text(self, values: Mapping[str, float]) -> str:
        """The sentence, with the values of readouts and sliders by name."""
        return "".join(
            piece if isinstance(piece, str) else piece.text(values[piece.name])
            for piece in self.pieces
        )


def cases(
    says: Sequence[tuple[Boolean | bool, str]],
    readouts: Mapping[str, Readout],
    sliders: Mapping[str, Slider],
) -> tuple[Case, ...]:
    """What an author writes, as cases.

    Parameters
    ----------
    says
        Conditions, and texts in which ``{name}`` stands for a readout or slider as readers see it, without
        its unit; ``{name:percent}`` and ``{name:number.2}`` print it in another format, in so many digits.

    Raises
    ------
    ValueError
        If a condition is none, or a text names what is no readout and no slider, or no format.
    """
    return tuple(_case(*said, readouts, sliders) for said in says)


def which(told: Sequence[Case]) -> sp.Expr:
    """The number of the first case that holds, as a formula; nothing where none does."""
    return sp.Piecewise(*((sp.Integer(i), case.condition) for i, case in enumerate(told)))


def _case(
    condition: Boolean | bool,
    text: str,
    readouts: Mapping[str, Readout],
    sliders: Mapping[str, Slider],
) -> Case:
    sentence(text, "text in says")
    condition = sp.sympify(condition)
    allowed = "a relation of sliders' symbols, or True"
    # A symbol is a Boolean too, to SymPy.
    relation = isinstance(condition, Boolean) and not condition.is_Symbol
    require(relation, f"condition of {text!r}", condition, allowed)
    pieces: list[str | Number] = []
    for before, name, how, _ in Formatter().parse(text):
        if before:
            pieces.append(before)
        if name is not None:
            one_of(name, [*readouts, *sliders], f"name in {text!r}")
            pieces.append(_number(name, how or "", readouts.get(name), text))
    return Case(condition, tuple(pieces))


def _number(name: str, how: str, readout: Readout | None, text: str) -> Number:
    match = _HOW.fullmatch(how)
    require(match is not None, f"format of {name} in {text!r}", how, "such as percent or number.2")
    assert match is not None
    form, infinite = "number", "∞"
    digits: int | None = 6  # As beside the slider.
    if readout is not None:
        form, digits, infinite = readout.format, readout.digits, readout.infinite
    if match["format"]:
        form, digits = one_of(match["format"], FORMATS, f"format of {name} in {text!r}"), None
    if match["digits"]:
        digits = int(match["digits"])
    return Number(name, form, digits, infinite)
