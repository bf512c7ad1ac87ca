"""Unit charts: a crowd of little figures that leave, stay or change with the sliders.

What is drawn is a count, and the counts are the model's: this module reckons them from two formulas a sort,
`crowd.js` reckons them again from the same formulas as the reader moves. Who goes first is settled by a fixed
shuffle, so that the same state always shows the same crowd.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import sympy as sp

from bookkit.checks import identifier, one_of, require, sentence
from bookkit.drawing.glyphs import GLYPHS
from bookkit.drawing.style import COLORS

SHOWS = ("leaves", "drifts", "both")
MOST = 1000
GONE = "gone"

# What two languages compute alike but for the last bits must not tip a figure over.
_DIGITS = 9


@dataclass(frozen=True)
class Sort:
    """One sort of figure in a crowd.

    Parameters
    ----------
    share
        Its share at first, or anything in proportion to it, in the sliders' symbols; 0 or more.
    stays
        The probability that one of them is still there, in the sliders' symbols; from 0 to 1.
    label
        Who they are, for the key; plain text, in the plural.
    color
        A house colour by name.
    glyph
        The figure's shape, of `bookkit.drawing.glyphs.GLYPHS`; sorts should differ in it, since colours
        are not seen by all.
    """

    share: sp.Expr | float
    label: str
    stays: sp.Expr | float = 1
    color: str = "ink"
    glyph: str = "plain"

    def __post_init__(self) -> None:
        sentence(self.label, "label")
        one_of(self.color, COLORS, "color")
        one_of(self.glyph, GLYPHS, "glyph")


@dataclass(frozen=True)
class Crowd:
    """A crowd, for `explorer`: its figures are counted out by the model.

    Parameters
    ----------
    sorts
        By name. A sort's figures at first are `figures` times its share of all shares, with the largest
        remainders rounded up, so that they add up.
    figures
        How many there are, from 10 to 1,000; a hundred and a thousand are what readers count in.
    shows
        ``"leaves"``: everybody begins, and figure i of the n of a sort is there while (i + 1/2)/n is below
        the probability that one stays, which makes the count of those left the rounded expectation; who has
        left leaves an empty place. ``"drifts"``: a full crowd, divided as those who stay are divided;
        with `stays` left out, as the shares say. ``"both"``: the two side by side.
    plays
        The slider that the "Play" button moves from its start to its end; without it there is no button.
    seconds
        How long that takes.
    titles
        What stands above the crowd, or above each of both.
    masked
        Whether all look alike at first, until the reader asks who they are: nobody's colour, moustache or
        hat is shown, nor how many there are of each. Readouts and sentences that would tell are the
        author's to leave out. Print, and a page without JavaScript, show who they are.

    Notes
    -----
    Give ``share`` and ``stays`` apart rather than their product: a sort that is too rare to be drawn is then
    told as rare, and as none only where its share at first is nothing.

    Examples
    --------
    >>> import sympy as sp
    >>> from bookkit.explorer import Slider, explorer
    >>> days = sp.Symbol("days", nonnegative=True)
    >>> clerks = explorer(
    ...     "clerks",
    ...     crowd=Crowd(
    ...         {
    ...             "honest": Sort(share=1, label="honest clerks", color="green"),
    ...             "slipping": Sort(
    ...                 share=99,
    ...                 stays=sp.Rational(99, 100) ** days,
    ...                 label="clerks who take a coin on one day in a hundred",
    ...                 color="orange",
    ...                 glyph="moustache",
    ...             ),
    ...         },
    ...         plays="days",
    ...     ),
    ...     sliders=[Slider(days, 0, 1000, value=70, integer=True, label="days")],
    ...     alt="A hundred clerks, half of them gone.",
    ...     caption="Whoever takes a coin is out.",
    ... )
    >>> clerks.crowd(days=70)
    {'honest': 1, 'slipping': 49}
    """

    sorts: Mapping[str, Sort]
    figures: int = 100
    shows: str = "leaves"
    plays: str | None = None
    seconds: float = 8
    titles: Sequence[str] = field(default=())
    masked: bool = False

    def __post_init__(self) -> None:
        require(bool(self.sorts), "sorts", self.sorts, "one sort or more")
        for name, sort in self.sorts.items():
            require(identifier(name, "sorts") != GONE, "sorts", name, f"names other than {GONE!r}")
            require(isinstance(sort, Sort), f"sort {name}", sort, "a Sort")
        require(
            isinstance(self.figures, int) and 10 <= self.figures <= MOST,
            "figures",
            self.figures,
            f"a whole number from 10 to {MOST}",
        )
        one_of(self.shows, SHOWS, "shows")
        require(
            isinstance(self.seconds, int | float) and 1 <= self.seconds <= 60,
            "seconds",
            self.seconds,
            "a number from 1 to 60",
        )
        require(
            not isinstance(self.titles, str) and len(self.titles) in (0, len(self.panels)),
            "titles",
            self.titles,
            f"{len(self.panels)} of them, or none",
        )
        for title in self.titles:
            sentence(title, "titles")

    @property
    def panels(self) -> tuple[str, ...]:
        """Which crowds are drawn, in order."""
        return ("leaves", "drifts") if self.shows == "both" else (self.shows,)

    def expressions(self) -> dict[str, sp.Expr]:
        """Each sort's two formulas under the names that the script knows."""
        return {
            f"crowd_{name}_{part}": sp.sympify(getattr(sort, part))
            for name, sort in self.sorts.items()
            for part in ("share", "stays")
        }

    def check(self, shares: Sequence[float], stays: Sequence[float], where: str) -> None:
        """Raise the ``ValueError`` that says where a share or a probability is none."""
        for name, share, stay in zip(self.sorts, shares, stays, strict=True):
            require(0 <= share < math.inf, f"share of {name} at {where}", share, "0 or more")
            require(0 <= stay <= 1 + 1e-12, f"stays of {name} at {where}", stay, "from 0 to 1")
        require(sum(shares) > 0, f"shares at {where}", list(shares), "not all 0")
        if "drifts" in self.panels:
            left = sum(share * stay for share, stay in zip(shares, stays, strict=True))
            require(
                left > 0, f"shares of those who stay at {where}", left, "a number above 0 to share"
            )

    def state(self, panel: str, shares: Sequence[float], stays: Sequence[float]) -> "State":
        """How many of each sort one panel shows, and in words."""
        reckon = _leaves if panel == "leaves" else _drifts
        return reckon(list(self.sorts), self.figures, shares, stays)


@dataclass(frozen=True)
class State:
    """A panel's counts: runs of figures along the shuffled places, and what to say of each sort."""

    runs: Sequence[tuple[str, int]]
    words: Sequence[str]

    def cells(self, name: str) -> list[int]:
        """The places of one sort's figures, or of those who are `GONE`."""
        places = shuffled(sum(count for _, count in self.runs))
        cells: list[int] = []
        at = 0
        for run, count in self.runs:
            if run == name:
                cells += places[at : at + count]
            at += count
        return cells

    def counts(self) -> dict[str, int]:
        """Figures that are there, by sort."""
        return {name: count for name, count in self.runs if name != GONE}


def apportioned(weights: Sequence[float], figures: int) -> list[int]:
    """Whole figures in proportion to weights: each gets its whole part, the largest remainders one more.

    >>> apportioned([1, 1, 1], 100), apportioned([0.9996, 0.0004], 1000)
    ([34, 33, 33], [1000, 0])
    """
    total = sum(weights)
    quotas = [round(figures * weight / total, _DIGITS) for weight in weights]
    counts = [math.floor(quota) for quota in quotas]
    order = sorted(range(len(quotas)), key=lambda i: -round(quotas[i] - counts[i], _DIGITS))
    for i in order[: figures - sum(counts)]:
        counts[i] += 1
    return counts


def left_of(figures: int, stays: float) -> int:
    """How many of the places (i + 1/2)/figures lie below a probability: the expectation, rounded.

    >>> left_of(99, 0.5), left_of(1, 0.5), left_of(99, 1)
    (49, 0, 99)
    """
    return min(max(math.ceil(round(figures * stays - 0.5, _DIGITS)), 0), figures)


@cache
def shuffled(figures: int) -> tuple[int, ...]:
    """The order in which places are taken, the same in every run and in the script.

    >>> shuffled(10)
    (9, 5, 6, 8, 1, 0, 7, 4, 3, 2)
    """
    order, seed = list(range(figures)), 1
    for i in range(figures - 1, 0, -1):
        seed = (1664525 * seed + 1013904223) % 2**32
        j = seed * (i + 1) // 2**32
        order[i], order[j] = order[j], order[i]
    return tuple(order)


def columns(figures: int, ratio: float) -> int:
    """How many figures to a row, for rows in full if that is nearly the wanted ratio of width to height."""
    wanted = math.sqrt(figures * ratio)
    full = [n for n in range(1, figures + 1) if figures % n == 0 and 6 / 7 < n / wanted < 7 / 6]
    return min(full or [math.ceil(wanted)], key=lambda n: abs(math.log(n / wanted)))


def _leaves(
    names: list[str], figures: int, shares: Sequence[float], stays: Sequence[float]
) -> State:
    runs: list[tuple[str, int]] = []
    words = []
    starts = apportioned(shares, figures)
    for name, share, stay, start in zip(names, shares, stays, starts, strict=True):
        left = left_of(start, stay)
        runs += [(name, left), (GONE, start - left)]
        if start == 0:
            words.append("none" if share == 0 else f"fewer than 1 in {figures:,}")
        elif left == 0:
            words.append("gone" if start == 1 else f"fewer than 1 of {start:,} left")
        else:
            words.append(f"{left:,} of {start:,} left")
    return State(runs, words)


def _drifts(
    names: list[str], figures: int, shares: Sequence[float], stays: Sequence[float]
) -> State:
    counts = apportioned([share * stay for share, stay in zip(shares, stays, strict=True)], figures)
    alone = sum(share > 0 for share in shares) == 1
    words = []
    for share, count in zip(shares, counts, strict=True):
        if count == 0:
            words.append("none" if share == 0 else f"fewer than 1 in {figures:,}")
        elif count == figures:
            words.append(f"all {figures:,}" if alone else f"more than {count - 1:,} in {figures:,}")
        else:
            words.append(f"{count:,} in {figures:,}")
    return State(list(zip(names, counts, strict=True)), words)
