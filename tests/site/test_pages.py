"""Each built page, as a file."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import html5lib
import pytest
from lxml import html

from tests.built import ROOT, built_pages

Element = html.HtmlElement

LABEL = re.compile(r"^(?::label: *|:name: *|\()([\w-]+)(?:\)=)?$", re.MULTILINE)
CELL_LABEL = re.compile(
    r"^(?:show\(|explorer\(|table\()(?:[^\"']|\n)*?[\"']([\w-]+)[\"']", re.MULTILINE
)
LOADING = {
    "src": "//*[@src]",
    "href": "//link[@href]",
    "data": "//object[@data]",
    "poster": "//video[@poster]",
    "srcset": "//*[@srcset]",
}


@pytest.fixture(scope="session")
def trees(site: Path) -> dict[str, Element]:
    """The pages, parsed."""
    return {path: html.fromstring((site / path).read_bytes()) for path in built_pages()}


@pytest.fixture
def tree(trees: dict[str, Element], page_path: str) -> Element:
    return trees[page_path]


def local(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.scheme and not parts.netloc


def test_is_valid_html(site: Path, page_path: str) -> None:
    parser = html5lib.HTMLParser()
    parser.parse((site / page_path).read_bytes(), transport_encoding="utf-8")
    assert [(position, code) for position, code, _ in parser.errors] == []


def test_what_a_cell_shows_stands_above_its_hidden_code(tree: Element) -> None:
    hidden = tree.xpath("//div[contains(@class, 'tag_hide-input')]")
    assert [[child.tag for child in cell][1:] for cell in hidden if len(cell) > 1] == [
        ["details"] for cell in hidden if len(cell) > 1
    ]
    assert all(len(cell.xpath("./details[@class='code']")) == 1 for cell in hidden)


def test_says_what_it_is(site: Path, tree: Element, page_path: str) -> None:
    assert tree.xpath("string(/html/@lang)") == "en"
    assert tree.xpath("string(//title)").strip()
    assert tree.xpath("string(//meta[@name='description']/@content)").strip()
    card = tree.xpath("string(//meta[@property='og:image']/@content)")
    assert not local(card) or (site / page_path).parent.joinpath(card).is_file()


def test_titles_differ(trees: dict[str, Element]) -> None:
    titles = Counter(
        tree.xpath("string(//title)") for path, tree in trees.items() if path != "index.html"
    )
    assert [title for title, times in titles.items() if times > 1] == []


def test_no_line_can_begin_with_the_stop_after_a_formula(tree: Element) -> None:
    formulas = tree.xpath("//span[@class='math']")
    assert [f.tail for f in formulas if re.match(r"[.,;:)]", f.tail or "")] == []
    assert [
        f
        for f in formulas
        if re.search(r"\($", f.xpath("string(preceding-sibling::node()[1][self::text()])"))
    ] == []


def test_ids_are_unique(tree: Element) -> None:
    ids = Counter(tree.xpath("//@id"))
    assert [name for name, times in ids.items() if times > 1] == []


def test_ids_are_plain(tree: Element) -> None:
    """An anchor with other characters breaks when it is copied out of an address bar."""
    anchors = tree.xpath("//main//@id")
    assert [anchor for anchor in anchors if not re.fullmatch(r"[A-Za-z][\w.-]*", anchor)] == []


def test_pictures_have_words(tree: Element) -> None:
    wordless = [
        *tree.xpath("//img[not(normalize-space(@alt))]"),
        *tree.xpath(
            "//svg[not(@aria-hidden='true') and not(ancestor::*[@aria-hidden='true'])"
            " and not(@role='img' and normalize-space(@aria-label))]"
        ),
        *tree.xpath("//figure[not(normalize-space(figcaption))]"),
    ]
    assert list(map(html.tostring, wordless)) == []


def test_headings_leave_no_level_out(tree: Element) -> None:
    levels = [
        int(heading.tag[1])
        for heading in tree.xpath("//article//*[self::h1 or self::h2 or self::h3 or self::h4]")
    ]
    steps = [below - above for above, below in pairwise(levels)]
    assert levels[:1] == [1] or not levels
    assert levels.count(1) <= 1
    assert max(steps, default=1) <= 1


def test_links_lead_somewhere(site: Path, trees: dict[str, Element], page_path: str) -> None:
    broken = []
    for link in trees[page_path].xpath("//a/@href | //link/@href | //@src"):
        if not local(link):
            continue
        address, fragment = urldefrag(link)
        path = unquote(urlsplit(address).path)
        target = (site / page_path).parent.joinpath(path).resolve() if path else site / page_path
        if not target.is_file():
            broken.append(link)
        elif fragment and target.suffix == ".html":
            page = trees[target.relative_to(site.resolve()).as_posix()]
            # What follows a question mark is an explorer's state.
            if not page.xpath("//*[@id=$anchor]", anchor=unquote(fragment).split("?")[0]):
                broken.append(link)
    assert broken == []


def test_loads_nothing_from_elsewhere(tree: Element) -> None:
    loaded = [
        url
        for attribute, path in LOADING.items()
        for url in tree.xpath(f"{path}/@{attribute}")
        if not local(url) and not url.startswith("data:")
    ]
    canonical = tree.xpath("//link[@rel='canonical']/@href")
    assert [url for url in loaded if url not in canonical] == []
    styles = " ".join([*tree.xpath("//style/text()"), *tree.xpath("//@style")])
    assert [url for url in re.findall(r"url\(\s*[\"']?([^\"')]+)", styles) if not local(url)] == []


def test_carries_no_scripts_but_its_own(tree: Element) -> None:
    text = " ".join(tree.xpath("//script/@src | //script/text()"))
    assert not re.search(
        r"thebe|require(\.min)?\.js|fontawesome|mathjax|widget|\beval\(", text, re.I
    )


def source_labels() -> Iterator[tuple[str, str]]:
    for path in sorted(ROOT.glob("chapters/*.md")):
        text = path.read_text(encoding="utf-8")
        for label in [*LABEL.findall(text), *CELL_LABEL.findall(text)]:
            yield path.stem, label


@pytest.mark.parametrize(("chapter", "label"), list(source_labels()))
def test_label_is_an_anchor(trees: dict[str, Element], chapter: str, label: str) -> None:
    page = trees[f"chapters/{chapter}.html"]
    assert page.xpath("//*[@id=$one or @id=$two]", one=label, two=f"equation-{label}")


def test_statements_and_figures_have_permanent_links(tree: Element) -> None:
    for element in tree.xpath(
        "//*[contains(@class, 'statement') or self::figure or contains(@class, 'numbers')][@id]"
    ):
        assert element.xpath(".//a[@class='headerlink'][@href=$link]", link=f"#{element.get('id')}")


def test_no_label_is_a_serial_number(tree: Element) -> None:
    """Extensions number what has no label; such an anchor moves when something is put before it."""
    unlabelled = re.compile(
        r"(theorem|lemma|definition|corollary|proposition|exercise|equation)-[\da-f-]+"
    )
    assert [name for name in tree.xpath("//main//@id") if unlabelled.fullmatch(name)] == []


def test_tells_nothing_of_the_machine(site: Path) -> None:
    names = [str(ROOT), str(Path.home()) + "/"]
    for path in site.rglob("*"):
        if path.suffix in {".html", ".js", ".css", ".json", ".ipynb", ".txt", ".xml"}:
            text = path.read_text(encoding="utf-8")
            assert [name for name in names if name in text] == [], path


def test_styles_load_nothing_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert "@import" not in text
        assert [u for u in re.findall(r"url\(\s*[\"']?([^\"')]+)", text) if not local(u)] == []


def test_search_knows_the_text(site: Path) -> None:
    text = (site / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    assert "odd" in {**index["terms"], **index["titleterms"]}
