"""What a Python package offers, read from its source: names, signatures as written, docstrings.

Nothing is imported, so that an annotation stays what its author wrote and not what it resolves to.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

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


def package(name: str) -> list[Thing]:
    """The modules of a package, as it wishes to be seen.

    A package whose ``__all__`` names what it offers is one module under its own name; any other is its
    modules, those with nothing to show left out.

    Raises
    ------
    ModuleNotFoundError
        If there is no such package.
    """
    folder = _folder(name)
    tree = _parse(folder / "__init__.py")
    if offered := _offered(tree):
        return [_front(name, tree, offered)]
    modules = [
        _module(f"{name}.{path.stem}", _parse(path))
        for path in sorted(folder.glob("*.py"))
        if not path.stem.startswith("_")
    ]
    return [module for module in modules if module.parts]


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


def _folder(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"no package {name!r}", name=name)
    return Path(spec.origin).parent


def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _offered(tree: ast.Module) -> list[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and _target(node) == "__all__":
            return list(ast.literal_eval(node.value))
    return []


def _front(name: str, tree: ast.Module, offered: list[str]) -> Thing:
    """A package's front: what it imports from its modules and offers as its own."""
    parts: dict[str, Thing] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            source = _parse(_folder(node.module.partition(".")[0]) / _below(node.module))
            wanted = {alias.name for alias in node.names} & set(offered)
            parts |= {
                part.name: part for part in _members(name, source.body) if _last(part) in wanted
            }
    return Thing(name, "module", text=_docstring(tree), parts=tuple(parts.values()))


def _below(module: str) -> str:
    return "/".join(module.split(".")[1:]) + ".py"


def _last(thing: Thing) -> str:
    return thing.name.rpartition(".")[2]


def _module(name: str, tree: ast.Module) -> Thing:
    return Thing(name, "module", text=_docstring(tree), parts=tuple(_members(name, tree.body)))


def _members(owner: str, body: Iterable[ast.stmt]) -> Iterator[Thing]:
    for node in body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield _function(owner, node)
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield _class(owner, node)
        elif isinstance(node, ast.Assign):
            name = _target(node)
            if name.isupper() and not name.startswith("_"):
                yield Thing(f"{owner}.{name}", "formula")


def _function(owner: str, node: ast.FunctionDef) -> Thing:
    decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
    name, text = f"{owner}.{node.name}", _docstring(node)
    if decorators & {"property", "cached_property"}:
        return Thing(name, "property", text=text)
    arguments = _arguments(node.args)
    if arguments and arguments[0] in {"self", "cls"}:
        arguments = arguments[1:]
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return Thing(name, "function", _call(node.name, arguments, returns), text)


def _class(owner: str, node: ast.ClassDef) -> Thing:
    name = f"{owner}.{node.name}"
    members = [part for part in _members(name, node.body) if part.kind != "formula" and part.text]
    methods = {n.name: n for n in node.body if isinstance(n, ast.FunctionDef)}
    if "eval" in methods:  # a SymPy function: the rest of it is SymPy's protocol
        members = []
    constructor = methods.get("__init__") or methods.get("eval")
    if constructor is not None:
        arguments = _arguments(constructor.args)[1:]
    else:
        arguments = [_field(n) for n in node.body if isinstance(n, ast.AnnAssign)]
    signature = _call(node.name, arguments, "") if arguments else node.name
    return Thing(name, "class", signature, _docstring(node), tuple(members))


def _field(node: ast.AnnAssign) -> str:
    annotated = f"{ast.unparse(node.target)}: {ast.unparse(node.annotation)}"
    if node.value is None:
        return annotated
    value = "..." if isinstance(node.value, ast.Call) else ast.unparse(node.value)
    return f"{annotated} = {value}"


def _arguments(given: ast.arguments) -> list[str]:
    """Each parameter as it is written, markers included."""
    positional = [*given.posonlyargs, *given.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(given.defaults))
    defaults += given.defaults
    texts = [_argument(arg, value) for arg, value in zip(positional, defaults, strict=True)]
    if given.posonlyargs:
        texts.insert(len(given.posonlyargs), "/")
    if given.vararg:
        texts.append(f"*{_argument(given.vararg, None)}")
    elif given.kwonlyargs:
        texts.append("*")
    keywords = zip(given.kwonlyargs, given.kw_defaults, strict=True)
    texts += [_argument(arg, value) for arg, value in keywords]
    if given.kwarg:
        texts.append(f"**{_argument(given.kwarg, None)}")
    return texts


def _argument(arg: ast.arg, default: ast.expr | None) -> str:
    annotation = f": {ast.unparse(arg.annotation)}" if arg.annotation else ""
    if default is None:
        return f"{arg.arg}{annotation}"
    return f"{arg.arg}{annotation}{' = ' if annotation else '='}{ast.unparse(default)}"


def _call(name: str, arguments: list[str], returns: str) -> str:
    line = f"{name}({', '.join(arguments)}){returns}"
    if len(line) <= _WIDTH:
        return line
    return "\n".join([f"{name}(", *(f"    {argument}," for argument in arguments), f"){returns}"])


def _docstring(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> str:
    return ast.get_docstring(node) or ""


def _target(node: ast.Assign) -> str:
    first = node.targets[0]
    return first.id if isinstance(first, ast.Name) else ""
