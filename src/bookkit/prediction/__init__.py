"""Predict, then see: a question that a reader answers before being told.

`parts` are the answers that can be given, `box` is what a cell shows, `page` is what keeps the guesses.
"""

from bookkit.prediction.box import Prediction, predict, said
from bookkit.prediction.page import page_script, stylesheet
from bookkit.prediction.parts import Choices, Guess

__all__ = ["Choices", "Guess", "Prediction", "page_script", "predict", "said", "stylesheet"]
