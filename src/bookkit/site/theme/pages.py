"""What the page template needs beyond Sphinx's own context."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from bookkit.drawing.style import COLORS
from bookkit.site.html.writer import Writer
from bookkit.site.publish import anchors, notebooks, offline
from bookkit.site.theme import assets, cards, fonts, ways

_LONGEST_DESCRIPTION = 200


@dataclass(frozen=True)
class Chapter:
    """A line in the list of chapters."""

    name: str
    title: str


@dataclass(frozen=True)
class Part:
    """A part of the book."""

    caption: str
    chapters: list[Chapter]


@dataclass(frozen=True)
class Section:
    """A line in the list of what is on a page."""

    anchor: str
    title: str


def configure(_: Sphinx, config: Config) -> None:
    """The book's version is its package's; its address whoever publishes it knows: ``BOOK_URL=https://…/``."""
    if config.bookkit_package:
        config.release = config.version = version(config.bookkit_package)
    config.html_baseurl = os.environ.get("BOOK_URL", config.html_baseurl)


def complete(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Called by Sphinx before a page is written."""
    context.update(
        asset=lambda name: context["pathto"](f"{assets.FOLDER}/{name}", 1) + assets.stamp(name),
        fonts=[face.filename for face in fonts.FACES],
        logo=assets.logo(),
        paper=COLORS["paper"],
        offline=offline.filename(app.config.html_title, app.config.release),
        parts=_parts(app),
        author=app.config.author,
        description=context.get("docstitle"),
        sections=[],
        map=None,
        **ways.turns(app, page),
    )
    if doctree is not None:
        writer = app.builder.docwriter.visitor  # type: ignore[attr-defined]
        assert isinstance(writer, Writer)
        context["math_style"] = writer.typesetter.style()
        context["has_explorer"] = 'class="explorer"' in context["body"]
        context["has_prediction"] = re.search('class="(predict|guesses)"', context["body"])
        context["has_board"] = 'class="switchboard"' in context["body"]
        context["notebook"] = notebooks.link(app, page)
        context["sections"] = list(_sections(doctree))
        context["map"] = ways.small(app, page)
        context["citable"] = 'headerlink cite"' in context["body"]
        context["moved"] = anchors.moved_on(app, page)
        context["description"] = _description(context["meta"] or {}, doctree)
    context["card"] = _card(app, page, context)


def collect(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The page at the site's root, which leads to the first chapter."""
    yield "index", {}, "redirect.html"
    yield from anchors.redirects(app)


def _card(app: Sphinx, page: str, context: dict[str, Any]) -> str:
    name = page if page in app.env.titles else app.config.root_doc
    if app.config.html_baseurl:
        return f"{app.config.html_baseurl.rstrip('/')}/{cards.path(name)}"
    return str(context["pathto"](cards.path(name), 1))


def _parts(app: Sphinx) -> list[Part]:
    root = app.config.external_site_map.root
    return [
        Part(
            tree.caption or "",
            [Chapter(name, app.env.titles[name].astext()) for name in tree.files()],
        )
        for tree in root.subtrees
    ]


def _sections(doctree: nodes.document) -> Iterator[Section]:
    for section in doctree.findall(nodes.section):
        if isinstance(section.parent, nodes.section) and section.parent.parent is doctree:
            yield Section(section["ids"][0], section[0].astext())


def _description(meta: dict[str, Any], doctree: nodes.document) -> str:
    if "description" in meta:
        return str(meta["description"])
    first = next(iter(doctree.findall(nodes.paragraph)), None)
    text = " ".join(first.astext().split()) if first else ""
    return text if len(text) <= _LONGEST_DESCRIPTION else text[: _LONGEST_DESCRIPTION - 1] + "…"
