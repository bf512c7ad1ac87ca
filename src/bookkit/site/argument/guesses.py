"""All predictions of the book in one list: what was guessed where, and at which assumption it points.

Each page's boxes are collected as it is read; the list is made once all pages have been read. It says nothing
of anybody's guesses: a script fills those in from what the reader's browser keeps.
"""

import html
import json
from typing import Any

from docutils import nodes
from lxml import html as lxml_html
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from bookkit.formats import in_page, rich
from bookkit.prediction import said
from bookkit.site.argument.claims import argument

_PREDICTIONS = "bookkit_predictions"

logger = logging.getLogger(__name__)


class GuessList(nodes.General, nodes.Element):
    """The place of the list, until all pages have been read."""


class Guesses(SphinxDirective):
    """The list of the book's predictions; its argument is the board's id, to whose assumptions it links."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Called by docutils."""
        return [GuessList(board=self.arguments[0])]


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Called by Sphinx when it has read a page: remember what is asked there."""
    outputs = [node.astext() for node in doctree.findall(nodes.raw)]
    boxes = [text for text in outputs if 'class="predict"' in text]
    records = [
        json.loads(text) for box in boxes for text in lxml_html.fromstring(box).xpath(_RECORDS)
    ]
    if not records:
        return
    app.env.metadata[app.env.docname][_PREDICTIONS] = records
    for record in records:
        _check(app, record, outputs, doctree)


_RECORDS = "//*[@class='predict']/script[@class='record']/text()"
_ID = "guesses"
_LIST = (
    '<div class="guesses" id="{id}" role="group" aria-label="Your guesses" tabindex="-1">'
    '<p class="none">No guess of yours is kept in this browser.</p>'
    '<div class="some" hidden><ul>{items}</ul>'
    '<button type="button" class="forget">Forget all my guesses</button></div>'
    '<p class="status" role="status"></p></div>'
)


def _check(
    app: Sphinx, record: dict[str, Any], outputs: list[str], doctree: nodes.document
) -> None:
    name, hides, points = (record[key] for key in ("id", "hides", "assumption"))
    if points is not None:
        allowed = [assumption.id for assumption in argument(app.env).assumptions]
        if points not in allowed:
            logger.warning(
                "assumption of %r is %r; allowed: one of %s",
                name,
                points,
                ", ".join(allowed),
                location=doctree,
            )
    if hides is not None and not any(f' id="{hides}"' in text for text in outputs):
        logger.warning(
            "hides of %r is %r; allowed: a figure or an explorer of its page",
            name,
            hides,
            location=doctree,
        )


class Resolve(SphinxPostTransform):
    """The list in place of each `GuessList`."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Called by Sphinx."""
        for node in list(self.document.findall(GuessList)):
            items = "".join(
                self._item(page, record, node["board"])
                for page in self.env.config.external_site_map
                for record in self.env.metadata.get(page, {}).get(_PREDICTIONS, ())
            )
            text = _LIST.format(id=_ID, items=items)
            node.replace_self(nodes.raw("", text, format="html"))

    def _item(self, page: str, record: dict[str, Any], board: str) -> str:
        uri = self.app.builder.get_relative_uri(self.env.docname, page)
        kept = {key: record[key] for key in ("id", "guess", "choices") if key in record}
        data = in_page(kept)
        chapter = html.escape(self.env.titles[page].astext())
        return (
            f"<li hidden><p>{rich(record['question'])}</p><p>You said {said(record.get('choices'))}. "
            f'It is {record["answer"]}. <a href="{uri}#{record["id"]}">Why: {chapter}</a>.'
            f"{self._points(record['assumption'], board)}</p>"
            f'<script type="application/json" class="record">{data}</script></li>'
        )

    def _points(self, assumption: str | None, board: str) -> str:
        if assumption is None:
            return ""
        (title,) = (each.title for each in argument(self.env).assumptions if each.id == assumption)
        return f' On the board: whether <a href="#{board}-{assumption}">{html.escape(title)}</a>.'


def setup(app: Sphinx) -> None:
    """Called by the house's extension."""
    app.add_node(GuessList)
    app.add_directive("guesses", Guesses)
    app.add_post_transform(Resolve)
    app.connect("doctree-read", collect)
