"""What the cells of a chapter can see: the code that they import, and the tables that they name.

Jupyter Book keeps executed cells by their source alone. Here a chapter's imports are followed through the
library, so that its cells run again when what they use has changed, and no others do.
"""

import ast
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

LIBRARY = Path(__file__).parents[3]
STYLES = {".css", ".svg"}
"""Files that change how a page looks, and nothing that a cell can see."""

_CELL = re.compile(
    r"^```\{code-cell\}[^\n]*\n(?::[\w-]+:[^\n]*\n)*(.*?)^```", re.DOTALL | re.MULTILINE
)
_MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)
_TEXTS = {".md", ".ipynb", ".bib", ".txt"}


def digest(paths: Iterable[Path]) -> str:
    """A short digest of files' names and contents, the same on every machine."""
    sha = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.parts[-3:]):
        sha.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()[:16]


def by_cells(chapter: Path, library: Path = LIBRARY) -> set[Path]:
    """The files on which the outputs of a chapter's cells can depend, its own text left out.

    Tables are the files beside the chapter that a cell, or the code that it imports, calls by their names.

    >>> by_cells(Path("no-such-chapter.md"))
    set()
    """
    text = chapter.read_text(encoding="utf-8") if chapter.exists() else ""
    cells = [_MAGIC.sub("", cell) for cell in _CELL.findall(text)]
    if not cells:
        return set()
    trees = [_parsed(cell) for cell in cells]
    if None in trees:  # No Python: what it imports cannot be told, and it will not run.
        return set(files(library))
    code = imported({name for tree in trees if tree for name in _names(tree)}, library)
    words = {word for tree in trees if tree for word in _words(tree)}
    words = words.union(*(_module(path)[1] for path in code if path.suffix == ".py"))
    tables = {path for path in chapter.parent.iterdir() if path.suffix not in _TEXTS}
    return code | {path for path in tables if path.is_file() and path.name in words}


def imported(names: Iterable[str], library: Path = LIBRARY) -> set[Path]:
    """Files of the library that an import of these modules reads, and the data beside them."""
    found: set[Path] = set()
    left = set(names)
    while left:
        name = left.pop()
        parts = name.split(".")
        for length in range(1, len(parts) + 1):
            path = _file(library.joinpath(*parts[:length]))
            if path is not None and path not in found:
                found.add(path)
                found.update(file for file in path.parent.iterdir() if _is_data(file))
                left |= _module(path)[0]
    return found


def files(folder: Path) -> Iterator[Path]:
    """All files of a folder that someone has written."""
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".pyc" and ".egg-info" not in path.parent.name:
            yield path


def _file(place: Path) -> Path | None:
    for path in (place / "__init__.py", place.with_suffix(".py")):
        if path.is_file():
            return path
    return None


def _is_data(path: Path) -> bool:
    return path.is_file() and path.suffix not in {".py", ".pyc", *STYLES}


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except SyntaxError:
        return None


@cache
def _module(path: Path) -> tuple[set[str], set[str]]:
    """What a module imports, and the texts in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return _names(tree), _words(tree)


def _names(tree: ast.Module) -> set[str]:
    """Modules that code may import: of ``from a import b`` both ``a`` and ``a.b``."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update((node.module, *(f"{node.module}.{alias.name}" for alias in node.names)))
    return {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names}


def _words(tree: ast.Module) -> set[str]:
    """Texts in code, without the folders before them."""
    return {
        node.value.rpartition("/")[2]
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
