"""``python -m experiments NAME --out DIR``: run an experiment, or go on with it."""

import argparse
from pathlib import Path

from experiments.runner import NAMES, run


def main(arguments: list[str] | None = None) -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m experiments", description=__doc__)
    parser.add_argument("name", choices=[*NAMES, "all"], help="which experiment")
    parser.add_argument(
        "--out", type=Path, default=Path("experiments/results"), help="folder of the tables"
    )
    parser.add_argument("--quick", action="store_true", help="a few cells and steps: does it work?")
    parser.add_argument("--seeds", type=int, help="of every cell, instead of its own number")
    parser.add_argument("--jobs", type=int, default=1, help="cells at a time on this machine")
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="of a Dask scheduler, tcp://HOST:PORT"
    )
    asked = parser.parse_args(arguments)
    for name in NAMES if asked.name == "all" else [asked.name]:
        print(
            run(
                name,
                asked.out,
                quick=asked.quick,
                seeds=asked.seeds,
                jobs=asked.jobs,
                scheduler=asked.scheduler,
            )
        )


if __name__ == "__main__":
    main()
