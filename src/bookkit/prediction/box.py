"""The box that asks a reader for a guess: what `predict` returns.

One ``<div>`` serves every reader. As it stands, without style and script, it is the question, and the answer
in a native ``<details>``: a live notebook and a page without JavaScript show that. A page with style sheet
and script shows a form in its place, then guess and answer; paper shows question and answer. Form and
answer have their room from the first, so that nothing moves when either appears.
"""

import html
import re
from collections.abc import Collection, Mapping

from bookkit.checks import anchor, require, sentence
from bookkit.formats import in_page, rich
from bookkit.prediction.parts import Choices, Guess, quoted

TITLE = "Before you read on"


class Prediction:
    """A question with its answer, and what waits for a guess; `predict` makes it.

    Attributes
    ----------
    id
        The anchor of its box, and its name among what the browser keeps.
    answer
        In words, as readers see it; HTML.
    """

    def __init__(
        self,
        id: str,
        question: str,
        answers: Choices | tuple[Guess, float],
        because: str,
        hides: str | None,
        assumption: str | None,
    ) -> None:
        self.id = anchor(id)
        self.question = sentence(question, "question")
        self.answers = answers
        self.because = sentence(because, "because")
        self.hides = None if hides is None else anchor(hides, "hides")
        self.assumption = None if assumption is None else anchor(assumption, "assumption")
        self.choices = answers.texts if isinstance(answers, Choices) else None
        self.answer = (
            " or ".join(quoted(answers.texts[key]) for key in answers.right)
            if isinstance(answers, Choices)
            else html.escape(answers[0].text(answers[1]))
        )

    def __repr__(self) -> str:
        return f"Prediction({self.id!r}): {self.question} {_plain(self._told())}"

    def _repr_html_(self) -> str:
        return self.html()

    def record(self) -> dict[str, object]:
        """What the page's script and the book's list of predictions have to know, as plain data."""
        asked: dict[str, object]
        if isinstance(self.answers, Choices):
            asked = {"choices": self.answers.texts}
        else:
            guess = self.answers[0]
            asked = {
                "guess": {
                    "lo": guess.lo,
                    "hi": guess.hi,
                    "value": guess.value,
                    "scale": guess.scale,
                    "format": guess.format,
                    "unit": guess.unit,
                    "integer": guess.integer,
                }
            }
        return {
            "id": self.id,
            "question": self.question,
            "answer": self.answer,
            "hides": self.hides,
            "assumption": self.assumption,
            **asked,
        }

    def html(self) -> str:
        """The box."""
        record = in_page(self.record())
        told = self._told()
        veil = ""
        if self.hides is not None:
            veil = (
                '<template><div class="veil"><p>This waits for '
                f'<a href="#{self.id}">your guess</a>.</p>'
                '<button type="button">Just show me</button></div></template>'
            )
        return (
            f'<div class="predict" id="{self.id}">'
            f'<p class="title">{TITLE}</p>'
            f'<p class="question" id="{self.id}-question">{rich(self.question)}</p>'
            f'<div class="turns"><form class="ask" hidden>{self._fieldset()}</form>'
            '<div class="outcome" role="group" aria-label="The answer" tabindex="-1" hidden>'
            f'<p class="told"><span class="said" hidden>You said {said(self.choices)}. </span>{told}</p>'
            f'{self._scale()}<p class="kept" hidden><span>Kept in this browser alone.</span> '
            '<button type="button" class="forget">Forget it</button></p></div></div>'
            f'<details class="answer"><summary>The answer</summary><p>{told}</p></details>'
            f'<p class="status" role="status"></p>{veil}'
            f'<script type="application/json" class="record">{record}</script></div>'
        )

    def _told(self) -> str:
        """The answer and why, in a sentence or two."""
        because = rich(self.because)
        stop = "," if because.startswith("because ") else "."
        return f"It is <strong>{self.answer}</strong>{stop} {because}"

    def _fieldset(self) -> str:
        if isinstance(self.answers, Choices):
            fields = _radios(self.id, self.answers)
        else:
            fields = _slider(self.id, self.answers[0])
        return (
            f'<fieldset disabled aria-describedby="{self.id}-question"><legend>Your guess</legend>'
            f'{fields}<div class="buttons"><button type="submit">That is my guess</button>'
            '<button type="button" class="pass">Just show me</button></div></fieldset>'
        )

    def _scale(self) -> str:
        """Guess and answer side by side, on the slider's own scale."""
        if isinstance(self.answers, Choices):
            return ""
        guess, answer = self.answers
        marks = "".join(
            f'<span class="mark {name}"{style}><span>{words}</span></span>'
            for name, style, words in (
                ("yours", " hidden", "you said"),
                ("true", f' style="--at: {guess.share(answer):.4f}"', "it is"),
            )
        )
        return (
            f'<div class="scale" aria-hidden="true">{_end(guess, guess.lo)}'
            f'<div class="line">{marks}</div>{_end(guess, guess.hi)}</div>'
        )


def predict(
    id: str,
    *,
    question: str,
    answer: float | str | Collection[str],
    because: str,
    guess: Guess | None = None,
    choices: Mapping[str, str] | None = None,
    hides: str | None = None,
    assumption: str | None = None,
) -> Prediction:
    """Ask readers for a guess before they are told; the drawing waits for it, or for "just show me".

    A guess is kept in the reader's browser alone. Without JavaScript, and in a live notebook, the answer is
    folded under the question and nothing waits.

    Parameters
    ----------
    id
        The box's anchor, such as ``guess-slipping-half``. Browsers keep guesses under it: it stays.
    question
        What is asked; ``$math$`` and ``*emphasis*`` are understood, as in `because` and the choices.
    answer
        The number, computed; with `choices` the key of the right one, or the keys of several.
    because
        Why, in a sentence or two that follow "It is 11.1%."; what begins with ``because`` goes on from it.
    guess
        A slider: the guess is a number.
    choices
        Texts by key: the guess is one of them. Either this or `guess`.
    hides
        The id of the figure or explorer that shows the answer and waits for the guess. A link to it, or to a
        state of it, passes the question by.
    assumption
        The id of the board's assumption at which the guess points.

    Raises
    ------
    ValueError
        If a text is missing, not exactly one of `guess` and `choices` is given, or the answer is not one that
        can be given. The message names the argument, its value and what is allowed.

    Examples
    --------
    >>> odds = 4 / 0.5
    >>> asked = predict(
    ...     "guess-clever-share",
    ...     question="What share is still in hiding?",
    ...     answer=1 / (1 + odds),
    ...     guess=Guess(0, 1, format="percent"),
    ...     because="because nobody looked.",
    ... )
    >>> asked
    Prediction('guess-clever-share'): What share is still in hiding? It is 11.1%, because nobody looked.
    """
    require(
        (guess is None) != (choices is None),
        "guess and choices",
        (guess, choices),
        "one of the two",
    )
    if choices is not None:
        return Prediction(id, question, Choices(choices, answer), because, hides, assumption)
    assert guess is not None
    require(isinstance(guess, Guess), "guess", guess, "a Guess")
    answers = guess, guess.check(answer, "answer")
    return Prediction(id, question, answers, because, hides, assumption)


def said(choices: Mapping[str, str] | None) -> str:
    """Where the script puts a reader's guess: a number, or the one choice of those written here."""
    if choices is None:
        return "<span data-said></span>"
    return "".join(
        f'<span data-said="{key}" hidden>{quoted(text)}</span>' for key, text in choices.items()
    )


def _slider(prefix: str, guess: Guess) -> str:
    # No names: a page's address holds the named sliders of explorers, and nobody's guess.
    assert guess.value is not None
    lo, hi, at = map(guess.position, (guess.lo, guess.hi, guess.value))
    text, unit = html.escape(guess.text(guess.value)), html.escape(guess.unit)
    alone = text.removesuffix(f" {unit}") if unit else text
    after = f' <span class="unit">{unit}</span>' if unit else ""
    return (
        f'<div class="value"><input type="text" inputmode="text" autocomplete="off" value="{alone}" '
        f'aria-label="Your guess, exact value">{after}</div>'
        f'<div class="scale">{_end(guess, guess.lo)}'
        f'<input type="range" class="rail" id="{prefix}-range" min="{lo!r}" max="{hi!r}" step="any" '
        f'value="{at!r}" autocomplete="off" aria-label="Your guess" aria-valuetext="{text}">'
        f'{_end(guess, guess.hi)}</div><p class="note" aria-hidden="true"></p>'
    )


def _end(guess: Guess, value: float) -> str:
    text = guess.text(value).removesuffix(f" {guess.unit}" if guess.unit else "")
    return f'<span class="end">{html.escape(text)}</span>'


def _radios(prefix: str, choices: Choices) -> str:
    # A colon is in no id and in no assumption's name, so that nothing else is of this group.
    return "".join(
        f'<label><input type="radio" name="predict:{prefix}" value="{key}" autocomplete="off" required>'
        f" <span>{rich(text)}</span></label>"
        for key, text in choices.texts.items()
    )


def _plain(markup: str) -> str:
    text = re.sub(r"\\\(|\\\)", "$", re.sub(r"<[^>]+>", "", markup))
    return html.unescape(text)
