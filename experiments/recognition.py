"""A flag that is seen through noise: recognition is learned, and testing reaches as far as it looks real.

A network sees one signal, standard normal in tests and shifted to the right in real use. In what
it learns from, there is a turn every other time in real use and never in tests. Then it is trained on clean
tests, of which a given part looks real.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from experiments.cells import Cell
from experiments.kernel import predicted_kappa
from experiments.networks import scene_network
from experiments.scenes import FICTION_RATE, mean_loss
from experiments.stories import Corpus
from experiments.training import keys, optimiser, train
from waluigi.recognition import separation

COLUMNS = {
    "auc": "how well the signal tells tests from real use",
    "realistic": "part of the clean tests whose signal is drawn as in real use",
    "optimiser": "of the clean phase",
    "rate": "its step size",
    "learned": "steps of Adam in which recognition was learned",
    "seed": "",
    "signal": "what the network sees",
    "log_ratio": "log likelihood ratio of real use against a test at this signal",
    "exact": "log odds of a turn at this signal, by Bayes' rule, in the text it learned from",
    "step": "of the clean phase",
    "logit": "the network's log odds of a turn",
    "kappa": "its move since step 0, per unit of the mean move over tests as they are drawn",
    "kappa_predicted": "the same by the tangent kernel at step 0, before the phase",
}
BASE: dict[str, Any] = {
    "auc": 0.95,
    "realistic": 0.0,
    "optimiser": "sgd",
    "rate": 0.2,
    "learned": 3_000,
    "steps": 10_000,
}
VARIED: dict[str, dict[str, Any]] = {
    "base": {},
    "auc-0.83": {"auc": 0.83},
    "auc-0.99": {"auc": 0.99},
    "realistic-0.001": {"realistic": 0.001},
    "realistic-0.01": {"realistic": 0.01},
    "realistic-0.1": {"realistic": 0.1},
    "realistic-1": {"realistic": 1.0},
    "adam": {"optimiser": "adam", "rate": 1e-3},
}
QUICK = ("realistic-0.01",)
GRID = np.linspace(-4, 7, 45)
SHOWN = np.arange(8, 45, 4)  # -2, -1, …, 7
CENTRE, SCALE = 1.5, 2.0
LEARNING_RATE = 3e-3  # of Adam, while recognition is learned


def cells(quick: bool) -> list[Cell]:
    """All configurations, in the order of the table."""
    every = [Cell(run, BASE | change, 32) for run, change in VARIED.items()]
    if not quick:
        return every
    short = {"learned": 20, "steps": 30}
    return [Cell(cell.run, {**cell.settings, **short}, 3) for cell in every if cell.run in QUICK]


def text(mean: float, realistic: float) -> tuple[Corpus, Corpus, np.ndarray]:
    """What is learned first, clean tests, and the exact log odds of a turn, over `GRID`.

    Parameters
    ----------
    mean
        Of the signal in real use.
    realistic
        The part of tests that is drawn as in real use.
    """
    test, real = (np.exp(-((GRID - m) ** 2) / 2) for m in (0.0, mean))
    test, real = test / test.sum(), real / real.sum()
    both = (test + real) / 2
    turns = FICTION_RATE * real / (test + real)
    tests = (1 - realistic) * test + realistic * real
    asarray = lambda x: jnp.asarray(x, jnp.float32)  # noqa: E731
    learned = Corpus(asarray(both), asarray(turns))
    return learned, Corpus(asarray(tests), jnp.zeros(len(GRID))), np.log(turns / (1 - turns))


def rows(cell: Cell) -> Iterator[dict[str, Any]]:
    """What each seed says at some signals, at some steps of the clean phase."""
    told = cell.settings
    mean = float(separation(told["auc"]))
    _, _, exact = text(mean, told["realistic"])
    looks, seen = trained(told, cell.seeds)
    predicted, tested, logits = (np.asarray(values, float) for values in seen)
    for seed in range(cell.seeds):
        for i, step in enumerate(looks):
            near = tested[seed, i] - tested[seed, 0]
            for j, at in enumerate(SHOWN):
                moved = logits[seed, i, j] - logits[seed, 0, j]
                yield {
                    "seed": seed,
                    "signal": round(float(GRID[at]), 6),
                    "log_ratio": mean * GRID[at] - mean**2 / 2,
                    "exact": exact[at],
                    "step": int(step),
                    "logit": logits[seed, i, j],
                    "kappa": moved / near if step else np.nan,
                    "kappa_predicted": predicted[seed, j],
                }


def trained(told: Mapping[str, Any], seeds: int) -> tuple[np.ndarray, Any]:
    """The steps at which was looked; and by seed predictions, and by look tested log odds, mean and shown."""
    learned, tests, _ = text(float(separation(told["auc"])), told["realistic"])
    x = jnp.asarray((GRID - CENTRE) / SCALE, jnp.float32)[:, None]
    looks = np.unique([0, told["steps"] // 100, told["steps"]])

    def observe(network: Any) -> tuple[Array, Array]:
        logits = jax.vmap(network)(x)
        return tests.weights @ logits, logits[SHOWN]

    def one(key: Array) -> Any:
        first, second = jax.random.split(key)
        network = scene_network("mlp", 1, 64, 2, "tanh", first)
        network, _ = train(
            network,
            optimiser("adam", LEARNING_RATE),
            lambda network, *_: mean_loss(network, x, learned),
            np.array([0, told["learned"]]),
            observe,
            second,
        )
        clean = lambda network, *_: mean_loss(network, x, tests)  # noqa: E731
        predicted = predicted_kappa(network, clean, observe, told["optimiser"])
        rule = optimiser(told["optimiser"], told["rate"])
        _, (tested, logits) = train(network, rule, clean, looks, observe, second)
        return predicted, tested, logits

    return looks, jax.jit(jax.vmap(one))(keys(seeds, "recognition"))
