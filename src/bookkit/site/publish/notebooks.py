"""Chapters as notebooks to download: plain Markdown and code, for any Jupyter."""

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

import jupytext
import nbformat
from sphinx.application import Sphinx

from bookkit.site.html import macros
from bookkit.site.publish import kept

_FENCE = re.compile(
    r"^(?P<fence>`{3,}|:{3,})\{(?P<kind>[\w:-]+)\} *(?P<title>[^\n]*)\n"
    r"(?P<options>(?::[\w-]+:[^\n]*\n)*)(?P<body>.*?)^(?P=fence) *$\n?",
    re.DOTALL | re.MULTILINE,
)
_ROLE = re.compile(r"\{[\w:-]+\}`(?:(?P<text>[^`<]+?) *<)?(?P<target>[^`>]+)>?`")
_TARGET = re.compile(r"^\([\w-]+\)=\n", re.MULTILINE)
_EQUATION_LABEL = re.compile(r"^(\$\$) \([\w-]+\)$", re.MULTILINE)
_INVISIBLE = {"bibliography", "exercise-end", "solution-end"}
_NAMED = re.compile(
    r"\{[\w:]+\} (?P<name>\S[^\n]*)\n(?::[\w-]+:[^\n]*\n)*?:label: *(?P<label>[\w-]+)$",
    re.MULTILINE,
)
_FOLD = re.compile(r"^(?P<opening>`{3,}\{fold-start\}) +(?P<label>[\w-]+) *$", re.MULTILINE)
_OWN_TITLE = re.compile(r"^:title: *(.+?) *$", re.MULTILINE)
_MADE_BY_THE_SITE = {"claims", "theorem-index", "switchboard", "guesses", "book-map"}
_HEAD = (
    "*From {book}. The cells need the book's own packages: clone the book, and `make lab` opens this "
    "chapter with everything in place.*"
)


def notebook(
    text: str, book: str, known: Mapping[str, str] = MappingProxyType({})
) -> nbformat.NotebookNode:
    """A chapter in MyST Markdown as a notebook without outputs; the same bytes every time.

    Directives become quotations under their names, roles become their text; what is folded on the page stands
    open between a line that says so and a mark at its end. Macros that the chapter uses,
    of those that the book knows, are defined at its head.
    """
    names = {named["label"]: named["name"] for named in _NAMED.finditer(text)}
    text = _FOLD.sub(
        lambda fold: f"{fold['opening']} {names.get(fold['label'], fold['label'])}", text
    )
    chapter = jupytext.reads(text, fmt="md:myst")
    definitions = macros.definitions(macros.used(text, known))
    head = nbformat.v4.new_markdown_cell(
        "\n\n".join([_HEAD.format(book=book), definitions]).strip()
    )
    chapter.cells.insert(0, head)
    for number, cell in enumerate(chapter.cells):
        cell.id = f"cell-{number}"
        if cell.cell_type == "markdown":
            cell.source = plain(cell.source)
    chapter.metadata = {"kernelspec": chapter.metadata.kernelspec}
    return chapter


def plain(text: str) -> str:
    """MyST Markdown in the words of ordinary Markdown.

    >>> print(plain("See {prf:ref}`the theorem <thm-odds>` by {cite:t}`ville1939`."))
    See the theorem by ville1939.
    """
    text = _FENCE.sub(_quotation, text)
    text = _EQUATION_LABEL.sub(r"\1", _TARGET.sub("", text))
    return _ROLE.sub(lambda role: role["text"] or role["target"], text)


def link(app: Sphinx, page: str) -> str | None:
    """Where a page's notebook is, seen from the page; ``None`` if it has no cells."""
    if "kernelspec" not in app.env.metadata[page]:
        return None
    return page.rpartition("/")[2] + ".ipynb"


def write(app: Sphinx, exception: Exception | None) -> None:
    """Put each chapter's notebook beside its page."""
    if exception:
        return
    book, known = app.config.html_title, app.config.bookkit_macros
    here = Path(__file__).read_bytes(), Path(macros.__file__).read_bytes(), jupytext.__version__
    for page in app.env.found_docs:
        if link(app, page):
            text = Path(app.env.doc2path(page)).read_text(encoding="utf-8")
            target = Path(app.outdir) / f"{page}.ipynb"
            kept.put(app, target, (text, book, known, here), partial(_write, text, book, known))


def _write(text: str, book: str, known: Mapping[str, str], target: Path) -> None:
    nbformat.write(notebook(text, book, known), target)


def _quotation(directive: re.Match[str]) -> str:
    kind, title = directive["kind"], directive["title"]
    if kind in _INVISIBLE:
        return ""
    if kind == "fold-end":
        return "∎\n"
    if kind == "fold-start":
        own = _OWN_TITLE.search(directive["options"])
        said = own[1] if own else "Proof and check"
        return f"**{said}{f' ({title})' if title else ''}.**\n"
    if kind in _MADE_BY_THE_SITE:
        return f"*The {kind.replace('-', ' ')} can be seen in the book on the web.*\n"
    if kind == "figure":
        return f"![]({title})\n\n{directive['body']}\n"
    if kind in {"solution", "solution-start"}:
        title = ""
    name = kind.rpartition(":")[2].removesuffix("-start").capitalize()
    if kind == "admonition":
        name, title = title, ""
    heading = f"**{name}{f' ({title})' if title else ''}.**"
    lines = [heading, "", *plain(directive["body"]).strip().splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n"
