"""Claims on pages: a list of them, an index of theorems, the board, links to a claim, and `claims.json`.

All come from one file, named by `bookkit_claims` in the configuration; see `bookkit.argument.rule`.
"""

import json
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any

import msgspec
from docutils import nodes
from docutils.statemachine import StringList
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from bookkit.argument import board, rule
from bookkit.argument.file import ArgumentError, load
from bookkit.argument.rule import (
    BOTH,
    IN_PREPARATION,
    Argument,
    Theorem,
)
from bookkit.formats import in_page, rich
from bookkit.marks import cite_button, permalink

FILENAME = "claims.json"

_TEMPLATES = Path(__file__).parent / "templates"
_MENTIONS = "bookkit_mentions"
_LISTS = ("claims", "theorem-index")

logger = logging.getLogger(__name__)


class PendingLink(nodes.Inline, nodes.Element):
    """A link to a claim, a theorem or a chapter, made once all pages have been read."""


def argument(env: BuildEnvironment) -> Argument:
    """The book's argument."""
    path = _path(env)
    if not path.is_file():
        raise ExtensionError(f"bookkit_claims names {env.config.bookkit_claims!r}; allowed: a file")
    try:
        return _loaded(path, path.stat().st_mtime_ns)
    except ArgumentError as error:
        raise ExtensionError(str(error)) from None


def _path(env: BuildEnvironment) -> Path:
    return Path(env.srcdir) / env.config.bookkit_claims


@cache
def _loaded(path: Path, _changed: int) -> Argument:
    return load(path, {page.stem for page in path.parent.glob("*.md")})


class ClaimRole(SphinxRole):
    """``{claim}`C13` `` as a link to the claim."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Called by docutils."""
        claims = {claim.id: claim for claim in argument(self.env).claims}
        if self.text not in claims:
            logger.warning("no claim is called %r", self.text, location=self.get_location())
            return [nodes.Text(self.text)], []
        note_mention(self.env, self.text)
        return [link("claim", self.text, self.text)], []


class Link(SphinxRole):
    """A name in a template as a link to what has it."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Called by docutils."""
        made_from = argument(self.env)
        kind = self.name.removeprefix("argument-")
        if kind in ("theorem", "statement"):
            (theorem,) = (each for each in made_from.theorems if each.label == self.text)
            return [theorem_link(theorem, said=kind == "theorem")], []
        if kind == "chapter":
            return [chapter_link(made_from, self.text)], []
        return [link(kind, self.text, self.text)], []


class Made(SphinxDirective):
    """A directive that makes its content from the argument, by a template of mark-up that it is named for.

    A board is given its anchor, a list the chapters that it is about, or none for all.
    """

    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Called by docutils."""
        for path in (_path(self.env), *_TEMPLATES.glob("*.jinja")):
            self.env.note_dependency(str(path))
        made_from = argument(self.env)
        words = " ".join(self.arguments)
        about = words.split()
        if unknown := self.name in _LISTS and set(about).difference(made_from.chapters):
            allowed = ", ".join(made_from.chapters)
            raise self.error(f"{self.name} is about {sorted(unknown)}; allowed: {allowed}")
        data = in_page(board.record(made_from))
        text = (
            _templates()
            .get_template(f"{self.name}.md.jinja")
            .render(
                argument=made_from,
                about=about,
                data=data,
                id=nodes.make_id(words),
                outcomes=made_from.judge(made_from.default),
            )
        )
        holder = nodes.Element()
        lines = StringList(text.splitlines(), source=self.env.docname)
        self.state.nested_parse(lines, self.content_offset, holder)
        return list(holder.children)


@cache
def _templates() -> Environment:
    made = Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
    )
    made.filters["rich"] = lambda text: Markup(rich(text))
    made.globals["permalink"] = lambda anchor: Markup(permalink(anchor))
    made.globals["cite_button"] = lambda what: Markup(cite_button(what))
    for name in ("BOTH", "FAILS", "FOLLOWS", "IN_PREPARATION", "OPEN", "SPLIT"):
        made.globals[name] = getattr(rule, name)
    for words in (board.inference, board.sentence, board.settling):
        made.globals[words.__name__] = words
    return made


def link(kind: str, target: str, text: str, note: str = "") -> PendingLink:
    return PendingLink("", nodes.Text(text), kind=kind, target=target, note=note)


def theorem_link(theorem: Theorem, said: bool = True) -> PendingLink:
    note = f" ({IN_PREPARATION})" if said and theorem.status == IN_PREPARATION else ""
    return link("theorem", theorem.label, theorem.title, note)


def chapter_link(made_from: Argument, name: str) -> PendingLink:
    note = f" ({IN_PREPARATION})" if name in made_from.in_preparation else ""
    return link("chapter", name, name.replace("-", " "), note)


def joined(parts: Iterable[nodes.Node]) -> list[nodes.Node]:
    """Parts with a comma between each two."""
    joined: list[nodes.Node] = []
    for part in parts:
        joined += [nodes.Text(", "), part] if joined else [part]
    return joined


# ---- once all pages have been read ----


def note_mention(env: BuildEnvironment, claim: str) -> None:
    """Remember that the page which is being read names a claim."""
    mentions = env.metadata[env.docname].setdefault(_MENTIONS, [])
    if claim not in mentions:
        mentions.append(claim)


class Places:
    """Where claims, theorems and chapters are in the built book."""

    def __init__(self, env: BuildEnvironment) -> None:
        self.env = env
        self.argument = argument(env)
        self.folder = Path(env.config.bookkit_claims).parent.as_posix()

    def chapter(self, name: str) -> str | None:
        """A chapter's page, or ``None`` while there is none."""
        page = f"{self.folder}/{name}"
        return page if page in self.env.titles else None

    def find(self, kind: str, target: str) -> tuple[str, str] | None:
        """The page and the anchor, or ``None`` for what is not there yet."""
        if kind == "chapter":
            page = self.chapter(target)
            return None if page is None else (page, "")
        if kind == "claim":
            page = self.chapter(self.argument.home)
            return None if page is None else (page, f"claim-{target.lower()}")
        theorem = getattr(self.env, "proof_list", {}).get(target)
        return None if theorem is None else (theorem["docname"], target)

    def mentions(self, claim: str) -> list[str]:
        """Pages that link to a claim in their text, in the book's order."""
        order = [self.env.config.root_doc, *_reading_order(self.env)]
        own = self.chapter(self.argument.home)
        return [
            page
            for page in order
            if page != own and claim in self.env.metadata.get(page, {}).get(_MENTIONS, ())
        ]


def _reading_order(env: BuildEnvironment) -> list[str]:
    return [
        page
        for page in env.config.external_site_map
        if page in env.titles and page != env.config.root_doc
    ]


class Resolve(SphinxPostTransform):
    """Links to what is there; plain text for what is in preparation."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Called by Sphinx."""
        pending = list(self.document.findall(PendingLink))
        if not pending:
            return
        places = Places(self.env)
        for node in pending:
            if node["kind"] == "mentions":
                node.replace_self(self._mentions(places, node["target"]))
            else:
                node.replace_self(self._resolved(places, node))

    def _resolved(self, places: Places, node: PendingLink) -> list[nodes.Node]:
        place = places.find(node["kind"], node["target"])
        text = node.astext()
        if place is None:
            return [nodes.Text(text + node["note"])]
        if node["kind"] == "chapter":
            text = self.env.titles[place[0]].astext()
        return [self._reference(*place, text), nodes.Text(node["note"])]

    def _mentions(self, places: Places, claim: str) -> list[nodes.Node]:
        pages = places.mentions(claim)
        return joined(
            self._reference(page, "", self.env.titles[page].astext()) for page in pages
        ) or [nodes.Text("no other chapter")]

    def _reference(self, page: str, anchor: str, text: str) -> nodes.reference:
        uri = self.app.builder.get_relative_uri(self.env.docname, page)
        if anchor:
            uri = f"#{anchor}" if page == self.env.docname else f"{uri}#{anchor}"
        return nodes.reference("", text, internal=True, refuri=uri)


def write(app: Sphinx, exception: Exception | None) -> None:
    """The whole argument for machines, with the address of all that has one."""
    if exception or not app.config.bookkit_claims or not _path(app.env).is_file():
        return
    content = json.dumps(_for_machines(app), ensure_ascii=False, indent=1)
    (Path(app.outdir) / FILENAME).write_text(content + "\n", encoding="utf-8")


def _for_machines(app: Sphinx) -> dict[str, Any]:
    places = Places(app.env)
    made_from = places.argument

    def url(kind: str, target: str) -> str | None:
        place = places.find(kind, target)
        if place is None:
            return None
        return app.builder.get_target_uri(place[0]) + (f"#{place[1]}" if place[1] else "")

    plain = partial(msgspec.to_builtins, enc_hook=str)
    return {
        "book": app.config.html_title,
        "version": app.config.release,
        "given": made_from.given,
        "in_preparation": made_from.in_preparation,
        "chapters": {name: url("chapter", name) for name in made_from.chapters},
        "assumptions": plain(made_from.assumptions),
        "claims": [
            {**plain(claim), "status": claim.status, "url": url("claim", claim.id)}
            for claim in made_from.claims
        ],
        "theorems": [
            {**plain(theorem), "side": BOTH, "url": url("theorem", theorem.label)}
            for theorem in made_from.theorems
        ],
        "conclusions": plain(made_from.conclusions),
        "steps": plain(made_from.steps),
        "stances": plain(made_from.stances),
    }


def setup(app: Sphinx) -> None:
    """Called by the house's extension."""
    app.add_config_value("bookkit_claims", "", "env", str)
    app.add_node(PendingLink)
    app.add_role("claim", ClaimRole())
    for kind in ("claim", "theorem", "statement", "chapter", "mentions"):
        app.add_role(f"argument-{kind}", Link())
    for name in (*_LISTS, "switchboard"):
        app.add_directive(name, Made)
    app.add_post_transform(Resolve)
    app.connect("build-finished", write)
