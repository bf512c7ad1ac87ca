"""Reads an argument from its file and checks it: an error names the file, the entry and the field."""

import re
from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import msgspec
import yaml

from bookkit.argument.rule import (
    BOTH,
    IN_PREPARATION,
    SECTIONS,
    SETTLED,
    Argument,
    Entry,
    Finding,
    Literal,
    derive,
)


class ArgumentError(ValueError):
    """What is wrong with an argument's file."""


def load(path: Path, chapters: Collection[str] | None = None) -> Argument:
    """Read an argument from its file, and check it.

    Parameters
    ----------
    path
        The file.
    chapters
        The book's pages, where they are known: the file then names no others.

    Raises
    ------
    ArgumentError
        For anything missing, unknown, repeated, circular or contradictory; the message names the file, the
        entry and the field.
    """
    return parse(path.read_text(encoding="utf-8"), path.name, chapters)


def parse(text: str, name: str = "claims.yml", chapters: Collection[str] | None = None) -> Argument:
    """The same from a text; `name` stands for the file in messages.

    Which chapters there are is known from elsewhere, and not asked where that says nothing.
    """
    content = None
    try:
        content = yaml.load(text, _Loader)
        argument = msgspec.convert(_with_findings(content), Argument, dec_hook=_literal)
    except yaml.YAMLError as error:
        raise ArgumentError(f"{name}: {error}") from None
    except msgspec.ValidationError as error:
        raise ArgumentError(f"{name}: {_in_words(str(error), content)}") from None
    for complaint in _complaints(argument, chapters):
        raise ArgumentError(f"{name}: {complaint}")
    return argument


class _Loader(yaml.SafeLoader):
    """Safe, and strict: YAML itself lets a later key silently replace an earlier one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key!r} is there twice", node.start_mark
                )
        return super().construct_mapping(node, deep)


def _literal(kind: type, text: object) -> Literal:
    if not isinstance(text, str) or not text:
        raise ValueError("a name, or 'not' and a name")
    return Literal(text)


def _with_findings(content: Any) -> Any:
    """A claim with one finding says it among its own fields."""
    claims = content.get("claims") if isinstance(content, dict) else None
    for claim in claims if isinstance(claims, list) else ():
        if isinstance(claim, dict) and "findings" not in claim:
            own = [name for name in Finding.__struct_fields__ if name in claim]
            claim["findings"] = [{name: claim.pop(name) for name in own}]
    return content


_KINDS = {
    "array": "a list",
    "bool": "true or false",
    "object": "fields, each with its value",
    "str": "a text",
}


def _in_words(message: str, content: Any) -> str:
    """The reader's complaint, with an entry's name in place of its number, and the field's value."""
    said, _, path = message.partition(" - at `$")
    where, field, value = _place(path.rstrip("`"), content)
    about = re.match(r"Object (missing required|contains unknown) field `(.+)`", said)
    if about:
        field = about[2]
        said = f"{value.get(field)!r}; allowed: " + (
            "a value, for it must be there" if "missing" in about[1] else "no such field"
        )
    elif checked := re.match(r"([\w ]+?) is (.*; allowed: .*)", said):
        field, said = checked[1], checked[2]
    else:
        expected = re.match(r"Expected `(\w+)`", said)
        said = f"{value!r}; allowed: {_KINDS[expected[1]] if expected else said}"
    return f"{where}{f', field {field!r}' if field else ''} is {said}"


def _place(path: str, content: Any) -> tuple[str, str, Any]:
    """What a path such as ``.claims[0].side`` leads to: the entry's name, the field, and its value."""
    where, field, value = [], "", content
    for name, number in re.findall(r"\.([^.\[]+)|\[(\d+)\]", path):
        if name:
            field, value = name, value[name]
            continue
        value = value[int(number)]
        entry = value if isinstance(value, dict) else {}
        named = entry.get("id") or entry.get("label") or entry.get("reading")
        if named or field != "findings":
            where.append(f"{field}, entry {named or int(number) + 1}")
        field = ""
    return ", ".join(where) or "the file", field, value


def _complaints(argument: Argument, chapters: Collection[str] | None) -> Iterator[str]:
    """What no entry can know by itself."""
    yield from _unknown_names(argument, chapters)
    yield from _wrong_statuses(argument)
    for section, depends in {
        "claims": {claim.id: claim.depends for claim in argument.claims},
        "theorems": {theorem.label: theorem.depends for theorem in argument.theorems},
    }.items():
        try:
            TopologicalSorter(depends).prepare()
        except CycleError as error:
            circle = error.args[1][::-1]
            yield f"{section}, entry {circle[0]}, field 'depends' goes in a circle: {' → '.join(circle)}"
    for position in argument.positions():
        reached = derive(argument.steps, position)
        for conclusion in argument.conclusions:
            if {Literal(conclusion.id), Literal(conclusion.id, False)} <= reached.keys():
                held = ", ".join(Literal(*item) for item in position.items())
                yield f"steps by which {conclusion.id!r} both follows and fails; from {held}"


def _unknown_names(argument: Argument, chapters: Collection[str] | None) -> Iterator[str]:
    """Each name that two entries have, or none; a field's name says what it names."""
    names = {
        section: [
            _name(entry, number) for number, entry in enumerate(getattr(argument, section), 1)
        ]
        for section in SECTIONS
    }
    both = names["assumptions"] + names["conclusions"]
    allowed: dict[str, Collection[str]] = {
        "claims": names["claims"],
        "theorems": names["theorems"],
        "by": names["theorems"],
        "if": both,
        "then": names["conclusions"],
        "says": names["assumptions"],
        "side": (*argument.sides, BOTH),
    }
    if chapters is not None:
        allowed["home"] = chapters
        allowed["chapter"] = allowed["chapters"] = {*chapters, *argument.in_preparation}
    yield from _unknown("the file", argument, {"home": allowed.get("home", [argument.home])})
    for section in SECTIONS:
        taken = names["assumptions"].copy() if section == "conclusions" else []
        for name, entry in zip(names[section], getattr(argument, section), strict=True):
            where = f"{section}, entry {name}"
            if name in taken:
                field = "label" if section == "theorems" else "id"
                yield f"{where}, field {field!r} is {name!r}; allowed: a name that no other entry has"
            taken.append(name)
            for part in (entry, *getattr(entry, "findings", ())):
                yield from _unknown(where, part, {**allowed, "depends": names[section]})


def _unknown(where: str, entry: Entry, allowed: Mapping[str, Collection[str]]) -> Iterator[str]:
    for field, value in entry.said():
        for name in (value,) if isinstance(value, str) else value if field in allowed else ():
            plain = name.name if isinstance(name, Literal) else name
            if field in allowed and plain not in allowed[field]:
                known = ", ".join(sorted(allowed[field]))
                yield f"{where}, field {field!r} names {plain!r}; allowed: {known}"


def _name(entry: Entry, number: int) -> str:
    return str(getattr(entry, "id", "") or getattr(entry, "label", "") or number)


def _wrong_statuses(argument: Argument) -> Iterator[str]:
    """What is settled without a proof, or in preparation where its chapters are not, or the other way."""
    proved = {theorem.label for theorem in argument.theorems if theorem.status == "proved"}
    entries = [(f"claims, entry {made.id}", made.status, made.chapters) for made in argument.claims]
    entries += [
        (f"theorems, entry {made.label}", made.status, (made.chapter,))
        for made in argument.theorems
    ]
    for where, status, chapters in entries:
        to_come = all(chapter in argument.in_preparation for chapter in chapters)
        if (status == IN_PREPARATION) != to_come:
            yield (
                f"{where}, field 'status' is {status!r}; allowed: {IN_PREPARATION!r} if and only if "
                f"its chapters are, and {list(chapters)} of them {'are' if to_come else 'are not all'}"
            )
    for number, step in enumerate(argument.steps, 1):
        if step.in_preparation != proved.isdisjoint(step.theorems):
            yield (
                f"steps, entry {number}, field {IN_PREPARATION!r} is {step.in_preparation}; allowed: true if "
                f"and only if none of {list(step.theorems)} is proved"
            )
    for claim in argument.claims:
        for finding in claim.findings:
            named = (
                f"claims, entry {claim.id}, field 'theorems' is {list(finding.theorems)}; allowed: "
            )
            if finding.status == "proved" and not proved.issuperset(finding.theorems):
                yield f"{named}those that are proved, for what is marked so"
            if finding.status in SETTLED and proved.isdisjoint(finding.theorems):
                yield f"{named}at least one that is proved, for what is marked {finding.status!r}"
