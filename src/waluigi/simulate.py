"""The generative story, told with random numbers.

Which scenario comes up does not depend on the hypothesis; whether a document turns depends on
nothing else. Nothing here calls Bayes' rule: these draws are what the formulas are checked against.
A draw costs scenarios, not documents.
"""

from collections.abc import Mapping

import numpy as np

from waluigi import checks
from waluigi.checks import Number
from waluigi.model import Belief, Corpus


def draw_corpus(
    turns: Mapping[str, Number],
    stream: Mapping[str, Number],
    documents: int,
    generator: np.random.Generator,
) -> Corpus:
    """Draw the documents that one hypothesis writes.

    Parameters
    ----------
    turns
        Its row: the probability of a turn in each scenario, such as ``belief.turns["slipping"]``.
    stream
        How often each scenario comes up: shares that sum to one. Scenarios left out never do.
    documents
        How many to draw, up to 2**63 - 1.

    Raises
    ------
    ValueError
        If a probability or share is outside [0, 1] or symbolic, the shares do not sum to one, a
        scenario of the stream has no turn probability, or documents is not an int of 0 or more.
    """
    checks.generator(generator)
    documents = checks.whole(documents, "documents")
    rates = {
        s: checks.chance(rate, f"turns[{s!r}]")
        for s, rate in checks.mapping(turns, "turns").items()
    }
    chances = {
        checks.known(s, rates, "a scenario in stream"): checks.chance(chance, f"stream[{s!r}]")
        for s, chance in checks.mapping(stream, "stream").items()
    }
    total = sum(chances.values())
    checks.require(abs(total - 1) <= 1e-9, "the sum of stream", total, "1")
    met = generator.multinomial(documents, [chance / total for chance in chances.values()])
    turned = generator.binomial(met, [rates[s] for s in chances])
    return Corpus(
        clean=dict(zip(chances, met - turned, strict=True)),
        turned=dict(zip(chances, turned, strict=True)),
    )


def survivors(
    belief: Belief, corpus: Corpus, worlds: int, generator: np.random.Generator
) -> dict[str, int]:
    """Learn by forgetting: draw worlds, and keep those that happen to have written the corpus.

    In each world one hypothesis is true, drawn by its share in the belief, and writes as many
    documents of each scenario as the corpus has. Worlds with other numbers of turns are dropped.

    Parameters
    ----------
    belief
        What is believed before the corpus.
    corpus
        What has to come out.
    worlds
        How many are drawn.

    Returns
    -------
    How many of the worlds kept have each hypothesis for their truth. Their proportions estimate
    the posterior shares, without a likelihood.

    Raises
    ------
    ValueError
        If the belief or the corpus is symbolic, a scenario is unknown, or worlds is not an int of
        0 or more.
    """
    checks.generator(generator)
    worlds = checks.whole(worlds, "worlds")
    for scenario in corpus.scenarios:
        checks.known(scenario, belief.scenarios, "a scenario in the corpus")
    shares = [checks.chance(share, f"the share of {h!r}") for h, share in belief.shares.items()]
    kept = generator.multinomial(worlds, np.array(shares) / sum(shares))
    for i, (h, row) in enumerate(belief.turns.items()):
        for s in corpus.scenarios:
            clean, turned = (
                checks.whole(counts.get(s, 0), f"the documents of {s!r}")
                for counts in (corpus.clean, corpus.turned)
            )
            rate = checks.chance(row[s], f"turns[{h!r}][{s!r}]")
            kept[i] = np.count_nonzero(
                generator.binomial(clean + turned, rate, size=kept[i]) == turned
            )
    return dict(zip(belief.hypotheses, kept.tolist(), strict=True))
