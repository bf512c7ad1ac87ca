"""The picture that stands for a page where its link is shared."""

import textwrap
from pathlib import Path

import fontpkg_source_sans_3
import fontpkg_source_serif_4
import numpy as np
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from sphinx.application import Sphinx

from bookkit.house import COLORS
from bookkit.site.assets import FOLDER

_SERIF = FontProperties(
    fname=fontpkg_source_serif_4.ROOT / "files" / "SourceSerif4[opsz,wght].ttf"
)
_SANS = FontProperties(fname=fontpkg_source_sans_3.ROOT / "files" / "SourceSans3[wght].ttf")
_LINE = 24


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
    decay = 330 * np.exp(-x / 260)
    ax.plot(x, 60 + decay, color=COLORS["orange"][0], linewidth=7, solid_capstyle="butt")
    ax.plot(x, 60 + 110 + 220 / 330 * decay, color=COLORS["violet"][0], linewidth=7)
    ax.plot([0, 1200], [60, 60], color=ink, linewidth=1.5, alpha=0.35)
    lines = textwrap.wrap(title, _LINE)
    ax.text(
        1130, 540, "\n".join(lines), va="top", ha="right", color=ink, fontproperties=_SERIF,
        fontsize=58 if len(lines) < 3 else 46, linespacing=1.12,
    )  # fmt: skip
    if book != title:
        ax.text(1130, 560, book, va="bottom", ha="right", color=ink, alpha=0.75,
                fontproperties=_SANS, fontsize=22)  # fmt: skip
    fig.savefig(target, metadata={"Software": None})


def write(app: Sphinx, exception: Exception | None) -> None:
    """A card for each page, drawn anew where it is missing or the page's title has changed."""
    if exception:
        return
    book = app.config.html_title
    for page, node in app.env.titles.items():
        target = Path(app.outdir) / path(page)
        target.parent.mkdir(parents=True, exist_ok=True)
        draw(node.astext(), book, target)
