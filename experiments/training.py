"""Training: one loop for every experiment, all seeds at once, looked at in rounder and rounder steps."""

from collections.abc import Callable
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array

from waluigi import checks

Network = Any
OPTIMISERS = ("sgd", "momentum", "adam", "sign")
MOMENTUM = 0.9


def optimiser(name: str, rate: float, weight_decay: float = 0.0) -> optax.GradientTransformation:
    """An optimiser whose step is `rate` times a direction; each step first takes away a share of the weights.

    Parameters
    ----------
    name
        `sgd`; `momentum`, of 0.9 and scaled so that one gradient moves the weights as far in the end as
        it does for `sgd`; `adam`; or `sign`.
    rate
        The step size, above 0.
    weight_decay
        Decoupled: each step multiplies the weights by 1 - rate * weight_decay.

    Raises
    ------
    ValueError
        If there is no such optimiser or a number is out of range.
    """
    checks.require(name in OPTIMISERS, "name", name, ", ".join(OPTIMISERS))
    checks.require(0 < rate < np.inf, "rate", rate, "a finite number above 0")
    checks.require(0 <= weight_decay * rate < 1, "weight_decay", weight_decay, "0 to 1 / rate")
    direction = {
        "sgd": optax.identity(),
        "momentum": optax.chain(optax.trace(MOMENTUM), optax.scale(1 - MOMENTUM)),
        "adam": optax.scale_by_adam(),
        "sign": optax.scale_by_sign(),
    }[name]
    return optax.chain(
        direction, optax.add_decayed_weights(weight_decay), optax.scale_by_learning_rate(rate)
    )


def log_spaced(steps: int, per_decade: float = 2) -> np.ndarray:
    """Numbers of steps at which to look: 0, then evenly in the logarithm from 1 to `steps`.

    >>> log_spaced(1000).tolist()
    [0, 1, 3, 10, 32, 100, 316, 1000]
    >>> log_spaced(0).tolist()
    [0]
    """
    checks.require(steps >= 0, "steps", steps, "0 or more")
    if not steps:
        return np.array([0])
    count = round(np.log10(steps) * per_decade) + 1 if steps > 1 else 1
    return np.unique(np.concatenate([[0], np.round(np.geomspace(1, steps, count))]).astype(int))


def train(
    network: Network,
    rule: optax.GradientTransformation,
    loss: Callable[[Network, Array, Array], Array],
    looks: Array | np.ndarray,
    observe: Callable[[Network], Any],
    key: Array,
) -> tuple[Network, Any]:
    """Train one network and look at it now and then. To be mapped over seeds by `vmap`.

    Parameters
    ----------
    network
        Any Equinox module; its arrays are trained.
    rule
        Its optimiser, which starts afresh.
    loss
        Of (network, number of the step, key of the step).
    looks
        The numbers of steps at which to look, rising from 0.
    observe
        What to note of a network.
    key
        What is drawn is drawn from it.

    Returns
    -------
    The trained network, and what was noted, with the looks as first axis.
    """
    trained, still = eqx.partition(network, eqx.is_inexact_array)

    def step(number: Array, carry: Any) -> Any:
        trained, state = carry
        slope = jax.grad(
            lambda some: loss(eqx.combine(some, still), number, jax.random.fold_in(key, number))
        )(trained)
        change, state = rule.update(slope, state, trained)
        return eqx.apply_updates(trained, change), state

    def stretch(carry: Any, ends: Array) -> Any:
        carry = jax.lax.fori_loop(ends[0], ends[1], step, carry)
        return carry, observe(eqx.combine(carry[0], still))

    looks = jnp.asarray(looks)
    stretches = jnp.stack([jnp.concatenate([looks[:1], looks[:-1]]), looks], axis=1)
    (trained, _), seen = jax.lax.scan(stretch, (trained, rule.init(trained)), stretches)
    return eqx.combine(trained, still), seen


def keys(seeds: int, name: str) -> Array:
    """A key for each seed: the first so many of one endless row, another for each purpose."""
    mark = int.from_bytes(name.encode()[:4].ljust(4, b"-"), "big") % 2**31
    base = jax.random.key(mark)
    return jax.vmap(lambda seed: jax.random.fold_in(base, seed))(jnp.arange(seeds))
