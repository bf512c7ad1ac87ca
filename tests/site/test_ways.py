"""Ways through a book: outline, progress, chapters beside a page with their questions, the map, search."""

from collections.abc import Iterator

import pytest
from lxml import html
from playwright.sync_api import Page, expect

from bookkit.site.theme import finding, ways
from tests.server import SiteServer
from tests.site.soundness import SIDEWAYS, findings
from tests.small import SmallBook
from tests.windows import Complaints, Windows

LONG = "\n\n".join(["A hippopotamus waded in, and out again, without a word to anyone."] * 20)
CHAPTERS = {
    "index": "# Rivers\n\n*Which river is it?*\n\n```{book-map}\n```\n",
    "source": "# The source\n\n*Where does it rise?*\n\nIn the hills, where a kingfisher sat.\n",
    "bend": f"""# The bend

*Why does it < turn?*

## Stones

{LONG}

```{{prf:theorem}} Bank
:label: thm-bank
A bank is worn away where water is fast.
```

## Water

{LONG}
""",
    "delta": "# The delta\n\nIt has no question, and one hippopotamus. See {prf:ref}`thm-bank`.\n",
}
MAP = """
begins: source
ends: delta
questions:
  - {ask: "Is it stone?", chapters: [bend]}
  - {ask: "Is it < water?", chapters: [bend, source]}
"""
SYNONYMS = "- {say: [Oxbow lake, meander], chapters: [bend, delta]}\n"
WIDE = {"width": 1500, "height": 900}
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, site: object) -> SmallBook:
    book = SmallBook.begin(tmp_path_factory.mktemp("ways"))
    book.order("index", "source", "bend", "delta")
    for name, text in CHAPTERS.items():
        book.write(f"{name}.md", text)
    book.write("map.yml", MAP)
    book.write("synonyms.yml", SYNONYMS)
    built = book.build()
    assert built.returncode == 0, built.stdout
    return book


@pytest.fixture(scope="module")
def address(book: SmallBook) -> Iterator[str]:
    with SiteServer(book.site) as server:
        yield server.url


@pytest.fixture
def page(windows: Windows, address: str) -> Iterator[Page]:
    complaints = Complaints(address)
    page = windows.lend({"viewport": WIDE, "reduced_motion": "reduce"}, complaints.listeners)
    page.goto(f"{address}chapters/bend.html")
    yield page
    windows.take_back()
    assert complaints == []


def tree(book: SmallBook, name: str) -> html.HtmlElement:
    return html.fromstring((book.site / "chapters" / f"{name}.html").read_bytes())


def test_chapters_beside_a_page_say_what_they_ask(book: SmallBook) -> None:
    before, after = tree(book, "bend").xpath("//nav[@class='turn']/a")
    assert (before.get("rel"), before.get("href")) == ("prev", "source.html")
    assert before.text_content() == "PreviousThe sourceWhere does it rise?"
    assert (after.get("rel"), after.text_content()) == ("next", "NextThe delta")
    (after,) = tree(book, "source").xpath("//nav[@class='turn']/a[@rel='next']")
    assert after.text_content() == "NextThe bendWhy does it < turn?"


def test_the_map_says_where_its_reader_is(book: SmallBook) -> None:
    for name, here in {"index": 0, "source": 2, "bend": 2, "delta": 1}.items():
        (drawn,) = tree(book, name).xpath("//nav[contains(@class, 'map')]")
        assert len(drawn.xpath(".//a[@aria-current='page']")) == here, name
        assert drawn.text_content().count("you are here") == here
        assert ("small" in drawn.get("class")) == (name != "index")
        assert drawn.xpath(".//*[@class='ask']/text()") == ["Is it stone?", "Is it < water?"]
    links = tree(book, "index").xpath("//nav[@class='map']//a/@href")
    assert links == ["source.html", "bend.html", "bend.html", "source.html", "delta.html"]
    on = tree(book, "source").xpath("//nav[contains(@class, 'map')]//li/@class")
    assert on == ["on"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("begins: a\nends: b\n", r"map\.yml: .*questions"),
        (MAP.replace("ask", "says"), r"map\.yml: .*says"),
        ("begins: [", r"map\.yml: "),
    ],
)
def test_a_wrong_map_is_told(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        ways.parse(text)


def test_wrong_synonyms_are_told() -> None:
    with pytest.raises(ValueError, match=r"synonyms\.yml: .*chapter"):
        finding.parse("- {say: [a], chapter: [b]}")


@pytest.mark.parametrize(("name", "said"), [("map.yml", MAP), ("synonyms.yml", SYNONYMS)])
def test_an_unknown_chapter_fails_the_build(small_book: SmallBook, name: str, said: str) -> None:
    small_book.write("index.md", "# A page\n\nIt is.\n")
    small_book.write(name, said)
    built = small_book.build()
    assert built.returncode != 0
    assert f"{name} names '" in built.stdout
    assert "allowed: a chapter of the book" in built.stdout


def test_the_outline_follows_its_reader(page: Page) -> None:
    present = page.locator("nav.here [aria-current=location]")
    progress = page.locator(".progress")
    done = "(bar) => new DOMMatrix(getComputedStyle(bar).transform).a"
    expect(present).to_have_count(0)
    assert progress.evaluate(done) == 0
    page.locator("nav.here a", has_text="Water").click()
    expect(present).to_have_text("Water")
    expect(page.locator("#water h2")).to_be_in_viewport()
    assert 0.3 < progress.evaluate(done) < 1
    page.locator("nav.here a", has_text="Stones").click()
    expect(present).to_have_text("Stones")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_function(
        "() => document.querySelector('.progress').style.transform === 'scaleX(1)'"
    )
    expect(page.locator(".strip")).to_be_hidden()
    assert findings(page) == []


def test_on_a_phone_the_outline_is_a_strip(page: Page) -> None:
    page.set_viewport_size(PHONE)
    outline = page.get_by_role("navigation", name="On this page")
    strip = page.locator(".strip button")
    expect(outline).to_be_hidden()
    page.locator("#thm-bank").scroll_into_view_if_needed()
    expect(strip).to_have_text("On this pageStones")
    expect(strip).to_be_in_viewport()
    strip.click()
    expect(outline).to_be_visible()
    box, under = outline.bounding_box(), strip.bounding_box()
    assert box is not None
    assert under is not None
    assert box["y"] >= under["y"] + under["height"]
    assert findings(page) == []
    outline.get_by_role("link", name="Water").click()
    expect(outline).to_be_hidden()
    expect(strip).to_have_text("On this pageWater")
    heading = page.locator("#water h2").bounding_box()
    assert heading is not None
    assert heading["y"] >= under["height"]
    page.locator(".map").scroll_into_view_if_needed()
    assert page.evaluate(SIDEWAYS) == []
    assert findings(page) == []


def search(page: Page, address: str, words: str) -> dict[str, list[str]]:
    """The results by group, in order."""
    page.goto(f"{address}search.html?q={words}")
    expect(page.locator("#search-progress")).not_to_be_empty()
    return {
        group.locator("h2").text_content() or "": group.locator("li > a").all_text_contents()
        for group in page.locator("#search-results > section").all()
    }


def test_search_finds_chapters_first_and_places_of_their_own(page: Page, address: str) -> None:
    assert search(page, address, "hippopotamus") == {"Chapters": ["The bend", "The delta"]}
    expect(page.locator("#search-results mark").first).to_have_text("hippopotamus")
    expect(page.locator("#search-results .asks")).to_have_text("Why does it < turn?")
    assert search(page, address, "banks") == {
        "Chapters": ["The bend"],
        "Theorems, explorers, words": ["Bank"],
    }
    expect(page.locator("[data-group=places] .about")).to_have_text("Theorem 1, in The bend")
    assert search(page, address, "oxbow+lake") == {"Chapters": ["The bend", "The delta"]}
    assert search(page, address, "meand") == {"Chapters": ["The bend", "The delta"]}
    expect(page.locator(".about").first).to_have_text("About what is also called “meander”.")
    assert search(page, address, "Stones") == {"Chapters": ["The bend", "Rivers"]}
    assert findings(page) == []
    assert search(page, address, "zebra") == {}
    expect(page.locator("#search-progress")).to_contain_text("zebra")
    page.goto(f"{address}search.html?q=bank")
    page.locator("#search-results [data-group=places] a").click()
    page.wait_for_url("**/chapters/bend.html#thm-bank")
