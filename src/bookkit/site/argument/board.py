"""The board on a page, in its first position: what a reader sees before, or without, its script."""

import html
import json
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx

from bookkit.argument import board
from bookkit.argument.rule import OPEN, Argument, Assumption, Conclusion, Outcome, Step
from bookkit.formats import rich
from bookkit.marks import cite_button, permalink
from bookkit.site.argument.claims import Made, chapter_link, joined, link, raw, theorem_link


class BoardDirective(Made):
    """The board on which a reader accepts or denies assumptions and sees what follows."""

    required_arguments = 1

    def make(self, made_from: Argument) -> Iterator[nodes.Node]:
        """Its first position, as the script will also show it."""
        id = nodes.make_id(self.arguments[0])
        data = json.dumps(board.record(made_from), ensure_ascii=False).replace("<", "\\u003c")
        yield raw(
            f'<div class="switchboard" id="{id}">'
            f'<script type="application/json" class="board">{data}</script>'
        )
        yield from self._stances(made_from)
        yield raw(
            '<div class="sides"><fieldset class="assumptions" disabled><legend>I accept that</legend>'
        )
        for assumption in made_from.assumptions:
            yield from self._assumption(made_from, assumption, id)
        yield raw('</fieldset><div class="conclusions"><p class="heading">Then</p>')
        outcomes = made_from.judge(made_from.default)
        group = ""
        for conclusion in made_from.conclusions:
            if conclusion.group != group:
                group = conclusion.group
                yield raw(f'<p class="group">{html.escape(group)}</p>')
            yield from self._conclusion(made_from, conclusion, outcomes[conclusion.id])
        yield raw("</div></div>")
        counts = [outcome.state for outcome in outcomes.values()]
        tally = ", ".join(
            f'<span data-count="{state}">{counts.count(state)}</span> {words}'
            for state, words in (("follows", "follow"), ("fails", "fail"), ("open", "open"))
        )
        position = html.escape(board.sentence(made_from, made_from.default), quote=False)
        yield raw(
            f'<div class="news"><p class="tally" aria-hidden="true">{tally}</p>'
            f'<p class="status" role="status"></p></div>'
            f'<details><summary>My position in words</summary><p class="position">{position}</p>'
            '</details><div class="buttons">'
            '<button type="button" class="copy-position" disabled>Copy my position</button>'
            '<button type="button" class="copy-link" disabled>Copy link</button>'
            '<button type="button" class="reset" disabled>Reset</button>'
            f"<span>{permalink(id)}{cite_button('a position on the board')}</span></div>"
            '<textarea class="copied" readonly hidden rows="5" aria-label="Your position, to copy">'
            "</textarea><noscript><p>Without JavaScript the board shows its first position."
            "</p></noscript>"
        )
        yield raw("<details><summary>What the board takes for granted</summary><ul>")
        for given in made_from.given:
            yield from (raw("<li>"), self.paragraph(given), raw("</li>"))
        yield raw("</ul></details>")
        yield raw('<template class="steps"><ol>')
        for number, step in enumerate(made_from.steps):
            yield from self._step(made_from, step, number)
        yield raw("</ol></template></div>")

    def _stances(self, made_from: Argument) -> Iterator[nodes.Node]:
        buttons = "".join(
            f'<button type="button" data-stance="{stance.id}" disabled>'
            f"{html.escape(stance.title, quote=False)}</button>"
            for stance in made_from.stances
        )
        yield raw(
            "<p>Start from a position; those that you agree with bear a ✓.</p>"
            '<div class="stances" role="group" aria-label="Positions to start from">'
            f"{buttons}</div><details><summary>What each of these says, and where</summary>"
        )
        for stance in made_from.stances:
            yield self.paragraph(f"**{stance.title}.** {stance.why}")
        yield raw("</details>")

    def _assumption(self, made_from: Argument, made: Assumption, id: str) -> Iterator[nodes.Node]:
        checked = " checked" if made.default else ""
        field = f"{id}-{made.id}"
        yield raw(
            f'<div class="assumption"><input type="checkbox" id="{field}" name="{made.id}" '
            f'autocomplete="off"{checked}><label for="{field}">{rich(made.title)}</label>'
            f'<p class="accepted">{rich(made.accept)}</p><p class="denied">{rich(made.deny)}</p>'
        )
        where: list[nodes.Node] = [nodes.Text("Argued in ")]
        where += joined(chapter_link(made_from, name) for name in made.chapters)
        where += [
            nodes.Text("; in the thread "),
            *joined(link("claim", c, c) for c in made.claims),
        ]
        yield nodes.paragraph("", "", *where, nodes.Text("."), classes=["where"])
        yield raw("</div>")

    def _conclusion(
        self, made_from: Argument, made: Conclusion, outcome: Outcome
    ) -> Iterator[nodes.Node]:
        yield raw(
            f'<div class="conclusion" data-claim="{made.id}" data-state="{outcome.state}">'
            f'<details><summary><span class="state">{outcome.state}</span> '
            f"<span>{rich(made.title)}</span></summary>"
        )
        claims = [nodes.Text(" ("), *joined(link("claim", c, c) for c in made.claims)]
        yield self.paragraph(made.statement, *claims, nodes.Text(")"), classes=["statement-of"])
        yield raw("<ol>")
        for step in outcome.chain:
            yield from self._step(made_from, step, made_from.steps.index(step))
        settle = (
            board.settling(made_from, made_from.default, made.id) if outcome.state == OPEN else ""
        )
        yield raw(f'</ol><p class="settle">{html.escape(settle, quote=False)}</p></details></div>')

    def _step(self, made_from: Argument, step: Step, number: int) -> Iterator[nodes.Node]:
        theorems = [t for t in made_from.theorems if t.label in step.theorems]
        yield raw(f'<li data-step="{number}">')
        yield self.paragraph(
            f"{board.inference(made_from, step.premises, step.result)} {step.because} ",
            nodes.Text("("),
            *joined(theorem_link(theorem) for theorem in theorems),
            nodes.Text(")"),
        )
        yield raw("</li>")


def setup(app: Sphinx) -> None:
    """Called by the house's extension."""
    app.add_directive("switchboard", BoardDirective)
