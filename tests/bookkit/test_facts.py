from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy as sp

from bookkit import facts

x = sp.Symbol("x")


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0.12345678, "0.1235"),
        (np.float64(5e-18), "5×10⁻¹⁸"),
        (np.int64(690_776), "690,776"),
        (Fraction(2, 3), "2/3"),
        (Fraction(4, 2), "2"),
        (sp.Rational(2, 3), "2/3"),
        (sp.Integer(3), "3"),
        (sp.log(2), "0.6931"),
        (x**2, "$x^{2}$"),
        (True, "True"),
        ("as *it* is", "as *it* is"),
    ],
)
def test_each_kind_of_value_is_printed_for_readers(value: Any, printed: str) -> None:
    assert repr(facts({"found": value})) == f"found: {printed}"


def test_formats_and_digits_are_for_numbers() -> None:
    shown = facts(
        {"share": Fraction(2, 3), "odds": 0.25},
        formats={"share": "percent", "odds": "odds"},
        digits=2,
    )
    assert repr(shown) == "share: 67%, odds: 1 : 4"


def test_chances_beside_each_other_have_one_form() -> None:
    chances = {"at first": 0.0159, "later": 1 / 9075}
    shown = facts(chances, formats=dict.fromkeys(chances, "chance"))
    assert repr(shown) == "at first: 1 in 63, later: 1 in 9,075"


def test_the_row_is_a_list_of_names_and_values() -> None:
    page = facts({"a < b": "<b>", "power": x**2})._repr_html_()
    assert page.startswith('<dl class="facts"><div><dt>a &lt; b</dt><dd>&lt;b&gt;</dd></div>')
    assert '<span class="math notranslate nohighlight">' in page


def test_every_number_is_there_in_full() -> None:
    page = facts({"share": 1e-5 / 3, "who": "he"}, formats={"share": "chance"})._repr_html_()
    assert (
        '<dd data-value="3.3333333333333337e-06" title="0.0000033333333333333337">1 in 300,000</dd>'
    ) in page
    assert "<dd>he</dd>" in page


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"values": {}}, "values is {}"),
        ({"values": {"a": 1}, "formats": {"b": "odds"}}, "name in formats is 'b'"),
        ({"values": {"a": 1}, "formats": {"a": "parts"}}, "format of 'a' is 'parts'"),
    ],
)
def test_bad_input_is_named(arguments: dict, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        facts(**arguments)
