import json
import math
from functools import cache
from importlib.resources import files

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from py_mini_racer import MiniRacer

from bookkit.formats import FORMATS, chance, column, exact, number, odds, percent, rich, show

ANY = st.one_of(st.floats(0, 1), st.floats(), st.integers(-(10**16), 10**16).map(float))
SHARE = st.one_of(
    st.floats(0, 1, allow_subnormal=False), st.floats(-300, 0).map(lambda power: 10**power)
)


@cache
def script() -> MiniRacer:
    """The page's script for numbers, without a page."""
    engine = MiniRacer()
    engine.eval(files("bookkit.explorer").joinpath("numbers.js").read_text(encoding="utf-8") + ";0")
    return engine


def called(function: str, argument: float | str) -> float | str:
    if isinstance(argument, float):
        return script().eval(
            f"{function}({repr(argument).replace('inf', 'Infinity').replace('nan', 'NaN')})"
        )
    return script().eval(f"{function}({json.dumps(argument)})")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1, "1"),
        (-2.5, "−2.5"),
        (68.96756393652842, "68.97"),
        (999.96, "1,000"),
        (690775.5, "690,776"),
        (1_048_576, "1,048,576"),
        (9_994_321.4, "9,994,321"),
        (123_456_789, "123.5 million"),
        (-(10**7), "−10 million"),
        (999_999_999, "1 billion"),
        (4.605e9, "4.605 billion"),
        (5.336e13, "53.36 trillion"),
        (9.994e14, "999.4 trillion"),
        (1e15, "10¹⁵"),
        (0.0001, "0.0001"),
        (0.00001234567, "1.235×10⁻⁵"),
        (-1e-6, "−10⁻⁶"),
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
        (0.00662, "0.662%"),
        (0.001, "0.1%"),
        (0.000999, "1 in 1,001"),
        (9.80100980110781e-05, "1 in 10,203"),
        (0.9988, "99.88%"),
        (0.99988, "all but 1 in 8,333"),
        (math.nextafter(1, 0), "all but less than 1 in a trillion"),
        (2.4986387220180894e-45, "less than 1 in a trillion"),
        (2.5, "250%"),
        (math.nan, "–%"),
    ],
)
def test_percentages(value: float, text: str) -> None:
    assert percent(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "none"),
        (1, "certain"),
        (0.5, "50%"),
        (0.01, "1%"),
        (0.00662, "1 in 151"),
        (1 / 10203, "1 in 10,203"),
        (1e-6, "1 in a million"),
        (4e-11, "1 in 25 billion"),
        (1e-12, "1 in a trillion"),
        (0.99e-12, "less than 1 in a trillion"),
        (5e-324, "less than 1 in a trillion"),
        (0.985, "98.5%"),
        (1 - 1 / 10203, "all but 1 in 10,203"),
        (-0.2, "−20%"),
        (math.nan, "–%"),
    ],
)
def test_chances(value: float, text: str) -> None:
    assert chance(value) == text


@given(SHARE)
@example(math.nextafter(0.001, 0))
@example(math.nextafter(0.999, 1))
@example(math.nextafter(1, 0))
def test_a_share_within_the_ends_never_prints_as_an_end(value: float) -> None:
    if 0 < value < 1:
        assert percent(value) not in ("0%", "100%")
        assert chance(value) not in ("0%", "100%", "none", "certain")


@given(SHARE)
def test_no_share_needs_a_power_of_ten(value: float) -> None:
    assert "10" not in (percent(value) + chance(value)).translate(
        {ord(sign): None for sign in "0123456789"}
    )
    assert "×" not in percent(value) + chance(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3 : 1"),
        (0.004, "1 : 250"),
        (1e-12, "1 : 1 trillion"),
        (0, "0 : 1"),
        (math.inf, "∞ : 1"),
        (1, "1 : 1"),
    ],
)
def test_odds(value: float, text: str) -> None:
    assert odds(value) == text


@given(ANY, st.sampled_from([*FORMATS, "exact"]))
@example(999_949_999.5, "number")
@example(1e21, "exact")
@example(1e-7, "exact")
def test_the_page_prints_as_python_does(value: float, form: str) -> None:
    assert called(form, value) == (exact(value) if form == "exact" else show(value, form))


@given(st.floats(1e-300, 1e300), st.integers(1, 15))
def test_a_printed_number_can_be_typed(value: float, digits: int) -> None:
    assert called("typedNumber", number(value, digits)) == pytest.approx(
        value, rel=0.51 * 10 ** (1 - digits)
    )
    assert called("typedNumber", exact(value)) == value


@given(SHARE, st.sampled_from(["percent", "chance", "odds"]))
def test_a_printed_share_can_be_typed(value: float, form: str) -> None:
    typed = called("typedNumber", show(value, form))
    assert typed == pytest.approx(value, rel=0.01, abs=1.1e-12)
    if form != "odds":
        assert (typed in (0, 1)) == (value in (0, 1))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1 in 10,203", 1 / 10203),
        ("one in a million", 1e-6),
        ("1 in 2.5 million", 1 / 2.5e6),
        ("All but 1 in 100", 0.99),
        ("2.3 million", 2.3e6),
        ("a trillion", 1e12),
        ("1 : 1 trillion", 1e-12),
        ("3:1", 3),
        ("none", 0),
        ("certain", 1),
        ("10⁻⁶", 1e-6),
        ("−10⁻⁶", -1e-6),
        ("1/20", 0.05),
        ("5%", 0.05),
    ],
)
def test_numbers_are_taken_in_words(typed: str, meant: float) -> None:
    assert called("typedNumber", typed) == pytest.approx(meant, rel=1e-15)


@pytest.mark.parametrize(
    "typed",
    ["", "million", "in", "1 in", "1 in 2 in 3", "all but", "1 in ten", "nonesuch", "1 : 2 : 3"],
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert math.isnan(called("typedNumber", typed)) == (typed != "million")


@pytest.mark.parametrize(
    ("values", "form", "texts"),
    [
        ([16.25, 153.8, 6848.6], "number", ["16", "154", "6,849"]),
        ([69.0214, 687.4321], "number", ["69.0", "687.4"]),
        ([1, 10, 10_000], "number", ["1", "10", "10,000"]),
        ([999.9, 0.5], "number", ["999.9", "0.5"]),
        ([-0.25, 0.1], "number", ["−0.25", "0.10"]),
        ([0.96875, 0.3125, 0.03125], "percent", ["96.9%", "31.3%", "3.1%"]),
        ([0.5, 0.27, 4.5e-5], "percent", ["50%", "27%", "1 in 22,222"]),
        ([0.99882, 0.498], "percent", ["99.88%", "49.80%"]),
        ([0.00687, 0.0685, 0], "chance", ["1 in 146", "1 in 15", "none"]),
        ([0.25, 0.0685], "chance", ["25%", "6.85%"]),
        ([3, 0.25], "odds", ["3 : 1", "1 : 4"]),
        ([900, 2.5e13], "number", ["900", "25 trillion"]),
        ([0, 0.5, 0.25], "number", ["0\u2008\u2007\u2007", "0.50", "0.25"]),
        ([5000, 0.00012], "number", ["5,000\u2008" + "\u2007" * 5, "0.00012"]),
        ([1.49e-5, 2.68e-8], "number", ["1.49×10⁻⁵", "2.68×10⁻⁸"]),
        ([9.057e-5, 0.000499], "number", ["0.0000906", "0.0004990"]),
        ([math.inf, 1.25], "number", ["∞", "1.25"]),
        ([0, 0], "percent", ["0%", "0%"]),
        ([], "number", []),
    ],
)
def test_a_column_has_one_form(values: list[float], form: str, texts: list[str]) -> None:
    assert column(values, form) == texts


@given(st.lists(st.floats(1e-9, 1e8), min_size=1, max_size=6))
def test_a_column_stands_at_its_point_and_hides_nothing(values: list[float]) -> None:
    texts = column(values)
    plain = [text for text in texts if not text.endswith("llion") and "10" not in text[-4:]]
    ends = {len(text) - text.index(".") for text in plain if "." in text}
    assert len(ends) <= 1 or any("×" in text for text in texts)
    for value, text in zip(values, texts, strict=True):
        typed = called("typedNumber", text)
        assert typed == pytest.approx(value, rel=0.06)


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
