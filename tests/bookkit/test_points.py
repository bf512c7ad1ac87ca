"""Points that no slider moves."""

import re
from collections.abc import Callable

import pytest
from lxml import html

from bookkit import Points, explorer


def test_points_stand_where_they_were_measured(parts: Callable[..., dict]) -> None:
    points = {
        "first": Points([0, 500, 1000], [0, 0.25, 1], label="a & b", color="violet"),
        "second": Points([250], [0.5], label="others", square=True),
    }
    shown = html.fromstring(f"<div>{explorer('decay', **parts(points=points)).html()}</div>")
    first, second = shown.xpath(".//path[@data-points]")
    places = re.findall(r"M([\d.]+),([\d.]+)h0", first.get("d"))
    assert [(float(u), float(v)) for u, v in places] == [(0, 1000), (500, 750), (1000, 0)]
    assert (first.get("stroke-linecap"), second.get("stroke-linecap")) == ("round", "square")
    assert [" ".join(entry.itertext()) for entry in shown.xpath(".//ul[@class='key']/li")] == [
        "what is left",
        "a & b",
        "others",
    ]


def test_points_outside_the_axes_are_not_drawn(parts: Callable[..., dict]) -> None:
    points = {"one": Points([-1, 500, 1001, 10], [0.5, 0.5, 0.5, 2], label="measured")}
    shown = explorer("decay", **parts(points=points)).html()
    assert re.findall(r'data-points="one" d="([^"]*)"', shown) == ["M500.0,500.0h0"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"x": []}, "x is"),
        ({"y": [1]}, "y is"),
        ({"y": [1, float("nan")]}, "y is"),
        ({"color": "pink"}, "color"),
        ({"label": ""}, "label"),
    ],
)
def test_bad_points_are_refused(wrong: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Points(**{"x": [0, 1], "y": [0, 1], "label": "measured"} | wrong)
