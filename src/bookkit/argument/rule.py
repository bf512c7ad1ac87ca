"""An argument as data: what may be assumed, what has been claimed, what is proved, and what follows.

One file holds it, which `bookkit.argument.file` reads and checks. `Argument.judge` says what follows from a
position, by one rule:

    A *position* accepts or denies every assumption. A *step* has premises and a result; each is a
    proposition held true or held false, and a step is valid: its result is so wherever its premises are.
    Start from the position and take every step whose premises are there, until nothing is added. A
    conclusion *follows* if it is there as true, *fails* if it is there as false (its negation follows), and
    is *open* otherwise.

Each position has one outcome, whatever the order of the steps; steps by which something would both follow
and fail are refused when the file is read.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple

SIDES = ("invariance", "decay", "both")
IN_PREPARATION = "in preparation"
STATUSES = ("proved", "holds under", "refuted", "empirical", "open", IN_PREPARATION)
SETTLED = ("proved", "holds under", "refuted")
SPLIT = "by reading"
FOLLOWS, FAILS, OPEN = "follows", "fails", "open"


class Literal(NamedTuple):
    """A proposition, held true or held false."""

    name: str
    holds: bool

    def __str__(self) -> str:
        return self.name if self.holds else f"not {self.name}"


@dataclass(frozen=True)
class Assumption:
    """Something that one may accept or deny.

    ``title`` is a clause that can follow "I accept that", and ``negated`` its opposite; ``accept`` and
    ``deny`` say what each means.
    """

    id: str
    title: str
    negated: str
    accept: str
    deny: str
    default: bool
    chapters: tuple[str, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """What became of a claim, in one ``reading`` of it where it has several.

    It says no more than the ``theorems`` it names; ``under`` completes "holds if".
    """

    reading: str
    status: str
    under: str
    finding: str
    theorems: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """Something that was claimed, by whom, and what became of it: a finding for each reading."""

    id: str
    side: str
    statement: str
    findings: tuple[Finding, ...]
    chapters: tuple[str, ...]
    depends: tuple[str, ...]

    @property
    def status(self) -> str:
        """The status that all readings share, or `SPLIT`."""
        statuses = {finding.status for finding in self.findings}
        return statuses.pop() if len(statuses) == 1 else SPLIT

    @property
    def theorems(self) -> tuple[str, ...]:
        """The theorems that its findings name, each once."""
        return tuple(dict.fromkeys(label for made in self.findings for label in made.theorems))

    @property
    def anchor(self) -> str:
        """Its permanent anchor on the page that lists the claims."""
        return f"claim-{self.id.lower()}"


@dataclass(frozen=True)
class Theorem:
    """Something proved, in words; ``numerical`` names what no algebra on the page carries, only a check."""

    label: str
    title: str
    statement: str
    status: str
    chapter: str
    depends: tuple[str, ...]
    numerical: str


@dataclass(frozen=True)
class Conclusion:
    """Something that may follow or fail; ``title`` and ``negated`` are clauses, like an assumption's."""

    id: str
    group: str
    title: str
    negated: str
    statement: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """An inference: wherever all of ``premises`` are so, ``result`` is, by the theorems named."""

    premises: tuple[Literal, ...]
    result: Literal
    theorems: tuple[str, ...]
    because: str


@dataclass(frozen=True)
class Stance:
    """What one party says about the assumptions, no more than its words support."""

    id: str
    title: str
    says: tuple[Literal, ...]
    why: str


@dataclass(frozen=True)
class Outcome:
    """What becomes of a proposition in a position, and by which steps, in an order that can be read."""

    state: str
    chain: tuple[Step, ...]


@dataclass(frozen=True)
class Argument:
    """The whole of it; `bookkit.argument.file.load` makes one."""

    home: str
    given: tuple[str, ...]
    in_preparation: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    claims: tuple[Claim, ...]
    theorems: tuple[Theorem, ...]
    conclusions: tuple[Conclusion, ...]
    steps: tuple[Step, ...]
    stances: tuple[Stance, ...]

    @cached_property
    def default(self) -> dict[str, bool]:
        """The position that is shown first."""
        return {assumption.id: assumption.default for assumption in self.assumptions}

    def positions(self) -> Iterator[dict[str, bool]]:
        """Every way to accept or deny the assumptions."""
        names = list(self.default)
        for values in product([False, True], repeat=len(names)):
            yield dict(zip(names, values, strict=True))

    def judge(self, position: Mapping[str, bool]) -> dict[str, Outcome]:
        """What follows, what fails and what stays open in a position.

        Parameters
        ----------
        position
            For each assumption, whether it is accepted.

        Raises
        ------
        ValueError
            If an assumption is missing or unknown.
        """
        if set(position) != set(self.default):
            odd = sorted(set(position) ^ set(self.default))
            raise ValueError(f"position differs in {odd}; allowed: exactly {list(self.default)}")
        known = derive(self.steps, position)
        return {conclusion.id: _outcome(known, conclusion.id) for conclusion in self.conclusions}


def derive(steps: Iterable[Step], position: Mapping[str, bool]) -> dict[Literal, Step | None]:
    """All that a position leads to, each with the step that led there, or ``None`` for the position itself.

    Steps are taken in rounds, all that can be taken at once, so that each chain is as short as can be.
    """
    known: dict[Literal, Step | None] = {Literal(*item): None for item in position.items()}
    steps = tuple(steps)
    while True:
        new: dict[Literal, Step | None] = {}
        for step in steps:
            if step.result not in known and all(premise in known for premise in step.premises):
                new.setdefault(step.result, step)
        if not new:
            return known
        known |= new


def _outcome(known: Mapping[Literal, Step | None], name: str) -> Outcome:
    for state, literal in ((FOLLOWS, Literal(name, True)), (FAILS, Literal(name, False))):
        if literal in known:
            chain: dict[Literal, Step] = {}
            _trace(known, literal, chain)
            return Outcome(state, tuple(chain.values()))
    return Outcome(OPEN, ())


def _trace(
    known: Mapping[Literal, Step | None], literal: Literal, chain: dict[Literal, Step]
) -> None:
    step = known[literal]
    if step is not None and literal not in chain:
        for premise in step.premises:
            _trace(known, premise, chain)
        chain[literal] = step
