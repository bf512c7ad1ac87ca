"""Learners of scenes: worlds, what is noted of a network in one, and phases of training on corpora."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from experiments.stories import Corpus, corpus, logistic_loss
from experiments.training import Network

CLEAN_RATE, FICTION_RATE = 0.01, 0.5
LEARNING_RATE = 0.2  # of plain descent while the world is learned


@dataclass(frozen=True)
class World:
    """Scenes, by what directions their features are made of, and who writes about them.

    Parameters
    ----------
    parts
        How much of each random direction is in each scene, (scenes, directions).
    tested
        Which scenes are tested.
    untested
        The scenes that are looked at and not tested, by name.
    rest
        The rate of a turn in each scene of the corpus that is learned besides clean text.
    clean
        The scenes of clean text; the tested ones if none are named.
    """

    parts: np.ndarray
    tested: tuple[int, ...]
    untested: Mapping[str, int]
    rest: Mapping[int, float]
    clean: tuple[int, ...] = field(default=())

    def rest_corpus(self) -> Corpus:
        """What is learned besides clean text."""
        return corpus(len(self.parts), dict(self.rest))

    def clean_corpus(self) -> Corpus:
        """Clean text."""
        return corpus(len(self.parts), dict.fromkeys(self.clean or self.tested, 0.0))

    def observer(self, x: Array) -> Callable[[Network], tuple[Array, dict[str, Array]]]:
        """What is noted of a network: mean tested log odds, and each untested scene's."""
        tested = jnp.array(self.tested)

        def observe(network: Network) -> tuple[Array, dict[str, Array]]:
            logits = jax.vmap(network)(x)
            return logits[tested].mean(), {name: logits[i] for name, i in self.untested.items()}

        return observe


def mean_loss(network: Network, x: Array, text: Corpus) -> Array:
    """The expected loss on a corpus."""
    return text.weights @ logistic_loss(jax.vmap(network)(x), text.turns)


def choose(first: Array, one: Corpus, other: Corpus) -> Corpus:
    """One corpus if `first` is true, and the other if not."""
    return Corpus(*(jnp.where(first, a, b) for a, b in zip(one, other, strict=True)))


def sampled_loss(network: Network, x: Array, text: Corpus, key: Array) -> Array:
    """The loss on one document drawn from a corpus."""
    one, two = jax.random.split(key)
    scene = jax.random.categorical(one, jnp.log(text.weights))
    act = jax.random.bernoulli(two, text.turns[scene]).astype(float)
    return logistic_loss(network(x[scene]), act)


def flagged(tested: int = 8, overlap: float = 0.0, coding: float = 0.0, past: float = 0.0) -> World:
    """Tested scenes, with hardly a turn, and a flagged one, with a turn every other time.

    Parameters
    ----------
    tested
        How many scenes are tested.
    overlap
        The cosine between the flagged scene's features and the mean of the tested ones', up to chance.
    coding
        How strongly one direction tells the flag: minus so much in tested scenes, plus in the flagged one.
        0: the scenes have nothing in common.
    past
        If not 0, there are four more scenes that tell of the flagged one, with this part of its
        features; they are written with turns, and later clean.
    """
    own = np.eye(tested)
    flag = np.append(overlap * np.full(tested, tested**-0.5), np.sqrt(1 - overlap**2))
    told = 4 if past else 0
    parts = np.zeros((tested + 1 + told, tested + 2 + told))
    parts[:tested, :tested] = own
    parts[tested, : tested + 1] = flag
    parts[:tested, tested + 1], parts[tested, tested + 1] = -coding, coding
    for i in range(told):
        parts[tested + 1 + i] = past * parts[tested]
        parts[tested + 1 + i, tested + 2 + i] = np.sqrt(1 - past**2)
    rest = dict.fromkeys(range(tested), CLEAN_RATE)
    rest |= dict.fromkeys(range(tested, tested + 1 + told), FICTION_RATE)
    clean = (*range(tested), *range(tested + 1, tested + 1 + told))
    return World(parts, tuple(range(tested)), {"flag": tested}, rest, clean)


def between(fiction: float, novel: float, rest_is_tested: bool = True) -> World:
    """Four tested scenes, four of fiction, with a turn every other time, and one that is untold.

    Parameters
    ----------
    fiction
        How much of the last scene's features is fiction's, as a share of what is not novel, 0 to 1;
        the squares of the parts are meant.
    novel
        How much of them is in no other scene, 0 to 1.
    rest_is_tested
        Whether the rest of the text tells of tested scenes too.
    """
    parts = np.zeros((9, 9))
    parts[:8, :8] = np.eye(8)
    known = 1 - novel
    parts[8, :4] = np.sqrt(known * (1 - fiction) / 4)
    parts[8, 4:8] = np.sqrt(known * fiction / 4)
    parts[8, 8] = np.sqrt(novel)
    rest = dict.fromkeys(range(4, 8), FICTION_RATE)
    if rest_is_tested:
        rest |= dict.fromkeys(range(4), CLEAN_RATE)
    return World(parts, (0, 1, 2, 3), {"untold": 8}, rest)
