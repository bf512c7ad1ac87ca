"""Chapters as notebooks for any Jupyter."""

import json
import re
from pathlib import Path

import nbformat
import pytest

from bookkit.site.publish.notebooks import first_cell, notebook, plain
from tests.site.chapter import CHAPTER


def test_is_a_notebook_without_outputs() -> None:
    chapter = notebook(CHAPTER, "The Book")
    nbformat.validate(chapter)
    code = [cell for cell in chapter.cells if cell.cell_type == "code"]
    assert [cell.source for cell in code] == ["1 + 1"]
    assert not code[0].outputs
    assert notebook(CHAPTER, "The Book") == chapter


def test_speaks_ordinary_markdown() -> None:
    words = "\n".join(
        cell.source for cell in notebook(CHAPTER, "The Book").cells if cell.cell_type == "markdown"
    )
    assert "As ville1939 and the theorem say, eq-x." in words
    assert "> **Theorem (Ville).**\n>\n> Let $x > 0$.\n>\n> > **Note.**\n> >\n> > Inside." in words
    assert not re.search(r"\{[\w:-]+\}|^:\w+:|\(sec-start\)=|\(eq-x\)", words, re.MULTILINE)


@pytest.mark.parametrize(
    ("myst", "markdown"),
    [
        ("```{admonition} Before\n:class: tip\nThink.\n```\n", "> **Before.**\n>\n> Think.\n"),
        ("```{solution} ex-a\n:class: dropdown\nTwo.\n```\n", "> **Solution.**\n>\n> Two.\n"),
        ("```{exercise-end}\n```\n", ""),
        ("```python\n1\n```\n", "```python\n1\n```\n"),
    ],
)
def test_directives_become_quotations(myst: str, markdown: str) -> None:
    assert plain(myst) == markdown


def test_every_chapter_with_cells_has_one(site: Path) -> None:
    for page in sorted(site.glob("chapters/*.html")):
        text = page.read_text(encoding="utf-8")
        file = page.with_suffix(".ipynb")
        assert file.exists() == ("cell_input" in text)
        if file.exists():
            assert f'href="{file.name}"' in text
            cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
            words = "".join(
                "".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"
            )
            assert not re.search(
                r"^[`:]{3,}\{|\{(prf:ref|cite:[tp]|eq|numref|ref|doc)\}`", words, re.M
            )


FOLDED = """---
kernelspec:
  name: python3
  display_name: Python 3
---

# A chapter

```{prf:theorem} Ville
:label: thm-x
It is so.
```

```{fold-start} thm-x
```

Because.

```{code-cell} ipython3
"claims.yml"
```

```{fold-end}
```

Afterwards {prf:ref}`thm-far` and {cite:p}`ville1939, doob1953`.

```{solution-start} ex-a
```

Two.

```{solution-end}
```
"""


def test_proofs_and_solutions_are_sections_that_are_folded() -> None:
    called = {"thm-far": "Floor", "ville1939": "Ville (1939)", "doob1953": "Doob (1953)"}
    cells = notebook(FOLDED, "The Book", first="first = 1", called=called).cells
    folded = [cell.source for cell in cells if "jp-MarkdownHeadingCollapsed" in cell.metadata]
    assert folded == ["###### Proof and check (Ville)", "###### Solution"]
    assert [cell.source for cell in cells if cell.source.endswith("∎")] == ["###### ∎"] * 2
    assert "Afterwards Floor and Ville (1939), Doob (1953)." in [cell.source for cell in cells]
    assert cells[1].source == "first = 1"


def test_the_first_cell_names_the_way_to_install() -> None:
    clone = first_cell("The Book", "waluigi.data", "", ["claims.yml"])
    compile(clone, "clone", "exec")
    assert "from your clone of the book: pip install ." in clone
    assert 'lay_out("claims.yml")' in clone
    public = first_cell("The Book", "waluigi.data", "https://example.org/book.git", [])
    assert "pip install git+https://example.org/book.git" in public
    assert "lay_out" not in public
