"""The house: which room knows of which, as CONTRIBUTING draws it, and that none has grown crowded."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.built import ROOT

SOURCE = ROOT / "src"
APART = "experiments"  # A room beside the source: what it computes is committed, and nothing imports it.
FILES = sorted([*SOURCE.rglob("*.py"), *(ROOT / APART).glob("*.py")])
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LINES_OF_A_CLASS = 120
PROGRAMS = {"bookkit.site.build.live"}  # Nothing in the house imports it: it loads the house.
KIT = {".py", ".js", ".css", ".html", ".jinja", ".conf", ".svg"}
SUBJECT = re.compile(r"luigi|\binvariance\b|\bdecay side\b", re.IGNORECASE)


def room(module: str) -> str:
    """The folder that a module stands in; fronts, which only offer what is in their rooms, have none."""
    path = place(module)
    if path.is_dir():
        inner = any(child.is_dir() and list(child.glob("*.py")) for child in path.iterdir())
        return "" if inner else module
    return module.rpartition(".")[0]


def place(module: str) -> Path:
    """The folder of a package, or where the file of a module would be one."""
    top = ROOT if module.partition(".")[0] == APART else SOURCE
    return top.joinpath(*module.split("."))


def name_of(file: Path) -> str:
    top = SOURCE if file.is_relative_to(SOURCE) else ROOT
    return ".".join(file.relative_to(top).with_suffix("").parts).removesuffix(".__init__")


def imported(file: Path) -> Iterator[str]:
    """The modules of this house that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file} imports by a relative name"
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if is_module(name) else str(node.module) for name in whole]
        else:
            continue
        yield from (name for name in names if place(name.partition(".")[0]).is_dir())


def is_module(name: str) -> bool:
    path = place(name)
    return path.is_dir() or path.with_suffix(".py").exists()


def arrows() -> set[tuple[str, str]]:
    found = {(room(name_of(file)), room(name)) for file in FILES for name in imported(file)}
    return {(knows, known) for knows, known in found if knows and known and knows != known}


def drawn() -> tuple[list[str], set[tuple[str, str]]]:
    """The rooms in the order of the table, from the ground up, and the arrows of the drawing."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rooms = re.findall(r"^\| `(?:src/)?([\w/]+)` \|", text, re.MULTILINE)
    (drawing,) = re.findall(r"```mermaid\n(.*?)```", text, re.DOTALL)
    lines = re.findall(r"^ *([\w/]+) --> ([\w/ &]+)$", drawing, re.MULTILINE)
    pairs = {(knows, known) for knows, ends in lines for known in ends.split(" & ")}
    return [named(each) for each in rooms], {(named(a), named(b)) for a, b in pairs}


def named(folder: str) -> str:
    return folder.replace("/", ".")


def test_the_drawing_is_true_to_the_imports() -> None:
    assert arrows() == drawn()[1]


def test_every_room_is_in_the_table() -> None:
    assert {room(name_of(file)) for file in FILES} - {""} == set(drawn()[0])


def test_no_arrow_leads_up() -> None:
    """Each room knows only of rooms that stand before it in the table."""
    floors = {name: number for number, name in enumerate(drawn()[0])}
    assert [(a, b) for a, b in sorted(arrows()) if floors[a] <= floors[b]] == []


@pytest.mark.parametrize("front", ["bookkit", "bookkit.site"])
def test_a_front_is_not_entered_from_inside(front: str) -> None:
    """A room that imports its own house's front would have to wait for itself."""
    inside = [file for file in FILES if name_of(file).startswith(f"{front}.")]
    inside = [file for file in inside if name_of(file) not in PROGRAMS]
    assert [file for file in inside if front in imported(file)] == []


def test_the_book_only_reads_what_experiments_found() -> None:
    """`make book` works without what they are computed with."""
    cells = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "chapters").glob("*.md"))
    apart = ("experiments", "jax", "equinox", "optax", "joblib", "distributed")
    assert re.findall(rf"^ *(?:import|from) +(?:{'|'.join(apart)})\b", cells, re.MULTILINE) == []


def without_docstrings(file: Path) -> ast.Module:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value = ast.Constant(None)
    return tree


def code_lines(node: ast.ClassDef, text: list[str]) -> set[int]:
    """The lines of a class's code; docstrings, comments and blank lines are none."""
    lines = {
        number
        for number in range(node.lineno, (node.end_lineno or 0) + 1)
        if not re.match(r"\s*(#|$)", text[number - 1])
    }
    for inner in ast.walk(node):
        if isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant):
            lines -= set(range(inner.lineno, inner.end_lineno + 1))
    return lines


def test_no_class_is_crowded() -> None:
    sizes = {
        f"{name_of(file)}.{node.name}": len(
            code_lines(node, file.read_text(encoding="utf-8").splitlines())
        )
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    assert {name: size for name, size in sizes.items() if size > LINES_OF_A_CLASS} == {}


def test_the_kit_knows_nothing_of_the_subject() -> None:
    """Names of sides, of the project and of labels come from the book's configuration and its claims."""
    kit = [path for path in (SOURCE / "bookkit").rglob("*") if path.suffix in KIT]
    assert len(kit) > len(FILES) // 2
    named = {
        f"{path.name}: {found[0]}"
        for path in kit
        if (found := SUBJECT.search(path.read_text(encoding="utf-8")))
    }
    assert named == set()

    labels = {
        f"{file.name}: {node.value}"
        for file in FILES
        if file.is_relative_to(SOURCE / "bookkit")
        for node in ast.walk(without_docstrings(file))
        if isinstance(node, ast.Constant) and "thm-" in str(node.value)
    }
    assert labels == set()


def borrowed(text: str) -> list[str]:
    """What code imports from files that pytest loads by itself: tests, and files of fixtures."""
    names: list[str] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            whole = "." * node.level + (node.module or "")
            names += [f"{whole}.{alias.name}" for alias in node.names]
    return [
        name
        for name in names
        if name.startswith(("tests.", "."))
        and any(part == "conftest" or part.startswith("test_") for part in name.split("."))
    ]


@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_tests_borrow_nothing_of_each_other(file: Path) -> None:
    """What they share is in a file that is no test's; fixtures come by their names."""
    assert borrowed(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "from tests.site.test_pages import words",
        "from tests.site import test_pages",
        "def f():\n    import tests.site.test_pages as pages",
        "from .test_pages import words",
        "from . import test_pages",
        "from tests.conftest import Visit",
    ],
)
def test_borrowing_is_seen(line: str) -> None:
    assert len(borrowed(line)) == 1
    assert borrowed("from tests.built import ROOT, built_pages\nfrom numpy import testing") == []
