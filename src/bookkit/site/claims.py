"""Claims on pages: a list of them, an index of theorems, the board, links to a claim, and `claims.json`.

All come from one file, named by `bookkit_claims` in the configuration; see `bookkit.argument`.
"""

import html
import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from bookkit import switchboard
from bookkit.argument import (
    IN_PREPARATION,
    OPEN,
    Argument,
    ArgumentError,
    Assumption,
    Claim,
    Conclusion,
    Outcome,
    Step,
    Theorem,
    load,
)
from bookkit.formats import rich
from bookkit.site.writer import permalink

FILENAME = "claims.json"

_USES = "bookkit_uses_claims"
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
        note_use(self.env)
        mentions = self.env.metadata[self.env.docname].setdefault(_MENTIONS, [])
        if self.text not in mentions:
            mentions.append(self.text)
        return [_link("claim", self.text, self.text)], []


class _Made(SphinxDirective):
    """A directive that makes its content from the argument."""

    def run(self) -> list[nodes.Node]:
        """Called by docutils."""
        note_use(self.env)
        self.env.note_dependency(str(_path(self.env)))
        return list(self.make(argument(self.env)))

    def make(self, made_from: Argument) -> Iterator[nodes.Node]:
        """What stands in the directive's place."""
        raise NotImplementedError

    def paragraph(self, text: str, *more: nodes.Node, classes: Iterable[str] = ()) -> nodes.Node:
        """A paragraph of the text's mark-up, with more at its end."""
        inline, messages = self.parse_inline(text)
        return nodes.paragraph("", "", *inline, *messages, *more, classes=list(classes))


class ClaimsDirective(_Made):
    """Every claim: who holds it, what it says, what became of it, and where that is settled."""

    def make(self, made_from: Argument) -> Iterator[nodes.Node]:
        """A block for each claim."""
        yield _raw('<div class="claims">')
        for claim in made_from.claims:
            yield from self._claim(made_from, claim)
        yield _raw("</div>")

    def _claim(self, made_from: Argument, claim: Claim) -> Iterator[nodes.Node]:
        block = nodes.container(classes=["claim"], ids=[claim.anchor])
        block += nodes.paragraph(
            "",
            "",
            nodes.inline("", claim.id, classes=["kind"]),
            nodes.Text(f" {claim.side} side "),
            _status(claim.status),
            _raw(permalink(claim.anchor)),
            classes=["title"],
        )
        block += self.paragraph(claim.statement)
        block += self.paragraph(f"{_status_words(claim)} {claim.finding}", classes=["finding"])
        theorems = [t for t in made_from.theorems if t.label in claim.theorems]
        related = _joined(_link("claim", id, id) for id in claim.depends)
        block += nodes.paragraph(
            "",
            "",
            nodes.Text("Settled in "),
            *_joined(_chapter(made_from, name) for name in claim.chapters),
            nodes.Text("; by ") if theorems else nodes.Text(""),
            *_joined(_theorem(theorem) for theorem in theorems),
            *([nodes.Text(". Builds on "), *related] if related else []),
            nodes.Text("."),
            classes=["settled"],
        )
        yield block


class IndexDirective(_Made):
    """Every theorem in words, with its status, what it rests on, and the claims that it bears on."""

    def make(self, made_from: Argument) -> Iterator[nodes.Node]:
        """A block for each theorem."""
        yield _raw('<div class="claims">')
        for theorem in made_from.theorems:
            block = nodes.container(classes=["claim"])
            block += nodes.paragraph(
                "", "", _theorem(theorem, said=False), _status(theorem.status), classes=["title"]
            )
            block += self.paragraph(f"*{theorem.statement}*")
            on = [claim for claim in made_from.claims if theorem.label in claim.theorems]
            rests = [t for t in made_from.theorems if t.label in theorem.depends]
            parts: list[nodes.Node] = [_chapter(made_from, theorem.chapter)]
            if rests:
                parts += [nodes.Text(". Rests on "), *_joined(map(_theorem, rests))]
            if on:
                links = (_link("claim", claim.id, claim.id) for claim in on)
                parts += [nodes.Text(". Bears on "), *_joined(links)]
            block += nodes.paragraph("", "", *parts, nodes.Text("."), classes=["settled"])
            yield block
        yield _raw("</div>")


class MentionsDirective(_Made):
    """For each claim, the chapters that speak of it; filled in once all have been read."""

    def make(self, made_from: Argument) -> Iterator[nodes.Node]:
        """A list with a place for each claim's chapters."""
        listed = nodes.bullet_list(classes=["mentions"])
        for claim in made_from.claims:
            place = PendingLink(kind="mentions", target=claim.id)
            line = nodes.paragraph("", "", _link("claim", claim.id, claim.id), nodes.Text(": "))
            line += place
            listed += nodes.list_item("", line)
        yield listed


class BoardDirective(_Made):
    """The board on which a reader accepts or denies assumptions and sees what follows."""

    required_arguments = 1

    def make(self, made_from: Argument) -> Iterator[nodes.Node]:
        """Its first position, as the script will also show it."""
        id = nodes.make_id(self.arguments[0])
        data = json.dumps(switchboard.record(made_from), ensure_ascii=False).replace("<", "\\u003c")
        yield _raw(
            f'<div class="switchboard" id="{id}">'
            f'<script type="application/json" class="board">{data}</script>'
        )
        yield from self._stances(made_from)
        yield _raw(
            '<div class="sides"><fieldset class="assumptions" disabled><legend>I accept that</legend>'
        )
        for assumption in made_from.assumptions:
            yield from self._assumption(made_from, assumption, id)
        yield _raw('</fieldset><div class="conclusions"><p class="heading">Then</p>')
        outcomes = made_from.judge(made_from.default)
        group = ""
        for conclusion in made_from.conclusions:
            if conclusion.group != group:
                group = conclusion.group
                yield _raw(f'<p class="group">{html.escape(group)}</p>')
            yield from self._conclusion(made_from, conclusion, outcomes[conclusion.id])
        yield _raw("</div></div>")
        counts = [outcome.state for outcome in outcomes.values()]
        tally = ", ".join(
            f'<span data-count="{state}">{counts.count(state)}</span> {words}'
            for state, words in (("follows", "follow"), ("fails", "fail"), ("open", "open"))
        )
        position = html.escape(switchboard.sentence(made_from, made_from.default), quote=False)
        yield _raw(
            f'<p class="tally" aria-hidden="true">{tally}</p>'
            f'<p class="status" role="status"></p>'
            f'<details><summary>My position in words</summary><p class="position">{position}</p>'
            '</details><div class="buttons">'
            '<button type="button" class="copy-position" disabled>Copy my position</button>'
            '<button type="button" class="copy-link" disabled>Copy link</button>'
            '<button type="button" class="reset" disabled>Reset</button></div>'
            '<textarea class="copied" readonly hidden rows="5" aria-label="Your position, to copy">'
            "</textarea><noscript><p>Without JavaScript the board shows its first position."
            "</p></noscript>"
        )
        yield _raw("<details><summary>What the board takes for granted</summary><ul>")
        for given in made_from.given:
            yield from (_raw("<li>"), self.paragraph(given), _raw("</li>"))
        yield _raw("</ul></details>")
        yield _raw('<template class="steps"><ol>')
        for number, step in enumerate(made_from.steps):
            yield from self._step(made_from, step, number)
        yield _raw("</ol></template></div>")

    def _stances(self, made_from: Argument) -> Iterator[nodes.Node]:
        buttons = "".join(
            f'<button type="button" data-stance="{stance.id}" disabled>'
            f"{html.escape(stance.title, quote=False)}</button>"
            for stance in made_from.stances
        )
        yield _raw(
            "<p>Start from a position; those that you agree with bear a ✓.</p>"
            '<div class="stances" role="group" aria-label="Positions to start from">'
            f"{buttons}</div><details><summary>What each of these says, and where</summary>"
        )
        for stance in made_from.stances:
            yield self.paragraph(f"**{stance.title}.** {stance.why}")
        yield _raw("</details>")

    def _assumption(self, made_from: Argument, made: Assumption, id: str) -> Iterator[nodes.Node]:
        checked = " checked" if made.default else ""
        field = f"{id}-{made.id}"
        yield _raw(
            f'<div class="assumption"><input type="checkbox" id="{field}" name="{made.id}" '
            f'autocomplete="off"{checked}><label for="{field}">{rich(made.title)}</label>'
            f'<p class="accepted">{rich(made.accept)}</p><p class="denied">{rich(made.deny)}</p>'
        )
        where: list[nodes.Node] = [nodes.Text("Argued in ")]
        where += _joined(_chapter(made_from, name) for name in made.chapters)
        where += [
            nodes.Text("; in the thread "),
            *_joined(_link("claim", c, c) for c in made.claims),
        ]
        yield nodes.paragraph("", "", *where, nodes.Text("."), classes=["where"])
        yield _raw("</div>")

    def _conclusion(
        self, made_from: Argument, made: Conclusion, outcome: Outcome
    ) -> Iterator[nodes.Node]:
        yield _raw(
            f'<div class="conclusion" data-claim="{made.id}" data-state="{outcome.state}">'
            f'<details><summary><span class="state">{outcome.state}</span> '
            f"<span>{rich(made.title)}</span></summary>"
        )
        claims = [nodes.Text(" ("), *_joined(_link("claim", c, c) for c in made.claims)]
        yield self.paragraph(made.statement, *claims, nodes.Text(")"), classes=["statement-of"])
        yield _raw("<ol>")
        for step in outcome.chain:
            yield from self._step(made_from, step, made_from.steps.index(step))
        settle = (
            switchboard.settling(made_from, made_from.default, made.id)
            if outcome.state == OPEN
            else ""
        )
        yield _raw(f'</ol><p class="settle">{html.escape(settle, quote=False)}</p></details></div>')

    def _step(self, made_from: Argument, step: Step, number: int) -> Iterator[nodes.Node]:
        theorems = [t for t in made_from.theorems if t.label in step.theorems]
        yield _raw(f'<li data-step="{number}">')
        yield self.paragraph(
            f"{switchboard.inference(made_from, step.premises, step.result)} {step.because} ",
            nodes.Text("("),
            *_joined(_theorem(theorem) for theorem in theorems),
            nodes.Text(")"),
        )
        yield _raw("</li>")


def _raw(markup: str) -> nodes.raw:
    return nodes.raw("", markup, format="html")


def _link(kind: str, target: str, text: str, note: str = "") -> PendingLink:
    return PendingLink("", nodes.Text(text), kind=kind, target=target, note=note)


def _theorem(theorem: Theorem, said: bool = True) -> PendingLink:
    note = f" ({IN_PREPARATION})" if said and theorem.status == IN_PREPARATION else ""
    return _link("theorem", theorem.label, theorem.title, note)


def _chapter(made_from: Argument, name: str) -> PendingLink:
    note = f" ({IN_PREPARATION})" if name in made_from.in_preparation else ""
    return _link("chapter", name, name.replace("-", " "), note)


def _status(status: str) -> nodes.Node:
    kind = status.split()[0]
    return nodes.inline(
        "", status.replace("holds under", "holds under assumptions"), classes=["verdict", kind]
    )


def _status_words(claim: Claim) -> str:
    return f"Holds if {claim.under}." if claim.under else ""


def _joined(parts: Iterable[nodes.Node]) -> list[nodes.Node]:
    """Parts with a comma between each two."""
    joined: list[nodes.Node] = []
    for part in parts:
        joined += [nodes.Text(", "), part] if joined else [part]
    return joined


# ---- once all pages have been read ----


def note_use(env: BuildEnvironment) -> None:
    """Remember that a page shows claims: it has to be written again whenever any page changes."""
    env.metadata[env.docname][_USES] = True


def pages_to_rewrite(_: Sphinx, env: BuildEnvironment) -> list[str]:
    """Called by Sphinx when all pages have been read."""
    return [page for page, metadata in env.metadata.items() if metadata.get(_USES)]


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
        return _joined(
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

    return {
        "book": app.config.html_title,
        "version": version("patient-waluigi"),
        "given": list(made_from.given),
        "in_preparation": list(made_from.in_preparation),
        "chapters": {
            name: url("chapter", name)
            for name in dict.fromkeys(
                [c for claim in made_from.claims for c in claim.chapters]
                + [t.chapter for t in made_from.theorems]
            )
        },
        "assumptions": [
            {
                "id": a.id,
                "title": a.title,
                "accept": a.accept,
                "deny": a.deny,
                "chapters": list(a.chapters),
                "claims": list(a.claims),
            }
            for a in made_from.assumptions
        ],
        "claims": [
            {
                "id": c.id,
                "side": c.side,
                "statement": c.statement,
                "status": c.status,
                "under": c.under or None,
                "finding": c.finding,
                "theorems": list(c.theorems),
                "chapters": list(c.chapters),
                "depends": list(c.depends),
                "url": url("claim", c.id),
            }
            for c in made_from.claims
        ],
        "theorems": [
            {
                "label": t.label,
                "title": t.title,
                "side": "both",
                "statement": t.statement,
                "status": t.status,
                "chapter": t.chapter,
                "depends": list(t.depends),
                "url": url("theorem", t.label),
            }
            for t in made_from.theorems
        ],
        "conclusions": [
            {"id": c.id, "title": c.title, "statement": c.statement, "claims": list(c.claims)}
            for c in made_from.conclusions
        ],
        "steps": [
            {
                "if": list(map(str, s.premises)),
                "then": str(s.result),
                "by": list(s.theorems),
                "because": s.because,
            }
            for s in made_from.steps
        ],
    }


def setup(app: Sphinx) -> None:
    """Called by the house's extension."""
    app.add_config_value("bookkit_claims", "", "env", str)
    app.add_node(PendingLink)
    app.add_role("claim", ClaimRole())
    app.add_directive("claims", ClaimsDirective)
    app.add_directive("theorem-index", IndexDirective)
    app.add_directive("claim-mentions", MentionsDirective)
    app.add_directive("switchboard", BoardDirective)
    app.add_post_transform(Resolve)
    app.connect("env-updated", pages_to_rewrite)
    app.connect("build-finished", write)
