"""What unfurls where a link to a page is shared."""

import struct
from pathlib import Path
from urllib.parse import urljoin

import pytest
from lxml import html
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bookkit.site.theme import cards
from tests.built import built_pages
from tests.small import SmallBook

CHAPTERS = [path for path in built_pages() if path.startswith("chapters/")]


def properties(page: Path) -> dict[str, str]:
    tree = html.fromstring(page.read_bytes())
    named = tree.xpath("//head/meta[@property or @name]")
    return {each.get("property") or each.get("name"): each.get("content") for each in named}


@pytest.mark.parametrize("path", CHAPTERS)
def test_a_chapter_says_what_it_is(site: Path, path: str) -> None:
    said = properties(site / path)
    heading = html.fromstring((site / path).read_bytes()).xpath("string(//h1/text())")
    assert said["og:title"] == heading
    assert said["og:type"] in {"article", "website"}
    assert said["og:site_name"] == "The Patient Waluigi"
    assert 40 <= len(said["og:description"]) <= 300
    assert said["og:description"] == said["description"]
    assert said["og:image:alt"]
    assert said["twitter:card"] == "summary_large_image"


@pytest.mark.parametrize("path", CHAPTERS)
def test_a_card_is_as_large_as_it_says(site: Path, path: str) -> None:
    said = properties(site / path)
    card = (site / path).parent / said["og:image"]
    content = card.read_bytes()
    assert content.startswith(b"\x89PNG\r\n")
    assert struct.unpack(">II", content[16:24]) == (1200, 630)
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")


def test_every_chapter_has_a_card_of_its_own(site: Path) -> None:
    drawn = {(site / cards.path(path.removesuffix(".html"))).read_bytes() for path in CHAPTERS}
    assert len(drawn) == len(CHAPTERS)


def test_a_card_is_the_same_every_time(tmp_path: Path) -> None:
    for name in ("one.png", "two.png"):
        cards.draw("What nobody tests", "The Patient Waluigi", tmp_path / name)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


@pytest.mark.parametrize(
    ("words", "smallest"),
    [("Glossary", 58), ("What training cannot move", 58), ("considerable " * 9, 26)],
)
def test_a_title_of_any_length_stays_on_its_card(words: str, smallest: int) -> None:
    lines, size = cards.set_title(words.strip())
    assert " ".join(lines) == words.strip()
    assert size >= smallest
    figure = Figure(figsize=(12, 6.3), dpi=100)
    renderer = FigureCanvasAgg(figure).get_renderer()
    for line in lines:
        text = figure.text(0, 0, line, fontsize=size, fontproperties=cards._SERIF)
        text.set_fontsize(size)
        assert 330 + text.get_window_extent(renderer).width < 1200 - 40


def test_whoever_publishes_names_the_address(small_book: SmallBook) -> None:
    """Without one there is none: nothing is made up."""
    small_book.write("index.md", "# A small book\n\nIt has a page.\n")
    for base in ("", "https://example.org/books/patience"):
        built = small_book.build(BOOK_URL=base)
        assert built.returncode == 0, built.stdout
        said = properties(small_book.site / "chapters" / "index.html")
        card = cards.path("chapters/index")
        if base:
            assert said["og:image"] == f"{base}/{card}"
            assert said["og:url"] == f"{base}/chapters/index.html"
        else:
            assert urljoin("chapters/", said["og:image"]) == card
            assert "og:url" not in said
