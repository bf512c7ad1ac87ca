"""An argument as data: what may be assumed, what has been claimed, what is proved, and what follows.

One file holds it: these classes say which fields it has, and `bookkit.argument.file` reads it.
`Argument.judge` says what follows from a position, by one rule:

    A *position* accepts an assumption, denies it or leaves it unsaid. A *step* has premises and a
    result; each is a proposition held true or held false, and a step is valid: its result is so wherever
    its premises are. Start from the position and take every step whose premises are there, until nothing
    is added. A conclusion *follows* if it is there as true, *fails* if it is there as false (its negation
    follows), and is *open* otherwise.

Each position has one outcome, whatever the order of the steps; steps by which something would both follow
and fail are refused when the file is read.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, Self

from msgspec import Struct, field
from msgspec.structs import fields

from bookkit.checks import one_of, require

BOTH = "both"
IN_PREPARATION = "in preparation"
STATUSES = ("proved", "holds under", "refuted", "empirical", "open", IN_PREPARATION)
SETTLED = ("proved", "holds under", "refuted")
SPLIT = "by reading"
SECTIONS = ("assumptions", "claims", "theorems", "conclusions", "steps", "stances")
FOLLOWS, FAILS, OPEN = "follows", "fails", "open"


class Literal(str):
    """A proposition held true, ``rain``, or held false, ``not rain``.

    >>> Literal("rain", False), Literal("not rain").holds
    ('not rain', False)
    """

    __slots__ = ()

    def __new__(cls, name: str, holds: bool = True) -> Self:
        return super().__new__(cls, name if holds else f"not {name}")

    @property
    def name(self) -> str:
        """The proposition."""
        return self.removeprefix("not ")

    @property
    def holds(self) -> bool:
        """Whether it is held true."""
        return not self.startswith("not ")


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of the file: a field without a default must say something, and no list says a thing twice."""

    def __post_init__(self) -> None:
        optional = [made.encode_name for made in fields(self) if not made.required]
        for name, value in self.said():
            if isinstance(value, str):
                require(bool(value.strip()) or name in optional, name, value, "a text, not empty")
            elif isinstance(value, tuple):
                require(len(set(value)) == len(value), name, list(value), "no word twice")
                blank = any(isinstance(word, str) and not word.strip() for word in value)
                require(not blank, name, list(value), "texts, not empty")

    def said(self) -> Iterator[tuple[str, Any]]:
        """Its fields, as the file names them, and their values."""
        for name, attribute in zip(
            self.__struct_encode_fields__, self.__struct_fields__, strict=True
        ):
            yield name, getattr(self, attribute)


class Assumption(Entry, frozen=True):
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
    chapters: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


class Finding(Entry, frozen=True):
    """What became of a claim, in one ``reading`` of it where it has several.

    It says no more than the ``theorems`` it names; ``under`` completes "holds if".
    """

    status: str
    finding: str
    reading: str = ""
    under: str = ""
    theorems: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        one_of(self.status, STATUSES, "status")
        require(
            (self.status == "holds under") == bool(self.under),
            "under",
            self.under,
            "a text if and only if the status is 'holds under'",
        )
        require(
            bool(self.theorems) or self.status not in SETTLED,
            "theorems",
            [],
            f"at least one, for what is marked {self.status!r}",
        )


class Claim(Entry, frozen=True):
    """Something that was claimed, by whom, and what became of it: a finding for each reading.

    ``side`` is one of the argument's, or both; ``brief`` is what became of it in a line, for a list that is
    skimmed.
    """

    id: str
    side: str
    statement: str
    findings: tuple[Finding, ...]
    chapters: tuple[str, ...]
    depends: tuple[str, ...] = ()
    brief: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        require(bool(self.chapters), "chapters", [], "at least one")
        one = len(self.findings) == 1 and not self.findings[0].reading
        several = len(self.findings) > 1 and all(made.reading for made in self.findings)
        readings = [made.reading for made in self.findings]
        require(
            one or (several and len(set(readings)) == len(readings)),
            "findings",
            readings,
            "two or more, each with a reading of its own; what has one says it itself",
        )

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


class Theorem(Entry, frozen=True):
    """Something proved, in words; ``numerical`` names what no algebra on the page carries, only a check."""

    label: str
    title: str
    statement: str
    status: str
    chapter: str
    depends: tuple[str, ...] = ()
    numerical: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        one_of(self.status, ("proved", IN_PREPARATION), "status")


class Conclusion(Entry, frozen=True):
    """Something that may follow or fail; ``title`` and ``negated`` are clauses, like an assumption's."""

    id: str
    group: str
    title: str
    negated: str
    statement: str
    claims: tuple[str, ...] = ()


class Step(Entry, frozen=True):
    """An inference: wherever all of ``premises`` are so, ``result`` is, by the theorems named.

    In the file: ``if``, ``then``, ``by``. ``in_preparation`` marks one that no theorem proved in the book
    carries yet.
    """

    premises: tuple[Literal, ...] = field(name="if")
    result: Literal = field(name="then")
    theorems: tuple[str, ...] = field(name="by")
    because: str
    in_preparation: bool = field(name=IN_PREPARATION, default=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        require(bool(self.premises), "if", [], "at least one")
        require(bool(self.theorems), "by", [], "at least one")


class Stance(Entry, frozen=True):
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


class Argument(Entry, frozen=True, dict=True):
    """The whole of it; `bookkit.argument.load` makes one.

    ``sides`` are the parties' names, ``home`` the page that lists the claims, ``given`` what nobody disputes,
    ``in_preparation`` the chapters that are planned and not written.
    """

    home: str
    sides: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    claims: tuple[Claim, ...]
    theorems: tuple[Theorem, ...]
    conclusions: tuple[Conclusion, ...]
    steps: tuple[Step, ...]
    stances: tuple[Stance, ...]
    given: tuple[str, ...] = ()
    in_preparation: tuple[str, ...] = field(name="in preparation", default=())

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in SECTIONS:
            require(bool(getattr(self, name)), name, [], "a list of entries, not empty")

    @cached_property
    def default(self) -> dict[str, bool]:
        """The position that is shown first."""
        return {assumption.id: assumption.default for assumption in self.assumptions}

    @property
    def chapters(self) -> tuple[str, ...]:
        """The chapters that its claims and theorems name, each once."""
        named = [chapter for claim in self.claims for chapter in claim.chapters]
        return tuple(dict.fromkeys(named + [theorem.chapter for theorem in self.theorems]))

    def positions(self) -> Iterator[dict[str, bool]]:
        """Every way to accept or deny the assumptions, with none left unsaid."""
        names = list(self.default)
        for values in product([False, True], repeat=len(names)):
            yield dict(zip(names, values, strict=True))

    def judge(self, position: Mapping[str, bool]) -> dict[str, Outcome]:
        """What follows, what fails and what stays open in a position.

        Parameters
        ----------
        position
            For each assumption that it speaks of, whether it is accepted. No step is taken from what is
            left unsaid, nor from its denial.

        Raises
        ------
        ValueError
            If an assumption is unknown.
        """
        odd = sorted(set(position) - set(self.default))
        require(not odd, "position", odd, f"what is said of {list(self.default)}")
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
