"""Permanent links and citations: what they say, for whom, and what happens when copying is not allowed."""

import re
import tomllib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import html
from playwright.sync_api import Locator, Page, expect

from bookkit.marks import cite_button
from tests.built import ROOT, SITE
from tests.site.soundness import SIDEWAYS, findings

Visit = Callable[..., Page]
CFF_KEYS = {  # of the Citation File Format 1.2.0
    "abstract",
    "authors",
    "cff-version",
    "commit",
    "contact",
    "date-released",
    "doi",
    "identifiers",
    "keywords",
    "license",
    "license-url",
    "message",
    "preferred-citation",
    "references",
    "repository",
    "repository-artifact",
    "repository-code",
    "title",
    "type",
    "url",
    "version",
}
LICENCES = {"MIT", "CC-BY-4.0"}


@pytest.fixture(scope="session")
def citation_file() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def test_citation_file_keeps_to_its_format(citation_file: dict[str, Any]) -> None:
    assert {"authors", "cff-version", "message", "title"} <= citation_file.keys() <= CFF_KEYS
    assert citation_file["cff-version"] == "1.2.0"
    assert citation_file["type"] in {"software", "dataset"}
    assert citation_file["license"] in LICENCES
    book = citation_file["preferred-citation"]
    assert {"authors", "title", "type"} <= book.keys()
    assert book["license"] in LICENCES
    for authors in (citation_file["authors"], book["authors"]):
        assert authors
        assert all(author.keys() == {"name"} for author in authors)


def test_citation_file_agrees_with_the_book(citation_file: dict[str, Any]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    for entry in (citation_file, citation_file["preferred-citation"]):
        assert entry["version"] == project["version"] == version("patient-waluigi")
        assert entry["title"] == config["title"]
        assert entry["authors"] == [{"name": config["author"]}]
    assert citation_file["license"] == project["license"]
    assert str(citation_file["date-released"].year) == config["copyright"]
    assert str(citation_file["preferred-citation"]["year"]) == config["copyright"]


def citable(path: str) -> list[Any]:
    """What readers cite on a page: its title, statements, figures, tables, explorers and claims."""
    tree = html.fromstring((SITE / path).read_bytes())
    return tree.xpath(
        "//article//h1/parent::*[@id] | //article//*[contains(@class, 'statement')][@id]"
        " | //article//figure[@id] | //article//*[@class='numbers']"
        " | //article//*[starts-with(@id, 'claim-') or @class='switchboard']"
    )


def test_everything_citable_has_a_link_and_a_button(site: Path, page_path: str) -> None:
    for element in citable(page_path):
        anchor = element.get("id")
        links = element.xpath(".//a[@class='headerlink'][@href=$link]", link=f"#{anchor}")
        assert links, anchor
        button = links[0].getnext()
        assert button is not None, anchor
        assert button.get("class") == "headerlink cite", anchor
        assert re.fullmatch(r"Cite \S.*", button.get("aria-label")), anchor


def test_buttons_of_a_page_can_be_told_apart(site: Path, page_path: str) -> None:
    tree = html.fromstring((site / page_path).read_bytes())
    names = tree.xpath("//button[contains(@class, 'cite')]/@aria-label")
    assert len(set(names)) == len(names)


def test_a_name_cannot_break_out_of_its_button() -> None:
    name = '"Odds" <b>& more</b>'
    button = html.fromstring(cite_button(name))
    assert button.get("aria-label") == f"Cite {name}"
    assert len(button) == 0


def opened(page: Page, button: Locator) -> Callable[[str], str]:
    """The open dialog's texts."""
    button.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return lambda form: dialog.get_by_label(form, exact=True).input_value()


def test_a_theorem_in_four_forms(visit: Visit, server: Any, citation_file: dict[str, Any]) -> None:
    page = visit("chapters/invariance.html")
    chapter = page.locator("h1").evaluate("(h) => h.firstChild.textContent")
    text = opened(page, page.locator("#thm-odds-invariance button.cite"))
    url = f"{server.url}chapters/invariance.html#thm-odds-invariance"
    edition = f"version {version('patient-waluigi')}"
    assert text("Link") == url
    assert text("Markdown").startswith("[Odds invariance (Theorem ")
    assert text("Markdown").endswith(f"“{chapter}”, *The Patient Waluigi*, {edition}]({url})")
    bibtex = text("BibTeX")
    assert bibtex.startswith("@misc{patient-waluigi-thm-odds-invariance,\n")
    assert bibtex.count("{") == bibtex.count("}")
    for line in (
        "author = {{The authors of The Patient Waluigi}}",
        f"year = {{{citation_file['date-released'].year}}}",
        f"howpublished = {{The Patient Waluigi, {edition}}}",
        f"url = {{{url}}}",
    ):
        assert f"  {line},\n" in bibtex
    assert re.search(r"\n  urldate = \{\d{4}-\d\d-\d\d\},\n\}$", bibtex)
    assert url in text("Text")
    assert edition in text("Text")


def test_numbers_are_cited_with_all_of_their_digits(visit: Visit) -> None:
    page = visit("chapters/invariance.html")
    text = opened(page, page.locator("#tab-invariance-budget button.cite"))
    assert text("Numbers").splitlines()[:2] == ["leak per document\tclean documents", "0.1\t66"]
    page.keyboard.press("Escape")
    text = opened(page, page.locator("#thm-odds-invariance button.cite"))
    expect(page.locator("#citing-Numbers")).to_be_hidden()
    page = visit("chapters/patience.html")
    text = opened(page, page.locator("figure.explorer button.cite").first)
    readouts = page.locator("figure.explorer").first.locator("output")
    values = [line.split("\t")[1] for line in text("Numbers").splitlines()]
    assert values == [one.get_attribute("data-value") for one in readouts.all()]


def test_a_chapter_is_cited_whole(visit: Visit, server: Any) -> None:
    page = visit("chapters/pipeline.html")
    text = opened(page, page.locator("h1 button.cite"))
    assert text("Link") == f"{server.url}chapters/pipeline.html"
    assert text("BibTeX").startswith("@misc{patient-waluigi-pipeline-as-a-chain-of-updates,\n")


def test_the_first_page_is_cited_as_the_book(visit: Visit) -> None:
    page = visit("chapters/index.html")
    text = opened(page, page.locator("h1 button.cite"))
    assert text("BibTeX").startswith("@misc{patient-waluigi,\n")
    assert text("Text").count("The Patient Waluigi,") == 1


def test_the_state_that_the_chapter_cites_is_one(visit: Visit) -> None:
    page = visit("chapters/citing.html")
    link = page.get_by_role("link", name="the two fates, after a million documents")
    query = str(link.get_attribute("href")).partition("?")[2]
    link.click()
    sliders = page.locator("#two-fates input[type=range]")
    expect(sliders.first).to_be_enabled()
    shown = sliders.evaluate_all("(all) => all.map((s) => `${s.name}=${s.dataset.value}`)")
    assert sorted(query.split("&")) == sorted(shown)


def test_a_position_on_the_board_is_cited_as_it_stands(visit: Visit) -> None:
    answers = "(boxes) => boxes.map((box) => [box.name, box.checked])"
    page = visit("chapters/verdict.html")
    boxes = page.locator(".switchboard input[type=checkbox]")
    boxes.nth(1).click()
    boxes.nth(3).click()
    position = boxes.evaluate_all(answers)
    link = opened(page, page.locator(".switchboard button.cite"))("Link")
    again = visit(link[link.index("chapters/") :])
    assert again.locator(".switchboard input[type=checkbox]").evaluate_all(answers) == position


def test_claims_have_links_and_buttons(visit: Visit) -> None:
    page = visit("chapters/claims.html#claim-c13")
    text = opened(page, page.locator("#claim-c13 button.cite"))
    assert text("Link").endswith("chapters/claims.html#claim-c13")
    assert "claim C13" in text("Text")


def test_claims_that_the_text_names_are_links(site: Path, page_path: str) -> None:
    tree = html.fromstring((site / page_path).read_bytes())
    plain = [
        text
        for text in tree.xpath("//article//p//text()[not(ancestor::a or ancestor::code)]")
        if re.search(r"\bC([1-9]|1\d|2[0-5])\b", text)
        and not text.getparent().xpath("ancestor-or-self::*[contains(@class, 'kind')]")
        and not text.getparent().xpath("ancestor::*[contains(@class, 'text_html')]")
    ]
    assert plain == []


def test_keyboard_alone_opens_copies_and_returns(visit: Visit) -> None:
    page = visit("chapters/invariance.html", permissions=["clipboard-read", "clipboard-write"])
    button = page.locator("#thm-ledger button.cite")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Cite Ledger (Theorem")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Copy Markdown").focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("status")).to_have_text("Markdown copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == dialog.get_by_label("Markdown", exact=True).input_value()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()


def test_where_copying_is_not_allowed_the_text_is_selected(visit: Visit) -> None:
    page = visit("chapters/invariance.html")
    page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no'));"
        " document.execCommand = () => false; }"
    )
    text = opened(page, page.locator("#thm-ledger button.cite"))
    page.get_by_role("button", name="Copy BibTeX").click()
    expect(page.get_by_role("status").filter(has_text="The text is selected")).to_be_visible()
    assert page.evaluate("getSelection().toString()") == text("BibTeX")


def test_the_dialog_is_sound(visit: Visit) -> None:
    for scheme in ("light", "dark"):
        page = visit(
            "chapters/pipeline.html",
            color_scheme=scheme,
            viewport={"width": 360, "height": 740},
            reduced_motion="reduce",
        )
        opened(page, page.locator("#thm-order button.cite"))
        assert findings(page) == []
        assert page.evaluate(SIDEWAYS) == []


def test_without_javascript_the_link_is_there_and_the_button_is_not(visit: Visit) -> None:
    page = visit("chapters/invariance.html", java_script_enabled=False)
    expect(page.locator("#thm-ledger .title a.headerlink")).to_be_visible()
    expect(page.locator("#thm-ledger button.cite")).to_be_hidden()


def test_neither_is_printed(visit: Visit) -> None:
    page = visit("chapters/invariance.html")
    page.emulate_media(media="print")
    expect(page.locator("#thm-ledger .headerlink").first).to_be_hidden()
    expect(page.locator("#thm-ledger button.cite")).to_be_hidden()
