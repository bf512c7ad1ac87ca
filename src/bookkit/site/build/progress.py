"""What is said while a book is built: a line for each chapter that is read, and nothing else but warnings."""

import time

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

_began: dict[str, float] = {}


def announce(_: Sphinx, env: BuildEnvironment, pages: list[str]) -> None:
    """Called by Sphinx when it knows what it will read."""
    if pages:
        _say(
            f"Reading {len(pages)} of {len(env.found_docs)} chapters; what has changed in their code runs:"
        )


def begin(app: Sphinx, page: str, _: list[str]) -> None:
    """Called by Sphinx before it reads a page."""
    _began[page] = time.monotonic()


def end(app: Sphinx, _: nodes.document) -> None:
    """Called by Sphinx when it has read a page."""
    page = app.env.docname
    _say(f"  {page.rpartition('/')[2]:<14}{time.monotonic() - _began.pop(page):5.1f} s")


def reading() -> str:
    """The page that is being read; empty if none is."""
    return next(iter(_began), "")


def write(_: Sphinx, __: BuildEnvironment) -> None:
    """Called by Sphinx when all is read."""
    _say("Writing pages.")


def _say(line: str) -> None:
    print(line, flush=True)


def setup(app: Sphinx) -> None:
    """Called by the house's extension."""
    app.connect("env-before-read-docs", announce)
    app.connect("source-read", begin, priority=100)
    app.connect("doctree-read", end, priority=900)
    app.connect("env-check-consistency", write)
