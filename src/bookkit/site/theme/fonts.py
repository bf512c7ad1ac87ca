"""The book's typefaces, cut down to the characters and weights it uses.

Subsets may not bear the reserved name "Source" (their licence, the OFL), hence the plain names.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fontpkg_source_sans_3
import fontpkg_source_serif_4

_CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *range(0x2010, 0x2027),
    *map(ord, "′″‹›⁄€™−≈≠≤≥∞←↑→↓ŁłŠšŽžČčĆćŐőŞşĞğİıŘřŃńŚśŻżŌō⁰¹²³⁴⁵⁶⁷⁸⁹⁻"),
]
_FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "calt", "lnum", "tnum", "onum", "pnum"]
WEIGHTS = (400, 700)
_COPYRIGHT_AND_LICENCE = [0, 13, 14]


@dataclass(frozen=True)
class Face:
    """One font file of the site."""

    filename: str
    family: str
    style: str
    source: Path
    axes: dict[str, float | tuple[float, float]]

    @property
    def weights(self) -> str:
        """As a style sheet says it: the one weight, or the range."""
        weight = self.axes["wght"]
        return " ".join(map(str, weight)) if isinstance(weight, tuple) else str(weight)


_SERIF = fontpkg_source_serif_4.ROOT / "files"
_SANS = fontpkg_source_sans_3.ROOT / "files"

FACES = (
    Face(
        "serif.woff2",
        "Book Serif",
        "normal",
        _SERIF / "SourceSerif4[opsz,wght].ttf",
        {"opsz": 14, "wght": WEIGHTS},
    ),
    Face(
        "serif-italic.woff2",
        "Book Serif",
        "italic",
        _SERIF / "SourceSerif4-Italic[opsz,wght].ttf",
        # One weight: bold italics are rare here, and every reader waits for every byte of a typeface.
        {"opsz": 14, "wght": WEIGHTS[0]},
    ),
    Face(
        "sans.woff2",
        "Book Sans",
        "normal",
        _SANS / "SourceSans3[wght].ttf",
        {"wght": WEIGHTS},
    ),
)


def write(face: Face, path: Path) -> None:
    """The face as a WOFF2 file; the same bytes every time."""
    # Typefaces are cut once, and no later build has to load what cuts them.
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(face.source, recalcTimestamp=False)
    _cut(font, _CHARACTERS, _FEATURES)
    font = instantiateVariableFont(font, face.axes)
    font.flavor = "woff2"
    font.save(path)


def write_some(source: Path, characters: Iterable[int], path: Path) -> None:
    """Those characters of a font that it has, as a WOFF2 file; the same bytes every time.

    All, if it has none of them: browsers refuse an empty font.
    """
    from fontTools.ttLib import TTFont

    font = TTFont(source, recalcTimestamp=False)
    has = set(font.getBestCmap())
    _cut(font, has.intersection(characters) or has, [])
    font.flavor = "woff2"
    font.save(path)


def _cut(font: Any, characters: Iterable[int], features: list[str]) -> None:
    from fontTools.subset import Options, Subsetter

    options = Options()
    options.layout_features = features
    options.name_IDs = _COPYRIGHT_AND_LICENCE
    options.hinting = False
    options.recalc_timestamp = False
    options.bidi_closure = False  # the mirrors of characters are none of what was asked for
    options.drop_tables = [*options.drop_tables, "FFTM"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
