"""Numbers, and short texts, as readers see them.

`explorer/numbers.js` prints readouts by the same rules, so that a page looks the same before and after its
script runs; a browser test holds the two together.
"""

import html
import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal

FORMATS = ("number", "percent", "odds")

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_FIXED = range(-4, 9)
_WIDEST_PERCENT = 6


def power_of_ten(exponent: int) -> str:
    """``10⁻³`` for -3."""
    return "10" + str(exponent).translate(_SUPERSCRIPTS)


def number(value: float, digits: int = 4) -> str:
    """A number in `digits` significant digits, never fewer than its whole part has.

    Thousands are grouped; below 1/10,000 and from a billion on, powers of ten are used.

    >>> number(690775.5), number(68.9676), number(1e-12), number(math.inf)
    ('690,776', '68.97', '1×10⁻¹²', '∞')
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
    if exponent in _FIXED:
        return sign + _strip(f"{_fixed(exact, digits - 1 - exponent):,f}")
    mantissa = _round(exact, digits).scaleb(-exponent)
    return f"{sign}{_strip(f'{mantissa:f}')}×{power_of_ten(exponent)}"


def percent(value: float, digits: int = 3) -> str:
    """A share as a percentage, with `digits` significant digits of the distance to the nearer end.

    A share that is not quite 1 never prints as 100%, nor one that is not quite 0 as 0%.

    >>> percent(0.345), percent(0.99988), percent(1 - 1e-12), percent(1e-9)
    ('34.5%', '99.988%', '> 99.999999%', '1×10⁻⁷%')
    """
    value = float(value)
    hundred = 100 * value
    if not 0.5 < value < 1:
        return number(hundred, digits) + "%"
    rest = 100 - hundred
    exponent = _round(Decimal(rest), digits).adjusted() if rest else -99
    if exponent < -_WIDEST_PERCENT:
        return f"> 99.{'9' * _WIDEST_PERCENT}%"
    places = min(max(0, digits - 1 - exponent), _WIDEST_PERCENT)
    return _strip(f"{_fixed(Decimal(hundred), places):f}") + "%"


def odds(value: float, digits: int = 4) -> str:
    """Odds with the larger side first or last, as it falls: ``3 : 1``, ``1 : 250``."""
    value = float(value)
    if 0 < value < 1:
        return "1 : " + number(1 / value, digits)
    return number(value, digits) + " : 1"


def show(value: float, form: str = "number", digits: int | None = None) -> str:
    """`value` in one of `FORMATS`, with the digits usual for it or with `digits`."""
    printer = {"number": number, "percent": percent, "odds": odds}[form]
    return printer(value) if digits is None else printer(value, digits)


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
