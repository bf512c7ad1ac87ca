"""Ways through the book: what each chapter asks, and the map of the questions that chapters share.

A chapter's question is its first line, where that is emphasised and nothing else. The map is a file beside
the chapters, named by `bookkit_map` in the configuration: where the book begins and ends, and its questions,
each with the chapters that take it up. ``{book-map}`` draws it; a page that is on it has a small one at the
end.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import yaml
from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

_QUESTION, _MAP = "bookkit_question", "bookkit_map_of"
_PREVIOUS, _NEXT = 1, 2


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question of the map, and the chapters that take it up."""

    ask: str
    chapters: list[str]


class Map(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The map: chapters by their names, from the first through the questions to the last."""

    begins: str
    ends: str
    questions: list[Question]

    def chapters(self) -> Iterator[str]:
        """All that it names, some of them twice."""
        yield self.begins
        for question in self.questions:
            yield from question.chapters
        yield self.ends


@dataclass(frozen=True)
class Stop:
    """A chapter as a link."""

    title: str
    link: str
    here: bool


@dataclass(frozen=True)
class Turn:
    """The chapter before or after."""

    title: str
    link: str
    question: str


class Drawing(nodes.General, nodes.Element):
    """Where the map is to be drawn."""


class BookMap(SphinxDirective):
    """Draws the map of the book's questions."""

    def run(self) -> list[nodes.Node]:
        """Called by docutils."""
        if _map(self.env) is None:
            raise self.error(f"bookkit_map names {self.config.bookkit_map!r}; allowed: a file")
        return [Drawing()]


class Draw(SphinxPostTransform):
    """Draws the map once all titles are known."""

    default_priority = 700
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Called by Sphinx."""
        for place in list(self.document.findall(Drawing)):
            drawn = self.app.builder.templates.render(
                "map.html", {"map": drawing(self.app, self.env.docname)}
            )
            place.replace_self(nodes.raw("", drawn, format="html"))


def parse(text: str, name: str = "map.yml") -> Map:
    """Read a map from the text of its file.

    Raises
    ------
    ValueError
        If the file is no YAML, or a field is missing, unknown or of the wrong kind.
    """
    try:
        return msgspec.convert(yaml.safe_load(text), Map)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise ValueError(f"{name}: {error}") from None


def question(env: BuildEnvironment, page: str) -> str:
    """What a page asks, or nothing."""
    return str(env.metadata.get(page, {}).get(_QUESTION, ""))


def turns(app: Sphinx, page: str) -> dict[str, Turn | None]:
    """The pages before and after, each with its question."""
    relations = app.builder.relations.get(page, (None, None, None))  # type: ignore[attr-defined]
    return {
        "before": _turn(app, page, relations[_PREVIOUS]),
        "after": _turn(app, page, relations[_NEXT]),
    }


def _turn(app: Sphinx, page: str, other: str | None) -> Turn | None:
    if other is None:
        return None
    link = app.builder.get_relative_uri(page, other)
    return Turn(_title(app, other), link, question(app.env, other))


def drawing(app: Sphinx, page: str) -> dict[str, Any]:
    """What the template of the map needs, as seen from a page."""
    book = _map(app.env)
    assert book is not None

    def stop(name: str) -> Stop:
        target = _page(app.env, name)
        link = app.builder.get_relative_uri(page, target)
        return Stop(_title(app, target), link, target == page)

    return {
        "begins": stop(book.begins),
        "ends": stop(book.ends),
        "questions": [
            {"ask": question.ask, "stops": [stop(name) for name in question.chapters]}
            for question in book.questions
        ],
    }


def small(app: Sphinx, page: str) -> dict[str, Any] | None:
    """The map for the end of a page; ``None`` for a page that is not on it."""
    book = _map(app.env)
    on_it = book is not None and page in {_page(app.env, name) for name in book.chapters()}
    return drawing(app, page) if on_it else None


def _title(app: Sphinx, page: str) -> Markup:
    return Markup.escape(app.env.titles[page].astext())


def _map(env: BuildEnvironment) -> Map | None:
    return getattr(env, _MAP, None)


def _page(env: BuildEnvironment, name: str) -> str:
    return (Path(env.config.bookkit_map).parent / name).as_posix()


def _load(app: Sphinx, env: BuildEnvironment, _: list[str]) -> None:
    path = Path(app.srcdir) / app.config.bookkit_map
    book = None
    if app.config.bookkit_map and path.is_file():
        try:
            book = parse(path.read_text(encoding="utf-8"), path.name)
        except ValueError as error:
            raise ExtensionError(str(error)) from None
        for name in book.chapters():
            if _page(env, name) not in env.found_docs:
                raise ExtensionError(f"{path.name} names {name!r}; allowed: a chapter of the book")
    setattr(env, _MAP, book)


def _collect(app: Sphinx, doctree: nodes.document) -> None:
    first = next(iter(doctree.findall(nodes.paragraph)), None)
    if first is not None and len(first) == 1 and isinstance(first[0], nodes.emphasis):
        app.env.metadata[app.env.docname][_QUESTION] = first.astext()


def setup(app: Sphinx) -> None:
    """Called by the house's extension."""
    app.add_config_value("bookkit_map", "", "html", str)
    app.add_node(Drawing)
    app.add_directive("book-map", BookMap)
    app.add_post_transform(Draw)
    app.connect("env-before-read-docs", _load)
    app.connect("doctree-read", _collect)
