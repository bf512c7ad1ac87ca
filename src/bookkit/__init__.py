"""The site kit: explorers, figures, tables and checked identities. It knows nothing of the book's subject."""

from bookkit.explorer import explorer
from bookkit.facts import facts
from bookkit.figures import axes, show
from bookkit.house import color
from bookkit.identity import agree, identity
from bookkit.parts import Axis, Curve, Mark, Readout, Slider
from bookkit.tables import table

__all__ = [
    "Axis",
    "Curve",
    "Mark",
    "Readout",
    "Slider",
    "agree",
    "axes",
    "color",
    "explorer",
    "facts",
    "identity",
    "show",
    "table",
]
