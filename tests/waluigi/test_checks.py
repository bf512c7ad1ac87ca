"""Each check: what it lets through, in which form, and what it says of the rest."""

import math
from fractions import Fraction as F

import numpy as np
import pytest
import sympy

from waluigi import checks


def test_numbers_come_back_as_they_were_but_numpy_scalars_as_pythons():
    for value in (0, 1, 0.5, 5e-324, F(1, 3), sympy.Symbol("p"), sympy.Rational(1, 3)):
        assert checks.probability(value, "x") is value
    assert type(checks.probability(np.float64(0.5), "x")) is float
    assert type(checks.probability(np.float32(0.5), "x")) is float
    assert type(checks.count(np.uint8(3), "x")) is int
    assert type(checks.count(sympy.Integer(3), "x")) is int
    assert checks.chance(F(1, 2), "x") == checks.chance(sympy.Rational(1, 2), "x") == 0.5
    assert checks.weight(7.5, "x") == 7.5
    assert checks.whole(3, "x", least=3, most=3) == 3


def test_symbols_are_refused_only_where_they_are_declared_outside():
    for bad in (sympy.Symbol("x", negative=True), 1 + sympy.Symbol("y", positive=True)):
        with pytest.raises(ValueError, match="allowed: a number from 0 to 1"):
            checks.probability(bad, "x")
    whole = sympy.Symbol("n", integer=True, nonnegative=True)
    assert checks.count(whole + 1, "x") == whole + 1
    for bad in (whole - 1, whole / 2, sympy.Symbol("n", positive=True)):
        with pytest.raises(ValueError, match="declared integer and nonnegative"):
            checks.count(bad, "x")


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (checks.probabilities, [[0, 1], [0.5, 1e-300]]),
        (checks.POSITIVE.check, [1e-300, 1e300]),
        (lambda values, x: checks.at_least(values, 1, x), [1, 2.5]),
        (checks.WHOLE.check, [0, 2**53]),
        (checks.WHOLE.check, np.array([3], dtype=np.uint8)),
        (checks.probabilities, []),
    ],
)
def test_arrays_come_back_as_float64_of_their_shape(check, value):
    got = check(value, "x")
    assert got.dtype == np.float64
    assert got.shape == np.shape(value)
    assert np.array_equal(got, value)


def test_scalars_become_arrays_without_dimensions():
    assert checks.probabilities(F(1, 4), "x") == 0.25
    assert checks.probabilities(0.25, "x").shape == ()


REFUSED = {
    r"x\[1, 0\] is 1\.5; allowed: a number from 0 to 1": lambda: checks.probabilities(
        [[0, 1], [1.5, 2]], "x"
    ),
    r"x\[2\] is nan; allowed: a number from 0 to 1": lambda: checks.probabilities(
        [0, 1, math.nan], "x"
    ),
    r"x is -1; allowed: a number from 0 to 1": lambda: checks.probabilities(-1, "x"),
    r"x is \[True\]; allowed": lambda: checks.probabilities([True], "x"),
    r"x is \[\[0\.1\], \[0\.2, 0\.3\]\]; allowed": lambda: checks.probabilities(
        [[0.1], [0.2, 0.3]], "x"
    ),
    r"x is \['0\.5'\]; allowed": lambda: checks.probabilities(["0.5"], "x"),
    r"x is \[0\.5, None\]; allowed": lambda: checks.probabilities([0.5, None], "x"),
    r"x is 0\.0; allowed: a finite number above 0": lambda: checks.POSITIVE.check(0.0, "x"),
    r"x\[0\] is 0\.5; allowed: a finite number, 1 or more": lambda: checks.at_least([0.5], 1, "x"),
    r"x is 4; allowed: an int from 5 to 6": lambda: checks.whole(4, "x", 5, 6),
    r"x is 7; allowed: an int from 5 to 6": lambda: checks.whole(7, "x", 5, 6),
    r"x is 'a'; allowed: 'b', 'c'": lambda: checks.known("a", ("b", "c"), "x"),
    r"x is p; allowed: a number from 0 to 1": lambda: checks.chance(sympy.Symbol("p"), "x"),
}


@pytest.mark.parametrize("message", REFUSED)
def test_refusals_name_argument_value_and_what_is_allowed(message):
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()
