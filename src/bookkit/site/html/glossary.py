"""Words that the glossary explains, as links: the first time that a page uses one.

What counts as a use is an entry's first name, in running text, plural or not. A further name of an entry is
for ``{term}`` alone: it may be a word that also has its everyday sense.
"""

import re
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from bookkit.site import freshness
from bookkit.site.html.writer import STATEMENTS

Terms = dict[str, tuple[str, str]]

_NOT_IN = (
    nodes.Titular,
    nodes.reference,
    nodes.literal,
    nodes.math,
    nodes.table,
    nodes.caption,
    nodes.term,
    nodes.footnote,
    nodes.citation,
    addnodes.pending_xref,
    *STATEMENTS,
)


def pattern(names: list[str]) -> re.Pattern[str]:
    """What finds the first of several names in a text, longer names before shorter.

    A plural will do, and so will a capital where a sentence begins.

    >>> bool(pattern(["Bayes factor"]).search("Two Bayes factors.")), pattern(["odds"]).findall("Odds, modds")
    (True, ['Odds'])
    """
    words = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(
        "|".join(rf"(?<![\w-]){_either_case(name)}(?:e?s)?(?![\w-])" for name in words)
    )


def linked(text: str, terms: Terms) -> tuple[str, str, str, str] | None:
    """The first use of a term: what stands before it, the words, what follows, and the term."""
    match = pattern(list(terms)).search(text) if terms else None
    if match is None:
        return None
    name = next(name for name in terms if re.fullmatch(rf"{_either_case(name)}(?:e?s)?", match[0]))
    return text[: match.start()], match[0], text[match.end() :], name


class Link(SphinxPostTransform):
    """Links the first use of each term on a page."""

    # After explicit references were found, before they are resolved.
    default_priority = 6
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Called by Sphinx."""
        page = self.env.docname
        left = {name: place for name, place in _kept(self.env).items() if place[0] != page}
        for reference in self.document.findall(addnodes.pending_xref):
            if reference.get("reftype") == "term":
                left.pop(reference["reftarget"], None)
        paragraphs = [] if self._is_reference() else list(self.document.findall(nodes.paragraph))
        for paragraph in paragraphs:
            if len(paragraph) == 1 and isinstance(paragraph[0], nodes.emphasis):
                continue  # a chapter's question stays a line of its own
            for text in list(paragraph.findall(nodes.Text)):
                if not _inside(text, _NOT_IN):
                    self._link(text, left)

    def _is_reference(self) -> bool:
        """Whether the page is made from docstrings, whose words have links of their own."""
        return any("api" in section["classes"] for section in self.document.findall(nodes.section))

    def _link(self, text: nodes.Text, left: Terms) -> None:
        parts: list[nodes.Node] = []
        rest = text.astext()
        while found := linked(rest, left):
            before, words, rest, name = found
            page, anchor = left.pop(name)
            uri = self.app.builder.get_relative_uri(self.env.docname, page)
            link = nodes.reference(
                "", words, internal=True, refuri=f"{uri}#{anchor}", classes=["term"]
            )
            parts += [nodes.Text(before), link]
        if parts:
            text.parent.replace(text, [*parts, nodes.Text(rest)])


def _either_case(name: str) -> str:
    first = name[0]
    return (f"[{first}{first.upper()}]" if first.islower() else re.escape(first)) + re.escape(
        name[1:]
    )


def _inside(node: nodes.Node, kinds: tuple[type, ...]) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, kinds):
            return True
    return False


def _kept(env: BuildEnvironment) -> Terms:
    if not hasattr(env, "bookkit_terms"):
        env.bookkit_terms = {}  # type: ignore[attr-defined]
    return env.bookkit_terms  # type: ignore[attr-defined]


def _collect(app: Sphinx, doctree: nodes.document) -> None:
    for glossary in doctree.findall(addnodes.glossary):
        for item in glossary.findall(nodes.definition_list_item):
            first = next(iter(item.findall(nodes.term)))
            _kept(app.env)[first.astext()] = (app.env.docname, first["ids"][0])


def _purge(_: Sphinx, env: BuildEnvironment, page: str) -> None:
    terms = _kept(env)
    for name in [name for name, place in terms.items() if place[0] == page]:
        del terms[name]


def setup(app: Sphinx) -> None:
    """Called by the house's extension."""
    app.add_post_transform(Link)
    app.connect("doctree-read", _collect)
    app.connect("env-purge-doc", _purge)
    freshness.rewrite_when_changed(app, "bookkit_terms")
