"""Proofs in folds: what stands in them, what opens them, and what a writer can get wrong."""

import json
import re
from collections.abc import Iterator

import pytest
from lxml import html
from playwright.sync_api import Page, expect

from bookkit.site.publish.notebooks import notebook, plain
from tests.server import SiteServer
from tests.site.soundness import findings
from tests.small import TEXT, Built, SmallBook
from tests.windows import Complaints, Windows

PAGE = "chapters/index.html"
THEOREM = """
```{prf:theorem} Squares
:label: thm-squares
$(x+1)^2=x^2+2x+1$.
```
"""
CHAPTER = f"""# A small book

Words before.
{THEOREM}
In words.

```{{fold-start}} thm-squares
```
Expand, as a hippopotamus would.

```{{code-cell}} ipython3
:tags: [hide-input]
import sympy as sp
from bookkit import Axis, Curve, Readout, Slider, explorer, identity
x, rate = sp.symbols("x rate", positive=True)
identity((x + 1) ** 2, x**2 + 2 * x + 1, proves="thm-squares")
```

```{{code-cell}} ipython3
explorer(
    "decay", x=Axis(x, 0, 9, label="years"), y=Axis(None, 0, 1, label="share"),
    curves={{"left": Curve(sp.exp(-rate * x), label="left", color="orange")}},
    sliders=[Slider(rate, 0.1, 2, value=1, label="rate")],
    readouts={{"half": Readout(sp.log(2) / rate, label="half-life")}},
    alt="A falling curve.", caption="It falls.",
)
```

$$x=x$$ (eq-same)

```{{fold-end}}
```

## Outside

See {{eq}}`eq-same`.

```{{code-cell}} ipython3
identity(x + x, 2 * x, proves="thm-squares")
```

```{{fold-start}}
:label: an-aside
:title: For those who doubt
```
More.
```{{fold-end}}
```
"""
WRONG = f"""# Wrong
{THEOREM}
```{{code-cell}} ipython3
1 + 1
```

```{{fold-start}} thm-none
```
a
```{{fold-end}}
```
```{{fold-start}}
:title: Without a name
```
b
```{{fold-end}}
```
```{{fold-start}} thm-squares
:label: outer
```
```{{fold-start}} thm-squares
:label: inner
```
c
```{{fold-end}}
```
```{{fold-start}} thm-squares
:label: thm-squares
```
d
```{{fold-end}}
```
```{{fold-start}} thm-squares
:label: over-a-heading
```
## A heading
e
```{{fold-end}}
```
```{{fold-start}} thm-squares
:label: endless
```
"""
BEGINS = "{fold-start} thm-squares\n:label: "
COMPLAINTS = {
    "fold-start names 'thm-none'; allowed: a statement of the same page": "{fold-start} thm-none",
    "fold-start names no statement and has no :label:; allowed: either": "{fold-start}\n",
    "fold-end ends nothing: no fold-start stands before it": "{fold-end}\n```\n```"
    + BEGINS
    + "outer",
    "a fold begins in the fold outer, begun in line {outer}": BEGINS + "inner",
    "fold-start: 'thm-squares' is taken; give it a :label: of its own": BEGINS + "thm-squares",
    "a heading stands in the fold over-a-heading, begun in line {over-a-heading}": (
        "{fold-end}\n```\n```" + BEGINS + "endless"
    ),
    "the fold endless has no fold-end": BEGINS + "endless",
}
"""What is said, and where it is said to be."""


def line(place: str) -> int:
    """The line of the chapter in which a text begins."""
    before, found, _ = TEXT.replace("{text}", WRONG).partition(place)
    assert found
    return before.count("\n") + 1


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, site: object) -> SmallBook:
    book = SmallBook.begin(tmp_path_factory.mktemp("folds"))
    book.write("index.md", CHAPTER)
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
    page = windows.lend({"viewport": {"width": 1280, "height": 720}}, complaints.listeners)
    page.goto(f"{address}{PAGE}")
    yield page
    windows.take_back()
    assert complaints == []


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory, site: object) -> Built:
    book = SmallBook.begin(tmp_path_factory.mktemp("wrong"))
    book.write("index.md", WRONG)
    return book.build()


def test_holds_all_that_stands_between(book: SmallBook) -> None:
    tree = html.fromstring((book.site / PAGE).read_bytes())
    fold, aside = tree.xpath("//details[@class='fold']")
    assert fold.get("id") == "thm-squares-proof"
    assert fold.xpath("string(summary)") == "Proof and check 1 step proved by SymPy"
    for inside in ("hippopotamus", "decay"):
        assert inside in html.tostring(fold).decode()
    for inner in ("@class='identity'", "@data-explorer='decay'", "@id='equation-eq-same'"):
        assert fold.xpath(f".//*[{inner}]")
    assert not fold.xpath(".//h2")
    assert aside.xpath("string(summary)") == "For those who doubt"
    assert fold.xpath("string(.//button[contains(@class, 'cite')]/@aria-label)") == (
        "Cite Proof and check of Squares"
    )


def test_statement_and_badges_outside_lead_into_it(book: SmallBook) -> None:
    tree = html.fromstring((book.site / PAGE).read_bytes())
    link = tree.xpath("//*[@id='thm-squares']//a[@class='to-proof']")[0]
    assert link.get("href") == "#thm-squares-proof"
    assert link.text_content() == "proof, 1 step by SymPy ✓"
    badges = tree.xpath("//p[@class='proved']/a/@href")
    assert badges == ["#thm-squares-proof"]
    assert not tree.xpath("//details//p[@class='proved']/a")


def test_is_among_what_the_book_can_be_searched_for(book: SmallBook) -> None:
    index = (book.site / "searchindex.js").read_text(encoding="utf-8")
    terms = json.loads(index.partition("(")[2].rpartition(")")[0])["terms"]
    assert any(term.startswith("hippopotam") for term in terms)


@pytest.mark.parametrize("complaint", COMPLAINTS)
def test_a_mistake_fails_the_build_and_names_its_line(wrong: Built, complaint: str) -> None:
    assert wrong.returncode != 0
    place = line(COMPLAINTS[complaint])
    for name in ("outer", "over-a-heading"):
        begun = line(BEGINS + name)
        complaint = complaint.replace(f"{{{name}}}", str(begun))
    said = " ".join(re.sub(r"\x1b\[[\d;]*m", "", wrong.stdout).split())
    assert f"index.md:{place}: WARNING: {complaint}" in said


def test_links_open_it_and_what_is_in_it(page: Page, address: str) -> None:
    fold = page.locator("#thm-squares-proof")
    badge = page.locator("p.proved a")
    for link in (page.locator("a.to-proof"), badge, badge):
        expect(fold).not_to_have_attribute("open", "")
        link.click()
        expect(fold).to_have_attribute("open", "")
        expect(fold).to_be_in_viewport()
        fold.locator("summary").first.click()
    page.get_by_role("link", name="(1)").click()
    expect(page.locator("#equation-eq-same")).to_be_in_viewport()
    page.goto("about:blank")
    page.goto(f"{address}{PAGE}#decay?rate=0.5")
    expect(fold).to_have_attribute("open", "")
    explorer = page.locator("#decay")
    expect(explorer).to_be_in_viewport()
    expect(explorer.locator("input[name=rate]")).to_have_js_property("value", "0.5")


def test_an_explorer_in_it_wakes_when_it_opens(page: Page) -> None:
    controls = page.locator("#decay fieldset.controls")
    expect(controls).to_have_js_property("disabled", True)
    page.locator("#thm-squares-proof > summary").click()
    expect(controls).to_have_js_property("disabled", False)
    assert findings(page) == []


def test_all_open_at_once_for_as_long_as_the_reader_likes(page: Page, address: str) -> None:
    folds = page.locator("details.fold")
    everywhere = "(folds) => folds.map((fold) => fold.open)"
    page.get_by_role("button", name="Open all proofs").click()
    assert folds.evaluate_all(everywhere) == [True, True]
    page.goto("about:blank")
    page.goto(f"{address}{PAGE}#an-aside")
    assert folds.evaluate_all(everywhere) == [True, True]
    expect(page.locator("#an-aside")).to_be_in_viewport()
    page.get_by_role("button", name="Close all proofs").click()
    assert folds.evaluate_all(everywhere) == [False, False]
    assert page.evaluate("localStorage.length") == 0


def test_prints_open_and_is_as_it_was_afterwards(page: Page) -> None:
    page.locator("#an-aside > summary").click()
    opened = """() => [...document.querySelectorAll("details.fold")].map((fold) => fold.open)"""
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(opened) == [True, True]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(opened) == [False, True]


def test_a_notebook_says_where_it_begins_and_ends() -> None:
    words = "\n".join(
        cell.source
        for cell in notebook(TEXT.replace("{text}", CHAPTER), "The Book").cells
        if cell.cell_type == "markdown"
    )
    # The least of headings, by which a notebook can be folded.
    assert "###### Proof and check (Squares)\nExpand" in words
    assert "###### For those who doubt\nMore.\n###### ∎" in words
    assert "{" not in words.replace("{eq}", "")
    assert "Proof and check (thm-x)" in plain("```{fold-start} thm-x\n```\n")
