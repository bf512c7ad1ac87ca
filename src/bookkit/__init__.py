"""The site kit: explorers, questions, figures, tables, identities. It knows nothing of the book's subject."""

from bookkit.drawing.figures import axes, show
from bookkit.drawing.style import color
from bookkit.explorer.crowd import Crowd, Sort
from bookkit.explorer.parts import Axis, Curve, Mark, Readout, Slider
from bookkit.explorer.points import Points
from bookkit.explorer.tries import Try
from bookkit.explorer.widget import explorer
from bookkit.prediction.box import predict
from bookkit.prediction.parts import Guess
from bookkit.results.facts import facts
from bookkit.results.identity import agree, identity
from bookkit.results.tables import table

__all__ = [
    "Axis",
    "Crowd",
    "Curve",
    "Guess",
    "Mark",
    "Points",
    "Readout",
    "Slider",
    "Sort",
    "Try",
    "agree",
    "axes",
    "color",
    "explorer",
    "facts",
    "identity",
    "predict",
    "show",
    "table",
]
