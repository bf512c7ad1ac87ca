"""What each page says, as a script beside it: what previews of links show, and where search finds a line.

A page that is opened from a disk may load scripts, and read no other page.
"""

import json
from functools import partial
from pathlib import Path

from lxml import html
from sphinx.application import Sphinx

from bookkit.site.publish import kept

FOLDER = Path("assets", "pages")

_UNSAID = (
    "//script | //noscript | //svg | //nav | //fieldset | //template | //button"
    "| //*[contains(concat(' ', @class, ' '), ' cell_input ')]"
)


def said(markup: bytes) -> str:
    """A page's text, and the rules for its formulas, without what moves, draws or leads around.

    >>> page = b"<html><head><style>i {}</style></head><body><nav>x</nav><article><p>So<svg/>.</p></article>"
    >>> said(page)
    '<head><style>i {}</style></head><article><p>So.</p></article>'
    """
    tree = html.fromstring(markup)
    for unsaid in tree.xpath(_UNSAID):
        unsaid.drop_tree()
    styles = "".join(_written(style) for style in tree.xpath("/html/head/style"))
    return f"<head>{styles}</head>{''.join(map(_written, tree.xpath('//article')))}"


def write(app: Sphinx, exception: Exception | None) -> None:
    """Put them where the pages' script looks for them."""
    if exception:
        return
    for page in app.env.found_docs:
        markup = Path(app.outdir, f"{page}.html").read_bytes()
        made_from = (page, markup, Path(__file__).read_bytes())
        target = Path(app.outdir) / FOLDER / f"{page}.js"
        kept.put(app, target, made_from, partial(_write, page, markup))


def _write(page: str, markup: bytes, target: Path) -> None:
    text = json.dumps(said(markup), ensure_ascii=False)
    script = f"(globalThis.bookTexts ??= {{}})[{json.dumps(page)}] = {text};\n"
    target.write_text(script, encoding="utf-8")


def _written(element: html.HtmlElement) -> str:
    return str(html.tostring(element, encoding="unicode", with_tail=False))
