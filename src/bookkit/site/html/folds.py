"""The second layer of a page: what proves and checks a theorem, in one fold below it.

Cells cannot stand inside a directive, so two directives stand around what is folded::

    ```{fold-start} thm-half-life
    ```

    ... words, formulas, cells, figures, but no heading ...

    ```{fold-end}
    ```

The argument is the label of a statement on the same page. That statement gets a link to its fold, and the
badge of an identity that proves it and stands elsewhere on the page becomes one. A fold without an argument
needs a ``:label:`` of its own; ``:title:`` replaces "Proof and check".
"""

import html
import re
from collections.abc import Iterator
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from bookkit.marks import cite_button, permalink
from bookkit.site.html.writer import STATEMENTS, Writer

TITLE = "Proof and check"

_PROVES = re.compile(r'data-proves="([^"]+)"')
_BADGE = re.compile(r'(<p class="proved">)(.*?)(</p>)')

logger = logging.getLogger(__name__)


class Fold(nodes.General, nodes.Element):
    """What is folded; its attributes are an id, a title, the label of what it proves, or ``None``."""


class Start(nodes.General, nodes.Element):
    """Where a fold is to begin."""


class End(nodes.General, nodes.Element):
    """Where it is to end."""


class FoldStart(SphinxDirective):
    """Begins a fold."""

    optional_arguments = 1
    option_spec: ClassVar = {"label": directives.unchanged_required, "title": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Called by docutils."""
        of = self.arguments[0] if self.arguments else None
        label = self.options.get("label") or (f"{of}-proof" if of else None)
        start = Start("", of=of, label=label, title=self.options.get("title") or TITLE)
        self.set_source_info(start)
        if label is None:
            complain(start, "fold-start names no statement and has no :label:; allowed: either")
            return []
        return [start]


class FoldEnd(SphinxDirective):
    """Ends a fold."""

    def run(self) -> list[nodes.Node]:
        """Called by docutils."""
        end = End()
        self.set_source_info(end)
        return [end]


class Gather(SphinxTransform):
    """Makes a fold of what stands between a start and its end."""

    # Before exercises, figures and labels are sought in what the page holds.
    default_priority = 9

    def apply(self, **_: Any) -> None:
        """Called by Sphinx."""
        for start, end in self._pairs():
            if self._is_sound(start) and start.parent is end.parent:
                parent, first = start.parent, start.parent.index(start)
                last = parent.index(end)
                fold = Fold("", *parent[first + 1 : last], **start.attributes)
                fold["ids"] = [start["label"]]
                fold.source, fold.line = start.source, start.line
                parent[first : last + 1] = [fold]
            else:
                if start.parent is not end.parent:
                    complain(
                        end,
                        f"a heading stands in the fold {start['label']}, begun in line {start.line}",
                    )
                start.parent.remove(start)
                end.parent.remove(end)

    def _pairs(self) -> list[tuple[Start, End]]:
        """Each start with the end that follows it; what has no partner is told of, and left out."""
        pairs: list[tuple[Start, End]] = []
        start: Start | None = None
        for marker in list(self.document.findall(lambda node: isinstance(node, Start | End))):
            if isinstance(marker, End):
                if start is not None:
                    pairs.append((start, marker))
                    start = None
                    continue
                complain(marker, "fold-end ends nothing: no fold-start stands before it")
            elif start is None:
                start = marker
                continue
            else:
                complain(
                    marker,
                    f"a fold begins in the fold {start['label']}, begun in line {start.line}",
                )
            marker.parent.remove(marker)
        if start is not None:
            complain(start, f"the fold {start['label']} has no fold-end")
            start.parent.remove(start)
        return pairs

    def _is_sound(self, start: Start) -> bool:
        names = {statement.get("label") for statement in _statements(self.document)}
        ids = {name for node in self.document.findall(nodes.Element) for name in node["ids"]}
        if start["of"] not in {*names, None}:
            complain(
                start, f"fold-start names {start['of']!r}; allowed: a statement of the same page"
            )
        elif start["label"] in ids:
            complain(
                start, f"fold-start: {start['label']!r} is taken; give it a :label: of its own"
            )
        else:
            return True
        return False


class Join(SphinxPostTransform):
    """Links statements, and badges outside, to the fold that proves them."""

    # Once one form of each cell's output has been chosen.
    default_priority = 701
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Called by Sphinx."""
        folds = list(self.document.findall(Fold))
        first = {fold["of"]: fold for fold in reversed(folds) if fold["of"]}
        for fold in folds:
            fold["steps"] = sum(
                raw.astext().count("data-proves=") for raw in fold.findall(nodes.raw)
            )
        for statement in _statements(self.document):
            if fold := first.get(statement.get("label")):
                statement["proof"] = (fold["ids"][0], fold["steps"])
        for raw in list(self.document.findall(nodes.raw)):
            label = _PROVES.search(raw.astext())
            fold = first.get(label[1]) if label else None
            if fold and not _within(raw, folds):
                linked = _BADGE.sub(rf'\1<a href="#{fold["ids"][0]}">\2</a>\3', raw.astext())
                raw.replace_self(nodes.raw("", linked, **raw.attributes))


def complain(node: nodes.Node, words: str) -> None:
    """Fail the build, with the file and the line."""
    logger.warning("%s", words, location=node)


def visit(writer: Writer, node: Fold) -> None:
    """The head of a fold, and before a page's first the button for all of them."""
    if node is next(iter(writer.document.findall(Fold))):
        writer.body.append(
            '<p class="all-folds"><button type="button">Open all proofs</button></p>\n'
        )
    steps = said(node["steps"])
    what = f' <span class="what">{steps}</span>' if steps else ""
    title = html.escape(node["title"])
    about = _called(writer.document, node)
    marks = permalink(node["ids"][0]) + cite_button(f"{node['title']}{about}")
    writer.body.append(
        f"{writer.starttag(node, 'details', CLASS='fold')}<summary>{title}{what}</summary>\n"
        f'<p class="marks">{marks}</p>\n'
    )


def depart(writer: Writer, _: Fold) -> None:
    """Its end."""
    writer.body.append("</details>\n")


def said(steps: int) -> str:
    """How many identities a fold holds, in words.

    >>> said(1), said(0)
    ('1 step proved by SymPy', '')
    """
    return f"{steps} step{'s' if steps > 1 else ''} proved by SymPy" if steps else ""


def _called(document: nodes.document, fold: Fold) -> str:
    for statement in _statements(document):
        if fold["of"] and statement.get("label") == fold["of"]:
            return f" of {statement[0].astext()}" if len(statement[0]) else ""
    return ""


def _statements(document: nodes.document) -> Iterator[nodes.Element]:
    return document.findall(lambda node: isinstance(node, STATEMENTS))


def _within(node: nodes.Node, folds: list[Fold]) -> bool:
    while node.parent is not None:
        node = node.parent
        if node in folds:
            return True
    return False


def setup(app: Sphinx) -> None:
    """Called by the house's extension."""
    app.add_directive("fold-start", FoldStart)
    app.add_directive("fold-end", FoldEnd)
    app.add_node(Fold, html=(visit, depart))
    app.add_transform(Gather)
    app.add_post_transform(Join)
