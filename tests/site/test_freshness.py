"""What a chapter's outputs depend on, and what all pages do."""

from pathlib import Path

import pytest

from bookkit.site.build import freshness, seen
from tests.built import ROOT

CHAPTER = """# A chapter

```{{code-cell}} ipython3
:tags: [hide-input]

%matplotlib inline
{code}
```
"""
LIBRARY = {
    "kit/__init__.py": "from kit.parts import part",
    "kit/parts.py": "import math",
    "kit/page.js": "// read by a module beside it",
    "kit/page.css": "p {}",
    "kit/unused.py": "",
    "model/__init__.py": "",
    "model/rain.py": "from model import cloud\nTABLE = 'tables/rain.csv'",
    "model/cloud.py": "'''Not what rain.yml is for.'''",
    "model/snow.py": "import kit",
}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    for name, text in LIBRARY.items():
        path = tmp_path / "library" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "library"


@pytest.mark.parametrize(
    ("code", "files"),
    [
        ("1", set()),
        ("import math, numpy", set()),
        ("import kit", {"kit/__init__.py", "kit/parts.py", "kit/page.js"}),
        (
            "from model import rain",
            {"model/__init__.py", "model/rain.py", "model/cloud.py", "rain.csv"},
        ),
        ("from model import (\n    cloud,\n)", {"model/__init__.py", "model/cloud.py"}),
        ("def later():\n    import model.cloud", {"model/__init__.py", "model/cloud.py"}),
        ("open('rain.yml')", {"rain.yml"}),
    ],
)
def test_cells_see_what_they_import_and_name(
    library: Path, tmp_path: Path, code: str, files: set[str]
) -> None:
    for name in ("rain.csv", "rain.yml", "other.md"):
        (tmp_path / name).write_text("")
    chapter = tmp_path / "chapter.md"
    chapter.write_text(CHAPTER.format(code=code))
    found = seen.by_cells(chapter, library)
    assert {
        path.relative_to(library if library in path.parents else tmp_path).as_posix()
        for path in found
    } == files


def test_what_cannot_be_read_may_see_everything(library: Path, tmp_path: Path) -> None:
    chapter = tmp_path / "chapter.md"
    chapter.write_text(CHAPTER.format(code="import ("))
    assert len(seen.by_cells(chapter, library)) == len(LIBRARY)


def test_a_digest_knows_names_and_contents(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for path in (one, other):
        path.write_text("words")
    assert seen.digest([one]) != seen.digest([other])
    before = seen.digest([one, other])
    assert seen.digest([other, one]) == before
    other.write_text("word")
    assert seen.digest([one, other]) != before


def test_chapters_of_the_book_see_their_own_modules_and_tables() -> None:
    """Every module of the library that a chapter names in an import, and every table that it names."""
    for chapter in sorted(ROOT.glob("chapters/*.md")):
        text, files = chapter.read_text(), seen.by_cells(chapter)
        names = {path.name for path in files}
        for path in ROOT.glob("src/waluigi/*.py"):
            if f"from waluigi.{path.stem} import" in text:
                assert path.name in names, (chapter, path)
        for table in ("claims.yml", "published.csv"):
            # The library has a file of that name too.
            assert (f'"{table}"' in text) == (chapter.parent / table in files), (chapter, table)


def test_pages_follow_the_code_that_makes_them_and_their_style() -> None:
    makers = {path.name for path in freshness.makers()}
    assert {"freshness.py", "writer.py", "board.py", "compiler.py"} <= makers
    assert {"patience.py", "timing.py"} & makers == set()
    assert {"book.css", "explorer.css", "layout.html"} <= {p.name for p in freshness.looks()}
