"""What is said when a build fails: the last lines name what is wrong, where it stands, and what to do.

All chapters run before the build gives up, so that each failing one is named, with its cell, line and error.
"""

import errno
import json
import re
import shutil
import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import jupyter_book.sphinx
import jupyter_cache.executors.utils
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError

from bookkit.site.build.progress import reading

_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_IN_CELL = re.compile(r"Cell In\[(?P<count>\d+)\], line (?P<line>\d+)")
_IN_FILE = re.compile(r"^File (?P<place>\S+:\d+)", re.MULTILINE)
_MAY_FAIL = "raises-exception"


class CellsFailed(SphinxError):
    """Which cells have failed."""

    category = "The book is not built. What fails"


@dataclass(frozen=True)
class Failure:
    """A cell that has failed.

    Attributes
    ----------
    chapter
        Its file.
    line
        Where in that file the error is.
    cell
        The cell's number among those with code, from 1.
    error
        The error's name and what it says.
    source
        The line that failed.
    raised
        The file and line of the library where the error came up; empty if it was in the cell itself.
    trace
        The way there.
    """

    chapter: str
    line: int
    cell: int
    error: str
    source: str
    raised: str
    trace: str

    def __str__(self) -> str:
        place = f"  {self.chapter}, line {self.line} (cell {self.cell}): {self.error}"
        lines = [place, f"      {self.source}" if self.source else "", self._from()]
        return "\n".join(filter(None, lines))

    def _from(self) -> str:
        return f"      raised at {self.raised}" if self.raised else ""


def failure(chapter: str, notebook: dict[str, Any], said: str = "") -> Failure:
    """What has failed in a chapter that has run, as a notebook with its outputs and lines.

    Parameters
    ----------
    chapter
        The chapter's file, for the message.
    notebook
        As JSON; `source_map` in its metadata has the line of the chapter at which each cell begins.
    said
        What is known of an error that left no output, such as one of time.
    """
    lines = notebook["metadata"].get("source_map", [])
    coded = [
        (number, cell)
        for number, cell in enumerate(notebook["cells"])
        if cell["cell_type"] == "code"
    ]
    for count, (number, cell) in enumerate(coded, 1):
        if _MAY_FAIL in cell["metadata"].get("tags", ()):
            continue
        errors = [out for out in cell["outputs"] if out["output_type"] == "error"]
        if not errors and cell.get("execution_count"):
            continue
        source = "".join(cell["source"]).splitlines()
        trace = _COLOUR.sub("", "\n".join(errors[0]["traceback"])) if errors else said
        found = [
            int(place["line"])
            for place in _IN_CELL.finditer(trace)
            if place["count"] == str(cell.get("execution_count"))
        ]
        within = found[-1] if found else 1
        files = _IN_FILE.findall(trace)
        error = f"{errors[0]['ename']}: {errors[0]['evalue']}" if errors else said
        return Failure(
            chapter=chapter,
            line=_line(lines[number] if number < len(lines) else 0, cell, within),
            cell=count,
            error=_COLOUR.sub("", error).strip(),
            source=source[within - 1].strip() if within <= len(source) else "",
            raised=files[-1] if files else "",
            trace=trace,
        )
    return Failure(chapter, 1, 0, said, "", "", said)


def _line(begins: int, cell: dict[str, Any], within: int) -> int:
    """The chapter's line: a cell's code comes after its fence, and after its options and an empty line."""
    options = len([name for name in cell["metadata"] if name != "mystnb"])
    return begins + (options + 1 if options else 0) + within


def check(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Once all chapters have been read: give up if a cell has failed, before any page is written."""
    failed = []
    known: dict[str, Any] = getattr(env, "nb_metadata", {})
    for page in sorted(known):
        ran = known[page].get("exec_data") or {}
        if ran.get("succeeded", True):
            continue
        written = Path(app.outdir).parent / "jupyter_execute" / f"{page}.ipynb"
        chapter = Path(env.doc2path(page)).relative_to(env.srcdir).as_posix()
        last = (ran.get("traceback") or "").strip().splitlines()
        said = next((line for line in reversed(last) if line), str(ran.get("error")))
        notebook = json.loads(written.read_text(encoding="utf-8"))
        failed.append(failure(chapter, notebook, said))
    shutil.rmtree(Path(app.outdir) / "reports", ignore_errors=True)
    if failed:
        for each in failed:
            print(f"\n{each.chapter}:\n{each.trace}", file=sys.stderr)
        raise CellsFailed("\n".join(map(str, failed)))
    return ()


def begin_writing(app: Sphinx, _: Any) -> None:
    """Called by Sphinx when it begins to write: from now on what is broken off has changed pages."""
    unfinished = Path(app.outdir).parent / ".unfinished"
    if unfinished.exists():
        unfinished.write_text("writing", encoding="utf-8")


def tell(app: Sphinx | None, _: Any, error: BaseException, stderr: TextIO = sys.stderr) -> None:
    """What has broken off a build, in the place of Sphinx's own words, which invite a report to Sphinx."""
    if isinstance(error, KeyboardInterrupt):
        said = "Interrupted. Nothing is lost: the next build goes on with the chapters that have not run."
    elif isinstance(error, SphinxError):
        said = f"{error.category}:\n{error}"
    elif isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        said = f"The disk is full ({error}). Free some room and build again: it goes on from here."
    else:
        traceback.print_exception(error, file=stderr)
        chapter = f"{reading()}: " if reading() else ""
        said = f"The book is not built. {chapter}{type(error).__name__}: {error}"
    print(f"\n{said}", file=stderr, flush=True)


class _Client(NotebookClient):
    """Runs a notebook, and tells a kernel that has died from one that was told to stop."""

    _async_cleanup_kernel_future: Any = None


def run(nb: Any, cwd: str | None = None, **options: Any) -> Any:
    """Run a notebook's cells in a folder.

    Raises
    ------
    KeyboardInterrupt
        If this process was told to stop; the client itself only stops the kernel then.
    CellExecutionError
        If a cell fails, or its kernel dies.
    """
    client = _Client(nb=nb, resources={"metadata": {"path": cwd}} if cwd else {}, **options)
    try:
        return client.execute()
    except Exception as error:
        if client._async_cleanup_kernel_future is not None:
            raise KeyboardInterrupt from None
        if isinstance(error, DeadKernelError):
            said = "the kernel died, as it does when memory runs out"
            raise CellExecutionError(said, "DeadKernelError", said) from None
        raise


def setup(app: Sphinx) -> None:
    """Called by the house's extension."""
    jupyter_book.sphinx.handle_exception = tell
    jupyter_cache.executors.utils.executenb = run
    app.connect("env-updated", check)
    app.connect("write-started", begin_writing)
