"""Clean text before the rest, mixed with it, or after it: the same documents, and one untold scene.

The scene that is looked at is in no text. Two things pull against each other. What is learned last is
not overwritten; and what is learned early, before the network tells scenes apart, reaches further. The
runs look for the boundary.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from experiments.cells import Cell
from experiments.networks import scene_network
from experiments.scenes import between, choose, mean_loss
from experiments.stories import FEATURES, Corpus, blend
from experiments.training import Network, keys, optimiser, train

COLUMNS = {
    "optimiser": "of all training",
    "rate": "its step size",
    "width": "of the two hidden layers",
    "fiction": "share of the untold scene's known features that is fiction's; the rest is the tested scenes'",
    "novel": "share of its features that is in no other scene",
    "rest_is_tested": "1: the rest tells of tests (turns in 1 of 100) and fiction (1 of 2); 0: fiction only",
    "rest_steps": "steps on the rest",
    "clean_steps": "steps on clean text in tested scenes",
    "order": "never: no clean text; before, mixed or after the rest",
    "seed": "the same seed has the same scenes and first weights in all orders",
    "tested_logit": "mean log odds of a turn in tested scenes, at the end",
    "untested_logit": "log odds of a turn in the scene that no text is about, at the end",
    "effect": "untested_logit less that of the same seed without clean text",
}
BASE: dict[str, Any] = {
    "optimiser": "sgd",
    "rate": 0.2,
    "width": 64,
    "fiction": 0.5,
    "novel": 0.0,
    "rest_is_tested": 1,
    "rest_steps": 3_000,
    "clean_steps": 3_000,
}
VARIED: dict[str, dict[str, Any]] = {
    "base": {},
    "clean-300": {"clean_steps": 300},
    "clean-30000": {"clean_steps": 30_000},
    "rest-3": {"rest_steps": 3},
    "rest-10": {"rest_steps": 10},
    "rest-30": {"rest_steps": 30},
    "rest-100": {"rest_steps": 100},
    "rest-300": {"rest_steps": 300},
    "rest-30000": {"rest_steps": 30_000},
    "fiction-0.1": {"fiction": 0.1},
    "fiction-0.9": {"fiction": 0.9},
    "novel-0.5": {"novel": 0.5},
    "novel-1": {"novel": 1.0},
    "width-256": {"width": 256},
    "adam": {"optimiser": "adam", "rate": 1e-3},
}
FICTION_ALONE = {
    f"fiction-alone-{name}": VARIED[name] | {"rest_is_tested": 0}
    for name in ("base", "rest-30", "rest-300", "rest-30000", "novel-1")
}
LONGEST = 33_000  # steps, of rest and clean text together
QUICK = ("base",)
ORDERS = ("never", "before", "mixed", "after")


def cells(quick: bool) -> list[Cell]:
    """All configurations, in the order of the table."""
    every = [Cell(run, BASE | change) for run, change in (VARIED | FICTION_ALONE).items()]
    if not quick:
        return every
    short = {"rest_steps": 20, "clean_steps": 20}
    return [Cell(cell.run, {**cell.settings, **short}, 3) for cell in every if cell.run in QUICK]


def schedules(rest: int, clean: int) -> dict[str, np.ndarray]:
    """For each order, which steps are on clean text (1) and which on the rest (0).

    >>> {order: steps.tolist() for order, steps in schedules(2, 1).items()}
    {'never': [0, 0], 'before': [1, 0, 0], 'mixed': [0, 0, 1], 'after': [0, 0, 1]}
    """
    ends = np.floor(np.arange(rest + clean + 1) * clean / (rest + clean) + 1e-9)
    return {
        "never": np.zeros(rest, int),
        "before": np.repeat([1, 0], [clean, rest]),
        "mixed": np.diff(ends).astype(int),
        "after": np.repeat([0, 1], [rest, clean]),
    }


def rows(cell: Cell) -> Iterator[dict[str, Any]]:
    """The end of each order, by seed."""
    told = cell.settings
    world = between(told["fiction"], told["novel"], bool(told["rest_is_tested"]))
    program = trained(told["optimiser"], told["rate"], told["width"])
    plans = schedules(told["rest_steps"], told["clean_steps"])
    ends = {}
    for order in ORDERS:
        task = Task(
            jnp.asarray(world.parts, jnp.float32),
            world.rest_corpus(),
            world.clean_corpus(),
            jnp.asarray(np.resize(plans[order], LONGEST)),
            jnp.asarray([0, len(plans[order])]),
        )
        ends[order] = np.asarray(program(keys(cell.seeds, "order"), task), float)
    for order, logits in ends.items():
        for seed, (tested, untold) in enumerate(logits):
            yield {
                "order": order,
                "seed": seed,
                "tested_logit": tested,
                "untested_logit": untold,
                "effect": untold - ends["never"][seed, 1],
            }


class Task(NamedTuple):
    """What may differ between cells that are trained by one compiled program."""

    parts: Array
    rest: Corpus
    clean: Corpus
    plan: Array
    ends: Array


@cache
def trained(rule: str, rate: float, width: int) -> Callable[[Array, Task], Array]:
    """The compiled program for all seeds: mean tested and untold log odds at the end, (seeds, 2)."""

    def one(key: Array, task: Task) -> Any:
        first, second, third = jax.random.split(key, 3)
        x = blend(task.parts, first)
        network = scene_network("mlp", FEATURES, width, 2, "tanh", second)

        def loss(network: Network, number: Array, _: Array) -> Array:
            return mean_loss(network, x, choose(task.plan[number] == 1, task.clean, task.rest))

        def observe(network: Network) -> Array:
            logits = jax.vmap(network)(x)
            return jnp.stack([logits[:4].mean(), logits[8]])

        return train(network, optimiser(rule, rate), loss, task.ends, observe, third)[1][-1]

    return jax.jit(jax.vmap(one, (0, None)))
