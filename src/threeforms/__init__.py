"""One formula, three forms.

A formula is written once, as a SymPy expression. A proof uses that expression, a simulation the
NumPy function compiled from it, a slider the JavaScript compiled from it: they cannot drift apart.

>>> import sympy
>>> from sympy.codegen.cfunctions import log1p
>>> from threeforms import javascript, numpy_function
>>> leak = sympy.Symbol("leak")
>>> half_life = sympy.log(2) / -log1p(-leak)
>>> sympy.limit(leak * half_life, leak, 0)
log(2)
>>> numpy_function(half_life, [leak])([0.5, 0.75])
array([1. , 0.5])
>>> print(javascript({"half_life": half_life}, [leak]))
(m) => ({
  "half_life": (leak) => -0.6931471805599453/Math.log1p(-leak),
})

The forms agree to twelve digits wherever the formula, as it is written, is well conditioned. So
write ``log1p(-p)`` for ln(1 - p) and ``expm1(x)`` for exp(x) - 1: a rounded 1 - p has lost a small
p.
"""

from threeforms.compiler import FUNCTIONS, described, javascript, numpy_function, special_source
from threeforms.functions import LogBeta, NormalCDF, NormalQuantile, WrightOmega
from threeforms.parameters import Domain, Parameter, computes

__all__ = [
    "FUNCTIONS",
    "Domain",
    "LogBeta",
    "NormalCDF",
    "NormalQuantile",
    "Parameter",
    "WrightOmega",
    "computes",
    "described",
    "javascript",
    "numpy_function",
    "special_source",
]
