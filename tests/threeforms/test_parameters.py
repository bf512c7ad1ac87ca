"""A parameter: its domain in numbers and in words, and the functions and formulas that read it."""

import inspect
import math
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from threeforms import Domain, Parameter, computes, numpy_function

INF = math.inf
p = sp.Symbol("p", positive=True)
n = sp.Symbol("n", positive=True)
LEAK = Parameter(p, "leak", Domain(0, 1, open_lo=True, open_hi=True))
READ = Parameter(n, "documents", Domain(0, 2**53, whole=True))

DOMAINS = {
    "a number from 0 to 1": (Domain(0, 1), [0, 0.5, 1], [-1e-300, 1 + 2**-52]),
    "a number above 0 and below 1": (
        Domain(0, 1, open_lo=True, open_hi=True),
        [5e-324, 1 - 2**-53],
        [0, 1, -1, 2],
    ),
    "a number, 0 or more and below 1": (Domain(0, 1, open_hi=True), [0, 0.5], [1, -0.5]),
    "a number above 0 and at most 1": (Domain(0, 1, open_lo=True), [0.5, 1], [0, 1.5]),
    "a finite number, 1 or more": (Domain(1), [1, 1e308], [0.5, INF]),
    "a finite number above 0": (Domain(0, open_lo=True), [5e-324, 1e308], [0, -1, INF]),
    "a finite number at most 3": (Domain(hi=3), [3, -1e308], [4, -INF]),
    "a finite number below 3": (Domain(hi=3, open_hi=True), [2], [3, -INF]),
    "a finite number": (Domain(), [0, -1e308], [INF, -INF]),
    "a whole number from 0 to 9007199254740992, as an int or a float up to 2**53": (
        Domain(0, 2**53, whole=True),
        [0, 2**53, 1e3],
        [-1, 2**53 + 1, 1.5, True],
    ),
    "a finite whole number, 1 or more, as an int or a float up to 2**53": (
        Domain(1, whole=True),
        [1, 7],
        [0, 1.5, 1e16],
    ),
}


@pytest.mark.parametrize("allowed", DOMAINS)
def test_a_domain_takes_what_it_says_and_nothing_else(allowed):
    domain, inside, outside = DOMAINS[allowed]
    assert domain.allowed == allowed
    assert domain.check(inside, "x").tolist() == inside
    for value in [*outside, math.nan, "1", None, [[1], [1, 2]], 0.5j]:
        with pytest.raises(ValueError, match=r"x is .*; allowed: ") as refused:
            domain.check(value, "x")
        assert str(refused.value).endswith(f"allowed: {allowed}")


def test_the_first_value_outside_is_named_with_its_place():
    with pytest.raises(ValueError, match=r"x\[1, 0\] is 3; allowed: a number from 0 to 2"):
        Domain(0, 2).check([[0, 1], [3, 4]], "x")
    assert Domain(0, 2).check(Fraction(1, 4), "x") == 0.25
    assert Domain(0, 2).check(np.array([[1]], dtype=np.uint8), "x").dtype == np.float64


def test_a_function_is_its_signature_docstring_and_formula():
    @computes(sp.exp(-p * n), LEAK, READ)
    def left(leak, documents=2):
        """What is left."""

    assert (left.__name__, left.__doc__) == ("left", "What is left.")
    assert list(inspect.signature(left).parameters) == ["leak", "documents"]
    direct = numpy_function(sp.exp(-p * n), [p, n])
    assert left([0.5, 0.25], 3).tolist() == direct([0.5, 0.25], 3).tolist()
    assert left(documents=[0, 1], leak=0.5).tolist() == direct(0.5, [0, 1]).tolist()
    assert left(0.5) == direct(0.5, 2)
    with pytest.raises(
        ValueError, match=r"leak\[1\] is 1\.0; allowed: a number above 0 and below 1"
    ):
        left([0.5, 1])
    with pytest.raises(ValueError, match=r"documents is 1\.5; allowed: a whole number"):
        left(0.5, 1.5)
    with pytest.raises(TypeError, match="leek"):
        left(0.5, leek=1)


def test_a_parameter_may_have_another_domain_elsewhere():
    wide = LEAK.over(Domain(0, 1))
    assert (wide.symbol, wide.name) == (p, "leak")
    assert wide.check([0, 1]).tolist() == [0, 1]
    assert LEAK.domain == Domain(0, 1, open_lo=True, open_hi=True)


def some(leak, documents):
    """Two arguments."""


def body(leak):
    """One argument, and a body."""
    return np.exp(leak)


REFUSED = {
    "lo and hi is .1, 1.; allowed: lo < hi": lambda: Domain(1, 1),
    "symbol is 'p'; allowed: a SymPy symbol": lambda: Parameter("p", "leak", Domain(0, 1)),
    "name is 'a leak'; allowed: a Python id": lambda: Parameter(p, "a leak", Domain(0, 1)),
    r"the domain of p \(positive\) is .*lo=-1": lambda: Parameter(p, "leak", Domain(-1, 1)),
    r"the domain of k \(integer, real\) is ": lambda: Parameter(
        sp.Symbol("k", integer=True), "k", Domain()
    ),
    r"the domain of k \(nonpositive\) is ": lambda: Parameter(
        sp.Symbol("k", nonpositive=True), "k", Domain()
    ),
    "the domain of k is ": lambda: Parameter(sp.Symbol("k", imaginary=True), "k", Domain()),
    r"the arguments of some is \('leak', 'documents'\); allowed: .*\('leak',\)": lambda: computes(
        p, LEAK
    )(some),
    r"the symbols of the parameters is 'p \(positive\), p \(nonnegative\)'; allowed": lambda: (
        computes(p, LEAK, Parameter(sp.Symbol("p", nonnegative=True), "documents", Domain(0, 1)))
    ),
    r"expr: p \(nonnegative\) not among the arguments p \(positive\)": lambda: computes(
        sp.Symbol("p", nonnegative=True), LEAK
    ),
    r"the body of body is .*; allowed: none": lambda: computes(p, LEAK)(body),
}


@pytest.mark.parametrize("message", REFUSED)
def test_bad_parameters_are_refused(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()
