import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookkit.formats import number, odds, percent, rich, show


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1, "1"),
        (-2.5, "−2.5"),
        (68.96756393652842, "68.97"),
        (999.96, "1,000"),
        (690775.5, "690,776"),
        (123_456_789, "123,456,789"),
        (1e9, "1×10⁹"),
        (0.0001, "0.0001"),
        (0.00001234567, "1.235×10⁻⁵"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "–"),
    ],
)
def test_numbers(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0%"),
        (1, "100%"),
        (0.5, "50%"),
        (0.345, "34.5%"),
        (0.99988, "99.988%"),
        (1 - 1e-13, "> 99.999999%"),
        (math.nextafter(1, 0), "> 99.999999%"),
        (1e-9, "1×10⁻⁷%"),
        (2.5, "250%"),
        (math.nan, "–%"),
    ],
)
def test_percentages(value: float, text: str) -> None:
    assert percent(value) == text


@given(st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_a_share_within_the_ends_never_prints_as_an_end(value: float) -> None:
    assert percent(value) not in ("0%", "100%")


@pytest.mark.parametrize(
    ("value", "text"),
    [(3, "3 : 1"), (0.004, "1 : 250"), (0, "0 : 1"), (math.inf, "∞ : 1"), (1, "1 : 1")],
)
def test_odds(value: float, text: str) -> None:
    assert odds(value) == text


@given(st.floats(1e-300, 1e300), st.integers(1, 15))
def test_numbers_read_back(value: float, digits: int) -> None:
    text = number(value, digits).replace(",", "")
    if "×10" in text:
        mantissa, power = text.split("×10")
        text = f"{mantissa}e{power.translate(str.maketrans('⁻⁰¹²³⁴⁵⁶⁷⁸⁹', '-0123456789'))}"
    assert float(text) == pytest.approx(value, rel=0.51 * 10 ** (1 - digits))


def test_formats_have_their_own_usual_digits() -> None:
    assert (show(1 / 3), show(1 / 3, "percent"), show(1 / 3, "percent", 2)) == (
        "0.3333",
        "33.3%",
        "33%",
    )


def test_captions_keep_no_mark_up_but_their_own() -> None:
    assert rich("<b> & *so* `x` $a < b$") == (
        "&lt;b&gt; &amp; <em>so</em> <code>x</code> "
        r'<span class="math notranslate nohighlight">\(a &lt; b\)</span>'
    )
    assert rich("2 * 3 * 4 and $a * b * c$").count("<em>") == 0
