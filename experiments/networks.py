"""The learners: each gives the log odds of a turn.

Two kinds. A *scene network* sees one scene's features, in the shape (d,), and gives one number. A
*document network* sees the scenes and acts of a document, and gives one number for each
chapter, from its scene and from what stands before it.
"""

from collections.abc import Callable

import equinox as eqx
import jax
import jax.numpy as jnp
from jax import Array

from waluigi import checks

ACTIVATIONS: dict[str, Callable[[Array], Array]] = {"tanh": jnp.tanh, "relu": jax.nn.relu}


class Linear(eqx.Module):
    """Log odds that are a weighted sum of the features: the world of `thm-transfer`."""

    weights: Array

    def __init__(self, features: int, key: Array) -> None:
        self.weights = jax.random.normal(key, (features,)) / jnp.sqrt(features)

    def __call__(self, x: Array) -> Array:
        return self.weights @ x


class Embedded(eqx.Module):
    """A scene network whose features are trained too: it is given a scene's number."""

    table: Array
    inner: eqx.Module

    def __call__(self, scene: Array) -> Array:
        return self.inner(self.table[scene])


class Counts(eqx.Module):
    """A perceptron that is told what has been counted so far, and so cannot see the order."""

    perceptron: eqx.nn.MLP

    def __init__(self, width: int, key: Array) -> None:
        self.perceptron = eqx.nn.MLP(6, "scalar", width, 2, jnp.tanh, key=key)

    def __call__(self, scenes: Array, acts: Array) -> Array:
        real = (scenes > 0).astype(float)
        kinds = jnp.stack(
            [(1 - real) * (1 - acts), (1 - real) * acts, real * (1 - acts), real * acts]
        )
        before = jnp.cumsum(kinds, axis=1) - kinds
        return jax.vmap(self.perceptron)(jnp.vstack([jnp.log1p(before), real, 1 - real]).T)


class Gru(eqx.Module):
    """A recurrent network: what it knows of a document is one vector, carried along."""

    scene: Array
    past: Array
    cell: eqx.nn.GRUCell
    out: eqx.nn.Linear

    def __init__(self, words: int, width: int, key: Array) -> None:
        one, two, three, four = jax.random.split(key, 4)
        self.scene = jax.random.normal(one, (words, width)) * 0.5
        self.past = jax.random.normal(two, (2 * words + 1, width)) * 0.5
        self.cell = eqx.nn.GRUCell(width, width, key=three)
        self.out = eqx.nn.Linear(width, "scalar", key=four)

    def __call__(self, scenes: Array, acts: Array) -> Array:
        x = self.scene[scenes] + self.past[_past(scenes, acts)]

        def step(state: Array, token: Array) -> tuple[Array, Array]:
            state = self.cell(token, state)
            return state, self.out(state)

        return jax.lax.scan(step, jnp.zeros(x.shape[1]), x)[1]


class Block(eqx.Module):
    """Attention to what came before, then a perceptron; each behind a normalisation."""

    first: eqx.nn.LayerNorm
    second: eqx.nn.LayerNorm
    queries: Array
    mix: Array
    rise: eqx.nn.Linear
    fall: eqx.nn.Linear
    heads: int = eqx.field(static=True)

    def __init__(self, width: int, heads: int, key: Array) -> None:
        one, two, three, four = jax.random.split(key, 4)
        self.first, self.second = eqx.nn.LayerNorm(width), eqx.nn.LayerNorm(width)
        self.queries = jax.random.normal(one, (3, heads, width // heads, width)) / jnp.sqrt(width)
        self.mix = jax.random.normal(two, (width, width)) / jnp.sqrt(2 * width)
        self.rise = eqx.nn.Linear(width, 4 * width, key=three)
        self.fall = eqx.nn.Linear(4 * width, width, key=four)
        self.heads = heads

    def __call__(self, x: Array) -> Array:
        length, width = x.shape
        query, key, value = jnp.einsum("nhdw,tw->nhtd", self.queries, jax.vmap(self.first)(x))
        score = query @ key.swapaxes(1, 2) / jnp.sqrt(width // self.heads)
        before = jnp.tril(jnp.ones((length, length), bool))
        seen = jax.nn.softmax(jnp.where(before, score, -jnp.inf)) @ value
        x = x + seen.swapaxes(0, 1).reshape(length, width) @ self.mix.T
        return x + jax.vmap(self.fall)(jax.nn.gelu(jax.vmap(self.rise)(jax.vmap(self.second)(x))))


class Transformer(eqx.Module):
    """A small transformer of two blocks, with learned positions."""

    scene: Array
    past: Array
    place: Array
    blocks: list[Block]
    last: eqx.nn.LayerNorm
    out: eqx.nn.Linear

    def __init__(self, words: int, length: int, width: int, key: Array) -> None:
        one, two, three, four, *rest = jax.random.split(key, 6)
        self.scene = jax.random.normal(one, (words, width)) * 0.5
        self.past = jax.random.normal(two, (2 * words + 1, width)) * 0.5
        self.place = jax.random.normal(three, (length, width)) * 0.1
        self.blocks = [Block(width, 2, key) for key in rest]
        self.last = eqx.nn.LayerNorm(width)
        self.out = eqx.nn.Linear(width, "scalar", key=four)

    def __call__(self, scenes: Array, acts: Array) -> Array:
        x = self.scene[scenes] + self.past[_past(scenes, acts)] + self.place[: len(scenes)]
        for block in self.blocks:
            x = block(x)
        return jax.vmap(self.out)(jax.vmap(self.last)(x))


def _past(scenes: Array, acts: Array) -> Array:
    """The chapter before each, as a word: its scene and whether it had a turn; 0 before the first."""
    words = 1 + 2 * scenes + acts.astype(int)
    return jnp.concatenate([jnp.zeros(1, int), words[:-1]])


def scene_network(
    architecture: str, features: int, width: int, depth: int, activation: str, key: Array
) -> eqx.Module:
    """A learner of scenes: `linear`, or the perceptron `mlp` with so many hidden layers.

    Raises
    ------
    ValueError
        If there is no such architecture or activation.
    """
    checks.require(architecture in ("linear", "mlp"), "architecture", architecture, "linear, mlp")
    checks.require(activation in ACTIVATIONS, "activation", activation, ", ".join(ACTIVATIONS))
    if architecture == "linear":
        return Linear(features, key)
    return eqx.nn.MLP(features, "scalar", width, depth, ACTIVATIONS[activation], key=key)


def document_network(
    architecture: str, words: int, length: int, width: int, key: Array
) -> eqx.Module:
    """A learner of documents: `transformer`, `gru`, or `counts`, a perceptron over counts.

    Raises
    ------
    ValueError
        If there is no such architecture.
    """
    kinds = ("transformer", "gru", "counts")
    checks.require(architecture in kinds, "architecture", architecture, ", ".join(kinds))
    if architecture == "counts":
        return Counts(width, key)
    if architecture == "gru":
        return Gru(words, width, key)
    return Transformer(words, length, width, key)
