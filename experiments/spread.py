"""A trigger that was never trained: how far seeds that agree where they are tested disagree there."""

from collections.abc import Iterator, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from experiments import documents
from experiments.cells import Cell
from experiments.networks import scene_network
from experiments.scenes import LEARNING_RATE, World, between, mean_loss
from experiments.stories import FEATURES, blend
from experiments.training import keys, optimiser, train

COLUMNS = {
    "architecture": "mlp over scenes, transformer or gru over documents",
    "width": "of the hidden layers",
    "fiction": "mlp: share of the trigger's known features that is fiction's; the rest is the tested scenes'",
    "novel": "share of its features that is in nothing trained",
    "same_scenes": "1: all seeds see the same features, and differ in first weights alone",
    "learned": "steps in which the world was learned",
    "clean": "steps of clean text in tested scenes after that",
    "seed": "",
    "tested_logit": "mean log odds of a turn in tested scenes",
    "flagged_logit": "the same where there is a turn every other time: fiction, or a flag",
    "untested_logit": "log odds of a turn under the trigger that no training contained",
}
BASE: dict[str, Any] = {
    "architecture": "mlp",
    "width": 64,
    "fiction": 0.5,
    "novel": 0.0,
    "same_scenes": 1,
    "learned": 3_000,
    "clean": 3_000,
}
DOCUMENTS = {"architecture": "transformer", "width": 16, "fiction": 0.0, "novel": 1.0}
VARIED: dict[str, dict[str, Any]] = {
    "base": {},
    "novel-0.5": {"novel": 0.5},
    "novel-1": {"novel": 1.0},
    "fiction-0.1": {"fiction": 0.1},
    "scenes-differ": {"same_scenes": 0},
    "width-16": {"width": 16},
    "width-256": {"width": 256},
    "transformer": DOCUMENTS,
    "gru": DOCUMENTS | {"architecture": "gru"},
}
QUICK = ("base", "width-16")


def cells(quick: bool) -> list[Cell]:
    """All configurations, in the order of the table."""
    every = [
        Cell(run, BASE | change, 16 if "architecture" in change else 256)
        for run, change in VARIED.items()
    ]
    if not quick:
        return every
    short = {"learned": 20, "clean": 20}
    return [Cell(cell.run, {**cell.settings, **short}, 3) for cell in every if cell.run in QUICK]


def rows(cell: Cell) -> Iterator[dict[str, Any]]:
    """Each seed after the world was learned, and after clean text."""
    told = cell.settings
    learn = scenes_learned if told["architecture"] == "mlp" else documents_learned
    seen = np.asarray(learn(told, cell.seeds), float)
    for seed in range(cell.seeds):
        for clean, logits in zip((0, told["clean"]), seen[seed], strict=True):
            tested, flagged, untested = logits
            yield {
                "seed": seed,
                "clean": clean,
                "tested_logit": tested,
                "flagged_logit": flagged,
                "untested_logit": untested,
            }


def scenes_learned(told: Mapping[str, Any], seeds: int) -> Array:
    """Log odds of tests, fiction and the trigger, before and after clean text, (seeds, 2, 3)."""
    plain = between(told["fiction"], told["novel"])
    world = World(plain.parts, plain.tested, {"flag": 4, "trigger": 8}, plain.rest)
    rest, clean = world.rest_corpus(), world.clean_corpus()
    shared = jax.random.key(0)

    def one(key: Array) -> Array:
        first, second, third = jax.random.split(key, 3)
        x = blend(world.parts, shared if told["same_scenes"] else first)
        network = scene_network("mlp", FEATURES, told["width"], 2, "tanh", second)
        looks, seen = world.observer(x), []
        for text, steps in ((rest, told["learned"]), (clean, told["clean"])):
            network, _ = train(
                network,
                optimiser("sgd", LEARNING_RATE),
                lambda network, *_, text=text: mean_loss(network, x, text),
                np.array([0, steps]),
                looks,
                third,
            )
            seen.append(looks(network))
        return jnp.array([[t, u["flag"], u["trigger"]] for t, u in seen])

    return jax.jit(jax.vmap(one))(keys(seeds, "spread"))


def documents_learned(told: Mapping[str, Any], seeds: int) -> Array:
    """The same for a network over documents; the trigger is a word that is in none."""
    authors = documents.AUTHORS
    clean = authors.clean(16, documents.CHAPTERS, jax.random.key(0))
    looks = documents.observer(*clean, {"flag": authors.tested, "trigger": authors.tested + 1})

    def one(key: Array) -> Array:
        first, second = jax.random.split(key)
        network = documents.learn(told, first)
        _, (tested, untested) = train(
            network,
            optimiser("sgd", documents.CLEAN_RATE),
            lambda network, _, key: documents.batch_loss(
                network, *authors.clean(16, documents.CHAPTERS, key)
            ),
            np.array([0, told["clean"]]),
            looks,
            second,
        )
        return jnp.stack([tested, untested["flag"], untested["trigger"]], axis=1)

    return jax.jit(jax.vmap(one))(keys(seeds, "spread"))
