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

from bookkit.site.typesetting import FormulaError, Typesetter

STATEMENTS = (*NODE_TYPES.values(), unenumerable_node, exercise_enumerable_node, exercise_node)
"""What has a kind, often a number, and a name: theorems and their like, exercises."""

_CAPTION = re.compile(
    r'(<(?:figure|div) class="(?:figure|explorer|numbers)"[^>]*? id="(?P<id>[^"]+)".*?)'
    r"(?P<end></figcaption>|</caption>)",
    re.DOTALL,
)

logger = logging.getLogger(__name__)


class Tidy(SphinxPostTransform):
    """Ids that extensions give to many elements of one page, and titles in the house's form."""

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
        for solution in self.document.findall(solution_node):
            solution[1]["ids"] = []
            solution["ids"] = [f"{solution['target_label']}-solution"]
        for proof in self.document.findall(nodes.admonition):
            if "proof" in proof["classes"]:
                proof["ids"] = []
                first = next(iter(proof.findall(nodes.Text)))
                if first.startswith("Proof. "):
                    rest = nodes.Text(first.removeprefix("Proof."))
                    first.parent.replace(first, [nodes.emphasis("", "Proof."), rest])


class Writer(HTML5Translator):
    """Sphinx's writer, with the house's statements, formulas, tables and permanent links."""

    def __init__(self, document: nodes.document, builder: Any) -> None:
        super().__init__(document, builder)
        up = "../" * builder.current_docname.count("/")
        self.typesetter = Typesetter(f"{up}assets/math")

    def add_permalink_ref(self, node: nodes.Element, title: str) -> None:
        if node["ids"]:
            self.body.append(permalink(node["ids"][0]))

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
            self.body.append(f"{name}{permalink(parent['ids'][0])}</p>\n")
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

    def visit_math(self, node: nodes.Element, math_env: str = "") -> None:
        formula = self._typeset(node, node.astext(), display=False)
        self.body.append(f'<span class="math">{formula}</span>')
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
        markup = _CAPTION.sub(_with_permalink, markup)
        super().visit_raw(nodes.raw("", markup, **node.attributes))

    def _typeset(self, node: nodes.Element, source: str, *, display: bool) -> str:
        try:
            return self.typesetter.set(source, display=display)
        except FormulaError as error:
            logger.warning("%s", error, location=node)
            return html.escape(source)


def permalink(anchor: str) -> str:
    """A link from an element to itself, for readers to copy; of Sphinx's class, which search leaves out."""
    return f'<a class="headerlink" href="#{anchor}" aria-label="Permanent link to this">#</a>'


def _with_permalink(match: re.Match[str]) -> str:
    return f"{match[1]}{permalink(match['id'])}{match['end']}"


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
