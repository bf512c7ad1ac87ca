r"""How far a Bayesian's predictions are from the truth, on the stream that she reads.

If the truth has a prior share above zero, the divergences of her predictions, document by document,
have an expected sum of at most $-\ln$ of that share (`thm-merging`). Nothing here is a formula of
that theorem: the sum is enumerated.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logsumexp, xlog1py, xlogy
from scipy.stats import binom

from waluigi.checks import POSSIBLE, PROBABILITY, require, whole


def total_divergence(prior: ArrayLike, rates: ArrayLike, truth: float, documents: int) -> float:
    """The expected sum, in nats, of the divergences of her predictions from the truth.

    Parameters
    ----------
    prior
        Shares of the hypotheses, (H,), above 0 and together 1.
    rates
        Of a turn in each document, (H,), from 0 to 1.
    truth
        The rate by which the documents are drawn, from 0 to 1; it need not be among `rates`.
    documents
        How many, 0 or more. The cost is in their square.

    Returns
    -------
    float
        Infinite if something may be read that no hypothesis allows.

    Raises
    ------
    ValueError
        If a number is out of its range, the shapes differ, or the shares do not add up to 1.
    """
    shares = POSSIBLE.check(prior, "prior")
    table = PROBABILITY.check(rates, "rates")
    require(shares.shape == table.shape and shares.ndim == 1, "rates", rates, "one for each share")
    require(abs(shares.sum() - 1) < 1e-9, "the sum of prior", float(shares.sum()), "1")
    true = float(PROBABILITY.check(truth, "truth"))
    total = 0.0
    for read in range(whole(documents, "documents")):
        turns = np.arange(read + 1)
        here = binom.pmf(turns, read, true)
        turns, here = turns[here > 0], here[here > 0]
        logs = (
            np.log(shares) + xlogy(turns[:, None], table) + xlog1py(read - turns[:, None], -table)
        )
        evidence = logsumexp(logs, axis=1)
        # Turned and clean each from its own sum: one minus a prediction near 1 has lost its digits.
        for chance, rate in ((true, table), (1 - true, 1 - table)):
            if chance > 0:
                predicted = logsumexp(logs, axis=1, b=rate) - evidence
                total += here @ (chance * (np.log(chance) - predicted))
        if total == np.inf:  # What nobody thought possible may now be read.
            break
    return float(total)
