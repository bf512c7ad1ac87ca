"""The search itself: things drawn by number, asked, and made as small as they can be where something breaks.

What is drawn depends on the seed and the number alone, so that a search can stop anywhere and go on
from there.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from msgspec.structs import replace

from bookkit.argument.rule import Argument, Literal, Step
from tests.search import cases, worlds
from tests.search.cases import Case, Statement
from tests.search.meanings import Facts, Meaning, asked
from tests.search.worlds import World

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Counterexample:
    """What broke, and the smallest state in which it does."""

    what: str
    number: int
    state: str

    def __str__(self) -> str:
        return f"{self.what}\nbreaks in world {self.number}, and in this smaller one:\n{self.state}"


def random(seed: int, number: int) -> Random:
    """The generator of one draw."""
    return Random(f"{seed}/{number}")


def smallest(
    thing: Thing, simpler: Callable[[Thing], Iterator[Thing]], breaks: Callable[[Thing], bool]
) -> Thing:
    """Follow what is simpler and still breaks to where nothing is."""
    while True:
        for next_ in simpler(thing):
            if breaks(next_):
                thing = next_
                break
        else:
            return thing


def in_words(step: Step) -> str:
    return f"{', '.join(map(str, step.premises))} -> {step.result}"


def weakened(step: Step) -> Iterator[Step]:
    """The step with a premise fewer; that training is Bayesian is so in all of these worlds."""
    for premise in step.premises:
        rest = tuple(other for other in step.premises if other != premise)
        if rest and premise.name != "bayes":
            yield replace(step, premises=rest)


def break_steps(
    steps: Iterable[Step],
    seed: int,
    numbers: Iterable[int],
    more: dict[str, Meaning] | None = None,
    tally: dict[Step, int] | None = None,
) -> dict[Step, Counterexample]:
    """Steps that some world breaks, each with its smallest counterexample; `tally` counts where one
    applies."""
    left = [step for step in steps if asked(step)]
    found: dict[Step, Counterexample] = {}
    for number in numbers:
        world = worlds.draw(random(seed, number))
        facts = Facts(world, more)
        for step in [*left]:
            if not facts.applies(step):
                continue
            if tally is not None:
                tally[step] = tally.get(step, 0) + 1
            if facts.breaks(step):
                small = smallest(world, worlds.simpler, lambda w, s=step: _breaks(w, s, more))
                found[step] = Counterexample(in_words(step), number, str(small))
                left.remove(step)
        if not left:
            break
    return found


def _breaks(world: World, step: Step, more: dict[str, Meaning] | None) -> bool:
    sound = world.sights and world.waluigis and worlds.kept_given(world)
    return bool(sound) and Facts(world, more).breaks(step)


def break_statement(
    statement: Statement, seed: int, numbers: Iterable[int]
) -> tuple[int, Counterexample | None]:
    """In how many cases a statement spoke before one broke it, and that one made as small as it can be."""
    spoke = 0
    for number in numbers:
        case: Case = cases.draw(random(seed, number))
        holds = statement.holds(case)
        spoke += holds is not None
        if holds is False:
            small = smallest(case, cases.simpler, statement.breaks)
            return spoke, Counterexample(
                f"{statement.about}: {statement.words}", number, str(small)
            )
    return spoke, None


def planted(premises: str, result: str) -> Step:
    """A step to be broken, from words such as ``"alike, not blind"`` and ``"untellable"``."""

    def literal(text: str) -> Literal:
        return Literal(text.strip().removeprefix("not "), not text.strip().startswith("not "))

    return Step(tuple(map(literal, premises.split(","))), literal(result), ("thm",), "Planted.")


def check(argument: Argument, seed: int, numbers: Iterable[int]) -> None:
    """Fail with the smallest counterexamples to an argument's steps, if the search finds any."""
    found = break_steps(argument.steps, seed, numbers)
    assert not found, "\n\n".join(map(str, found.values()))
