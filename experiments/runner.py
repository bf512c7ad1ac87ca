"""Running an experiment: its cells side by side, here or on a cluster, and the table they make."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import joblib
from tqdm import tqdm

from experiments import VERSION
from experiments.cells import Cell, columns, compute, experiment, file_of, keep
from waluigi import checks

NAMES = ("transfer", "order", "spread", "recognition", "bayes")
PACKAGES = ("jax", "jaxlib", "equinox", "optax", "numpy")


def run(
    name: str,
    out: Path,
    *,
    quick: bool = False,
    seeds: int | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
) -> Path:
    """Run an experiment, or what is left of it, and write its table.

    Cells that an earlier run finished are not computed again, however it ended.

    Parameters
    ----------
    name
        One of `NAMES`.
    out
        The folder of the table, its description, and finished cells.
    quick
        A few cells, a few steps, a few seeds: to see that it works.
    seeds
        For every cell; each has a number of its own if none is given.
    jobs
        How many cells at a time, each in a process of its own if more than one.
    scheduler
        The address of a Dask scheduler whose workers are to compute.

    Returns
    -------
    The table's file.

    Raises
    ------
    ValueError
        If there is no such experiment, or a number is below 1.
    """
    checks.require(name in NAMES, "name", name, ", ".join(NAMES))
    checks.require(jobs >= 1, "jobs", jobs, "1 or more")
    checks.require(seeds is None or seeds >= 1, "seeds", seeds, "1 or more")
    cells = [
        cell if seeds is None else replace(cell, seeds=seeds)
        for cell in experiment(name).cells(quick)
    ]
    files = [file_of(name, cell, out / "cells") for cell in cells]
    left = [i for i, file in enumerate(files) if not file.exists()]
    with (
        backend(jobs, scheduler) as parallel,
        tqdm(total=len(cells), desc=name, unit="cell") as bar,
    ):
        bar.update(len(cells) - len(left))
        work = (joblib.delayed(_numbered)(i, name, cells[i]) for i in left)
        for i, text in parallel(work):
            keep(files[i], text)
            bar.update()
    table = out / f"{name}.csv"
    texts = [file.read_text(encoding="utf-8") for file in files]
    keep(table, "".join([",".join(columns(name)) + "\n", *texts]))
    keep(out / f"{name}.json", described(name, cells, quick, seeds))
    return table


def _numbered(number: int, name: str, cell: Cell) -> tuple[int, str]:
    return number, compute(name, cell)


@contextmanager
def backend(jobs: int, scheduler: str | None) -> Iterator[joblib.Parallel]:
    """What computes the cells, in any order: processes here, or the workers of a cluster."""
    if scheduler is None:
        yield joblib.Parallel(n_jobs=jobs, batch_size=1, return_as="generator_unordered")
        return
    from distributed import Client

    with Client(scheduler) as client, joblib.parallel_config("dask", client=client):
        yield joblib.Parallel(batch_size=1, return_as="generator_unordered")


def described(name: str, cells: list[Cell], quick: bool, seeds: int | None) -> str:
    """What a table's reader has to know: how it was made, what its columns are, what each run is."""
    command = ["python -m experiments", name]
    command += ["--quick"] * quick + [f"--seeds {seeds}"] * (seeds is not None)
    return (
        json.dumps(
            {
                "command": " ".join(command),
                "version": VERSION,
                "packages": {package: version(package) for package in PACKAGES},
                "columns": {
                    "run": "name of the configuration",
                    **experiment(name).COLUMNS,
                    "version": "of the experiments; other versions give other rows",
                },
                "runs": {cell.run: {"seeds": cell.seeds, **dict(cell.settings)} for cell in cells},
            },
            indent=1,
            ensure_ascii=False,
        )
        + "\n"
    )
