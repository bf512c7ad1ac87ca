import itertools
import random
import re

import pytest
import sympy as sp
from lxml import html

from bookkit import Axis, Crowd, Curve, Slider, Sort, explorer
from bookkit.explorer import Explorer
from bookkit.explorer.crowd import apportioned, columns, left_of, shuffled

a, b, stay, n = sp.symbols("a b stay n", nonnegative=True)
SORTS = {
    "one": Sort(share=a, label="ones", color="green"),
    "two": Sort(share=b, stays=stay, label="twos", color="orange", glyph="moustache"),
    "three": Sort(share=0.1, label="threes & <more>", color="violet", glyph="disguised"),
}
SLIDERS = [
    Slider(a, 0, 1, value=0.3, label="share of one"),
    Slider(b, 0, 1, value=0.6, label="share of two"),
    Slider(stay, 0, 1, value=0.5, label="stays"),
]


def crowded(figures: int = 100, shows: str = "both", **more: object) -> Explorer:
    return explorer(
        "crowd",
        **{
            "crowd": Crowd(SORTS, figures=figures, shows=shows, plays="stay"),
            "sliders": SLIDERS,
            "alt": 'A "crowd".',
            "caption": "Some stay.",
            **more,
        },
    )


def tree(shown: Explorer) -> html.HtmlElement:
    return html.fromstring(f"<div>{shown.html()}</div>")


def places(line: html.HtmlElement) -> list[str]:
    first, *inner, last = line.get("points").split(" ")
    assert first == last == "-9,-9"
    return inner


@pytest.mark.parametrize("figures", [100, 1000])
def test_counts_are_the_models_to_within_a_figure(figures: int) -> None:
    shown, draw = crowded(figures), random.Random(3)
    for _ in range(60):
        state = {name: draw.choice([0, draw.random(), 1]) for name in ("a", "b", "stay")}
        weights = [state["a"], state["b"], 0.1]
        drift = [state["a"], state["b"] * state["stay"], 0.1]
        began = shown.crowd("leaves", **{**state, "stay": 1})
        left = shown.crowd("leaves", **state)
        among = shown.crowd("drifts", **state)
        assert sum(began.values()) == sum(among.values()) == figures
        for counts, parts in ((began, weights), (among, drift)):
            for count, part in zip(counts.values(), parts, strict=True):
                assert abs(count - figures * part / sum(parts)) < 1
        assert abs(left["two"] - state["stay"] * began["two"]) <= 0.5
        assert (left["one"], left["three"]) == (began["one"], began["three"])


def test_figures_leave_and_turn_one_at_a_time() -> None:
    shown = crowded(1000)
    steps = [shown.crowd("leaves", stay=i / 4000)["two"] for i in range(4001)]
    assert {later - earlier for earlier, later in itertools.pairwise(steps)} == {0, 1}
    state = shown.design.crowd.state
    before = [state("drifts", [0.3, 0.6, 0.1], [1, i / 1000, 1]) for i in range(1001)]
    for earlier, later in itertools.pairwise(before):
        for name in SORTS:
            assert len({*earlier.cells(name)} ^ {*later.cells(name)}) <= 3


def test_places_are_shuffled_once_and_for_all() -> None:
    assert sorted(shuffled(1000)) == list(range(1000))
    order = shuffled(100)
    assert order == shuffled(100)
    in_rows = sum(x // 20 == y // 20 for x, y in itertools.pairwise(order))
    assert in_rows < 40


def test_every_place_is_taken_once_in_either_layout() -> None:
    for shows, figures in itertools.product(("leaves", "drifts", "both"), (100, 730, 1000)):
        for svg in tree(crowded(figures, shows)).xpath(".//div[@class='crowd']/svg"):
            across, down = map(int, svg.get("viewbox").split(" ")[2:])
            taken = [place for line in svg.xpath("./polyline") for place in places(line)]
            assert len(taken) == len(set(taken)) == figures
            assert all(0 <= int(x) < across for x, _ in (place.split(",") for place in taken))
            assert all(0 <= int(y) < down for _, y in (place.split(",") for place in taken))


def test_a_phone_keeps_figures_large_enough_to_see() -> None:
    for figures in range(10, 1001):
        assert 310 / columns(figures, 0.9) >= 9
        assert columns(figures, 0.9) <= columns(figures, 3)
    assert (columns(100, 3), columns(100, 0.9)) == (20, 10)
    assert (columns(1000, 3), columns(1000, 0.9)) == (50, 30)


def words(shown: Explorer, panel: str, **state: float) -> list[str]:
    shares, stays = shown.formulas.sorts(shown._values(state))
    return list(shown.design.crowd.state(panel, shares, stays).words)


def test_what_is_rare_is_never_told_as_none() -> None:
    shown = crowded(1000)
    assert words(shown, "leaves") == ["300 of 300 left", "300 of 600 left", "100 of 100 left"]
    assert words(shown, "drifts") == ["429 in 1,000", "428 in 1,000", "143 in 1,000"]
    assert words(shown, "leaves", a=0)[0] == words(shown, "drifts", a=0)[0] == "none"
    assert words(shown, "leaves", b=1e-6)[1] == "fewer than 1 in 1,000"
    assert words(shown, "leaves", stay=1e-9)[1] == "fewer than 1 of 600 left"
    # Too small to compute, for a computer, is not none either.
    assert words(shown, "drifts", stay=0)[1] == "fewer than 1 in 1,000"
    alone = explorer(
        "alone",
        crowd=Crowd({"one": Sort(1 - a, label="o"), "two": Sort(a, label="t")}, shows="drifts"),
        sliders=[SLIDERS[0]],
        alt="One.",
        caption="One.",
    )
    assert words(alone, "drifts", a=1e-5) == ["more than 99 in 100", "fewer than 1 in 100"]
    assert words(alone, "drifts", a=0) == ["all 100", "none"]
    clerk = Crowd({"one": Sort(1, label="o"), "two": Sort(99, label="t")})
    assert list(clerk.state("leaves", [1, 99], [0.4, 1]).words) == ["gone", "99 of 99 left"]


def test_half_a_figure_is_rounded_alike_everywhere() -> None:
    assert apportioned([1 / 3, 1 / 3 + 1e-16, 1 / 3], 1000) == [334, 333, 333]
    assert apportioned([0.29, 0.71], 100) == [29, 71]
    assert left_of(10, 0.25) == left_of(10, 0.25 + 1e-16) == 2


def test_the_contract_is_that_of_other_explorers() -> None:
    shown = crowded()
    (figure,) = tree(shown).xpath("./figure[@class='explorer']")
    assert (figure.get("data-explorer"), figure.get("id")) == ("crowd", "crowd")
    assert [s.get("name") for s in figure.xpath(".//input[@type='range']")] == ["a", "b", "stay"]
    assert [button.get("class") for button in figure.xpath(".//button")][:3] == [
        "play",
        "copy",
        "reset",
    ]
    assert not figure.xpath(".//div[@class='plot']")
    ids = [element.get("id") for element in figure.xpath(".//*[@id]")]
    assert len(set(ids)) == len(ids)
    known = {f"url(#{name})" for name in ids}
    assert {line.get("marker-mid") for line in figure.xpath(".//polyline")} <= known
    assert shown.html() == crowded().html()
    assert explorer_without_play().xpath(".//button[@class='play']") == []


def explorer_without_play() -> html.HtmlElement:
    return tree(crowded(crowd=Crowd(SORTS)))


def test_it_is_one_picture_with_a_text_and_sorts_differ_in_shape() -> None:
    figure = tree(crowded())
    (picture,) = figure.xpath(".//*[@role='group']")
    assert picture.get("aria-label") == 'A "crowd".'
    assert all(svg.get("aria-hidden") == "true" for svg in figure.xpath(".//svg"))
    shapes = [tuple(path.get("d") for path in marker) for marker in figure.xpath(".//svg/marker")]
    assert len(set(shapes)) == len(SORTS) + 1
    labels = figure.xpath(".//div[@data-shows='leaves']//li/span/text()")
    assert labels == ["ones", "twos", "threes & <more>"]
    counts = figure.xpath(".//div[@data-shows='leaves']//*[@data-count]/text()")
    assert counts == ["30 of 30 left", "30 of 60 left", "10 of 10 left"]


def test_a_crowd_may_stand_above_curves() -> None:
    figure = tree(
        crowded(
            x=Axis(n, 0, 10, label="n"),
            y=Axis(None, 0, 1, label="y"),
            curves={"left": Curve(stay**n, label="left")},
        )
    )
    (drawing,) = figure.xpath(".//svg[@role='img']")
    assert drawing.get("aria-label") == 'A "crowd".'
    assert figure.xpath(".//*[@role='group']") == []
    assert len(figure.xpath(".//div[@class='crowd']")) == 2


def test_a_thousand_figures_weigh_little() -> None:
    shown = crowded(1000, "drifts")
    assert len(shown.html()) < 20_000
    assert len(tree(shown).xpath(".//*")) < 120


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: Sort(share=1, label=""), "label is ''"),
        (lambda: Sort(share=1, label="s", color="pink"), "color is 'pink'"),
        (lambda: Sort(share=1, label="s", glyph="cat"), "glyph is 'cat'; allowed: one of plain"),
        (lambda: Crowd({}), "sorts is {}"),
        (lambda: Crowd({"gone": SORTS["one"]}), "sorts is 'gone'"),
        (lambda: Crowd({"Bad": SORTS["one"]}), "sorts is 'Bad'"),
        (lambda: Crowd({"one": 1}), "sort one is 1; allowed: a Sort"),
        (lambda: Crowd(SORTS, figures=9), "figures is 9"),
        (lambda: Crowd(SORTS, figures=1001), "figures is 1001"),
        (lambda: Crowd(SORTS, shows="flies"), "shows is 'flies'"),
        (lambda: Crowd(SORTS, seconds=0), "seconds is 0"),
        (lambda: Crowd(SORTS, titles=["a", "b"]), "titles is ['a', 'b']; allowed: 1 of them"),
        (lambda: Crowd(SORTS, shows="both", titles=["a", ""]), "titles is ''"),
        (lambda: crowded(crowd=Crowd(SORTS, plays="b_")), "plays is 'b_'"),
        (lambda: crowded(crowd=None), "crowd is None; allowed: a Crowd, where there are no axes"),
        (lambda: crowded(x=Axis(n, 0, 1, label="x")), "x and y is"),
        (lambda: crowded(curves={"c": Curve(stay, label="c")}), "curves is {'c'"),
        (
            lambda: crowded(crowd=Crowd({"one": Sort(n, label="o")})),
            "symbols of crowd one_share is ['n (nonnegative)']",
        ),
        (
            lambda: crowded(crowd=Crowd({"one": Sort(a - 1, label="o")})),
            "share of one at a=0, b=0, stay=0 is -1.0; allowed: 0 or more",
        ),
        (
            lambda: crowded(crowd=Crowd({"one": Sort(1, label="o", stays=1 + a)})),
            "stays of one at a=1, b=0, stay=0 is 2.0; allowed: from 0 to 1",
        ),
        (
            lambda: crowded(crowd=Crowd({"one": Sort(a, label="o")})),
            "shares at a=0, b=0, stay=0 is [0.0]; allowed: not all 0",
        ),
        (
            lambda: crowded(crowd=Crowd({"o": Sort(1, label="o", stays=stay)}, shows="drifts")),
            "shares of those who stay at a=0, b=0, stay=0 is 0.0",
        ),
        (
            lambda: crowded(shows="drifts").crowd("leaves"),
            "panel is 'leaves'; allowed: one of drifts",
        ),
        (lambda: crowded().crowd(stay=2), "stay is 2"),
        (lambda: Curve(stay, label="c", filled=stay), "filled is stay; allowed: two x values"),
        (lambda: Curve(stay, label="c", ruled=True), "ruled is True; allowed: an area"),
    ],
)
def test_errors(make: object, named: str) -> None:
    with pytest.raises(ValueError, match=re.escape(named)):
        make()
