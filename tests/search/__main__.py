"""``make search``: the same search for long. It can be interrupted, and goes on where it was.

``python -m tests.search --seed 3 --worlds 100000`` draws that many worlds and cases from one seed.
How far it has come with each seed, and what it found, is kept beside the build until what is
searched changes.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TypedDict

from tqdm import tqdm

from bookkit.argument.file import load
from bookkit.site.build.seen import digest
from tests.built import ROOT
from tests.search.cases import STATEMENTS
from tests.search.hunt import break_statement, break_steps

BOOK = ROOT / "chapters" / "claims.yml"
KEPT = ROOT / "_build" / ".search.json"
BATCH = 20


class Progress(TypedDict):
    """How many worlds of a seed have been searched, and what they broke."""

    done: int
    broken: list[str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Search on from where the seed was left; 1 if anything the book says is broken."""
    parser = argparse.ArgumentParser(prog="make search", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worlds", type=int, default=20_000)
    parser.add_argument("--again", action="store_true", help="from the first world")
    options = parser.parse_args(arguments)
    steps = load(BOOK).steps
    key = f"{options.seed} in {searched()}"
    progress: Progress = {"done": 0, "broken": []}
    if not options.again:
        progress = _kept().get(key, progress)
    for known in progress["broken"]:
        tqdm.write(f"\n{known}\n")
    try:
        with tqdm(
            total=options.worlds, initial=progress["done"], unit="world", dynamic_ncols=True
        ) as bar:
            while progress["done"] < options.worlds:
                numbers = range(progress["done"], min(progress["done"] + BATCH, options.worlds))
                found = [*break_steps(steps, options.seed, numbers).values()]
                for statement in STATEMENTS:
                    counterexample = break_statement(statement, options.seed, numbers)[1]
                    found += [counterexample] if counterexample else []
                new = [
                    str(each)
                    for each in found
                    if each.what not in {text.splitlines()[0] for text in progress["broken"]}
                ]
                for text in new:
                    tqdm.write(f"\n{text}\n")
                progress = {"done": numbers.stop, "broken": [*progress["broken"], *new]}
                _keep(key, progress)
                bar.update(len(numbers))
    except KeyboardInterrupt:
        print(f"Stopped at world {progress['done']}; the next search of this seed goes on there.")
    of = f"{progress['done']} worlds of seed {options.seed}"
    if progress["broken"]:
        print(f"{len(progress['broken'])} broken by {of}.")
    else:
        print(f"Nothing is broken by {of}.")
    return bool(progress["broken"])


def searched() -> str:
    """What is searched, as a digest: what one version of it has passed says nothing of the next."""
    code = [*(ROOT / "src" / "waluigi").glob("*.py"), *(ROOT / "tests" / "search").glob("*.py")]
    return digest([BOOK, *code])


def _kept() -> dict[str, Progress]:
    return json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}


def _keep(key: str, progress: Progress) -> None:
    KEPT.parent.mkdir(exist_ok=True)
    half = KEPT.with_suffix(".part")
    current = {seed: kept for seed, kept in _kept().items() if seed.endswith(key.split()[-1])}
    half.write_text(json.dumps({**current, key: progress}, indent=1), encoding="utf-8")
    half.replace(KEPT)


if __name__ == "__main__":
    sys.exit(main())
