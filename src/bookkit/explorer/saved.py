"""An explorer as one file that needs nothing else: no kernel, no network, no site around it."""

import html
import re

import matplotlib
import numpy as np
from matplotlib.path import Path as Outline
from matplotlib.textpath import TextPath

from bookkit.drawing import style
from bookkit.formats import rich
from bookkit.marks import called

_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"
_FORMULA = re.compile(r'<span class="math[^"]*">\\\((.*?)\\\)</span>', re.DOTALL)
_STYLE = """
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 47rem; padding: 0 1rem; background: var(--paper); color: var(--ink);
  font: 1.05rem/1.55 system-ui, sans-serif; accent-color: var(--blue); }
a { color: inherit; }
.formula { height: auto; fill: currentColor; }
@media print { fieldset.controls { display: none; } }
"""
_LETTERS = {
    int(Outline.MOVETO): "M",
    int(Outline.LINETO): "L",
    int(Outline.CURVE3): "Q",
    int(Outline.CURVE4): "C",
}


def document(figure: str, script: str, caption: str, styles: str, *, state: str = "") -> str:
    """The whole page.

    Parameters
    ----------
    figure
        The explorer's figure, and its formulas as a script.
    script
        What moves it.
    caption
        From whose first sentence the page has its title.
    styles
        The style sheet of explorers.
    state
        The state that the page opens in where its address names none, as after a ``#``.
    """
    title = html.escape(called("Explorer", rich(caption)).partition("“")[2].rstrip("”"))
    opens = f"if (!location.hash) history.replaceState(null, '', '#{state}');" if state else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n"
        f"<style>\n{styles}\n{style.following_palette()}\n{_STYLE}</style>\n</head>\n<body>\n"
        f"<main>\n{_FORMULA.sub(_drawn, figure)}\n</main>\n"
        f"<script>\n{opens}\n{script}</script>\n</body>\n</html>\n"
    )


def _drawn(formula: re.Match[str]) -> str:
    """A formula of the caption, drawn, as no script that sets formulas is there; or its TeX."""
    source = html.unescape(formula[1])
    try:
        with matplotlib.rc_context({"text.parse_math": True}):
            outline = TextPath((0, 0), f"${source}$", size=100)
    except ValueError:
        return f"<code>{formula[1]}</code>"
    box = outline.get_extents()
    lines = []
    for points, code in outline.iter_segments(curves=True, simplify=False):
        letter = _LETTERS.get(int(code), "Z")
        flipped = np.reshape(points, (-1, 2)) * (1, -1)
        places = "" if letter == "Z" else " ".join(f"{value:.0f}" for value in flipped.ravel())
        lines.append(letter + places)
    width, height = box.width + 10, box.height + 2
    return (
        f'<svg class="formula" role="img" aria-label="{formula[1]}" '
        f'viewBox="{box.x0 - 5:.0f} {-box.y1 - 1:.0f} {width:.0f} {height:.0f}" '
        f'style="width: {width / 100:.2f}em; vertical-align: {box.y0 / 100:.2f}em">'
        f'<path d="{"".join(lines)}"/></svg>'
    )
