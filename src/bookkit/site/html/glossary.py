"""Words that the glossary explains, as links: the first time that a page uses one.

What counts as a use is an entry's first name, in running text, plural or not. A further name of an entry is
for ``{term}`` alone: it may be a word that also has its everyday sense. If a first name is such a word, the
glossary's front matter says under ``linked_as`` in which phrases it is meant, and only there it is a use.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from bookkit.checks import one_of, require
from bookkit.site.html.writer import STATEMENTS

Terms = dict[str, tuple[str, str]]
"""Page and anchor of each term."""

Forms = dict[str, list[str]]
"""The phrases in which a term that is an everyday word too is meant."""

_TERMS = "bookkit_terms"
_FORMS = "linked_as"

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


@cache
def pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """What finds each use of several names in a text, longer names before shorter: a group for each name.

    A plural will do, and so will a capital where a sentence begins.

    >>> found = pattern(("odds", "Bayes factor"))
    >>> bool(found.search("Two Bayes factors.")), [use[0] for use in found.finditer("Odds, modds")]
    (True, ['Odds'])
    """
    words = "|".join(f"({_either_case(name)})(?:e?s)?" for name in _longest_first(names))
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")


def uses(text: str, names: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    """Where a text uses one of several names, from and to, and which; of names that overlap the longest."""
    longest_first = _longest_first(names)
    for use in pattern(names).finditer(text) if names else ():
        yield use.start(), use.end(), longest_first[(use.lastindex or 1) - 1]


def meant(text: str, start: int, stop: int, phrases: list[str]) -> bool:
    """Whether a word, from and to, stands in one of several phrases, each of which has it.

    >>> text = "They share no skill. The share of sceptics falls."
    >>> [meant(text, at, at + 5, ["share of sceptics"]) for at in (5, 25)]
    [False, True]
    """
    text = text.replace("’", "'")
    found = (
        use
        for phrase in phrases
        for use in re.finditer(rf"(?<![\w-]){_either_case(phrase)}(?![\w-])", text)
    )
    return any(use.start() <= start and stop <= use.end() for use in found)


class Link(SphinxPostTransform):
    """Links the first use of each term on a page."""

    # After explicit references were found, before they are resolved.
    default_priority = 6
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Called by Sphinx."""
        page = self.env.docname
        terms = _kept(self.env)
        names, forms = tuple(terms), _forms(self.env)
        left = {name: place for name, place in terms.items() if place[0] != page}
        for reference in self.document.findall(addnodes.pending_xref):
            if reference.get("reftype") == "term":
                left.pop(reference["reftarget"], None)
        paragraphs = [] if self._is_reference() else list(self.document.findall(nodes.paragraph))
        for paragraph in paragraphs:
            if len(paragraph) == 1 and isinstance(paragraph[0], nodes.emphasis):
                continue  # a chapter's question stays a line of its own
            whole, at = " ".join(paragraph.astext().splitlines()), 0
            for text in list(paragraph.findall(nodes.Text)):
                if not _inside(text, _NOT_IN):
                    found = [
                        use
                        for use in uses(text.astext(), names)
                        if use[2] not in forms
                        or meant(whole, at + use[0], at + use[1], forms[use[2]])
                    ]
                    self._link(text, found, left)
                at += len(text.astext())

    def _is_reference(self) -> bool:
        """Whether the page is made from docstrings, whose words have links of their own."""
        return any("api" in section["classes"] for section in self.document.findall(nodes.section))

    def _link(self, text: nodes.Text, found: list[tuple[int, int, str]], left: Terms) -> None:
        words, parts, end = text.astext(), [], 0
        for start, stop, name in found:
            if name in left:
                page, anchor = left.pop(name)
                uri = self.app.builder.get_relative_uri(self.env.docname, page)
                link = nodes.reference(
                    "", words[start:stop], internal=True, refuri=f"{uri}#{anchor}", classes=["term"]
                )
                parts += [nodes.Text(words[end:start]), link]
                end = stop
        if parts:
            text.parent.replace(text, [*parts, nodes.Text(words[end:])])


def _longest_first(names: tuple[str, ...]) -> list[str]:
    return sorted(names, key=lambda name: (-len(name), name))


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
    return {
        name: (page, anchor)
        for page in sorted(env.metadata)
        for name, anchor in env.metadata[page].get(_TERMS, {}).items()
    }


def _forms(env: BuildEnvironment) -> Forms:
    # MyST keeps what is more than a text in the front matter as JSON.
    kept = (env.metadata[page] for page in sorted(env.metadata))
    return {
        name: phrases
        for page in kept
        if _TERMS in page
        for name, phrases in json.loads(page.get(_FORMS, "{}")).items()
    }


def _collect(app: Sphinx, doctree: nodes.document) -> None:
    terms = {}
    for glossary in doctree.findall(addnodes.glossary):
        for item in glossary.findall(nodes.definition_list_item):
            first = next(iter(item.findall(nodes.term)))
            terms[first.astext()] = first["ids"][0]
    if terms:
        page = app.env.metadata[app.env.docname]
        page[_TERMS] = terms
        for name, phrases in json.loads(page.get(_FORMS, "{}")).items():
            one_of(name, terms, f"term in {_FORMS} of {app.env.docname}")
            for phrase in phrases:
                require(any(uses(phrase, (name,))), _FORMS, phrase, f"phrases with {name!r}")


def setup(app: Sphinx) -> None:
    """Called by the house's extension."""
    app.add_post_transform(Link)
    app.connect("doctree-read", _collect)
