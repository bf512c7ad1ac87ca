"""Chapters as notebooks in JupyterLab, and back: what nobody has changed stays as it is, to the byte.

Jupytext reads and writes the cells. By itself it writes the head of a file anew: it drops the description,
names the kernel as the machine does and adds its own version; and JupyterLab notes in the cells what it has
hidden.
"""

import re
from pathlib import Path
from typing import Any

import jupytext
import nbformat

_HEAD = re.compile(r"\A---\n.*?^---\n", re.DOTALL | re.MULTILINE)
_COLLAPSED = {"hide-input", "hide-cell"}
_VIEW = (
    "collapsed",
    "editable",
    "ExecuteTime",
    "execution",
    "jupyter",
    "scrolled",
    "slideshow",
    "trusted",
)


def head(text: str) -> str:
    """What stands above a chapter's text; empty if nothing does.

    >>> head("---\\ndescription: A.\\n---\\n\\n# A\\n")
    '---\\ndescription: A.\\n---\\n'
    """
    found = _HEAD.match(text)
    return found[0] if found else ""


def collapse(notebook: Any) -> Any:
    """A chapter's notebook, with the code that its page hides out of sight; in place."""
    for cell in notebook["cells"]:
        if _COLLAPSED.intersection(cell["metadata"].get("tags", ())):
            cell["metadata"]["jupyter"] = {"source_hidden": True}
    return notebook


def source(notebook: Any, before: str) -> str:
    """The text of a chapter that has been open as a notebook.

    Parameters
    ----------
    notebook
        As JupyterLab has it: outputs, and what is shown and hidden, are left out.
    before
        The chapter's text when it was opened, whose head stays.
    """
    made = nbformat.from_dict(notebook)
    made.metadata = jupytext.reads(before, fmt="md:myst").metadata
    for cell in made.cells:
        for name in _VIEW:
            cell.metadata.pop(name, None)
    text = jupytext.writes(made, fmt="md:myst")
    body = text.removeprefix(head(text))
    return head(before) + body if head(before) else body.lstrip("\n")


class Chapters(jupytext.AsyncTextFileContentsManager):
    """What JupyterLab asks for files: chapters are notebooks, and keep their heads."""

    async def get(self, path: str, *args: Any, **options: Any) -> dict[str, Any]:
        """Called by JupyterLab to open a file."""
        model = await super().get(path, *args, **options)
        if path.endswith(".md") and model["type"] == "notebook" and model["content"]:
            collapse(model["content"])
        return model

    async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
        """Called by JupyterLab to save a file."""
        file = Path(self._get_os_path(path))
        if model["type"] != "notebook" or file.suffix != ".md" or not file.exists():
            return await super().save(model, path)
        before = file.read_text(encoding="utf-8")
        if not head(before) and any(
            cell["cell_type"] == "code" for cell in model["content"]["cells"]
        ):
            return await super().save(model, path)  # Only a head says that cells are to run.
        text = source(model["content"], before)
        await super().save({"type": "file", "format": "text", "content": text}, path)
        return await self.get(path, content=False, type="notebook")
