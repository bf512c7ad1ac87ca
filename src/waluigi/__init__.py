"""The mathematics of *The Patient Waluigi*.

A hypothesis (Luigi, a slipping Waluigi, a clever one) is a row of turn probabilities, one for each
scenario. Training is Bayes' rule on counts of documents that stayed clean or turned. Everything
else in the book is a consequence, and each consequence is a module named after its idea.

The library keeps four habits.

- A formula is written once, as a SymPy expression; its NumPy function is compiled from it.
- The same model runs on floats, on fractions and on symbols, so that a number, an exact number and
  a proof come from the same line of code.
- Simulations draw from the story the model tells and never call the formula they are to check.
- Bad input raises a `ValueError` that names the argument, the value and what is allowed. Nothing
  is clipped.

`Belief` and `Corpus` are here, all else is in the modules: ``from waluigi import Belief, Corpus``.
"""

from waluigi.model import Belief, Corpus

__all__ = ["Belief", "Corpus"]

__version__ = "0.1.0"
