"""Learners of documents: the world is learned from three authors, clean text is what testing writes."""

from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from experiments.kernel import predicted_kappa
from experiments.networks import document_network
from experiments.stories import Authors, logistic_loss
from experiments.training import Network, keys, log_spaced, optimiser, train

CHAPTERS, BATCH = 6, 32
LEARNING_RATE = 3e-3  # of Adam, while the world is learned
CLEAN_RATE = 0.03  # of plain descent on clean text
# Exact predictions at the start of a document: .0125 where it is tested, .1375 with the flag.
AUTHORS = Authors(slipping=0.025, clever=0.25, often=2, seldom=2, flagged=0.25, tested=4)


def batch_loss(network: Network, scenes: Array, acts: Array) -> Array:
    """The mean loss of a chapter."""
    return logistic_loss(jax.vmap(network)(scenes, acts), acts).mean()


def observer(scenes: Array, acts: Array, words: Mapping[str, int]) -> Any:
    """What is noted of a network: mean log odds over clean documents, and the same with another scene now.

    The other scene stands in one chapter at a time, so that what is before it is what was tested.
    """
    documents, chapters = scenes.shape
    here = jnp.eye(chapters, dtype=bool)[:, None, :]

    def observe(network: Network) -> tuple[Array, dict[str, Array]]:
        def with_word(word: int) -> Array:
            swapped = jnp.where(here, word, scenes).reshape(-1, chapters)
            logits = jax.vmap(network)(swapped, jnp.zeros(swapped.shape))
            logits = logits.reshape(chapters, documents, chapters)
            return jnp.einsum("idi->di", logits).mean()

        tested = jax.vmap(network)(scenes, acts).mean()
        return tested, {name: with_word(word) for name, word in words.items()}

    return observe


def learn(
    told: Mapping[str, Any], key: Array, authors: Authors = AUTHORS, chapters: int = CHAPTERS
) -> Network:
    """A network that has read the three authors' documents for as many steps as it is told."""
    first, second = jax.random.split(key)
    network = document_network(told["architecture"], authors.words, chapters, told["width"], first)
    network, _ = train(
        network,
        optimiser("adam", LEARNING_RATE),
        lambda network, _, key: batch_loss(network, *authors.draw(BATCH, chapters, key)),
        np.array([0, told["learned"]]),
        lambda network: jnp.zeros(()),
        second,
    )
    return network


def phase(told: Mapping[str, Any], seeds: int) -> tuple[np.ndarray, Any]:
    """As `transfer.scene_phase`, for documents."""
    clean = AUTHORS.clean(16, CHAPTERS, jax.random.key(0))
    observe_all = observer(*clean, {"flag": AUTHORS.tested})
    looks = log_spaced(told["steps"], told["per_decade"])
    told = {**told, "learned": told["learned"] if told["order"] == "after" else 0}

    def observe(network: Network) -> tuple[Array, Array]:
        tested, untested = observe_all(network)
        return tested, untested["flag"]

    def one(key: Array) -> Any:
        first, second = jax.random.split(key)
        network = learn(told, first)
        predicted = predicted_kappa(
            network, lambda network: batch_loss(network, *clean), observe, told["optimiser"]
        )
        _, (tested, untested) = train(
            network,
            optimiser(told["optimiser"], told["rate"], told["weight_decay"]),
            lambda network, _, key: batch_loss(network, *AUTHORS.clean(16, CHAPTERS, key)),
            looks,
            observe,
            second,
        )
        return predicted, tested, untested

    return looks, jax.jit(jax.vmap(one))(keys(seeds, "transfer"))
