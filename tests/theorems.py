"""Which theorems the tests of the mathematics test, read from the syntax of module and tests.

A docstring names the theorems of its function, class or method. Such a theorem is tested if tests of
its module use all that is so documented, themselves or through helpers of their file, and assert something.
Neither a name in prose, a local variable, an annotation nor a call that must be refused is a use.
Where only the module's own docstring names a theorem, a test must say that it is of that theorem,
by the mark ``theorem``, and assert something.
"""

import ast
import symtable
from collections.abc import Iterable, Iterator
from functools import cache, cached_property

from tests.built import ROOT

Documented = ast.FunctionDef | ast.ClassDef
MARK = "pytest.mark.theorem"


class _Told(ast.NodeTransformer):
    """Code without what only looks like a use: annotations, and calls that must be refused."""

    def visit_With(self, node: ast.With) -> ast.AST:
        if any(ast.unparse(item).startswith("pytest.raises(") for item in node.items):
            return ast.Pass()
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(node.arg)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        return self.generic_visit(ast.Assign([node.target], node.value or ast.Constant(None)))


@cache
def _global_names(node: ast.AST) -> frozenset[str]:
    """The names that code reads from its module, as the compiler tells them from local ones."""
    whole = symtable.symtable(ast.unparse(node), "a test", "exec")
    found: set[str] = set()
    tables = [whole]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        found |= {
            symbol.get_name()
            for symbol in table.get_symbols()
            if symbol.is_referenced() and (table is whole or symbol.is_global())
        }
    return frozenset(found)


@cache
def _asserts(node: ast.AST) -> bool:
    return any(
        isinstance(inner, ast.Assert)
        or (isinstance(inner, ast.Attribute) and inner.attr.startswith("assert_"))
        for inner in ast.walk(node)
    )


class Tests:
    """The tests of one module of ``waluigi``.

    Parameters
    ----------
    module
        The module's name in the package.
    text
        The source of the tests.
    """

    __test__ = False

    def __init__(self, module: str, text: str) -> None:
        tree = ast.fix_missing_locations(_Told().visit(ast.parse(text)))
        self._modules: set[str] = set()
        self._imported: dict[str, str] = {}
        self._defined: dict[str, ast.AST] = {}
        for node in tree.body:
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    name = alias.asname or alias.name
                    self._imported.pop(name, None)
                    self._modules.discard(name)
                    if node.module == f"waluigi.{module}":
                        self._imported[name] = alias.name
                    elif (node.module, alias.name) == ("waluigi", module):
                        self._modules.add(name)
            elif isinstance(node, Documented):
                self._defined[node.name] = node
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    names = [part.id for part in ast.walk(target) if isinstance(part, ast.Name)]
                    self._defined |= dict.fromkeys(names, node)

    def _reached(self, node: ast.AST) -> list[ast.AST]:
        """A test and all that it uses of its own file."""
        found, names = [node], [*_global_names(node)]
        while names:
            helper = self._defined.get(names.pop())
            if helper is not None and helper not in found:
                found.append(helper)
                names += _global_names(helper)
        return found

    def _asserting(self) -> Iterator[tuple[ast.FunctionDef, list[ast.AST]]]:
        for name, node in self._defined.items():
            if name.startswith("test_") and isinstance(node, ast.FunctionDef):
                reached = self._reached(node)
                if any(map(_asserts, reached)):
                    yield node, reached

    @cached_property
    def used(self) -> set[str]:
        """What tests use of the module: functions, classes, and methods as ``Class.method``."""
        return {name for _, reached in self._asserting() for name in self._used(reached)}

    def _used(self, reached: list[ast.AST]) -> set[str]:
        names: set[str] = set()
        called: set[str] = set()
        for node in reached:
            read = _global_names(node)
            names |= {self._imported[name] for name in read & self._imported.keys()}
            here = read & self._modules
            for inner in ast.walk(node):
                if isinstance(inner, ast.Attribute) and ast.unparse(inner.value) in here:
                    names.add(inner.attr)
                if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
                    called.add(inner.func.attr)
        return names | {f"{name}.{method}" for name in names for method in called}

    @cached_property
    def marked(self) -> set[str]:
        """The theorems that tests say they are of."""
        return {
            str(ast.literal_eval(label))
            for node, _ in self._asserting()
            for mark in node.decorator_list
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == MARK
            for label in mark.args
        }


def documented(label: str, text: str) -> set[str]:
    """What a module's source documents as a theorem's, methods as ``Class.method``; "" is the module."""
    tree = ast.parse(text)
    nodes: dict[str, ast.Module | Documented] = {"": tree}
    for node in tree.body:
        if isinstance(node, Documented):
            nodes[node.name] = node
        if isinstance(node, ast.ClassDef):
            methods = (inner for inner in node.body if isinstance(inner, ast.FunctionDef))
            nodes |= {f"{node.name}.{method.name}": method for method in methods}
    return {name for name, node in nodes.items() if f"`{label}`" in (ast.get_docstring(node) or "")}


def untested(label: str, house: Iterable[tuple[str, Tests]]) -> set[str]:
    """What no test uses of all that is documented as a theorem's; the theorem itself if it has no mark.

    Parameters
    ----------
    label
        The theorem's.
    house
        The source of each module and its tests.
    """
    naming = [(names, tests) for text, tests in house if (names := documented(label, text))]
    if any(names != {""} for names, _ in naming):
        return {name for names, tests in naming for name in names - {""} - tests.used}
    return {label}.difference(*(tests.marked for _, tests in naming))


@cache
def mathematics() -> tuple[tuple[str, Tests], ...]:
    """The source of each module of ``waluigi``, and its tests."""
    found = []
    for path in sorted((ROOT / "src" / "waluigi").glob("*.py")):
        tests = ROOT / "tests" / "waluigi" / f"test_{path.name}"
        text = tests.read_text(encoding="utf-8") if tests.exists() else ""
        found.append((path.read_text(encoding="utf-8"), Tests(path.stem, text)))
    return tuple(found)
