"""Texts that convince: against a chain stepped in fractions, and against people who are drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waluigi.reasons import share

examples = settings(max_examples=80, deadline=None, derandomize=True)
chances = st.fractions(0, 1, max_denominator=20)


@examples
@given(chances, chances, chances, st.integers(0, 30))
def test_the_share_is_the_chains(waluigi, convinces, corrupts, read):
    left = waluigi
    for _ in range(read):
        left = left * (1 - convinces) + (1 - left) * corrupts
    got = share(float(waluigi), float(convinces), float(corrupts), read)
    assert got == pytest.approx(float(left), abs=1e-13)


def test_people_who_are_drawn():
    rng = np.random.default_rng(26)
    waluigis = rng.random(200_000) < 0.9
    for _ in range(25):
        drawn = rng.random(waluigis.size)
        waluigis = np.where(waluigis, drawn >= 0.1, drawn < 0.02)
    expected = share(0.9, 0.1, 0.02, 25)
    assert waluigis.mean() == pytest.approx(expected, abs=5 * np.sqrt(0.25 / waluigis.size))


def test_where_it_ends_does_not_depend_on_where_it_began():
    ends = share([0, 0.5, 1], 0.1, 0.02, 10_000)
    assert ends == pytest.approx([1 / 6] * 3)
    assert share(0.7, 0, 0, 10**9) == 0.7
    assert share(0.7, 0.01, 0, 10**9) == 0


@pytest.mark.parametrize("call", [lambda: share(1.1, 0, 0, 1), lambda: share(0.5, 0, 0, -1)])
def test_refusals(call):
    with pytest.raises(ValueError, match="allowed"):
        call()
