"""Claims that the text names, as links: a plain ``(C13)`` leads to the claim, as ``{claim}`C13` `` does."""

import re
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from bookkit.site.argument.claims import PendingLink, argument, link, note_mention

_NAME = re.compile(r"\b(C\d+)\b")
_NOT_IN = (
    nodes.Titular,
    nodes.reference,
    nodes.literal,
    nodes.math,
    nodes.citation,
    addnodes.pending_xref,
    PendingLink,
)


def link_claims(app: Sphinx, doctree: nodes.document) -> None:
    """Called by Sphinx once a page has been read."""
    if not (app.config.bookkit_claims and (Path(app.srcdir) / app.config.bookkit_claims).is_file()):
        return
    known = {claim.id for claim in argument(app.env).claims}
    for paragraph in list(doctree.findall(nodes.paragraph)):
        for text in list(paragraph.findall(nodes.Text)):
            parts = _NAME.split(text.astext())
            if known.intersection(parts) and not _inside(text):
                text.parent.replace(text, [_part(app, part, known) for part in parts if part])


def _part(app: Sphinx, part: str, known: set[str]) -> nodes.Node:
    if part not in known:
        return nodes.Text(part)
    note_mention(app.env, part)
    return link("claim", part, part)


def _inside(node: nodes.Node) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, _NOT_IN):
            return True
    return False


def setup(app: Sphinx) -> None:
    """Called by the house's extension."""
    app.connect("doctree-read", link_claims)
