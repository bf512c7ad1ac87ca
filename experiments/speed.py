"""``python -m experiments.speed``: all seeds at once, against loops over seeds, and over seeds and steps.

All take the same compiled steps of the base case of `transfer`; compiling is not counted.
"""

import time
from collections.abc import Callable
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
from jax import Array

from experiments.networks import scene_network
from experiments.scenes import flagged, mean_loss
from experiments.stories import FEATURES, Corpus, blend
from experiments.training import Network, keys, log_spaced, optimiser
from experiments.transfer import BASE, SHAPE, Task, trained

SEEDS, LEARNED, STEPS = 64, 300, 1_000


def seconds(work: Callable[[], object]) -> float:
    """The least time of three; the first call, which compiles, is not timed."""
    times = []
    for _ in range(4):
        start = time.perf_counter()
        jax.block_until_ready(work())
        times.append(time.perf_counter() - start)
    return min(times[1:])


def main() -> None:
    """Print both times and their ratio."""
    world = flagged(BASE["tested"], BASE["overlap"])
    task = Task(
        jnp.asarray(world.parts, jnp.float32),
        world.rest_corpus(),
        world.clean_corpus(),
        jnp.asarray(LEARNED),
        jnp.asarray(1.0),
        jnp.asarray(log_spaced(STEPS, 1)),
    )
    program = trained(tuple((key, BASE[key]) for key in SHAPE), BASE["tested"])
    seeds = keys(SEEDS, "transfer")
    together = seconds(lambda: program(seeds, task))
    apart = seconds(lambda: [program(seeds[i : i + 1], task) for i in range(SEEDS)])
    stepwise = seconds(lambda: by_steps(seeds[0])) * SEEDS
    print(f"{SEEDS} seeds at once: {together:.2f} s")
    for name, time_taken in (("seeds", apart), ("seeds and steps", stepwise)):
        print(f"a loop over {name}: {time_taken:.2f} s, {time_taken / together:.1f} times as long")


def by_steps(key: Array) -> object:
    """One seed, with each step called from Python, as one would write it first."""
    first, second, _, _ = jax.random.split(key, 4)
    world = flagged(BASE["tested"], BASE["overlap"])
    x = blend(world.parts, first)
    network = scene_network(
        "mlp", FEATURES, BASE["width"], BASE["depth"], BASE["activation"], second
    )
    rule = optimiser("sgd", BASE["rate"])
    weights, still = eqx.partition(network, eqx.is_inexact_array)
    state = rule.init(weights)
    for text, steps in ((world.rest_corpus(), LEARNED), (world.clean_corpus(), STEPS)):
        for _ in range(steps):
            weights, state = compiled_step(weights, state, still, x, text)
    return weights


def one_step(
    weights: Network, state: Any, still: Network, x: Array, text: Corpus
) -> tuple[Network, Any]:
    """A step of the base case's descent."""
    slope = jax.grad(lambda some: mean_loss(eqx.combine(some, still), x, text))(weights)
    change, state = optimiser("sgd", BASE["rate"]).update(slope, state, weights)
    return eqx.apply_updates(weights, change), state


compiled_step = eqx.filter_jit(one_step)

if __name__ == "__main__":
    main()
