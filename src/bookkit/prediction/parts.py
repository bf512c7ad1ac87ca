"""What a reader may answer before being told: a number on a slider, or one of a few choices."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bookkit.checks import identifier, one_of, require, sentence
from bookkit.drawing.style import SCALES
from bookkit.formats import FORMATS, rich, show


@dataclass(frozen=True)
class Guess:
    """A slider on which a reader sets a number.

    Parameters
    ----------
    lo, hi
        Its ends.
    value
        Where the thumb stands at first; by default in the middle, which on a log scale is the geometric mean.
    scale
        ``"linear"`` or ``"log"``.
    format
        How guess and answer are printed: one of `bookkit.formats.FORMATS`.
    unit
        Printed after both.
    integer
        Whether only whole numbers can be meant.

    Raises
    ------
    ValueError
        For ends that make no slider on that scale, a first value that is not between them, or an unknown
        scale or format.

    Examples
    --------
    >>> Guess(1, 1e6, scale="log", unit="documents").value
    1000.0
    >>> Guess(0, 1, format="percent").text(1 / 9)
    '11.1%'
    """

    lo: float
    hi: float
    value: float | None = None
    scale: str = "linear"
    format: str = "number"
    unit: str = ""
    integer: bool = False

    def __post_init__(self) -> None:
        one_of(self.scale, SCALES, "scale")
        one_of(self.format, FORMATS, "format")
        lowest = 0 if self.scale == "log" else -math.inf
        require(
            lowest < self.lo < self.hi < math.inf,
            "lo, hi",
            (self.lo, self.hi),
            "numbers with lo < hi, and lo > 0 on a log scale",
        )
        if self.integer:
            require(
                all(float(end).is_integer() for end in (self.lo, self.hi)),
                "lo, hi",
                (self.lo, self.hi),
                "whole numbers where integer is True",
            )
        middle = math.sqrt(self.lo * self.hi) if self.scale == "log" else (self.lo + self.hi) / 2
        if self.value is None:
            object.__setattr__(self, "value", float(round(middle) if self.integer else middle))
        self.check(self.value, "value")
        if self.integer:
            require(
                float(self.value or 0).is_integer(),
                "value",
                self.value,
                "a whole number where integer is True",
            )

    def check(self, value: object, argument: str) -> float:
        """A number that the slider can show."""
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            number = math.nan
        require(
            self.lo <= number <= self.hi, argument, value, f"a number in [{self.lo}, {self.hi}]"
        )
        return number

    def position(self, value: float) -> float:
        """Where the thumb stands for a value, in the slider's own measure."""
        return math.log10(value) if self.scale == "log" else float(value)

    def share(self, value: float) -> float:
        """How far along the slider a value lies, from 0 to 1."""
        lo, hi, at = map(self.position, (self.lo, self.hi, value))
        return (at - lo) / (hi - lo)

    def text(self, value: float) -> str:
        """A value as readers see it."""
        return f"{show(value, self.format)} {self.unit}".strip()


class Choices:
    """A few answers of which a reader picks one.

    Parameters
    ----------
    texts
        By key; ``$math$`` and ``*emphasis*`` are understood. Keys go into what the browser keeps: they stay.
    right
        The key of the right one, or the keys of several.

    Raises
    ------
    ValueError
        For fewer than two choices, a malformed key, an empty text, or an answer that is none of them or all.
    """

    def __init__(self, texts: Mapping[str, str], right: object) -> None:
        require(
            isinstance(texts, Mapping) and len(texts) > 1,
            "choices",
            texts,
            "two or more texts by their keys",
        )
        self.texts = {
            identifier(key, "key of choices"): sentence(text, f"choices[{key!r}]")
            for key, text in texts.items()
        }
        keys = [right] if isinstance(right, str) or not isinstance(right, Collection) else right
        for key in keys:
            require(key in texts, "answer", right, f"one or more of {', '.join(texts)}")
        require(0 < len(keys) < len(texts), "answer", right, "at least one choice, and not all")
        self.right = [key for key in self.texts if key in keys]


def quoted(text: str) -> str:
    """A choice as HTML, as the answer quotes it."""
    return f"“{rich(text)}”"
