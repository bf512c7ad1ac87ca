"""A crowd's first state: for each panel a title, a key with counts, and the figures in two layouts."""

import html
from collections.abc import Callable, Sequence

from bookkit.drawing.glyphs import corners, empty_place, marker, picture
from bookkit.explorer.crowd import GONE, Crowd, columns

# Width to height, on the wide page and on a phone; two crowds side by side have the phone's.
_LAYOUTS = {"wide": 3, "narrow": 0.9}

# In CSS pixels, from the middle of a figure to that of the next.
_SMALLEST = 9


def crowd_html(
    id: str, crowd: Crowd, shares: Sequence[float], stays: Sequence[float], alt: str
) -> str:
    """The crowd, or both of them, as one picture with one alternative text.

    Parameters
    ----------
    id
        The explorer's.
    crowd
        What is drawn.
    shares, stays
        The sorts' two numbers in the first state.
    alt
        What there is to see; empty where a drawing beside it says so already.
    """
    shapes = "".join(
        marker(_shape(id, name), sort.glyph, sort.color) for name, sort in crowd.sorts.items()
    )
    titles = crowd.titles or [""] * len(crowd.panels)
    panels = "".join(
        _panel(id, crowd, panel, title, shares, stays)
        for panel, title in zip(crowd.panels, titles, strict=True)
    )
    seen = f'role="group" aria-label="{html.escape(alt)}"' if alt else ""
    kind = "crowds masked" if crowd.masked else "crowds"
    # Side by side only where figures keep the size at which they can be told apart.
    least = f"--least: {_SMALLEST * columns(crowd.figures, _LAYOUTS['narrow'])}px"
    return (
        f'<div class="{kind}" style="{least}" {seen}>'
        f'<svg class="shapes" width="0" height="0" aria-hidden="true">'
        f"{shapes}{empty_place(_shape(id, GONE))}</svg>{panels}</div>"
    )


def _panel(
    id: str, crowd: Crowd, panel: str, title: str, shares: Sequence[float], stays: Sequence[float]
) -> str:
    state = crowd.state(panel, shares, stays)
    names = [*crowd.sorts, *([GONE] if panel == "leaves" else [])]
    heading = f'<p class="title">{html.escape(title, quote=False)}</p>' if title else ""
    entries = "".join(
        f"<li>{picture(sort.glyph, sort.color, 26)}<span>{html.escape(sort.label, quote=False)}"
        f'<span class="count" data-count="{name}">{words}</span></span></li>'
        for (name, sort), words in zip(crowd.sorts.items(), state.words, strict=True)
    )
    layouts = ("wide", "narrow") if crowd.shows != "both" else ("narrow",)
    return (
        f'<div class="crowd" data-shows="{panel}">{heading}<ul class="key">{entries}</ul>'
        + "".join(_figures(id, crowd, state.cells, names, layout) for layout in layouts)
        + "</div>"
    )


def _figures(
    id: str, crowd: Crowd, cells: Callable[[str], list[int]], names: Sequence[str], layout: str
) -> str:
    across = columns(crowd.figures, _LAYOUTS[layout])
    down = -(-crowd.figures // across)
    lines = "".join(
        f'<polyline data-sort="{name}" data-columns="{across}" fill="none" '
        f'marker-mid="url(#{_shape(id, name)})" points="{corners(cells(name), across)}"/>'
        for name in names
    )
    kind = "" if crowd.shows == "both" else f' class="{layout}"'
    return f'<svg{kind} viewBox="-.5 -.5 {across} {down}" aria-hidden="true">{lines}</svg>'


def _shape(id: str, name: str) -> str:
    return f"{id}-crowd-{name}"
