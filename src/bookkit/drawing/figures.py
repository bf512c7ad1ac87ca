"""Figures: Matplotlib's drawing, on the page as inline SVG that follows its colours and its width."""

import base64
import html
import io
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.container import Container
from matplotlib.figure import Figure as MatplotlibFigure
from matplotlib.lines import Line2D

from bookkit.checks import anchor, one_of, require, sentence
from bookkit.drawing.style import NARROW, WIDE, fit, new_axes
from bookkit.drawing.svg import css_color, inline
from bookkit.marks import caption


def axes(
    *,
    xlabel: str,
    ylabel: str,
    xscale: str = "linear",
    yscale: str = "linear",
    xlim: tuple[float, float] | None = None,
    ylim: tuple[float, float] | None = None,
) -> tuple[MatplotlibFigure, Axes]:
    """A figure with one pair of axes in the house style, to be drawn on and passed to `show`.

    Parameters
    ----------
    xlabel, ylabel
        What is measured, with its unit; plain text.
    xscale, yscale
        ``"linear"`` or ``"log"``.
    xlim, ylim
        First and last value; by default, what is drawn decides.

    Raises
    ------
    ValueError
        For an unknown scale, or limits that cannot be drawn on it.

    Examples
    --------
    >>> from bookkit import color
    >>> fig, ax = axes(xlabel="clean documents read", ylabel="share", ylim=(0, 1))
    >>> _ = ax.plot([0, 100], [0.5, 0.1], color=color("orange"), label="slipping")
    >>> figure = show(fig, "fig-decay", alt="A falling line.", caption="The share falls.")
    """
    fig, ax = new_axes(
        xlabel=sentence(xlabel, "xlabel"),
        ylabel=sentence(ylabel, "ylabel"),
        xscale=xscale,
        yscale=yscale,
    )
    for which, limits, scale in (("xlim", xlim, xscale), ("ylim", ylim, yscale)):
        if limits is not None:
            lowest = 0 if scale == "log" else -float("inf")
            require(
                lowest < limits[0] < limits[1], which, limits, "lo < hi, and lo > 0 on a log scale"
            )
            ax.set(**{which: limits})
    return fig, ax


class Figure:
    """A drawing with its text: inline SVG for pages, PNG where HTML is not shown."""

    def __init__(
        self, fig: MatplotlibFigure, id: str, *, alt: str, caption: str, height: int
    ) -> None:
        self.id = anchor(id)
        self.alt = sentence(alt, "alt")
        self.caption = sentence(caption, "caption")
        self.fig = fig
        self.height = height

    def __repr__(self) -> str:
        return f"Figure({self.id!r}): {self.alt}"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": self.html(), "image/png": self.png(), "text/plain": repr(self)}

    def html(self) -> str:
        """The ``<figure>``; without any style sheet it still shows the wide drawing alone."""
        fit(self.fig, WIDE, self.height)
        wide = inline(self.fig, self.id + "-wide", self._attributes("wide"))
        fit(self.fig, NARROW, narrow_height(self.height))
        narrow = inline(
            self.fig, self.id + "-narrow", {**self._attributes("narrow"), "display": "none"}
        )
        key = key_html([_key_entry(*entry) for entry in _labelled(self.fig)])
        return (
            f'<figure class="figure" id="{self.id}">{key}<div class="drawing">{wide}{narrow}</div>'
            f"<figcaption>{caption('Figure', self.id, self.caption)}</figcaption></figure>"
        )

    def png(self) -> str:
        """The wide drawing with a legend, in base64."""
        fit(self.fig, WIDE, self.height)
        handles = _labelled(self.fig)
        legends = [ax.legend() for ax in self.fig.axes if handles]
        buffer = io.BytesIO()
        paper = matplotlib.rcParams["figure.facecolor"]
        self.fig.savefig(
            buffer, format="png", dpi=144, facecolor=paper, metadata={"Software": None}
        )
        for legend in legends:
            legend.remove()
        return base64.b64encode(buffer.getvalue()).decode()

    def _attributes(self, kind: str) -> dict[str, str]:
        return {"class": kind, "role": "img", "aria-label": self.alt}


def show(fig: MatplotlibFigure, id: str, *, alt: str, caption: str, height: int = 340) -> Figure:
    """The figure as a cell's result: place it last in the cell.

    Labelled lines (``ax.plot(..., label="...")``) are listed above the drawing. The drawing is laid out
    twice, for a column of text and for a phone, so that its text stays legible on both.

    Parameters
    ----------
    fig
        From `axes`.
    id
        The figure's permanent anchor, such as ``fig-order``.
    alt
        What the figure shows, for those who cannot see it.
    caption
        The finding, in a sentence; ``$math$`` and ``*emphasis*`` are understood.
    height
        In pixels, on a page as wide as a column of text.

    Raises
    ------
    ValueError
        For a malformed id, or an alt text or caption that is missing.
    """
    return Figure(fig, id, alt=alt, caption=caption, height=height)


def narrow_height(height: int) -> int:
    """A drawing's height on a phone: less than on the wide page, and less flat."""
    return round(0.84 * height)


def key_html(entries: list[str]) -> str:
    """The list of what each line means; empty when there is nothing to tell apart."""
    return f'<ul class="key">{"".join(entries)}</ul>' if entries else ""


DOTS = {
    "o": '<circle cx="13" cy="6" r="3.5" fill="INK"/>',
    "hollow": '<circle cx="13" cy="6" r="4" fill="none" stroke="INK" stroke-width="1.25"/>',
    "s": '<rect x="9.5" y="2.5" width="7" height="7" fill="INK"/>',
    "x": '<path d="M9,2L17,10M9,10L17,2" stroke="INK" stroke-width="1.5"/>',
}
"""What a key shows for points that no line joins, by Matplotlib's name of the marker."""


def key_entry(
    label: str,
    color: str,
    *,
    dash: bool = False,
    band: bool = False,
    filled: bool = False,
    ruled: bool = False,
    dot: str = "",
) -> str:
    """One line of the key: a short sample, and what it stands for; `dot` is a key of `DOTS`."""
    ink = css_color(color)
    if dot:
        sample = DOTS[dot].replace("INK", ink)
    else:
        dashes = ' stroke-dasharray="6 4"' if dash else ""
        level = 2 if filled else 6
        sample = f'<path d="M1,{level}H25" stroke="{ink}" stroke-width="2.25"{dashes}/>'
    if band:
        sample = f'<path d="M0,0H26V12H0Z" fill="{ink}" fill-opacity="0.16"/>' + sample
    if ruled:
        sample += f'<path d="M4,12V2M10,12V2M16,12V2M22,12V2" stroke="{ink}" stroke-width="1.25"/>'
    elif filled:
        sample = f'<path d="M1,2H25V12H1Z" fill="{ink}" fill-opacity="0.28"/>' + sample
    svg = f'<svg viewBox="0 0 26 12" width="26" height="12" aria-hidden="true">{sample}</svg>'
    return f"<li>{svg}{html.escape(label, quote=False)}</li>"


def _labelled(fig: MatplotlibFigure) -> list[tuple[Any, str]]:
    return [pair for ax in fig.axes for pair in zip(*ax.get_legend_handles_labels(), strict=True)]


def _key_entry(handle: Any, label: str) -> str:
    if isinstance(handle, Container):
        handle = handle[0]
    if isinstance(handle, Line2D):
        bare = handle.get_linestyle() == "None"
        return key_entry(
            label,
            to_hex(handle.get_color()),
            dash=not bare and handle.get_linestyle() != "-",
            dot=_dot(handle) if bare else "",
        )
    face = np.atleast_2d(handle.get_facecolor())[0]
    return key_entry(label, to_hex(face), dot="o")


def _dot(line: Line2D) -> str:
    marker = str(line.get_marker())
    hollow = to_hex(line.get_markerfacecolor(), keep_alpha=True).endswith("00")
    return one_of("hollow" if marker == "o" and hollow else marker, DOTS, "marker")
