"""Does training track Bayes? Networks on documents of which the exact prediction is known.

The authors are those of `stories.Authors` with a prior on patience. What is compared is the chance of a
turn in the next chapter. A network that has positions may depend on the order of what came before,
which Bayes does not; so it is also asked with that order averaged out.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array

from experiments.cells import Cell
from experiments.documents import batch_loss
from experiments.networks import document_network
from experiments.stories import Authors
from experiments.training import Network, keys, log_spaced, train

COLUMNS = {
    "architecture": "transformer, gru, or counts: a perceptron that is told the counts",
    "width": "of the hidden layers",
    "seed": "",
    "step": "of training, each on documents drawn for it",
    "measure": "divergence: of the network's prediction from the exact one, nats a chapter; "
    "divergence_averaged: the same with the order of the chapters before averaged out; order: deviation "
    "of the log odds over orders; flagged and tested: the chance of a turn after clean chapters of that "
    "kind alone",
    "chapters": "that stand before the one predicted",
    "value": "of the measure",
    "exact": "what Bayes' rule says; for divergences the entropy of the exact prediction",
}
AUTHORS = Authors()
CHAPTERS, BATCH, RATE = 32, 32, 3e-3
EXACT = jax.jit(AUTHORS.predictive)
PREFIXES = (1, 3, 7, 15, 31)
DOCUMENTS, ORDERS = 64, 8
BASE: dict[str, Any] = {"architecture": "transformer", "width": 32, "steps": 2_000}
VARIED: dict[str, dict[str, Any]] = {
    "transformer": {},
    "gru": {"architecture": "gru"},
    "counts": {"architecture": "counts", "width": 64},
}
QUICK = ("gru",)


def cells(quick: bool) -> list[Cell]:
    """All configurations, in the order of the table."""
    every = [Cell(run, BASE | change, 8) for run, change in VARIED.items()]
    if not quick:
        return every
    return [
        Cell(cell.run, {**cell.settings, "steps": 10}, 2) for cell in every if cell.run in QUICK
    ]


def questions() -> tuple[Array, Array]:
    """Documents to ask about, drawn ones whose first chapters come in several orders.

    Returns
    -------
    Scenes and acts, each of the shape (lengths of prefix, DOCUMENTS, ORDERS, CHAPTERS). For a prefix
    of n chapters these come first, in some order, and the one to predict is at place n.
    """
    scenes, acts = AUTHORS.draw(len(PREFIXES) * DOCUMENTS, CHAPTERS, jax.random.key(0))
    generator = np.random.default_rng(0)
    places = np.tile(np.arange(CHAPTERS), (len(PREFIXES), DOCUMENTS, ORDERS, 1))
    for before, n in zip(places, PREFIXES, strict=True):
        before[..., :n] = generator.permuted(before[..., :n], axis=-1)
    shape = (len(PREFIXES), DOCUMENTS, 1, CHAPTERS)
    return tuple(jnp.take_along_axis(x.reshape(shape), places, axis=-1) for x in (scenes, acts))


def clean_documents() -> tuple[Array, Array]:
    """Two documents without a turn, all flagged and all tested; scenes and acts, (2, CHAPTERS)."""
    scenes = jnp.array([[AUTHORS.tested], [0]]) * jnp.ones((1, CHAPTERS), int)
    return scenes, jnp.zeros(scenes.shape)


def divergence(exact: Array, logits: Array) -> Array:
    """Of a prediction, given by log odds, from the exact chance of a turn; nats."""
    yes, no = -jnp.logaddexp(0, -logits), -jnp.logaddexp(0, logits)
    return exact * (jnp.log(exact) - yes) + (1 - exact) * (jnp.log1p(-exact) - no)


def rows(cell: Cell) -> Iterator[dict[str, Any]]:
    """Each measure of each seed, at some steps of training."""
    looks, seen, exact = trained(cell.settings, cell.seeds)
    seen = {measure: np.asarray(values, float) for measure, values in seen.items()}
    for seed in range(cell.seeds):
        for i, step in enumerate(looks):
            for measure, values in seen.items():
                before = (0, *PREFIXES) if values.shape[-1] > len(PREFIXES) else PREFIXES
                for j, n in enumerate(before):
                    yield {
                        "seed": seed,
                        "step": int(step),
                        "measure": measure,
                        "chapters": n,
                        "value": values[seed, i, j],
                        "exact": float(exact[measure][j]),
                    }


def trained(told: Mapping[str, Any], seeds: int) -> tuple[np.ndarray, Any, Any]:
    """The steps at which was looked, each measure by seed and look, and what is exact."""
    asked, clean = questions(), clean_documents()
    places = np.array(PREFIXES)

    def predicted(chances: Array) -> Array:
        """Of (lengths of prefix, ..., CHAPTERS), what is said of the chapter after the prefix."""
        return jnp.stack([chances[i, ..., n] for i, n in enumerate(PREFIXES)])

    right = predicted(EXACT(*asked))[:, :, 0]
    looks = log_spaced(told["steps"], 1)
    texts = [
        jnp.concatenate([x.reshape(-1, CHAPTERS), y]) for x, y in zip(asked, clean, strict=True)
    ]

    def observe(network: Network, texts: list[Array]) -> dict[str, Array]:
        logits = jax.vmap(network)(*texts)
        asked_logits = predicted(logits[:-2].reshape(asked[0].shape))
        mean = jax.nn.sigmoid(asked_logits).mean(-1)
        averaged = jnp.log(mean) - jnp.log1p(-mean)
        flagged, tested = jax.nn.sigmoid(logits[-2:, np.append(0, places)])
        return {
            "divergence": divergence(right[..., None], asked_logits).mean((1, 2)),
            "divergence_averaged": divergence(right, averaged).mean(1),
            "order": asked_logits.std(-1).mean(1),
            "flagged": flagged,
            "tested": tested,
        }

    def one(key: Array, texts: list[Array]) -> Any:
        first, second = jax.random.split(key)
        network = document_network(
            told["architecture"], AUTHORS.words, CHAPTERS, told["width"], first
        )
        rule = optax.adam(optax.cosine_decay_schedule(RATE, told["steps"]))
        return train(
            network,
            rule,
            lambda network, _, key: batch_loss(network, *AUTHORS.draw(BATCH, CHAPTERS, key)),
            looks,
            lambda network: observe(network, texts),
            second,
        )[1]

    entropy = -(right * jnp.log(right) + (1 - right) * jnp.log1p(-right)).mean(1)
    flagged, tested = EXACT(*clean)[:, np.append(0, places)]
    exact = {
        "divergence": entropy,
        "divergence_averaged": entropy,
        "order": jnp.zeros(len(PREFIXES)),
        "flagged": flagged,
        "tested": tested,
    }
    # Texts are handed over, for the compiler would work out beforehand what it can of constants.
    seen = jax.jit(jax.vmap(one, (0, None)))(keys(seeds, "bayes"), texts)
    return looks, seen, exact
