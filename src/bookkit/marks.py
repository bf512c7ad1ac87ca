"""What makes a place citable: a permanent link to it, and a button that offers it as a citation.

Both are of the class ``headerlink``, which Sphinx's search leaves out. In a caption they carry ``hidden``: a
notebook, which has neither addresses nor a dialog, shows none; a site's style sheet shows them.
"""

import html
import re
import textwrap

from bookkit.formats import rich

_LONGEST_NAME = 90


def permalink(anchor: str, *, hidden: bool = False) -> str:
    """A link from an element to itself, for readers to copy."""
    return (
        f'<a class="headerlink" href="#{anchor}" aria-label="Permanent link to this"'
        f"{' hidden' if hidden else ''}>#</a>"
    )


def cite_button(what: str, *, hidden: bool = False) -> str:
    """A button, to stand after a permalink, that offers what the link leads to as a citation.

    Parameters
    ----------
    what
        What is cited, in plain words: "Bayes' rule (Theorem 3)".
    hidden
        Whether it waits for a style sheet to show it, and to give it its word: text in a cell's output
        would be among what the page can be searched for.
    """
    return (
        f'<button class="headerlink cite" type="button" aria-label="{html.escape(f"Cite {what}")}"'
        f"{' hidden></button>' if hidden else '>cite</button>'}"
    )


def caption(kind: str, anchor: str, text: str) -> str:
    """A caption as HTML, with the marks of the figure, table or explorer that it belongs to."""
    finding = rich(text)
    button = cite_button(called(kind, finding), hidden=True)
    return f"{finding}{permalink(anchor, hidden=True)}{button}"


def called(kind: str, finding: str) -> str:
    """What a citation calls something with a caption: its first sentence, formulas in dollar signs.

    >>> called("Figure", "Odds <em>stay</em> at <span>\\\\(1/2\\\\)</span>. Shares too.")
    'Figure “Odds stay at $1/2$”'
    """
    text = re.sub(r"\\\(|\\\)", "$", re.sub(r"<[^>]+>", "", finding))
    first = re.split(r"(?<=[.?!])\s+(?=[A-Z])", html.unescape(text).strip(), maxsplit=1)[0]
    return f"{kind} “{textwrap.shorten(first.rstrip('.'), _LONGEST_NAME, placeholder=' …')}”"
