"""A cell: one configuration with all its seeds, computed by itself and kept in one file.

A cell's text depends on the cell alone. So it does not matter in which order, where, or after how many
interruptions cells are computed: the same cells make the same table.
"""

import csv
import hashlib
import importlib
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from experiments import VERSION


@dataclass(frozen=True)
class Cell:
    """One configuration.

    Parameters
    ----------
    run
        Its name in the table.
    settings
        All that tells it from others: numbers, texts, truth values.
    seeds
        How many seeds it has; seed i is the same however many there are.
    """

    run: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    seeds: int = 64


class Experiment(Protocol):
    """What a module must have to be an experiment."""

    COLUMNS: Mapping[str, str]

    def cells(self, quick: bool) -> Sequence[Cell]:
        """Its cells, in the order of the table."""

    def rows(self, cell: Cell) -> Iterable[Mapping[str, Any]]:
        """The rows of one cell, without its settings, run and version."""


def experiment(name: str) -> Experiment:
    """The experiment of that name."""
    module: Any = importlib.import_module(f"experiments.{name}")
    return module


def columns(name: str) -> list[str]:
    """The columns of an experiment's table."""
    return ["run", *experiment(name).COLUMNS, "version"]


def compute(name: str, cell: Cell) -> str:
    """The lines of the table that a cell makes, without a head."""
    lines = io.StringIO()
    table = csv.DictWriter(lines, columns(name), extrasaction="raise", lineterminator="\n")
    known = set(experiment(name).COLUMNS)
    fixed = {key: value for key, value in cell.settings.items() if key in known}
    for row in experiment(name).rows(cell):
        cells = {"run": cell.run, "version": VERSION, **fixed, **row}
        table.writerow({key: written(value) for key, value in cells.items()})
    return lines.getvalue()


def written(value: Any) -> Any:
    """A number with as many digits as another machine would agree on; nothing for what is not known.

    >>> written(1 / 3), written(float("nan")), written(12), written("sgd")
    ('0.33333', '', 12, 'sgd')
    """
    if isinstance(value, (str, int)):
        return value
    return "" if value != value else f"{float(value):.5g}"


def file_of(name: str, cell: Cell, folder: Path) -> Path:
    """Where a cell's lines are kept; another configuration or version has another file."""
    told = json.dumps([name, cell.run, dict(cell.settings), cell.seeds, VERSION], sort_keys=True)
    mark = hashlib.sha256(told.encode()).hexdigest()[:12]
    return folder / name / f"{cell.run}-{mark}.csv"


def keep(file: Path, text: str) -> None:
    """Write a file that is there wholly or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    with unfinished.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(file)
