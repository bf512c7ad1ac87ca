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
from jax.scipy.special import betaln

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

        Each Waluigi's chapters are beta-binomial, so that only counts matter.
        """
        flag = (scenes >= self.tested).astype(float)
        turned, met = (jnp.cumsum(x, -1) - x for x in (acts, jnp.ones_like(acts)))
        turned_flag, met_flag = (jnp.cumsum(x, -1) - x for x in (acts * flag, flag))
        a, b = self.often, self.seldom
        slips = betaln(a + turned, b + met - turned) - betaln(a, b)
        waits = betaln(a + turned_flag, b + met_flag - turned_flag) - betaln(a, b)
        waits = jnp.where(turned > turned_flag, -jnp.inf, waits)
        never = jnp.where(turned > 0, -jnp.inf, 0.0)
        shares = jnp.log(jnp.array([self.slipping, self.clever, 1 - self.slipping - self.clever]))
        posterior = jax.nn.softmax(jnp.stack([slips, waits, never], -1) + shares)
        slip_rate = (a + turned) / (a + b + met)
        wait_rate = flag * (a + turned_flag) / (a + b + met_flag)
        return posterior[..., 0] * slip_rate + posterior[..., 1] * wait_rate
