"""The switchboard, on its page, in a browser: the script's rule against a twin, and what a reader can do."""

import json
import random
import re
from collections.abc import Callable, Mapping
from importlib.resources import files

import pytest
from playwright.sync_api import Locator, Page, expect

from bookkit import scripts
from bookkit.argument.board import record, sentence, settling
from bookkit.argument.file import load
from bookkit.argument.rule import OPEN, Argument
from tests.built import ROOT

BOOK = load(ROOT / "chapters" / "claims.yml")
PAGE = "chapters/verdict.html"
BOARD = f"{PAGE}#switchboard"
READ = """(board) => {
  const all = (selector) => [...board.querySelectorAll(selector)];
  const each = (read) => Object.fromEntries(all("[data-claim]").map((e) => [e.dataset.claim, read(e)]));
  return {
    position: Object.fromEntries(all("input[type=checkbox]").filter((e) => !e.indeterminate)
      .map((e) => [e.name, e.checked])),
    states: each((e) => e.dataset.state),
    words: all("[data-claim] .state").map((e) => e.textContent),
    chains: each((e) => [...e.querySelectorAll("li")].map((li) => Number(li.dataset.step))),
    settle: each((e) => e.querySelector(".settle").textContent),
    sentence: board.querySelector(".position").textContent,
  };
}"""
SCRIPT = files("bookkit.argument").joinpath("board.js").read_text(encoding="utf-8")
JUDGE_ALL = (
    f"""([board, positions]) => {{
{scripts.state()}
{SCRIPT}
"""
    + """
  return positions.map((given) => {
    const position = new Map(Object.entries(given));
    const judged = [...judge(board, position)];
    return {
      states: Object.fromEntries(judged.map(([id, { state }]) => [id, state])),
      chains: Object.fromEntries(judged.map(([id, { chain }]) => [id, chain])),
      sentence: sentence(board, position),
      settling: judged.filter(([, { state }]) => state === "open")
        .map(([id]) => settling(board, position, id)),
    };
  });
}"""
)
Visit = Callable[..., Page]


def closure(argument: Argument, position: Mapping[str, bool]) -> set[str]:
    """The twin of the rule: literals as texts, added one at a time from the last step to the first."""
    held = {name if value else f"not {name}" for name, value in position.items()}
    while True:
        for step in reversed(argument.steps):
            if {*map(str, step.premises)} <= held and str(step.result) not in held:
                held.add(str(step.result))
                break
        else:
            return held


def expected(argument: Argument, position: Mapping[str, bool]) -> dict[str, str]:
    held = closure(argument, position)
    return {
        c.id: "follows" if c.id in held else "fails" if f"not {c.id}" in held else "open"
        for c in argument.conclusions
    }


def board(page: Page) -> Locator:
    found = page.locator("#switchboard")
    expect(found.locator("fieldset:disabled")).to_have_count(0)
    return found


def link(position: Mapping[str, bool]) -> str:
    values = {name: int(position[name]) if name in position else "silent" for name in BOOK.default}
    return f"{BOARD}?" + "&".join(f"{name}={value}" for name, value in values.items())


@pytest.fixture(scope="module")
def positions() -> list[dict[str, bool]]:
    return list(BOOK.positions())


# ---- the rule ----


def test_the_script_agrees_with_the_twin_in_every_position(
    visit: Visit, positions: list[dict[str, bool]]
) -> None:
    page = visit("chapters/references.html")
    answers = page.evaluate(JUDGE_ALL, [record(BOOK), positions])
    for position, answer in zip(positions, answers, strict=True):
        assert answer["states"] == expected(BOOK, position), position
        judged = BOOK.judge(position)
        for name, chain in answer["chains"].items():
            assert tuple(BOOK.steps[number] for number in chain) == judged[name].chain
        assert answer["sentence"] == sentence(BOOK, position)
        still_open = [name for name, outcome in judged.items() if outcome.state == OPEN]
        # In words it is slow in Python; a sample of positions will do.
        if hash(tuple(position.values())) % 16 == 0:
            assert answer["settling"] == [settling(BOOK, position, name) for name in still_open]


def test_the_page_shows_what_the_twin_says(visit: Visit, positions: list[dict[str, bool]]) -> None:
    page = visit(PAGE)
    shown = board(page)
    for position in random.Random(5).sample(positions, 12):
        for name, holds in position.items():
            shown.locator(f"input[type=checkbox][name={name}]").set_checked(holds)
        seen = shown.evaluate(READ)
        assert seen["position"] == position
        assert seen["states"] == expected(BOOK, position)
        assert seen["words"] == list(seen["states"].values())
        judged = BOOK.judge(position)
        for name, outcome in judged.items():
            assert seen["chains"][name] == [BOOK.steps.index(step) for step in outcome.chain]
            words = settling(BOOK, position, name) if outcome.state == OPEN else ""
            assert seen["settle"][name] == words
        assert seen["sentence"] == sentence(BOOK, position)


def test_contract(visit: Visit) -> None:
    page = visit(PAGE)
    names = page.locator("main input[type=checkbox]").evaluate_all(
        "(all) => all.map((e) => e.name)"
    )
    assert names == list(BOOK.default)
    claims = page.locator("main [data-claim]").evaluate_all("(all) => all.map((e) => e.dataset)")
    assert [claim["claim"] for claim in claims] == [c.id for c in BOOK.conclusions]
    assert {claim["state"] for claim in claims} <= {"follows", "fails", "open"}


def test_the_page_reads_the_same_without_javascript(visit: Visit) -> None:
    still = visit(PAGE, java_script_enabled=False)
    moving = board(visit(PAGE)).evaluate(READ)
    shown = still.locator("#switchboard")
    for name, state in moving["states"].items():
        conclusion = shown.locator(f"[data-claim={name}]")
        assert conclusion.get_attribute("data-state") == state
        assert conclusion.locator(".state").text_content() == state
        steps = [int(li.get_attribute("data-step")) for li in conclusion.locator("li").all()]
        assert steps == moving["chains"][name]
        assert conclusion.locator(".settle").text_content() == moving["settle"][name]
    assert shown.locator(".position").text_content() == moving["sentence"]
    expect(shown.locator("noscript")).to_have_count(1)
    expect(shown.locator("input[type=checkbox]:enabled")).to_have_count(0)


# ---- links ----


def test_a_link_restores_a_position(visit: Visit, positions: list[dict[str, bool]]) -> None:
    for position in random.Random(7).sample(positions, 4):
        seen = board(visit(link(position))).evaluate(READ)
        assert seen["position"] == position
        assert seen["states"] == expected(BOOK, position)


def test_the_address_follows_the_board(visit: Visit) -> None:
    page = visit(PAGE)
    board(page).get_by_label("recognition is bounded").check()
    expect(page).to_have_url(re.compile(r"#switchboard\?.*recognition=1"))
    other = board(visit(page.url.partition("/some/book/")[2])).evaluate(READ)
    assert other == board(page).evaluate(READ)
    page.evaluate("(hash) => { location.hash = hash; }", link(BOOK.default).partition("#")[2])
    expect(page.get_by_label("recognition is bounded")).not_to_be_checked()


@pytest.mark.parametrize(
    "query",
    [
        "?bayes=%3Cimg%20src=x%20onerror=alert(1)%3E",
        "?__proto__=1&constructor=0&toString=1&bayes",
        "?bayes=2&bayes=&bayes=true&bayes==0&=0&nonsense=silent",
        "?" + "&" * 500,
        "?%3Cscript%3Ealert(1)%3C/script%3E=1",
        "?bayes=0%00",
        "?bayes=0%",
        "?bayes=0%E0%A4%A",
    ],
)
def test_nonsense_in_a_link_changes_nothing(visit: Visit, query: str) -> None:
    page = visit(BOARD + query)
    seen = board(page).evaluate(READ)
    assert seen["position"] == BOOK.default
    assert seen["states"] == expected(BOOK, BOOK.default)
    assert page.locator("img[src=x]").count() == 0


def test_a_link_says_as_much_as_it_says(visit: Visit) -> None:
    seen = board(visit(f"{BOARD}?bayes=0&nonsense=1&patience=1")).evaluate(READ)
    assert seen["position"] == {**BOOK.default, "bayes": False, "patience": True}


# ---- what a reader can do ----


def test_stances_say_what_they_say_and_nothing_else(visit: Visit) -> None:
    page = visit(PAGE)
    shown = board(page)
    for stance in BOOK.stances:
        shown.locator(f"button[data-stance={stance.id}]").click()
        says = {said.name: said.holds for said in stance.says}
        seen = shown.evaluate(READ)
        assert seen["position"] == says
        assert seen["states"] == expected(BOOK, says)
        assert seen["sentence"] == sentence(BOOK, says)
        for name, state in seen["states"].items():
            words = settling(BOOK, says, name) if state == OPEN else ""
            assert seen["settle"][name] == words
        for other in BOOK.stances:
            agrees = all(says.get(said.name) == said.holds for said in other.says)
            button = shown.locator(f"button[data-stance={other.id}]")
            assert button.get_attribute("data-agrees") == str(agrees).lower()
        expect(shown.get_by_role("status")).to_contain_text(stance.title)


def test_what_is_unsaid_can_be_said_and_linked(visit: Visit) -> None:
    page = visit(PAGE)
    shown = board(page)
    shown.locator("button[data-stance=decay-side]").click()
    assert shown.locator("[data-claim=safe-in-use]").get_attribute("data-state") == "open"
    expect(page).to_have_url(re.compile(r"bayes=silent.*careful=0"))
    other = board(visit(page.url.partition("/some/book/")[2])).evaluate(READ)
    assert other == shown.evaluate(READ)
    for title in ("training is Bayesian", "the text is read as a sample"):
        box = shown.get_by_role("checkbox", name=title, exact=True)
        assert box.evaluate("(box) => box.indeterminate")
        box.focus()
        page.keyboard.press("Space")
        expect(box).to_be_checked()
    assert shown.locator("[data-claim=safe-in-use]").get_attribute("data-state") == "follows"


def test_it_works_by_keyboard_and_is_heard(visit: Visit) -> None:
    page = visit(PAGE)
    shown = board(page)
    box = shown.get_by_role("checkbox", name="some Waluigi is as careful as can be")
    box.focus()
    page.keyboard.press("Space")
    expect(box).not_to_be_checked()
    status = shown.get_by_role("status")
    expect(status).to_contain_text(
        re.compile(r"Now follows:[^.]*a turn in real use becomes as unlikely as you like")
    )
    assert shown.locator("[data-claim=safe-in-use]").get_attribute("data-state") == "follows"
    summary = shown.locator("[data-claim=safe-in-use] summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(shown.locator("[data-claim=safe-in-use] li").first).to_be_visible()
    shown.get_by_role("button", name="Reset").click()
    assert shown.evaluate(READ)["position"] == BOOK.default


def test_a_position_can_be_copied(visit: Visit) -> None:
    page = visit(PAGE, permissions=["clipboard-read", "clipboard-write"])
    shown = board(page)
    shown.get_by_label("those that leak have a least rate").check()
    shown.get_by_role("button", name="Copy my position").click()
    expect(shown.get_by_role("button", name="Copied")).to_be_visible()
    position = {**BOOK.default, "patience": True}
    words, address = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert words == sentence(BOOK, position)
    assert address.endswith(link(position))
    assert board(visit(address.partition("/some/book/")[2])).evaluate(READ)["position"] == position


def test_without_a_clipboard_the_text_is_there_to_take(visit: Visit) -> None:
    page = visit(PAGE)
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
        "document.execCommand = () => false;"
    )
    shown = board(page)
    shown.get_by_role("button", name="Copy my position").click()
    area = shown.get_by_role("textbox", name="Your position, to copy")
    expect(area).to_have_value(re.compile(re.escape(sentence(BOOK, BOOK.default))))


def test_the_count_stays_in_sight_on_a_phone(visit: Visit) -> None:
    page = visit(PAGE, viewport={"width": 360, "height": 740})
    shown = board(page)
    shown.get_by_label("characters become predictors").scroll_into_view_if_needed()
    expect(shown.locator(".tally")).to_be_in_viewport()
    follows = list(expected(BOOK, BOOK.default).values()).count("follows")
    expect(shown.locator(".tally")).to_contain_text(f"{follows} follow")


def test_what_the_page_carries_is_the_file(visit: Visit) -> None:
    page = visit(PAGE)
    carried = json.loads(page.locator("#switchboard script.board").text_content() or "")
    assert carried == record(BOOK)


def test_theorems_that_carry_a_step_are_linked_or_in_preparation(visit: Visit) -> None:
    page = visit(PAGE)
    steps = page.locator("template.steps").evaluate(
        """(template) => [...template.content.querySelectorAll("li")].map((li) =>
          [li.textContent, [...li.querySelectorAll("a")].map((a) => a.getAttribute("href"))])"""
    )
    theorems = {theorem.label: theorem for theorem in BOOK.theorems}
    for step, (text, links) in zip(BOOK.steps, steps, strict=True):
        for label in step.theorems:
            theorem = theorems[label]
            if theorem.status == "proved":
                assert f"{theorem.chapter}.html#{label}" in links
            else:
                assert f"{theorem.title} (in preparation)" in text
