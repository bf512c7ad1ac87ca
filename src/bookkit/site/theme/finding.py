"""What the search page knows beyond Sphinx's index: chapters in order with their questions, theorems and
explorers as places of their own, which pages are the library's, and what others call things.

The last comes from a file beside the chapters, named by `bookkit_synonyms` in the configuration: a list of
entries, each with words to `say` and the `chapters` that a search for them leads to first.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import yaml
from lxml import html
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from bookkit.marks import called
from bookkit.site.theme.ways import question

FILENAME = "places.js"

_STATEMENTS = "//main//*[contains(concat(' ', @class, ' '), ' statement ')][@id]"
_NOT_A_RESULT = {"Exercise"}


class Synonyms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that the book does not use, and the chapters about what they mean."""

    say: list[str]
    chapters: list[str]


def parse(text: str, name: str = "synonyms.yml") -> list[Synonyms]:
    """Read synonyms from the text of their file.

    Raises
    ------
    ValueError
        If the file is no YAML, or a field is missing, unknown or of the wrong kind.
    """
    try:
        return msgspec.convert(yaml.safe_load(text), list[Synonyms])
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise ValueError(f"{name}: {error}") from None


def places(markup: str | bytes) -> Iterator[tuple[str, str, str]]:
    """Anchor, kind and name of each statement and explorer of a page.

    >>> list(places('<main><figure id="two" data-explorer="two"><figcaption><p>It falls. So.</p>'
    ...             '</figcaption></figure></main>'))
    [('two', 'Explorer', 'It falls')]
    """
    tree = html.fromstring(markup)
    for statement in tree.xpath(_STATEMENTS):
        kind = statement.xpath("string(p/*[@class='kind'])")
        name = statement.xpath("string(p/*[@class='name'])")
        if name and kind.split()[0] not in _NOT_A_RESULT:
            yield statement.get("id"), kind, name
    for explorer in tree.xpath("//main//*[@data-explorer][@id]"):
        caption = explorer.xpath("string(.//figcaption)").partition("#")[0]
        if caption.strip():
            named = called("Explorer", caption)
            yield explorer.get("id"), "Explorer", named.partition("“")[2].rstrip("”")


def write(app: Sphinx, exception: Exception | None) -> None:
    """Put what the search page knows beside its script."""
    if exception:
        return
    pages = [page for page in _order(app) if page in app.env.titles]
    known: dict[str, Any] = {"pages": {}, "places": [], "synonyms": _synonyms(app)}
    for page in pages:
        markup = (Path(app.outdir) / f"{page}.html").read_bytes()
        known["pages"][page] = {
            "asks": question(app.env, page),
            "library": b'<section class="api"' in markup,
        }
        known["places"] += [[page, *place] for place in places(markup)]
    text = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    target = Path(app.outdir) / "assets" / FILENAME
    target.parent.mkdir(exist_ok=True)
    target.write_text(f"globalThis.bookPlaces = {text};\n", encoding="utf-8")


def _order(app: Sphinx) -> list[str]:
    root = app.config.external_site_map.root
    return [root.docname, *(name for tree in root.subtrees for name in tree.files())]


def _synonyms(app: Sphinx) -> list[tuple[str, list[str]]]:
    path = Path(app.srcdir) / app.config.bookkit_synonyms
    if not app.config.bookkit_synonyms or not path.is_file():
        return []
    folder = Path(app.config.bookkit_synonyms).parent
    try:
        entries = parse(path.read_text(encoding="utf-8"), path.name)
    except ValueError as error:
        raise ExtensionError(str(error)) from None
    for entry in entries:
        for name in entry.chapters:
            if (folder / name).as_posix() not in app.env.found_docs:
                raise ExtensionError(f"{path.name} names {name!r}; allowed: a chapter of the book")
    return [
        (said.lower().replace("-", " "), [(folder / name).as_posix() for name in entry.chapters])
        for entry in entries
        for said in entry.say
    ]


def setup(app: Sphinx) -> None:
    """Called by the house's extension."""
    app.add_config_value("bookkit_synonyms", "", "html", str)
    app.connect("build-finished", write)
