"""Numbers, and short texts, as readers see them.

`explorer/numbers.js` prints readouts by the same rules, so that a page looks the same before and after its
script runs; a browser test holds the two together.
"""

import html
import json
import math
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

FORMATS = ("number", "percent", "chance", "odds")

FIGURE_BLANK, POINT_BLANK = "\u2007", "\u2008"
"""Blanks as wide as a figure and as a point."""

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_WORDS = {6: "million", 9: "billion", 12: "trillion"}
_A_POWER = {"1,000,000": "a million", "1 billion": "a billion", "1 trillion": "a trillion"}
_FIGURES = range(-4, 7)
_IN_WORDS = range(7, 15)
_PERCENTS = 0.001
_CHANCES = 0.01
_RAREST = 1e12
_MORE_PLACES, _MOST_PLACES = 2, 7


def power_of_ten(exponent: int) -> str:
    """``10⁻³`` for -3."""
    return "10" + str(exponent).translate(_SUPERSCRIPTS)


def number(value: float, digits: int = 4) -> str:
    """A number in `digits` significant digits, never fewer than its whole part has.

    Thousands are grouped. From ten million on, which nobody takes in at a glance, a word tells the size;
    below 1/10,000 and from a thousand trillion on, powers of ten are used.

    >>> number(690775.5), number(68.9676), number(49_999_950), number(1e-12), number(math.inf)
    ('690,776', '68.97', '50 million', '10⁻¹²', '∞')
    """
    value = float(value)
    if math.isnan(value):
        return "–"
    sign = "−" if value < 0 else ""
    if math.isinf(value):
        return sign + "∞"
    if value == 0:
        return "0"
    exact = Decimal(abs(value))
    exponent = _round(exact, digits).adjusted()
    if exponent in _FIGURES:
        return sign + _strip(f"{_fixed(exact, digits - 1 - exponent):,f}")
    if exponent in _IN_WORDS:
        power = exponent - exponent % 3
        size = _round(exact, max(digits, exponent - power + 1)).scaleb(-power)
        return f"{sign}{_strip(f'{size:f}')} {_WORDS[power]}"
    mantissa = _strip(f"{_round(exact, digits).scaleb(-exponent):f}")
    return sign + ("" if mantissa == "1" else f"{mantissa}×") + power_of_ten(exponent)


def exact(value: float) -> str:
    """A number with all of its digits, for hovering and quoting.

    >>> exact(1 / 3), exact(690_776), exact(2.4986387220180894e-45)
    ('0.3333333333333333', '690,776', '2.4986387220180894×10⁻⁴⁵')
    """
    value = float(value)
    if not math.isfinite(value) or value == 0:
        return number(value)
    digits = Decimal(repr(abs(value))).normalize()
    exponent = digits.adjusted()
    sign = "−" if value < 0 else ""
    if -7 <= exponent <= 15:
        return f"{sign}{digits:,f}"
    mantissa = f"{digits.scaleb(-exponent):f}"
    return sign + ("" if mantissa == "1" else f"{mantissa}×") + power_of_ten(exponent)


def percent(value: float, digits: int = 3) -> str:
    """A share as a percentage, with `digits` significant digits of the distance to the nearer end.

    Within a thousandth of an end a share is told as ``1 in 10,203`` or ``all but 1 in 10,203``: one that is
    not quite 1 never prints as 100%, nor one that is not quite 0 as 0%.

    >>> percent(0.345), percent(0.9988), percent(1 / 10203), percent(1 - 1e-5), percent(0)
    ('34.5%', '99.88%', '1 in 10,203', 'all but 1 in 100,000', '0%')
    """
    value = float(value)
    return _near_an_end(value, _PERCENTS) or _in_hundreds(value, digits)


def chance(value: float, digits: int = 3) -> str:
    """A chance as people tell it: ``1 in 10,203``, or as a percentage from 1% to 99%.

    >>> chance(1 / 10203), chance(0.0125), chance(1 - 1 / 10203), chance(1e-6), chance(1e-30), chance(0)
    ('1 in 10,203', '1.25%', 'all but 1 in 10,203', '1 in a million', 'less than 1 in a trillion', 'none')
    """
    value = float(value)
    if value in (0, 1):
        return "certain" if value else "none"
    return _near_an_end(value, _CHANCES) or _in_hundreds(value, digits)


def odds(value: float, digits: int = 4) -> str:
    """Odds with the larger side first or last, as it falls: ``3 : 1``, ``1 : 250``."""
    value = float(value)
    if 0 < value < 1:
        return "1 : " + number(1 / value, digits)
    return number(value, digits) + " : 1"


def show(value: float, form: str = "number", digits: int | None = None) -> str:
    """`value` in one of `FORMATS`, with the digits usual for it or with `digits`."""
    printer = {"number": number, "percent": percent, "chance": chance, "odds": odds}[form]
    return printer(value) if digits is None else printer(value, digits)


def column(values: Sequence[float], form: str = "number", digits: int | None = None) -> list[str]:
    """Numbers that stand below each other, in one form: the same decimals for all, aligned at the point.

    The greatest has its `digits` and the least two of its own. Where that takes too many places for the eye
    each number has its own digits, and what fills it up to the others' places is blank, as after a true zero.

    >>> column([687.4321, 69.0214, 0]), column([0.5, 0.25, 0.0002], "percent"), column([0.2, 0.001], "chance")
    (['687.4', '69.0', '0\u2008\u2007'], ['50%', '25%', '1 in 5,000'], ['1 in 5', '1 in 1,000'])
    """
    values = [float(value) for value in values]
    digits = digits or (4 if form in ("number", "odds") else 3)
    if (
        form == "chance"
        and all(0 <= value <= 0.5 for value in values)
        and min(values, default=1) < _CHANCES
    ):
        return [_one_in(value) if value else "none" for value in values]
    if form in ("odds", "chance"):
        return [show(value, form, digits) for value in values]
    scale, unit = (100, "%") if form == "percent" else (1, "")
    plain = [value for value in values if not _apart(value, form)]
    places = _places([scale * value for value in plain if value], digits, form == "percent")
    if places is None:
        return _padded([show(value, form, digits) for value in values])
    return _padded(
        [
            show(value, form, digits)
            if _apart(value, form) or value == 0
            else f"{'−' if value < 0 else ''}{_fixed(Decimal(abs(scale * value)), places):,f}{unit}"
            for value in values
        ]
    )


def _apart(value: float, form: str) -> bool:
    """Whether a number cannot have the decimals of its column."""
    return not math.isfinite(value) or bool(form == "percent" and _near_an_end(value, _PERCENTS))


def _places(values: Sequence[float], digits: int, shares: bool) -> int | None:
    """How many decimals suit numbers in one column; ``None`` if their sizes are too far apart."""
    sizes = [Decimal(abs(value)) for value in values]
    if not sizes:
        return 0
    if max(sizes) >= 10**9:
        return None
    ends = [*sizes, *(100 - size for size in sizes if shares and 50 < size < 100)]
    most = digits - 1 - _round(max(sizes), digits).adjusted()
    least = max(_decimals(_round(size, 2)) for size in ends)
    places = max(0, most, least)
    if least - max(0, most) > _MORE_PLACES or places > _MOST_PLACES:
        return None
    return max(_decimals(_fixed(size, places).normalize()) for size in sizes)


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))


def _padded(texts: list[str]) -> list[str]:
    """Plain numbers filled up with blanks to the same number of decimals; others as they are."""
    found = [re.fullmatch(r"−?[\d,]+(?:\.(\d+))?%?", text) for text in texts]
    most = max((len(match[1] or "") for match in found if match), default=0)

    def blanks(match: re.Match[str]) -> str:
        own = match[1] or ""
        return (POINT_BLANK if most and not own else "") + FIGURE_BLANK * (most - len(own))

    return [
        text + blanks(match) if match else text for text, match in zip(texts, found, strict=True)
    ]


def _near_an_end(value: float, near: float) -> str:
    if 0 < value < near:
        return _one_in(value)
    if 1 - near < value < 1:
        return f"all but {_one_in(1 - value)}"
    return ""


def _one_in(value: float) -> str:
    many = 1 / value
    if many > _RAREST * 1.0005:
        return "less than 1 in a trillion"
    text = number(many, 2 if many < 100 else 3)
    return f"1 in {_A_POWER.get(text, text)}"


def _in_hundreds(value: float, digits: int) -> str:
    hundred = 100 * value
    if not 0.5 < value < 1:
        return number(hundred, digits) + "%"
    exponent = _round(Decimal(100 - hundred), digits).adjusted()
    return _strip(f"{_fixed(Decimal(hundred), max(0, digits - 1 - exponent)):f}") + "%"


def plain(value: float) -> str:
    """A number with all of its digits, as scripts write it."""
    value = float(value)
    return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, repr(value).removesuffix(".0"))


def full(value: float) -> str:
    """The attributes of an element that prints a number: all of its digits, for scripts and for hovering."""
    return f' data-value="{plain(value)}" title="{exact(value)}"'


def in_page(record: object) -> str:
    """Plain data as JSON that may stand inside a ``<script>``: no text in it can end that.

    >>> in_page({"<": "</script>"})
    '{"\\\\u003c": "\\\\u003c/script>"}'
    """
    return json.dumps(record, ensure_ascii=False).replace("<", "\\u003c")


def rich(text: str) -> str:
    """A caption as HTML: escaped, with ``$math$``, ``*emphasis*`` and `````code`````.

    Mathematics is wrapped in elements of Sphinx's own class, by which notebooks and the site know it.
    """
    text = html.escape(text, quote=False)
    text = re.sub(
        r"\$([^$]+)\$", r'<span class="math notranslate nohighlight">\\(\1\\)</span>', text
    )
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", text)
    return re.sub(r"(?<![\w*\\])\*([^*\s][^*]*)\*(?![\w*])", r"<em>\1</em>", text)


def _round(value: Decimal, digits: int) -> Decimal:
    # Half up, not half even: what JavaScript does.
    return Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(value)


def _fixed(value: Decimal, places: int) -> Decimal:
    unit = Decimal(1).scaleb(-max(0, places))
    return value.quantize(unit, rounding=ROUND_HALF_UP, context=Context(prec=60))


def _strip(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
