"""Explorers: drawings that a reader moves.

`parts`, `tries` and `sentence` are what the author writes, `record` puts them together, `formulas` compiles
them, `drawing` draws the first state, and `widget` is what a cell shows.
"""

from bookkit.explorer.crowd import Crowd, Sort
from bookkit.explorer.parts import Axis, Curve, Mark, Readout, Slider
from bookkit.explorer.points import Points
from bookkit.explorer.tries import Try
from bookkit.explorer.widget import Explorer, explorer, page_script, slider_scripts, stylesheet

__all__ = [
    "Axis",
    "Crowd",
    "Curve",
    "Explorer",
    "Mark",
    "Points",
    "Readout",
    "Slider",
    "Sort",
    "Try",
    "explorer",
    "page_script",
    "slider_scripts",
    "stylesheet",
]
