r"""The slipping Waluigi: one that turns in any document with the same small probability.

Against a Luigi who never turns, every clean document multiplies its odds by $1-p$, so the odds
halve every $\ln 2/{-\ln(1-p)}$ documents (`thm-half-life`). The document of its first turn is
geometric, and a geometric wait has no memory: a Waluigi of this kind is not patient, only lucky.
Where Luigi errs too, the documents that he writes still lower the log odds, by the divergence of the
two rates a document.

The names in capitals are the formulas, as SymPy expressions, and their parameters; the functions
below are compiled from them. Shares are of all personas, documents are counted.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sympy import Eq, Max, Piecewise, Symbol, ceiling, exp, log, oo, symbols
from sympy.codegen.cfunctions import log1p
from tqdm import tqdm

from threeforms import Parameter, computes
from waluigi import checks
from waluigi.checks import BETWEEN, UNSURE, WHOLE
from waluigi.evidence import LEAK, POSTERIOR_SHARE, K, p, w

t, n = symbols("t n", positive=True)
e = Symbol("e", nonnegative=True)
WALUIGI = Parameter(w, "waluigi", BETWEEN)
TARGET = Parameter(t, "target", BETWEEN)
READ = Parameter(n, "documents", WHOLE)
ERRS = Parameter(e, "errs", UNSURE)

SURVIVAL = exp(n * log1p(-p))
HALF_LIFE = log(2) / -log1p(-p)
SHARE = POSTERIOR_SHARE.subs(K, SURVIVAL)
HALF_LIFE_OF_SHARE = (log(2 - w) - log(1 - w)) / -log1p(-p)
_NATS = log(w) + log1p(-t) - log1p(-w) - log(t)
DOCUMENTS = Max(0, ceiling(_NATS / -log1p(-p)))
CLEAN_FALL = log1p(-e) - log1p(-p)
CLEAN_HALF_LIFE = Piecewise((log(2) / CLEAN_FALL, e < p), (oo, True))
CLEAN_DOCUMENTS = Piecewise((0, _NATS <= 0), (ceiling(_NATS / CLEAN_FALL), e < p), (oo, True))
# Twice (1+x) ln(1+x) - x, above zero each, so that little is lost where the rates are close.
_TURNED = Piecewise((log(e / p), 2 * e < p), (log1p((e - p) / p), True))
DRIFT = Piecewise(
    (-log1p(-p), Eq(e, 0)),
    (e * _TURNED - (e - p) + (1 - e) * log1p((p - e) / (1 - p)) - (p - e), True),
)
STREAM_HALF_LIFE = Piecewise((oo, Eq(e, p)), (log(2) / DRIFT, True))

CHUNK = 2**20
"""Personas drawn at a time: what bounds the memory of `clean_after`."""
LONG = 10**8
"""Personas beyond which `clean_after` shows its progress."""


@computes(SURVIVAL, LEAK, READ)
def survival(leak: ArrayLike, documents: ArrayLike) -> NDArray[np.float64]:
    """The probability that a slipping Waluigi writes so many documents without a turn.

    Parameters
    ----------
    leak
        The probability of a turn in each document, above 0 and below 1.
    documents
        Ints of 0 or more.

    Raises
    ------
    ValueError
        If a leak is not between 0 and 1, or documents are not counts.
    """


@computes(HALF_LIFE, LEAK)
def half_life(leak: ArrayLike) -> NDArray[np.float64]:
    """Clean documents that halve the odds of a slipping Waluigi to Luigi (`thm-half-life`).

    Raises
    ------
    ValueError
        If a leak is not between 0 and 1.
    """


@computes(STREAM_HALF_LIFE, LEAK, ERRS)
def half_life_on_stream(leak: ArrayLike, errs: ArrayLike) -> NDArray[np.float64]:
    r"""Documents that halve the odds on average, where a Luigi who errs writes them (`thm-half-life`).

    The log odds Waluigi : Luigi fall by $\mathrm{KL}(e\Vert p)$ a document, turns included.

    Parameters
    ----------
    leak
        The probability of a turn in each document of the Waluigi, above 0 and below 1.
    errs
        The same of Luigi, 0 or more and below 1. Infinite where the two are equal.

    Raises
    ------
    ValueError
        If a leak is not between 0 and 1, or Luigi's rate is outside [0, 1).
    """


@computes(SHARE, LEAK, WALUIGI.over(UNSURE), READ)
def share(leak: ArrayLike, waluigi: ArrayLike, documents: ArrayLike) -> NDArray[np.float64]:
    """The share of slipping Waluigis after clean documents; the rest are Luigis.

    Parameters
    ----------
    leak
        The probability of a turn in each document, above 0 and below 1.
    waluigi
        Their share before the first document.
    documents
        Ints of 0 or more.

    Raises
    ------
    ValueError
        If a leak is not between 0 and 1, a share is outside [0, 1), or documents are not counts.
    """


@computes(HALF_LIFE_OF_SHARE, LEAK, WALUIGI)
def half_life_of_share(leak: ArrayLike, waluigi: ArrayLike) -> NDArray[np.float64]:
    """Clean documents that halve the share itself: more than `half_life`, by much when it is large.

    Raises
    ------
    ValueError
        If a leak or a share is not between 0 and 1.
    """


@computes(DOCUMENTS, LEAK, WALUIGI, TARGET)
def documents_to(leak: ArrayLike, waluigi: ArrayLike, target: ArrayLike) -> NDArray[np.float64]:
    """Clean documents after which the share is at most a target (`thm-half-life`).

    Parameters
    ----------
    leak
        The probability of a turn in each document.
    waluigi
        The share of slipping Waluigis before the first document.
    target
        The share to reach.

    Returns
    -------
    Documents, as whole floats; 0 where the share is small enough at once. Where the quotient of
    logarithms is whole up to rounding, the last document may go either way.

    Raises
    ------
    ValueError
        If any of the three is not between 0 and 1.
    """


def clean_after(
    leak: float,
    documents: Iterable[int],
    personas: int,
    seed: int,
    *,
    progress: str | os.PathLike[str] | None = None,
) -> NDArray[np.int64]:
    """Draw a population of slipping Waluigis; count those still clean after so many documents.

    Each persona's first turn is drawn at once, whatever the number of documents. Chunk number i of
    the population has random numbers of its own, made from `seed` and i, so that a run continued
    after an interruption gives what an uninterrupted one gives.

    Parameters
    ----------
    leak
        The probability of a turn in each document.
    documents
        The numbers of documents at which to count.
    personas
        How many to draw. More than `LONG` of them show a progress bar.
    seed
        Of the random numbers.
    progress
        A file in which to keep the count after each chunk, to be continued from if it exists.

    Returns
    -------
    For each number of documents, how many personas are still clean after it.

    Raises
    ------
    ValueError
        If the leak is not between 0 and 1, a number is not an int of 0 or more, or the file holds
        the progress of another simulation.
    """
    leak = float(LEAK.check(checks.chance(leak, LEAK.name)))
    looks = np.array([checks.whole(d, "documents") for d in documents], dtype=np.int64)
    personas = checks.whole(personas, "personas")
    task = {"leak": leak, "documents": looks.tolist(), "personas": personas}
    task["seed"] = checks.whole(seed, "seed")
    file = None if progress is None else Path(progress)
    done, counts = _resume(file, task) if file and file.exists() else (0, np.zeros_like(looks))
    with tqdm(total=personas, initial=done, unit="personas", disable=personas <= LONG) as bar:
        while done < personas:
            size = min(CHUNK, personas - done)
            first_turn = np.random.default_rng([task["seed"], done]).geometric(leak, size)
            counts += (first_turn > looks[:, None]).sum(axis=1)
            done += size
            bar.update(size)
            if file:
                _keep(file, task, done, counts)
    return counts


def _keep(file: Path, task: dict, done: int, counts: NDArray[np.int64]) -> None:
    # Written beside and moved: an interruption leaves the old progress or the new, never half of it.
    beside = file.with_name(file.name + ".part")
    beside.write_text(json.dumps({"task": task, "done": done, "clean": counts.tolist()}))
    beside.replace(file)


def _resume(file: Path, task: dict) -> tuple[int, NDArray[np.int64]]:
    try:
        kept = json.loads(file.read_text())
    except ValueError:
        kept = {}
    checks.require(kept.get("task") == task, "progress", str(file), f"the progress of {task}")
    return kept["done"], np.array(kept["clean"], dtype=np.int64)
