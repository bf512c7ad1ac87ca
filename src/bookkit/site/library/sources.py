"""What a Python package offers, read from its source by griffe: names, signatures as written, docstrings.

Nothing is imported, so that an annotation stays what its author wrote and not what it resolves to.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import griffe

_WIDTH = 76
_SECTION = re.compile(r"^(?P<title>[A-Z][A-Za-z ]+)\n-{3,}\n", re.MULTILINE)
_LABEL = re.compile(r"`([a-z]+(?:-\w+)+)`")


@dataclass(frozen=True)
class Thing:
    """A module, class, function, property or constant.

    Attributes
    ----------
    name
        Its full name, by which it is imported.
    kind
        "module", "class", "function", "property" or "formula".
    signature
        How it is called, as its author wrote it; empty for what is not called.
    text
        Its docstring.
    parts
        What a module or class holds.
    """

    name: str
    kind: str
    signature: str = ""
    text: str = ""
    parts: tuple["Thing", ...] = field(default=())

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters, as its signature has them."""
        return tuple(re.findall(r"(?:^    |\(|, |\*)(\w+)(?=[:=,)])", self.signature, re.MULTILINE))

    @property
    def labels(self) -> tuple[str, ...]:
        """What may be the labels of theorems, of all that the docstring names."""
        return tuple(dict.fromkeys(_LABEL.findall(self.text)))

    def walk(self) -> Iterator["Thing"]:
        """It and all it holds."""
        yield self
        for part in self.parts:
            yield from part.walk()


def package(name: str, by_module: bool = False) -> list[Thing]:
    """The modules of a package, as it wishes to be seen.

    A package whose ``__all__`` names what it offers is one module under its own name; any other is its
    modules, those with nothing to show left out.

    Parameters
    ----------
    name
        The package's.
    by_module
        Whether it is its modules in any case: what it offers under its own name may be but a part.

    Raises
    ------
    ImportError
        If there is no such package.
    """
    front = griffe.load(name, allow_inspection=False)
    assert isinstance(front, griffe.Module)
    whole = front.exports and not by_module
    modules = [front] if whole else [front.modules[each] for each in sorted(front.modules)]
    shown = (
        Thing(
            module.path,
            "module",
            text=_docstring(module),
            parts=_things(module.path, _offered(module)),
        )
        for module in modules
        if not module.name.startswith("_")
    )
    return [module for module in shown if module.parts]


def sections(docstring: str) -> Iterator[tuple[str, str]]:
    """A NumPy-style docstring's sections; what comes before the first has no title.

    >>> list(sections("It is.\\n\\nRaises\\n------\\nValueError\\n    If not."))
    [('', 'It is.'), ('Raises', 'ValueError\\n    If not.')]
    """
    pieces = _SECTION.split(docstring)
    yield "", pieces[0].strip()
    for title, body in zip(pieces[1::2], pieces[2::2], strict=True):
        yield title, body.strip("\n")


def entries(body: str) -> Iterator[tuple[str, str]]:
    """The entries of a section such as Parameters: a name, and the indented text below it.

    >>> list(entries("x, y\\n    The axes.\\nid\\n    The anchor."))
    [('x, y', 'The axes.'), ('id', 'The anchor.')]
    """
    name, lines = "", []
    for line in [*body.splitlines(), "end"]:
        if line.startswith(" ") or not line:
            lines.append(line.strip())
            continue
        if name:
            yield name, "\n".join(lines).strip()
        name, lines = line.strip(), []


def _offered(front: griffe.Object) -> Iterator[tuple[str, griffe.Object]]:
    """What a front offers from its modules, in the order in which it has it, or else what a module holds."""
    for name, path in front.imports.items() if front.exports else ():
        if name in (front.exports or ()):
            yield name, _target(front.modules_collection[path])
    for name, member in front.members.items() if not front.exports else ():
        if not member.is_alias:
            yield name, _target(member)


def _things(owner: str, members: Iterable[tuple[str, griffe.Object]]) -> tuple[Thing, ...]:
    """What is for readers, by the name under which they import it."""
    shown = ((f"{owner}.{name}", found) for name, found in members if not name.startswith("_"))
    return tuple(thing for name, found in shown if (thing := _thing(name, found)))


def _thing(name: str, found: griffe.Object) -> Thing | None:
    text = _docstring(found)
    if "property" in found.labels:
        return Thing(name, "property", text=text)
    if isinstance(found, griffe.Attribute):
        return Thing(name, "formula") if found.name.isupper() else None
    if isinstance(found, griffe.Function):
        return Thing(name, "function", _wrapped(_signature(found)), text)
    if not isinstance(found, griffe.Class):
        return None
    called = found.members.get("eval", found)
    signature = _signature(_target(called)) or f"{found.name}({_fields(found)})"
    if called is not found:
        # A SymPy function: its arguments are those of `eval`, and the rest of it is SymPy's protocol.
        signature = signature.replace("eval", found.name, 1).partition(" -> ")[0]
        return Thing(name, "class", _wrapped(signature), text)
    parts = tuple(part for part in _things(name, _offered(found)) if part.text)
    return Thing(name, "class", _wrapped(signature.removesuffix("()")), text, parts)


def _target(found: griffe.Object | griffe.Alias) -> griffe.Object:
    return found.final_target if isinstance(found, griffe.Alias) else found


def _docstring(found: griffe.Object) -> str:
    return found.docstring.value if found.docstring else ""


def _signature(found: griffe.Object) -> str:
    assert isinstance(found, griffe.Class | griffe.Function)
    return re.sub(r"\((self|cls)(, )?", "(", found.signature(), count=1)


def _fields(found: griffe.Class) -> str:
    """The fields of a named tuple, which griffe does not read as arguments."""
    fields = (
        each
        for each in found.attributes.values()
        if each.annotation and not each.labels & {"property"}
    )
    return ", ".join(f"{each.name}: {each.annotation}" for each in fields)


def _wrapped(signature: str) -> str:
    """A signature on one line, or on one for each parameter."""
    if len(signature) <= _WIDTH:
        return signature
    name, _, rest = signature.partition("(")
    lines, depth = [""], 0
    for mark in rest:
        depth += (mark in "([{") - (mark in ")]}")
        if depth < 0:
            break
        lines[-1] += mark
        if mark == "," and not depth:
            lines.append("")
    end = rest[sum(map(len, lines)) :]
    return "\n".join([f"{name}(", *(f"    {line.strip().rstrip(',')}," for line in lines), end])
