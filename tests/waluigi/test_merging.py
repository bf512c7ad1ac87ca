"""Merging: the enumerated sum against the chain rule, and against its bound."""

from math import comb, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waluigi.merging import total_divergence


def at_once(prior, rates, truth, documents):
    """The divergence of all documents together from the mixture: the chain rule's other side."""
    total = 0.0
    for turns in range(documents + 1):

        def law(rate, turns=turns):
            return rate**turns * (1 - rate) ** (documents - turns)

        mixture = sum(share * law(rate) for share, rate in zip(prior, rates, strict=True))
        if law(truth):
            total += comb(documents, turns) * law(truth) * log(law(truth) / mixture)
    return total


@pytest.mark.theorem("thm-merging")
@settings(deadline=None)
@given(
    st.lists(st.integers(1, 9), min_size=3, max_size=3),
    st.lists(st.sampled_from([0.0, 0.02, 0.2, 0.5, 0.9, 1.0]), min_size=3, max_size=3),
    st.integers(0, 2),
    st.integers(0, 25),
)
def test_document_by_document_is_all_at_once_and_at_most_the_bound(parts, rates, which, n) -> None:
    prior = np.array(parts) / sum(parts)
    found = total_divergence(prior, rates, rates[which], n)
    assert found == pytest.approx(at_once(prior, rates, rates[which], n), rel=1e-9, abs=1e-12)
    assert found <= -log(prior[which]) + 1e-12


@pytest.mark.theorem("thm-merging")
def test_the_bound_is_approached_and_holds_for_the_truth_alone() -> None:
    thirds = [1 / 3] * 3
    assert total_divergence(thirds, [0, 0.2, 0.5], 0.2, 150) == pytest.approx(log(3), rel=2e-3)
    # A truth that is nobody's hypothesis: the sum grows without end.
    short, long = (total_divergence(thirds, [0.01, 0.2, 0.5], 0.3, n) for n in (50, 200))
    assert long > short + 1


@pytest.mark.parametrize("documents", [11, 12, 25, 200])
def test_who_is_almost_sure_of_a_turn_still_has_a_chance_left_for_none(documents) -> None:
    """After eleven turns at a rate of 0.02, one is as good as certain that the rate is 1."""
    thirds, rates = [1 / 3] * 3, [0.0, 1.0, 0.02]
    expected = at_once(thirds, rates, 0.02, documents)
    assert total_divergence(thirds, rates, 0.02, documents) == pytest.approx(expected, rel=1e-9)


def test_what_nobody_thought_possible_is_infinitely_far() -> None:
    assert total_divergence([0.5, 0.5], [0, 0], 0.5, 3) == np.inf


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (([0.5, 0.6], [0, 1], 0.5, 1), "the sum of prior"),
        (([0.5, 0.5], [0], 0.5, 1), "rates"),
        (([0, 1], [0, 1], 0.5, 1), "prior"),
        (([0.5, 0.5], [0, 2], 0.5, 1), "rates"),
        (([0.5, 0.5], [0, 1], -1, 1), "truth"),
        (([0.5, 0.5], [0, 1], 0.5, -1), "documents"),
    ],
)
def test_bad_input_is_named(arguments, named) -> None:
    with pytest.raises(ValueError, match=f"^{named}.* allowed: "):
        total_divergence(*arguments)
