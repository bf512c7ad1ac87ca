from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from lxml import html

from bookkit import table
from tests.bookkit.captions import unmarked


def test_markup() -> None:
    shown = table(
        "tab-fall",
        {"years": [10, 10_000], "share": [0.5, Fraction(1, 4)], "who": ["<b>", "$w$"]},
        caption="It halves.",
        formats={"share": "percent"},
    )
    tree = html.fromstring(shown._repr_html_())
    assert tree.get("id") == "tab-fall"
    assert unmarked(tree.xpath("//caption")[0], "tab-fall") == "It halves."
    assert tree.xpath("//thead//th[@scope='col']/text()") == ["years", "share", "who"]
    assert tree.xpath("//tbody//th[@scope='row']/text()") == ["10", "10,000"]
    assert tree.xpath("//td[@class='number']/text()") == ["50%", "25%"]
    assert tree.xpath("//td[not(@class)]")[0].text == "<b>"
    assert tree.xpath("//span[@class='math notranslate nohighlight']/text()") == [r"\(w\)"]


def test_every_number_is_there_in_full() -> None:
    shown = table("tab-fall", {"of": ["a", "b"], "share": [1 / 3, 0]}, caption="It falls.")
    first, second = html.fromstring(shown._repr_html_()).xpath("//td")
    assert (first.text, first.get("data-value"), first.get("title")) == (
        "0.3333",
        "0.3333333333333333",
        "0.3333333333333333",
    )
    assert second.text == "0"
    assert second.xpath("span[@aria-hidden='true']/text()") == [".0000"]


def test_plain_text_is_aligned() -> None:
    shown = table("tab-fall", {"who": ["a", "bcd"], "n": [1, 1000]}, caption="It grows.")
    assert repr(shown) == "It grows.\n\nwho      n\na        1\nbcd  1,000"


def test_numbers_of_every_kind() -> None:
    entries = [1, np.float64(0.5), sp.Rational(1, 3), Fraction(1, 8), sp.oo]
    assert table("tab-x", {"n": entries}, caption="n").columns["n"] == [
        "1.000",
        "0.500",
        "0.333",
        "0.125",
        "∞",
    ]
    assert not table("tab-x", {"n": [sp.Symbol("p")]}, caption="n").numeric
    assert not table("tab-x", {"n": [True, False]}, caption="n").numeric


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"id": "Tab 1"}, "id is 'Tab 1'"),
        ({"caption": " "}, "caption is ' '"),
        ({"columns": {"a": [1], "b": []}}, "lengths of columns"),
        ({"columns": {}}, "lengths of columns"),
        ({"formats": {"c": "percent"}}, "column in formats is 'c'"),
        ({"formats": {"a": "roman"}}, "format of 'a' is 'roman'"),
    ],
)
def test_errors(arguments: dict, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        table(**{"id": "tab-x", "columns": {"a": [1]}, "caption": "c"} | arguments)
