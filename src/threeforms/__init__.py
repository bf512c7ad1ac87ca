"""One formula, three forms.

A formula is written once, as a SymPy expression. The same object is proved with (SymPy), computed
with (a NumPy function) and moved with a slider (JavaScript), so the three cannot drift apart.

>>> import sympy
>>> from threeforms import javascript, numpy_function
>>> leak = sympy.Symbol("leak")
>>> half_life = sympy.log(2) / -sympy.log(1 - leak)
>>> sympy.limit(leak * half_life, leak, 0)
log(2)
>>> numpy_function(half_life, [leak])([0.5, 0.75])
array([1. , 0.5])
>>> print(javascript({"half_life": half_life}, [leak]))
(m) => ({
  "half_life": (leak) => -0.6931471805599453/Math.log(1 - leak),
})
"""

from threeforms.compiler import FUNCTIONS, javascript, numpy_function, special_source
from threeforms.functions import LogBeta, NormalCDF, NormalQuantile

__all__ = [
    "FUNCTIONS",
    "LogBeta",
    "NormalCDF",
    "NormalQuantile",
    "javascript",
    "numpy_function",
    "special_source",
]
