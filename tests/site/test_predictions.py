"""Predict, then see: asked, kept, shown and forgotten on pages of a small book."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.server import SiteServer
from tests.small import ARGUMENT, SmallBook

CHAPTER = """# The weather

```{code-cell} ipython3
import sympy as sp

from bookkit import Axis, Curve, Guess, Mark, Readout, Slider, explorer, predict

n, dry = sp.symbols("n dry", positive=True)
predict("guess-wet", question="What *share* is wet after $n$ days?", answer=1 / 9,
        guess=Guess(0, 1, format="percent"), because="because $n$ is large.",
        hides="rain", assumption="rain")
```

```{code-cell} ipython3
explorer("rain", x=Axis(n, 1, 100, label="days"), y=Axis(None, 0, 1, label="dry"),
         curves={"left": Curve(dry**n, label="dry")},
         sliders=[Slider(dry, 0.1, 0.9, value=0.5, label="a dry day")],
         readouts={"tenth": Readout(dry**10, label="after ten")},
         alt="It falls.", caption="It falls.")
```

```{code-cell} ipython3
predict("guess-next", question="And the next day?", answer="less",
        choices={"more": "More", "less": "Less, $p<q$"}, because="Clouds pass.")
```

```{code-cell} ipython3
predict("guess-days", question="How many days?", answer=300, because="It is so.",
        guess=Guess(1, 1e6, scale="log", unit="days", integer=True))
```
"""
BOARD = """# Sky

```{switchboard} board
```

```{guesses} board
```

```{claims}
```

```{theorem-index}
```
"""
KEY = "bookkit-guesses-1"

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, site: object) -> SmallBook:
    """A chapter that asks three things, and a board with the list of guesses."""
    book = SmallBook.begin(tmp_path_factory.mktemp("asks"), "sky", "claims")
    book.write("claims.yml", ARGUMENT)
    book.write("index.md", "# Weather\n")
    book.write("sky.md", CHAPTER)
    book.write("claims.md", BOARD)
    built = book.build()
    assert built.returncode == 0, built.stdout
    return book


@pytest.fixture
def reader(book: SmallBook, browser: Browser) -> Iterator[Callable[..., Open]]:
    """Makes readers, each of whom opens pages in one browser; nothing may go wrong on any."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    with SiteServer(book.site) as server:

        def new(script: str = "", **options: object) -> Open:
            context = browser.new_context(
                **{
                    "viewport": {"width": 1000, "height": 900},
                    "reduced_motion": "reduce",
                    **options,
                }
            )
            contexts.append(context)
            if script:
                context.add_init_script(script)

            def open_page(path: str = "chapters/sky.html") -> Page:
                page = context.new_page()
                page.set_default_timeout(5000)
                page.on("console", lambda message: complaints.append(message.text))
                page.on("pageerror", lambda error: complaints.append(str(error)))
                page.goto(server.url + path)
                return page

            return open_page

        yield new
        for context in contexts:
            context.close()
    assert complaints == []


def told(page: Page, id: str = "guess-wet") -> str:
    text = page.locator(f"#{id} .told").inner_text()
    return re.sub(r"\s+", " ", text).strip()


def top_of(page: Page, selector: str) -> float:
    return float(
        page.evaluate("(s) => document.querySelector(s).getBoundingClientRect().top", selector)
    )


def test_a_guess_is_asked_kept_listed_and_forgotten(reader: Callable[..., Open]) -> None:
    open_page = reader()
    page = open_page()
    drawing, veil = page.locator("#rain .plot"), page.locator("#rain .veil")
    expect(veil).to_be_visible()
    for part in (".plot", ".readouts", "figcaption"):
        expect(page.locator(f"#rain {part}")).not_to_be_visible()
    expect(page.locator("#guess-wet .told")).not_to_be_visible()
    expect(page.locator("#guess-wet details")).not_to_be_visible()
    before = top_of(page, "#guess-days")

    # What a hand and a typed text mean.
    field = page.locator("#guess-wet input[type=text]")
    for typed, shown in (
        ("1/20", "5%"),
        ("20", "20%"),
        ("200 %", "100%"),
        ("?", "100%"),
        ("0,2", "20%"),
    ):
        field.fill(typed)
        field.press("Tab")
        expect(field).to_have_value(shown)
    expect(page.locator("#guess-wet .note")).to_have_text("")
    page.locator("#guess-wet input[type=range]").press("ArrowRight")
    expect(page.locator("#guess-wet input[type=range]")).to_have_attribute("aria-valuetext", "21%")
    field.fill("20%")
    field.press("Enter")
    assert told(page).startswith("You said 20%. It is 11.1%, because ")
    expect(page.locator("#guess-wet .status")).to_contain_text("You said 20%. It is 11.1%")
    expect(page.locator("#guess-wet .outcome")).to_be_focused()
    expect(drawing).to_be_visible()
    expect(veil).to_have_count(0)
    assert top_of(page, "#guess-days") == before
    marks = page.evaluate(
        "() => [...document.querySelectorAll('#guess-wet .mark')]"
        ".map((e) => e.style.getPropertyValue('--at'))"
    )
    assert marks == ["0.2", "0.1111"]

    page.get_by_label("Less").check()
    page.locator("#guess-next").get_by_role("button", name="That is my guess").click()
    assert told(page, "guess-next").startswith("You said “Less, ")
    page.locator("#guess-days input[type=text]").fill("1e9")
    page.locator("#guess-days input[type=text]").press("Enter")
    assert told(page, "guess-days").startswith("You said 1,000,000 days. It is 300 days. It is so.")
    # No address has taken anything of it.
    assert page.url.endswith("sky.html")
    assert page.evaluate("() => fetch(location.href).then((r) => r.ok)")

    again = open_page()
    assert told(again).startswith("You said 20%. It is 11.1%")
    expect(again.locator(".veil")).to_have_count(0)
    expect(again.locator("#rain .plot")).to_be_visible()

    verdict = open_page("chapters/claims.html")
    shown = verdict.locator(".guesses li:visible")
    expect(shown).to_have_count(3)
    expect(shown.first).to_contain_text(
        "You said 20%. It is 11.1%. Why: The weather. On the board: whether it rains."
    )
    assert re.match(
        r"You said “Less[^“]*It is “Less", shown.nth(1).locator("p").nth(1).inner_text()
    )
    assert verdict.locator(shown.first.get_by_text("it rains").get_attribute("href")).count() == 1

    # One is forgotten there, and here in the other window too.
    again.locator("#guess-wet").get_by_role("button", name="Forget it").click()
    expect(again.locator("#rain .veil")).to_be_visible()
    expect(shown).to_have_count(2)
    expect(veil).to_be_visible()
    verdict.get_by_role("button", name="Forget all my guesses").click()
    expect(verdict.locator(".guesses .none")).to_be_visible()
    assert verdict.evaluate("(key) => localStorage.getItem(key)", KEY) is None
    expect(page.locator("#guess-days form")).to_be_visible()


def test_it_is_passed_by(reader: Callable[..., Open]) -> None:
    """By "just show me", by a link into what waits, by moving it, on paper."""
    page = reader()()
    veil = page.locator("#rain .veil")
    page.emulate_media(media="print")
    expect(veil).not_to_be_visible()
    expect(page.locator("#rain .plot")).to_be_visible()
    assert told(page).startswith("It is 11.1%, because ")
    expect(page.locator("#guess-wet form")).not_to_be_visible()
    page.emulate_media(media="screen")
    expect(veil).to_be_visible()
    page.evaluate("location.hash = 'guess-wet'")
    expect(veil).to_be_visible()
    page.evaluate("location.hash = 'rain-tenth'")
    expect(veil).to_have_count(0)
    expect(page.locator("#guess-wet form")).to_be_visible()

    page = reader()("chapters/sky.html#rain?dry=0.7")
    expect(page.locator("#rain .plot")).to_be_visible()
    expect(page.locator("#rain output[name=tenth]")).to_have_attribute(
        "data-value", re.compile("0.0282")
    )

    page = reader()()
    page.locator("#rain input[name=dry]").fill("0.8")
    expect(page.locator("#rain .plot")).to_be_visible()

    open_page = reader()
    page = open_page()
    page.locator("#rain").get_by_role("button", name="Just show me").click()
    assert told(page).startswith("It is 11.1%, because ")
    expect(page.locator("#guess-wet .mark.yours")).not_to_be_visible()
    expect(page.locator("#rain")).to_be_focused()
    expect(open_page().locator(".veil")).to_have_count(0)
    expect(open_page("chapters/claims.html").locator(".guesses .none")).to_be_visible()


def test_a_link_to_a_state_has_nobody_s_guess(reader: Callable[..., Open]) -> None:
    page = reader()("chapters/sky.html#rain?dry=0.7")
    page.locator("#rain input[name=dry]").fill("0.8")
    page.wait_for_url("**#rain?dry=0.8")
    page = reader()("chapters/claims.html")
    page.locator(".switchboard input[name=rain]").click()
    page.wait_for_url("**#board?rain=*&roof=0")


SPOILT = [
    "?",
    "[]",
    "null",
    json.dumps({"guess-wet": 7, "guess-next": "other", "guess-days": "toString"}),
    json.dumps({"guess-wet": "0.2", "guess-next": "constructor", "guess-days": 1.5}),
]


def test_what_is_kept_may_be_spoilt(reader: Callable[..., Open]) -> None:
    page = reader()()
    for kept in SPOILT:
        page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [KEY, kept])
        page.reload()
        for id in ("guess-wet", "guess-next", "guess-days"):
            expect(page.locator(f"#{id} form")).to_be_visible()


def test_without_storage_a_guess_lasts_as_long_as_the_page(reader: Callable[..., Open]) -> None:
    blocked = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"
    full = "Storage.prototype.setItem = () => { throw new Error('full'); }"
    for script in (blocked, full):
        page = reader(script)()
        page.locator("#guess-wet").get_by_role("button", name="That is my guess").click()
        assert told(page).startswith("You said 50%. It is 11.1%")
        page.locator("#guess-wet").get_by_role("button", name="Forget it").click()
        expect(page.locator("#guess-wet form")).to_be_visible()


def test_without_a_script_the_answer_is_folded(reader: Callable[..., Open]) -> None:
    open_page = reader(java_script_enabled=False)
    page = open_page()
    assert page.locator(".veil:visible, form.ask:visible, .outcome:visible").count() == 0
    page.locator("#guess-wet summary").click()
    assert page.locator("#guess-wet details p").inner_text().startswith("It is 11.1%, because ")
    assert page.locator("#rain .plot").is_visible()
    assert open_page("chapters/claims.html").locator(".guesses").inner_text() == (
        "No guess of yours is kept in this browser."
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_it(reader: Callable[..., Open], scheme: str) -> None:
    page = reader(viewport={"width": 360, "height": 800}, color_scheme=scheme)()
    for _ in ("asked", "told"):
        results = Axe().run(page, context=".predict")
        assert results.response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        small = page.evaluate(
            "() => [...document.querySelectorAll('.predict :is(button, input, label), .veil button')]"
            ".filter((e) => e.checkVisibility({ visibilityProperty: true }) && e.type !== 'radio')"
            ".filter((e) => Math.min(e.offsetWidth, e.offsetHeight) < 24).map((e) => e.outerHTML)"
        )
        assert small == []
        if page.get_by_label("More").is_visible():
            page.get_by_label("More").check()
        while page.get_by_role("button", name="That is my guess").count():
            page.get_by_role("button", name="That is my guess").first.click()


def test_what_is_asked_is_checked_as_the_book_is_built(small_book: SmallBook) -> None:
    small_book.order("index", "sky", "claims")
    small_book.write("claims.yml", ARGUMENT)
    small_book.write("claims.md", BOARD)
    small_book.write("index.md", "# Weather\n")
    small_book.write(
        "sky.md",
        CHAPTER.replace('hides="rain", assumption="rain"', 'hides="snow", assumption="sun"'),
    )
    built = small_book.build()
    assert built.returncode != 0
    assert (
        "hides of 'guess-wet' is 'snow'; allowed: a figure or an explorer of its page"
        in built.stdout
    )
    assert "assumption of 'guess-wet' is 'sun'; allowed: one of rain, roof" in built.stdout
