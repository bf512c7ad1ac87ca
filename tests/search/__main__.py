"""``make search``: the same search for long. It can be interrupted, and goes on where it was.

``python -m tests.search --seed 3 --worlds 100000`` draws that many worlds and cases from one seed.
How far it has come with each seed, and what it found, is kept beside the build.
"""

import argparse
import json
import sys

from tqdm import tqdm

from bookkit.argument.file import load
from tests.built import ROOT
from tests.search.cases import STATEMENTS
from tests.search.hunt import break_statement, break_steps

KEPT = ROOT / "_build" / ".search.json"
BATCH = 20


def main() -> int:
    """Search on from where the seed was left; 1 if anything the book says is broken."""
    parser = argparse.ArgumentParser(prog="make search", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worlds", type=int, default=20_000)
    parser.add_argument("--again", action="store_true", help="from the first world")
    options = parser.parse_args()
    argument = load(ROOT / "chapters" / "claims.yml")
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    done = 0 if options.again else kept.get(str(options.seed), 0)
    broken: list[str] = []
    try:
        with tqdm(total=options.worlds, initial=done, unit="world", dynamic_ncols=True) as bar:
            while done < options.worlds:
                numbers = range(done, min(done + BATCH, options.worlds))
                found = [*break_steps(argument.steps, options.seed, numbers).values()]
                for statement in STATEMENTS:
                    counterexample = break_statement(statement, options.seed, numbers)[1]
                    found += [counterexample] if counterexample else []
                for each in found:
                    if each.what not in {text.splitlines()[0] for text in broken}:
                        tqdm.write(f"\n{each}\n")
                        broken.append(str(each))
                bar.update(len(numbers))
                done = numbers.stop
                _keep(kept | {str(options.seed): done})
    except KeyboardInterrupt:
        print(
            f"Stopped at world {done} of seed {options.seed}; the next search goes on from there."
        )
    print(
        f"{len(broken)} broken."
        if broken
        else f"Nothing is broken by {done} worlds of seed {options.seed}."
    )
    return bool(broken)


def _keep(progress: dict[str, int]) -> None:
    KEPT.parent.mkdir(exist_ok=True)
    half = KEPT.with_suffix(".part")
    half.write_text(json.dumps(progress))
    half.replace(KEPT)


if __name__ == "__main__":
    sys.exit(main())
