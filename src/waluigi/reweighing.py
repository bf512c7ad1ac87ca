r"""Rules that reweigh hypotheses by what they predict, Bayes' among them.

A rule that multiplies each share by a factor of the hypothesis's predictions on tested scenarios
keeps the odds of hypotheses that predict alike (`thm-tempering`). Three additions do not: a standing
cost, a power of the shares themselves, and an exchange of shares.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import inf
from typing import Any

from waluigi.checks import POSITIVE, PROBABILITY, require

Share = int | float | Fraction


def reweigh(
    shares: Sequence[Share],
    factors: Sequence[Share],
    *,
    kept: Sequence[Share] | None = None,
    power: Share = 1,
    exchanged: Share = 0,
) -> tuple[Any, ...]:
    """The shares after one step of a multiplicative rule (`thm-tempering`).

    Parameters
    ----------
    shares
        Of the hypotheses before the step, above 0 and below 1.
    factors
        Above 0: for Bayes' rule the likelihoods of what was seen, for tempering a power of them.
    kept
        What a standing cost leaves of each share in a step, above 0; by default all of it.
    power
        To which the shares themselves are raised first, above 0: a tempered prior. Fractions stay
        exact under whole powers.
    exchanged
        The part of all mass that is spread evenly over the hypotheses afterwards, from 0 to 1.

    Returns
    -------
    The shares after the step, which add up to 1.

    Raises
    ------
    ValueError
        If a number is out of its range, or the sequences differ in length.

    Examples
    --------
    >>> from fractions import Fraction as F
    >>> reweigh([F(3, 4), F(1, 4)], [F(1, 2), F(1, 2)])
    (Fraction(3, 4), Fraction(1, 4))
    """
    kept = [1] * len(shares) if kept is None else kept
    POSITIVE.check(power, "power")
    PROBABILITY.check(exchanged, "exchanged")
    # Compared as they are: as a float, a fraction next to 1 would be 1.
    for name, values, most in (
        ("shares", shares, 1),
        ("factors", factors, inf),
        ("kept", kept, inf),
    ):
        require(len(values) == len(shares), name, values, f"{len(shares)} numbers")
        for value in values:
            allowed = f"a number above 0 and below {most}"
            require(0 < value < most, f"a number in {name}", value, allowed)
    weights: list[Any] = [
        share**power * factor * rest
        for share, factor, rest in zip(shares, factors, kept, strict=True)
    ]
    total = sum(weights)
    return tuple(
        (1 - exchanged) * (weight / total) + exchanged * Fraction(1, len(weights))
        for weight in weights
    )
