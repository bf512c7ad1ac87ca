"""The house style: colours by name, type, axes, and the style sheet of what is drawn and printed."""

import itertools
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import matplotlib.style
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import (
    FixedLocator,
    FuncFormatter,
    LogLocator,
    MaxNLocator,
    NullFormatter,
    NullLocator,
)

from bookkit.checks import one_of
from bookkit.formats import number, power_of_ten

COLORS = {
    "green": ("#00796b", "#2fb79b"),
    "orange": ("#c4510a", "#f59d4d"),
    "violet": ("#56289b", "#a97bf0"),
    "blue": ("#2b75b8", "#9bd3fb"),
    "grey": ("#6e6c68", "#a09d97"),
    "ink": ("#23211e", "#e9e6df"),
    "paper": ("#fffefb", "#17181b"),
}
"""Each colour on light and on dark paper. The site offers them as CSS variables of the same names."""

SCALES = ("linear", "log")

WIDE = 680
NARROW = 370
"""Widths in CSS pixels at which every drawing is laid out: a column of text, and a phone."""

_LINES = ("green", "orange", "violet", "blue", "grey")
_QUIET = 0.72
_TOP = 30
_MOST_TICKS = 7
_SIZES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))

STYLE = {
    "font.family": ["DejaVu Sans"],
    "font.size": 13,
    "text.parse_math": False,
    "text.color": COLORS["ink"][0],
    "axes.edgecolor": COLORS["ink"][0],
    "axes.labelcolor": COLORS["ink"][0],
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "path.simplify_threshold": 0.25,
    "axes.labelpad": 6,
    "axes.xmargin": 0,
    "axes.unicode_minus": True,
    "axes.prop_cycle": cycler(color=[COLORS[name][0] for name in _LINES]),
    "grid.color": COLORS["ink"][0],
    "grid.alpha": 0.13,
    "grid.linewidth": 0.8,
    "lines.linewidth": 2.25,
    "lines.solid_capstyle": "round",
    "lines.markersize": 5,
    "xtick.color": COLORS["ink"][0],
    "ytick.color": COLORS["ink"][0],
    "xtick.major.size": 4,
    "xtick.minor.size": 0,
    "ytick.major.size": 0,
    "ytick.minor.size": 0,
    "ytick.major.pad": 6,
    "legend.frameon": False,
}


def color(name: str) -> str:
    """A house colour for Matplotlib; on the page it turns into the CSS variable of that name."""
    return COLORS[one_of(name, COLORS, "color")][0]


def new_axes(
    *, xlabel: str, ylabel: str, xscale: str = "linear", yscale: str = "linear"
) -> tuple[Figure, Axes]:
    """Empty axes in the house style. The y label stands level, above the axis, to be read at once."""
    one_of(xscale, SCALES, "xscale")
    one_of(yscale, SCALES, "yscale")
    # Artists ask for their defaults when they are made, which is in the caller's next lines.
    matplotlib.style.use(STYLE)
    fig = Figure(dpi=72)
    ax = fig.subplots()
    ax.set(xscale=xscale, yscale=yscale)
    ax.set_xlabel(xlabel, loc="right")
    heading = fig.text(0, 1, ylabel, va="top")
    heading.set_in_layout(False)
    _number_ticks(ax, "x", xscale)
    _number_ticks(ax, "y", yscale)
    return fig, ax


def set_ticks(ax: Axes, which: str, ticks: Mapping[float, str]) -> None:
    """Ticks at given places with given texts."""
    axis = ax.xaxis if which == "x" else ax.yaxis
    axis.set_major_locator(FixedLocator(list(ticks)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: ticks[_nearest(ticks, value)]))


def fit(fig: Figure, width: int, height: int) -> None:
    """Lay the figure out for a width and height in pixels, room for the y label included."""
    fig.set_size_inches(width / 72, height / 72)
    rect = (0, 0, 1, 1 - _TOP / height)
    fig.set_layout_engine("constrained", rect=rect, w_pad=2 / 72, h_pad=2 / 72)
    for ax in fig.axes:
        for label in (*ax.get_xticklabels(), *ax.get_yticklabels()):
            label.set_alpha(_QUIET)
        _space_out(fig, ax)
    fig.draw_without_rendering()


def _space_out(fig: Figure, ax: Axes) -> None:
    # Matplotlib reckons with labels of three letters.
    locator = ax.xaxis.get_major_locator()
    for most in range(_MOST_TICKS, 2, -1):
        locator.set_params(**{"numticks" if isinstance(locator, LogLocator) else "nbins": most})
        fig.draw_without_rendering()
        boxes = [label.get_window_extent() for label in ax.get_xticklabels() if label.get_text()]
        if all(left.x1 + 8 < right.x0 for left, right in itertools.pairwise(boxes)):
            return


def _number_ticks(ax: Axes, which: str, scale: str) -> None:
    axis = ax.xaxis if which == "x" else ax.yaxis
    if scale == "log":
        axis.set_major_locator(LogLocator(numticks=_MOST_TICKS))
        axis.set_major_formatter(
            FuncFormatter(lambda value, _: _decade(value, axis.get_view_interval()))
        )
    else:
        axis.set_major_locator(MaxNLocator(nbins=_MOST_TICKS, steps=[1, 2, 2.5, 5, 10]))
        axis.set_major_formatter(
            FuncFormatter(lambda value, _: _even(value, axis.get_view_interval()))
        )
    axis.set_minor_locator(NullLocator())
    axis.set_minor_formatter(NullFormatter())


def _even(value: float, view: tuple[float, float]) -> str:
    # The same here: millions in words along the whole axis or nowhere on it.
    greatest = max(map(abs, view))
    if greatest < 1e7:
        return f"{value:,.0f}".replace("-", "−") if abs(value) >= 1e7 else number(value, 6)
    size, word = next(pair for pair in _SIZES if greatest >= pair[0])
    return f"{number(value / size, 6)} {word}" if value else "0"


def _decade(value: float, view: tuple[float, float]) -> str:
    # One notation along one axis: plain numbers while the whole axis can be read in them.
    if min(view) >= 0.9e-4 and max(view) <= 1.1e5:
        return number(value)
    return power_of_ten(round(np.log10(value)))


def _nearest(ticks: Mapping[float, str], value: float) -> float:
    return min(ticks, key=lambda tick: abs(tick - value))


@cache
def stylesheet() -> str:
    """The styles of figures, tables and identities, colours included."""
    text = files("bookkit.drawing").joinpath("kit.css").read_text(encoding="utf-8")
    return f"{palette()}\n{text}"


def palette() -> str:
    """The house colours as CSS variables, on light paper and, as a page's theme asks, on dark."""

    def variables(which: int) -> str:
        return " ".join(f"--{key}: {value[which]};" for key, value in COLORS.items())

    dark = 'html[data-theme="dark"], body[data-jp-theme-light="false"]'
    return f":root {{ {variables(0)} }}\n{dark} {{ {variables(1)} }}"


def following_palette() -> str:
    """The house colours as CSS variables that follow the reader's system, until the reader chooses."""
    pairs = " ".join(
        f"--{name}: light-dark({light}, {dark});" for name, (light, dark) in COLORS.items()
    )
    return (
        "@supports (color: light-dark(red, red)) {\n"
        f":root {{ color-scheme: light dark; {pairs} }}\n"
        ':root[data-theme="light"] { color-scheme: light; }\n'
        f':root[data-theme="dark"] {{ color-scheme: dark; {pairs} }}\n'
        "@media print { :root:root { color-scheme: light; } }\n"
        "}"
    )
