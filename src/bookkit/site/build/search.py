"""The search index of a build that writes some pages only, as a build of all pages writes it.

Sphinx takes what it knows of the other pages from the index that it wrote before, but forgets their index
entries (the words of a glossary) and keeps words that no page has any more.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx


def complete(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Called by Sphinx when all pages are written, and before the index is."""
    index: Any = app.builder.indexer  # type: ignore[attr-defined]
    written = {page: list(entries) for page, entries in index._index_entries.items()}
    kept = _entries(Path(app.outdir) / "searchindex.js")
    index._index_entries.clear()
    for page in sorted(index._titles):
        index._index_entries[page] = written.get(page, kept.get(page, []))
    for mapping in (index._mapping, index._title_mapping):
        for word in [word for word, pages in mapping.items() if not pages]:
            del mapping[word]
    yield from ()


def _entries(path: Path) -> dict[str, list[tuple[str, str, str]]]:
    """The index entries of each page in an index on disk."""
    if not path.exists():
        return {}
    old = json.loads(path.read_text(encoding="utf-8").partition("(")[2].rpartition(")")[0])
    entries: dict[str, list[tuple[str, str, str]]] = {page: [] for page in old["docnames"]}
    for words, places in old["indexentries"].items():
        for number, anchor, main in places:
            entries[old["docnames"][number]].append((words, anchor, "main" if main else ""))
    return entries


def setup(app: Sphinx) -> None:
    """Called by the house's extension."""
    app.connect("html-collect-pages", complete)
