r"""TeX macros of the whole book: defined once, in ``bookkit_macros`` of its configuration.

A macro is a name without its backslash, and what it stands for. All formulas may use it: the text's, a
caption's and a checked identity's. ``{macros}`` lists them on a page.
"""

import re
from collections.abc import Mapping

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class Macros(SphinxDirective):
    """The macros as a definition list: how each is written, and what readers see."""

    def run(self) -> list[nodes.Node]:
        """Called by Sphinx."""
        items = [
            nodes.definition_list_item(
                "",
                nodes.term("", "", nodes.literal(text=f"\\{name}")),
                nodes.definition("", nodes.paragraph("", "", nodes.math(tex, f"\\{name}"))),
            )
            for name, tex in sorted(self.config.bookkit_macros.items())
        ]
        return [nodes.definition_list("", *items, classes=["macros"])]


def used(text: str, macros: Mapping[str, str]) -> dict[str, str]:
    r"""The macros that a text uses.

    >>> used(r"$\TV(p, q)$ and $\TVs$", {"TV": r"\mathrm{TV}", "E": r"\mathbb{E}"})
    {'TV': '\\mathrm{TV}'}
    """
    return {name: tex for name, tex in macros.items() if re.search(rf"\\{name}(?![A-Za-z])", text)}


def definitions(macros: Mapping[str, str]) -> str:
    r"""Macros as a formula that defines them, for a notebook that must stand alone.

    >>> definitions({"TV": r"\mathrm{TV}"})
    '$\\newcommand{\\TV}{\\mathrm{TV}}$'
    """
    commands = "".join(rf"\newcommand{{\{name}}}{{{tex}}}" for name, tex in macros.items())
    return f"${commands}$" if commands else ""


def setup(app: Sphinx) -> None:
    """Called by the house's extension."""
    app.add_config_value("bookkit_macros", {}, "html", dict)
    app.add_directive("macros", Macros)
