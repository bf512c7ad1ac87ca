"""The library's reference, made from its docstrings, and links between theorems and code, both ways.

``{library} NAME`` puts a package on a page. A docstring is MyST Markdown: formulas are typeset, and names
in backticks become links, to the theorem for a theorem's label, to the entry for a name of the library. Each
theorem in turn names the code whose docstring names it.
"""

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any, ClassVar

import sympy
from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.python import PythonDomain
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from bookkit.results.tex import tex
from bookkit.site.build import seen
from bookkit.site.html.writer import STATEMENTS
from bookkit.site.library import sources
from bookkit.site.library.sources import Thing

_EXAMPLE = re.compile(r"^>>>.*?(?=\n\s*\n|\Z)", re.DOTALL | re.MULTILINE)
_ROLE = re.compile(r":math:`([^`]+)`")
_TERMS = {"Parameters", "Attributes", "Raises"}


class Library(SphinxDirective):
    """A package's modules, classes and functions, each a section under its full name."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {
        "without": directives.unchanged,
        "modules": directives.flag,
        "theorems": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Called by Sphinx."""
        package = self.arguments[0]
        without = {f"{package}.{name}" for name in self.options.get("without", "").split()}
        found = sources.package(package, by_module="modules" in self.options)
        modules = [each for each in found if each.name not in without]
        for path in seen.imported(module.name for module in modules):
            self.env.note_dependency(str(path))
        objects, mentions = _kept(self.env)
        for thing in (part for module in modules for part in module.walk()):
            if thing.kind == "formula" and _expression(thing) is None:
                continue
            objects[thing.name] = self.env.docname
            if "theorems" in self.options:
                for label in thing.labels:
                    mentions.setdefault(label, []).append(thing.name)
        for names in mentions.values():
            _leave_out_modules(names, {module.name for module in modules})
        return [self._section(module) for module in modules]

    def _section(self, thing: Thing) -> nodes.section:
        short = thing.name if thing.kind == "module" else thing.name.rpartition(".")[2]
        title = nodes.title("", "", nodes.literal(text=short))
        section = nodes.section("", title, ids=[anchor(thing.name)], classes=["api"])
        python = self.env.get_domain("py")
        assert isinstance(python, PythonDomain)
        python.note_object(thing.name, thing.kind, anchor(thing.name), location=section)
        if thing.signature:
            section += nodes.literal_block(thing.signature, thing.signature, language="python")
        section += self._text(thing)
        formulas = [part for part in thing.parts if part.kind == "formula"]
        section += [block for formula in formulas for block in self._formula(formula)]
        section += [self._section(part) for part in thing.parts if part.kind != "formula"]
        return section

    def _text(self, thing: Thing) -> list[nodes.Node]:
        body: list[nodes.Node] = []
        for title, text in sources.sections(thing.text):
            if title:
                body.append(nodes.paragraph("", title, classes=["api-part"]))
            if title in _TERMS:
                body.append(self._entries(text))
            else:
                body += self._markdown(text)
        for node in (found for part in body for found in part.findall(nodes.literal)):
            if node.astext() not in thing.parameters:
                node["bookkit_in"] = thing.name
        return body

    def _entries(self, text: str) -> nodes.definition_list:
        items = []
        for name, words in sources.entries(text):
            term = nodes.term("", "", nodes.literal(text=name))
            items.append(
                nodes.definition_list_item("", term, nodes.definition("", *self._markdown(words)))
            )
        return nodes.definition_list("", *items)

    def _markdown(self, text: str) -> list[nodes.Node]:
        fenced = _EXAMPLE.sub(lambda example: f"```pycon\n{example[0]}\n```", text)
        fenced = _ROLE.sub(r"$\1$", fenced)
        holder = nodes.Element()
        lines = StringList(fenced.splitlines(), source=self.env.docname)
        self.state.nested_parse(lines, self.content_offset, holder)
        return list(holder.children)

    def _formula(self, thing: Thing) -> Iterator[nodes.Node]:
        expression = _expression(thing)
        if expression is not None:
            name = nodes.literal(text=thing.name.rpartition(".")[2])
            yield nodes.paragraph("", "", name, ids=[anchor(thing.name)], classes=["api-formula"])
            source = tex(expression)
            yield nodes.math_block(source, source, nowrap=False, number=None)


class Link(SphinxPostTransform):
    """Names in docstrings become links, and theorems name their code."""

    # Before Sphinx resolves references.
    default_priority = 5

    def run(self, **_: Any) -> None:
        """Called by Sphinx."""
        objects, mentions = _kept(self.env)
        for literal in list(self.document.findall(nodes.literal)):
            if "bookkit_in" in literal:
                self._link(literal, objects)
        if self.app.builder.format == "html":
            for statement in self.document.findall(lambda node: isinstance(node, STATEMENTS)):
                if names := mentions.get(statement.get("label", "")):
                    statement += self._in_code(names, objects)

    def _link(self, literal: nodes.literal, objects: dict[str, str]) -> None:
        text, place = literal.astext(), literal["bookkit_in"]
        if text in getattr(self.env, "proof_list", {}):
            literal.replace_self(_reference_to(text, self.env.docname))
            return
        name = _nearest(text, place, objects)
        if name is not None and name != place and not isinstance(literal.parent, nodes.term):
            reference = self._reference(name, objects[name], "")
            literal.replace_self(reference)
            reference += literal

    def _in_code(self, names: list[str], objects: dict[str, str]) -> nodes.paragraph:
        paragraph = nodes.paragraph("", "In code: ", classes=["in-code"])
        for number, name in enumerate(names):
            if number:
                paragraph += nodes.Text(", ")
            paragraph += self._reference(name, objects[name], name)
        return paragraph

    def _reference(self, name: str, page: str, text: str) -> nodes.reference:
        uri = (
            self.app.builder.get_relative_uri(self.env.docname, page)
            if page != self.env.docname
            else ""
        )
        reference = nodes.reference("", "", internal=True, refuri=f"{uri}#{anchor(name)}")
        if text:
            reference += nodes.literal(text=text)
        return reference


def _expression(thing: Thing) -> sympy.Expr | None:
    """A constant's value, if it is a formula."""
    module, _, name = thing.name.rpartition(".")
    value = getattr(import_module(module), name)
    return value if isinstance(value, sympy.Expr) else None


def anchor(name: str) -> str:
    """The anchor of an entry. Sphinx's search asks for anchors as selectors, in which a dot has a meaning."""
    return name.replace(".", "-")


def _leave_out_modules(names: list[str], modules: set[str]) -> None:
    """A module's docstring names its theorems in passing: its functions are meant."""
    if not set(names) <= modules:
        names[:] = [name for name in names if name not in modules]


def _reference_to(label: str, page: str) -> addnodes.pending_xref:
    reference = addnodes.pending_xref(
        "", refdomain="prf", reftype="ref", reftarget=label, refdoc=page, refexplicit=False
    )
    reference["refwarn"] = True
    reference += nodes.inline(text=label)
    return reference


def _nearest(text: str, place: str, objects: dict[str, str]) -> str | None:
    """The entry that a name means where it stands: its own class's, its module's, or the only one."""
    name = text.removesuffix("()")
    if name in objects:
        return name
    while place:
        if f"{place}.{name}" in objects:
            return f"{place}.{name}"
        place = place.rpartition(".")[0]
    ends = [known for known in objects if known.endswith(f".{name}")]
    return ends[0] if len(ends) == 1 else None


def _kept(env: BuildEnvironment) -> tuple[dict[str, str], dict[str, list[str]]]:
    """What is known of libraries: the page of each name, and the names that mention each label."""
    if not hasattr(env, "bookkit_library"):
        env.bookkit_library = ({}, {})  # type: ignore[attr-defined]
    return env.bookkit_library  # type: ignore[attr-defined]


def _purge(_: Sphinx, env: BuildEnvironment, page: str) -> None:
    objects, mentions = _kept(env)
    gone = {name for name, there in objects.items() if there == page}
    for name in gone:
        del objects[name]
    for label, names in list(mentions.items()):
        mentions[label] = [name for name in names if name not in gone]


def setup(app: Sphinx) -> None:
    """Called by the house's extension."""
    app.add_directive("library", Library)
    app.add_post_transform(Link)
    app.connect("env-purge-doc", _purge)
