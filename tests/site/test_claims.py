"""The claims as data against the book as built: what is said to be there is there, and nothing else."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from bookkit.argument.file import load
from bookkit.argument.rule import IN_PREPARATION, SPLIT, Argument, Claim, Theorem
from bookkit.site.publish.notebooks import plain
from tests.built import ROOT
from tests.theorems import Tests, mathematics, untested

CHAPTERS = ROOT / "chapters"
BOOK = load(CHAPTERS / "claims.yml")
PROVED = [theorem for theorem in BOOK.theorems if theorem.status == "proved"]
TO_COME = [theorem for theorem in BOOK.theorems if theorem.status == IN_PREPARATION]
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
STATEMENT = re.compile(r"^```+\{prf:\w+\}[^\n]*\n:label: (thm-[\w-]+)$", re.MULTILINE)


def named_chapters(argument: Argument) -> set[str]:
    return {
        *(chapter for claim in argument.claims for chapter in claim.chapters),
        *(chapter for made in argument.assumptions for chapter in made.chapters),
        *(theorem.chapter for theorem in argument.theorems),
    }


def anchors(site: Path, chapter: str) -> set[str]:
    tree = html.fromstring((site / "chapters" / f"{chapter}.html").read_bytes())
    return set(tree.xpath("//@id"))


@pytest.fixture(scope="module")
def machines(site: Path) -> dict[str, Any]:
    return json.loads((site / "claims.json").read_text(encoding="utf-8"))


# ---- what is there, and what is to come ----


def test_exactly_what_is_missing_is_in_preparation(site: Path) -> None:
    there = {path.stem for path in (site / "chapters").glob("*.html")}
    assert {*BOOK.in_preparation} == named_chapters(BOOK) - there


@pytest.mark.parametrize("theorem", PROVED, ids=lambda theorem: theorem.label)
def test_a_theorem_is_in_its_chapter(site: Path, theorem: Theorem) -> None:
    assert theorem.label in anchors(site, theorem.chapter)


def test_what_is_to_come_is_nowhere_yet(site: Path) -> None:
    there = set().union(*(anchors(site, p.stem) for p in (site / "chapters").glob("*.html")))
    assert [theorem.label for theorem in TO_COME if theorem.label in there] == []


def test_every_theorem_of_the_book_is_listed() -> None:
    stated = {
        label for path in CHAPTERS.glob("*.md") for label in STATEMENT.findall(path.read_text())
    }
    assert stated - {theorem.label for theorem in BOOK.theorems} == set()


def test_the_thread_is_complete() -> None:
    assert [claim.id for claim in BOOK.claims] == [f"C{number}" for number in range(1, 29)]


# ---- proved means derived on the page and tested in the library ----


@pytest.mark.parametrize("theorem", PROVED, ids=lambda theorem: theorem.label)
def test_a_theorem_is_derived_on_its_page(theorem: Theorem) -> None:
    """By a checked identity or, where the argument's file says so, by a numerical check beside it."""
    text = (CHAPTERS / f"{theorem.chapter}.md").read_text(encoding="utf-8")
    if not theorem.numerical:
        assert f'proves="{theorem.label}"' in text
        return
    after = text.partition(f":label: {theorem.label}\n")[2]
    beside = re.split(r"^```+\{prf:\w+\}|^## Exercises", after, flags=re.MULTILINE)[0]
    assert CELL.search(beside)


@pytest.mark.parametrize("theorem", PROVED, ids=lambda theorem: theorem.label)
def test_a_theorem_has_a_test(theorem: Theorem) -> None:
    assert untested(theorem.label, mathematics()) == set()


def test_tests_are_marked_with_theorems_of_the_book() -> None:
    marked = set().union(*(tests.marked for _, tests in mathematics()))
    assert marked <= {theorem.label for theorem in PROVED}


PLANTED = '''"""Rain (`thm-rain`) and snow (`thm-snow`)."""

def wet(days):
    """How wet it gets (`thm-rain`)."""

class Sky:
    """What is above."""

    def open(self):
        """Let it pour (`thm-sky`)."""
'''
IMPORTED = "from waluigi import planted\nfrom waluigi.planted import Sky, wet\n"


@pytest.mark.parametrize(
    ("label", "tests"),
    [
        ("thm-rain", "def test_it(): assert wet(1)"),
        ("thm-rain", "def test_it(): assert planted.wet(1)"),
        ("thm-rain", "often = planted.wet\ndef test_it(): assert often(1)"),
        ("thm-rain", "def helper(): return wet(1)\ndef test_it(): assert helper()"),
        (
            "thm-rain",
            "@pytest.mark.parametrize('f', [wet])\ndef test_it(f): np.testing.assert_equal(f(1), 1)",
        ),
        ("thm-sky", "def test_it(): assert Sky().open()"),
        ("thm-snow", "@pytest.mark.theorem('thm-snow')\ndef test_it(): assert 1 + 1 == 2"),
    ],
)
def test_a_use_is_found(label: str, tests: str) -> None:
    assert untested(label, [(PLANTED, Tests("planted", IMPORTED + tests))]) == set()


@pytest.mark.parametrize(
    ("label", "tests"),
    [
        ("thm-rain", ""),
        ("thm-rain", "def test_wet():\n    'Of wet.'\n    assert 'wet'  # wet(1)"),
        ("thm-rain", "def test_it(): wet(1)"),
        ("thm-rain", "def test_it(wet): assert wet(1)"),
        ("thm-rain", "def test_it():\n    wet = abs\n    assert wet(1)"),
        ("thm-rain", "def test_it(x: wet) -> wet: assert x"),
        (
            "thm-rain",
            "def test_it():\n    with pytest.raises(ValueError):\n        wet(1)\n    assert 1",
        ),
        ("thm-rain", "@each(lambda: wet(1))\ndef test_it(f):\n    with pytest.raises(E): f()"),
        ("thm-rain", "def helper(): assert wet(1)\ndef test_it(): assert 1"),
        ("thm-rain", "from waluigi.dew import wet\ndef test_it(): assert wet(1)"),
        ("thm-rain", "from waluigi import dew\ndef test_it(): assert dew.wet(1)"),
        ("thm-rain", "@pytest.mark.theorem('thm-rain')\ndef test_it(): assert 1"),
        ("thm-sky", "def test_it(): assert Sky()"),
        ("thm-sky", "def test_it(): assert door.open()"),
        ("thm-snow", "def test_it(): assert wet(1) and Sky().open()"),
        ("thm-snow", "@pytest.mark.theorem('thm-snow')\ndef test_it(): pass"),
        ("thm-hail", "@pytest.mark.theorem('thm-hail')\ndef test_it(): assert wet(1)"),
    ],
)
def test_what_only_looks_like_a_use_is_none(label: str, tests: str) -> None:
    assert untested(label, [(PLANTED, Tests("planted", IMPORTED + tests))])


# ---- on the page ----


@pytest.fixture(scope="module")
def claims_page(site: Path) -> html.HtmlElement:
    return html.fromstring((site / "chapters" / f"{BOOK.home}.html").read_bytes())


def block_of(page: html.HtmlElement, claim: Claim) -> html.HtmlElement:
    (block,) = page.xpath("//*[@id=$id]", id=claim.anchor)
    return block


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().replace("’", "'").split())


def test_every_claim_has_its_line_and_its_anchor(claims_page: html.HtmlElement) -> None:
    """What is seen of it is its name, what became of it, and whose it is; all else is behind that."""
    for claim in BOOK.claims:
        block = block_of(claims_page, claim)
        assert block.tag == "details"
        assert block.get("open") is None
        side = "both sides" if claim.side == "both" else f"{claim.side} side"
        line = words(block.find("summary"))
        assert line.startswith(claim.id)
        assert side in line
        assert len(claim.brief) < 130
        assert claim.brief.endswith(".")
        assert claim.brief in line
        shown = block.xpath(".//*[contains(@class, 'verdict')]/text()")
        statuses = [claim.status]
        if claim.status == SPLIT:
            statuses += [finding.status for finding in claim.findings]
        assert shown == [s.replace("holds under", "holds under assumptions") for s in statuses]
        assert all(finding.reading in words(block) for finding in claim.findings)
        assert block.xpath(".//a[@class='headerlink']/@href") == [f"#{claim.anchor}"]
        # What can be clicked is not part of what folds and unfolds.
        assert block.xpath("./summary//a | ./summary//button") == []


def test_the_lists_are_whole(claims_page: html.HtmlElement) -> None:
    """Every question has its claims and every part its theorems; none is left out and none comes twice."""
    listed = claims_page.xpath("//details[contains(@class, 'claim')]/@id")
    assert sorted(listed) == sorted(claim.anchor for claim in BOOK.claims)
    titles = [words(entry) for entry in claims_page.find_class("in-words")]
    assert len(titles) == len(BOOK.theorems)
    for theorem in BOOK.theorems:
        assert (
            sum(
                title.startswith((f"{theorem.title}. ", f"{theorem.title} in prep"))
                for title in titles
            )
            == 1
        )


def test_what_is_in_preparation_is_shown_so(claims_page: html.HtmlElement) -> None:
    for claim in BOOK.claims:
        block = block_of(claims_page, claim)
        for chapter in claim.chapters:
            if chapter in BOOK.in_preparation:
                assert f"{chapter.replace('-', ' ')} (in preparation)" in block.text_content()


def test_a_claim_says_which_chapters_speak_of_it(claims_page: html.HtmlElement) -> None:
    for claim in BOOK.claims:
        (settled,) = block_of(claims_page, claim).find_class("settled")
        assert "Spoken of in " in words(settled)
    (first,) = block_of(claims_page, BOOK.claims[0]).find_class("settled")
    assert {"dispute.html", "verdict.html"} <= set(first.xpath(".//a/@href"))


# ---- for machines ----


def test_machines_get_the_whole_argument(machines: dict[str, Any]) -> None:
    for part, key in (("claims", "id"), ("theorems", "label"), ("assumptions", "id")):
        ours = [getattr(entry, key) for entry in getattr(BOOK, part)]
        assert [entry[key] for entry in machines[part]] == ours
    assert machines["version"]
    assert len(machines["steps"]) == len(BOOK.steps)


def test_addresses_for_machines_lead_somewhere(site: Path, machines: dict[str, Any]) -> None:
    for entry in [*machines["claims"], *machines["theorems"]]:
        if entry["url"] is None:
            assert entry["status"] == IN_PREPARATION
            continue
        page, _, anchor = entry["url"].partition("#")
        assert anchor in anchors(site, Path(page).stem)
    missing = [name for name, url in machines["chapters"].items() if url is None]
    assert set(missing) == set(BOOK.in_preparation)


def test_a_notebook_says_where_the_board_is() -> None:
    assert (
        plain("```{switchboard} board\n```\n")
        == "*The switchboard can be seen in the book on the web.*\n"
    )
    assert plain("See {claim}`C13`.") == "See C13."
