"""Chapters as notebooks to download: plain Markdown and code, for any Jupyter."""

import re
from collections.abc import Iterable, Iterator, Mapping
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
_INVISIBLE = {"bibliography", "exercise-end"}
_HIDDEN = {"hide-input", "hide-cell"}
_NAMED = re.compile(
    r"\{[\w:]+\} (?P<name>\S[^\n]*)\n(?::[\w-]+:[^\n]*\n)*?:label: *(?P<label>[\w-]+)$",
    re.MULTILINE,
)
_FOLD = re.compile(r"^(?P<opening>`{3,}\{fold-start\}) +(?P<label>[\w-]+) *$", re.MULTILINE)
_OWN_TITLE = re.compile(r"^:title: *(.+?) *$", re.MULTILINE)
_MADE_BY_THE_SITE = {"claims", "theorem-index", "switchboard", "guesses", "book-map"}
_HEAD = "*From {book}. The first cell below says whether everything is there that the others need.*"
_FIRST = """# What the cells below need: the book's own package{tables}.
from importlib.util import find_spec

if find_spec("{package}") is None:
    raise ModuleNotFoundError("The package of {book} is missing. Install it {how}, then restart the kernel.")
"""
_LAY_OUT = """
from {module} import lay_out

lay_out({names})
"""
_HEADING = re.compile(r"^\((?P<label>[\w-]+)\)=\n#+ (?P<name>[^\n]+)$", re.MULTILINE)
_SOURCE = re.compile(r"^@\w+\{(?P<key>[^,\s]+),(?P<entry>.*?)(?=^@|\Z)", re.DOTALL | re.MULTILINE)
_BEGINS, _ENDS = "\ue000", "\ue001"


def first_cell(book: str, data: str, source: str, tables: Iterable[str]) -> str:
    """The code that a notebook begins with: it says what is missing, and lays out the tables that it reads.

    Parameters
    ----------
    book
        The book's title.
    data
        The module that has the tables, in the package that is to be installed.
    source
        Where `pip` finds the package's repository; if empty, the reader's own clone is named.
    tables
        The names of the files that the cells read.
    """
    names = ", ".join(f'"{name}"' for name in sorted(tables))
    how = (
        f"with: pip install git+{source}"
        if source
        else "from your clone of the book: pip install ."
    )
    code = _FIRST.format(
        tables=", and tables, laid out beside this notebook" if names else "",
        package=data.partition(".")[0],
        book=book,
        how=how,
    )
    return (code + _LAY_OUT.format(module=data, names=names) if names else code).strip()


def names_in(texts: Iterable[str], sources: str = "") -> dict[str, str]:
    """What labels and keys of sources are called: theorems, sections; authors and years.

    >>> names_in(["(sec-a)=\\n## Odds\\n"], "@misc{b1, author={Nardo, Cleo}, year={2023}}")
    {'sec-a': 'Odds', 'b1': 'Nardo (2023)'}
    """
    found = {
        named["label"]: named["name"]
        for text in texts
        for pattern in (_NAMED, _HEADING)
        for named in pattern.finditer(text)
    }
    for source in _SOURCE.finditer(sources):
        entry = source["entry"]
        authors = re.search(r"author\s*=\s*\{((?:[^{}]|\{[^{}]*\})*)\}", entry)
        year = re.search(r"year\s*=\s*\{?(\d{4})", entry)
        every = [
            (author if "{" in author else author.partition(",")[0]).strip("{} ")
            for author in (authors[1].split(" and ") if authors else [source["key"]])
        ]
        who = (
            every[0]
            if len(every) == 1
            else " and ".join(every)
            if len(every) == 2
            else f"{every[0]} et al."
        )
        found[source["key"]] = f"{who} ({year[1]})" if year else who
    return found


def notebook(
    text: str,
    book: str,
    known: Mapping[str, str] = MappingProxyType({}),
    first: str = "",
    called: Mapping[str, str] = MappingProxyType({}),
) -> nbformat.NotebookNode:
    """A chapter in MyST Markdown as a notebook without outputs; the same bytes every time.

    Directives become quotations under their names, roles become their text, or what `called` says their
    target is called. Proofs and solutions are sections of their own, folded, and end with a mark. Macros
    that the chapter uses, of those that the book knows, are defined at its head, and `first` is a cell below.
    """
    called = dict(called)
    names = {named["label"]: named["name"] for named in _NAMED.finditer(text)}
    text = _FOLD.sub(
        lambda fold: f"{fold['opening']} {names.get(fold['label'], fold['label'])}", text
    )
    chapter = jupytext.reads(text, fmt="md:myst")
    definitions = macros.definitions(macros.used(text, known))
    head = nbformat.v4.new_markdown_cell(
        "\n\n".join([_HEAD.format(book=book), definitions]).strip()
    )
    cells = [head, *([nbformat.v4.new_code_cell(first)] if first else [])]
    for cell in chapter.cells:
        if cell.cell_type == "markdown":
            cells += _parts(plain(cell.source, {**names, **called}))
        else:
            if _HIDDEN.intersection(cell.metadata.get("tags", ())):
                cell.metadata["jupyter"] = {"source_hidden": True}
            cells.append(cell)
    chapter.cells = cells
    for number, cell in enumerate(chapter.cells):
        cell.id = f"cell-{number}"
    chapter.metadata = {"kernelspec": chapter.metadata.kernelspec}
    return chapter


def _parts(text: str) -> Iterator[nbformat.NotebookNode]:
    """Markdown as cells: each fold begins with one of its own, which hides those up to its end."""
    for part in re.split(f"(?=[{_BEGINS}{_ENDS}])", text):
        opens, closes = part.startswith(_BEGINS), part.startswith(_ENDS)
        title, _, rest = (
            part.lstrip(_BEGINS + _ENDS).partition("\n") if opens or closes else ("", "", part)
        )
        if title:
            metadata = {"jp-MarkdownHeadingCollapsed": True} if opens else {}
            yield nbformat.v4.new_markdown_cell(f"###### {title}", metadata=metadata)
        if rest.strip():
            yield nbformat.v4.new_markdown_cell(rest.strip())


def plain(text: str, called: Mapping[str, str] = MappingProxyType({})) -> str:
    """MyST Markdown in the words of ordinary Markdown.

    >>> print(plain("See {prf:ref}`the theorem <thm-odds>` by {cite:t}`ville1939`."))
    See the theorem by ville1939.
    """
    text = _FENCE.sub(partial(_quotation, called=called), text)
    text = _EQUATION_LABEL.sub(r"\1", _TARGET.sub("", text))
    return _ROLE.sub(lambda role: role["text"] or _called(role["target"], called), text)


def _called(target: str, called: Mapping[str, str]) -> str:
    """Of several targets, as citations have them, each."""
    return ", ".join(called.get(each.strip(), each.strip()) for each in target.split(","))


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
    data, source = app.config.bookkit_data, app.config.bookkit_source
    texts = {
        page: Path(app.env.doc2path(page)).read_text(encoding="utf-8")
        for page in sorted(app.env.found_docs)
    }
    listed = [Path(app.srcdir) / file for file in app.config.bibtex_bibfiles]
    called = names_in(
        texts.values(), "\n".join(file.read_text(encoding="utf-8") for file in listed)
    )
    here = Path(__file__).read_bytes(), Path(macros.__file__).read_bytes(), jupytext.__version__
    for page in app.env.found_docs:
        if link(app, page):
            chapter = Path(app.env.doc2path(page))
            first = first_cell(book, data, source, _tables(chapter)) if data else ""
            used = {key: name for key, name in called.items() if key in texts[page]}
            made_from = (texts[page], book, known, first, used)
            target = Path(app.outdir) / f"{page}.ipynb"
            kept.put(app, target, (*made_from, here), partial(_write, *made_from))


def _tables(chapter: Path) -> set[str]:
    """The files beside a chapter that its cells name."""
    text = chapter.read_text(encoding="utf-8")
    beside = {path.name for path in chapter.parent.iterdir() if path.suffix in {".csv", ".yml"}}
    return {name for name in beside if f'"{name}"' in text}


def _write(
    text: str,
    book: str,
    known: Mapping[str, str],
    first: str,
    called: Mapping[str, str],
    target: Path,
) -> None:
    nbformat.write(notebook(text, book, known, first, called), target)


def _quotation(directive: re.Match[str], called: Mapping[str, str]) -> str:
    kind, title = directive["kind"], directive["title"]
    if kind in _INVISIBLE:
        return ""
    if kind in {"fold-end", "solution-end"}:
        return f"{_ENDS}∎\n"
    if kind == "fold-start":
        own = _OWN_TITLE.search(directive["options"])
        said = own[1] if own else "Proof and check"
        return f"{_BEGINS}{said}{f' ({title})' if title else ''}\n"
    if kind == "solution-start":
        return f"{_BEGINS}Solution\n"
    if kind in _MADE_BY_THE_SITE:
        return f"*The {kind.replace('-', ' ')} can be seen in the book on the web.*\n"
    if kind == "figure":
        return f"![]({title})\n\n{directive['body']}\n"
    if kind == "solution":
        title = ""
    name = kind.rpartition(":")[2].removesuffix("-start").capitalize()
    if kind == "admonition":
        name, title = title, ""
    heading = f"**{name}{f' ({title})' if title else ''}.**"
    lines = [heading, "", *plain(directive["body"], called).strip().splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n"
