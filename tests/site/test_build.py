"""Small books: what fails a build, and that a build of what has changed is one from nothing."""

import filecmp
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html

from bookkit.site.publish.anchors import FILE
from tests.small import ARGUMENT, Built, SmallBook

INDEX = """# A small book

It has odds, $x^2$ and {prf:ref}`thm-wet`.

```{code-cell} ipython3
import sympy as sp
from bookkit import Axis, Curve, Readout, Slider, explorer
x, rate = sp.symbols("x rate", positive=True)
explorer(
    "decay", x=Axis(x, 0, 9, label="years"), y=Axis(None, 0, 1, label="share"),
    curves={"left": Curve(sp.exp(-rate * x), label="left", color="orange")},
    sliders=[Slider(rate, 0.1, 2, value=1, label="rate")],
    readouts={"half": Readout(sp.log(2) / rate, label="half-life")},
    alt="A falling curve.", caption="It falls.",
)
```
"""
CLAIMS = """# Weather

```{prf:theorem} Wet
:label: thm-wet
Rain wets.
```

It is said ({claim}`C1`).

```{claims}
```

```{switchboard} weather
```

```{theorem-index} sky winter
```
"""
SKY = """# Sky

```{code-cell} ipython3
print("claims:", open("claims.yml").read().count("id: C"))
```
"""
GLOSSARY = """# Words

```{glossary}
odds
  A ratio.

Wet
  Not dry.
```
"""
FILES = {
    "index.md": INDEX,
    "claims.md": CLAIMS,
    "sky.md": SKY,
    "words.md": GLOSSARY,
    "claims.yml": ARGUMENT,
}
CHAPTERS = ("claims", "sky", "words")


def begin(folder: Path, **changed: str) -> SmallBook:
    """The small book in a folder, with other text in some of its files."""
    folder.mkdir(exist_ok=True)
    book = SmallBook.begin(folder, *CHAPTERS)
    for name, text in {**FILES, **changed}.items():
        book.write(name, text)
    return book


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory, site: Path) -> SmallBook:
    book = begin(tmp_path_factory.mktemp("good"))
    built = book.build()
    assert built.returncode == 0, built.stdout
    return book


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory, site: Path) -> Built:
    """One book with all that is wrong and lets a build go on."""
    wrong = "\n\nA formula $\\frac{1$, and {cite:t}`nobody2026`.\n\n```{claims} sea\n```\n"
    book = begin(
        tmp_path_factory.mktemp("faulty"),
        **{"index.md": INDEX + wrong, "claims.yml": ARGUMENT.replace("C1", "C5")},
    )
    (book.folder / FILE).write_text("chapters/index.html#a-large-book\n", encoding="utf-8")
    return book.build()


def words(built: Built) -> str:
    return " ".join(re.sub(r"\x1b\[[\d;]*m", "", built.stdout).split())


@pytest.mark.parametrize(
    "complaint",
    [
        "Missing close brace",
        "nobody2026",
        "no claim is called 'C1'",
        "claims is about ['sea']; allowed: sky, winter",
        "chapters/index.html#a-large-book has been published and is gone",
    ],
)
def test_what_is_wrong_is_said_and_fails_the_build(faulty: Built, complaint: str) -> None:
    assert faulty.returncode != 0
    assert complaint in words(faulty)


def test_a_failing_cell_fails_the_build_and_is_shown(small_book: SmallBook) -> None:
    """Once it is mended, no other chapter is read again."""
    small_book.order("index", "sky")
    small_book.write("index.md", "# A\n")
    small_book.write("sky.md", "# B\n\n```{code-cell} ipython3\nprint(1)\n```\n")
    assert small_book.build().returncode == 0
    small_book.write(
        "sky.md", "# B\n\n```{code-cell} ipython3\nassert 1 == 2, 'the odds have moved'\n```\n"
    )
    built = small_book.build()
    assert built.returncode != 0
    assert "AssertionError: the odds have moved" in words(built)
    small_book.write("sky.md", "# B\n\n```{code-cell} ipython3\nprint(2)\n```\n")
    built = small_book.build()
    assert built.returncode == 0
    assert "Reading 1 of 2 chapters" in words(built)


def test_a_wrong_argument_fails_the_build(tmp_path: Path, site: Path) -> None:
    wrong = {"claims.yml": ARGUMENT.replace("side: decay", "side: neither"), "index.md": "# A\n"}
    built = begin(tmp_path / "book", **wrong).build()
    assert built.returncode != 0
    assert "claims.yml: claims, entry C1, field 'side' names 'neither'" in words(built)


def test_a_book_of_its_own_subject(good: SmallBook) -> None:
    tree = html.fromstring((good.site / "chapters/claims.html").read_bytes())
    assert "#claim-c1" in tree.xpath("//article//p//a/@href")
    (snow,) = tree.xpath("//*[@id='claim-c2']")
    assert "winter (in preparation)" in snow.text_content()
    listed = [" ".join(entry.text_content().split()) for entry in tree.find_class("in-words")]
    assert listed == [
        "Wet. Rain wets. Sky. Bears on C1.",
        "Snow in preparation Snow is rain. winter (in preparation). Rests on Wet.",
    ]
    board = tree.xpath("//*[@id='weather']//*[@data-claim]")
    assert [(e.get("data-claim"), e.get("data-state")) for e in board] == [
        ("wet", "follows"),
        ("cold", "follows"),
    ]
    assert "#thm-wet" in tree.xpath("//*[@id='weather']//li//a/@href")
    machines = json.loads((good.site / "claims.json").read_text())
    assert [claim["url"] for claim in machines["claims"]] == [
        "chapters/claims.html#claim-c1",
        "chapters/claims.html#claim-c2",
    ]
    assert [theorem["url"] for theorem in machines["theorems"]] == [
        "chapters/claims.html#thm-wet",
        None,
    ]


# ---- what has changed, and nothing else ----


def edit(name: str, before: str, after: str) -> Callable[[SmallBook], None]:
    def change(book: SmallBook) -> None:
        path = book.folder / "chapters" / name
        text = path.read_text()
        assert before in text
        path.write_text(text.replace(before, after))

    return change


def leave_out_the_last(book: SmallBook) -> None:
    book.order("index", *CHAPTERS[:-1])


CHANGES: dict[str, tuple[Callable[[SmallBook], None], set[str]]] = {
    "nothing": (lambda book: None, set()),
    "a sentence": (edit("index.md", "It has odds", "It still has odds"), set()),
    "a claim": (edit("claims.yml", "One gets wet.", "One gets soaked."), {"sky"}),
    "a word of the glossary": (edit("words.md", "odds", "wetness"), set()),
    "a title": (edit("claims.md", "# Weather", "# The weather"), set()),
    "a theorem more": (
        edit("claims.md", "It is said", "```{prf:lemma} A\n:label: lem-a\nA.\n```\n\nIt is said"),
        set(),
    ),
    "a cell": (edit("sky.md", '"claims:"', '"Claims:"'), set()),
    "a chapter less": (leave_out_the_last, set()),
}


def test_a_build_of_what_has_changed_is_one_from_nothing(tmp_path: Path, site: Path) -> None:
    book = begin(tmp_path / "book")
    assert book.build().returncode == 0
    for what, (change, run_again) in CHANGES.items():
        outputs = kept(book)
        change(book)
        built = book.build()
        assert built.returncode == 0, (what, built.stdout)
        assert {name.split("-")[1] for name in kept(book) - outputs} == run_again, what
        clean = SmallBook(tmp_path / "clean")
        shutil.copytree(book.folder, clean.folder, ignore=shutil.ignore_patterns("_build"))
        # To draw the explorer anew takes long, and depends on no change made here: once is enough.
        drawn = {name for name in outputs if "index" in name and what != "nothing"}
        for dear in (".fonts", *(f".jupyter_cache/{name}" for name in drawn)):
            shutil.copytree(book.folder / "_build" / dear, clean.folder / "_build" / dear)
        assert clean.build().returncode == 0, what
        assert differing(book.site, clean.site) == [], what
        shutil.rmtree(clean.folder)


def kept(book: SmallBook) -> set[str]:
    """The chapters' outputs on disk, each under a digest of what its cells see."""
    return {path.name for path in (book.folder / "_build" / ".jupyter_cache").iterdir()}


def differing(one: Path, other: Path) -> list[str]:
    names = [
        {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
        for site in (one, other)
    ]
    different = filecmp.cmpfiles(one, other, sorted(names[0] & names[1]), shallow=False)
    return sorted(names[0] ^ names[1]) + different[1] + different[2]
