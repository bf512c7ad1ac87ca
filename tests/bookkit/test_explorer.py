import itertools
import json
import math
import re
from collections.abc import Callable

import ipywidgets
import numpy as np
import pytest
import sympy as sp
from lxml import html

from bookkit import Axis, Curve, Mark, Readout, Slider, explorer
from bookkit.explorer import Explorer, page_script, stylesheet
from tests.bookkit.captions import unmarked
from threeforms import Domain, Parameter

n, p, q = sp.symbols("n p q", positive=True)
LEAK = Parameter(p, "leak", Domain(0, 1, open_lo=True))
READ = Parameter(n, "documents", Domain(0, whole=True))


def tree(shown: Explorer) -> html.HtmlElement:
    return html.fromstring(f"<div>{shown.html()}</div>")


def test_contract(decay: Explorer) -> None:
    (figure,) = tree(decay).xpath("./figure[@class='explorer']")
    assert (figure.get("data-explorer"), figure.get("id")) == ("decay", "decay")
    sliders = {slider.get("name"): slider for slider in figure.xpath(".//input[@type='range']")}
    assert list(sliders) == ["loss", "share", "age"]
    assert sliders["loss"].get("data-scale") == "log"
    assert float(sliders["loss"].get("value")) == -2
    assert float(sliders["loss"].get("data-value")) == 0.01
    assert sliders["loss"].get("aria-valuetext") == "0.01 a year"
    assert sliders["share"].get("data-scale") is None
    outputs = {output.get("name"): output for output in figure.xpath(".//output")}
    assert list(outputs) == ["half_life", "left_now", "odds", "end"]
    assert float(outputs["half_life"].get("data-value")) == decay.readout("half_life")
    assert outputs["half_life"].text == "68.97"
    assert (outputs["end"].get("data-value"), outputs["end"].text) == ("Infinity", "never")
    assert [path.get("data-curve") for path in figure.xpath(".//path[@data-curve]")] == [
        "left",
        "lost",
    ]


def test_everything_has_a_name_for_those_who_cannot_see_it(decay: Explorer) -> None:
    figure = tree(decay)
    (drawing,) = figure.xpath(".//svg[@role='img']")
    assert drawing.get("aria-label") == 'Two curves, "left" falls & <lost> rises.'
    labelled = {label.get("for") for label in figure.xpath(".//label")}
    for field in figure.xpath(".//input | .//output"):
        assert field.get("id") in labelled or field.get("aria-label")
    caption = unmarked(figure.xpath(".//figcaption")[0], "decay")
    assert caption == r"What is lost is not left: \(a < b\)."


def test_ids_are_unique_and_begin_with_the_explorers_own(decay: Explorer, powers: Explorer) -> None:
    for shown in (decay, powers):
        ids = [element.get("id") for element in tree(shown).xpath(".//*[@id]")]
        assert len(set(ids)) == len(ids)
        assert all(name.startswith(shown.design.id) for name in ids)


def test_the_same_parts_give_the_same_bytes(parts: Callable[..., dict]) -> None:
    assert explorer("decay", **parts()).html() == explorer("decay", **parts()).html()


def test_the_first_state_is_drawn_without_a_script(decay: Explorer) -> None:
    (path,) = tree(decay).xpath(".//path[@data-curve='left']")
    points = np.array(re.findall(r"([\d.]+),([\d.]+)", path.get("d")), dtype=float)
    assert points[:, 0] == pytest.approx(np.linspace(0, 1000, 201))
    assert points[:, 1] == pytest.approx(1000 * (1 - 0.9 * 0.99 ** points[:, 0]), abs=0.051)


def test_readers_without_a_script_are_told(decay: Explorer) -> None:
    assert "<noscript><p>The sliders need JavaScript." in decay.html()


def test_a_gap_is_where_there_is_no_number(powers: Explorer) -> None:
    (path,) = tree(powers).xpath(".//path[@data-curve='gap']")
    first = float(re.match(r"M([\d.]+),", path.get("d"))[1])
    assert 330 < first < 340
    assert "nan" not in powers.html().lower()


def test_marks_and_bands_are_drawn(decay: Explorer, powers: Explorer) -> None:
    places = {
        path.get("data-mark"): path.get("d") for path in tree(decay).xpath(".//path[@data-mark]")
    }
    assert places == {"age": "M300.0,0V1000", "now": "M300.0,955.9h0"}
    (rule,) = tree(powers).xpath(".//path[@data-mark]")
    assert rule.get("d") == "M0,333.3H1000"
    (band,) = tree(powers).xpath(".//path[@data-band='left']")
    assert band.get("d").endswith("Z")


def test_a_mark_out_of_sight_is_hidden(parts: Callable[..., dict]) -> None:
    shown = explorer("decay", **parts(marks={"far": Mark(x=1e5 * p, y=p)}))
    assert tree(shown).xpath(".//path[@data-mark]")[0].get("d") != ""
    shown = explorer("decay", **parts(marks={"far": Mark(x=1e6 * p, y=p)}))
    assert tree(shown).xpath(".//path[@data-mark]")[0].get("d") == ""


def test_texts_cannot_become_markup(parts: Callable[..., dict]) -> None:
    bad = '"><script>alert(1)</script>'
    shown = explorer(
        "decay",
        **parts(
            x=Axis(n, 0, 1, label=bad),
            curves={"left": Curve(p, label=bad)},
            sliders=[Slider(p, 0, 1, value=0.5, label=bad, unit=bad)],
            readouts={"half": Readout(p / 2, label=bad, unit=bad, infinite=bad)},
            marks={"m": Mark(x=p)},
            alt=bad,
            caption=bad,
        ),
    )
    scripts = tree(shown).xpath(".//script")
    assert [script.get("type") for script in scripts] == ["application/json", None]
    assert json.loads(scripts[0].text)["readouts"]["half"]["unit"] == bad


def test_readouts_by_numpy(decay: Explorer) -> None:
    assert decay.readout("half_life") == pytest.approx(math.log(2) / -math.log(0.99), rel=1e-15)
    assert decay.readout("half_life", loss=0.5) == pytest.approx(1)
    assert decay.readout("end", loss=0.5) == 2
    assert decay.readout("end") == math.inf
    with pytest.raises(ValueError, match="readout is 'life'; allowed: one of half_life, left_now"):
        decay.readout("life")
    with pytest.raises(ValueError, match="slider is 'speed'"):
        decay.readout("half_life", speed=1)
    with pytest.raises(ValueError, match=r"loss is 0.6; allowed: a number in \[0.0001, 0.5\]"):
        decay.readout("half_life", loss=0.6)


def test_every_extreme_gives_numbers(decay: Explorer, powers: Explorer) -> None:
    for shown in (decay, powers):
        sliders = shown.design.sliders
        for ends in itertools.product(*((slider.lo, slider.hi) for slider in sliders.values())):
            for readout in shown.design.readouts:
                value = shown.readout(readout, **dict(zip(sliders, ends, strict=True)))
                assert not math.isnan(value)


def test_it_is_a_widget(parts: Callable[..., dict]) -> None:
    one, other = explorer("one", **parts()), explorer("other", **parts())
    seen = []
    one.observe(lambda change: seen.append(change.new), "loss")
    ipywidgets.link((one, "loss"), (other, "loss"))
    one.loss = 0.25
    assert seen == [0.25]
    assert other.state() == {"loss": 0.25}
    assert one.readout("half_life") == pytest.approx(math.log(2) / -math.log(0.75))
    assert {"loss", "_esm", "_css", "_markup"} <= set(one.get_state())
    assert repr(one) == "Explorer('one', loss=0.25)"
    with pytest.raises(ValueError, match=r"loss is 0\.9; allowed"):
        one.loss = 0.9
    assert one.loss == 0.25


def test_it_shows_itself_live_and_as_a_page(decay: Explorer) -> None:
    data, _ = decay._repr_mimebundle_()
    assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"}
    assert data["text/html"] == decay.html()
    assert "export default live(" in decay._esm


def test_no_script_asks_for_what_a_strict_policy_forbids(decay: Explorer) -> None:
    for source in (page_script(), decay._esm, decay.html()):
        assert not re.search(r"\beval\b|new Function|https?://(?!www\.w3\.org)", source)
    assert not re.search(r"@import|url\(", stylesheet())


def test_scripts_that_become_one_module_share_no_name(decay: Explorer) -> None:
    for source in (page_script(), decay._esm):
        names = re.findall(
            r"^(?:export )?(?:async )?(?:const|let|function|class) (\w+)", source, re.M
        )
        assert len(names) > 20
        assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize(
    ("replacements", "named"),
    [
        ({"id": "Two Fates"}, "id is 'Two Fates'"),
        ({"alt": ""}, "alt is ''"),
        ({"caption": " "}, "caption is ' '"),
        ({"curves": {}}, "curves is {}"),
        ({"sliders": []}, "sliders is []"),
        ({"curves": {"Bad name": Curve(p, label="c")}}, "curves is 'Bad name'"),
        (
            {"curves": {"c": Curve(p * q, label="c")}},
            "symbols of curve c is ['q (positive)']; allowed: n (nonnegative), p (positive)",
        ),
        (
            {"readouts": {"r": Readout(p * sp.Symbol("z"), label="r")}},
            "symbols of readout r is ['z']; allowed: p (positive)",
        ),
        (
            {"readouts": {"r": Readout(sp.Symbol("p", real=True), label="r")}},
            "symbols of readout r is ['p (real)']; allowed: p (positive)",
        ),
        ({"marks": {"m": Mark(x=q)}}, "symbols of mark m_x is ['q (positive)']"),
        ({"readouts": {"loss": Readout(p, label="r")}}, "names of readouts is ['loss']"),
        (
            {"readouts": {"r": Readout(sp.log(p - 0.1), label="r")}},
            "readout r at loss=0.0001 is nan",
        ),
        (
            {"curves": {"c": Curve(sp.sqrt(p - 0.1), label="c")}},
            "curve c at loss=0.0001 is 'empty'",
        ),
        ({"x": Axis(None, 0, 1, label="x")}, "x is None"),
        (
            {"sliders": [Slider(s, 0.1, 0.5, value=0.2, label="s", name="loss") for s in (p, q)]},
            "names of sliders is ['loss', 'loss']",
        ),
        (
            {"sliders": [Slider(p, 0.1, 0.5, value=0.2, label="s", name=s) for s in ("a", "b")]},
            "symbols of x and sliders is",
        ),
        (
            {"sliders": [Slider(p, 0.1, 0.5, value=0.2, label="s", name="layout")]},
            "name of slider is 'layout'",
        ),
    ],
)
def test_errors(parts: Callable[..., dict], replacements: dict, named: str) -> None:
    arguments = parts(**replacements)
    with pytest.raises(ValueError, match=re.escape(named)):
        explorer(arguments.pop("id", "decay"), **arguments)


def test_a_slider_takes_symbol_name_and_wholeness_from_a_parameter() -> None:
    slider = Slider(LEAK, 0.1, 0.5, value=0.2, label="s")
    assert (slider.symbol, slider.name, slider.integer) == (p, "leak", False)
    slider = Slider(READ, 1, 9, value=2, label="s", name="read")
    assert (slider.symbol, slider.name, slider.integer) == (n, "read", True)


@pytest.mark.parametrize(
    ("part", "named"),
    [
        (lambda: Axis(n, 1, 1, label="x"), "lo and hi is (1, 1); allowed: lo < hi"),
        (lambda: Axis(n, 0, 1, label="x", scale="log"), "lo is 0; allowed: a number above 0"),
        (lambda: Axis(n, 0, math.inf, label="x"), "hi is inf; allowed: a finite number"),
        (
            lambda: Axis(n, 0, 1, label="x", scale="cubic"),
            "scale is 'cubic'; allowed: one of linear, log",
        ),
        (lambda: Axis(n, 0, 1, label=""), "label is ''"),
        (lambda: Axis(n, 0, 1, label="x", ticks={2: "two"}), "ticks is 2"),
        (lambda: Curve(p, label="c", color="pink"), "color is 'pink'; allowed: one of green"),
        (lambda: Curve(p, label=""), "label is ''"),
        (lambda: Mark(), "x and y is None"),
        (lambda: Mark(x=p, color="pink"), "color is 'pink'"),
        (lambda: Readout(p, label=""), "label is ''"),
        (lambda: Readout(p, label="r", format="roman"), "format is 'roman'"),
        (lambda: Readout(p, label="r", digits=0), "digits is 0"),
        (lambda: Readout(p, label="r", color="pink"), "color is 'pink'"),
        (lambda: Slider("p", 0, 1, value=0, label="s"), "symbol is 'p'"),
        (lambda: Slider(sp.Symbol("P n"), 0, 1, value=0, label="s"), "name is 'P n'"),
        (lambda: Slider(p, 0, 1, value=2, label="s"), "value is 2; allowed: a number in [0, 1]"),
        (lambda: Slider(p, 0, 1, value=math.nan, label="s"), "value is nan"),
        (lambda: Slider(p, 0, 1, value="1", label="s"), "value is '1'"),
        (
            lambda: Slider(p, 0, 1.5, value=1, label="s", integer=True),
            "hi is 1.5; allowed: a whole number",
        ),
        (
            lambda: Slider(p, 0, 9, value=1.5, label="s", integer=True),
            "value is 1.5; allowed: a whole number",
        ),
        (lambda: Slider(p, 0, 1, value=0.5, label="s", scale="log"), "lo is 0; allowed"),
        (
            lambda: Slider(LEAK, 0, 0.5, value=0.1, label="s"),
            "lo of leak is 0; allowed: a number above 0 and at most 1",
        ),
        (lambda: Slider(LEAK, 0.1, 1.5, value=0.2, label="s"), "hi of leak is 1.5"),
        (lambda: Slider(READ, 0, 9, value=1.5, label="s"), "value is 1.5; allowed: a whole number"),
    ],
)
def test_errors_of_parts(part: Callable[[], object], named: str) -> None:
    with pytest.raises(ValueError, match=re.escape(named)):
        part()
