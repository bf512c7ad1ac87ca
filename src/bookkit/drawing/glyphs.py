"""Little people for unit charts: busts that can be told apart by their shape, at the size of a letter.

Each is drawn in a box of 24 units, in the colour of whatever draws it, as what an SVG ``<marker>`` holds:
a thousand of them are then one ``<polyline>`` with a thousand corners.
"""

from collections.abc import Sequence

from bookkit.checks import one_of
from bookkit.drawing.style import COLORS
from bookkit.drawing.svg import css_color

_SHOULDERS = "M2,24C2,18.6 6.4,16.6 12,16.6S22,18.6 22,24Z"
_HEAD = "M5.4,9a6.6,6.6 0 1 0 13.2,0a6.6,6.6 0 1 0 -13.2,0Z"
_MOUSTACHE = (
    "M12,10.6C10.6,9.2 8.4,9.6 7,11.2C5.8,12.5 4.2,12.4 3,10.6C3.2,14.2 5,15.6 7.4,15.4"
    "C9.6,15.2 11.2,14.2 12,13C12.8,14.2 14.4,15.2 16.6,15.4C19,15.6 20.8,14.2 21,10.6"
    "C19.8,12.4 18.2,12.5 17,11.2C15.6,9.6 13.4,9.2 12,10.6Z"
)
_BOWLER = "M6,5.6C6,1.4 8.6,0 12,0S18,1.4 18,5.6H21.4V7.4H2.6V5.6Z"

GLYPHS = {
    "plain": (),
    "moustache": (_MOUSTACHE,),
    "bowler": (_BOWLER,),
    "disguised": (_MOUSTACHE, _BOWLER),
}
"""What each figure wears; ``"disguised"`` has the moustache under a bowler hat."""


def marker(id: str, glyph: str, color: str) -> str:
    """A figure as a ``<marker>``, one unit wide and high, around the point that it marks.

    Parameters
    ----------
    id
        By which ``marker-mid`` names it.
    glyph
        One of `GLYPHS`.
    color
        A house colour by name.

    Raises
    ------
    ValueError
        For an unknown glyph or colour.
    """
    return _marker(id, f'color="{_ink(color)}"', _figure(glyph))


def picture(glyph: str, color: str, size: int) -> str:
    """One figure as an ``<svg>`` of so many pixels, for a key."""
    return (
        f'<svg viewBox="0 0 24 24" width="{size}" height="{size}" aria-hidden="true">'
        f'<g color="{_ink(color)}">{_figure(glyph)}</g></svg>'
    )


def empty_place(id: str) -> str:
    """The faint outline that somebody who has left leaves behind, as a ``<marker>``."""
    return _marker(
        id,
        'class="gone"',
        f'<path d="{_SHOULDERS}{_HEAD}" fill="none" stroke="currentColor" stroke-opacity=".34"/>',
    )


def corners(cells: Sequence[int], columns: int) -> str:
    """The ``points`` of a polyline whose inner corners are the cells, counted in rows of `columns`.

    Its ends lie outside the picture: ``marker-mid`` marks all corners but the ends.
    """
    places = [f"{cell % columns},{cell // columns}" for cell in cells]
    return " ".join(["-9,-9", *places, "-9,-9"])


def _ink(color: str) -> str:
    return css_color(one_of(color, COLORS, "color"))


def _figure(glyph: str) -> str:
    worn = "".join(GLYPHS[one_of(glyph, GLYPHS, "glyph")])
    return (
        f'<path class="face" d="{_HEAD}" fill="currentColor" fill-opacity=".36"/>'
        f'<path d="{_SHOULDERS}" fill="currentColor"/>'
        + (f'<path class="worn" d="{worn}" fill="currentColor"/>' if worn else "")
    )


def _marker(id: str, attributes: str, content: str) -> str:
    return (
        f'<marker id="{id}" {attributes} viewBox="0 0 24 24" refX="12" refY="12" markerWidth=".9" '
        f'markerHeight=".9" markerUnits="userSpaceOnUse" overflow="visible">{content}</marker>'
    )
