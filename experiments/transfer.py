"""The transfer law on trained networks: kappa along a phase of clean text, and predicted before it.

A network first learns a world in which tested scenes hardly ever have a turn and flagged ones do
every other time. Then it is trained on clean text in tested scenes alone. One factor at a
time is varied around a base case.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from experiments import documents
from experiments.cells import Cell
from experiments.kernel import predicted_kappa
from experiments.networks import Embedded, scene_network
from experiments.scenes import LEARNING_RATE, choose, flagged, mean_loss, sampled_loss
from experiments.stories import FEATURES, Corpus, blend
from experiments.training import Network, keys, log_spaced, optimiser, train
from waluigi.transfer import after_decay

COLUMNS = {
    "architecture": "linear, mlp (over scenes) or transformer, gru (over documents)",
    "width": "of the hidden layers",
    "depth": "hidden layers, or blocks",
    "activation": "of the perceptron",
    "optimiser": "of the clean phase; the world is learned by plain descent, documents by Adam",
    "rate": "its step size",
    "weight_decay": "decoupled; each step multiplies the weights by 1 - rate * weight_decay",
    "sampled": "1: a document drawn for each step; 0: the expected loss",
    "inputs": "given: features that stay; learned: an embedding that starts as them and is trained",
    "tested": "number of tested scenes",
    "overlap": "cosine of the flagged scene's features with the mean of the tested ones', up to chance",
    "coding": "how strongly one direction tells the flag, minus in tests and plus with the flag",
    "past": "cosine with the flagged scene's features of scenes that tell of it, clean too; 0: none",
    "learned": "steps in which the world was learned before the clean phase",
    "order": "of clean text and the rest: after, before, mixed",
    "seed": "the same seed has the same scenes and first weights in every run of one size",
    "step": "of the phase that contains clean text",
    "tested_logit": "mean log odds of a turn in tested scenes",
    "untested_logit": "log odds of a turn with the flag, where nothing is tested",
    "kappa": "(untested_logit - its value at step 0) / (tested_logit - its value at step 0)",
    "kappa_predicted": "the same by the tangent kernel at step 0, before the phase",
    "untested_predicted": "untested_logit by thm-transfer, from tested_logit and kappa_predicted",
}

BASE: dict[str, Any] = {
    "architecture": "mlp",
    "width": 64,
    "depth": 2,
    "activation": "tanh",
    "optimiser": "sgd",
    "rate": 0.2,
    "weight_decay": 0.0,
    "sampled": 0,
    "inputs": "given",
    "tested": 8,
    "overlap": 0.3,
    "coding": 0.0,
    "past": 0.0,
    "learned": 3_000,
    "order": "after",
    "steps": 10_000,
    "per_decade": 1 / 2,
}
LINEAR_RATE = 0.01  # Its features are long, and nothing else damps its steps.
LINEAR = {"architecture": "linear", "width": 0, "depth": 0, "rate": LINEAR_RATE}
DOCUMENTS = {
    "architecture": "transformer",
    "width": 16,
    "activation": "gelu",
    "inputs": "learned",
    "overlap": 0.0,
    "rate": documents.CLEAN_RATE,
    "tested": 4,
    "steps": 3_000,
    "learned": 3_000,
}
RATES = {"adam": 1e-3, "sign": 2e-6}
VARIED: dict[str, dict[str, Any]] = {
    "base": {"per_decade": 2},
    "width-16": {"width": 16},
    "width-256": {"width": 256},
    "depth-1": {"depth": 1},
    "depth-4": {"depth": 4},
    "relu": {"activation": "relu"},
    "momentum": {"optimiser": "momentum"},
    "adam": {"optimiser": "adam", "rate": RATES["adam"], "per_decade": 2},
    "sign": {"optimiser": "sign", "rate": RATES["sign"], "per_decade": 2},
    "sampled": {"sampled": 1},
    "decay-0.0001": {"weight_decay": 1e-4},
    "decay-0.001": {"weight_decay": 1e-3},
    "decay-0.01": {"weight_decay": 1e-2},
    "tested-1": {"tested": 1},
    "embedding": {"inputs": "learned"},
    "embedding-overlap-0": {"inputs": "learned", "overlap": 0.0},
    "overlap-0": {"overlap": 0.0},
    "overlap-0-sign": {"overlap": 0.0, "optimiser": "sign", "rate": RATES["sign"]},
    "overlap-0.5": {"overlap": 0.5},
    "overlap-0.9": {"overlap": 0.9},
    "overlap-0.99": {"overlap": 0.99},
    "overlap--0.5": {"overlap": -0.5},
    "overlap--0.9": {"overlap": -0.9},
    "coding-0.5": {"coding": 0.5},
    "coding-1": {"coding": 1.0},
    "coding-2": {"coding": 2.0},
    "coding-2-adam": {"coding": 2.0, "optimiser": "adam", "rate": RATES["adam"]},
    "past-0.3": {"past": 0.3},
    "past-0.6": {"past": 0.6},
    "past-0.9": {"past": 0.9},
    "learned-10": {"learned": 10},
    "learned-100": {"learned": 100},
    "learned-1000": {"learned": 1_000},
    "learned-30000": {"learned": 30_000},
    "order-before": {"order": "before", "per_decade": 1},
    "order-mixed": {"order": "mixed"},
    "linear": LINEAR | {"tested": 1},
    "linear-adam": LINEAR | {"tested": 1, "optimiser": "adam", "rate": RATES["adam"]},
    "linear-sign": LINEAR | {"tested": 1, "optimiser": "sign", "rate": 1e-4},
    "linear-decay": LINEAR | {"tested": 1, "weight_decay": 1e-2},
    "linear-no-overlap": LINEAR | {"tested": 1, "overlap": 0.0},
    "linear-many": LINEAR,
}
VARIED_DOCUMENTS: dict[str, dict[str, Any]] = {
    "transformer": {"per_decade": 1},
    "transformer-adam": {"optimiser": "adam", "rate": 3e-4},
    "transformer-sign": {"optimiser": "sign", "rate": 1e-5},
    "transformer-width-32": {"width": 32},
    "transformer-learned-300": {"learned": 300},
    "transformer-before": {"order": "before"},
    "gru": {"architecture": "gru", "depth": 1, "activation": "tanh"},
}
SEEDS_OF_DOCUMENTS = {"transformer": 64}
QUICK = ("base", "linear", "linear-sign", "transformer")


def cells(quick: bool) -> list[Cell]:
    """All configurations, in the order of the table."""
    every = [Cell(run, BASE | change) for run, change in VARIED.items()]
    every += [
        Cell(run, BASE | DOCUMENTS | change, SEEDS_OF_DOCUMENTS.get(run, 16))
        for run, change in VARIED_DOCUMENTS.items()
    ]
    if not quick:
        return every
    short = {"learned": 20, "steps": 30, "per_decade": 1}
    return [Cell(cell.run, {**cell.settings, **short}, 3) for cell in every if cell.run in QUICK]


def rows(cell: Cell) -> Iterator[dict[str, Any]]:
    """Each seed's path through the phase of clean text."""
    told = cell.settings
    if told["architecture"] in ("linear", "mlp"):
        looks, seen = scene_phase(told, cell.seeds)
    else:
        looks, seen = documents.phase(told, cell.seeds)
    predicted, tested, untested = (np.asarray(values, float) for values in seen)
    moved, near = untested - untested[:, :1], tested - tested[:, :1]
    kept = (1 - told["rate"] * told["weight_decay"]) ** looks
    for seed in range(cell.seeds):
        law = after_decay(predicted[seed], tested[seed, 0], tested[seed], untested[seed, 0], kept)
        for i, step in enumerate(looks):
            start = step == 0 or near[seed, i] == 0
            yield {
                "seed": seed,
                "step": int(step),
                "tested_logit": tested[seed, i],
                "untested_logit": untested[seed, i],
                "kappa": np.nan if start else moved[seed, i] / near[seed, i],
                "kappa_predicted": predicted[seed],
                "untested_predicted": law[i],
            }


def scene_phase(told: Mapping[str, Any], seeds: int) -> tuple[np.ndarray, Any]:
    """Learn the world, predict, and train on clean text.

    Returns
    -------
    The steps at which the networks were looked at; and by seed the predicted kappa, and by seed and
    look the mean tested and the untested log odds.
    """
    world = flagged(told["tested"], told["overlap"], told["coding"], told["past"])
    mixed = told["learned"] if told["order"] == "mixed" else 0
    looks = log_spaced(told["steps"] + mixed, told["per_decade"])
    task = Task(
        jnp.asarray(world.parts, jnp.float32),
        world.rest_corpus(),
        world.clean_corpus(),
        jnp.asarray(told["learned"] if told["order"] == "after" else 0),
        jnp.asarray(told["steps"] / (told["steps"] + mixed)),
        jnp.asarray(looks),
    )
    shape = {key: told[key] for key in SHAPE}
    return looks, trained(tuple(shape.items()), told["tested"])(keys(seeds, "transfer"), task)


class Task(NamedTuple):
    """What may differ between cells that are trained by one compiled program."""

    parts: Array
    rest: Corpus
    clean: Corpus
    learned: Array
    share: Array
    looks: Array


SHAPE = (
    *("architecture", "width", "depth", "activation", "inputs"),
    *("optimiser", "rate", "weight_decay", "sampled"),
)


@cache
def trained(shape: tuple[tuple[str, Any], ...], tests: int) -> Callable[[Array, Task], Any]:
    """The program for all seeds of such networks; the first `tests` scenes are tested, not the next."""
    told = dict(shape)

    def one(key: Array, task: Task) -> Any:
        first, second, third, fourth = jax.random.split(key, 4)
        x = blend(task.parts, first)
        network = scene_network(
            told["architecture"], FEATURES, told["width"], told["depth"], told["activation"], second
        )
        if told["inputs"] == "learned":
            network, x = Embedded(x, network), jnp.arange(len(x))

        def observe(network: Network) -> tuple[Array, Array]:
            logits = jax.vmap(network)(x)
            return logits[:tests].mean(), logits[tests]

        def phase(network: Network, number: Array, key: Array) -> Array:
            if told["sampled"]:
                return sampled_loss(network, x, task.clean, key)
            # All steps are on clean text, unless the rest is mixed with it.
            turn = jnp.floor((number + 1) * task.share) > jnp.floor(number * task.share)
            return mean_loss(network, x, choose(turn, task.clean, task.rest))

        learn = optimiser("sgd", LINEAR_RATE if told["architecture"] == "linear" else LEARNING_RATE)
        network, _ = train(
            network,
            learn,
            lambda network, *_: mean_loss(network, x, task.rest),
            jnp.stack([jnp.zeros_like(task.learned), task.learned]),
            observe,
            third,
        )
        predicted = predicted_kappa(
            network, lambda network: mean_loss(network, x, task.clean), observe, told["optimiser"]
        )
        rule = optimiser(told["optimiser"], told["rate"], told["weight_decay"])
        _, (tested, untested) = train(network, rule, phase, task.looks, observe, fourth)
        return predicted, tested, untested

    return jax.jit(jax.vmap(one, (0, None)))
