"""Small books, built from nothing as `make book` does it."""

import filecmp
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.built import ROOT

HEAD = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---
# A small book

It has {citation} and $x^2$.

```{{code-cell}} ipython3
{code}
```
"""
DRAWING = """
import sympy as sp
from bookkit import Axis, Curve, Readout, Slider, explorer
x, rate = sp.symbols("x rate", positive=True)
explorer(
    "decay", x=Axis(x, 0, 9, label="years"), y=Axis(None, 0, 1, label="share"),
    curves={"left": Curve(sp.exp(-rate * x), label="left", color="orange")},
    sliders=[Slider(rate, 0.1, 2, value=1, label="rate")],
    readouts={"half": Readout(sp.log(2) / rate, label="half-life")},
    alt="A falling curve.", caption="It falls.",
)
"""
Build = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def small_book(tmp_path: Path, site: Path) -> Path:
    """A book without text; typefaces, which take long to cut, come from the real one."""
    for name in ("_config.yml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: chapters/index\n")
    (tmp_path / "chapters").mkdir()
    shutil.copy(ROOT / "chapters" / "references.bib", tmp_path / "chapters")
    shutil.copytree(ROOT / "_build" / ".fonts", tmp_path / "_build" / ".fonts")
    return tmp_path


@pytest.fixture
def build(small_book: Path) -> Build:
    """Builds the small book with a given cell."""

    def run(code: str, citation: str = "no citations") -> "subprocess.CompletedProcess[str]":
        chapter = small_book / "chapters" / "index.md"
        chapter.write_text(HEAD.format(code=code, citation=citation))
        command = [Path(sys.executable).with_name("jupyter-book"), "build", ".", "-W"]
        return subprocess.run(
            [*command, "--keep-going", "-n"],
            cwd=small_book,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    return run


def test_a_failing_cell_fails_the_build_and_is_shown(build: Build) -> None:
    built = build("assert 1 == 2, 'the odds have moved'")
    assert built.returncode != 0
    assert "AssertionError: the odds have moved" in re.sub(r"\x1b\[[\d;]*m", "", built.stdout)


@pytest.mark.parametrize(
    ("citation", "complaint"),
    [(r"$\frac{1$", "Missing close brace"), ("{cite:t}`nobody2026`", "nobody2026")],
)
def test_what_cannot_be_read_fails_the_build(build: Build, citation: str, complaint: str) -> None:
    built = build("1", citation)
    assert built.returncode != 0
    assert complaint in built.stdout


def test_outputs_follow_the_tables_beside_the_chapters(build: Build, small_book: Path) -> None:
    table = small_book / "chapters" / "numbers.csv"
    page = small_book / "_build" / "html" / "chapters" / "index.html"
    code = "print('the table says', open('numbers.csv').read())"
    for content in ("seven", "eleven"):
        table.write_text(content)
        built = build(code)
        assert built.returncode == 0, built.stdout
        assert f"the table says {content}" in page.read_text()


def test_two_builds_differ_in_nothing(build: Build, small_book: Path) -> None:
    outcomes = []
    for name in ("first", "second"):
        built = build(DRAWING)
        assert built.returncode == 0, built.stdout
        outcomes.append((small_book / "_build" / "html").rename(small_book / name))
        shutil.rmtree(small_book / "_build" / ".doctrees")
        shutil.rmtree(small_book / "_build" / ".jupyter_cache")
    first, second = outcomes
    files = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(second) for path in second.rglob("*") if path.is_file())
    assert filecmp.cmpfiles(first, second, files, shallow=False)[1:] == ([], [])
