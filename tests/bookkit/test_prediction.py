"""Questions before the answer: what an author may ask, and what stands in the box without a script."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from lxml import html
from py_mini_racer import MiniRacer

from bookkit import Guess, predict, prediction
from bookkit.explorer import page_script as explorers


def asked(**changes: Any) -> Any:
    given: dict[str, Any] = {
        "question": "What *share* is left?",
        "answer": 1 / 9,
        "guess": Guess(0, 1, format="percent"),
        "because": "because $n$ is large.",
        **changes,
    }
    return predict("guess-share", **given)


def chosen(**changes: Any) -> Any:
    choices = {"more": "More", "less": "Less, $p<q$", "same": "The same"}
    given = {
        "guess": None,
        "choices": choices,
        "answer": "less",
        "because": "It adds up.",
        **changes,
    }
    return asked(**given)


def tree(prediction: Any) -> Any:
    return html.fromstring(prediction.html())


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Guess(1, 0), r"lo, hi is \(1, 0\); allowed: numbers with lo < hi"),
        (lambda: Guess(0, 1, scale="log"), "lo > 0 on a log scale"),
        (lambda: Guess(0, 1, scale="square"), "scale is 'square'; allowed: one of linear, log"),
        (lambda: Guess(0, 1, format="roman"), "format is 'roman'; allowed: one of number"),
        (lambda: Guess(0, 1, value=2), r"value is 2; allowed: a number in \[0, 1\]"),
        (lambda: Guess(0, 1.5, integer=True), r"lo, hi is \(0, 1.5\); allowed: whole numbers"),
        (lambda: Guess(0, 9, value=1.5, integer=True), "value is 1.5; allowed: a whole number"),
        (lambda: asked(answer=1.5), r"answer is 1.5; allowed: a number in \[0, 1\]"),
        (lambda: asked(answer=float("nan")), r"answer is nan; allowed: a number in \[0, 1\]"),
        (lambda: asked(answer="half"), "answer is 'half'; allowed: a number in"),
        (lambda: asked(guess=None), "guess and choices is .*; allowed: one of the two"),
        (
            lambda: asked(choices={"a": "A", "b": "B"}),
            "guess and choices is .*; allowed: one of the two",
        ),
        (lambda: asked(guess=(0, 1)), r"guess is \(0, 1\); allowed: a Guess"),
        (lambda: asked(question=" "), "question is ' '; allowed: a text, not empty"),
        (lambda: asked(because=""), "because is ''; allowed: a text, not empty"),
        (lambda: asked(hides="The figure"), "hides is 'The figure'; allowed: lower-case words"),
        (lambda: asked(assumption="?"), r"assumption is '\?'; allowed: lower-case words"),
        (lambda: chosen(choices={"more": "More"}), "choices is .*; allowed: two or more texts"),
        (lambda: chosen(choices={"a b": "A", "c": "C"}), "key of choices is 'a b'; allowed:"),
        (lambda: chosen(choices={"a": "", "c": "C"}), r"choices\['a'\] is ''; allowed: a text"),
        (
            lambda: chosen(answer="fewer"),
            "answer is 'fewer'; allowed: one or more of more, less, same",
        ),
        (lambda: chosen(answer=0.5), "answer is 0.5; allowed: one or more of more, less, same"),
        (lambda: chosen(answer=["more", "less", "same"]), "answer is .*; allowed: at least one"),
        (lambda: chosen(answer=[]), r"answer is \[\]; allowed: at least one"),
        (
            lambda: predict("Guess", question="q", answer=1, because="b", guess=Guess(0, 2)),
            "id is 'Guess'",
        ),
    ],
)
def test_bad_input_is_named(make: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make()


def test_where_a_thumb_stands() -> None:
    assert Guess(1, 1e6, scale="log").value == 1000
    assert Guess(0, 5, integer=True).value == 2
    assert Guess(1, 100, scale="log").share(10) == 0.5
    assert Guess(-1, 3).share(0) == 0.25


def test_without_a_script_the_answer_is_folded_under_the_question() -> None:
    box = tree(asked(hides="slipping"))
    shown = [part for part in box if part.tag not in ("script", "template")]
    assert len(box.xpath(".//form/@hidden | .//*[@class='outcome']/@hidden")) == 2
    assert [
        part.text_content() for part in shown if part.get("class") in ("question", "answer")
    ] == [
        "What share is left?",
        r"The answerIt is 11.1%, because \(n\) is large.",
    ]
    assert not box.xpath(".//details/@open")


def test_several_choices_may_be_right_and_a_sentence_may_follow() -> None:
    assert "It is <strong>“More” or “Less, " in chosen(answer={"less", "more"}).html()
    assert "</strong>. It adds up." in chosen().html()


def test_texts_cannot_break_out() -> None:
    box = tree(
        chosen(
            question="</p><b>", because="<i>", choices={"a": "</script><u>", "b": "B"}, answer="b"
        )
    )
    assert not box.xpath(".//b | .//i | .//u")
    (record,) = box.xpath(".//script/text()")
    assert json.loads(record)["choices"]["a"] == "</script><u>"


def test_no_control_has_a_name_that_a_link_or_the_board_could_mean() -> None:
    """Explorers and the board own the page's named sliders and boxes, and radios called like an id."""
    assert tree(asked()).xpath("count(.//input[@type='range'])") == 1
    assert not tree(asked()).xpath(".//*[@name]")
    names = set(tree(chosen()).xpath(".//*[@name]/@name"))
    assert names == {"predict:guess-share"}
    assert set(tree(chosen()).xpath(".//*[@name]/@type")) == {"radio"}


@pytest.mark.parametrize(
    "module", [explorers, prediction.page_script], ids=["explorers", "predictions"]
)
def test_scripts_put_together_declare_no_name_twice(module: Callable[[], str]) -> None:
    body = re.sub(r"^export ", "", module(), flags=re.MULTILINE)
    assert MiniRacer().eval(f"typeof new Function({json.dumps(body)})") == "function"
