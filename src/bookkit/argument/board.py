"""A board on which a reader accepts or denies assumptions and sees what follows.

The page carries the argument's steps as data, and `board.js` applies the rule of `bookkit.argument.rule` to
them. What is here is the Python side of it: the data, and in words what the script will say, so that the page
reads the same before the script runs.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from bookkit.argument.rule import FAILS, FOLLOWS, OPEN, Argument, Literal
from bookkit.scripts import classic, state


@cache
def page_script() -> str:
    """What moves boards; a page with a board loads it once, from a file, deferred."""
    script = files(__package__).joinpath("board.js").read_text(encoding="utf-8")
    return classic(state(), script)


@cache
def stylesheet() -> str:
    """The styles of boards and of lists of claims."""
    return files(__package__).joinpath("board.css").read_text(encoding="utf-8")


def record(argument: Argument) -> dict[str, Any]:
    """What the script has to know, as plain data."""
    return {
        "assumptions": [
            {"id": a.id, "title": a.title, "value": a.default} for a in argument.assumptions
        ],
        "conclusions": [{"id": c.id, "title": c.title} for c in argument.conclusions],
        "steps": [
            {"if": [str(premise) for premise in step.premises], "then": str(step.result)}
            for step in argument.steps
        ],
        "stances": [
            {"id": s.id, "title": s.title, "says": {said.name: said.holds for said in s.says}}
            for s in argument.stances
        ],
    }


def sentence(argument: Argument, position: Mapping[str, bool]) -> str:
    """A position and what becomes of it, to be quoted."""
    outcomes = argument.judge(position)

    def assumed(value: bool | None) -> list[str]:
        return [a.title for a in argument.assumptions if position.get(a.id) is value]

    def concluded(state: str) -> list[str]:
        return [c.title for c in argument.conclusions if outcomes[c.id].state == state]

    return " ".join(
        f"{lead} {_listed(word, titles)}."
        for lead, word, titles in (
            ("I accept", "that", assumed(True)),
            ("I deny", "that", assumed(False)),
            ("I do not say", "whether", assumed(None)),
            ("It follows", "that", concluded(FOLLOWS)),
            ("It is not so", "that", concluded(FAILS)),
            ("It is open", "whether", concluded(OPEN)),
        )
        if titles
    )


def settling(argument: Argument, position: Mapping[str, bool], conclusion: str) -> str:
    """Which single change would settle what is open, and how; in words."""
    by_state: dict[str, list[str]] = {FOLLOWS: [], FAILS: []}
    for assumption in argument.assumptions:
        for other in (True, False):
            if position.get(assumption.id) is other:
                continue
            state = argument.judge({**position, assumption.id: other})[conclusion].state
            if state != OPEN:
                by_state[state].append(
                    f"you {'accepted' if other else 'denied'} that {assumption.title}"
                )
    changes = [
        f"It would {'follow' if state == FOLLOWS else 'fail'} if {', or if '.join(ifs)}."
        for state, ifs in by_state.items()
        if ifs
    ]
    return " ".join(changes) or "No single change of yours would settle it."


def inference(argument: Argument, premises: Sequence[Literal], result: Literal) -> str:
    """A step in words, without its reason."""
    clauses = {a.id: (a.negated, a.title) for a in argument.assumptions}
    clauses |= {c.id: (c.negated, c.title) for c in argument.conclusions}

    def said(literal: Literal) -> str:
        return clauses[literal.name][literal.holds]

    *first, last = map(said, premises)
    condition = f"{', '.join(first)} and {last}" if first else last
    return f"If {condition}, then {said(result)}."


def _listed(word: str, titles: Sequence[str]) -> str:
    *first, last = (f"{word} {title}" for title in titles)
    return f"{', '.join(first)} and {last}" if first else last
