"""Addresses that stay: what has once been published is never lost without a word.

A file beside the chapters lists every page, every anchor that a chapter offers for copying, and every slider
and switch whose name is part of a link. A build that no longer has one of them fails, unless the file says
where it has gone. Such a line keeps old links alive:

    chapters/old.html -> chapters/new.html
    chapters/new.html#thm-old -> chapters/new.html#thm-new

`bookkit.site.publish` adds what is new, before a version is published.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import html
from sphinx.application import Sphinx
from sphinx.util import logging

FILE = "chapters/published-anchors.txt"

_LINE = re.compile(r"(?P<old>[^\s#]+\.html(#[\w.?-]+)?)( -> (?P<new>[^\s#]+\.html(#[\w.-]+)?))?")
# The library's entries come and go with its code.
_PERMANENT = "//main//a[contains(@class, 'headerlink')][not(ancestor::section[@class='api'])]/@href"
_CONTROLS = (
    "//main//*[@data-explorer]//input[@type='range'][@name]"
    " | //main//*[@class='switchboard']//input[@type='checkbox'][@name]"
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Published:
    """What has been published: addresses that are where they were, and where the others have gone."""

    kept: frozenset[str] = frozenset()
    moved: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> "Published":
        """Read the file.

        Raises
        ------
        ValueError
            If a line is no address and no redirect, or an address stands there twice.
        """
        kept: set[str] = set()
        moved: dict[str, str] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            if not line or line.startswith("#"):
                continue
            match = _LINE.fullmatch(line)
            if match is None:
                allowed = "an address, or two with ' -> ' between"
                raise ValueError(f"{FILE}, line {number}: {line!r} must be {allowed}")
            if match["old"] in kept | moved.keys():
                raise ValueError(f"{FILE}, line {number}: {match['old']} stands here twice")
            if match["new"]:
                moved[match["old"]] = match["new"]
            else:
                kept.add(match["old"])
        return cls(frozenset(kept), moved)

    def format(self) -> str:
        """The file's text, sorted, to be read by `parse`."""
        lines = [*self.kept, *(f"{old} -> {new}" for old, new in self.moved.items())]
        return "".join(f"{line}\n" for line in (_HEAD, *sorted(lines)))

    def lost(self, offered: Iterable[str]) -> list[str]:
        """What a site that offers these addresses has lost, and redirects of it that lead nowhere."""
        there = set(offered)
        gone = sorted(self.kept - there)
        astray = [f"{old} -> {new}" for old, new in sorted(self.moved.items()) if new not in there]
        return gone + astray

    def with_new(self, offered: Iterable[str]) -> "Published":
        """What is published once a site that offers these addresses is."""
        return Published(self.kept | (set(offered) - self.moved.keys()), self.moved)


_HEAD = "# Every address that has been published, or where it has gone: see bookkit/site/publish/anchors.py."


def of_page(page: str, markup: str | bytes) -> Iterator[str]:
    """The addresses that a page offers: its own, its permanent links, and the names in its links' states."""
    yield page
    tree = html.fromstring(markup)
    for link in tree.xpath(_PERMANENT):
        yield f"{page}{link}"
    for control in tree.xpath(_CONTROLS):
        owner = control.xpath("string(ancestor::*[@data-explorer or @class='switchboard'][1]/@id)")
        yield f"{page}#{owner}?{control.get('name')}"


def of_site(folder: Path, pages: Iterable[str]) -> set[str]:
    """The addresses that the pages of a built site offer."""
    return {address for page in pages for address in of_page(page, (folder / page).read_bytes())}


def published(app: Sphinx) -> Published:
    """What the book's file lists; nothing if there is none."""
    path = Path(app.srcdir) / FILE
    return Published.parse(path.read_text(encoding="utf-8")) if path.exists() else Published()


def redirects(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Pages that lead on to where whole pages have gone."""
    there = {f"{page}.html" for page in app.env.found_docs}
    moved = published(app).moved
    for old in sorted({address.split("#")[0] for address in moved} - there):
        places = {
            address.partition("#")[2]: _relative(old, new)
            for address, new in moved.items()
            if address.split("#")[0] == old
        }
        context = {"target": places.get("", ""), "places": places}
        yield old.removesuffix(".html"), context, "redirect.html"


def moved_on(app: Sphinx, page: str) -> list[dict[str, str]]:
    """The anchors that a page has had, and links to where they are now."""
    own = f"{page}.html"
    return [
        {"anchor": old.partition("#")[2], "link": _relative(own, new)}
        for old, new in sorted(published(app).moved.items())
        if old.startswith(f"{own}#")
    ]


def check(app: Sphinx, exception: Exception | None) -> None:
    """Fail the build that has lost what was published."""
    if exception:
        return
    pages = sorted(f"{page}.html" for page in app.env.found_docs)
    for address in published(app).lost(of_site(Path(app.outdir), pages)):
        logger.warning(
            "%s has been published and is gone: restore it, or say in %s where it is now",
            address,
            FILE,
        )


def _relative(page: str, address: str) -> str:
    target, hash_, anchor = address.partition("#")
    path = "" if target == page else posixpath.relpath(target, posixpath.dirname(page) or ".")
    return f"{path}{hash_}{anchor}"
