"""Formulas, typeset in Python."""

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from lxml import html

from bookkit.site.html.typesetting import FormulaError, Typesetter, characters, font_files


@pytest.fixture
def typesetter() -> Typesetter:
    return Typesetter("fonts")


def test_sets_a_formula_for_eyes_and_for_screen_readers(typesetter: Typesetter) -> None:
    tree = html.fromstring(typesetter.set(r"\frac{a}{b} \le 1", display=False))
    assert tree.tag == "mjx-container"
    assert "".join(tree.xpath(".//math//text()")) == "ab≤1"
    assert tree.xpath("string(mjx-math/@aria-hidden)") == "true"


def test_display_is_its_own_line(typesetter: Typesetter) -> None:
    inline = typesetter.set("x", display=False)
    assert 'display="true"' in typesetter.set("x", display=True)
    assert 'display="true"' not in inline


@pytest.mark.parametrize("source", [r"\frac{1", r"\nosuchcommand x", r"x^2^3", r"\begin{align} x"])
def test_refuses_what_is_no_formula(typesetter: Typesetter, source: str) -> None:
    with pytest.raises(FormulaError, match=re.escape(source)):
        typesetter.set(source, display=True)


def test_sets_formulas_inside_markup_and_nothing_else(typesetter: Typesetter) -> None:
    markup = (
        r'<p>\(not a formula\) <span class="math notranslate nohighlight">\(a &lt; b\)</span></p>'
        '<div class="math notranslate nohighlight">\\[c\n= d\\]</div>'
    )
    tree = html.fromstring(f"<div>{typesetter.set_all(markup)}</div>")
    assert r"\(not a formula\)" in tree.text_content()
    assert ["".join(m.itertext()) for m in tree.iter("math")] == ["a<b", "c=d"]


def test_brackets_and_stops_stay_with_their_formula(typesetter: Typesetter) -> None:
    formula = r'<span class="math notranslate nohighlight">\(x\)</span>'
    markup = (
        f"<p>Let (positive {formula}). So ({formula}), [{formula}] “{formula}”; {formula} is.</p>"
    )
    tree = html.fromstring(typesetter.set_all(markup))
    kept = [(span.text or "", span[-1].tail or "") for span in tree.xpath(".//span[@class='math']")]
    assert kept == [("", ")."), ("(", "),"), ("[", "]"), ("“", "”;"), ("", "")]


def test_style_is_for_what_was_set() -> None:
    one, other = Typesetter("fonts"), Typesetter("fonts")
    assert one.style() == ""
    one.set("x", display=False)
    other.set(r"\alpha", display=False)
    assert "mjx-c1D465" in one.style()
    assert "mjx-c1D465" not in other.style()
    assert 'url("fonts/' in one.style()


def test_fonts_are_those_that_the_style_names(typesetter: Typesetter) -> None:
    typesetter.set(r"\mathcal{A}\mathbb{B}\mathbf{c}\Big(\sum", display=True)
    style = typesetter.style()
    named = {part.split('"')[0] for part in style.split('url("fonts/')[1:]}
    assert named
    assert named <= {f"{font.stem}.woff2" for font in font_files()}


def test_fonts_hold_what_the_pages_show_and_no_more(site: Path) -> None:
    pages = [path.read_text(encoding="utf-8") for path in (site / "chapters").glob("*.html")]
    shown = set[int]().union(*map(characters, pages))
    assert set(map(ord, "∑xθ")) <= shown
    named = {name for page in pages for name in re.findall(r"assets/(math/[\w.-]+)", page)}
    fonts = {name: TTFont(site / "assets" / name) for name in named}
    held = {name: set(font.getBestCmap()) for name, font in fonts.items()}
    every = {path.name: set(TTFont(path).getBestCmap()) for path in font_files()}
    for name, codes in held.items():
        has = every[f"{Path(name).stem}.woff"]
        assert codes == (has & shown or has), name
