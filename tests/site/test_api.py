"""The library's reference, and links between theorems and code."""

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from lxml import html

from bookkit.argument.file import load
from bookkit.argument.rule import IN_PREPARATION
from bookkit.site.library import sources
from bookkit.site.library.api import anchor
from bookkit.site.library.sources import Thing
from tests.built import ROOT, SITE

SOURCE = '''"""The module.

Proved in `thm-one`, and `thm-one` again.
"""

from dataclasses import dataclass, field

RATE = symbols("rate")
_PRIVATE = 1

@dataclass(frozen=True)
class Pair:
    """Two numbers.

    Parameters
    ----------
    first, second
        The numbers.

    Raises
    ------
    ValueError
        If they are
        not two.
    """

    first: int
    second: int = 2
    rest: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Their sum (`thm-two`)."""

    @classmethod
    def of(cls, *numbers: int, key=None, **more: str) -> "Pair":
        """From numbers."""

    def silent(self): ...

def far(position: float, other: ArrayLike, *, third: str = "a", fourth: dict[str, int] | None = None) -> None:
    """Far."""

def _hidden():
    """Hidden."""
'''


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Thing:
    package = tmp_path / "tinylibrary"
    package.mkdir()
    (package / "__init__.py").write_text('"""Tiny."""\n')
    (package / "pairs.py").write_text(SOURCE)
    (package / "_private.py").write_text(SOURCE)
    (package / "empty.py").write_text('"""Nothing."""\n')
    monkeypatch.syspath_prepend(tmp_path)
    (module,) = sources.package("tinylibrary")
    return module


def test_shows_what_is_public_and_documented(module: Thing) -> None:
    assert [
        (thing.name.removeprefix("tinylibrary.pairs"), thing.kind) for thing in module.walk()
    ] == [
        ("", "module"),
        (".RATE", "formula"),
        (".Pair", "class"),
        (".Pair.total", "property"),
        (".Pair.of", "function"),
        (".far", "function"),
    ]


def test_signatures_are_as_written(module: Thing) -> None:
    signature = {thing.name.rpartition(".")[2]: thing.signature for thing in module.walk()}
    assert signature["Pair"] == "Pair(first: int, second: int = 2, rest: list[int] = list())"
    assert signature["of"] == "of(*numbers: int, key=None, **more: str) -> Pair"
    assert signature["far"].splitlines() == [
        "far(",
        "    position: float,",
        "    other: ArrayLike,",
        "    *,",
        "    third: str = 'a',",
        "    fourth: dict[str, int] | None = None,",
        ") -> None",
    ]


def test_parameters_are_known_by_name(module: Thing) -> None:
    parameters = {thing.name.rpartition(".")[2]: thing.parameters for thing in module.walk()}
    assert parameters["Pair"] == ("first", "second", "rest")
    assert parameters["of"] == ("numbers", "key", "more")
    assert parameters["far"] == ("position", "other", "third", "fourth")


def test_labels_are_those_a_docstring_names(module: Thing) -> None:
    labels = {thing.name.rpartition(".")[2]: thing.labels for thing in module.walk()}
    assert labels["pairs"] == ("thm-one",)
    assert labels["total"] == ("thm-two",)
    assert labels["far"] == ()


def test_sections_and_entries(module: Thing) -> None:
    pair = module.parts[1]
    found = dict(sources.sections(pair.text))
    assert list(found) == ["", "Parameters", "Raises"]
    assert list(sources.entries(found["Raises"])) == [("ValueError", "If they are\nnot two.")]
    assert list(sources.entries(found["Parameters"])) == [("first, second", "The numbers.")]


def test_a_package_that_names_its_offer_is_shown_as_its_front() -> None:
    (front,) = sources.package("bookkit")
    import bookkit

    assert {part.name for part in front.parts} == {f"bookkit.{name}" for name in bookkit.__all__}


def test_a_package_may_be_shown_by_its_modules_all_the_same() -> None:
    names = [module.name for module in sources.package("waluigi", by_module=True)]
    assert "waluigi.model" in names
    assert "waluigi" not in names


def test_a_missing_package_is_an_error() -> None:
    with pytest.raises(ImportError, match="nosuchpackage"):
        sources.package("nosuchpackage")


THINGS = [thing for module in sources.package("waluigi", by_module=True) for thing in module.walk()]
HELPERS = tuple(f"waluigi.{name}" for name in ("arithmetic", "bayes", "checks", "data", "labels"))
SHOWN = [thing for thing in THINGS if not thing.name.startswith(HELPERS)]


@pytest.fixture(scope="session")
def page(site: Path) -> html.HtmlElement:
    return html.fromstring((site / "chapters" / "api.html").read_bytes())


@pytest.mark.parametrize("thing", SHOWN, ids=lambda thing: thing.name)
def test_is_on_the_page_and_in_the_library(page: html.HtmlElement, thing: Thing) -> None:
    if thing.kind != "formula":
        assert page.xpath("//section[@id=$name]", name=anchor(thing.name))
        assert thing.text, "has no docstring"
    module, *rest = re.fullmatch(r"(waluigi\.\w+)(?:\.(.*))?", thing.name).groups()
    found = import_module(module)
    for name in filter(None, rest[0].split(".") if rest[0] else []):
        found = getattr(found, name)


def labels_in_book() -> dict[str, html.HtmlElement]:
    return {
        statement.get("id"): statement
        for path in sorted((SITE / "chapters").glob("*.html"))
        for statement in html.fromstring(path.read_bytes()).xpath(
            "//div[contains(@class, 'statement')]"
        )
    }


def test_theorems_and_code_name_each_other(page: html.HtmlElement) -> None:
    statements = labels_in_book()
    named = {
        (label, thing.name) for thing in SHOWN for label in thing.labels if label in statements
    }
    assert named
    for label, name in sorted(named):
        (section,) = page.xpath("//section[@id=$name]", name=anchor(name))
        assert section.xpath("./*[not(self::section)]//a[contains(@href, $link)]", link=f"#{label}")
        functions = {n for known, n in named if known == label and n.count(".") > 1}
        links = statements[label].xpath(".//p[@class='in-code']/a/@href")
        assert {link.partition("#")[2] for link in links} == set(map(anchor, functions or {name}))


def test_theorems_that_code_names_are_in_the_book_or_in_preparation() -> None:
    argument = load(ROOT / "chapters" / "claims.yml")
    coming = {t.label for t in argument.theorems if t.status == IN_PREPARATION}
    named = {label for thing in THINGS for label in thing.labels if label.startswith("thm-")}
    assert named - labels_in_book().keys() - coming == set()


def test_formulas_are_mathematics(page: html.HtmlElement) -> None:
    names = page.xpath("//p[contains(@class, 'api-formula')]/@id")
    assert anchor("waluigi.invariance.MASS_MOVED_AT_MOST") in names
    for name in names:
        following = page.xpath("//p[@id=$name]/following-sibling::*[1]", name=name)
        assert following[0].xpath("self::div[contains(@class, 'math')]//math"), name


def test_formulas_do_not_depend_on_the_order_of_sets() -> None:
    """Two builds must not differ, and a build's own process hashes as it likes."""
    code = (
        "from importlib import import_module; import sympy\n"
        "from bookkit.site.library import sources\n"
        "for module in sources.package('waluigi', by_module=True):\n"
        "    for part in module.parts:\n"
        "        value = getattr(import_module(module.name), part.name.rpartition('.')[2])\n"
        "        if isinstance(value, sympy.Expr): print(part.name, sympy.latex(value))\n"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1
    assert "waluigi." in printed.pop()
