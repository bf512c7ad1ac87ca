"""Each built page, in a browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.site.soundness import OF_COLOURS, SIDEWAYS, findings

Visit = Callable[..., Page]
UNREADABLE = r"""() => document.body.innerText.match(
  /\\[(\[]|\\begin|\{(prf:|cite|eq\}|ref\}|numref\})|:label:/g)"""
COLOURS = """() => {
  const sample = document.body.appendChild(document.createElement("i"));
  const colours = ["ink", "paper", "green"].map((name) => {
    sample.style.color = `var(--${name})`;
    return [name, getComputedStyle(sample).color];
  });
  sample.remove();
  return Object.fromEntries(colours);
}"""

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


def test_everyone_can_use_it_in_light_and_dark(visit: Visit, page_path: str) -> None:
    """Where formulas and directives are not left as they were written."""
    page = visit(page_path, color_scheme="light", reduced_motion="reduce")
    assert page.evaluate(UNREADABLE) is None
    assert findings(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert findings(page, *OF_COLOURS) == []


def test_everyone_can_use_it_on_a_phone_which_it_fits(visit: Visit, page_path: str) -> None:
    page = visit(page_path, color_scheme="dark", reduced_motion="reduce", **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate(SIDEWAYS) == []
    assert findings(page) == []
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    assert findings(page, *OF_COLOURS) == []


def test_a_word_that_cannot_be_read_is_found_among_thousands(visit: Visit) -> None:
    page = visit("chapters/timing.html", reduced_motion="reduce")
    word = page.locator("article pre span.s2").last
    assert findings(page, *OF_COLOURS) == []
    word.evaluate("(word) => { word.style.color = 'rgb(200, 200, 200)'; }")
    (found,) = findings(page, *OF_COLOURS)
    assert found.startswith('color-contrast: <span class="s2"')
    word.evaluate(
        "(word) => { word.style.color = ''; word.parentElement.style.background = '#888'; }"
    )
    assert findings(page, *OF_COLOURS) != []


def test_can_be_read_without_javascript(visit: Visit, page_path: str) -> None:
    page = visit(page_path, java_script_enabled=False)
    expect(page.locator("article h1")).to_be_visible()
    for folded in page.locator("details.fold > summary").all():
        folded.click()
    for picture in page.locator("figure svg.wide").all():
        expect(picture).to_be_visible()


def test_colours_follow_the_system_until_the_reader_chooses(visit: Visit) -> None:
    light = visit("chapters/index.html", color_scheme="light").evaluate(COLOURS)
    page = visit("chapters/index.html", color_scheme="dark")
    assert page.evaluate(COLOURS)["paper"] not in (light["paper"], light["ink"])
    page.get_by_role("button", name="Switch to light colours").click()
    assert page.evaluate(COLOURS)["paper"] == light["paper"]
    page.reload()
    assert page.evaluate(COLOURS)["paper"] == light["paper"]
    expect(page.get_by_role("button", name="Switch to dark colours")).to_be_visible()


def test_chapters_open_on_a_phone(visit: Visit) -> None:
    page = visit("chapters/index.html", viewport={"width": 360, "height": 740})
    chapters = page.get_by_role("navigation", name="Chapters")
    expect(chapters).to_be_hidden()
    page.get_by_role("button", name="Chapters").click()
    expect(chapters).to_be_visible()
    page.keyboard.press("Escape")
    expect(chapters).to_be_hidden()


def test_search_finds(visit: Visit) -> None:
    page = visit("chapters/index.html")
    page.get_by_role("searchbox").first.fill("Waluigi")
    page.keyboard.press("Enter")
    page.locator("#search-results a").first.click()
    expect(page.locator("article h1")).to_be_visible()


def test_keyboard_reaches_the_text_first(visit: Visit) -> None:
    page = visit("chapters/index.html")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the text")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()


def test_a_link_into_something_folded_opens_it(visit: Visit, site: object) -> None:
    page = visit("chapters/pipeline.html")
    folded = page.locator("details.solution").first
    page.evaluate("(anchor) => { location.hash = anchor; }", folded.get_attribute("id"))
    expect(folded).to_have_attribute("open", "")


def test_prints_dark_on_light_without_its_frame(visit: Visit) -> None:
    light = visit("chapters/pipeline.html", color_scheme="light").evaluate(COLOURS)
    page = visit("chapters/pipeline.html", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(COLOURS) == light
    for frame in (".bar", ".chapters", ".turn"):
        expect(page.locator(frame)).to_be_hidden()
    expect(page.locator("article h1")).to_be_visible()
