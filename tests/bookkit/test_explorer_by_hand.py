"""What readers do with an explorer besides moving its sliders: try, drag, read and hear what it says."""

import re
from collections.abc import Callable

import pytest
import sympy as sp
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bookkit import Curve, Mark, Slider, Try, explorer
from bookkit.explorer import Explorer
from tests.bookkit.moving import SET, mounted, read

Open = Callable[..., Page]
n = sp.Symbol("n", nonnegative=True)
p, share = sp.symbols("p share", positive=True)
FIRST = {"sun": "0.02", "shade": "0.001", "age": "10", "share": "0.2"}


@pytest.fixture
def page(open_page: Open) -> Page:
    return mounted(open_page(name="drying"), "drying")


def state(page: Page) -> dict[str, str]:
    return read(page, "drying")["state"]


def said(page: Page) -> str:
    return page.locator("#drying .says > span").inner_text()


def test_links_are_whole_states_and_their_texts_are_texts(drying: Explorer) -> None:
    markup = drying.html()
    links = re.findall(r'<a href="(#drying\?[^"]*)">', markup)
    assert [link.replace("&amp;", "&") for link in links] == [
        "#drying?sun=0.02&shade=0.001&age=100&share=0.2",
        "#drying?sun=0.02&shade=0&age=50&share=0.2",
    ]
    assert "Stop the wind &amp; &lt;sun&gt;</a>" in markup
    assert markup.count(">drops an assumption<") == 1


def test_a_link_moves_the_explorer_and_not_the_page(page: Page) -> None:
    at = "scrollY"
    before = page.evaluate(at)
    link = page.get_by_role("link", name="Stop the wind")
    link.click()
    assert state(page) == {**FIRST, "shade": "0", "age": "50"}
    assert page.evaluate(at) == before
    expect(link).to_have_attribute("aria-current", "true")
    page.wait_for_url("**#drying?sun=0.02&shade=0&age=50&share=0.2")
    page.get_by_role("link", name="Wait for").press("Enter")
    assert state(page) == {**FIRST, "age": "100"}
    expect(page.locator("#drying [aria-current]")).to_have_text("Wait for a hundred days")
    page.locator("#drying input[name=age]").press("ArrowLeft")
    expect(page.locator("#drying [aria-current]")).to_have_count(0)


def test_a_link_can_be_opened_elsewhere(page: Page, open_page: Open) -> None:
    link = page.get_by_role("link", name="Stop the wind")
    other = open_page(link.get_attribute("href"), name="drying")
    mounted(other, "drying")
    assert state(other) == {**FIRST, "shade": "0", "age": "50"}
    with page.context.expect_page() as opened:
        link.click(modifiers=["Control"])
    opened.value.close()
    assert state(page) == FIRST


def test_without_javascript_links_and_sentence_are_there(open_page: Open, drying: Explorer) -> None:
    page = open_page(name="drying", java_script_enabled=False)
    expect(page.locator("#drying .says > span")).to_have_text(drying.sentence())
    assert "<p>The sliders and the links above need JavaScript." in drying.html()
    page.get_by_role("link", name="Stop the wind").click()
    expect(page.locator("#drying .says > span")).to_have_text(drying.sentence())
    expect(page.locator("#drying .handle").first).to_be_hidden()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "{So far} 0.817 of it is wet."),
        ({"age": 100}, "After 100 days 13.3% are wet, less than half; in the shade half is dry after 693 "
                       "days & <nights>."),
        ({"shade": 0, "age": 100}, "In the shade half is dry never."),
    ],
)  # fmt: skip
def test_the_first_case_that_holds_is_said(drying: Explorer, values: dict, sentence: str) -> None:
    assert drying.sentence(**values) == sentence


def test_the_sentence_follows_the_state_in_the_words_of_python(
    page: Page, drying: Explorer
) -> None:
    for values in (
        {"sun": 0.3, "age": 3},
        {"shade": 1e-6},
        {"shade": 0},
        {"sun": 1e-3, "age": 99.5},
    ):
        sliders = drying.design.sliders
        positions = {name: sliders[name].position(value) for name, value in values.items()}
        page.evaluate(SET, ["drying", positions])
        now = {name: float(value) for name, value in state(page).items()}
        assert said(page) == drying.sentence(**now)


def test_the_sentence_is_what_is_heard_once_the_hand_rests(page: Page) -> None:
    status = page.locator("#drying [role=status]")
    page.evaluate(SET, ["drying", {"age": 100}])
    expect(status).to_have_text("")
    expect(status).to_have_text(said(page))
    assert "half-life" not in status.inner_text()


def test_room_is_kept_for_the_longest_sentence(open_page: Open) -> None:
    page = mounted(open_page(name="drying", viewport={"width": 360, "height": 700}), "drying")
    top = "document.querySelector('#drying .sliders').getBoundingClientRect().top"
    before = page.evaluate(top)
    page.evaluate(SET, ["drying", {"age": 100}])
    longer = page.evaluate(top)
    page.evaluate(SET, ["drying", {"shade": -6.4}])
    assert page.evaluate(top) == longer == before


def grip(page: Page, mark: str) -> tuple[float, float]:
    """Where a mark's handle can be taken, on the screen."""
    box = page.locator(f"#drying [data-drag={mark}]").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, mark: str, right: float = 0, down: float = 0) -> None:
    """Drag a mark by shares of the drawing's width and height."""
    plot = page.locator("#drying .plot").bounding_box()
    x, y = grip(page, mark)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right * plot["width"], y + down * plot["height"], steps=12)
    page.mouse.up()


def test_a_dot_is_dragged_along_its_curve(page: Page) -> None:
    drag(page, "now")
    assert state(page) == FIRST
    before = read(page, "drying")["drawn"]
    # Down where the curve falls by 2% a day: the nearest point of the curve is meant.
    drag(page, "now", right=0.3, down=0.37)
    reached = float(state(page)["age"])
    assert reached == pytest.approx(40, abs=1.5)
    assert len(state(page)["age"]) <= 4
    assert read(page, "drying")["drawn"] != before
    page.wait_for_url(f"**#drying?sun=0.02&shade=0.001&age={state(page)['age']}&share=0.2")
    drag(page, "now", right=2)
    assert state(page)["age"] == "100"
    page.keyboard.press("ArrowLeft")
    assert state(page)["age"] == "99"


def test_rules_are_dragged(page: Page) -> None:
    page.evaluate(SET, ["drying", {"age": 60}])
    drag(page, "day", right=-0.2, down=-0.4)
    assert float(state(page)["age"]) == pytest.approx(40, abs=0.5)
    drag(page, "level", right=-0.3, down=-0.3)
    assert float(state(page)["share"]) == pytest.approx(0.5, abs=0.005)


def test_where_two_values_are_equally_near_the_hand_stays_on_its_side(page: Page) -> None:
    for share_at, down in ((0.2, -0.1), (0.8, -0.1)):
        page.evaluate(SET, ["drying", {"share": share_at}])
        height = 4 * share_at * (1 - share_at) - down
        drag(page, "hump", down=down)
        reached = float(state(page)["share"])
        assert 4 * reached * (1 - reached) == pytest.approx(height, abs=0.01)
        assert (reached < 0.5) == (share_at < 0.5)


def test_handles_are_large_and_let_a_finger_scroll(page: Page) -> None:
    look = """(all) => all.map((e) => {
      const { width, height } = e.getBoundingClientRect();
      const { touchAction, cursor } = getComputedStyle(e);
      return [e.dataset.drag, Math.min(width, height) >= 24, touchAction, cursor];
    })"""
    assert page.locator("#drying .handle").evaluate_all(look) == [
        ["now", True, "pan-y", "grab"],
        ["day", True, "pan-y", "grab"],
        ["hump", True, "none", "grab"],
        ["level", True, "none", "grab"],
    ]


def test_a_finger_drags_across_and_scrolls_down(open_page: Open) -> None:
    page = open_page(name="drying", viewport={"width": 360, "height": 700}, has_touch=True)
    mounted(page, "drying")
    page.locator("#drying .plot").evaluate("e => e.scrollIntoView({ block: 'center' })")
    client = page.context.new_cdp_session(page)

    def swipe(right: float, down: float) -> None:
        x, y = grip(page, "now")
        for i in range(13):
            point = {"x": x + right * i / 12, "y": y + down * i / 12}
            kind = "touchMove" if i else "touchStart"
            client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    at = page.evaluate("scrollY")
    swipe(120, 0)
    assert float(state(page)["age"]) > 40
    assert page.evaluate("scrollY") == at
    before = state(page)
    swipe(0, -150)
    page.wait_for_function("at => scrollY > at + 50", arg=at)
    assert state(page) == before
    assert page.locator("#drying [data-held]").count() == 0


def test_a_log_scale_may_have_a_zero(page: Page) -> None:
    slider = page.locator("#drying input[name=shade]")
    for key, value in {
        "Home": "0",
        "ArrowRight": "0.000001",
        "ArrowLeft": "0",
        "ArrowDown": "0",
        "ArrowUp": "0.000001",
        "PageUp": "0.00000433",
        "PageDown": "0.000001",
        "End": "1",
    }.items():
        slider.press(key)
        assert state(page)["shade"] == value, key
    field = page.locator("#drying input[data-for=shade]")
    note = page.locator("#drying [data-note=shade]")
    for typed, value in {"0": "0", "0%": "0", "1e-6": "0.000001", "50%": "0.5"}.items():
        field.fill(typed)
        field.press("Enter")
        assert state(page)["shade"] == value
        expect(note).to_be_empty()
    for typed, value in {"-1": "0", "1e-9": "0.000001", "7": "1"}.items():
        field.fill(typed)
        field.press("Enter")
        assert state(page)["shade"] == value
        expect(note).to_contain_text("pace can be 0 or a number from 10⁻⁶ to 1. Now it is")
        expect(note).to_be_visible()
    box = slider.bounding_box()
    page.mouse.click(box["x"] + 10, box["y"] + box["height"] / 2)
    assert state(page)["shade"] == "0"
    assert slider.get_attribute("aria-valuetext") == "0"


def test_a_link_that_knows_nothing_of_a_slider_means_what_it_meant(open_page: Open) -> None:
    page = open_page("#drying?sun=0.5", name="drying")
    mounted(page, "drying")
    assert state(page) == {**FIRST, "sun": "0.5", "shade": "0"}
    page.evaluate("location.hash = '#drying?shade=1e-9'")
    page.wait_for_function("document.querySelector('#drying [name=sun]').dataset.value === '0.02'")
    assert state(page)["shade"] == "0"
    page.evaluate("location.hash = '#drying?shade=0.000001&sun=0.1'")
    page.wait_for_function("document.querySelector('#drying [name=sun]').dataset.value === '0.1'")
    assert state(page)["shade"] == "0.000001"
    page.get_by_role("button", name="Reset").click()
    assert state(page) == FIRST


def test_in_a_notebook_tries_and_drags_set_the_widget(page: Page, drying: Explorer) -> None:
    page.evaluate(
        """async (markup) => {
          const values = { sun: 0.02, shade: 0.001, age: 10, share: 0.2 };
          const listeners = {};
          const model = {
            get: (name) => (name === "_markup" ? markup : values[name]),
            set: (name, value) => { values[name] = value; listeners[`change:${name}`]?.(); },
            on: (event, act) => { listeners[event] = act; },
            save_changes: () => { globalThis.saved = { ...values }; },
          };
          const cell = document.querySelector("main");
          cell.replaceChildren();
          const { default: widget } = await import("./drying.js");
          widget.render({ model, el: cell });
        }""",
        drying._markup,
    )
    page.get_by_role("link", name="Stop the wind").click()
    assert page.evaluate("saved") == {"sun": 0.02, "shade": 0, "age": 50, "share": 0.2}
    drag(page, "now", right=0.25, down=0.2)
    assert page.evaluate("saved.age") == pytest.approx(75, abs=2)
    assert "#" not in page.url


@pytest.mark.parametrize("width", [320, 360, 900])
def test_handles_at_the_edge_do_not_widen_the_page(open_page: Open, width: int) -> None:
    page = mounted(open_page(name="drying", viewport={"width": width, "height": 700}), "drying")
    page.evaluate(SET, ["drying", {"age": 100}])
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(page: Page, dark: bool) -> None:
    if dark:
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize(
    ("replacements", "named"),
    [
        ({"tries": [Try("Go", {"speed": 1})]}, "slider of 'Go' is 'speed'; allowed: one of loss"),
        ({"tries": [Try("Go", {"loss": 0.6})]}, "loss of 'Go' is 0.6; allowed: a number in"),
        ({"tries": [Try("Go", {"loss": 0.01})]}, "allowed: not the first state"),
        ({"tries": [Try(a, {"loss": 0.1}) for a in "ab"]}, "states of tries is"),
        ({"says": [(p > 0.1, "Much.")]}, "says at loss=0.0001 is nan; allowed: a case that holds"),
        ({"says": [(share > 0.1, "Much."), (True, "")]}, "text in says is ''"),
        ({"says": [(share > 0.1, "Much."), (True, "x")]}, "symbols of says is ['share (positive)']"),
        ({"says": [(p, "Much.")]}, "condition of 'Much.' is p; allowed: a relation"),
        ({"says": [(True, "{much} is")]}, "name in '{much} is' is 'much'; allowed: one of half_life, loss"),
        ({"says": [(True, "{loss:roman}")]}, "format of loss in '{loss:roman}' is 'roman'; allowed: one of"),
        ({"says": [(True, "{loss:.2f}")]}, "format of loss in '{loss:.2f}' is '.2f'"),
        ({"marks": {"m": Mark(x=p, drag="speed")}}, "drag of mark m is 'speed'; allowed: one of loss"),
        ({"marks": {"m": Mark(x=5, drag="loss")}}, "drag of mark m is 'loss'; allowed: a slider that"),
    ],
)  # fmt: skip
def test_errors(parts: Callable[..., dict], replacements: dict, named: str) -> None:
    with pytest.raises(ValueError, match=re.escape(named)):
        explorer("decay", **parts(**replacements))


@pytest.mark.parametrize(
    ("part", "named"),
    [
        (lambda: Try("", {"a": 1}), "label is ''"),
        (lambda: Try("Go", {}), "values of 'Go' is {}"),
        (lambda: Slider(n, 0, 1, value=0, label="s", zero=True), "scale is 'linear'; allowed: 'log'"),
        (
            lambda: Slider(p, 0.1, 1, value=1, label="s", scale="log", zero=True),
            "symbol is 'p (positive)'; allowed: a symbol that may be 0",
        ),
        (
            lambda: Slider(n, 0.1, 1, value=0.01, label="s", scale="log", zero=True),
            "value is 0.01; allowed: 0 or a number in [0.1, 1]",
        ),
        (lambda: Slider(p, 0.1, 1, value=1, label="s", absent=2), "absent is 2; allowed"),
    ],
)  # fmt: skip
def test_errors_of_parts(part: Callable[[], object], named: str) -> None:
    with pytest.raises(ValueError, match=re.escape(named)):
        part()


def test_nothing_is_said_where_there_is_no_sentence(parts: Callable[..., dict]) -> None:
    shown = explorer("decay", **parts(curves={"left": Curve((1 - p) ** n, label="left")}))
    assert "says" not in shown.figure.replace('"says": []', "")
    assert "tries" not in shown.figure.replace('"tries": []', "")
    with pytest.raises(ValueError, match="says is"):
        shown.sentence()
