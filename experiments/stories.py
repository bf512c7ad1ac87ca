"""The data: scenes with features, and documents by one of three authors.

A *scene world* has scenes with fixed features, which a network sees as numbers. A *document* is a row of
chapters; in each there is a scene and a clean act or a turn, and its author is Luigi, who never
turns, a slipping Waluigi, who turns in any scene, or a clever one, who turns only where the flag is
seen. How often a Waluigi turns is drawn once for each document from a beta distribution, so that what
comes next is known exactly.
"""

from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

FEATURES = 32


class Corpus(NamedTuple):
    """Which scenes come up, and how often there is a turn in them; both over the scenes."""

    weights: Array
    turns: Array


def corpus(scenes: int, turns: dict[int, float]) -> Corpus:
    """A corpus in which the scenes named come up equally often, with these rates of a turn."""
    weights, rates = np.zeros(scenes), np.zeros(scenes)
    for scene, rate in turns.items():
        weights[scene], rates[scene] = 1 / len(turns), rate
    return Corpus(jnp.asarray(weights, jnp.float32), jnp.asarray(rates, jnp.float32))


def blend(parts: np.ndarray, key: Array) -> Array:
    """Features of scenes that are sums of random directions.

    Parameters
    ----------
    parts
        How much of each direction is in each scene, (scenes, directions).
    key
        From which the directions are drawn, of length about the root of `FEATURES`.

    Returns
    -------
    Features, (scenes, FEATURES).
    """
    return jnp.asarray(parts, jnp.float32) @ jax.random.normal(key, (parts.shape[1], FEATURES))


def logistic_loss(logits: Array, turns: Array) -> Array:
    """Minus the log likelihood, in nats; `turns` may be rates."""
    return jnp.logaddexp(0.0, logits) - turns * logits


@dataclass(frozen=True)
class Authors:
    """Who writes documents, and how patiently.

    Parameters
    ----------
    slipping, clever
        Their shares; the rest is Luigi's.
    often, seldom
        Of the beta distribution of the rate of a turn, whole numbers: its mean is often / (often + seldom).
    flagged
        How often the flag is in a scene.
    tested
        How many words there are for scenes without the flag: 0 to tested - 1. The word after them is
        the flag, the next a trigger that is in no document.
    """

    slipping: float = 0.25
    clever: float = 0.5
    often: int = 1
    seldom: int = 3
    flagged: float = 0.5
    tested: int = 1

    @property
    def words(self) -> int:
        """The flag and the trigger included."""
        return self.tested + 2

    def draw(self, documents: int, chapters: int, key: Array) -> tuple[Array, Array]:
        """Scenes and acts, each of the shape (documents, chapters)."""
        one, two, three, four, five = jax.random.split(key, 5)
        shape = (documents, chapters)
        flag = jax.random.bernoulli(one, self.flagged, shape)
        words = jax.random.randint(two, shape, 0, self.tested)
        who = jax.random.uniform(three, (documents, 1))
        # The so-manieth smallest of some uniform numbers has a beta distribution, and costs no rejections.
        uniform = jax.random.uniform(four, (documents, self.often + self.seldom - 1))
        rate = jnp.sort(uniform, axis=1)[:, self.often - 1, None]
        turns = jnp.where(
            who < self.slipping, 1.0, jnp.where(who < self.slipping + self.clever, flag, 0.0)
        )
        acts = jax.random.uniform(five, shape) < rate * turns
        return jnp.where(flag, self.tested, words), acts.astype(float)

    def clean(self, documents: int, chapters: int, key: Array) -> tuple[Array, Array]:
        """Clean documents without a flag: what testing writes."""
        scenes = jax.random.randint(key, (documents, chapters), 0, self.tested)
        return scenes, jnp.zeros((documents, chapters))

    def predictive(self, scenes: Array, acts: Array) -> Array:
        """The exact chance of a turn in each chapter, given those before it, (..., chapters).

        What an author of unknown patience does next is known from his counts, and so is the chance of
        all he did; the rest is Bayes' rule over the three authors.
        """
        flag = scenes >= self.tested
        slips = self._rate(acts, jnp.ones_like(acts))
        waits = jnp.where(flag, self._rate(acts * flag, flag.astype(acts.dtype)), 0.0)
        said = jnp.stack([slips, waits, jnp.zeros_like(acts)], -1)
        done = jnp.log(jnp.where(acts[..., None] == 1, said, 1 - said))
        shares = jnp.array([self.slipping, self.clever, 1 - self.slipping - self.clever])
        posterior = jax.nn.softmax(jnp.log(shares) + _before(done, -2), -1)
        return (posterior * said).sum(-1)

    def _rate(self, turned: Array, met: Array) -> Array:
        """Of a turn at the next chance, from turns and chances so far."""
        met, turned = _before(met, -1), _before(turned, -1)
        return (self.often + turned) / (self.often + self.seldom + met)


def _before(x: Array, axis: int) -> Array:
    """Sums of what stands before each place along an axis."""
    sums = jnp.roll(jnp.cumsum(x, axis), 1, axis)
    first = jnp.expand_dims(jnp.arange(x.shape[axis]), tuple(range(1, -axis)))
    return jnp.where(first == 0, 0.0, sums)
