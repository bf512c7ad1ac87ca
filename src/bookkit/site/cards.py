"""The picture that stands for a page where its link is shared."""

import textwrap
from pathlib import Path
from typing import Any

import fontpkg_source_serif_4
import numpy as np
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from sphinx.application import Sphinx

from bookkit.house import COLORS
from bookkit.site.assets import FOLDER

_SERIF = FontProperties(fname=fontpkg_source_serif_4.ROOT / "files" / "SourceSerif4[opsz,wght].ttf")
_LEFT = 330
_LINE = 22


def path(page: str) -> str:
    """Where a page's card lies in the site."""
    return f"{FOLDER}/cards/{page.replace('/', '-')}.png"


def draw(title: str, book: str, target: Path) -> None:
    """Two curves that start as one: what leaks falls to nothing, what waits levels off at a floor."""
    ink, paper = COLORS["ink"][0], COLORS["paper"][0]
    fig = Figure(figsize=(12, 6.3), dpi=100, facecolor=paper)
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
    lines = _balanced(title)
    size = 58 if len(lines) < 3 else 46
    for n, line in enumerate(lines):
        ax.text(_LEFT, 450 - 1.6 * size * n, line, fontsize=size, **words)
    fig.savefig(target, metadata={"Software": None})


def _balanced(title: str) -> list[str]:
    """As many lines as the title needs, and none much shorter than the rest."""
    few = len(textwrap.wrap(title, _LINE))
    wraps = (textwrap.wrap(title, width) for width in range(1, _LINE + 1))
    return next(lines for lines in wraps if len(lines) == few)


def write(app: Sphinx, exception: Exception | None) -> None:
    """A card for each page."""
    if exception:
        return
    book = app.config.html_title
    for page, node in app.env.titles.items():
        target = Path(app.outdir) / path(page)
        target.parent.mkdir(parents=True, exist_ok=True)
        draw(node.astext(), book, target)
