"""The picture that stands for a page where its link is shared."""

import textwrap
from functools import cache, partial
from pathlib import Path
from typing import Any

import fontpkg_source_serif_4
import numpy as np
from matplotlib import __version__
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from sphinx.application import Sphinx

from bookkit.drawing.style import COLORS
from bookkit.site.publish import kept
from bookkit.site.theme.assets import FOLDER

_SERIF = FontProperties(fname=fontpkg_source_serif_4.ROOT / "files" / "SourceSerif4[opsz,wght].ttf")
_DPI = 100
_SIZES = (58, 46, 36, 26)
_LEFT, _WIDTH = 330, 810
_TOP, _LEADING, _CURVES = 450, 1.5, 285


def path(page: str) -> str:
    """Where a page's card lies in the site."""
    return f"{FOLDER}/cards/{page.replace('/', '-')}.png"


def draw(title: str, book: str, target: Path) -> None:
    """Two curves that start as one: what leaks falls to nothing, what waits levels off at a floor."""
    ink, paper = COLORS["ink"][0], COLORS["paper"][0]
    fig = Figure(figsize=(12, 6.3), dpi=_DPI, facecolor=paper)
    ax = fig.add_axes((0, 0, 1, 1), xlim=(0, 1200), ylim=(0, 630))
    ax.set_axis_off()
    x = np.linspace(0, 1200, 400)
    decay = np.exp(-x / 240)
    for name, floor in (("orange", 0), ("violet", 130)):
        ax.plot(x, 70 + floor + (400 - floor) * decay, color=COLORS[name][0], linewidth=7)
    ax.plot([0, 1200], [70, 70], color=ink, linewidth=1.5, alpha=0.35, zorder=0)
    words: dict[str, Any] = {"color": ink, "fontproperties": _SERIF, "ha": "left", "va": "baseline"}
    if book != title:
        ax.text(_LEFT, 540, book, fontsize=24, alpha=0.75, **words)
    lines, size = set_title(title)
    for n, line in enumerate(lines):
        ax.text(_LEFT, _TOP - _LEADING * size * n, line, fontsize=size, **words)
    fig.savefig(target, format="png", metadata={"Software": None})


def set_title(title: str) -> tuple[list[str], int]:
    """A title's lines, none much shorter than the rest, and the largest size that keeps them on the card."""
    # By width: the narrowest wrap of so many lines is the most even one.
    wraps = {len(lines): lines for lines in _wraps(title)}
    for size in _SIZES:
        for count, lines in sorted(wraps.items()):
            wide = max(map(_width, lines)) * size > _WIDTH
            # The curves pass below the title.
            if not wide and _TOP - _LEADING * size * (count - 1) >= _CURVES:
                return lines, size
    return wraps[max(wraps)], _SIZES[-1]


def _wraps(title: str) -> list[list[str]]:
    return [textwrap.wrap(title, width) for width in range(len(title), 0, -1)]


@cache
def _width(line: str) -> float:
    """How wide a line is, in pixels for each point of its size."""
    outline = TextPath((0, 0), line, size=100, prop=_SERIF)
    return float(outline.get_extents().width) / 72


def write(app: Sphinx, exception: Exception | None) -> None:
    """A card for each page."""
    if exception:
        return
    book, here = app.config.html_title, Path(__file__).read_bytes()
    for page, node in app.env.titles.items():
        title = node.astext()
        made_from = (title, book, here, __version__)
        kept.put(app, Path(app.outdir) / path(page), made_from, partial(draw, title, book))
