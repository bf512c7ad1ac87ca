import re

import matplotlib
import numpy as np
import pytest
from lxml import html

from bookkit import axes, color, show
from bookkit.drawing.figures import Figure
from bookkit.drawing.style import COLORS
from tests.bookkit.captions import unmarked


@pytest.fixture
def figure() -> Figure:
    fig, ax = axes(xlabel="years", ylabel="share", xscale="log", ylim=(0, 1))
    years = np.geomspace(1, 1e4, 50)
    ax.plot(years, 1 / years, color=color("orange"), label="formula")
    ax.plot(years, 1 / years, "o", color=color("blue"), label="simulated")
    ax.fill_between(years, 0, 1 / years, color=color("green"), alpha=0.2, label="below")
    ax.bar([1], [0.1], color=color("violet"), label="bars")
    ax.errorbar([10], [0.5], yerr=[0.1], fmt="o", color=color("grey"), label="measured")
    ax.axhline(0.5, color=color("grey"), linestyle="--", label="half")
    return show(fig, "fig-fall", alt='It "falls".', caption="It falls, $1/n$.")


def test_the_same_figure_gives_the_same_bytes(figure: Figure) -> None:
    first = figure.html()
    png = figure.png()
    assert figure.html() == first
    assert figure.png() == png


def test_markup(figure: Figure) -> None:
    tree = html.fromstring(figure.html())
    assert (tree.tag, tree.get("id")) == ("figure", "fig-fall")
    wide, narrow = tree.xpath("./div/svg")
    for drawing in (wide, narrow):
        assert (drawing.get("role"), drawing.get("aria-label")) == ("img", 'It "falls".')
        assert "years" in drawing.xpath(".//text/text()")
    assert (wide.get("display"), narrow.get("display")) == (None, "none")
    assert tree.xpath("./ul/li/text()") == [
        "formula",
        "simulated",
        "below",
        "half",
        "bars",
        "measured",
    ]
    assert unmarked(tree.xpath("./figcaption")[0], "fig-fall") == r"It falls, \(1/n\)."


def test_nothing_reaches_beyond_the_drawing(figure: Figure) -> None:
    text = figure.html()
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(set(ids)) == len(ids)
    assert all(name.startswith("fig-fall") for name in ids)
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(ids)
    assert not re.search(r"<style|style=|<metadata|font-family|<!--|xlink|\bon\w+=", text)


def test_colours_are_the_pages_own(figure: Figure) -> None:
    text = figure.html()
    for name in ("orange", "blue", "green", "grey"):
        assert f"var(--{name}, {COLORS[name][0]})" in text
    assert "currentColor" in text
    assert re.sub(r"var\(--\w+, #\w+\)", "", text).count("#") == len(
        re.findall(r'"#|\(#|>#<', text)
    )


def test_the_drawing_is_also_a_picture(figure: Figure) -> None:
    bundle = figure._repr_mimebundle_()
    assert bundle["image/png"].startswith("iVBOR")
    assert bundle["text/plain"] == "Figure('fig-fall'): It \"falls\"."


def test_the_key_shows_the_marks_that_are_drawn() -> None:
    fig, ax = axes(xlabel="years", ylabel="share")
    ax.plot([1], [1], "x", label="cross")
    ax.plot([1], [1], "o", label="dot")
    ax.plot([1], [1], "o", markerfacecolor="none", label="ring")
    tree = html.fromstring(show(fig, "fig-marks", alt="a", caption="c").html())
    cross, dot, ring = tree.xpath("//ul[@class='key']/li/svg")
    assert cross.xpath("path/@d") == ["M9,2L17,10M9,10L17,2"]
    assert dot.xpath("circle[not(@fill='none')]")
    assert ring.xpath("circle[@fill='none' and @stroke]")
    ax.plot([1], [1], "*", label="star")
    with pytest.raises(ValueError, match=r"marker is '\*'"):
        show(fig, "fig-marks", alt="a", caption="c").html()


def test_labels_of_ticks_never_touch() -> None:
    fig, _ = axes(xlabel="years", ylabel="share", xlim=(0, 9e6), ylim=(0, 1))
    figure = show(fig, "fig-wide", alt="a", caption="c")
    _, narrow = html.fromstring(figure.html()).xpath("./div/svg")
    labels = [float(label.get("x")) for label in narrow.xpath(".//text[contains(., ',')]")]
    assert len(labels) >= 2
    assert min(np.diff(labels)) > 80


def test_one_notation_runs_along_an_axis() -> None:
    fig, _ = axes(xlabel="years", ylabel="share", xlim=(0, 2e7), ylim=(0, 1))
    wide, _ = html.fromstring(show(fig, "fig-wide", alt="a", caption="c").html()).xpath("./div/svg")
    labels = [label.text_content() for label in wide.xpath(".//text[contains(., 'million')]")]
    assert "5 million" in labels
    assert "20 million" in labels
    assert not wide.xpath(".//text[contains(., ',')]")


def test_house_style_leaves_the_callers_text_alone() -> None:
    fig, _ = axes(xlabel="cost in $", ylabel="worth in $", xlim=(0, 1), ylim=(0, 1))
    assert "cost in $" in show(fig, "fig-money", alt="a", caption="c").html()


def distance(one: str, other: str) -> float:
    """How far apart two colours look, roughly: 100 from black to white."""
    return float(np.linalg.norm(np.subtract(_lab(one), _lab(other))))


@pytest.mark.parametrize("paper", [0, 1], ids=["light", "dark"])
def test_colours_stand_out_from_paper_and_from_each_other(paper: int) -> None:
    inks = {name: pair[paper] for name, pair in COLORS.items() if name != "paper"}
    for name, ink in inks.items():
        assert _contrast(ink, COLORS["paper"][paper]) >= 4.5, name
    personas = [inks[name] for name in ("green", "orange", "violet", "blue")]
    for blindness in (_SEES, _PROTAN, _DEUTAN):
        seen = [_seen(ink, blindness) for ink in personas]
        closest = min(distance(a, b) for i, a in enumerate(seen) for b in seen[:i])
        assert closest > 18


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: axes(xlabel="", ylabel="y"), "xlabel is ''"),
        (lambda: axes(xlabel="x", ylabel="y", xscale="cubic"), "xscale is 'cubic'"),
        (lambda: axes(xlabel="x", ylabel="y", yscale="log", ylim=(0, 1)), "ylim is"),
        (lambda: axes(xlabel="x", ylabel="y", xlim=(1, 1)), "xlim is"),
        (lambda: color("pink"), "color is 'pink'; allowed: one of green, orange"),
        (
            lambda: show(axes(xlabel="x", ylabel="y")[0], "Fig 1", alt="a", caption="c"),
            "id is 'Fig 1'",
        ),
        (lambda: show(axes(xlabel="x", ylabel="y")[0], "fig-1", alt="", caption="c"), "alt is ''"),
        (
            lambda: show(axes(xlabel="x", ylabel="y")[0], "fig-1", alt="a", caption=""),
            "caption is ''",
        ),
    ],
)
def test_errors(call: object, named: str) -> None:
    with pytest.raises(ValueError, match=re.escape(named)):
        call()


# Viénot, Brettel and Mollon (1999), on linear RGB.
_SEES = np.eye(3)
_PROTAN = np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]])
_DEUTAN = np.array([[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]])


def _linear(ink: str) -> np.ndarray:
    rgb = np.array(matplotlib.colors.to_rgb(ink))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def _seen(ink: str, blindness: np.ndarray) -> str:
    linear = np.clip(blindness @ _linear(ink), 0, 1)
    return matplotlib.colors.to_hex(
        np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    )


def _contrast(one: str, other: str) -> float:
    light, dark = sorted(
        (_linear(c) @ [0.2126, 0.7152, 0.0722] for c in (one, other)), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


def _lab(ink: str) -> tuple[float, float, float]:
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    ratios = (np.array(to_xyz) @ _linear(ink)) / [0.9505, 1, 1.089]
    x, y, z = np.where(ratios > 0.008856, np.cbrt(ratios), 7.787 * ratios + 16 / 116)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
