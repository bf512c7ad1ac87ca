"""Claims on pages: a list of them, an index of theorems, the board, links to a claim, and `claims.json`.

All come from one file, named by `bookkit_claims` in the configuration; see `bookkit.argument.rule`.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import msgspec
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from bookkit.argument.file import ArgumentError, load
from bookkit.argument.rule import (
    BOTH,
    IN_PREPARATION,
    SPLIT,
    Argument,
    Claim,
    Finding,
    Theorem,
)
from bookkit.marks import cite_button, permalink

FILENAME = "claims.json"

_MENTIONS = "bookkit_mentions"

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
    return load(path)


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


class Made(SphinxDirective):
    """A directive that makes its content from the argument."""

    def run(self) -> list[nodes.Node]:
        """Called by docutils."""
        self.env.note_dependency(str(_path(self.env)))
        return list(self.make(argument(self.env)))

    def make(self, made_from: Argument) -> Iterator[nodes.Node]:
        """What stands in the directive's place."""
        raise NotImplementedError

    def paragraph(self, text: str, *more: nodes.Node, classes: Iterable[str] = ()) -> nodes.Node:
        """A paragraph of the text's mark-up, with more at its end."""
        inline, messages = self.parse_inline(text)
        return nodes.paragraph("", "", *inline, *messages, *more, classes=list(classes))


class ClaimsDirective(Made):
    """Every claim: who holds it, what it says, what became of it, and where that is settled."""

    def make(self, made_from: Argument) -> Iterator[nodes.Node]:
        """A block for each claim."""
        yield raw('<div class="claims">')
        for claim in made_from.claims:
            yield from self._claim(made_from, claim)
        yield raw("</div>")

    def _claim(self, made_from: Argument, claim: Claim) -> Iterator[nodes.Node]:
        block = nodes.container(classes=["claim"], ids=[claim.anchor])
        block += nodes.paragraph(
            "",
            "",
            nodes.inline("", claim.id, classes=["kind"]),
            nodes.Text(" both sides " if claim.side == BOTH else f" {claim.side} side "),
            *([_status(claim.status)] if claim.status != SPLIT else []),
            raw(permalink(claim.anchor) + cite_button(f"claim {claim.id}")),
            classes=["title"],
        )
        block += self.paragraph(claim.statement)
        for finding in claim.findings:
            block += self._finding(made_from, finding, claim.status)
        shared = claim.theorems if len(claim.findings) == 1 else ()
        theorems = theorems_named(made_from, shared)
        related = joined(link("claim", id, id) for id in claim.depends)
        block += nodes.paragraph(
            "",
            "",
            nodes.Text("Settled in "),
            *joined(chapter_link(made_from, name) for name in claim.chapters),
            nodes.Text("; by ") if theorems else nodes.Text(""),
            *joined(theorem_link(theorem) for theorem in theorems),
            *([nodes.Text(". Builds on "), *related] if related else []),
            nodes.Text("."),
            classes=["settled"],
        )
        yield block

    def _finding(self, made_from: Argument, finding: Finding, shown: str) -> nodes.Node:
        """A finding in words; beside others, after its reading and with its theorems and its status."""
        words = f"Holds if {finding.under}. {finding.finding}" if finding.under else finding.finding
        if not finding.reading:
            return self.paragraph(words, classes=["finding"])
        links = joined(theorem_link(t) for t in theorems_named(made_from, finding.theorems))
        by = [nodes.Text(" ("), *links, nodes.Text(")")] if links else []
        made = self.paragraph(f"*{finding.reading}.* {words}", *by, classes=["finding"])
        if finding.status != shown:
            made.insert(0, [_status(finding.status), nodes.Text(" ")])
        return made


class IndexDirective(Made):
    """Every theorem in words, with its status, what it rests on, and the claims that it bears on."""

    def make(self, made_from: Argument) -> Iterator[nodes.Node]:
        """A block for each theorem."""
        yield raw('<div class="claims">')
        for theorem in made_from.theorems:
            block = nodes.container(classes=["claim"])
            block += nodes.paragraph(
                "",
                "",
                theorem_link(theorem, said=False),
                _status(theorem.status),
                classes=["title"],
            )
            block += self.paragraph(f"*{theorem.statement}*")
            on = [claim for claim in made_from.claims if theorem.label in claim.theorems]
            rests = [t for t in made_from.theorems if t.label in theorem.depends]
            parts: list[nodes.Node] = [chapter_link(made_from, theorem.chapter)]
            if rests:
                parts += [nodes.Text(". Rests on "), *joined(map(theorem_link, rests))]
            if on:
                links = (link("claim", claim.id, claim.id) for claim in on)
                parts += [nodes.Text(". Bears on "), *joined(links)]
            block += nodes.paragraph("", "", *parts, nodes.Text("."), classes=["settled"])
            yield block
        yield raw("</div>")


class MentionsDirective(Made):
    """For each claim, the chapters that speak of it; filled in once all have been read."""

    def make(self, made_from: Argument) -> Iterator[nodes.Node]:
        """A list with a place for each claim's chapters."""
        listed = nodes.bullet_list(classes=["mentions"])
        for claim in made_from.claims:
            place = PendingLink(kind="mentions", target=claim.id)
            line = nodes.paragraph("", "", link("claim", claim.id, claim.id), nodes.Text(": "))
            line += place
            listed += nodes.list_item("", line)
        yield listed


def theorems_named(made_from: Argument, labels: Iterable[str]) -> list[Theorem]:
    return [theorem for theorem in made_from.theorems if theorem.label in {*labels}]


def raw(markup: str) -> nodes.raw:
    return nodes.raw("", markup, format="html")


def link(kind: str, target: str, text: str, note: str = "") -> PendingLink:
    return PendingLink("", nodes.Text(text), kind=kind, target=target, note=note)


def theorem_link(theorem: Theorem, said: bool = True) -> PendingLink:
    note = f" ({IN_PREPARATION})" if said and theorem.status == IN_PREPARATION else ""
    return link("theorem", theorem.label, theorem.title, note)


def chapter_link(made_from: Argument, name: str) -> PendingLink:
    note = f" ({IN_PREPARATION})" if name in made_from.in_preparation else ""
    return link("chapter", name, name.replace("-", " "), note)


def _status(status: str) -> nodes.Node:
    kind = status.split()[0]
    return nodes.inline(
        "", status.replace("holds under", "holds under assumptions"), classes=["verdict", kind]
    )


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
        ) or [nodes.Text("here alone")]

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
    named = [chapter for claim in made_from.claims for chapter in claim.chapters]
    named += [theorem.chapter for theorem in made_from.theorems]
    return {
        "book": app.config.html_title,
        "version": app.config.release,
        "given": made_from.given,
        "in_preparation": made_from.in_preparation,
        "chapters": {name: url("chapter", name) for name in dict.fromkeys(named)},
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
    }


def setup(app: Sphinx) -> None:
    """Called by the house's extension."""
    app.add_config_value("bookkit_claims", "", "env", str)
    app.add_node(PendingLink)
    app.add_role("claim", ClaimRole())
    app.add_directive("claims", ClaimsDirective)
    app.add_directive("theorem-index", IndexDirective)
    app.add_directive("claim-mentions", MentionsDirective)
    app.add_post_transform(Resolve)
    app.connect("build-finished", write)
