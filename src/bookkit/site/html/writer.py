"""From Sphinx's document tree to the house's HTML."""

import html
import re
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator
from sphinx_exercise.nodes import exercise_enumerable_node, exercise_node, solution_node
from sphinx_proof.nodes import NODE_TYPES, get_node_number, unenumerable_node

from bookkit.marks import called, cite_button, permalink
from bookkit.site.html.typesetting import CLOSING, OPENING, FormulaError, Typesetter, inline

STATEMENTS = (*NODE_TYPES.values(), unenumerable_node, exercise_enumerable_node, exercise_node)
"""What has a kind, often a number, and a name: theorems and their like, exercises."""

# Sorts of tokens that the style sheet leaves in the text's colour. They are most of a page's elements.
_PLAIN_TOKEN = re.compile(r'<span(?: class="(?:bp|n|nb|nn|o|p|w)")?>([^<]*)</span>')
_CAPTIONS = ("caption", "title")

logger = logging.getLogger(__name__)


class Tidy(SphinxPostTransform):
    """Ids that extensions give to many elements of one page, titles and hidden code in the house's form."""

    default_priority = 700
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Called by Sphinx."""
        for statement in self.document.findall(lambda node: isinstance(node, STATEMENTS)):
            statement[1]["ids"] = []
            # Exercises bring their names in brackets.
            title = statement[0]
            if len(title) > 1 and title[0] == " (":
                del title[0], title[-1]
        # Previews show a source in full; the browser's own tooltip would cover them.
        for reference in self.document.findall(nodes.reference):
            reference.attributes.pop("reftitle", None)
        # What a cell shows comes first, and the code that nobody has to read below it.
        for code in list(self.document.findall(HideCodeCellNode)):
            cell = code.parent
            cell.remove(code)
            cell.append(code)
        for formula in list(self.document.findall(nodes.math)):
            _hold(formula)
        for solution in self.document.findall(solution_node):
            solution[1]["ids"] = []
            solution["ids"] = [f"{solution['target_label']}-solution"]


def _hold(formula: nodes.math) -> None:
    """Give a formula the brackets and stops that touch it: browsers break lines on both sides of one."""
    parent = formula.parent
    place = parent.index(formula)
    if place and isinstance(text := parent[place - 1], nodes.Text):
        parent[place - 1] = text.rstrip(OPENING)
        formula["before"] = text.removeprefix(parent[place - 1])
    if place + 1 < len(parent) and isinstance(text := parent[place + 1], nodes.Text):
        parent[place + 1] = text.lstrip(CLOSING)
        formula["after"] = text.removesuffix(parent[place + 1])


def _proof_link(statement: nodes.Element) -> str:
    """The way to the fold that proves a statement, if there is one: ``folds.Join`` knows."""
    if "proof" not in statement:
        return ""
    anchor, steps = statement["proof"]
    counted = f"{steps} step{'s' if steps > 1 else ''}"
    badge = f', {counted} by SymPy <span aria-hidden="true">✓</span>' if steps else ""
    return f' <a class="to-proof" href="#{anchor}">proof{badge}</a>'


class Writer(HTML5Translator):
    """Sphinx's writer, with the house's statements, formulas, tables and permanent links."""

    def __init__(self, document: nodes.document, builder: Any) -> None:
        super().__init__(document, builder)
        up = "../" * builder.current_docname.count("/")
        self.typesetter = Typesetter(f"{up}assets/math", builder.config.bookkit_macros)

    def add_permalink_ref(self, node: nodes.Element, title: str) -> None:
        if node["ids"]:
            self.body.append(permalink(node["ids"][0]))
            if isinstance(node.parent, nodes.document):
                self.body.append(cite_button(node[0].astext()))
            elif isinstance(node, nodes.figure | nodes.table):
                caption = next(iter(node.findall(lambda part: part.tagname in _CAPTIONS)))
                kind = "Figure" if isinstance(node, nodes.figure) else "Table"
                self.body.append(cite_button(called(kind, html.escape(caption.astext()))))

    def visit_statement(self, node: nodes.Element) -> None:
        self.body.append(self.starttag(node, "div", CLASS="statement"))

    def depart_statement(self, node: nodes.Element) -> None:
        self.body.append("</div>\n")

    def visit_solution(self, node: nodes.Element) -> None:
        self.body.append(self.starttag(node, "details"))

    def depart_solution(self, node: nodes.Element) -> None:
        self.body.append("</details>\n")

    def visit_hidden_code(self, node: nodes.Element) -> None:
        self.body.append(f'<details class="code"><summary>{node["prompt_show"]}</summary>\n')

    def depart_hidden_code(self, node: nodes.Element) -> None:
        self.body.append("</details>\n")

    def visit_title(self, node: nodes.Element) -> None:
        parent = node.parent
        if isinstance(parent, STATEMENTS):
            name = '<span class="name">' if len(node) else ""
            self.body.append(
                f'<p class="title"><span class="kind">{self._kind(parent)}</span> {name}'
            )
        elif isinstance(parent, solution_node):
            self.body.append("<summary>")
        else:
            super().visit_title(node)

    def depart_title(self, node: nodes.Element) -> None:
        parent = node.parent
        if isinstance(parent, STATEMENTS):
            name = "</span>" if len(node) else ""
            # The name first: it stays when something is put before it, the number does not.
            called = f"{node.astext()} ({self._kind(parent)})" if len(node) else self._kind(parent)
            marks = permalink(parent["ids"][0]) + cite_button(called)
            self.body.append(f"{name}{marks}{_proof_link(parent)}</p>\n")
        elif isinstance(parent, solution_node):
            self.body.append("</summary>\n")
        else:
            super().depart_title(node)

    def _kind(self, node: nodes.Element) -> str:
        kind = node.get("realtype", "exercise").title()
        if isinstance(node, unenumerable_node | exercise_node):
            return str(kind)
        return f"{kind} {get_node_number(self, node, node.get('countertype', 'exercise'))}"

    def visit_citation(self, node: nodes.Element) -> None:
        # Entries are cited by author and year, not by the label that they come with.
        node.remove(node[0])
        if not isinstance(node.previous_sibling(), nodes.citation):
            self.body.append('<ul class="citation-list">\n')
        self.body.append(self.starttag(node, "li", ""))
        node[-1].append(nodes.raw("", permalink(node["ids"][0]), format="html"))

    def depart_citation(self, node: nodes.Element) -> None:
        self.body.append("</li>\n")
        if not isinstance(node.next_node(descend=False, siblings=True), nodes.citation):
            self.body.append("</ul>\n")

    def visit_table(self, node: nodes.Element) -> None:
        self.body.append('<div class="scroll">')
        super().visit_table(node)

    def depart_table(self, node: nodes.Element) -> None:
        super().depart_table(node)
        self.body.append("</div>\n")

    def visit_literal_block(self, node: nodes.Element) -> None:
        try:
            super().visit_literal_block(node)
        finally:
            self.body[-1] = _PLAIN_TOKEN.sub(r"\1", self.body[-1])

    def visit_math(self, node: nodes.Element, math_env: str = "") -> None:
        formula = self._typeset(node, node.astext(), display=False)
        self.body.append(inline(formula, node.get("before", ""), node.get("after", "")))
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.Element, math_env: str = "") -> None:
        source = node.astext()
        # Sphinx reads a bare line break in a formula as aligned lines.
        if r"\\" in source and r"\begin" not in source:
            source = rf"\begin{{split}}{source}\end{{split}}"
        formula = self._typeset(node, source, display=True)
        number = ""
        if node["number"]:
            link = permalink(node["ids"][0])
            number = f'<span class="eqno">({get_node_equation_number(self, node)}){link}</span>'
        self.body.append(f"{self.starttag(node, 'div', '', CLASS='math')}{formula}{number}</div>\n")
        raise nodes.SkipNode

    def visit_raw(self, node: nodes.Element) -> None:
        markup = node.astext()
        if "html" in node.get("format", "").split():
            try:
                markup = self.typesetter.set_all(markup)
            except FormulaError as error:
                logger.warning("%s", error, location=node)
        super().visit_raw(nodes.raw("", markup, **node.attributes))

    def _typeset(self, node: nodes.Element, source: str, *, display: bool) -> str:
        try:
            return self.typesetter.set(source, display=display)
        except FormulaError as error:
            logger.warning("%s", error, location=node)
            return html.escape(source)


def setup(app: Sphinx) -> None:
    """Called by the house's extension."""
    app.set_translator("html", Writer, override=True)
    app.add_post_transform(Tidy)
    for statement in STATEMENTS:
        app.add_node(
            statement, override=True, html=(Writer.visit_statement, Writer.depart_statement)
        )
    app.add_node(solution_node, override=True, html=(Writer.visit_solution, Writer.depart_solution))
    app.add_node(
        HideCodeCellNode, override=True, html=(Writer.visit_hidden_code, Writer.depart_hidden_code)
    )
