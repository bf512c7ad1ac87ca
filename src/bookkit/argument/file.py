"""Reads an argument from its file and checks it: an error names the file, the entry and the field."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from bookkit.argument.rule import (
    IN_PREPARATION,
    SETTLED,
    SIDES,
    STATUSES,
    Argument,
    Assumption,
    Claim,
    Conclusion,
    Finding,
    Literal,
    Stance,
    Step,
    Theorem,
    derive,
)


class ArgumentError(ValueError):
    """What is wrong with an argument's file."""


def load(path: Path) -> Argument:
    """Read an argument from its file, and check it.

    Raises
    ------
    ArgumentError
        For anything missing, unknown, repeated, circular or contradictory; the message names the file, the
        entry and the field.
    """
    return parse(path.read_text(encoding="utf-8"), path.name)


def parse(text: str, name: str = "claims.yml") -> Argument:
    """The same from a text; `name` stands for the file in messages."""
    try:
        content = yaml.load(text, _Loader)
    except yaml.YAMLError as error:
        raise ArgumentError(f"{name}: {error}") from None
    top = _Entry(name, "the file", content)
    argument = Argument(
        home=top.text("home"),
        given=top.texts("given"),
        in_preparation=top.words("in preparation"),
        assumptions=tuple(map(_assumption, top.entries("assumptions", "id"))),
        claims=tuple(map(_claim, top.entries("claims", "id"))),
        theorems=tuple(map(_theorem, top.entries("theorems", "label"))),
        conclusions=tuple(map(_conclusion, top.entries("conclusions", "id"))),
        steps=tuple(map(_step, top.entries("steps"))),
        stances=tuple(map(_stance, top.entries("stances", "id"))),
    )
    top.done()
    _check(argument, name)
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


class _Entry:
    """A mapping from which each field is taken once; what is left at the end is an error."""

    def __init__(self, file: str, name: str, content: Any) -> None:
        self.file = file
        self.name = name
        self.left = dict(content) if isinstance(content, dict) else {}
        if not isinstance(content, dict):
            raise ArgumentError(
                f"{file}: {name} is {content!r}; allowed: fields, each with its value"
            )

    def wrong(self, field: str, value: object, allowed: str) -> ArgumentError:
        return ArgumentError(
            f"{self.file}: {self.name}, field {field!r} is {value!r}; allowed: {allowed}"
        )

    def text(self, field: str, default: str | None = None) -> str:
        value = self.left.pop(field, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.wrong(field, value, "a text, not empty")
        return " ".join(value.split())

    def flag(self, field: str) -> bool:
        value = self.left.pop(field, None)
        if not isinstance(value, bool):
            raise self.wrong(field, value, "true or false")
        return value

    def one_of(self, field: str, choices: Collection[str]) -> str:
        value = self.left.pop(field, None)
        if not isinstance(value, str) or value not in choices:
            raise self.wrong(field, value, "one of " + ", ".join(choices))
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        value = self.left.pop(field, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise self.wrong(field, value, "a list of texts")
        return tuple(" ".join(v.split()) for v in value)

    def words(self, field: str) -> tuple[str, ...]:
        value = self.texts(field)
        if len(set(value)) < len(value):
            raise self.wrong(field, list(value), "no word twice")
        return value

    def entries(self, field: str, key: str = "") -> list["_Entry"]:
        value = self.left.pop(field, None)
        if not isinstance(value, list) or not value:
            raise self.wrong(field, value, "a list of entries, not empty")
        entries = []
        seen = set()
        for number, content in enumerate(value, 1):
            named = content.get(key) if key and isinstance(content, dict) else None
            entry = _Entry(self.file, f"{field}, entry {named or number}", content)
            if key:
                if not isinstance(named, str):
                    raise entry.wrong(key, named, "a name")
                if named in seen:
                    raise entry.wrong(key, named, "a name that no other entry has")
                seen.add(named)
            entries.append(entry)
        return entries

    def literals(self, field: str) -> tuple[Literal, ...]:
        return tuple(map(_literal, self.words(field)))

    def done(self) -> None:
        for field, value in self.left.items():
            raise self.wrong(str(field), value, "no such field")


def _literal(text: str) -> Literal:
    return Literal(text.removeprefix("not "), not text.startswith("not "))


def _assumption(entry: _Entry) -> Assumption:
    made = Assumption(
        id=entry.text("id"),
        title=entry.text("title"),
        negated=entry.text("negated"),
        accept=entry.text("accept"),
        deny=entry.text("deny"),
        default=entry.flag("default"),
        chapters=entry.words("chapters"),
        claims=entry.words("claims"),
    )
    entry.done()
    return made


def _claim(entry: _Entry) -> Claim:
    split = "findings" in entry.left
    made = Claim(
        id=entry.text("id"),
        side=entry.one_of("side", SIDES),
        statement=entry.text("statement"),
        findings=_readings(entry) if split else (_finding(entry),),
        chapters=entry.words("chapters"),
        depends=entry.words("depends"),
    )
    if not made.chapters:
        raise entry.wrong("chapters", [], "at least one")
    entry.done()
    return made


def _readings(entry: _Entry) -> tuple[Finding, ...]:
    found = entry.entries("findings", "reading")
    if len(found) == 1:
        raise entry.wrong("findings", len(found), "two or more; what has one says it itself")
    readings = []
    for each in found:
        each.name = f"{entry.name}, {each.name}"
        readings.append(_finding(each, each.text("reading")))
        each.done()
    return tuple(readings)


def _finding(entry: _Entry, reading: str = "") -> Finding:
    made = Finding(
        reading=reading,
        status=entry.one_of("status", STATUSES),
        under=entry.text("under", ""),
        finding=entry.text("finding"),
        theorems=entry.words("theorems"),
    )
    if (made.status == "holds under") != bool(made.under):
        raise entry.wrong("under", made.under, "a text if and only if the status is 'holds under'")
    if made.status in SETTLED and not made.theorems:
        raise entry.wrong("theorems", [], f"at least one, for what is marked {made.status!r}")
    return made


def _theorem(entry: _Entry) -> Theorem:
    made = Theorem(
        label=entry.text("label"),
        title=entry.text("title"),
        statement=entry.text("statement"),
        status=entry.one_of("status", ("proved", IN_PREPARATION)),
        chapter=entry.text("chapter"),
        depends=entry.words("depends"),
        numerical=entry.text("numerical", ""),
    )
    entry.done()
    return made


def _conclusion(entry: _Entry) -> Conclusion:
    made = Conclusion(
        id=entry.text("id"),
        group=entry.text("group"),
        title=entry.text("title"),
        negated=entry.text("negated"),
        statement=entry.text("statement"),
        claims=entry.words("claims"),
    )
    entry.done()
    return made


def _step(entry: _Entry) -> Step:
    made = Step(
        premises=entry.literals("if"),
        result=_literal(entry.text("then")),
        theorems=entry.words("by"),
        because=entry.text("because"),
    )
    for field, value in (("if", made.premises), ("by", made.theorems)):
        if not value:
            raise entry.wrong(field, [], "at least one")
    entry.done()
    return made


def _stance(entry: _Entry) -> Stance:
    made = Stance(
        id=entry.text("id"),
        title=entry.text("title"),
        says=entry.literals("says"),
        why=entry.text("why"),
    )
    entry.done()
    return made


def _check(argument: Argument, file: str) -> None:
    assumed = {assumption.id for assumption in argument.assumptions}
    concluded = {conclusion.id for conclusion in argument.conclusions}
    claimed = {claim.id for claim in argument.claims}
    labels = {theorem.label for theorem in argument.theorems}

    def known(where: str, field: str, names: Iterable[str], allowed: Collection[str]) -> None:
        for name in names:
            if name not in allowed:
                raise ArgumentError(
                    f"{file}: {where}, field {field!r} names {name!r}; "
                    f"allowed: {', '.join(sorted(allowed))}"
                )

    for id in sorted(assumed & concluded):
        raise ArgumentError(
            f"{file}: conclusions, entry {id}, field 'id' is also an assumption's; allowed: a name of its own"
        )
    for assumption in argument.assumptions:
        known(f"assumptions, entry {assumption.id}", "claims", assumption.claims, claimed)
    for theorem in argument.theorems:
        where = f"theorems, entry {theorem.label}"
        known(where, "depends", theorem.depends, labels)
        _check_status(file, where, theorem.status, [theorem.chapter], argument.in_preparation)
    proved = {theorem.label for theorem in argument.theorems if theorem.status == "proved"}
    for claim in argument.claims:
        where = f"claims, entry {claim.id}"
        known(where, "theorems", claim.theorems, labels)
        known(where, "depends", claim.depends, claimed)
        _check_status(file, where, claim.status, claim.chapters, argument.in_preparation)
        for finding in claim.findings:
            if finding.status == "proved":
                known(where, "theorems", finding.theorems, proved)
            if finding.status in SETTLED and not proved & {*finding.theorems}:
                raise ArgumentError(
                    f"{file}: {where}, field 'theorems' is {list(finding.theorems)}; allowed: at least "
                    f"one that is proved, for what is marked {finding.status!r}"
                )
    for conclusion in argument.conclusions:
        known(f"conclusions, entry {conclusion.id}", "claims", conclusion.claims, claimed)
    for number, step in enumerate(argument.steps, 1):
        where = f"steps, entry {number}"
        known(where, "if", (premise.name for premise in step.premises), assumed | concluded)
        known(where, "then", [step.result.name], concluded)
        known(where, "by", step.theorems, labels)
    for stance in argument.stances:
        known(f"stances, entry {stance.id}", "says", (said.name for said in stance.says), assumed)
    for section, depends in {
        "claims": {claim.id: claim.depends for claim in argument.claims},
        "theorems": {theorem.label: theorem.depends for theorem in argument.theorems},
    }.items():
        circle = _circle(depends)
        if circle:
            raise ArgumentError(
                f"{file}: {section}, entry {circle[0]}, field 'depends' goes in a circle: "
                f"{' → '.join(circle)}"
            )
    for position in argument.positions():
        reached = derive(argument.steps, position)
        for name in concluded:
            if {Literal(name, True), Literal(name, False)} <= reached.keys():
                held = ", ".join(str(Literal(*item)) for item in position.items())
                raise ArgumentError(
                    f"{file}: steps by which {name!r} both follows and fails; from {held}"
                )


def _check_status(
    file: str, where: str, status: str, chapters: Collection[str], to_come: Collection[str]
) -> None:
    all_to_come = all(chapter in to_come for chapter in chapters)
    if (status == IN_PREPARATION) != all_to_come:
        raise ArgumentError(
            f"{file}: {where}, field 'status' is {status!r}; allowed: {IN_PREPARATION!r} if and only if "
            f"its chapters are, and {list(chapters)} of them {'are' if all_to_come else 'are not all'}"
        )


def _circle(depends: Mapping[str, tuple[str, ...]]) -> list[str]:
    """A chain of dependencies that ends where it began, or nothing."""
    done: set[str] = set()

    def search(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name not in done:
            for other in depends[name]:
                found = search(other, [*path, name])
                if found:
                    return found
            done.add(name)
        return []

    return next(filter(None, (search(name, []) for name in depends)), [])
