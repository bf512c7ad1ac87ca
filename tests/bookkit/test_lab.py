"""Chapters that have been open in JupyterLab, without JupyterLab."""

import asyncio
import threading
from pathlib import Path

import jupytext
import pytest

from bookkit.lab import Chapters
from bookkit.lab.chapters import collapse, source
from tests.built import ROOT

CHAPTERS = sorted((ROOT / "chapters").glob("*.md"))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_comes_back_as_it_was(chapter: Path) -> None:
    text = chapter.read_text(encoding="utf-8")
    notebook = collapse(jupytext.reads(text, fmt="md:myst"))
    # What JupyterLab does to a notebook that is only looked at.
    notebook.metadata["kernelspec"] = {"display_name": "Python 3 (ipykernel)", "name": "python3"}
    notebook.metadata["language_info"] = {"name": "python", "version": "3"}
    for cell in notebook.cells:
        cell.metadata["editable"] = True
        cell.metadata["scrolled"] = False
    assert source(notebook, text) == text


def test_what_is_written_is_kept(tmp_path: Path) -> None:
    """Through the contents manager, as JupyterLab asks it."""
    text = (ROOT / "chapters" / "slipping.md").read_text(encoding="utf-8")
    (tmp_path / "slipping.md").write_text(text, encoding="utf-8")
    (tmp_path / "words.md").write_text("# Words\n\nNo cells.\n", encoding="utf-8")
    # In a thread: a browser of another test may have the loop of this one.
    edited = threading.Thread(target=lambda: asyncio.run(_edit(Chapters(root_dir=str(tmp_path)))))
    edited.start()
    edited.join()
    changed = (tmp_path / "slipping.md").read_text(encoding="utf-8")
    assert changed == text.replace("# The Waluigi that slips", "# One that slips", 1)
    assert (tmp_path / "words.md").read_text(encoding="utf-8") == "# Words\n\nNo cells.\n"


async def _edit(manager: Chapters) -> None:
    model = await manager.get("slipping.md", type="notebook")
    hidden = [
        cell["metadata"].get("jupyter")
        for cell in model["content"]["cells"]
        if "hide-input" in cell["metadata"].get("tags", ())
    ]
    assert hidden
    assert all(each == {"source_hidden": True} for each in hidden)
    first = model["content"]["cells"][0]
    first["source"] = first["source"].replace("# The Waluigi that slips", "# One that slips", 1)
    saved = await manager.save(model, "slipping.md")
    assert saved["type"] == "notebook"
    model = await manager.get("words.md", type="notebook")
    await manager.save(model, "words.md")
