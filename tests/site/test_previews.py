"""What links lead to, shown beside them; words of the glossary; macros."""

import re
from collections.abc import Callable

import pytest
import yaml
from lxml import html
from playwright.sync_api import Page, expect

from bookkit.site.html import macros
from bookkit.site.html.glossary import uses
from bookkit.site.html.typesetting import FormulaError, Typesetter
from bookkit.site.publish.notebooks import notebook
from tests.built import ROOT, SITE
from tests.site.chapter import CHAPTER
from tests.site.soundness import findings

Visit = Callable[..., Page]
TERMS = ("odds", "log odds", "clean", "clean document", "Luigi")
KINDS = {
    "a theorem of the page": (
        "chapters/invariance.html",
        "a[href='#thm-odds-invariance']",
        "Odds invariance",
    ),
    "a theorem elsewhere": (
        "chapters/dispute.html",
        "a[href$='#thm-two-readings']",
        "Let predictor",
    ),
    "a source": ("chapters/pipeline.html", "a[href*='#ref-tice2026']", "arXiv"),
    "a claim": ("chapters/dispute.html", "a[href='claims.html#claim-c7']", "Settled in"),
    "a word": (
        "chapters/pipeline.html",
        "a.term[href$='#term-posterior']",
        "prior times likelihood",
    ),
}
PREVIEW = ".preview"


def link(page: Page, selector: str):
    found = page.locator(f"article {selector}:not(.headerlink)").first
    found.scroll_into_view_if_needed()
    return found


@pytest.mark.parametrize(("path", "selector", "words"), KINDS.values(), ids=KINDS)
def test_pointer_and_keyboard_show_what_is_there(
    visit: Visit, path: str, selector: str, words: str
) -> None:
    page = visit(path)
    target = link(page, selector)
    target.hover()
    expect(page.locator(PREVIEW)).to_contain_text(words)
    page.mouse.move(2, 2)
    expect(page.locator(PREVIEW)).to_be_hidden()
    page.keyboard.press("Tab")
    target.focus()
    expect(page.locator(PREVIEW)).to_contain_text(words)
    expect(target).to_have_attribute("aria-describedby", "preview")
    target.blur()
    expect(page.locator(PREVIEW)).to_be_hidden()
    expect(target).not_to_have_attribute("aria-describedby", "preview")


def test_stays_under_the_pointer_and_goes_with_escape(visit: Visit) -> None:
    """WCAG 1.4.13: hoverable, persistent, dismissible."""
    page = visit("chapters/invariance.html")
    target = link(page, "a[href='#thm-odds-invariance']")
    target.hover()
    preview = page.locator(PREVIEW)
    expect(preview).to_be_visible()
    box = preview.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    page.wait_for_timeout(900)
    expect(preview).to_be_visible()
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()


def test_formulas_of_another_page_are_set(visit: Visit) -> None:
    """A page brings rules for its own characters alone, and a preview may hold others."""
    page = visit("chapters/dispute.html")
    link(page, "a[href$='#thm-two-readings']").hover()
    expect(page.locator(f"{PREVIEW} mjx-container").first).to_be_visible()
    invisible = page.locator(f"{PREVIEW} mjx-c").evaluate_all(
        "(all) => all.filter((c) => getComputedStyle(c, '::before').content === 'none').length"
    )
    assert invisible == 0


def test_holds_no_second_ids_and_no_marks(visit: Visit) -> None:
    page = visit("chapters/invariance.html")
    link(page, "a[href='#thm-odds-invariance']").hover()
    expect(page.locator(PREVIEW)).to_be_visible()
    assert page.locator(f"{PREVIEW} [id], {PREVIEW} .headerlink, {PREVIEW} script").count() == 0
    assert page.locator("[id=thm-odds-invariance]").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_is_sound(visit: Visit, scheme: str) -> None:
    page = visit("chapters/pipeline.html", color_scheme=scheme, reduced_motion="reduce")
    link(page, "a[href*='#ref-']").hover()
    expect(page.locator(PREVIEW)).to_be_visible()
    assert findings(page) == []


def test_a_tap_shows_and_a_second_goes(visit: Visit) -> None:
    page = visit(
        "chapters/dispute.html",
        viewport={"width": 360, "height": 740},
        is_mobile=True,
        has_touch=True,
    )
    target = link(page, "a[href$='#thm-two-readings']")
    target.tap()
    preview = page.locator(PREVIEW)
    expect(preview).to_be_visible()
    expect(preview).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    box = preview.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert page.url.endswith("chapters/dispute.html")
    page.touchscreen.tap(180, 10)
    expect(preview).to_be_hidden()
    target.tap()
    expect(preview).to_be_visible()
    preview.get_by_role("link", name="Go there").tap()
    page.wait_for_url("**/stories.html#thm-two-readings")


def test_a_tap_on_what_cannot_be_shown_goes_at_once(visit: Visit) -> None:
    page = visit("chapters/dispute.html", is_mobile=True, has_touch=True)
    link(page, "a[href$='#thm-two-readings']").evaluate(
        "(a) => { a.href = 'pipeline.html#the-model'; }"
    )
    link(page, "a[href$='#the-model']").tap()
    page.wait_for_url("**/pipeline.html#the-model")


def test_sections_and_marks_have_no_preview(visit: Visit) -> None:
    page = visit("chapters/invariance.html")
    page.locator("#thm-ledger a.headerlink").hover()
    page.wait_for_timeout(700)
    expect(page.locator(PREVIEW)).to_have_count(0)


def test_links_have_no_tooltip_of_the_browser(site: object, page_path: str) -> None:
    tree = html.fromstring((SITE / page_path).read_bytes())
    assert tree.xpath("//article//a[@title]") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The log odds rise.", [("log odds", "log odds")]),
        ("Odds and ends", [("Odds", "odds")]),
        ("A clean document.", [("clean document", "clean document")]),
        (
            "of two Luigis, clean, at such odds",
            [("Luigis", "Luigi"), ("clean", "clean"), ("odds", "odds")],
        ),
        ("a luigi, and modds", []),
        ("odds-on", []),
    ],
)
def test_words_are_found(text: str, found: list[tuple[str, str]]) -> None:
    assert [(text[start:end], name) for start, end, name in uses(text, TERMS)] == found


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        ("stories", "share no skill"),
        ("beyond-bayes", "strings share one frame"),
        ("recognition", "normal hazard rate"),
        ("recognition", "the share of real chances"),
        ("recognition", "not a fair sample"),
        ("recognition", "the likelihood ratio of real to test"),
        ("timing", "wait for better odds"),
        ("untested", "are not at odds"),
        ("patience", "Survival analysis"),
        ("patience", "clean in both stories under selection"),
        ("invariance", "holds of survival"),
        ("pipeline", "with a half-life of their own"),
    ],
)
def test_no_word_is_a_link_in_another_sense(site: object, page: str, wrong: str) -> None:
    tree = html.fromstring((SITE / "chapters" / f"{page}.html").read_bytes())
    for link in tree.xpath("//a[contains(concat(' ', @class, ' '), ' term ')]"):
        before = "".join(link.xpath("preceding-sibling::node()/descendant-or-self::text()"))
        start, stop = len(before), len(before) + len(link.text_content())
        around = before + "".join(
            link.xpath("descendant::text() | following-sibling::node()/descendant-or-self::text()")
        )
        for place in re.finditer(re.escape(wrong).replace(r"\ ", r"\s"), around):
            assert not place.start() <= start < stop <= place.end(), around


def test_a_word_of_every_day_is_a_link_where_it_is_meant(site: object) -> None:
    linked = {
        link.text_content().lower().rstrip("s")
        for path in (SITE / "chapters").glob("*.html")
        for link in html.fromstring(path.read_bytes()).xpath("//a[contains(@class, 'term')]")
    }
    assert {"share", "odd", "hazard", "sample", "likelihood", "half-life"} <= linked


def test_no_terms_no_links() -> None:
    assert list(uses("odds", ())) == []


def test_a_word_is_a_link_once_a_page_and_never_in_a_statement(
    site: object, page_path: str
) -> None:
    tree = html.fromstring((SITE / page_path).read_bytes())
    links = tree.xpath("//a[contains(@class, 'term')]")
    targets = [each.get("href") for each in links]
    assert len(set(targets)) == len(targets)
    assert not any(
        each.xpath("ancestor::*[contains(concat(' ', @class, ' '), ' statement ')]")
        for each in links
    )
    assert not any(each.xpath("ancestor::h1 | ancestor::h2 | ancestor::a") for each in links)


def test_chapters_link_to_the_glossary(site: object) -> None:
    tree = html.fromstring((SITE / "chapters" / "pipeline.html").read_bytes())
    assert len(tree.xpath("//a[contains(@class, 'term')]")) > 5


@pytest.fixture(scope="session")
def known() -> dict[str, str]:
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    return config["sphinx"]["config"]["bookkit_macros"]


def test_every_macro_can_be_typeset(known: dict[str, str]) -> None:
    typesetter = Typesetter("fonts", known)
    for name in known:
        assert "<math" in typesetter.set(rf"\{name} x", display=False)
    with pytest.raises(FormulaError):
        Typesetter("fonts").set(r"\TV", display=False)


def test_a_notebook_brings_the_macros_that_it_uses(known: dict[str, str]) -> None:
    chapter = notebook(CHAPTER.replace("$x > 0$", r"$\TV(p, q) > 0$"), "The Book", known)
    head = chapter.cells[0].source
    assert r"$\newcommand{\TV}{\mathrm{TV}}$" in head
    assert r"\KL" not in head
    assert "newcommand" not in notebook(CHAPTER, "The Book", known).cells[0].source


def test_macros_are_told_apart() -> None:
    assert macros.used(r"$\Var$ and $\Es$", {"E": "e", "V": "v", "Var": "var"}) == {"Var": "var"}
    assert macros.definitions({}) == ""


def test_names_in_the_dictionary_exist(site: object) -> None:
    """The build checks those that are links; this, that there are some."""
    tree = html.fromstring((SITE / "chapters" / "notation.html").read_bytes())
    links = tree.xpath("//table//a[contains(@href, 'api.html#waluigi-')]")
    assert len(links) > 10
    assert all(re.fullmatch(r"\w+", each.text_content()) for each in links)
