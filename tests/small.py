"""Small books of the tests' own, built as `make book` does it, and an argument for them.

Each build runs in a copy of a process that has loaded what a build needs, which takes longer than the build.
"""

import multiprocessing
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.built import ROOT

_WORKSHOP = multiprocessing.get_context("forkserver")
_WORKSHOP.set_forkserver_preload(["bookkit.site", "bookkit.site.build.command"])

HEAD = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
"""
"""How a chapter begins, up to what it says of itself."""

TEXT = (
    HEAD
    + """---
{text}
"""
)

ARGUMENT = """
home: claims
sides: [invariance, decay]
given: [The sun exists.]
in preparation: [winter]
assumptions:
  - {id: rain, title: it rains, negated: it is dry, accept: Rain., deny: None., default: true,
     chapters: [sky], claims: [C1]}
  - {id: roof, title: there is a roof, negated: there is none, accept: Yes., deny: No., default: false,
     chapters: [sky]}
claims:
  - {id: C1, side: decay, statement: One gets wet., status: proved, finding: So., theorems: [thm-wet],
     chapters: [sky]}
  - {id: C2, side: invariance, statement: It snows., status: in preparation, finding: "?", chapters: [winter],
     depends: [C1]}
theorems:
  - {label: thm-wet, title: Wet, statement: Rain wets., status: proved, chapter: sky}
  - {label: thm-snow, title: Snow, statement: Snow is rain., status: in preparation, chapter: winter,
     depends: [thm-wet]}
conclusions:
  - {id: wet, group: Today, title: one gets wet, negated: one stays dry, statement: Wet., claims: [C1]}
  - {id: cold, group: Today, title: one gets cold, negated: one stays warm, statement: Cold.}
steps:
  - {if: [rain, not roof], then: wet, by: [thm-wet], because: Rain falls.}
  - {if: [roof], then: not wet, by: [thm-wet], because: Roofs hold.}
  - {if: [wet], then: cold, by: [thm-wet], because: Water cools.}
stances:
  - {id: optimist, title: The optimist, says: [not rain], why: It will clear up.}
"""


@dataclass(frozen=True)
class Built:
    """How a build went, and what it said."""

    returncode: int
    stdout: str


@dataclass(frozen=True)
class SmallBook:
    """A book in a folder of its own.

    Attributes
    ----------
    folder
        Where its source is.
    """

    folder: Path

    @classmethod
    def begin(cls, folder: Path, *chapters: str) -> "SmallBook":
        """A book without text; typefaces, which take long to cut, come from the real one."""
        for name in ("_config.yml", "requirements.lock"):
            shutil.copy(ROOT / name, folder)
        (folder / "chapters").mkdir()
        shutil.copy(ROOT / "chapters" / "references.bib", folder / "chapters")
        shutil.copytree(ROOT / "_build" / ".fonts", folder / "_build" / ".fonts")
        book = cls(folder)
        book.order("index", *chapters)
        return book

    @property
    def site(self) -> Path:
        """Where its pages are once it is built."""
        return self.folder / "_build" / "html"

    def order(self, root: str, *chapters: str) -> None:
        """Say which chapters it has."""
        listed = "".join(f"- file: chapters/{name}\n" for name in chapters)
        toc = f"format: jb-book\nroot: chapters/{root}\n" + (
            f"chapters:\n{listed}" if listed else ""
        )
        (self.folder / "_toc.yml").write_text(toc, encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        """Write a file beside the chapters; a chapter gets the head that says how to run its cells."""
        text = TEXT.format(text=text) if name.endswith(".md") and "{code-cell}" in text else text
        (self.folder / "chapters" / name).write_text(text, encoding="utf-8")

    def build(self, **environment: str) -> Built:
        """Build it, and return what was said."""
        log = self.folder / "log.txt"
        process = _WORKSHOP.Process(target=_build, args=(self.folder, environment, log))
        process.start()
        process.join()
        return Built(process.exitcode or 0, log.read_text(encoding="utf-8"))


def _build(folder: Path, environment: Mapping[str, str], log: Path) -> None:
    from bookkit.site.build.command import build

    os.environ.update(environment)
    with log.open("w") as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
        os.chdir(folder)
        done = build(folder)
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(0 if done else 1)
